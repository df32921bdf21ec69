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

/// Tells everybody who runs the game where seats are free that were not when it was `before`, and somebody had left it
/// late: nobody in line fits them, or those who were offered them did not want them.
pub(super) fn tell_of_late_gap(conn: &mut DbConn, before: &Game, now: Timestamp) -> QueryResult<()> {
    let after = store::games::find(conn, before.id)?;
    let came_free = after.free_seats() > before.free_seats() && after.fills(now);
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
