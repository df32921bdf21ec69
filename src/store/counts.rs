//! What many registrations change about their games, kept with one statement.

use diesel::prelude::*;
use serde::Serialize;

use super::fixed::{Fixed, Row, asked, in_one};
use super::games::Game;
use super::{DbConn, QueryResult};
use crate::types::Timestamp;

/// Keeps what registrations change about `games`: counts, the next place, a closing; raises their versions.
pub fn keep(conn: &mut DbConn, games: &[&Game]) -> QueryResult<()> {
    let rows: Vec<CountsRow<'_>> = games.iter().map(|game| CountsRow::of(game)).collect();
    let asked = asked::<CountsRow<'_>>(conn);
    let by_key = match conn {
        DbConn::Sqlite(_) => String::new(),
        // Else a plan from when there were few games reads all of them.
        DbConn::Postgres(_) => format!(" AND games.id = ANY (ARRAY (SELECT game_id FROM {asked}))"),
    };
    let text = format!(
        "UPDATE games SET taken = asked.taken, guests = asked.guests, waiting = asked.waiting, \
         next_place = asked.next_place, closed_at = asked.closed_at, open_seats = asked.open_seats, \
         version = games.version + 1 FROM {asked} WHERE games.id = asked.game_id{by_key}"
    );
    let binds = (0..text.matches('?').count()).map(|_| in_one(&rows)).collect::<QueryResult<_>>()?;
    Fixed::<()>::new(text, binds).execute(conn)?;
    Ok(())
}

#[derive(Serialize)]
struct CountsRow<'a> {
    game_id: i64,
    taken: i32,
    guests: i32,
    waiting: i32,
    next_place: i64,
    closed_at: Option<i64>,
    open_seats: &'a str,
}

impl Row for CountsRow<'_> {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("game_id", "bigint"),
        ("taken", "integer"),
        ("guests", "integer"),
        ("waiting", "integer"),
        ("next_place", "bigint"),
        ("closed_at", "bigint"),
        ("open_seats", "text"),
    ];
}

impl<'a> CountsRow<'a> {
    fn of(game: &'a Game) -> Self {
        Self {
            game_id: game.id.get(),
            taken: game.taken,
            guests: game.guests,
            waiting: game.waiting,
            next_place: game.next_place,
            closed_at: game.closed_at.map(Timestamp::second),
            open_seats: game.open_seats.as_str(),
        }
    }
}
