//! The hours in which nobody is disturbed with what can wait.

use std::error::Error;
use std::fmt;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;

use super::sqltext::{TextColumn, text_column};
use super::wall::{TimeOfDay, TimeOfDayError};
use super::{Timestamp, Zone};

/// Why two texts are no hours to keep quiet in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QuietError {
    /// One of them is no time.
    #[error(transparent)]
    Time(#[from] TimeOfDayError),
    /// There is only one.
    #[error("Give both times, or none for no quiet hours.")]
    Half,
    /// They begin when they end.
    #[error("Quiet hours end at another time than they begin.")]
    Empty,
}

/// From one time of day until another, over midnight where the second is the earlier one; or never.
#[derive(Debug, Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct QuietHours {
    hours: Option<(TimeOfDay, TimeOfDay)>,
    /// `22:00-08:00`, kept because a column borrows its text from the value; empty for never.
    text: String,
}

impl QuietHours {
    /// Never.
    pub const NONE: Self = Self { hours: None, text: String::new() };

    /// Reads them from the two fields of a form, which may both be empty.
    pub fn parse(from: &str, until: &str) -> Result<Self, QuietError> {
        match (from.trim().is_empty(), until.trim().is_empty()) {
            (true, true) => Ok(Self::NONE),
            (false, false) => Self::between(TimeOfDay::parse(from)?, TimeOfDay::parse(until)?),
            _ => Err(QuietError::Half),
        }
    }

    fn between(from: TimeOfDay, until: TimeOfDay) -> Result<Self, QuietError> {
        if from == until {
            return Err(QuietError::Empty);
        }
        Ok(Self { hours: Some((from, until)), text: format!("{from}-{until}") })
    }

    /// When they begin and when they end.
    pub const fn hours(&self) -> Option<(TimeOfDay, TimeOfDay)> {
        self.hours
    }

    /// When they are over, where it is one of them at `now` by the clocks of `zone`.
    pub fn over_at(&self, now: Timestamp, zone: &Zone) -> Option<Timestamp> {
        let (from, until) = self.hours?;
        let wall = zone.wall(now);
        let (today, time) = (wall.date(), wall.time());
        let days = match (from < until, time >= from, time < until) {
            (true, true, true) | (false, _, true) => 0,
            (false, true, false) => 1,
            (true, ..) | (false, false, false) => return None,
        };
        Some(zone.instant(today.add_days(days).at(until)))
    }
}

impl Default for QuietHours {
    /// The night.
    fn default() -> Self {
        let night = TimeOfDay::new(22, 0).zip(TimeOfDay::new(8, 0));
        night.and_then(|(from, until)| Self::between(from, until).ok()).unwrap_or(Self::NONE)
    }
}

impl fmt::Display for QuietHours {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(if self.text.is_empty() { "none" } else { &self.text })
    }
}

impl TextColumn for QuietHours {
    fn text(&self) -> &str {
        &self.text
    }

    fn from_text(text: String) -> Result<Self, Box<dyn Error + Send + Sync>> {
        match text.split_once('-') {
            Some((from, until)) => Ok(Self::parse(from, until)?),
            None if text.is_empty() => Ok(Self::NONE),
            None => Err(format!("no quiet hours are {text:?}").into()),
        }
    }
}

text_column!(QuietHours);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::WallTime;

    /// When quiet hours are over, on the wall, where it is one of them at `wall`.
    fn over(hours: &QuietHours, wall: &str) -> Option<String> {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let now = zone.instant(WallTime::parse_local(wall).unwrap());
        hours.over_at(now, &zone).map(|at| zone.wall(at).to_string())
    }

    #[test]
    fn the_night_is_over_in_the_morning_and_begins_to_the_minute() {
        let night = QuietHours::default();
        assert_eq!(night.to_string(), "22:00-08:00");
        for (wall, until) in [
            ("2027-03-20T21:59", None),
            ("2027-03-20T22:00", Some("2027-03-21T08:00")),
            ("2027-03-20T23:59", Some("2027-03-21T08:00")),
            ("2027-03-21T00:00", Some("2027-03-21T08:00")),
            ("2027-03-21T07:59", Some("2027-03-21T08:00")),
            ("2027-03-21T08:00", None),
            // The clocks go forward in this night.
            ("2027-03-27T23:00", Some("2027-03-28T08:00")),
        ] {
            assert_eq!(over(&night, wall).as_deref(), until, "{wall}");
        }
    }

    #[test]
    fn they_may_lie_within_a_day_or_be_none() {
        let siesta = QuietHours::parse("13:00", "15:00").unwrap();
        assert_eq!(over(&siesta, "2027-03-20T13:30").as_deref(), Some("2027-03-20T15:00"));
        assert_eq!((over(&siesta, "2027-03-20T12:59"), over(&siesta, "2027-03-20T15:00")), (None, None));
        assert_eq!(over(&QuietHours::parse("", " ").unwrap(), "2027-03-20T23:00"), None);
    }

    #[test]
    fn what_makes_no_hours_is_refused_in_words() {
        assert_eq!(QuietHours::parse("22:00", ""), Err(QuietError::Half));
        assert_eq!(QuietHours::parse("22:00", "22:00"), Err(QuietError::Empty));
        assert_eq!(QuietHours::parse("22:00", "25:00"), Err(QuietError::Time(TimeOfDayError::NotATime)));
    }
}
