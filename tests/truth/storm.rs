//! Threads that join, leave, bring guests and change their minds, all at once.

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use kickabout::domain::fill::fill;
use kickabout::domain::registrations::{
    ChangeGuests, GuestsError, Placed, Register, RegisterError, Withdraw, WithdrawError,
};
use kickabout::store::{self, DbConn, Job, QueryError, Scope};
use kickabout::types::*;

use super::fixture::{Fixture, fields};

pub struct Storm {
    pub players: usize,
    pub games: usize,
    pub capacity: i32,
    pub steps: usize,
    pub capacity_changes: bool,
}

impl Storm {
    /// Lets every player act from a thread of their own while another thread watches every promise.
    pub fn rage(&self, fixture: &Fixture) {
        let games: Vec<GameId> = (0..self.games).map(|_| fixture.game(self.capacity)).collect();
        let players = fixture.players(self.players);
        let over = AtomicBool::new(false);
        thread::scope(|scope| {
            let watcher = scope.spawn(|| watch(fixture, &games, &over));
            let organizer =
                self.capacity_changes.then(|| scope.spawn(|| resize(fixture, &games, self.capacity, &over)));
            let threads: Vec<_> = (1..)
                .zip(&players)
                .map(|(seed, player)| {
                    let games = &games;
                    scope.spawn(move || act(fixture, *player, games, self.steps, seed))
                })
                .collect();
            let acted: Vec<_> = threads.into_iter().map(thread::ScopedJoinHandle::join).collect();
            over.store(true, Ordering::SeqCst);
            assert!(watcher.join().is_ok(), "a promise broke in the storm");
            assert!(organizer.is_none_or(|organizer| organizer.join().is_ok()));
            assert!(acted.iter().all(Result::is_ok), "a player's thread panicked");
        });
        games.iter().for_each(|game| fixture.assert_sound(*game));
    }
}

pub fn watch(fixture: &Fixture, games: &[GameId], over: &AtomicBool) {
    while !over.load(Ordering::SeqCst) {
        games.iter().for_each(|game| fixture.assert_sound(*game));
    }
}

/// A small generator of its own: the same seed plays the same story.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn act(fixture: &Fixture, player: PlayerId, games: &[GameId], steps: usize, seed: u64) {
    let mut dice = Dice(seed * 7919);
    for _ in 0..steps {
        let game = games[usize::try_from(dice.below(games.len() as u64)).unwrap()];
        let guests = guests(dice.below(3));
        match dice.below(5) {
            0..=2 => join(fixture, player, game, guests),
            3 => leave(fixture, player, game),
            _ => change(fixture, player, game, guests),
        }
    }
}

pub fn guests(count: u64) -> Vec<GuestName> {
    (0..count).map(|number| GuestName::parse(&format!("Guest {number}")).unwrap()).collect()
}

pub fn attempt(fixture: &Fixture, player: PlayerId, game: GameId) -> i64 {
    let left = fixture.store.read_here(|conn| store::registrations::departures(conn, game, player)).unwrap();
    i64::try_from(left.len()).unwrap()
}

fn asks(game: GameId, player: PlayerId, guests: Vec<GuestName>, attempt: i64) -> Register {
    Register { game, player, guests, note: Note::default(), attempt, key: None, names_per_address: 5 }
}

pub fn join(fixture: &Fixture, player: PlayerId, game: GameId, guests: Vec<GuestName>) {
    let attempt = attempt(fixture, player, game);
    match fixture.store.write_here(asks(game, player, guests, attempt)) {
        Ok(_) | Err(RegisterError::LargerThanGame(_)) => {}
        Err(other) => panic!("joining: {other}"),
    }
}

pub fn leave(fixture: &Fixture, player: PlayerId, game: GameId) {
    let attempt = attempt(fixture, player, game);
    match fixture.store.write_here(Withdraw { game, player, attempt }) {
        Ok(_) | Err(WithdrawError::NotIn) => {}
        Err(other) => panic!("leaving: {other}"),
    }
}

pub fn change(fixture: &Fixture, player: PlayerId, game: GameId, guests: Vec<GuestName>) {
    match fixture.store.write_here(ChangeGuests { game, player, guests, names_per_address: 5 }) {
        Ok(_) | Err(GuestsError::NotIn | GuestsError::NoRoom(_) | GuestsError::LargerThanGame(_)) => {}
        Err(other) => panic!("changing guests: {other}"),
    }
}

fn resize(fixture: &Fixture, games: &[GameId], capacity: i32, over: &AtomicBool) {
    let mut dice = Dice(4711);
    while !over.load(Ordering::SeqCst) {
        for game in games {
            let wanted = capacity - 3 + i32::try_from(dice.below(7)).unwrap();
            fixture.store.write_here(Resize { game: *game, capacity: wanted }).unwrap();
        }
    }
}

/// What an organizer's edit of the capacity does.
struct Resize {
    game: GameId,
    capacity: i32,
}

impl Job for Resize {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), QueryError> {
        let game = store::games::find(conn, self.game)?;
        let (before, after) = (game.capacity.to_string(), self.capacity.to_string());
        store::games::update(conn, self.game, &fields(self.capacity, game.starts_at), None)?;
        store::timeline::record_change(conn, self.game, EventKind::CapacityChanged, None, (&before, &after), now)?;
        fill(conn, self.game, now)
    }
}

pub struct Outcomes {
    pub seated: usize,
    pub waiting: usize,
}

pub fn all_join_at_once(fixture: &Fixture, game: GameId, count: usize) -> Outcomes {
    let players = fixture.players(count);
    let together = Barrier::new(count);
    let placed: Vec<Placed> = thread::scope(|scope| {
        let threads: Vec<_> = players
            .iter()
            .map(|player| {
                let together = &together;
                scope.spawn(move || {
                    together.wait();
                    fixture.store.write_here(asks(game, *player, Vec::new(), 0)).unwrap()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    Outcomes {
        seated: placed.iter().filter(|placed| **placed == Placed::In).count(),
        waiting: placed.iter().filter(|placed| **placed == Placed::Waiting).count(),
    }
}

pub fn one_player_taps(fixture: &Fixture, game: GameId, times: usize) -> Vec<Placed> {
    let player = fixture.players(1)[0];
    let together = Barrier::new(times);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..times)
            .map(|_| {
                scope.spawn(|| {
                    together.wait();
                    fixture.store.write_here(asks(game, player, Vec::new(), 0)).unwrap()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}
