//! Threads that take, decline and let offers pass while the start comes nearer, gear by gear.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use kickabout::domain::due::Due;
use kickabout::domain::offers::{AnswerError, Decline, Take, TakeError, WantIn};
use kickabout::store::{self, DbConn, Job, QueryError, Scope};
use kickabout::types::time::{HOUR, MINUTE};
use kickabout::types::*;

use super::fixture::Fixture;
use super::storm::{Dice, attempt, change, guests, join, leave, watch};

/// From a day before the start on the clock goes forward in steps, and does what is due, while players act.
pub fn rage(players: usize, capacity: i32) -> Vec<EventKind> {
    let fixture = Fixture::new();
    // An evening in Berlin, as the game's two days later.
    fixture.clock.set(fixture.clock.now().plus(10 * HOUR));
    let starts = fixture.clock.now().plus(48 * HOUR);
    let games: Vec<GameId> = (0..2).map(|_| fixture.game(capacity)).collect();
    let people = fixture.players(players);
    fixture.store.write_here(Confirm(people.iter().copied().step_by(2).collect())).unwrap();
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let watcher = scope.spawn(|| watch(&fixture, &games, &over));
        let acting: Vec<_> = (1..)
            .zip(&people)
            .map(|(seed, player)| {
                let (fixture, games, over) = (&fixture, &games, &over);
                // Everybody's acting would leave no offer to end, where each step of the clock takes long.
                let plays = if seed % 4 == 1 { let_offers_end } else { act };
                scope.spawn(move || {
                    let mut dice = Dice::new(seed * 6007);
                    while !over.load(Ordering::SeqCst) {
                        let game = games[usize::try_from(dice.below(games.len() as u64)).unwrap()];
                        plays(fixture, *player, game, &mut dice);
                    }
                })
            })
            .collect();
        fixture.clock.set(starts.minus(25 * HOUR));
        // The clock does not wait for a slow database: the hour in which people are moved in might be over.
        while !kinds(&fixture, &games).contains(&EventKind::MovedIn) {
            thread::yield_now();
        }
        while fixture.clock.now() < starts.minus(8 * MINUTE) {
            fixture.clock.set(fixture.clock.now().plus(7 * MINUTE));
            do_what_is_due(&fixture, &games);
        }
        over.store(true, Ordering::SeqCst);
        assert!(watcher.join().is_ok(), "a promise broke in the storm");
        assert!(acting.into_iter().all(|thread| thread.join().is_ok()), "a player's thread panicked");
    });
    fixture.clock.set(starts);
    do_what_is_due(&fixture, &games);
    games.iter().for_each(|game| fixture.assert_sound(*game));
    kinds(&fixture, &games)
}

/// What has happened so far.
fn kinds(fixture: &Fixture, games: &[GameId]) -> Vec<EventKind> {
    let events = fixture.store.read_here(|conn| store::timeline::of_games(conn, games)).unwrap();
    events.iter().map(|event| event.kind).collect()
}

fn do_what_is_due(fixture: &Fixture, games: &[GameId]) {
    for game in games {
        fixture.store.write_here(Due { game: *game }).unwrap();
    }
}

fn act(fixture: &Fixture, player: PlayerId, game: GameId, dice: &mut Dice) {
    match dice.below(12) {
        0..=2 => join(fixture, player, game, guests(dice.below(2))),
        3 | 4 => leave(fixture, player, game),
        5 => change(fixture, player, game, guests(dice.below(3))),
        6..=8 => take(fixture, player, game),
        9 => answered(fixture.store.write_here(Decline { game, player })),
        _ => answered(fixture.store.write_here(WantIn { game, player })),
    }
}

/// Joins, wants in again and drops out, but answers no offer.
fn let_offers_end(fixture: &Fixture, player: PlayerId, game: GameId, dice: &mut Dice) {
    let active = fixture.store.read_here(|conn| store::registrations::find_active(conn, game, player)).unwrap();
    match active.map(|active| active.status) {
        None => join(fixture, player, game, guests(0)),
        Some(Status::Waitlisted) => answered(fixture.store.write_here(WantIn { game, player })),
        Some(Status::Confirmed) if dice.below(4) == 0 => leave(fixture, player, game),
        Some(_) => thread::yield_now(),
    }
}

fn take(fixture: &Fixture, player: PlayerId, game: GameId) {
    let attempt = attempt(fixture, player, game);
    match fixture.store.write_here(Take { game, player, attempt }) {
        Ok(_) | Err(TakeError::NotIn | TakeError::Ended(_) | TakeError::NothingLeft | TakeError::Later(_)) => {}
        Err(other) => panic!("taking: {other}"),
    }
}

fn answered<T>(answer: Result<T, AnswerError>) {
    match answer {
        Ok(_) | Err(AnswerError::NotIn) => {}
        Err(other) => panic!("answering: {other}"),
    }
}

/// These can be mailed.
struct Confirm(Vec<PlayerId>);

impl Job for Confirm {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), QueryError> {
        for player in &self.0 {
            let email = Email::parse(&format!("player-{player}@example.org")).unwrap();
            store::accounts::insert(conn, *player, &email, None, now)?;
            store::accounts::set_confirmed(conn, *player, Some(now))?;
        }
        Ok(())
    }
}
