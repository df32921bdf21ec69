//! Everybody of the site, as its admins see them.

use diesel::prelude::*;

use super::players::Player;
use super::registrations::Registration;
use super::schema::{
    accounts, arrivals, blocks, game_organizers, games, guests, messages, notices_off, outbox, players, registrations,
    timeline,
};
use super::{DbConn, QueryResult};
use crate::types::{
    Attendance, Email, GameId, GameStatus, GameTitle, PlayerId, PlayerName, Role, Status, Timestamp, WallTime,
};

/// A person with what an admin may see of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Who.
    pub player: Player,
    /// The address of their account; none where they are a name alone.
    pub email: Option<Email>,
}

/// What kind of people are looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Standing {
    /// Everybody who is still here.
    #[default]
    Anyone,
    /// Those who can sign in.
    WithAccount,
    /// Those whom an organizer added by name.
    NameOnly,
    /// Those who are kept out.
    Disabled,
    /// Former players.
    Deleted,
}

/// Who is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeopleFilter {
    /// Part of a name or address, folded.
    pub text: String,
    /// Their role.
    pub role: Option<Role>,
    /// Their standing.
    pub standing: Standing,
}

/// Boxed over one backend: what is asked for differs from search to search.
type Search<'a> = diesel::helper_types::IntoBoxed<
    'a,
    diesel::helper_types::LeftJoin<
        players::table,
        diesel::helper_types::On<accounts::table, diesel::helper_types::Eq<accounts::player_id, players::id>>,
    >,
    <DbConn as diesel::Connection>::Backend,
>;

fn matching(filter: &PeopleFilter) -> Search<'static> {
    let pattern = super::contains(&filter.text);
    let mut people = players::table.left_join(accounts::table.on(accounts::player_id.eq(players::id))).into_boxed();
    if !filter.text.is_empty() {
        let named = players::name_folded.like(pattern.clone()).escape('\\');
        let addressed = accounts::email_folded.nullable().like(pattern).escape('\\').assume_not_null();
        people = people.filter(named.or(accounts::player_id.nullable().is_not_null().and(addressed)));
    }
    if let Some(role) = filter.role {
        people = people.filter(players::role.eq(role));
    }
    let account = accounts::player_id.nullable();
    match filter.standing {
        Standing::Anyone => people.filter(players::deleted_at.is_null()),
        Standing::Disabled => people.filter(players::deleted_at.is_null()).filter(players::disabled_at.is_not_null()),
        Standing::Deleted => people.filter(players::deleted_at.is_not_null()),
        Standing::NameOnly => people.filter(players::deleted_at.is_null()).filter(account.is_null()),
        Standing::WithAccount => people
            .filter(players::deleted_at.is_null())
            .filter(account.is_not_null())
            .filter(players::disabled_at.is_null()),
    }
}

/// A page of those who match `filter`, by name.
pub fn search(conn: &mut DbConn, filter: &PeopleFilter, offset: i64, most: i64) -> QueryResult<Vec<Person>> {
    let rows: Vec<(Player, Option<Email>)> = matching(filter)
        .order((players::name_folded, players::id))
        .offset(offset)
        .limit(most)
        .select((Player::as_select(), accounts::email.nullable()))
        .load(conn)?;
    Ok(rows.into_iter().map(|(player, email)| Person { player, email }).collect())
}

/// How many match `filter`.
pub fn count(conn: &mut DbConn, filter: &PeopleFilter) -> QueryResult<i64> {
    Ok(matching(filter).count().get_result(conn)?)
}

/// The person with this id.
pub fn find(conn: &mut DbConn, id: PlayerId) -> QueryResult<Person> {
    let (player, email) = players::table
        .left_join(accounts::table.on(accounts::player_id.eq(players::id)))
        .filter(players::id.eq(id))
        .select((Player::as_select(), accounts::email.nullable()))
        .first(conn)?;
    Ok(Person { player, email })
}

/// A game that somebody is or was in, as a list shows it.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct Played {
    /// The game.
    pub game: GameId,
    /// Its name.
    pub title: GameTitle,
    /// Its start, by its venue's clock.
    pub starts_wall: WallTime,
    /// Whether it is on.
    pub game_status: GameStatus,
    /// What the player is in it.
    pub status: Status,
    /// Whether they left late.
    pub late: bool,
    /// Whether they came.
    pub attendance: Option<Attendance>,
}

/// The last games that `player` has to do with, latest start first.
pub fn games_of(conn: &mut DbConn, player: PlayerId, most: i64) -> QueryResult<Vec<Played>> {
    Ok(registrations::table
        .inner_join(games::table)
        .filter(registrations::player_id.eq(player))
        .order((games::starts_at.desc(), registrations::id.desc()))
        .limit(most)
        .select((
            games::id,
            games::title,
            games::starts_wall,
            games::status,
            registrations::status,
            registrations::late,
            registrations::attendance,
        ))
        .load(conn)?)
}

/// What somebody's registrations add up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PlayerRecord {
    /// Games that are over in which they had a seat.
    pub played: i64,
    /// Seats given back after the deadline.
    pub late: i64,
    /// Games to which they did not come.
    pub no_shows: i64,
    /// Published games ahead in which they hold a seat.
    pub seats_ahead: i64,
    /// Published games ahead for which they wait.
    pub waits_ahead: i64,
    /// Games ahead that are theirs to run.
    pub runs_ahead: i64,
}

/// Adds up what `player` has done and what is ahead.
pub fn record_of(conn: &mut DbConn, player: PlayerId, now: Timestamp) -> QueryResult<PlayerRecord> {
    let theirs = registrations::table.inner_join(games::table).filter(registrations::player_id.eq(player));
    let on = theirs.filter(games::status.eq(GameStatus::Published));
    let seated = on.filter(registrations::status.eq_any([Status::Confirmed, Status::Offered]));
    let waits = on.filter(registrations::status.eq(Status::Waitlisted)).filter(games::starts_at.gt(now));
    Ok(PlayerRecord {
        played: seated.clone().filter(games::ends_at.le(now)).count().get_result(conn)?,
        late: theirs.filter(registrations::late.eq(true)).count().get_result(conn)?,
        no_shows: theirs.filter(registrations::attendance.eq(Attendance::NoShow)).count().get_result(conn)?,
        seats_ahead: seated.filter(games::starts_at.gt(now)).count().get_result(conn)?,
        waits_ahead: waits.count().get_result(conn)?,
        runs_ahead: games::table
            .filter(games::organizer_id.eq(player))
            .filter(games::ends_at.gt(now))
            .filter(games::status.ne(GameStatus::Cancelled))
            .count()
            .get_result(conn)?,
    })
}

/// What `player` is in games that have not started at `now` and are not called off.
pub fn ahead(conn: &mut DbConn, player: PlayerId, now: Timestamp) -> QueryResult<Vec<Registration>> {
    Ok(registrations::table
        .inner_join(games::table)
        .filter(registrations::player_id.eq(player))
        .filter(registrations::status.ne(Status::Withdrawn))
        .filter(games::starts_at.gt(now))
        .filter(games::status.ne(GameStatus::Cancelled))
        .order(games::id)
        .select(Registration::as_select())
        .load(conn)?)
}

/// Forgets what is personal about `player`: the name, the account, its links and letters, the names of their guests, and
/// what was said by them and about them.
/// The rows of old rosters stay, so that their counts do.
pub fn forget(conn: &mut DbConn, player: PlayerId, now: Timestamp) -> QueryResult<()> {
    let theirs = registrations::table.filter(registrations::player_id.eq(player)).select(registrations::id);
    diesel::update(guests::table.filter(guests::registration_id.eq_any(theirs)))
        .set(guests::name.eq("Guest"))
        .execute(conn)?;
    diesel::update(registrations::table.filter(registrations::player_id.eq(player)))
        .set(registrations::note.eq(""))
        .execute(conn)?;
    // What organizers said about them. What happened, and how many were told, stays.
    let games_of_theirs =
        registrations::table.filter(registrations::player_id.eq(player)).select(registrations::game_id);
    diesel::update(timeline::table)
        .filter(timeline::game_id.eq_any(games_of_theirs))
        .filter(timeline::registration_id.eq_any(theirs.nullable()))
        .set(timeline::note.eq(""))
        .execute(conn)?;
    diesel::update(outbox::table.filter(outbox::player_id.eq(player)))
        .set((outbox::before.eq(""), outbox::after.eq(""), outbox::mail_at.eq(None::<Timestamp>)))
        .execute(conn)?;
    super::messages::forget(conn, player)?;
    diesel::update(messages::table.filter(messages::sender_id.eq(player)))
        .set(messages::reply_to.eq(None::<String>))
        .execute(conn)?;
    super::tokens::delete_of(conn, player, now)?;
    super::calendars::delete(conn, player)?;
    super::mails::delete_of(conn, player, now)?;
    diesel::delete(notices_off::table.filter(notices_off::player_id.eq(player))).execute(conn)?;
    diesel::delete(accounts::table.find(player)).execute(conn)?;
    diesel::delete(arrivals::table.find(player)).execute(conn)?;
    diesel::delete(blocks::table.filter(blocks::player_id.eq(player))).execute(conn)?;
    diesel::delete(game_organizers::table.filter(game_organizers::player_id.eq(player))).execute(conn)?;
    diesel::update(players::table.find(player))
        .set((
            players::name.eq(PlayerName::FORMER),
            players::name_folded.eq("former player"),
            players::role.eq(Role::Player),
            players::time_zone.eq(None::<String>),
            players::deleted_at.eq(Some(now)),
        ))
        .execute(conn)?;
    Ok(())
}
