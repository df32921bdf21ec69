//! Letters that tell of a game, found by the messages that they tell.

use diesel::dsl::exists;
use diesel::prelude::*;

use super::outbox::Message;
use super::schema::{mails, outbox};
use super::{DbConn, QueryResult};
use crate::types::{GameId, MailKind, MailState, PlayerId, Timestamp};

/// Takes back the letters of this kind to `player` about `game` that wait and that nobody is sending now; the messages
/// that they were to tell.
pub fn take_back(
    conn: &mut DbConn,
    kind: MailKind,
    (player, game): (PlayerId, GameId),
    now: Timestamp,
) -> QueryResult<Vec<Message>> {
    let found: Vec<(i64, Message)> = mails::table
        .inner_join(outbox::table.on(outbox::id.nullable().eq(mails::outbox_id)))
        .filter(mails::player_id.eq(player))
        .filter(mails::kind.eq(kind))
        .filter(mails::state.eq(MailState::Waiting))
        .filter(mails::claimed_until.is_null().or(mails::claimed_until.le(now)))
        .filter(outbox::game_id.eq(game))
        .select((mails::id, Message::as_select()))
        .load(conn)?;
    let (ids, messages): (Vec<i64>, Vec<Message>) = found.into_iter().unzip();
    if ids.is_empty() {
        return Ok(messages);
    }
    diesel::delete(mails::table.filter(mails::id.eq_any(ids))).execute(conn)?;
    Ok(messages)
}

/// Whether any letter to `player` about `game` was written since an instant.
pub fn are_written(conn: &mut DbConn, (player, game): (PlayerId, GameId), since: Timestamp) -> QueryResult<bool> {
    let theirs = mails::table
        .inner_join(outbox::table.on(outbox::id.nullable().eq(mails::outbox_id)))
        .filter(mails::player_id.eq(player))
        .filter(mails::created_at.ge(since))
        .filter(outbox::game_id.eq(game));
    Ok(diesel::select(exists(theirs)).get_result(conn)?)
}
