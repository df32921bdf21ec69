//! A site with many players, a million old registrations, and games to join.

use std::num::NonZeroUsize;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use kickabout::store::games::GameFields;
use kickabout::store::{self, Clock, DatabaseUrl, DbConn, Job, QueryError, Scope, Store};
use kickabout::types::*;

/// Registrations of each old game.
const ROSTER: usize = 500;
const NOON: i64 = 1_800_000_000;

pub struct Data {
    pub store: Store,
    pub players: Vec<PlayerId>,
    url: DatabaseUrl,
    organizer: PlayerId,
}

impl Data {
    pub fn make(url: &DatabaseUrl, batch: Option<NonZeroUsize>, old: usize, players: usize) -> Self {
        let store = Store::open_with_batch(url, Clock::fixed(Timestamp::from_second(NOON)), batch).unwrap();
        let organizer = store.write_here(Prepare).unwrap();
        let players = players.max(50_000);
        execute(
            url,
            &format!(
                "INSERT INTO players (name, name_folded, role, created_at) \
                 WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {players}) \
                 SELECT 'Player', 'player', 'player', 0 FROM n"
            ),
        );
        let first = organizer.get() + 1;
        let players = (first..).take(players).map(PlayerId::new).collect();
        let data = Self { store, players, url: url.clone(), organizer };
        data.old_registrations(old);
        data
    }

    fn old_registrations(&self, count: usize) {
        if count == 0 {
            return;
        }
        let games = self.store.write_here(MakeGames {
            organizer: self.organizer,
            count: count.div_ceil(ROSTER),
            capacity: 500,
        });
        let (game, player) = (games.unwrap()[0], self.players[0]);
        execute(
            &self.url,
            &format!(
                "INSERT INTO registrations (game_id, player_id, status, party_size, place, note, late, created_at, \
                 seated_at) WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {count} - 1) \
                 SELECT {game} + i / 500, {player} + (i % 500) * 100 + (i / 500) % 100, 'confirmed', 1, i % 500 + 1, \
                 '', FALSE, 0, 0 FROM n"
            ),
        );
        execute(
            &self.url,
            "INSERT INTO timeline (game_id, at, kind, registration_id, status, party_size, place, before, after, note) \
             SELECT game_id, 0, 'joined', id, status, party_size, place, '', '', '' FROM registrations ORDER BY id",
        );
        execute(&self.url, "UPDATE games SET taken = 500, next_place = 501");
        if matches!(self.url, DatabaseUrl::Postgres(_)) {
            execute(&self.url, "ANALYZE");
        }
    }

    /// Games to join, with so many seats, and with lines of so many who wait for the one seat that is taken.
    pub fn games(&mut self, count: usize, capacity: i32, waiting: usize) -> Vec<GameId> {
        let games = self.store.write_here(MakeGames { organizer: self.organizer, count, capacity }).unwrap();
        if waiting > 0 {
            let last = self.players.last().unwrap();
            let of = format!("id BETWEEN {} AND {}", games[0], games[count - 1]);
            execute(
                &self.url,
                &format!(
                    "INSERT INTO registrations (game_id, player_id, status, party_size, place, note, late, created_at) \
                     WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {waiting}) \
                     SELECT games.id, {last} - i, CASE WHEN i = 0 THEN 'confirmed' ELSE 'waitlisted' END, 1, i + 1, '', \
                     FALSE, 0 FROM n CROSS JOIN games WHERE {of}"
                ),
            );
            let counts = format!("taken = 1, waiting = {waiting}, next_place = {waiting} + 2");
            execute(&self.url, &format!("UPDATE games SET {counts} WHERE {of}"));
        }
        games
    }
}

fn execute(url: &DatabaseUrl, sql: &str) {
    match url {
        DatabaseUrl::Sqlite(file) => {
            let mut conn = SqliteConnection::establish(&file.to_string_lossy()).unwrap();
            conn.batch_execute("PRAGMA busy_timeout = 60000; PRAGMA cache_size = -200000").unwrap();
            conn.batch_execute(sql).unwrap();
        }
        DatabaseUrl::Postgres(url) => PgConnection::establish(url).unwrap().batch_execute(sql).unwrap(),
    }
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

pub fn create_database(server: &str) -> String {
    let mut conn = PgConnection::establish(server).unwrap();
    let now = diesel::sql_query("SELECT extract(epoch FROM now())::bigint AS number").get_result::<Number>(&mut conn);
    let name = format!("kickabout_bench_{}", now.unwrap().number);
    conn.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    name
}

pub fn drop_database(server: &str, name: &str) {
    PgConnection::establish(server).unwrap().batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
}

pub fn named(server: &str, name: &str) -> DatabaseUrl {
    let mut url = url::Url::parse(server).unwrap();
    url.set_path(name);
    DatabaseUrl::parse(url.as_str()).unwrap()
}

struct Prepare;

impl Job for Prepare {
    type Done = PlayerId;
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<PlayerId, QueryError> {
        let football = (SportSlug::parse("football").unwrap(), SportName::parse("Football").unwrap());
        store::sports::replace(conn, &[football])?;
        store::players::insert(conn, &PlayerName::parse("Olga Reed").unwrap(), Role::Organizer, None, now)
    }
}

struct MakeGames {
    organizer: PlayerId,
    count: usize,
    capacity: i32,
}

impl Job for MakeGames {
    type Done = Vec<GameId>;
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Vec<GameId>, QueryError> {
        let fields = fields(self.capacity, now.plus(2 * time::DAY));
        let make = |_| {
            let game = store::games::insert(conn, &fields, self.organizer, None, "key", now)?;
            store::games::publish(conn, game, now)?;
            Ok(game)
        };
        (0..self.count).map(make).collect()
    }
}

/// What an organizer would have set for a game that starts at `starts`.
fn fields(capacity: i32, starts: Timestamp) -> GameFields {
    let zone = Zone::parse("Europe/Berlin").unwrap();
    GameFields {
        visibility: Visibility::Public,
        sport: SportSlug::parse("football").unwrap(),
        title: GameTitle::parse("Five-a-side").unwrap(),
        search_text: "five-a-side".to_owned(),
        venue_id: None,
        place: "Canal Street".to_owned(),
        starts_wall: zone.wall(starts),
        starts_at: starts,
        minutes: Minutes::default(),
        ends_at: starts.plus(Minutes::default().seconds()),
        local_date: zone.date(starts),
        time_zone: zone,
        capacity: Capacity::new(capacity).unwrap(),
        minimum: Minimum::default(),
        max_guests: MaxGuests::new(2).unwrap(),
        price: Money::ZERO,
        how_to_pay: HowToPay::default(),
        level: Level::default(),
        description: Description::default(),
        opens_wall: None,
        opens_at: None,
        closes_wall: None,
        closes_at: starts,
        deadline_hours: DeadlineHours::default(),
        deadline_at: starts.minus(DeadlineHours::default().seconds()),
        who_joins: None,
        cancel_hours: None,
        gears: kickabout::store::gears::OwnGears::default(),
    }
}
