//! What players must be told, written in the transaction that caused it.

use diesel::prelude::*;

use super::registrations::Registration;
use super::schema::{games, outbox};
use super::{DbConn, QueryResult};
use crate::types::{GameId, GameTitle, MessageKind, PlayerId, Timestamp};

/// A message to one player about one game.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub struct Message {
    /// Its number.
    pub id: i64,
    /// Who is told.
    pub player_id: PlayerId,
    /// About which game.
    pub game_id: GameId,
    /// What happened.
    pub kind: MessageKind,
    /// What the game said before, where something changed.
    pub before: String,
    /// What it says now, or the reason.
    pub after: String,
    /// When it happened.
    pub created_at: Timestamp,
}

/// Tells the player of `registration`.
pub fn enqueue(
    conn: &mut DbConn,
    kind: MessageKind,
    registration: &Registration,
    (before, after): (&str, &str),
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(outbox::table)
        .values((
            outbox::player_id.eq(registration.player_id),
            outbox::game_id.eq(registration.game_id),
            outbox::registration_id.eq(registration.id),
            outbox::kind.eq(kind),
            outbox::place.eq(registration.place),
            outbox::before.eq(before),
            outbox::after.eq(after),
            outbox::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// What `player` has been told about games that end after `now`, latest first.
pub fn current(conn: &mut DbConn, player: PlayerId, now: Timestamp) -> QueryResult<Vec<(Message, GameTitle)>> {
    Ok(outbox::table
        .inner_join(games::table)
        .filter(outbox::player_id.eq(player))
        .filter(games::ends_at.gt(now))
        .order(outbox::id.desc())
        .limit(20)
        .select((Message::as_select(), games::title))
        .load(conn)?)
}

/// How many messages of one kind `game` has caused.
pub fn count(conn: &mut DbConn, game: GameId, kind: MessageKind) -> QueryResult<usize> {
    let count: i64 =
        outbox::table.filter(outbox::game_id.eq(game)).filter(outbox::kind.eq(kind)).count().get_result(conn)?;
    Ok(usize::try_from(count).unwrap_or(0))
}
