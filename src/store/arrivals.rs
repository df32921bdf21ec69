//! Players who came in by typing a name, and from where: known again, told to nobody.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde::Serialize;

use super::active::IsActive;
use super::fixed::{Fixed, Row, asked, in_one, looked_up};
use super::schema::{accounts, arrivals, games, players, registrations, sessions};
use super::{DbConn, QueryResult, on_each};
use crate::types::{GameId, KeyedHash, PlayerId, PlayerName, Timestamp};

/// Where somebody comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Their address.
    pub address: KeyedHash,
    /// What their browser says it is.
    pub browser: KeyedHash,
}

/// Notes that `player` came in from `origin`, by a name typed on the page of `game`.
pub fn insert(conn: &mut DbConn, player: PlayerId, game: GameId, origin: &Origin, now: Timestamp) -> QueryResult<()> {
    diesel::insert_into(arrivals::table)
        .values((
            arrivals::player_id.eq(player),
            arrivals::game_id.eq(game),
            arrivals::address.eq(&origin.address),
            arrivals::browser.eq(&origin.browser),
            arrivals::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// The same, where that is not known already: of two who note it at once, one does.
pub fn note(conn: &mut DbConn, player: PlayerId, game: GameId, origin: &Origin, now: Timestamp) -> QueryResult<()> {
    let row = (
        arrivals::player_id.eq(player),
        arrivals::game_id.eq(game),
        arrivals::address.eq(&origin.address),
        arrivals::browser.eq(&origin.browser),
        arrivals::created_at.eq(now),
    );
    on_each!(conn, conn => diesel::insert_into(arrivals::table).values(row).on_conflict_do_nothing().execute(conn))?;
    Ok(())
}

/// Whoever came into `game` since an instant by this very name and from this very place, and whose session no browser
/// has used yet.
pub fn find_unclaimed(
    conn: &mut DbConn,
    game: GameId,
    name: &PlayerName,
    origin: &Origin,
    since: Timestamp,
) -> QueryResult<Option<PlayerId>> {
    let theirs = sessions::table.filter(sessions::player_id.eq(arrivals::player_id));
    let used = sessions::table
        .filter(sessions::player_id.eq(arrivals::player_id))
        .filter(sessions::seen_at.gt(Timestamp::EPOCH));
    Ok(arrivals::table
        .inner_join(players::table)
        .filter(arrivals::game_id.eq(game))
        .filter(arrivals::address.eq(&origin.address))
        .filter(arrivals::browser.eq(&origin.browser))
        .filter(arrivals::created_at.gt(since))
        .filter(players::name.eq(name))
        .filter(exists(theirs))
        .filter(not(exists(used)))
        .order(arrivals::player_id.desc())
        .select(arrivals::player_id)
        .first(conn)
        .optional()?)
}

#[derive(Serialize)]
struct Asked<'a> {
    game_id: i64,
    address: &'a str,
}

impl Row for Asked<'_> {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[("game_id", "bigint"), ("address", "text")];
}

/// How many spots of each game, in it or in its line, are those of players who are a name alone and came in from this
/// address, whatever game they came into first; in the order of `asked`.
pub fn spots(conn: &mut DbConn, asked_for: &[(GameId, KeyedHash)]) -> QueryResult<Vec<i64>> {
    let rows: Vec<Asked<'_>> =
        asked_for.iter().map(|(game, address)| Asked { game_id: game.get(), address: address.as_str() }).collect();
    let text = format!(
        "SELECT number, SUM(registrations.party_size) FROM {} {} {} WHERE registrations.status <> 'withdrawn' \
         AND (SELECT accounts.player_id FROM accounts WHERE accounts.player_id = arrivals.player_id) IS NULL \
         GROUP BY number",
        asked::<Asked<'_>>(conn),
        looked_up(conn, "CROSS", "arrivals", "arrivals.address = asked.address"),
        looked_up(
            conn,
            "CROSS",
            "registrations",
            "registrations.player_id = arrivals.player_id AND registrations.game_id = asked.game_id"
        ),
    );
    let found: Vec<(i64, i64)> = Fixed::<(BigInt, BigInt)>::new(text, vec![in_one(&rows)?]).load(conn)?;
    let mut spots = vec![0; asked_for.len()];
    for (number, sum) in found {
        if let Some(place) = usize::try_from(number - 1).ok().and_then(|at| spots.get_mut(at)) {
            *place = sum;
        }
    }
    Ok(spots)
}

/// From which address `player` came, who is a name alone.
pub fn address_of_name(conn: &mut DbConn, player: PlayerId) -> QueryResult<Option<KeyedHash>> {
    let account = accounts::table.filter(accounts::player_id.eq(player));
    let found = arrivals::table.find(player).filter(not(exists(account))).select(arrivals::address);
    Ok(found.first(conn).optional()?)
}

/// Forgets from where people came into games that are over, once they are in no other that is not.
pub fn delete_over(conn: &mut DbConn, now: Timestamp) -> QueryResult<usize> {
    let over = games::table.filter(games::ends_at.le(now)).select(games::id);
    let ahead = registrations::table
        .inner_join(games::table)
        .filter(registrations::player_id.eq(arrivals::player_id))
        .filter(IsActive)
        .filter(games::ends_at.gt(now));
    Ok(diesel::delete(arrivals::table.filter(arrivals::game_id.eq_any(over)).filter(not(exists(ahead))))
        .execute(conn)?)
}
