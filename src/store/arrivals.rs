//! Players who came in by typing a name, and from where: known again, told to nobody.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::active::IsActive;
use super::schema::{arrivals, games, players, registrations, sessions};
use super::{DbConn, QueryResult};
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

/// How many who are in or waiting in `game` came in from `address` by a name.
pub fn count_active(conn: &mut DbConn, game: GameId, address: &KeyedHash) -> QueryResult<i64> {
    Ok(arrivals::table
        .inner_join(
            registrations::table
                .on(registrations::player_id.eq(arrivals::player_id).and(registrations::game_id.eq(arrivals::game_id))),
        )
        .filter(arrivals::game_id.eq(game))
        .filter(arrivals::address.eq(address))
        .filter(IsActive)
        .count()
        .get_result(conn)?)
}

/// Forgets from where people came into games that are over.
pub fn delete_over(conn: &mut DbConn, now: Timestamp) -> QueryResult<usize> {
    let over = games::table.filter(games::ends_at.le(now)).select(games::id);
    Ok(diesel::delete(arrivals::table.filter(arrivals::game_id.eq_any(over))).execute(conn)?)
}
