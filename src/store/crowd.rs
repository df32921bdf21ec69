//! Many players at once, each with an account and a session, in few statements.

use diesel::dsl::max;
use diesel::prelude::*;

use super::registrations::Registration;
use super::schema::{accounts, players, registrations, sessions};
use super::{DbConn, QueryResult, on_each};
use crate::types::{Email, GameId, PlayerId, PlayerName, Role, SecretHash, Timestamp, fold};

/// The highest number that a player has; 0 where there is none.
pub fn highest_player(conn: &mut DbConn) -> QueryResult<i64> {
    let highest: Option<PlayerId> = players::table.select(max(players::id)).first(conn)?;
    Ok(highest.map_or(0, PlayerId::get))
}

/// Makes a player for each of `names`.
pub fn insert_players(
    conn: &mut DbConn,
    names: &[PlayerName],
    role: Role,
    now: Timestamp,
) -> QueryResult<Vec<PlayerId>> {
    let rows: Vec<_> = names
        .iter()
        .map(|name| {
            (
                players::name.eq(name),
                players::name_folded.eq(fold(name.as_str())),
                players::role.eq(role),
                players::created_at.eq(now),
            )
        })
        .collect();
    Ok(on_each!(conn, conn => diesel::insert_into(players::table)
        .values(rows)
        .returning(players::id)
        .get_results(conn))?)
}

/// Gives each player an account without a password, its address confirmed for those `who`. The addresses must be free.
pub fn insert_accounts(
    conn: &mut DbConn,
    owners: &[(PlayerId, Email)],
    who: impl Fn(PlayerId) -> bool,
    now: Timestamp,
) -> QueryResult<()> {
    let rows: Vec<_> = owners
        .iter()
        .map(|(player, email)| {
            (
                accounts::player_id.eq(player),
                accounts::email.eq(email),
                accounts::email_folded.eq(email.folded()),
                accounts::created_at.eq(now),
                accounts::confirmed_at.eq(who(*player).then_some(now)),
            )
        })
        .collect();
    on_each!(conn, conn => diesel::insert_into(accounts::table).values(rows).execute(conn))?;
    Ok(())
}

/// Begins a session for each player, on a device called `device`.
pub fn insert_sessions(
    conn: &mut DbConn,
    owners: &[(PlayerId, SecretHash)],
    device: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> QueryResult<()> {
    let rows: Vec<_> = owners
        .iter()
        .map(|(player, token)| {
            (
                sessions::token_hash.eq(token),
                sessions::player_id.eq(player),
                sessions::created_at.eq(now),
                sessions::seen_at.eq(now),
                sessions::expires_at.eq(expires_at),
                sessions::device.eq(device),
            )
        })
        .collect();
    on_each!(conn, conn => diesel::insert_into(sessions::table).values(rows).execute(conn))?;
    Ok(())
}

/// Who of those who are or were in `game` has a confirmed address.
pub fn with_a_mailbox(conn: &mut DbConn, game: GameId) -> QueryResult<Vec<PlayerId>> {
    Ok(accounts::table
        .inner_join(registrations::table.on(registrations::player_id.eq(accounts::player_id)))
        .filter(registrations::game_id.eq(game))
        .filter(accounts::confirmed_at.is_not_null())
        .select(accounts::player_id)
        .distinct()
        .load(conn)?)
}

/// Every registration that `game` ever had, in the order in which they were made.
pub fn registrations(conn: &mut DbConn, game: GameId) -> QueryResult<Vec<Registration>> {
    Ok(registrations::table
        .filter(registrations::game_id.eq(game))
        .order(registrations::id)
        .select(Registration::as_select())
        .load(conn)?)
}
