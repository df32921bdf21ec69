//! Large numbers of games and registrations: a few are made by the verbs, the others are their copies, row by row.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use kickabout::store::DbConn;
use kickabout::types::time::DAY;
use kickabout::types::{GameId, PlayerId, Timestamp};

use crate::Failure;
use crate::games::{Cards, JOINED_BEFORE, POSTED_BEFORE, register};

/// Every table with rows of a game, and the columns in it that name the game's rows.
const COPIED: [(&str, &[&str]); 4] = [
    ("games", &["id"]),
    ("registrations", &["id", "game_id"]),
    ("guests", &["registration_id"]),
    ("timeline", &["id", "game_id", "registration_id"]),
];
/// Copies are further from their original than any of its ids is from another.
const APART: i64 = 1_000_000;
/// Games that are over and made by the verbs; the others are copies.
const ORIGINALS: usize = 500;
/// Players in a game that is over.
const IN_EACH: usize = 20;
/// Spots of a game with a line.
const SPOTS: i32 = 10;

/// Full games in which `waiting` wait; there must be more players than that.
pub fn queued(
    cards: &Cards,
    conn: &mut DbConn,
    count: usize,
    waiting: usize,
    players: &[PlayerId],
    now: Timestamp,
) -> Result<Vec<GameId>, Failure> {
    let game = cards.post_one(conn, 0, 1, SPOTS, now.minus(2 * DAY), now)?;
    for player in players.iter().take(waiting + usize::try_from(SPOTS)?) {
        register(conn, game, *player, None, now.minus(DAY))?;
    }
    let apart = apart(conn)?;
    let copies = i64::try_from(count)?;
    for copy in 1..copies {
        copy_games(conn, game.get(), game.get(), copy * apart)?;
    }
    Ok((0..copies).map(|copy| GameId::new(game.get() + copy * apart)).collect())
}

/// Games that are over, with `registrations` in them.
pub fn past(
    cards: &Cards,
    conn: &mut DbConn,
    registrations: usize,
    players: &[PlayerId],
    now: Timestamp,
) -> Result<Vec<GameId>, Failure> {
    let mut originals = Vec::with_capacity(ORIGINALS);
    for number in 0..ORIGINALS {
        let around = now.minus((14 + i64::try_from(number)?) * DAY);
        let game =
            cards.post_one(conn, number, 0, i32::try_from(IN_EACH)?, around.minus(POSTED_BEFORE + 7 * DAY), around)?;
        for at in 0..IN_EACH {
            let player = players[(number * IN_EACH + at) % players.len()];
            register(conn, game, player, None, around.minus(JOINED_BEFORE + 7 * DAY))?;
        }
        originals.push(game.get());
    }
    let (Some(first), Some(last)) = (originals.first(), originals.last()) else { return Ok(Vec::new()) };
    let apart = apart(conn)?;
    for copy in 1..i64::try_from(registrations.div_ceil(ORIGINALS * IN_EACH))? {
        copy_games(conn, *first, *last, copy * apart)?;
    }
    Ok(Vec::new())
}

/// Copies the games `first` to `last` with all their rows; every id is raised by `by`.
fn copy_games(conn: &mut DbConn, first: i64, last: i64, by: i64) -> Result<(), Failure> {
    for (table, ids) in COPIED {
        let columns = columns(conn, table)?;
        let raised = columns.iter().map(|column| match ids.contains(&column.as_str()) {
            true => format!("{column} + {by}"),
            false => column.clone(),
        });
        let raised: Vec<String> = raised.collect();
        let of_games = match table {
            "games" => format!("id BETWEEN {first} AND {last}"),
            "guests" => {
                format!("registration_id IN (SELECT id FROM registrations WHERE game_id BETWEEN {first} AND {last})")
            }
            _ => format!("game_id BETWEEN {first} AND {last}"),
        };
        let (columns, raised) = (columns.join(", "), raised.join(", "));
        conn.batch_execute(&format!("INSERT INTO {table} ({columns}) SELECT {raised} FROM {table} WHERE {of_games}"))?;
    }
    Ok(())
}

/// What is added to ids for the next copy: more than any id there is.
fn apart(conn: &mut DbConn) -> Result<i64, Failure> {
    #[derive(QueryableByName)]
    struct Highest {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let highest: Highest = diesel::sql_query(
        "SELECT max(id) AS id FROM (SELECT id FROM games UNION ALL SELECT id FROM registrations \
         UNION ALL SELECT id FROM timeline) AS ids",
    )
    .get_result(conn)?;
    Ok((highest.id / APART + 1) * APART)
}

fn columns(conn: &mut DbConn, table: &str) -> Result<Vec<String>, Failure> {
    #[derive(QueryableByName)]
    struct Column {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let found: Vec<Column> = diesel::sql_query(format!("SELECT name FROM pragma_table_info('{table}')")).load(conn)?;
    Ok(found.into_iter().map(|column| column.name).collect())
}
