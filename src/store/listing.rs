//! The games that anybody finds in lists: public, and not drafts.

use std::collections::HashMap;

use diesel::prelude::*;

use super::schema::{games, registrations, venues};
use super::{
    DbConn, QueryResult, contains,
    games::Game,
    registrations::{Registration, by_end},
};
use crate::types::{
    Date, GameId, GameStatus, Minutes, Month, PlayerId, SearchText, SportSlug, Status, Timestamp, VenueId, VenueName,
    Visibility, Zone, time,
};

/// No zone is further from UTC than this, so that a day anywhere lies within its UTC day and this much around it.
const FURTHEST_ZONE: i64 = 18 * time::HOUR;

/// Which games a list is asked for; the default asks for all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Only of this sport.
    pub sport: Option<SportSlug>,
    /// Only at this venue.
    pub venue: Option<VenueId>,
    /// Only on this local date or later.
    pub from: Option<Date>,
    /// Only on this local date or earlier.
    pub to: Option<Date>,
    /// Only games that a newcomer gets a seat in now.
    pub free: bool,
    /// Only games that have all of these words.
    pub words: SearchText,
}

/// The part of a list that one page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// How many games come before it.
    pub skip: i64,
    /// How many it shows at most.
    pub most: i64,
}

/// What a player is in one game.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The player's last registration there, withdrawn or not.
    pub registration: Registration,
    /// For somebody waiting: the number in line, from 1.
    pub position: Option<i64>,
}

type ListedGames = games::BoxedQuery<'static, <DbConn as diesel::Connection>::Backend>;

/// The games that have not ended, soonest first, and whether there are more behind the window.
pub fn upcoming(conn: &mut DbConn, filter: &Filter, window: Window, now: Timestamp) -> QueryResult<(Vec<Game>, bool)> {
    // No game is longer than that: the index on starts need not be read from the first game on.
    let earliest = now.minus(i64::from(Minutes::MOST) * time::MINUTE);
    let found = listed(filter, now)
        .filter(games::ends_at.gt(now))
        .filter(games::starts_at.gt(earliest))
        .order((games::starts_at, games::id));
    load(conn, found, window)
}

/// The games that have ended, latest first, and whether there are more behind the window.
pub fn past(conn: &mut DbConn, filter: &Filter, window: Window, now: Timestamp) -> QueryResult<(Vec<Game>, bool)> {
    let found = listed(filter, now)
        .filter(games::ends_at.le(now))
        .filter(games::starts_at.lt(now))
        .order((games::starts_at.desc(), games::id.desc()));
    load(conn, found, window)
}

/// The games of `month` by their local dates, soonest first: at most so many, and whether there are more.
pub fn month(
    conn: &mut DbConn,
    filter: &Filter,
    month: Month,
    most: i64,
    now: Timestamp,
) -> QueryResult<(Vec<Game>, bool)> {
    let filter = Filter { from: Some(month.first()), to: Some(month.last()), ..filter.clone() };
    load(conn, listed(&filter, now).order((games::starts_at, games::id)), Window { skip: 0, most })
}

/// Whether anybody finds any game in any list.
pub fn has_any(conn: &mut DbConn) -> QueryResult<bool> {
    let first: Vec<GameId> = listed(&Filter::default(), Timestamp::EPOCH).select(games::id).limit(1).load(conn)?;
    Ok(!first.is_empty())
}

fn listed(filter: &Filter, now: Timestamp) -> ListedGames {
    let mut found = games::table
        .filter(games::visibility.eq(Visibility::Public))
        // Neither drafts nor those that were thrown away as drafts.
        .filter(games::published_at.is_not_null())
        // A draft that was thrown away is cancelled, and nobody has seen it.
        .filter(games::published_at.is_not_null())
        .into_boxed();
    if let Some(sport) = &filter.sport {
        found = found.filter(games::sport.eq(sport.clone()));
    }
    if let Some(venue) = filter.venue {
        found = found.filter(games::venue_id.eq(venue));
    }
    if let Some(from) = filter.from {
        let (midnight, _) = Zone::utc().day_bounds(from);
        found = found.filter(games::local_date.ge(from)).filter(games::starts_at.ge(midnight.minus(FURTHEST_ZONE)));
    }
    if let Some(to) = filter.to {
        let (_, midnight) = Zone::utc().day_bounds(to);
        found = found.filter(games::local_date.le(to)).filter(games::starts_at.lt(midnight.plus(FURTHEST_ZONE)));
    }
    for word in filter.words.words() {
        found = found.filter(games::search_text.like(contains(word)).escape('\\'));
    }
    if filter.free { with_a_free_seat(found, now) } else { found }
}

/// What `Game::sign_up` calls needing more or being on, asked of the database.
fn with_a_free_seat(found: ListedGames, now: Timestamp) -> ListedGames {
    found
        .filter(games::status.eq(GameStatus::Published))
        .filter(games::taken.lt(games::capacity))
        // What is on offer to those waiting is a newcomer's from an instant on, with which the column begins.
        .filter(games::open_seats.lt(format!("{:010}", now.second() + 1)))
        .filter(games::starts_at.gt(now))
        .filter(games::closes_at.gt(now))
        .filter(games::closed_at.is_null())
        .filter(games::opens_at.is_null().or(games::opens_at.le(now)))
}

/// One game more than is shown tells whether there are more.
fn load(conn: &mut DbConn, found: ListedGames, window: Window) -> QueryResult<(Vec<Game>, bool)> {
    let mut games: Vec<Game> = found.offset(window.skip).limit(window.most + 1).select(Game::as_select()).load(conn)?;
    let shown = usize::try_from(window.most).unwrap_or_default();
    let has_more = games.len() > shown;
    games.truncate(shown);
    Ok((games, has_more))
}

/// The names of the venues of `games`.
pub fn venue_names(conn: &mut DbConn, games: &[Game]) -> QueryResult<HashMap<VenueId, VenueName>> {
    let mut ids: Vec<VenueId> = games.iter().filter_map(|game| game.venue_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let names: Vec<(VenueId, VenueName)> =
        venues::table.filter(venues::id.eq_any(ids)).select((venues::id, venues::name)).load(conn)?;
    Ok(names.into_iter().collect())
}

/// The venues that new games can be at, by name, and before them `asked`, also when it is retired.
pub fn venue_choices(conn: &mut DbConn, asked: Option<VenueId>, most: i64) -> QueryResult<Vec<(VenueId, VenueName)>> {
    let mut offered: Vec<(VenueId, VenueName)> = venues::table
        .filter(venues::retired_at.is_null())
        .order((venues::name_folded, venues::id))
        .limit(most)
        .select((venues::id, venues::name))
        .load(conn)?;
    if let Some(asked) = asked.filter(|asked| !offered.iter().any(|(id, _)| id == asked)) {
        let found = venues::table.find(asked).select((venues::id, venues::name)).first(conn).optional()?;
        offered.splice(0..0, found);
    }
    Ok(offered)
}

/// What `player` is in each of `games`; those of which the player never was a part are left out.
pub fn standings(conn: &mut DbConn, player: PlayerId, games: &[GameId]) -> QueryResult<HashMap<GameId, Standing>> {
    let theirs: Vec<Registration> = registrations::table
        .filter(registrations::player_id.eq(player))
        .filter(registrations::game_id.eq_any(games))
        .order(by_end())
        .select(Registration::as_select())
        .load(conn)?;
    let last: HashMap<GameId, Registration> = theirs.into_iter().map(|each| (each.game_id, each)).collect();
    last.into_iter().map(|(game, registration)| Ok((game, stand(conn, registration)?))).collect()
}

fn stand(conn: &mut DbConn, registration: Registration) -> QueryResult<Standing> {
    let position = match registration.status {
        Status::Waitlisted => Some(1 + super::registrations::ahead_of(conn, registration.game_id, registration.place)?),
        Status::Confirmed | Status::Offered | Status::Conditional | Status::Withdrawn => None,
    };
    Ok(Standing { registration, position })
}
