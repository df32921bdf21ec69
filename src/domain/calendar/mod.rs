//! Games in people's own calendars, as RFC 5545 and 7986 write them.

mod changes;
mod event;
mod own;
mod text;

use std::collections::HashMap;

pub use changes::Changes;
pub use event::Entry;
pub use own::{EndOwn, MakeOwn, OwnError};

use super::rights;
use crate::store::calendars::Step;
use crate::store::games::Game;
use crate::store::listing::{self, Filter, Window};
use crate::store::registrations::Registration;
use crate::store::venues::Venue;
use crate::store::{self, DbConn, QueryResult};
use crate::types::time::DAY;
use crate::types::{Currency, GameId, GameStatus, PlayerId, SecretHash, SportName, SportSlug, Timestamp, VenueId};
use text::Lines;

/// How long a game stays in calendars that are fetched again and again after its end, in seconds.
const KEPT_FOR: i64 = 30 * DAY;
/// The most games to come in one calendar, and the most that are over.
const MOST_AHEAD: i64 = 1500;
const MOST_OVER: i64 = 300;

/// For whom a calendar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// Games that anybody may come to.
    Everybody,
    /// The games of one player.
    Player,
    /// One game, to be taken into another calendar.
    Taking,
}

/// What all entries of a site have in common.
#[derive(Debug, Clone)]
pub struct Names {
    /// What the site is called.
    pub site: String,
    /// The random part of the entries' names.
    pub id: String,
    /// The currency of the prices.
    pub currency: Currency,
}

/// Games, ready to be written as a file.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// For whom it is.
    pub reader: For,
    /// What all entries have in common.
    pub names: Names,
    /// The games, soonest first.
    pub entries: Vec<Entry>,
}

impl Calendar {
    /// The file. `title` is what a calendar program calls it, `link` the full address of a game's page where the site
    /// knows its own.
    pub fn write(&self, title: &str, link: impl Fn(&Game) -> Option<String>) -> String {
        let mut lines = Lines::default();
        lines.plain("BEGIN", "VCALENDAR");
        lines.plain("VERSION", "2.0");
        lines.plain("PRODID", "-//Kickabout//Kickabout//EN");
        lines.plain("CALSCALE", "GREGORIAN");
        if self.reader == For::Taking {
            // By it programs know that the file's entry replaces the one they may have.
            lines.plain("METHOD", "PUBLISH");
        } else {
            // Each asks for name and interval in its own way: the standard's, Apple's and Google's, Outlook's.
            lines.text("NAME", title);
            lines.text("X-WR-CALNAME", title);
            lines.plain("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
            lines.plain("X-PUBLISHED-TTL", "PT1H");
        }
        for entry in &self.entries {
            entry.write(&mut lines, &self.names, self.reader, link(&entry.game).as_deref());
        }
        if self.entries.is_empty() {
            write_something(&mut lines);
        }
        lines.plain("END", "VCALENDAR");
        lines.into_string()
    }
}

/// A calendar has at least one component (RFC 5545, 3.6): where there is no game, the zone in which all times are.
fn write_something(lines: &mut Lines) {
    for (name, value) in [
        ("BEGIN", "VTIMEZONE"),
        ("TZID", "Etc/UTC"),
        ("BEGIN", "STANDARD"),
        ("DTSTART", "19700101T000000"),
        ("TZOFFSETFROM", "+0000"),
        ("TZOFFSETTO", "+0000"),
        ("TZNAME", "UTC"),
        ("END", "STANDARD"),
        ("END", "VTIMEZONE"),
    ] {
        lines.plain(name, value);
    }
}

/// The public games that `filter` asks for: those to come, and those that ended lately.
pub fn everybodys(conn: &mut DbConn, filter: &Filter, now: Timestamp) -> QueryResult<Calendar> {
    let mut games = within_reach(conn, filter, now)?;
    if filter.free {
        // What was called off has no free seat, and calendars that had it must hear of it.
        let mut off = within_reach(conn, &Filter { free: false, ..filter.clone() }, now)?;
        off.retain(|game| game.status == GameStatus::Cancelled);
        games.extend(off);
        games.sort_by_key(|game| (game.starts_at, game.id));
    }
    calendar(conn, For::Everybody, None, games.into_iter().map(|game| (game, None)).collect())
}

/// The games that `filter` asks for, soonest first.
fn within_reach(conn: &mut DbConn, filter: &Filter, now: Timestamp) -> QueryResult<Vec<Game>> {
    let (mut games, _) = listing::past(conn, filter, Window { skip: 0, most: MOST_OVER }, now)?;
    games.retain(|game| game.ends_at > now.minus(KEPT_FOR));
    games.reverse();
    let (ahead, _) = listing::upcoming(conn, filter, Window { skip: 0, most: MOST_AHEAD }, now)?;
    games.extend(ahead);
    Ok(games)
}

/// The calendar of the player to whom the secret address with the hash `token` belongs; `None` where it leads nowhere.
pub fn own(conn: &mut DbConn, token: &SecretHash, now: Timestamp) -> QueryResult<Option<Calendar>> {
    let Some(player) = store::calendars::owner(conn, token)? else { return Ok(None) };
    if !store::players::find(conn, player)?.may_play() {
        return Ok(None);
    }
    let games = store::calendars::of_player(conn, player, now.minus(KEPT_FOR), MOST_AHEAD)?;
    let games = games.into_iter().map(|(game, mine)| (game, Some(mine))).collect();
    calendar(conn, For::Player, Some(player), games).map(Some)
}

/// The one game, where `player`, or a visitor who holds `key`, may see it, as it stands in the player's own calendar. A
/// draft is nothing to come to yet.
pub fn of_game(
    conn: &mut DbConn,
    game: GameId,
    player: Option<PlayerId>,
    key: Option<&str>,
) -> QueryResult<Option<Calendar>> {
    let visible = rights::visible_game(conn, game, player, key)?;
    let Some(game) = visible.filter(|game| game.published_at.is_some()) else { return Ok(None) };
    let mine = match player {
        Some(player) => store::registrations::find_active(conn, game.id, player)?,
        None => None,
    };
    calendar(conn, For::Taking, player, vec![(game, mine)]).map(Some)
}

/// The one game as it stands in the calendar of the player whose `registration` it is.
pub fn of_registration(conn: &mut DbConn, game: &Game, registration: Registration) -> QueryResult<Calendar> {
    calendar(conn, For::Taking, Some(registration.player_id), vec![(game.clone(), Some(registration))])
}

/// Looks up what entries say of `games`, each with what the reader is in it; `player` is the reader, where one alone is.
fn calendar(
    conn: &mut DbConn,
    reader: For,
    player: Option<PlayerId>,
    games: Vec<(Game, Option<Registration>)>,
) -> QueryResult<Calendar> {
    let steps = steps(conn, player, &games)?;
    let sports: HashMap<SportSlug, SportName> =
        store::sports::all(conn)?.into_iter().map(|sport| (sport.slug, sport.name)).collect();
    let mut ids: Vec<VenueId> = games.iter().filter_map(|(game, _)| game.venue_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let venues: HashMap<VenueId, Venue> =
        store::venues::find_all(conn, &ids)?.into_iter().map(|venue| (venue.id, venue)).collect();
    let entries = games.into_iter().map(|(game, mine)| Entry {
        changes: steps
            .get(&game.id)
            .map_or_else(Changes::default, |steps| Changes::of(steps, mine.as_ref().map(|mine| mine.id))),
        sport: sports.get(&game.sport).map_or(game.sport.as_str(), SportName::as_str).to_owned(),
        place: match game.venue_id.and_then(|venue| venues.get(&venue)) {
            Some(venue) => venue.fields().place_in_words(),
            None => game.place.clone(),
        },
        game,
        mine,
    });
    Ok(Calendar { reader, entries: entries.collect(), names: names(conn)? })
}

/// What became of `player` in each of `games`.
fn steps(
    conn: &mut DbConn,
    player: Option<PlayerId>,
    games: &[(Game, Option<Registration>)],
) -> QueryResult<HashMap<GameId, Vec<Step>>> {
    let mut by_game = HashMap::<GameId, Vec<Step>>::new();
    if let Some(player) = player {
        let ids: Vec<GameId> = games.iter().map(|(game, _)| game.id).collect();
        for step in store::calendars::steps(conn, player, &ids)? {
            by_game.entry(step.game).or_default().push(step);
        }
    }
    Ok(by_game)
}

fn names(conn: &mut DbConn) -> QueryResult<Names> {
    let site = store::site::find(conn)?;
    Ok(Names {
        id: store::site::calendar_id(conn)?.unwrap_or_default(),
        currency: site.as_ref().map(|site| site.currency).unwrap_or_default(),
        site: site.map_or_else(|| "Kickabout".to_owned(), |site| site.name.into_string()),
    })
}
