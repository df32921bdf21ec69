//! What those who run a game have told its players.

use diesel::prelude::*;

use super::active::IsActive;
use super::fixed::{Bind, Fixed};
use super::schema::{accounts, messages, players, registrations};
use super::{DbConn, QueryResult, on_each};
use crate::types::{Audience, Email, GameId, MessageKind, MessageText, PlayerId, PlayerName, Status, Timestamp};

/// A message as it was sent.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = messages)]
pub struct SentMessage {
    /// Its number.
    pub id: i64,
    /// Who sent it.
    pub sender_id: PlayerId,
    /// Whom it was for.
    pub audience: Audience,
    /// Its words.
    pub text: MessageText,
    /// Where answers go, if the sender said so.
    pub reply_to: Option<Email>,
    /// How many were told.
    pub told: i64,
    /// When.
    pub created_at: Timestamp,
}

/// A message about to be sent.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = messages)]
#[allow(missing_docs, reason = "each is the field of `SentMessage` with this name")]
pub struct NewMessage<'a> {
    pub game_id: GameId,
    pub sender_id: PlayerId,
    pub audience: Audience,
    pub text: &'a MessageText,
    pub reply_to: Option<&'a Email>,
    pub created_at: Timestamp,
}

/// Keeps a message and tells everybody whom it is for, in one statement; how many that are.
pub fn send(conn: &mut DbConn, new: &NewMessage<'_>) -> QueryResult<i64> {
    let id: i64 = on_each!(conn, conn => diesel::insert_into(messages::table)
        .values((new, messages::told.eq(0)))
        .returning(messages::id)
        .get_result(conn))?;
    let number = |number: i64| Bind::Number(number);
    let text = format!(
        "INSERT INTO outbox (player_id, game_id, registration_id, kind, place, before, after, created_at, mail_at, \
         message_id) SELECT player_id, game_id, id, '{}', place, '', '', ?, ?, ? FROM registrations \
         WHERE game_id = ? AND {} ORDER BY id",
        MessageKind::Message,
        chosen(new.audience)
    );
    let now = new.created_at.second();
    let binds = vec![number(now), number(now), number(id), number(new.game_id.get())];
    let told = Fixed::<()>::new(text, binds).execute(conn)?;
    let told = i64::try_from(told).unwrap_or(i64::MAX);
    diesel::update(messages::table.find(id)).set(messages::told.eq(told)).execute(conn)?;
    Ok(told)
}

/// The condition on registrations.
fn chosen(audience: Audience) -> &'static str {
    match audience {
        Audience::All => "status <> 'withdrawn'",
        Audience::In => "status IN ('confirmed', 'offered')",
        Audience::Waiting => "status = 'waitlisted'",
    }
}

/// Who is in or waiting in `game`: what each is there, and whether they can be mailed.
pub fn readers(conn: &mut DbConn, game: GameId) -> QueryResult<Vec<(Status, bool)>> {
    Ok(registrations::table
        .left_join(accounts::table.on(accounts::player_id.eq(registrations::player_id)))
        .filter(registrations::game_id.eq(game))
        .filter(IsActive)
        .select((registrations::status, accounts::confirmed_at.nullable().is_not_null()))
        .load(conn)?)
}

/// The newest message of `game`.
pub fn newest(conn: &mut DbConn, game: GameId) -> QueryResult<Option<i64>> {
    let ids = messages::table.filter(messages::game_id.eq(game)).order(messages::id.desc()).select(messages::id);
    Ok(ids.first(conn).optional()?)
}

/// What `sender` has told players of `game` after the message `after`.
pub fn sent_after(conn: &mut DbConn, game: GameId, sender: PlayerId, after: i64) -> QueryResult<Vec<SentMessage>> {
    Ok(messages::table
        .filter(messages::game_id.eq(game))
        .filter(messages::id.gt(after))
        .filter(messages::sender_id.eq(sender))
        .select(SentMessage::as_select())
        .load(conn)?)
}

/// How many messages `sender` has sent since an instant, in all games.
pub fn count_since(conn: &mut DbConn, sender: PlayerId, since: Timestamp) -> QueryResult<i64> {
    Ok(messages::table
        .filter(messages::sender_id.eq(sender))
        .filter(messages::created_at.gt(since))
        .count()
        .get_result(conn)?)
}

/// A message, and the name of who sent it.
pub fn find(conn: &mut DbConn, id: i64) -> QueryResult<(SentMessage, PlayerName)> {
    Ok(messages::table
        .inner_join(players::table)
        .filter(messages::id.eq(id))
        .select((SentMessage::as_select(), players::name))
        .first(conn)?)
}

/// The last `most` messages of `game`, latest first, with the names of who sent them.
pub fn of_game(conn: &mut DbConn, game: GameId, most: i64) -> QueryResult<Vec<(SentMessage, PlayerName)>> {
    Ok(messages::table
        .inner_join(players::table)
        .filter(messages::game_id.eq(game))
        .order(messages::id.desc())
        .limit(most)
        .select((SentMessage::as_select(), players::name))
        .load(conn)?)
}

/// Removes what `sender` wrote, and where answers went. That it was sent, and to how many, stays.
pub fn forget(conn: &mut DbConn, sender: PlayerId) -> QueryResult<()> {
    diesel::update(messages::table.filter(messages::sender_id.eq(sender)))
        .set((
            messages::text.eq("(Removed with the account of whoever wrote it.)"),
            messages::reply_to.eq(None::<Email>),
        ))
        .execute(conn)?;
    Ok(())
}
