//! Whether the town is worth looking at, and true.

use super::people::{HOSTS, PLAYER};
use super::*;
use crate::domain::games::SignUp;
use crate::domain::truth;
use crate::store::games::Game;
use crate::store::{self, Clock, DatabaseUrl, Store};
use crate::types::*;

/// A town, made and opened.
struct Made {
    store: Store,
    now: Timestamp,
    games: Vec<Game>,
    _folder: tempfile::TempDir,
}

/// The town as it would be made at `instant`.
fn town_at(instant: &str) -> Made {
    let now = Timestamp::from_second(instant.parse::<jiff::Timestamp>().unwrap().as_second());
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&DatabaseUrl::Sqlite(folder.path().join("k.db")), Clock::fixed(now)).unwrap();
    let town = make_up(["a", "b", "c"].map(str::to_owned), now).unwrap();
    let count = i64::try_from(town.games.len()).unwrap();
    let forbidden = store.write_here(town).unwrap();
    assert!(forbidden.0.is_empty(), "{:#?}", forbidden.0);
    let all = |conn: &mut store::DbConn| (1..=count).map(|id| store::games::find(conn, GameId::new(id))).collect();
    let games = store.read_here(all).unwrap();
    Made { store, now, games, _folder: folder }
}

impl Made {
    fn upcoming(&self) -> Vec<&Game> {
        self.games.iter().filter(|game| game.published_at.is_some() && game.starts_at > self.now).collect()
    }

    fn count(&self, is_so: impl Fn(&Game) -> bool) -> usize {
        self.upcoming().into_iter().filter(|game| is_so(game)).count()
    }

    fn assert_true(&self) {
        for game in &self.games {
            let broken = self.store.read_here(|conn| truth::broken(conn, game.id, self.now)).unwrap();
            assert!(broken.is_empty(), "game {}, {}: {broken:?}", game.id, game.title);
        }
    }

    fn assert_busy(&self) {
        assert_eq!(self.upcoming().len(), 60);
        assert_eq!(self.games.iter().filter(|game| game.ends_at <= self.now).count(), 200);
        assert!(self.count(|game| game.starts_at.since(self.now) < 36 * time::HOUR) >= 3);
        let near = |game: &&Game| game.starts_at.since(self.now) < 7 * time::DAY && game.opens_at.is_none();
        let (taken, seats) = self
            .games
            .iter()
            .filter(near)
            .fold((0, 0), |(taken, seats), game| (taken + game.taken, seats + game.capacity.get()));
        assert!(taken * 2 > seats, "only {taken} of {seats} seats are taken");
    }

    /// Every kind of game that a visitor should meet.
    fn assert_varied(&self) {
        let state = |game: &Game| game.sign_up(self.now);
        assert!(self.count(|game| matches!(state(game), SignUp::Full { waiting, .. } if waiting > 1)) >= 2);
        assert!(self.count(|game| matches!(state(game), SignUp::Opens(_))) >= 2);
        assert!(self.count(|game| matches!(state(game), SignUp::Needs { .. })) >= 1);
        assert!(self.count(|game| state(game) == SignUp::Cancelled && game.taken > 0) >= 1);
        assert_eq!(self.count(|game| game.visibility == Visibility::Unlisted), 1);
        assert!(self.count(|game| game.capacity.get() > 24 && game.taken > 24) >= 1);
        assert!(self.count(|game| game.title.as_str().chars().count() > 95) >= 1);
        assert!(self.count(|game| game.series_id.is_some()) >= 4);
        assert!(self.count(|game| game.venue_id.is_none()) >= 1);
        assert!(self.count(|game| game.price == Money::ZERO) >= 5);
        assert_eq!(self.games.iter().filter(|game| game.status == GameStatus::Draft).count(), 1);
    }

    fn assert_peopled(&self) {
        let registrations =
            |game: &Game| self.store.read_here(|conn| store::registrations::entries(conn, game.id)).unwrap();
        let entries: Vec<_> = self.games.iter().flat_map(registrations).collect();
        let came = |state| entries.iter().filter(|entry| entry.registration.attendance == Some(state)).count();
        assert!(came(Attendance::Present) > 1000 && came(Attendance::NoShow) > 20);
        let parties = |entry: &&store::registrations::Entry| {
            entry.registration.status == Status::Waitlisted && entry.guests.len() > 1
        };
        assert!(entries.iter().any(|entry| parties(&entry)));
        assert_eq!(entries.iter().filter(|entry| entry.registration.added_by.is_some()).count(), 24);
        assert!(entries.iter().filter(|entry| !entry.registration.note.is_empty()).count() > 50);
        let last = PlayerId::new(300);
        let beyond = |conn: &mut store::DbConn| store::players::find(conn, PlayerId::new(last.get() + 1));
        assert!(self.store.read_here(|conn| store::players::find(conn, last)).is_ok());
        assert!(self.store.read_here(beyond).is_err());
    }

    /// What the three who can sign in find there.
    fn assert_signed_in_people_have_something_to_do(&self) {
        let town = make_up(["a", "b", "c"].map(str::to_owned), self.now).unwrap();
        let id = |person: usize| {
            let email = Email::parse(&town.people[person].email).unwrap();
            let found = self.store.read_here(|conn| store::accounts::find_by_email(conn, &email)).unwrap().unwrap();
            assert!(found.password_hash.is_some());
            found.player
        };
        let (player, organizer) = (id(PLAYER), id(HOSTS));
        let standing = |game: &&Game| {
            self.store.read_here(|conn| store::registrations::find_active(conn, game.id, player)).unwrap()
        };
        let coming: Vec<_> = self.upcoming().iter().filter_map(standing).collect();
        assert!(coming.iter().filter(|mine| mine.status == Status::Confirmed).count() >= 3);
        assert_eq!(coming.iter().filter(|mine| mine.status == Status::Waitlisted).count(), 1);
        assert!(
            self.games.iter().filter(|game| game.ends_at <= self.now).filter_map(|game| standing(&game)).count() >= 8
        );
        assert!(self.count(|game| game.organizer_id == organizer) >= 6);
    }
}

#[test]
fn a_friday_in_november_is_lively_and_true() {
    let town = town_at("2026-11-20T12:30:00Z");
    town.assert_true();
    town.assert_busy();
    town.assert_varied();
    town.assert_peopled();
    town.assert_signed_in_people_have_something_to_do();
}

#[test]
fn a_night_on_which_the_clocks_change_is_too() {
    let town = town_at("2027-03-27T22:50:00Z");
    town.assert_true();
    town.assert_busy();
    town.assert_varied();
    town.assert_signed_in_people_have_something_to_do();
}

#[test]
fn everybody_has_a_name_and_an_address_of_their_own() {
    let town = make_up(["a", "b", "c"].map(str::to_owned), Timestamp::EPOCH.plus(60 * 365 * time::DAY)).unwrap();
    let distinct =
        |of: fn(&people::Person) -> String| town.people.iter().map(of).collect::<std::collections::HashSet<_>>().len();
    assert_eq!(distinct(|person| fold(&person.name)), town.people.len());
    assert_eq!(distinct(|person| person.email.clone()), town.people.len());
}
