//! Rows of one player that become another's, because both are one person.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::active::IsActive;
use super::registrations::Registration;
use super::schema::{arrivals, blocks, calendar_feeds, game_organizers, games, notices_off, registrations, tokens};
use super::{DbConn, QueryResult, on_each};
use crate::types::{GameId, PlayerId};

/// Registrations of `one` and of `other` in the same games that have not been withdrawn.
pub fn doubles(conn: &mut DbConn, one: PlayerId, other: PlayerId) -> QueryResult<Vec<(Registration, Registration)>> {
    let active = |player| registrations::table.filter(registrations::player_id.eq(player)).filter(IsActive);
    let theirs: Vec<Registration> =
        active(one).order(registrations::game_id).select(Registration::as_select()).load(conn)?;
    let shared: Vec<GameId> = theirs.iter().map(|registration| registration.game_id).collect();
    let others = active(other).filter(registrations::game_id.eq_any(shared)).select(Registration::as_select());
    let others: Vec<Registration> = others.load(conn)?;
    let pair = |registration: Registration| {
        let double = others.iter().find(|other| other.game_id == registration.game_id)?;
        Some((registration, double.clone()))
    };
    Ok(theirs.into_iter().filter_map(pair).collect())
}

/// Makes everything that names `gone` name `kept`, who are in no game twice. What there can be one of stays `kept`'s.
pub fn move_all(conn: &mut DbConn, gone: PlayerId, kept: PlayerId) -> QueryResult<()> {
    drop_what_kept_has(conn, gone, kept)?;
    drop_double_blocks(conn, gone, kept)?;
    for (table, column) in super::my_data::columns_of_players() {
        if (table, column) != ("players", "id") {
            rename(conn, table, column, gone, kept)?;
        }
    }
    Ok(())
}

/// Where a row would stand beside another that is the same, or of which a player has one.
fn drop_what_kept_has(conn: &mut DbConn, gone: PlayerId, kept: PlayerId) -> QueryResult<()> {
    let has_feed = exists(calendar_feeds::table.find(kept));
    if diesel::select(has_feed).get_result(conn)? {
        diesel::delete(calendar_feeds::table.find(gone)).execute(conn)?;
    }
    let has_arrival = exists(arrivals::table.find(kept));
    if diesel::select(has_arrival).get_result(conn)? {
        diesel::delete(arrivals::table.find(gone)).execute(conn)?;
    }
    diesel::delete(notices_off::table.filter(notices_off::player_id.eq(gone))).execute(conn)?;
    let helped: Vec<GameId> = game_organizers::table
        .filter(game_organizers::player_id.eq(kept))
        .select(game_organizers::game_id)
        .load(conn)?;
    let theirs = game_organizers::table.filter(game_organizers::player_id.eq(gone));
    diesel::delete(theirs.filter(game_organizers::game_id.eq_any(helped))).execute(conn)?;
    // Who answers for a game does not help in it.
    let run: Vec<GameId> =
        games::table.filter(games::organizer_id.eq_any([gone, kept])).select(games::id).load(conn)?;
    let both = game_organizers::table.filter(game_organizers::player_id.eq_any([gone, kept]));
    diesel::delete(both.filter(game_organizers::game_id.eq_any(run))).execute(conn)?;
    Ok(())
}

/// Nobody keeps themselves out, and nobody twice.
fn drop_double_blocks(conn: &mut DbConn, gone: PlayerId, kept: PlayerId) -> QueryResult<()> {
    let both = [gone, kept];
    diesel::delete(blocks::table.filter(blocks::organizer_id.eq_any(both)).filter(blocks::player_id.eq_any(both)))
        .execute(conn)?;
    let by: Vec<PlayerId> = blocks::table.filter(blocks::player_id.eq(kept)).select(blocks::organizer_id).load(conn)?;
    diesel::delete(blocks::table.filter(blocks::player_id.eq(gone)).filter(blocks::organizer_id.eq_any(by)))
        .execute(conn)?;
    let of: Vec<PlayerId> = blocks::table.filter(blocks::organizer_id.eq(kept)).select(blocks::player_id).load(conn)?;
    diesel::delete(blocks::table.filter(blocks::organizer_id.eq(gone)).filter(blocks::player_id.eq_any(of)))
        .execute(conn)?;
    Ok(())
}

fn rename(conn: &mut DbConn, table: &str, column: &str, gone: PlayerId, kept: PlayerId) -> QueryResult<()> {
    let (first, second) = match conn {
        DbConn::Sqlite(_) => ("?1", "?2"),
        DbConn::Postgres(_) => ("$1", "$2"),
    };
    let text = format!("UPDATE {table} SET {column} = {first} WHERE {column} = {second}");
    on_each!(conn, conn => diesel::sql_query(text)
        .bind::<BigInt, _>(kept.get())
        .bind::<BigInt, _>(gone.get())
        .execute(conn))?;
    Ok(())
}

/// Ends every link of `player` that still opens something.
pub fn delete_links(conn: &mut DbConn, player: PlayerId) -> QueryResult<()> {
    diesel::delete(tokens::table.filter(tokens::player_id.eq(player)).filter(tokens::used_at.is_null()))
        .execute(conn)?;
    Ok(())
}
