//! When and where the town's games are, around the day on which it is made.

use super::random::Random;
use super::texts::{Card, Regular, Story, Texts};
use crate::cli::Failure;
use crate::types::time::{DAY, HOUR, MINUTE};
use crate::types::{Date, TimeOfDay, Timestamp, WallTime, Zone};

/// Games that are to come, all in all.
const UPCOMING: usize = 60;
/// Games that have been played.
const PAST: usize = 200;
/// How far ahead games are posted.
const WEEKS_AHEAD: i64 = 4;
/// How far back games are made up before the latest are chosen.
const WEEKS_BACK: i64 = 22;
/// When the series began.
const SERIES_WEEKS: i64 = 10;
/// Days before each game that a series' sign-up opens, and when.
pub const SERIES_OPENS: (i32, u8) = (6, 12);

/// A game as it was posted.
#[derive(Debug, Clone)]
pub struct Planned {
    /// What the organizer typed.
    pub card: Card,
    /// What is special about it.
    pub story: Option<Story>,
    /// Whether it is one of a series.
    pub series: bool,
    /// The club's town it is in.
    pub town: usize,
    /// Whose clock it goes by.
    pub zone: Zone,
    /// Its start there.
    pub starts: WallTime,
    /// Its start.
    pub starts_at: Timestamp,
    /// Its end.
    pub ends_at: Timestamp,
    /// When it was posted.
    pub posted: Timestamp,
    /// When sign-up opens, where that is not at once.
    pub opens: Option<WallTime>,
    /// When sign-up closes, where that is before the start.
    pub closes: Option<WallTime>,
}

/// The town's games, soonest first: so many to come, so many played, and what is being played right now.
pub fn games(texts: &Texts, home: &Zone, now: Timestamp, random: &mut Random) -> Result<Vec<Planned>, Failure> {
    let mut games = Vec::new();
    for special in &texts.specials {
        games.push(the_special(texts, special, home, now)?);
    }
    let listed = games.iter().filter(|game| game.story != Some(Story::Draft)).count();
    let mut regulars = Vec::new();
    for regular in &texts.regulars {
        regulars.extend(occurrences(texts, regular, home, now, random)?);
    }
    regulars.sort_by_key(|game| game.starts_at);
    let (ahead, gone): (Vec<_>, Vec<_>) = regulars.into_iter().partition(|game| game.starts_at > now);
    let (gone, playing): (Vec<_>, Vec<_>) = gone.into_iter().partition(|game| game.ends_at <= now);
    games.extend(gone.into_iter().rev().take(PAST));
    games.extend(playing);
    games.extend(thinned(ahead, UPCOMING - listed, random));
    games.sort_by_key(|game| game.starts_at);
    Ok(games)
}

/// All but so many that `keep` are left; those of a series and of the next days stay.
fn thinned(mut games: Vec<Planned>, keep: usize, random: &mut Random) -> Vec<Planned> {
    const NEXT_DAYS: i64 = 5;
    let soon = games.first().map_or(Timestamp::MAX, |first| first.starts_at.plus(NEXT_DAYS * DAY));
    while games.len() > keep {
        let free: Vec<usize> = (0..games.len()).filter(|&at| !games[at].series && games[at].starts_at > soon).collect();
        match random.pick(&free) {
            Some(&at) => drop(games.remove(at)),
            None => break,
        }
    }
    games
}

/// A special game, at its first time from its day on that is still some hours away.
fn the_special(
    texts: &Texts,
    special: &super::texts::Special,
    home: &Zone,
    now: Timestamp,
) -> Result<Planned, Failure> {
    let (zone, town) = ground(texts, &special.card, home)?;
    let first = zone.today(now).add_days(special.day);
    let to_saturday = (12 - i64::from(first.weekday().days_since_monday())) % 7;
    let first = if special.weekend { first.add_days(to_saturday) } else { first };
    let mut starts = None;
    for day in 0..2 {
        for time in &special.card.times {
            let wall = WallTime::new(first.add_days(day), TimeOfDay::parse(time)?);
            if zone.instant(wall) >= now.plus(3 * HOUR) {
                starts = starts.or(Some(wall));
            }
        }
    }
    let starts = starts.ok_or("a special game has no time")?;
    let mut game = planned(special.card.clone(), town, zone, starts);
    game.story = Some(special.story);
    game.posted = game.posted.minus(20 * MINUTE).min(now.minus(5 * HOUR));
    match special.story {
        Story::OpensLater => game.opens = clock(game.zone.today(now).add_days(2), 18),
        Story::ClosesEarly => game.closes = clock(starts.date().add_days(-2), 20),
        _ => {}
    }
    Ok(game)
}

/// Every game of a regular around `now`.
fn occurrences(
    texts: &Texts,
    regular: &Regular,
    home: &Zone,
    now: Timestamp,
    random: &mut Random,
) -> Result<Vec<Planned>, Failure> {
    let (zone, town) = ground(texts, &regular.card, home)?;
    let time = regular.card.times.first().ok_or("a game has no time")?;
    let time = TimeOfDay::parse(time)?;
    let today = zone.today(now);
    let back = i64::from(today.weekday().days_since_monday()) - i64::from(regular.weekday);
    let latest = now.plus(WEEKS_AHEAD * 7 * DAY);
    let weeks = if regular.series { SERIES_WEEKS } else { WEEKS_BACK };
    let mut games = Vec::new();
    for week in -weeks..=WEEKS_AHEAD + 1 {
        if week.rem_euclid(regular.every) != 0 {
            continue;
        }
        let starts = WallTime::new(today.add_days(7 * week - back), time);
        let mut game = planned(regular.card.clone(), town, zone.clone(), starts);
        if game.starts_at > latest {
            continue;
        }
        game.series = regular.series;
        if regular.series {
            game.opens = clock(starts.date().add_days(-i64::from(SERIES_OPENS.0)), SERIES_OPENS.1);
        }
        let lately = now.minus(random.between(5 * HOUR, 3 * DAY));
        game.posted = awake(game.posted.plus(random.between(-6 * HOUR, 6 * HOUR)).min(lately), &game.zone, random);
        games.push(game);
    }
    if let Some(first) = games.first().filter(|first| first.series).map(|first| first.posted) {
        games.iter_mut().for_each(|game| game.posted = first);
    }
    Ok(games)
}

fn planned(card: Card, town: usize, zone: Zone, starts: WallTime) -> Planned {
    let starts_at = zone.instant(starts);
    Planned {
        story: None,
        series: false,
        town,
        starts,
        starts_at,
        ends_at: starts_at.plus(i64::from(card.minutes) * MINUTE),
        posted: starts_at.minus(card.posted * DAY),
        opens: None,
        closes: None,
        zone,
        card,
    }
}

/// The zone that a game goes by, and whose club plays there.
fn ground(texts: &Texts, card: &Card, home: &Zone) -> Result<(Zone, usize), Failure> {
    if card.venue.is_empty() {
        return Ok((home.clone(), 0));
    }
    let venue = texts.venues.iter().find(|venue| venue.name == card.venue);
    let zone = Zone::parse(&venue.ok_or_else(|| format!("no venue is called {}", card.venue))?.time_zone)?;
    let town = match zone.name() {
        "Europe/London" => 1,
        "America/New_York" => 2,
        "America/Vancouver" => 3,
        _ => 0,
    };
    Ok((zone, town))
}

fn clock(day: Date, hour: u8) -> Option<WallTime> {
    TimeOfDay::new(hour, 0).map(|time| WallTime::new(day, time))
}

/// `instant`, or where people sleep then, some time of the evening before.
pub fn awake(instant: Timestamp, zone: &Zone, random: &mut Random) -> Timestamp {
    let hour = i64::from(zone.wall(instant).time().hour());
    let since_evening = if hour < 7 { hour + 2 } else { hour - 22 };
    if since_evening <= 0 { instant } else { instant.minus(since_evening * HOUR + random.between(0, 2 * HOUR)) }
}

impl Planned {
    /// When players can begin to sign up.
    pub fn opens_at(&self) -> Timestamp {
        self.opens.map_or(self.posted, |wall| self.zone.instant(wall).max(self.posted))
    }

    /// When the last can sign up.
    pub fn closes_at(&self) -> Timestamp {
        self.closes.map_or(self.starts_at, |wall| self.zone.instant(wall))
    }
}
