//! Sessions as rows: who is signed in where, known by the hash of the browser's key alone.

use std::collections::{BTreeSet, HashMap};

use diesel::dsl::exists;
use diesel::prelude::*;

use super::schema::{accounts, game_organizers, games, notices_off, players, sessions};
use super::{DbConn, QueryResult};
use crate::types::{MailKind, PlayerId, PlayerName, Role, SecretHash, Timestamp, Zone};

/// A session as its owner sees it in a list.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct Session {
    /// The hash of its key.
    pub token_hash: SecretHash,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the hour.
    pub seen_at: Timestamp,
    /// What kind of browser it is.
    pub device: String,
}

/// A session together with whom it signs in.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct Viewing {
    /// Whose session it is.
    pub player_id: PlayerId,
    /// When it was last used, to the hour.
    pub seen_at: Timestamp,
    /// The player's full name.
    pub name: PlayerName,
    /// What the player may do now.
    pub role: Role,
    /// The zone the player chose.
    pub time_zone: Option<Zone>,
    /// Whether any game is the player's to run, as its organizer or a co-organizer.
    pub runs_a_game: bool,
    /// Whether the player is more than a name: has an address and may have a password.
    pub has_account: bool,
    /// Whether the account's address is known to be the player's.
    pub is_confirmed: bool,
    /// Whether the player wants no mail about spots that are held for them.
    pub stopped_offers: bool,
}

/// Who is signed in with each of `tokens`: nobody once a session is over, or its player disabled.
///
/// Two questions by their keys: asked to join them, Postgres began with all players where it had not counted them yet, and
/// took seconds.
pub fn find_viewings(
    conn: &mut DbConn,
    tokens: &[SecretHash],
    now: Timestamp,
) -> QueryResult<Vec<(SecretHash, Viewing)>> {
    let found: Vec<(SecretHash, PlayerId, Timestamp, Timestamp)> = sessions::table
        .filter(sessions::token_hash.eq_any(tokens))
        .select((sessions::token_hash, sessions::player_id, sessions::seen_at, sessions::expires_at))
        .load(conn)?;
    let players = people(conn, found.iter().map(|(_, player, ..)| *player).collect())?;
    let valid = found.into_iter().filter(|(.., expires_at)| *expires_at > now);
    let viewings = valid.filter_map(|(token, player_id, seen_at, _)| {
        let (name, role, time_zone, runs_a_game, account) = players.get(&player_id)?.clone();
        let (has_account, is_confirmed, stopped_offers) = account;
        let viewing = Viewing {
            player_id,
            seen_at,
            name,
            role,
            time_zone,
            runs_a_game,
            has_account,
            is_confirmed,
            stopped_offers,
        };
        Some((token, viewing))
    });
    Ok(viewings.collect())
}

type Person = (PlayerName, Role, Option<Zone>, bool, (bool, bool, bool));

/// Those of `ids` who may sign in.
fn people(conn: &mut DbConn, ids: BTreeSet<PlayerId>) -> QueryResult<HashMap<PlayerId, Person>> {
    let helps = exists(game_organizers::table.filter(game_organizers::player_id.eq(players::id)));
    let organizes = exists(games::table.filter(games::organizer_id.eq(players::id)));
    let account = accounts::table.filter(accounts::player_id.eq(players::id));
    let confirmed = exists(account.filter(accounts::confirmed_at.is_not_null()));
    let stopped =
        notices_off::table.filter(notices_off::player_id.eq(players::id)).filter(notices_off::kind.eq(MailKind::Offer));
    let accounts = (exists(account), confirmed, exists(stopped));
    let found: Vec<(PlayerId, Person)> = players::table
        .filter(players::id.eq_any(ids))
        .filter(players::disabled_at.is_null())
        .filter(players::deleted_at.is_null())
        .select((players::id, (players::name, players::role, players::time_zone, helps.or(organizes), accounts)))
        .load(conn)?;
    Ok(found.into_iter().collect())
}

/// Begins a session that was last used at `seen_at`.
pub fn insert(
    conn: &mut DbConn,
    token: &SecretHash,
    player: PlayerId,
    device: &str,
    seen_at: Timestamp,
    now: Timestamp,
    expires_at: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::token_hash.eq(token),
            sessions::player_id.eq(player),
            sessions::created_at.eq(now),
            sessions::seen_at.eq(seen_at),
            sessions::expires_at.eq(expires_at),
            sessions::device.eq(device),
        ))
        .execute(conn)?;
    Ok(())
}

/// Notes that a session was used, and lets it live on until `expires_at`.
pub fn touch(conn: &mut DbConn, token: &SecretHash, now: Timestamp, expires_at: Timestamp) -> QueryResult<()> {
    diesel::update(sessions::table.find(token))
        .set((sessions::seen_at.eq(now), sessions::expires_at.eq(expires_at)))
        .execute(conn)?;
    Ok(())
}

/// The sessions of `player`, the last used first.
pub fn of_player(conn: &mut DbConn, player: PlayerId, now: Timestamp) -> QueryResult<Vec<Session>> {
    Ok(sessions::table
        .filter(sessions::player_id.eq(player))
        .filter(sessions::expires_at.gt(now))
        .order((sessions::seen_at.desc(), sessions::created_at.desc()))
        .select(Session::as_select())
        .load(conn)?)
}

/// Whether a session of `player` began at `at`, and no browser has used it or one that began later.
pub fn is_unclaimed(conn: &mut DbConn, player: PlayerId, at: Timestamp) -> QueryResult<bool> {
    let seen: Vec<Timestamp> = sessions::table
        .filter(sessions::player_id.eq(player))
        .filter(sessions::created_at.ge(at))
        .select(sessions::seen_at)
        .load(conn)?;
    Ok(!seen.is_empty() && seen.iter().all(|seen_at| *seen_at == Timestamp::EPOCH))
}

/// Ends one session.
pub fn delete(conn: &mut DbConn, token: &SecretHash) -> QueryResult<()> {
    diesel::delete(sessions::table.find(token)).execute(conn)?;
    Ok(())
}

/// Ends the session of `player` with this hash; somebody else's stays.
pub fn delete_own(conn: &mut DbConn, player: PlayerId, token: &SecretHash) -> QueryResult<()> {
    diesel::delete(sessions::table.find(token).filter(sessions::player_id.eq(player))).execute(conn)?;
    Ok(())
}

/// Ends every session of `player`.
pub fn delete_all(conn: &mut DbConn, player: PlayerId) -> QueryResult<()> {
    diesel::delete(sessions::table.filter(sessions::player_id.eq(player))).execute(conn)?;
    Ok(())
}

/// Ends every session of `player` but `kept`.
pub fn delete_others(conn: &mut DbConn, player: PlayerId, kept: &SecretHash) -> QueryResult<()> {
    let others = sessions::table.filter(sessions::player_id.eq(player)).filter(sessions::token_hash.ne(kept));
    diesel::delete(others).execute(conn)?;
    Ok(())
}

/// Removes what has expired.
pub fn delete_expired(conn: &mut DbConn, now: Timestamp) -> QueryResult<usize> {
    Ok(diesel::delete(sessions::table.filter(sessions::expires_at.le(now))).execute(conn)?)
}
