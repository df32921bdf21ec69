//! One-time links as rows, known by the hash of their secret alone.

use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};

use super::schema::tokens;
use super::{DbConn, QueryResult};
use crate::types::time::DAY;
use crate::types::{Email, PlayerId, SecretHash, Timestamp};

define_sql_function! {
    /// Text in small letters; on SQLite those of English alone.
    fn lower(text: Nullable<Text>) -> Nullable<Text>;
}

/// What a link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Naming an empty site and its first admin.
    SetUp,
    /// Signing in without a password.
    SignIn,
    /// Coming back as a player who has no password, as often as they like.
    Personal,
    /// Showing that an address is one's own.
    Confirm,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::SetUp => "set-up",
            Self::SignIn => "sign-in",
            Self::Personal => "personal",
            Self::Confirm => "confirm",
        }
    }
}

/// Makes a link that works until `expires_at`.
pub fn insert(
    conn: &mut DbConn,
    token: &SecretHash,
    purpose: Purpose,
    player: Option<PlayerId>,
    now: Timestamp,
    expires_at: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(tokens::table)
        .values((
            tokens::token_hash.eq(token),
            tokens::purpose.eq(purpose.as_str()),
            tokens::player_id.eq(player),
            tokens::created_at.eq(now),
            tokens::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Makes a link that is sent to `email` and works until `expires_at`.
pub fn insert_for_email(
    conn: &mut DbConn,
    token: &SecretHash,
    purpose: Purpose,
    player: PlayerId,
    email: &Email,
    now: Timestamp,
    expires_at: Timestamp,
) -> QueryResult<()> {
    insert(conn, token, purpose, Some(player), now, expires_at)?;
    diesel::update(tokens::table.find(token)).set(tokens::email.eq(Some(email))).execute(conn)?;
    Ok(())
}

/// Whether a link of any purpose still works.
pub fn is_usable(conn: &mut DbConn, token: &SecretHash, now: Timestamp) -> QueryResult<bool> {
    let usable = tokens::table.find(token).filter(tokens::used_at.is_null()).filter(tokens::expires_at.gt(now));
    Ok(diesel::select(diesel::dsl::exists(usable)).get_result(conn)?)
}

/// To which address the link was sent.
pub fn email(conn: &mut DbConn, token: &SecretHash) -> QueryResult<Option<Email>> {
    let found: Option<Option<Email>> = tokens::table.find(token).select(tokens::email).first(conn).optional()?;
    Ok(found.flatten())
}

/// Whether the link still works, and whom it is for.
pub fn find_usable(
    conn: &mut DbConn,
    token: &SecretHash,
    purpose: Purpose,
    now: Timestamp,
) -> QueryResult<Option<Option<PlayerId>>> {
    Ok(tokens::table
        .find(token)
        .filter(tokens::purpose.eq(purpose.as_str()))
        .filter(tokens::used_at.is_null())
        .filter(tokens::expires_at.gt(now))
        .select(tokens::player_id)
        .first(conn)
        .optional()?)
}

/// Whom the link was for, and when it was used up, if that was after `since`.
pub fn find_used(
    conn: &mut DbConn,
    token: &SecretHash,
    purpose: Purpose,
    since: Timestamp,
) -> QueryResult<Option<(PlayerId, Timestamp)>> {
    let found: Option<(Option<PlayerId>, Option<Timestamp>)> = tokens::table
        .find(token)
        .filter(tokens::purpose.eq(purpose.as_str()))
        .filter(tokens::used_at.gt(since))
        .select((tokens::player_id, tokens::used_at))
        .first(conn)
        .optional()?;
    Ok(found.and_then(|(player, used_at)| player.zip(used_at)))
}

/// Whether `player` has a link of this purpose that still works.
pub fn has_usable(conn: &mut DbConn, purpose: Purpose, player: PlayerId, now: Timestamp) -> QueryResult<bool> {
    let theirs = tokens::table
        .filter(tokens::player_id.eq(player))
        .filter(tokens::purpose.eq(purpose.as_str()))
        .filter(tokens::used_at.is_null())
        .filter(tokens::expires_at.gt(now));
    Ok(diesel::select(diesel::dsl::exists(theirs)).get_result(conn)?)
}

/// Whether a link of this purpose was used, as long as that is kept.
pub fn was_used(conn: &mut DbConn, token: &SecretHash, purpose: Purpose) -> QueryResult<bool> {
    let used =
        tokens::table.find(token).filter(tokens::purpose.eq(purpose.as_str())).filter(tokens::used_at.is_not_null());
    Ok(diesel::select(diesel::dsl::exists(used)).get_result(conn)?)
}

/// Where the last link of this purpose went that `player` was sent and that still works.
pub fn latest_email(
    conn: &mut DbConn,
    purpose: Purpose,
    player: PlayerId,
    now: Timestamp,
) -> QueryResult<Option<Email>> {
    let found: Option<Option<Email>> = tokens::table
        .filter(tokens::player_id.eq(player))
        .filter(tokens::purpose.eq(purpose.as_str()))
        .filter(tokens::used_at.is_null())
        .filter(tokens::expires_at.gt(now))
        .order(tokens::created_at.desc())
        .select(tokens::email)
        .first(conn)
        .optional()?;
    Ok(found.flatten())
}

/// Uses the link up. False if it was used before: of two who press at once, one gets in.
pub fn use_up(conn: &mut DbConn, token: &SecretHash, now: Timestamp) -> QueryResult<bool> {
    let unused = tokens::table.find(token).filter(tokens::used_at.is_null());
    Ok(diesel::update(unused).set(tokens::used_at.eq(now)).execute(conn)? == 1)
}

/// Withdraws the unused links of this purpose that were made for `player`, or for nobody yet.
pub fn delete(conn: &mut DbConn, purpose: Purpose, player: Option<PlayerId>) -> QueryResult<()> {
    let of_purpose = tokens::table.filter(tokens::purpose.eq(purpose.as_str())).filter(tokens::used_at.is_null());
    match player {
        Some(player) => diesel::delete(of_purpose.filter(tokens::player_id.eq(player))).execute(conn)?,
        None => diesel::delete(of_purpose.filter(tokens::player_id.is_null())).execute(conn)?,
    };
    Ok(())
}

/// Removes every link of `player`, and those that others had sent to their address.
pub fn delete_of(conn: &mut DbConn, player: PlayerId, now: Timestamp) -> QueryResult<()> {
    diesel::delete(tokens::table.filter(tokens::player_id.eq(player))).execute(conn)?;
    if let Some(account) = super::accounts::find(conn, player)? {
        let same = lower(tokens::email).eq(account.email.folded()).or(tokens::email.eq(&account.email));
        // No mailed link works for longer than a day, and what has expired is swept within the day.
        let mailed = tokens::table.filter(tokens::expires_at.gt(now.minus(DAY)));
        diesel::delete(mailed.filter(tokens::expires_at.le(now.plus(DAY))).filter(same)).execute(conn)?;
    }
    Ok(())
}

/// Removes what has expired.
pub fn delete_expired(conn: &mut DbConn, now: Timestamp) -> QueryResult<usize> {
    Ok(diesel::delete(tokens::table.filter(tokens::expires_at.le(now))).execute(conn)?)
}
