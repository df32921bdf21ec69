//! What the clock on the wall of a venue shows.

use std::error::Error;
use std::fmt;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;
use jiff::civil;

use super::date::{Date, DateError, digits, write_digits};
use super::sqltext::{TextColumn, text_column};

/// Why a text is no time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimeOfDayError {
    /// Nothing was chosen.
    #[error("Choose a time.")]
    Missing,
    /// The text is no time.
    #[error("Write the time like 19:00.")]
    NotATime,
}

/// A time of day in hours and minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct TimeOfDay {
    /// `19:00`, which sorts like the times.
    text: [u8; 5],
}

impl TimeOfDay {
    /// The start of a day.
    pub const MIDNIGHT: Self = Self { text: *b"00:00" };

    /// The time, if a clock can show it.
    pub fn new(hour: u8, minute: u8) -> Option<Self> {
        (hour < 24 && minute < 60).then(|| {
            let mut text = *b"00:00";
            write_digits(&mut text[..2], u16::from(hour));
            write_digits(&mut text[3..], u16::from(minute));
            Self { text }
        })
    }

    /// Reads the time from a form, as time inputs send it; also `9:30`, and whole seconds where a browser adds them.
    pub fn parse(text: &str) -> Result<Self, TimeOfDayError> {
        let text = text.trim();
        let (hour, minute) = match text.as_bytes() {
            [] => return Err(TimeOfDayError::Missing),
            [hour @ .., b':', m1, m2, b':', b'0', b'0'] | [hour @ .., b':', m1, m2] if hour.len() <= 2 => {
                (digits(hour), digits(&[*m1, *m2]))
            }
            _ => return Err(TimeOfDayError::NotATime),
        };
        let byte = |number: Option<i16>| number.and_then(|number| u8::try_from(number).ok());
        let found = byte(hour).zip(byte(minute)).and_then(|(hour, minute)| Self::new(hour, minute));
        found.ok_or(TimeOfDayError::NotATime)
    }

    /// 0 to 23.
    pub const fn hour(self) -> u8 {
        (self.text[0] - b'0') * 10 + (self.text[1] - b'0')
    }

    /// 0 to 59.
    pub const fn minute(self) -> u8 {
        (self.text[3] - b'0') * 10 + (self.text[4] - b'0')
    }

    /// `19:00`.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.text).unwrap_or_default()
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.as_str())
    }
}

impl TextColumn for TimeOfDay {
    fn text(&self) -> &str {
        self.as_str()
    }

    fn from_text(text: String) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self::parse(&text)?)
    }
}

text_column!(TimeOfDay);

/// Why a text is no wall time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WallTimeError {
    /// The day is wrong.
    #[error(transparent)]
    Date(#[from] DateError),
    /// The time of day is wrong.
    #[error(transparent)]
    Time(#[from] TimeOfDayError),
    /// There are not both of them.
    #[error("Write the date and time like 2027-03-24T18:00.")]
    NotBoth,
}

/// A day and a time of day as the clock on the wall shows them; which instant that is depends on the zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct WallTime {
    date: Date,
    time: TimeOfDay,
    /// `2027-03-24T18:00`, kept because a column borrows its text from the value.
    text: [u8; 16],
}

impl WallTime {
    /// That time of that day.
    pub fn new(date: Date, time: TimeOfDay) -> Self {
        let mut text = *b"0000-00-00T00:00";
        text[..10].copy_from_slice(date.as_str().as_bytes());
        text[11..].copy_from_slice(&time.text);
        Self { date, time, text }
    }

    /// Reads the wall time from the two fields of a form.
    pub fn parse(date: &str, time: &str) -> Result<Self, WallTimeError> {
        Ok(Self::new(Date::parse(date)?, TimeOfDay::parse(time)?))
    }

    /// Reads the wall time from one field, as date-and-time inputs send it.
    pub fn parse_local(text: &str) -> Result<Self, WallTimeError> {
        let (date, time) = text.trim().split_once(['T', ' ']).ok_or(WallTimeError::NotBoth)?;
        Self::parse(date, time)
    }

    /// Reads the wall time from one field that may be left empty.
    pub fn parse_optional(text: &str) -> Result<Option<Self>, WallTimeError> {
        if text.trim().is_empty() { Ok(None) } else { Self::parse_local(text).map(Some) }
    }

    /// The nearest wall time in hours and minutes.
    pub(super) fn nearest(at: civil::DateTime) -> Self {
        let time = TimeOfDay::new(at.hour().unsigned_abs(), at.minute().unsigned_abs());
        Self::new(Date::nearest(at.date()), time.unwrap_or(TimeOfDay::MIDNIGHT))
    }

    pub(super) const fn civil(self) -> civil::DateTime {
        let (hour, minute) = (self.time.hour() as i8, self.time.minute() as i8);
        self.date.civil().at(hour, minute, 0, 0)
    }

    /// Its day.
    pub const fn date(self) -> Date {
        self.date
    }

    /// Its time of day.
    pub const fn time(self) -> TimeOfDay {
        self.time
    }

    /// The same time of day so many days later.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self::new(self.date.add_days(days), self.time)
    }

    /// `2027-03-24T18:00`.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.text).unwrap_or_default()
    }

    /// "Thu 26 Nov, 19:00".
    pub fn short(self) -> String {
        format!("{}, {}", self.date.short(), self.time)
    }

    /// "Thu 26 Nov 2026, 19:00".
    pub fn short_with_year(self) -> String {
        format!("{}, {}", self.date.short_with_year(), self.time)
    }

    /// "Thursday 26 November, 19:00".
    pub fn long(self) -> String {
        format!("{}, {}", self.date.long(), self.time)
    }

    /// "Thursday 26 November 2026, 19:00".
    pub fn long_with_year(self) -> String {
        format!("{}, {}", self.date.long_with_year(), self.time)
    }
}

impl fmt::Display for WallTime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.as_str())
    }
}

impl TextColumn for WallTime {
    fn text(&self) -> &str {
        self.as_str()
    }

    fn from_text(text: String) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self::parse_local(&text)?)
    }
}

text_column!(WallTime);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_time_is_read_as_time_inputs_send_it() {
        let time = TimeOfDay::parse(" 19:05 ").unwrap();
        assert_eq!((time.hour(), time.minute(), time.as_str()), (19, 5, "19:05"));
        assert_eq!(TimeOfDay::parse("9:30").unwrap().as_str(), "09:30");
        assert_eq!(TimeOfDay::parse("19:05:00"), Ok(time));
        assert_eq!(TimeOfDay::parse("").unwrap_err().to_string(), "Choose a time.");
        for text in
            ["24:00", "19:60", "7", "7pm", "19.00", "19:5", ":30", "+9:00", "١٩:00", "19:05:30", "019:00", "-1:00"]
        {
            assert_eq!(TimeOfDay::parse(text).unwrap_err().to_string(), "Write the time like 19:00.", "{text:?}");
        }
    }

    #[test]
    fn a_wall_time_is_read_from_one_field_or_two() {
        let wall = WallTime::parse("2027-03-24", "18:00").unwrap();
        assert_eq!(wall.as_str(), "2027-03-24T18:00");
        for text in ["2027-03-24T18:00", "2027-03-24T18:00:00", " 2027-03-24 18:00 "] {
            assert_eq!(WallTime::parse_local(text), Ok(wall), "{text:?}");
        }
        assert_eq!(WallTime::parse_optional(" "), Ok(None));
        assert_eq!(WallTime::parse_optional("2027-03-24T18:00"), Ok(Some(wall)));
    }

    #[test]
    fn a_mistake_is_answered_with_what_to_do() {
        let said = |text: &str| WallTime::parse_local(text).unwrap_err().to_string();
        assert_eq!(said("2027-03-24"), "Write the date and time like 2027-03-24T18:00.");
        assert_eq!(said("2027-02-30T18:00"), "There is no 2027-02-30 in the calendar.");
        assert_eq!(said("2027-03-24T25:00"), "Write the time like 19:00.");
        assert_eq!(said("2027-03-24T18:00Z"), "Write the time like 19:00.");
        assert_eq!(WallTime::parse("", "18:00").unwrap_err().to_string(), "Choose a date.");
    }

    #[test]
    fn the_time_of_day_stays_from_day_to_day() {
        let wall = WallTime::parse_local("2027-03-25T19:00").unwrap();
        assert_eq!(wall.plus_days(7).as_str(), "2027-04-01T19:00");
        assert_eq!((wall.plus_days(-25).date().as_str(), wall.time().as_str()), ("2027-02-28", "19:00"));
    }

    #[test]
    fn a_wall_time_reads_as_english() {
        let wall = WallTime::parse_local("2026-11-26T19:00").unwrap();
        assert_eq!(wall.short(), "Thu 26 Nov, 19:00");
        assert_eq!(wall.short_with_year(), "Thu 26 Nov 2026, 19:00");
        assert_eq!(wall.long(), "Thursday 26 November, 19:00");
        assert_eq!(wall.long_with_year(), "Thursday 26 November 2026, 19:00");
    }

    proptest! {
        #[test]
        fn no_text_makes_parsing_panic(text in any::<String>(), like in "[0-9é]{1,2}:[0-9é]{1,2}") {
            let _ = (TimeOfDay::parse(&text), TimeOfDay::parse(&like), WallTime::parse_local(&text));
        }

        #[test]
        fn what_is_shown_is_read_again(days in 0i64..70_000, hour in 0u8..24, minute in 0u8..60) {
            let date = Date::parse("2000-01-01").unwrap().add_days(days);
            let wall = date.at(TimeOfDay::new(hour, minute).unwrap());
            prop_assert_eq!(WallTime::parse_local(wall.as_str()), Ok(wall));
            prop_assert_eq!((wall.time().hour(), wall.time().minute()), (hour, minute));
            prop_assert_eq!(WallTime::nearest(wall.civil()), wall);
        }
    }
}
