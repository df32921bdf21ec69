//! What is personal about games that are over, removed. What happened stays: who was in by number, sizes and places.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::schema::{
    accounts, game_organizers, games, guests, messages, outbox, players, registrations, site, timeline,
};
use super::{DbConn, QueryResult};
use crate::types::{GameId, KeepDays, MessageKind, PlayerId, Timestamp};

const THE_SITE: i32 = 1;

/// After how many days it is to be done, and when it was last done to the end.
pub fn schedule(conn: &mut DbConn) -> QueryResult<(Option<KeepDays>, Option<Timestamp>)> {
    let found = site::table.find(THE_SITE).select((site::keep_days, site::forgot_at)).first(conn).optional()?;
    Ok(found.unwrap_or((None, None)))
}

/// Notes that everything is done that was to be done by `now`.
pub fn note_done(conn: &mut DbConn, now: Timestamp) -> QueryResult<()> {
    diesel::update(site::table.find(THE_SITE)).set(site::forgot_at.eq(Some(now))).execute(conn)?;
    Ok(())
}

/// Up to `most` games that were over by `until` and still say something personal, the oldest first.
pub fn games_over(conn: &mut DbConn, until: Timestamp, most: i64) -> QueryResult<Vec<GameId>> {
    Ok(games::table
        .filter(games::forgotten_at.is_null())
        .filter(games::ends_at.le(until))
        .order(games::ends_at)
        .limit(most)
        .select(games::id)
        .load(conn)?)
}

/// Removes names of guests, notes, what organizers said and what players were told from `over`.
pub fn forget_games(conn: &mut DbConn, over: &[GameId], now: Timestamp) -> QueryResult<()> {
    let theirs = registrations::table.filter(registrations::game_id.eq_any(over)).select(registrations::id);
    diesel::update(guests::table.filter(guests::registration_id.eq_any(theirs)))
        .set(guests::name.eq("Guest"))
        .execute(conn)?;
    diesel::update(registrations::table.filter(registrations::game_id.eq_any(over)))
        .set(registrations::note.eq(""))
        .execute(conn)?;
    diesel::update(timeline::table.filter(timeline::game_id.eq_any(over))).set(timeline::note.eq("")).execute(conn)?;
    // That a promotion was told once stays, for the timeline has it too.
    let told =
        outbox::table.filter(outbox::player_id.eq_any(told_about(conn, over)?)).filter(outbox::game_id.eq_any(over));
    diesel::delete(told.clone().filter(outbox::kind.ne(MessageKind::MovedIn))).execute(conn)?;
    diesel::update(told)
        .set((outbox::before.eq(""), outbox::after.eq(""), outbox::mail_at.eq(None::<Timestamp>)))
        .execute(conn)?;
    diesel::delete(messages::table.filter(messages::game_id.eq_any(over))).execute(conn)?;
    diesel::delete(messages::table.filter(messages::game_id.eq_any(over))).execute(conn)?;
    diesel::update(games::table.filter(games::id.eq_any(over))).set(games::forgotten_at.eq(Some(now))).execute(conn)?;
    Ok(())
}

/// Whoever may have been told something about `over`: messages are found by their readers.
fn told_about(conn: &mut DbConn, over: &[GameId]) -> QueryResult<Vec<PlayerId>> {
    let players = registrations::table.filter(registrations::game_id.eq_any(over)).select(registrations::player_id);
    let organizers = games::table.filter(games::id.eq_any(over)).select(games::organizer_id);
    let helpers = game_organizers::table.filter(game_organizers::game_id.eq_any(over));
    let mut found: Vec<PlayerId> = players.distinct().load(conn)?;
    found.extend(organizers.distinct().load::<PlayerId>(conn)?);
    found.extend(helpers.select(game_organizers::player_id).distinct().load::<PlayerId>(conn)?);
    Ok(found)
}

/// Those in `over` who are a name alone, and have been in no game that was not over by `until`.
pub fn names_past(conn: &mut DbConn, over: &[GameId], until: Timestamp) -> QueryResult<Vec<PlayerId>> {
    let were_there = registrations::table.filter(registrations::game_id.eq_any(over)).select(registrations::player_id);
    let since = registrations::table
        .inner_join(games::table)
        .filter(registrations::player_id.eq(players::id))
        .filter(games::ends_at.gt(until));
    let account = accounts::table.filter(accounts::player_id.eq(players::id));
    Ok(players::table
        .filter(players::id.eq_any(were_there))
        .filter(players::deleted_at.is_null())
        .filter(not(exists(account)))
        .filter(not(exists(since)))
        .order(players::id)
        .select(players::id)
        .load(conn)?)
}

/// Removes letters from before `until` that are settled, with the addresses they went to.
pub fn forget_letters(conn: &mut DbConn, until: Timestamp) -> QueryResult<()> {
    super::mails::delete_settled(conn, until)?;
    Ok(())
}
