//! Days of the calendar, wherever they are.

use std::error::Error;
use std::fmt;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;
use jiff::civil;

use super::month::Month;
use super::sqltext::{TextColumn, text_column};
use super::wall::{TimeOfDay, WallTime};

/// Why a text is no day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Nothing was chosen.
    #[error("Choose a date.")]
    Missing,
    /// The text is no date.
    #[error("Write the date like 2027-03-25.")]
    NotADate,
    /// The calendar has no such day.
    #[error("There is no {0} in the calendar.")]
    NoSuchDay(String),
    /// The year is a slip of the finger.
    #[error("Use a year from {} to {}.", Date::FIRST_YEAR, Date::LAST_YEAR)]
    YearOutOfRange,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "their names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// The week from Monday.
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];

    /// "Thursday".
    pub const fn name(self) -> &'static str {
        match self {
            Self::Monday => "Monday",
            Self::Tuesday => "Tuesday",
            Self::Wednesday => "Wednesday",
            Self::Thursday => "Thursday",
            Self::Friday => "Friday",
            Self::Saturday => "Saturday",
            Self::Sunday => "Sunday",
        }
    }

    /// "Thu".
    pub fn short(self) -> &'static str {
        self.name().get(..3).unwrap_or_default()
    }

    /// The days since Monday: 0 to 6.
    pub const fn days_since_monday(self) -> u8 {
        self as u8
    }
}

impl fmt::Display for Weekday {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.name())
    }
}

/// The months' English names.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day of the calendar, in the years in which games are played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Date {
    day: civil::Date,
    /// `2027-03-25`, kept because a column borrows its text from the value.
    text: [u8; 10],
}

impl Date {
    /// The first year.
    pub const FIRST_YEAR: i16 = 2000;
    /// The last year.
    pub const LAST_YEAR: i16 = 2200;
    const FIRST: civil::Date = civil::date(Self::FIRST_YEAR, 1, 1);
    const LAST: civil::Date = civil::date(Self::LAST_YEAR, 12, 31);

    /// The day, if the calendar has it and its year is in range.
    pub fn new(year: i16, month: u8, day: u8) -> Option<Self> {
        let found = civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        (Self::FIRST..=Self::LAST).contains(&found).then(|| Self::nearest(found))
    }

    /// Reads the day from a form or an address, as date inputs send it.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let text = text.trim();
        let (year, month, day) = match text.as_bytes() {
            [] => return Err(DateError::Missing),
            [y @ .., b'-', m1, m2, b'-', d1, d2] if y.len() == 4 => {
                (digits(y), digits(&[*m1, *m2]), digits(&[*d1, *d2]))
            }
            _ => return Err(DateError::NotADate),
        };
        let (Some(year), Some(month), Some(day)) = (year, month, day) else { return Err(DateError::NotADate) };
        if !(Self::FIRST_YEAR..=Self::LAST_YEAR).contains(&year) {
            return Err(DateError::YearOutOfRange);
        }
        let (month, day) = (u8::try_from(month).unwrap_or(0), u8::try_from(day).unwrap_or(0));
        Self::new(year, month, day).ok_or_else(|| DateError::NoSuchDay(text.to_owned()))
    }

    /// The day itself where it is in range, otherwise the nearest that is.
    pub(super) fn nearest(day: civil::Date) -> Self {
        let day = day.clamp(Self::FIRST, Self::LAST);
        let mut text = *b"0000-00-00";
        write_digits(&mut text[..4], day.year().unsigned_abs());
        write_digits(&mut text[5..7], u16::from(day.month().unsigned_abs()));
        write_digits(&mut text[8..], u16::from(day.day().unsigned_abs()));
        Self { day, text }
    }

    pub(super) const fn civil(self) -> civil::Date {
        self.day
    }

    /// `2027-03-25`.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.text).unwrap_or_default()
    }

    /// 2027.
    pub fn year(self) -> i16 {
        self.day.year()
    }

    /// 1 to 12.
    pub fn month(self) -> u8 {
        self.day.month().unsigned_abs()
    }

    /// 1 to 31.
    pub fn day(self) -> u8 {
        self.day.day().unsigned_abs()
    }

    /// The day so many days later (earlier, where negative); past the last year there is its last day.
    #[must_use]
    pub fn add_days(self, days: i64) -> Self {
        /// More than the days of all years in range.
        const PLENTY: i64 = 100_000;
        let span = jiff::SignedDuration::from_hours(days.clamp(-PLENTY, PLENTY) * 24);
        Self::nearest(self.day.saturating_add(span))
    }

    /// How many days lie between this day and `later`, negative where that is earlier.
    pub fn days_until(self, later: Self) -> i64 {
        self.day.duration_until(later.day).as_hours() / 24
    }

    /// Its day of the week.
    pub fn weekday(self) -> Weekday {
        let since_monday = self.day.weekday().to_monday_zero_offset().unsigned_abs();
        Weekday::ALL[usize::from(since_monday) % 7]
    }

    /// "Thursday".
    pub fn weekday_name(self) -> &'static str {
        self.weekday().name()
    }

    /// "November".
    pub fn month_name(self) -> &'static str {
        MONTHS[usize::from(self.month() - 1) % 12]
    }

    /// Its month.
    pub fn month_of(self) -> Month {
        Month::of(self)
    }

    /// The first day of its month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        Self::nearest(self.day.first_of_month())
    }

    /// How many days its month has.
    pub fn days_in_month(self) -> u8 {
        self.day.days_in_month().unsigned_abs()
    }

    /// That time of this day.
    pub fn at(self, time: TimeOfDay) -> WallTime {
        WallTime::new(self, time)
    }

    /// "Thu 26 Nov".
    pub fn short(self) -> String {
        let month = self.month_name().get(..3).unwrap_or_default();
        format!("{} {} {month}", self.weekday().short(), self.day())
    }

    /// "Thu 26 Nov 2026".
    pub fn short_with_year(self) -> String {
        format!("{} {}", self.short(), self.year())
    }

    /// "Thursday 26 November".
    pub fn long(self) -> String {
        format!("{} {} {}", self.weekday(), self.day(), self.month_name())
    }

    /// "Thursday 26 November 2026".
    pub fn long_with_year(self) -> String {
        format!("{} {}", self.long(), self.year())
    }
}

/// The number that ASCII digits write.
pub(super) fn digits(text: &[u8]) -> Option<i16> {
    let plain = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    if plain { str::from_utf8(text).ok()?.parse().ok() } else { None }
}

/// Writes `number` into `place`, from its last digit on.
pub(super) fn write_digits(place: &mut [u8], mut number: u16) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.as_str())
    }
}

impl TextColumn for Date {
    fn text(&self) -> &str {
        self.as_str()
    }

    fn from_text(text: String) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self::parse(&text)?)
    }
}

text_column!(Date);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn a_day_is_read_as_date_inputs_send_it() {
        let day = date(" 2027-03-25 ");
        assert_eq!((day.year(), day.month(), day.day(), day.as_str()), (2027, 3, 25, "2027-03-25"));
        assert_eq!(Date::new(2028, 2, 29), Some(date("2028-02-29")));
        assert_eq!(Date::new(2027, 2, 29), None);
    }

    #[test]
    fn a_mistake_is_answered_with_what_to_do() {
        let said = |text: &str| Date::parse(text).unwrap_err().to_string();
        assert_eq!(said(" "), "Choose a date.");
        for text in [
            "25.03.2027",
            "2027-3-25",
            "27-03-25",
            "2027-03-25T10:00",
            "+027-03-25",
            "٢٠٢٧-03-25",
            "2027-03-2\0",
            "é027-03-2",
        ] {
            assert_eq!(said(text), "Write the date like 2027-03-25.", "{text:?}");
        }
        for text in ["2027-02-29", "2027-13-01", "2027-00-10", "2027-01-00", "2027-04-31"] {
            assert_eq!(said(text), format!("There is no {text} in the calendar."));
        }
        assert_eq!(said("1999-12-31"), "Use a year from 2000 to 2200.");
        assert_eq!(said("9999-12-31"), "Use a year from 2000 to 2200.");
    }

    #[test]
    fn days_are_counted_over_every_border() {
        assert_eq!(date("2027-02-28").add_days(1), date("2027-03-01"));
        assert_eq!(date("2028-02-28").add_days(1), date("2028-02-29"));
        assert_eq!(date("2027-01-01").add_days(-1), date("2026-12-31"));
        assert_eq!(date("2027-03-25").days_until(date("2027-04-01")), 7);
        assert_eq!(date("2200-12-31").add_days(i64::MAX), date("2200-12-31"));
        assert_eq!(date("2000-01-01").add_days(i64::MIN), date("2000-01-01"));
    }

    #[test]
    fn a_day_reads_as_english() {
        let day = date("2026-11-26");
        assert_eq!((day.short(), day.short_with_year()), ("Thu 26 Nov".into(), "Thu 26 Nov 2026".into()));
        assert_eq!(day.long(), "Thursday 26 November");
        assert_eq!(day.long_with_year(), "Thursday 26 November 2026");
        assert_eq!((day.weekday(), day.weekday_name()), (Weekday::Thursday, "Thursday"));
        assert_eq!((day.first_of_month(), day.days_in_month()), (date("2026-11-01"), 30));
    }

    proptest! {
        #[test]
        fn no_text_makes_parsing_panic(text in any::<String>(), like in "[0-9٣é]{3,5}-[0-9]{2}-[0-9]{2}") {
            let _ = (Date::parse(&text), Date::parse(&like));
        }

        #[test]
        fn going_forth_and_back_comes_home(forth in 0i64..70_000) {
            let start = date("2000-01-01");
            let there = start.add_days(forth);
            prop_assert_eq!(there.add_days(-forth), start);
            prop_assert_eq!(start.days_until(there), forth);
            prop_assert_eq!(Date::parse(there.as_str()), Ok(there));
        }

        #[test]
        fn the_text_sorts_like_the_days(one in 0i64..70_000, other in 0i64..70_000) {
            let (one, other) = (date("2000-01-01").add_days(one), date("2000-01-01").add_days(other));
            prop_assert_eq!(one.cmp(&other), one.as_str().cmp(other.as_str()));
        }
    }
}
