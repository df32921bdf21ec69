//! What players are to games that they ask for: one statement for many of them.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use serde::Serialize;

use super::fixed::{Fixed, Row, asked, in_one, looked_up};
use super::{DbConn, QueryResult};
use crate::types::{GameId, KeyedHash, PlayerId, Status, Timestamp};

/// What a player is to a game that they ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Whether they may play now; `None` where there is no such player.
    pub may_play: Option<bool>,
    /// Whether the game's organizer keeps them out.
    pub is_blocked: bool,
    /// What their registration is that has not been withdrawn.
    pub active: Option<Status>,
    /// When they left, earliest first.
    pub departures: Vec<Timestamp>,
    /// Whether they are or were in or waiting.
    pub was_ever_in: bool,
    /// The address from which they came in, where they are a name alone.
    pub came_from: Option<KeyedHash>,
}

#[derive(Serialize)]
struct Pair {
    game_id: i64,
    player_id: i64,
}

impl Row for Pair {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[("game_id", "bigint"), ("player_id", "bigint")];
}

/// What each of `pairs` is, in their order.
pub fn of(conn: &mut DbConn, pairs: &[(GameId, PlayerId)]) -> QueryResult<Vec<Standing>> {
    type Answer = (BigInt, Bool, Bool, Nullable<Text>, Nullable<Text>, Nullable<BigInt>);
    type Found = (i64, bool, bool, Option<KeyedHash>, Option<Status>, Option<Timestamp>);
    let rows: Vec<Pair> =
        pairs.iter().map(|(game, player)| Pair { game_id: game.get(), player_id: player.get() }).collect();
    // The plus sign keeps the organizer out of the index: hardly anybody is blocked, and then no game is looked up.
    let text = format!(
        "SELECT number, players.disabled_at IS NULL AND players.deleted_at IS NULL, \
         EXISTS (SELECT 1 FROM blocks WHERE blocks.player_id = asked.player_id \
         AND +blocks.organizer_id = (SELECT games.organizer_id FROM games WHERE games.id = asked.game_id)), \
         (SELECT arrivals.address FROM arrivals WHERE arrivals.player_id = asked.player_id \
         AND NOT EXISTS (SELECT 1 FROM accounts WHERE accounts.player_id = asked.player_id)), \
         registrations.status, registrations.withdrawn_at FROM {} {} {} ORDER BY number, registrations.withdrawn_at",
        asked::<Pair>(conn),
        looked_up(conn, "CROSS", "players", "players.id = asked.player_id"),
        looked_up(
            conn,
            "LEFT",
            "registrations",
            "registrations.player_id = asked.player_id AND registrations.game_id = asked.game_id"
        ),
    );
    let found: Vec<Found> = Fixed::<Answer>::new(text, vec![in_one(&rows)?]).load(conn)?;
    let mut standings = vec![Standing::default(); pairs.len()];
    for (number, may_play, is_blocked, came_from, status, withdrawn_at) in found {
        if let Some(standing) = usize::try_from(number - 1).ok().and_then(|at| standings.get_mut(at)) {
            standing.may_play = Some(may_play);
            standing.is_blocked = is_blocked;
            standing.came_from = came_from;
            standing.add(status, withdrawn_at);
        }
    }
    Ok(standings)
}

impl Standing {
    /// Adds what one registration says, the earliest first.
    fn add(&mut self, status: Option<Status>, withdrawn_at: Option<Timestamp>) {
        self.was_ever_in |= status.is_some();
        match status {
            Some(Status::Withdrawn) => self.departures.extend(withdrawn_at),
            Some(active) => self.active = Some(active),
            None => {}
        }
    }
}
