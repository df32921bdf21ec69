//! Players as rows: a name; an account is an optional part of it.

use diesel::prelude::*;

use super::schema::{accounts, games, players, registrations};
use super::{DbConn, QueryResult, on_each};
use crate::types::{Email, GameId, PlayerId, PlayerName, Role, Status, Timestamp, Zone, fold};

/// A person of the site.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Identifiable)]
#[diesel(table_name = players)]
pub struct Player {
    /// Their number.
    pub id: PlayerId,
    /// Their full name.
    pub name: PlayerName,
    /// What they may do on the site.
    pub role: Role,
    /// The zone in which they want to read times besides the game's own.
    pub time_zone: Option<Zone>,
    /// The organizer who added them by name.
    pub added_by: Option<PlayerId>,
    /// Since when they may neither sign in nor play.
    pub disabled_at: Option<Timestamp>,
    /// Since when they are a "Former player".
    pub deleted_at: Option<Timestamp>,
    /// Since when they are here.
    pub created_at: Timestamp,
}

impl Player {
    /// Whether they may sign in and play.
    pub fn may_play(&self) -> bool {
        self.disabled_at.is_none() && self.deleted_at.is_none()
    }
}

/// The player with this id.
pub fn find(conn: &mut DbConn, id: PlayerId) -> QueryResult<Player> {
    Ok(players::table.find(id).select(Player::as_select()).get_result(conn)?)
}

/// Makes a player.
pub fn insert(
    conn: &mut DbConn,
    name: &PlayerName,
    role: Role,
    added_by: Option<PlayerId>,
    now: Timestamp,
) -> QueryResult<PlayerId> {
    let row = (
        players::name.eq(name),
        players::name_folded.eq(fold(name.as_str())),
        players::role.eq(role),
        players::added_by.eq(added_by),
        players::created_at.eq(now),
    );
    Ok(on_each!(conn, conn => diesel::insert_into(players::table).values(row).returning(players::id).get_result(conn))?)
}

/// Names of `ids`, in no order.
pub fn names(conn: &mut DbConn, ids: &[PlayerId]) -> QueryResult<Vec<(PlayerId, PlayerName)>> {
    Ok(players::table.filter(players::id.eq_any(ids)).select((players::id, players::name)).load(conn)?)
}

/// Players whose names begin with `family` and a space.
pub fn named_like(conn: &mut DbConn, family: &str) -> QueryResult<Vec<(PlayerId, PlayerName)>> {
    let pattern = format!("{} %", fold(family));
    Ok(players::table
        .filter(players::name_folded.like(pattern))
        .order(players::id)
        .select((players::id, players::name))
        .load(conn)?)
}

/// Changes a name.
pub fn rename(conn: &mut DbConn, id: PlayerId, name: &PlayerName) -> QueryResult<()> {
    diesel::update(players::table.find(id))
        .set((players::name.eq(name), players::name_folded.eq(fold(name.as_str()))))
        .execute(conn)?;
    Ok(())
}

/// Changes the zone in which a player reads times.
pub fn set_time_zone(conn: &mut DbConn, id: PlayerId, zone: Option<&Zone>) -> QueryResult<()> {
    diesel::update(players::table.find(id)).set(players::time_zone.eq(zone)).execute(conn)?;
    Ok(())
}

/// Changes what a player may do.
pub fn set_role(conn: &mut DbConn, id: PlayerId, role: Role) -> QueryResult<()> {
    diesel::update(players::table.find(id)).set(players::role.eq(role)).execute(conn)?;
    Ok(())
}

/// Keeps a player out since an instant, or lets them back.
pub fn set_disabled(conn: &mut DbConn, id: PlayerId, since: Option<Timestamp>) -> QueryResult<()> {
    diesel::update(players::table.find(id)).set(players::disabled_at.eq(since)).execute(conn)?;
    Ok(())
}

/// Admins who can still sign in.
pub fn count_admins(conn: &mut DbConn) -> QueryResult<i64> {
    Ok(players::table
        .inner_join(accounts::table.on(accounts::player_id.eq(players::id)))
        .filter(players::role.eq(Role::Admin))
        .filter(players::disabled_at.is_null())
        .filter(players::deleted_at.is_null())
        .count()
        .get_result(conn)?)
}

/// Games that have not ended at `now` in which `id` is in or waiting.
pub fn games_ahead(conn: &mut DbConn, id: PlayerId, now: Timestamp) -> QueryResult<Vec<GameId>> {
    Ok(registrations::table
        .inner_join(games::table)
        .filter(registrations::player_id.eq(id))
        .filter(registrations::status.ne(Status::Withdrawn))
        .filter(games::ends_at.gt(now))
        .order(games::id)
        .select(games::id)
        .load(conn)?)
}

/// A page of people whose name or e-mail address contains `text` (folded), by name.
pub fn search(conn: &mut DbConn, text: &str, offset: i64, most: i64) -> QueryResult<Vec<(Player, Option<Email>)>> {
    let pattern = super::contains(text);
    Ok(players::table
        .left_join(accounts::table.on(accounts::player_id.eq(players::id)))
        .filter(players::deleted_at.is_null())
        .filter(
            players::name_folded.like(pattern.clone()).escape('\\').or(accounts::email_folded
                .nullable()
                .like(pattern)
                .escape('\\')
                .assume_not_null()),
        )
        .order((players::name_folded, players::id))
        .offset(offset)
        .limit(most)
        .select((Player::as_select(), accounts::email.nullable()))
        .load(conn)?)
}
