//! What the lists of games show: a page of games with where somebody stands in each, grouped by day.

use std::collections::HashMap;

use crate::store::games::Game;
use crate::store::listing::{self, Filter, Standing, Window};
use crate::store::sports::{self, Sport};
use crate::store::{DbConn, QueryResult};
use crate::types::{Date, GameId, Month, PlayerId, SportName, SportSlug, Timestamp, VenueId, VenueName};

/// Games on one page of a list.
pub const GAMES_A_PAGE: i64 = 50;

/// Games in one month, beyond which the month sends its reader to the list.
const GAMES_A_MONTH: i64 = 1500;

/// Venues that a filter offers.
const VENUES_OFFERED: i64 = 200;

/// A page of a list, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageNumber(u32);

impl PageNumber {
    /// Where every list begins.
    pub const FIRST: Self = Self(1);
    /// The last that is looked for: what lies behind it is found by its date.
    pub const LAST: Self = Self(2000);

    /// Reads the number from an address; nothing means the first page.
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
        match text {
            "" => Some(Self::FIRST),
            text if is_plain => text.parse().map(Self).ok().filter(|page| (Self::FIRST..=Self::LAST).contains(page)),
            _ => None,
        }
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }

    /// The page before it, if there is one.
    pub fn previous(self) -> Option<Self> {
        (self > Self::FIRST).then(|| Self(self.0 - 1))
    }

    /// The page after it, as far as pages go.
    pub fn next(self) -> Option<Self> {
        (self < Self::LAST).then(|| Self(self.0 + 1))
    }

    /// How many games come before it.
    pub fn skipped(self) -> i64 {
        i64::from(self.0 - 1) * GAMES_A_PAGE
    }

    fn window(self) -> Window {
        Window { skip: self.skipped(), most: GAMES_A_PAGE }
    }
}

/// A game as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The game.
    pub game: Game,
    /// What is played.
    pub sport: String,
    /// Its venue's name, where it has one.
    pub venue: Option<VenueName>,
    /// What the reader is in it, where anything.
    pub standing: Option<Standing>,
}

impl Listed {
    /// Where the game is, in a few words.
    pub fn place(&self) -> &str {
        self.venue.as_ref().map_or(self.game.place.as_str(), VenueName::as_str)
    }
}

/// Games in the order of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// Those that are shown.
    pub games: Vec<Listed>,
    /// There are more behind them.
    pub has_more: bool,
}

/// A page of the upcoming games, as `player` sees them.
pub fn upcoming(
    conn: &mut DbConn,
    filter: &Filter,
    page: PageNumber,
    player: Option<PlayerId>,
    now: Timestamp,
) -> QueryResult<Listing> {
    let found = listing::upcoming(conn, filter, page.window(), now)?;
    look_up(conn, found, player)
}

/// A page of the past games, as `player` sees them.
pub fn past(
    conn: &mut DbConn,
    filter: &Filter,
    page: PageNumber,
    player: Option<PlayerId>,
    now: Timestamp,
) -> QueryResult<Listing> {
    let found = listing::past(conn, filter, page.window(), now)?;
    look_up(conn, found, player)
}

/// The games of a month, as `player` sees them.
pub fn month(
    conn: &mut DbConn,
    filter: &Filter,
    month: Month,
    player: Option<PlayerId>,
    now: Timestamp,
) -> QueryResult<Listing> {
    let found = listing::month(conn, filter, month, GAMES_A_MONTH, now)?;
    look_up(conn, found, player)
}

/// Looks up what a list says of `games`, besides what stands on them.
pub(super) fn look_up(
    conn: &mut DbConn,
    (games, has_more): (Vec<Game>, bool),
    player: Option<PlayerId>,
) -> QueryResult<Listing> {
    let venues = listing::venue_names(conn, &games)?;
    let sports: HashMap<SportSlug, SportName> =
        sports::all(conn)?.into_iter().map(|sport| (sport.slug, sport.name)).collect();
    let ids: Vec<GameId> = games.iter().map(|game| game.id).collect();
    let mut standings = match player {
        Some(player) => listing::standings(conn, player, &ids)?,
        None => HashMap::new(),
    };
    let looked_up = games.into_iter().map(|game| Listed {
        sport: sports.get(&game.sport).map_or(game.sport.as_str(), SportName::as_str).to_owned(),
        venue: game.venue_id.and_then(|venue| venues.get(&venue).cloned()),
        standing: standings.remove(&game.id),
        game,
    });
    Ok(Listing { games: looked_up.collect(), has_more })
}

/// What a filter can ask for by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Choices {
    /// All sports, in the admin's order.
    pub sports: Vec<Sport>,
    /// The venues that new games can be at, and the one asked for.
    pub venues: Vec<(VenueId, VenueName)>,
}

/// What a filter can ask for; `asked` is named even when no new game can be there.
pub fn choices(conn: &mut DbConn, asked: Option<VenueId>) -> QueryResult<Choices> {
    let venues = listing::venue_choices(conn, asked, VENUES_OFFERED)?;
    Ok(Choices { sports: sports::all(conn)?, venues })
}

/// Games that follow each other on one local date.
#[derive(Debug, Clone, PartialEq)]
pub struct Day<T> {
    /// The date at the games' venues.
    pub date: Date,
    /// The games, in the order of the list.
    pub games: Vec<T>,
}

/// Groups a list by `date_of` without changing its order, which is that of the instants.
///
/// Venues on both sides of the date line can make a date come twice.
pub fn by_day<T>(games: impl IntoIterator<Item = T>, date_of: impl Fn(&T) -> Date) -> Vec<Day<T>> {
    let mut days: Vec<Day<T>> = Vec::new();
    for game in games {
        let date = date_of(&game);
        match days.last_mut() {
            Some(day) if day.date == date => day.games.push(game),
            _ => days.push(Day { date, games: vec![game] }),
        }
    }
    days
}

/// What a day is called beside `today`: "Today", "Tomorrow", "Yesterday", else its weekday.
pub fn day_name(day: Date, today: Date) -> &'static str {
    match today.days_until(day) {
        -1 => "Yesterday",
        0 => "Today",
        1 => "Tomorrow",
        _ => day.weekday_name(),
    }
}

/// The days of the weekend that is on or next, for somebody whose day is `today`.
pub fn weekend(today: Date) -> (Date, Date) {
    let saturday = today.add_days(5 - i64::from(today.weekday().days_since_monday()));
    (saturday, saturday.add_days(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn games_are_grouped_without_changing_their_order() {
        // A morning in Tokyo is over before the evening of the day before begins in New York.
        let games = [(1, "2027-03-25"), (2, "2027-03-25"), (3, "2027-03-26"), (4, "2027-03-25"), (5, "2027-03-26")];
        let days = by_day(games, |(_, day)| date(day));
        let shown: Vec<_> =
            days.iter().map(|day| (day.date.day(), day.games.iter().map(|game| game.0).collect())).collect();
        let expected: Vec<(u8, Vec<i32>)> = vec![(25, vec![1, 2]), (26, vec![3]), (25, vec![4]), (26, vec![5])];
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_day_is_named_from_today() {
        let named = |day| day_name(date(day), date("2026-11-26"));
        assert_eq!([named("2026-11-25"), named("2026-11-26"), named("2026-11-27")], ["Yesterday", "Today", "Tomorrow"]);
        assert_eq!(
            [named("2026-11-28"), named("2026-12-03"), named("2025-11-26")],
            ["Saturday", "Thursday", "Wednesday"]
        );
    }

    #[test]
    fn the_weekend_is_the_one_that_is_on_or_next() {
        let expected = (date("2026-11-28"), date("2026-11-29"));
        for today in ["2026-11-23", "2026-11-27", "2026-11-28", "2026-11-29"] {
            assert_eq!(weekend(date(today)), expected, "{today}");
        }
        assert_eq!(weekend(date("2026-11-30")), (date("2026-12-05"), date("2026-12-06")));
    }

    #[test]
    fn only_numbers_of_pages_are_read() {
        assert_eq!(PageNumber::parse("").map(PageNumber::get), Some(1));
        assert_eq!(PageNumber::parse("7").map(PageNumber::skipped), Some(300));
        for text in ["0", "-1", "+2", "1e0", "2.0", "two", "2001", "99999999999999999999", " 2", "٣"] {
            assert_eq!(PageNumber::parse(text), None, "{text:?}");
        }
        assert_eq!((PageNumber::FIRST.previous(), PageNumber::LAST.next()), (None, None));
    }
}
