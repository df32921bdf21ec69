//! Laws about time change: then games keep the time on the clock, and their instants are derived again.

use super::due::catch_up;
use super::fill::fill;
use super::organizing::{News, spread};
use crate::store::games::{Game, GameFields};
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope};
use crate::types::{EventKind, GameStatus, Timestamp, WallTime, Zone};

/// When the program brings newer time zone data than the games were derived from, those that are still to come are
/// derived again, once; everybody in a game that moved is told.
#[derive(Debug)]
pub struct RefreshZones;

impl Job for RefreshZones {
    /// How many games moved.
    type Done = usize;
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<usize, QueryError> {
        let Some(mut site) = store::site::find(conn)? else { return Ok(0) };
        let newest = Zone::database_version();
        if !is_newer(newest, &site.tzdb) {
            return Ok(0);
        }
        let mut moved = 0;
        for game in store::games::ahead(conn, now)? {
            moved += usize::from(derive_again(conn, &game, now)?);
        }
        let details = format!("{} -> {newest}, {moved} games moved", site.tzdb);
        store::audit::record(conn, None, "time-zones.update", "site", &details, now)?;
        site.tzdb = newest.to_owned();
        store::site::update(conn, &site)?;
        Ok(moved)
    }
}

/// Versions are a year and letters, like "2026b", so they sort as texts do. A site of before they were kept has none.
fn is_newer(version: &str, than: &str) -> bool {
    version > than
}

/// Brings `game` in line with the law of today; whether anything about it moved.
fn derive_again(conn: &mut DbConn, game: &Game, now: Timestamp) -> QueryResult<bool> {
    let before = GameFields::of(game);
    let mut after = before.clone();
    after.derive_instants();
    if before == after {
        return Ok(false);
    }
    let game = &catch_up(conn, game.clone(), now)?;
    store::games::update(conn, game.id, &after, game.closed_with(after.closes_at, now))?;
    store::due::settle(conn, game.id, now)?;
    store::calendars::note_change(conn, game.id, before.is_moved_by(&after), now)?;
    if game.status == GameStatus::Published {
        spread(conn, game.id, &[news(&before, &after)], None, now)?;
    }
    // It may have moved over the start, after which nobody is moved in, or back from it.
    fill(conn, game.id, now)?;
    Ok(true)
}

/// What moved, in words. The clock shows the same as before, so what differs is its distance from UTC.
fn news(before: &GameFields, after: &GameFields) -> News {
    let opens = after.opens_wall.zip(before.opens_at.zip(after.opens_at));
    let closes = after.closes_wall.map(|wall| (wall, (before.closes_at, after.closes_at)));
    let moments = [
        ("", Some((after.starts_wall, (before.starts_at, after.starts_at)))),
        ("sign-up opens ", opens),
        ("sign-up closes ", closes),
    ];
    let moved: Vec<_> = moments
        .into_iter()
        .filter_map(|(what, moment)| moment.map(|(wall, instants)| (what, wall, instants)))
        .filter(|(_, _, (before, after))| before != after)
        .collect();
    let say = |of: fn((Timestamp, Timestamp)) -> Timestamp| {
        let words = moved.iter().map(|(what, wall, instants)| format!("{what}{}", in_words(*wall, of(*instants))));
        words.collect::<Vec<_>>().join(", ")
    };
    News { kind: EventKind::TimeChanged, before: say(|(before, _)| before), after: say(|(_, after)| after) }
}

/// "Thu 5 Nov 2026, 19:00 UTC-8".
fn in_words(wall: WallTime, instant: Timestamp) -> String {
    let ahead = Zone::utc().instant(wall).since(instant);
    format!("{} {}", wall.short_with_year(), Zone::distance_from_utc(ahead))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples;
    use crate::store::{Clock, DatabaseUrl, Store};
    use crate::types::time::{DAY, HOUR};
    use crate::types::{Currency, MessageKind, PlayerId, PlayerName, Role, SiteName, SportName};

    /// What a site of before the law of 2026 kept of a Vancouver evening: an hour later than it will be.
    fn under_the_old_law() -> GameFields {
        let mut fields = GameFields::of(&samples::game());
        fields.time_zone = Zone::parse("America/Vancouver").unwrap();
        fields.starts_wall = WallTime::parse_local("2026-11-12T19:00").unwrap();
        fields.closes_wall = Some(WallTime::parse_local("2026-11-11T12:00").unwrap());
        fields.opens_wall = Some(WallTime::parse_local("2026-10-20T12:00").unwrap());
        fields.derive_instants();
        for instant in [&mut fields.starts_at, &mut fields.ends_at, &mut fields.closes_at, &mut fields.deadline_at] {
            *instant = instant.plus(HOUR);
        }
        fields
    }

    fn october() -> Timestamp {
        Zone::utc().instant(WallTime::parse_local("2026-10-21T12:00").unwrap())
    }

    /// A change that only tests make.
    struct Prepare(&'static str);

    impl Job for Prepare {
        type Done = PlayerId;
        type Refused = QueryError;

        fn scope(&self) -> Scope {
            Scope::Everything
        }

        fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<PlayerId, QueryError> {
            let site = crate::domain::set_up::NewSite {
                name: SiteName::parse("Riverside").unwrap(),
                time_zone: Zone::utc(),
                currency: Currency::default(),
            };
            let site = store::site::Site { tzdb: self.0.to_owned(), ..site.settings(now) };
            store::site::insert(conn, &site)?;
            let fields = under_the_old_law();
            store::sports::replace(conn, &[(fields.sport.clone(), SportName::parse("Football").unwrap())])?;
            let player = store::players::insert(conn, &PlayerName::parse("Ana").unwrap(), Role::Organizer, None, now)?;
            let berlin = Zone::parse("Europe/Berlin").unwrap();
            let mut elsewhere = GameFields { time_zone: berlin, opens_wall: None, closes_wall: None, ..fields.clone() };
            elsewhere.derive_instants();
            let over = GameFields { starts_at: now.minus(DAY), ends_at: now.minus(DAY - HOUR), ..fields.clone() };
            for fields in [fields, elsewhere, over] {
                let game = store::games::insert(conn, &fields, player, None, "key", now)?;
                store::games::publish(conn, game, now)?;
            }
            Ok(player)
        }
    }

    fn site_of(version: &'static str) -> (Store, PlayerId, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("k.db"));
        let store = Store::open(&url, Clock::fixed(october())).unwrap();
        let player = store.write_here(Prepare(version)).unwrap();
        (store, player, folder)
    }

    fn game(store: &Store, id: i64) -> Game {
        store.read_here(|conn| store::games::find(conn, crate::types::GameId::new(id))).unwrap()
    }

    #[test]
    fn a_game_in_vancouver_keeps_its_evening_when_the_law_changes() {
        let (store, player, _folder) = site_of("2025c");
        let id = crate::types::GameId::new(1);
        let register = crate::domain::registrations::Register {
            game: id,
            player,
            guests: Vec::new(),
            note: crate::types::Note::default(),
            attempt: 0,
            key: None,
            names_per_address: 5,
        };
        store.write_here(register).unwrap();
        assert_eq!(store.write_here(RefreshZones).unwrap(), 1);

        let moved = game(&store, 1);
        assert_eq!(moved.starts_at.rfc3339(), "2026-11-13T02:00:00Z");
        assert_eq!(moved.ends_at.rfc3339(), "2026-11-13T03:00:00Z");
        assert_eq!(moved.closes_at.rfc3339(), "2026-11-11T19:00:00Z");
        assert_eq!(moved.deadline_at.rfc3339(), "2026-11-12T14:00:00Z");
        assert_eq!(moved.local_date.as_str(), "2026-11-12");
        // It was published, and it moved: calendars are told both.
        assert_eq!((moved.sequence, moved.changed_at), (2, october()));
        let events = store.read_here(|conn| store::timeline::of_game(conn, id)).unwrap();
        let event = events.last().unwrap();
        assert_eq!((event.kind, event.actor_id), (EventKind::TimeChanged, None));
        assert_eq!(event.before, "Thu 12 Nov 2026, 19:00 UTC-8, sign-up closes Wed 11 Nov 2026, 12:00 UTC-8");
        assert_eq!(event.after, "Thu 12 Nov 2026, 19:00 UTC-7, sign-up closes Wed 11 Nov 2026, 12:00 UTC-7");
        assert_eq!(store.read_here(|conn| store::outbox::count(conn, id, MessageKind::Changed)).unwrap(), 1);
    }

    #[test]
    fn it_happens_once_and_touches_no_game_that_did_not_move() {
        let (store, ..) = site_of("");
        let (elsewhere, over) = (game(&store, 2), game(&store, 3));
        assert_eq!(store.write_here(RefreshZones).unwrap(), 1);
        assert_eq!((game(&store, 2), game(&store, 3)), (elsewhere, over));
        let moved = game(&store, 1);
        assert_eq!(store.write_here(RefreshZones).unwrap(), 0);
        assert_eq!(game(&store, 1), moved);
        assert_eq!(store.read_here(store::site::find).unwrap().unwrap().tzdb, Zone::database_version());
    }

    #[test]
    fn an_older_program_leaves_a_newer_database_alone() {
        let (store, ..) = site_of("2999a");
        let before = game(&store, 1);
        assert_eq!(store.write_here(RefreshZones).unwrap(), 0);
        assert_eq!(game(&store, 1), before);
        assert_eq!(store.read_here(store::site::find).unwrap().unwrap().tzdb, "2999a");
    }

    #[test]
    fn versions_sort_by_year_and_letter() {
        assert!(is_newer("2026b", "2026a") && is_newer("2027a", "2026z") && is_newer("2026a", ""));
        assert!(!is_newer("2026a", "2026a") && !is_newer("2026a", "2026b"));
    }
}
