//! Accounts as rows: the e-mail address and password of a player who has them.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use serde::Serialize;

use super::fixed::{Fixed, Row, asked, in_one, looked_up};
use super::schema::{accounts, players};
use super::{DbConn, QueryResult};
use crate::types::{Email, PlayerId, PlayerName, Timestamp};

/// What sign-in needs to know of an account.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct Credentials {
    /// Whose account it is.
    pub player: PlayerId,
    /// What the password's hash is; none where only a sign-in link opens the account.
    pub password_hash: Option<String>,
    /// Since when its owner may not sign in.
    pub disabled_at: Option<Timestamp>,
    /// The owner's name, which their password must not be.
    pub name: PlayerName,
    /// Their address as they typed it.
    pub email: Email,
}

type CredentialColumns =
    (accounts::player_id, accounts::password_hash, players::disabled_at, players::name, accounts::email);

const CREDENTIALS: CredentialColumns =
    (accounts::player_id, accounts::password_hash, players::disabled_at, players::name, accounts::email);

/// The account with this address, however it is capitalized.
pub fn find_by_email(conn: &mut DbConn, email: &Email) -> QueryResult<Option<Credentials>> {
    Ok(accounts::table
        .inner_join(players::table)
        .filter(accounts::email_folded.eq(email.folded()))
        .select(CREDENTIALS)
        .first(conn)
        .optional()?)
}

/// The account of `player`.
pub fn find(conn: &mut DbConn, player: PlayerId) -> QueryResult<Option<Credentials>> {
    Ok(accounts::table
        .inner_join(players::table)
        .filter(accounts::player_id.eq(player))
        .select(CREDENTIALS)
        .first(conn)
        .optional()?)
}

/// Those of `players` who have an account, and whether its address is known to be theirs.
pub fn among(conn: &mut DbConn, players: &[PlayerId]) -> QueryResult<Vec<(PlayerId, bool)>> {
    let rows: Vec<Asked> = players.iter().map(|player| Asked { player_id: player.get() }).collect();
    let text = format!(
        "SELECT accounts.player_id, accounts.confirmed_at IS NOT NULL FROM {} {}",
        asked::<Asked>(conn),
        looked_up(conn, "CROSS", "accounts", "accounts.player_id = asked.player_id"),
    );
    Ok(Fixed::<(BigInt, Bool)>::new(text, vec![in_one(&rows)?]).load(conn)?)
}

#[derive(Serialize)]
struct Asked {
    player_id: i64,
}

impl Row for Asked {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[("player_id", "bigint")];
}

/// Gives `player` an account. The address must be free: ask `find_by_email` in the same transaction.
pub fn insert(
    conn: &mut DbConn,
    player: PlayerId,
    email: &Email,
    password_hash: Option<&str>,
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(accounts::table)
        .values((
            accounts::player_id.eq(player),
            accounts::email.eq(email),
            accounts::email_folded.eq(email.folded()),
            accounts::password_hash.eq(password_hash),
            accounts::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Replaces the password's hash.
pub fn set_password(conn: &mut DbConn, player: PlayerId, password_hash: &str) -> QueryResult<()> {
    diesel::update(accounts::table.find(player)).set(accounts::password_hash.eq(password_hash)).execute(conn)?;
    Ok(())
}

/// Leaves the account without a password: its owner comes in by a mailed link.
pub fn forget_password(conn: &mut DbConn, player: PlayerId) -> QueryResult<()> {
    diesel::update(accounts::table.find(player)).set(accounts::password_hash.eq(None::<String>)).execute(conn)?;
    Ok(())
}

/// Replaces the address. It must be free: ask `find_by_email` in the same transaction.
pub fn set_email(conn: &mut DbConn, player: PlayerId, email: &Email) -> QueryResult<()> {
    diesel::update(accounts::table.find(player))
        .set((accounts::email.eq(email), accounts::email_folded.eq(email.folded())))
        .execute(conn)?;
    Ok(())
}

/// Where `player` can be mailed, and their name: only a confirmed address is written to.
pub fn mailbox(conn: &mut DbConn, player: PlayerId) -> QueryResult<Option<(Email, PlayerName)>> {
    Ok(accounts::table
        .inner_join(players::table)
        .filter(accounts::player_id.eq(player))
        .filter(accounts::confirmed_at.is_not_null())
        .filter(players::deleted_at.is_null())
        .select((accounts::email, players::name))
        .first(conn)
        .optional()?)
}

/// Since when the address of `player` is known to be theirs.
pub fn confirmed_at(conn: &mut DbConn, player: PlayerId) -> QueryResult<Option<Timestamp>> {
    let found: Option<Option<Timestamp>> =
        accounts::table.find(player).select(accounts::confirmed_at).first(conn).optional()?;
    Ok(found.flatten())
}

/// Notes that the address of `player` is theirs, or that this is not known any more.
pub fn set_confirmed(conn: &mut DbConn, player: PlayerId, at: Option<Timestamp>) -> QueryResult<()> {
    diesel::update(accounts::table.find(player)).set(accounts::confirmed_at.eq(at)).execute(conn)?;
    Ok(())
}

/// Takes the account from `player`, who stays as a name.
pub fn delete(conn: &mut DbConn, player: PlayerId) -> QueryResult<()> {
    diesel::delete(accounts::table.find(player)).execute(conn)?;
    Ok(())
}
