//! What those who run a game are told at once, because they would act on it.

use crate::store::games::Game;
use crate::store::{self, DbConn, QueryResult};
use crate::types::{GameId, MessageKind, PlayerId, Timestamp};

/// Tells everybody who runs one of `games`, whose last free seats are taken just now, but for who did it.
pub(super) fn tell_of_full(
    conn: &mut DbConn,
    games: &[GameId],
    by: Option<PlayerId>,
    now: Timestamp,
) -> QueryResult<()> {
    if games.is_empty() {
        return Ok(());
    }
    store::outbox::enqueue_to_organizers(conn, MessageKind::Full, games, by, now)
}

/// Tells everybody who runs the game where anybody may take seats `now` that nobody could at the instant `since`, when it
/// was `before`, and somebody had left it late: nobody in line fits them, or those to whom they were offered did not take
/// them.
pub(super) fn tell_of_late_gap(conn: &mut DbConn, before: &Game, since: Timestamp, now: Timestamp) -> QueryResult<()> {
    let after = store::games::find(conn, before.id)?;
    let came_free = after.seats_for_newcomers(now) > before.seats_for_newcomers(since) && after.fills(now);
    if !came_free || store::roster::late_departures(conn, before.id)?.is_empty() {
        return Ok(());
    }
    store::outbox::enqueue_to_organizers(conn, MessageKind::LateGap, &[before.id], None, now)
}

impl Game {
    /// Whether in `after`, the same game, every seat is taken, and in this one not.
    pub(super) fn is_filled_by(&self, after: &Self) -> bool {
        self.untaken_seats() > 0 && after.untaken_seats() == 0
    }
}
