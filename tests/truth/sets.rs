//! Registrations that run together become what they would have become one after the other.

use kickabout::domain::registrations::{Placed, Register, RegisterError, Withdraw};
use kickabout::store::{self, DbConn, Job, QueryError, Scope};
use kickabout::types::*;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::fixture::{Fixture, fields};

/// Registrations that reach the writer as one.
struct Set(Vec<Register>);

impl Job for Set {
    type Done = Vec<Result<Placed, RegisterError>>;
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::Games(self.0.iter().map(|one| one.game).collect())
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Self::Done, QueryError> {
        let together = Register::together().unwrap();
        together(&self.0.iter().collect::<Vec<_>>(), conn, now)
    }
}

/// Sets when sign-up closes, as an organizer's edit does.
struct CloseAt(GameId, Timestamp);

impl Job for CloseAt {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.0])
    }

    fn run(&self, conn: &mut DbConn, _now: Timestamp) -> Result<(), QueryError> {
        let game = store::games::find(conn, self.0)?;
        let fields = store::games::GameFields { closes_at: self.1, ..fields(game.capacity.get(), game.starts_at) };
        store::games::update(conn, self.0, &fields, None)
    }
}

fn asks(game: GameId, player: PlayerId, guests: usize) -> Register {
    let guests = (0..guests).map(|number| GuestName::parse(&format!("Guest {number}")).unwrap()).collect();
    Register { game, player, guests, note: Note::default(), attempt: 0, key: None, names_per_address: 5 }
}

/// What became of each, in words that can be compared.
fn said(outcomes: &[Result<Placed, RegisterError>]) -> Vec<String> {
    outcomes.iter().map(|outcome| format!("{outcome:?}")).collect()
}

fn game(fixture: &Fixture, game: GameId) -> store::games::Game {
    fixture.store.read_here(|conn| store::games::find(conn, game)).unwrap()
}

fn events(fixture: &Fixture, game: GameId) -> usize {
    fixture.store.read_here(|conn| store::timeline::of_game(conn, game)).unwrap().len()
}

#[test]
fn a_pair_that_comes_twice_in_a_set_is_one_registration_and_two_equal_answers() {
    let fixture = Fixture::new();
    let (one, players) = (fixture.game(1), fixture.players(2));
    let (ana, bo) = (players[0], players[1]);
    let set = Set(vec![asks(one, ana, 0), asks(one, bo, 0), asks(one, ana, 0), asks(one, bo, 1), asks(one, ana, 0)]);
    let outcomes = fixture.store.write_here(set).unwrap();
    assert_eq!(said(&outcomes), ["Ok(In)", "Ok(Waiting)", "Ok(In)", "Ok(Waiting)", "Ok(In)"]);
    assert_eq!((events(&fixture, one), game(&fixture, one).next_place), (2, 3));
    fixture.assert_sound(one);
}

#[test]
fn refusals_among_successes_change_nothing_but_note_a_closing() {
    let fixture = Fixture::new();
    let (open, closed, none) = (fixture.game(5), fixture.game(5), GameId::new(4711));
    let (players, nobody) = (fixture.players(3), PlayerId::new(4711));
    let now = fixture.clock.now();
    fixture.store.write_here(CloseAt(closed, now)).unwrap();
    let before = game(&fixture, closed);
    let set = Set(vec![
        asks(open, players[0], 0),
        asks(closed, players[0], 0),
        asks(open, players[1], 3),
        asks(none, players[1], 0),
        asks(closed, players[1], 0),
        asks(open, nobody, 0),
        asks(open, players[2], 2),
    ]);
    let outcomes = fixture.store.write_here(set).unwrap();
    assert!(matches!(
        outcomes.as_slice(),
        [
            Ok(Placed::In),
            Err(RegisterError::Closed),
            Err(RegisterError::TooManyGuests(_)),
            Err(RegisterError::NotFound),
            Err(RegisterError::Closed),
            Err(RegisterError::Query(QueryError::NotFound)),
            Ok(Placed::In),
        ]
    ));
    let after = game(&fixture, closed);
    assert_eq!(after.closed_at, Some(now));
    assert_eq!((after.version, after.next_place, events(&fixture, closed)), (before.version + 1, 1, 0));
    assert_eq!((game(&fixture, open).taken, game(&fixture, open).guests), (4, 2));
    fixture.assert_sound(open);
    fixture.clock.set(now.minus(time::HOUR));
    let again = fixture.store.write_here(asks(closed, players[2], 0));
    assert!(matches!(again, Err(RegisterError::Closed)), "a clock set back reopens nothing");
}

#[test]
fn parties_that_do_not_fit_wait_and_smaller_ones_behind_them_take_what_is_left() {
    let fixture = Fixture::new();
    let (one, players) = (fixture.game(4), fixture.players(5));
    let asked = [2, 1, 0, 0, 1].into_iter().zip(&players).map(|(guests, player)| asks(one, *player, guests));
    let outcomes = fixture.store.write_here(Set(asked.collect())).unwrap();
    assert_eq!(said(&outcomes), ["Ok(In)", "Ok(Waiting)", "Ok(In)", "Ok(Waiting)", "Ok(Waiting)"]);
    fixture.assert_sound(one);
    let version = game(&fixture, one).version;
    fixture.store.write_here(Withdraw { game: one, player: players[0], attempt: 0 }).unwrap();
    let moved = game(&fixture, one);
    assert_eq!((moved.taken, moved.waiting), (4, 1), "the party of two and the single behind it");
    assert!(moved.version > version);
    fixture.assert_sound(one);
}

/// A step of a story: who asks for which game with how many guests, or leaves it.
#[derive(Debug, Clone)]
enum Step {
    Join { player: usize, game: usize, guests: usize, attempt: i64 },
    Leave { player: usize, game: usize, attempt: i64 },
}

fn steps() -> impl Strategy<Value = Vec<Vec<Step>>> {
    let join = (0..8_usize, 0..3_usize, 0..4_usize, 0..3_i64).prop_map(|(player, game, guests, attempt)| Step::Join {
        player,
        game,
        guests,
        attempt,
    });
    let leave =
        (0..8_usize, 0..3_usize, 0..3_i64).prop_map(|(player, game, attempt)| Step::Leave { player, game, attempt });
    let set = proptest::collection::vec(join, 1..12);
    let step = prop_oneof![3 => set, 2 => leave.prop_map(|leave| vec![leave])];
    proptest::collection::vec(step, 1..10)
}

/// Plays `steps` with `players`, sets as sets or one by one; what everybody was told.
fn play(fixture: &Fixture, steps: &[Vec<Step>], players: &[PlayerId], games: &[GameId], as_sets: bool) -> Vec<String> {
    let mut told = Vec::new();
    for set in steps {
        let mut joins = Vec::new();
        for step in set {
            match *step {
                Step::Join { player, game, guests, attempt } => {
                    joins.push(Register { attempt, ..asks(games[game], players[player], guests) });
                }
                Step::Leave { player, game, attempt } => {
                    let leave = Withdraw { game: games[game], player: players[player], attempt };
                    told.push(format!("{:?}", fixture.store.write_here(leave)));
                }
            }
        }
        let sets = if as_sets { vec![joins] } else { joins.into_iter().map(|join| vec![join]).collect() };
        for set in sets.into_iter().filter(|set| !set.is_empty()) {
            told.extend(said(&fixture.store.write_here(Set(set)).unwrap()));
        }
        games.iter().for_each(|game| fixture.assert_sound(*game));
    }
    told
}

/// The rosters, as far as two towns in which the same happened must be alike.
fn rosters(fixture: &Fixture, games: &[GameId]) -> Vec<(Status, i32, i64, Vec<GuestName>)> {
    let entries = games
        .iter()
        .flat_map(|game| fixture.store.read_here(|conn| store::registrations::entries(conn, *game)).unwrap());
    entries
        .map(|entry| {
            let registration = entry.registration;
            (registration.status, registration.party_size.get(), registration.place, entry.guests)
        })
        .collect()
}

#[test]
fn random_sets_become_what_they_would_have_become_one_by_one() {
    let fixture = Fixture::new();
    let players = fixture.players(8);
    let config = ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() };
    let story = |(capacity, steps): (i32, Vec<Vec<Step>>)| {
        let town = || -> Vec<GameId> { (0..3).map(|_| fixture.game(capacity)).collect() };
        let (together, alone) = (town(), town());
        let told = play(&fixture, &steps, &players, &together, true);
        prop_assert_eq!(told, play(&fixture, &steps, &players, &alone, false));
        prop_assert_eq!(rosters(&fixture, &together), rosters(&fixture, &alone));
        Ok(())
    };
    TestRunner::new(config).run(&(1..8_i32, steps()), story).unwrap();
}
