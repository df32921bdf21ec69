//! What players do not want to be mailed.

use diesel::dsl::exists;
use diesel::prelude::*;

use super::schema::{accounts, notices_off, players};
use super::{DbConn, QueryResult};
use crate::types::{MailKind, PlayerId, ReminderTime, Zone};

/// Whether `player` has stopped mails of this kind.
pub fn is_off(conn: &mut DbConn, player: PlayerId, kind: MailKind) -> QueryResult<bool> {
    Ok(diesel::select(exists(notices_off::table.find((player, kind)))).get_result(conn)?)
}

/// The kinds that `player` has stopped.
pub fn off(conn: &mut DbConn, player: PlayerId) -> QueryResult<Vec<MailKind>> {
    Ok(notices_off::table.filter(notices_off::player_id.eq(player)).select(notices_off::kind).load(conn)?)
}

/// Stops mails of this kind, or lets them come again.
pub fn switch(conn: &mut DbConn, player: PlayerId, kind: MailKind, is_on: bool) -> QueryResult<()> {
    if is_on {
        diesel::delete(notices_off::table.find((player, kind))).execute(conn)?;
    } else if !is_off(conn, player, kind)? {
        diesel::insert_into(notices_off::table)
            .values((notices_off::player_id.eq(player), notices_off::kind.eq(kind)))
            .execute(conn)?;
    }
    Ok(())
}

/// When `player` wants to be reminded; none for who has no account.
pub fn reminder_time(conn: &mut DbConn, player: PlayerId) -> QueryResult<Option<ReminderTime>> {
    Ok(accounts::table.find(player).select(accounts::reminder).first(conn).optional()?)
}

/// Whether `player` wants to be left alone in quiet hours, and the zone of their clocks where they chose one; none for
/// who has no account.
pub fn quiet(conn: &mut DbConn, player: PlayerId) -> QueryResult<Option<(bool, Option<Zone>)>> {
    Ok(accounts::table
        .inner_join(players::table)
        .filter(accounts::player_id.eq(player))
        .select((accounts::keeps_quiet, players::time_zone))
        .first(conn)
        .optional()?)
}

/// Notes whether `player` wants to be left alone in quiet hours.
pub fn set_quiet(conn: &mut DbConn, player: PlayerId, keeps_quiet: bool) -> QueryResult<()> {
    diesel::update(accounts::table.find(player)).set(accounts::keeps_quiet.eq(keeps_quiet)).execute(conn)?;
    Ok(())
}

/// Notes when `player` wants to be reminded.
pub fn set_reminder_time(conn: &mut DbConn, player: PlayerId, time: ReminderTime) -> QueryResult<()> {
    diesel::update(accounts::table.find(player)).set(accounts::reminder.eq(time)).execute(conn)?;
    Ok(())
}
