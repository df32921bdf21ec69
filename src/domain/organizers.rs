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

/// Tells everybody who runs the game, which somebody has left late since it was `before`, where their seats stay free.
pub(super) fn tell_of_late_gap(conn: &mut DbConn, before: &Game, now: Timestamp) -> QueryResult<()> {
    let after = store::games::find(conn, before.id)?;
    if after.free_seats() <= before.free_seats() {
        return Ok(());
    }
    store::outbox::enqueue_to_organizers(conn, MessageKind::LateGap, &[before.id], None, now)
}

impl Game {
    /// Whether `after`, the same game, has no free seat any more where this one had.
    pub(super) fn is_filled_by(&self, after: &Self) -> bool {
        self.free_seats() > 0 && after.free_seats() == 0
    }
}
