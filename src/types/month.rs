//! Months of the calendar.

use std::fmt;

use super::date::{Date, MONTHS, Weekday};

/// A text that is no month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Write the month like 2027-03.")]
pub struct MonthError;

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    first: Date,
}

impl Month {
    /// The month of that day.
    pub fn of(day: Date) -> Self {
        Self { first: day.first_of_month() }
    }

    /// Reads the month from an address.
    pub fn parse(text: &str) -> Result<Self, MonthError> {
        let first = Date::parse(&format!("{}-01", text.trim())).map_err(|_| MonthError)?;
        Ok(Self { first })
    }

    /// Its first day.
    pub const fn first(self) -> Date {
        self.first
    }

    /// Its last day.
    pub fn last(self) -> Date {
        self.first.add_days(i64::from(self.days_in_month()) - 1)
    }

    /// How many days it has.
    pub fn days_in_month(self) -> u8 {
        self.first.days_in_month()
    }

    /// Its days in order.
    pub fn days(self) -> impl Iterator<Item = Date> {
        (0..i64::from(self.days_in_month())).map(move |after| self.first.add_days(after))
    }

    /// The day of the week on which it begins.
    pub fn weekday_of_first(self) -> Weekday {
        self.first.weekday()
    }

    /// The month after it, until the last year ends.
    pub fn next(self) -> Option<Self> {
        let next = Self::of(self.last().add_days(1));
        (next > self).then_some(next)
    }

    /// The month before it, from the first year on.
    pub fn previous(self) -> Option<Self> {
        let previous = Self::of(self.first.add_days(-1));
        (previous < self).then_some(previous)
    }

    /// The day is one of its days.
    pub fn contains(self, day: Date) -> bool {
        Self::of(day) == self
    }

    /// "March 2027".
    pub fn title(self) -> String {
        format!("{} {}", MONTHS[usize::from(self.first.month() - 1) % 12], self.first.year())
    }
}

/// As addresses write it: `2027-03`.
impl fmt::Display for Month {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.first.as_str().get(..7).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    #[test]
    fn a_month_knows_its_days() {
        let march = month("2027-03");
        assert_eq!((march.title().as_str(), march.to_string().as_str()), ("March 2027", "2027-03"));
        assert_eq!(march.weekday_of_first(), Weekday::Monday);
        assert_eq!((march.first().as_str(), march.last().as_str()), ("2027-03-01", "2027-03-31"));
        assert_eq!((march.days().count(), march.days_in_month()), (31, 31));
        assert_eq!(month("2028-02").days().last(), Date::new(2028, 2, 29));
        assert!(march.contains(march.last()) && !march.contains(march.last().add_days(1)));
    }

    #[test]
    fn months_follow_each_other_until_the_calendar_ends() {
        assert_eq!(month("2026-12").next(), Some(month("2027-01")));
        assert_eq!(month("2027-01").previous(), Some(month("2026-12")));
        assert_eq!(month("2200-12").next(), None);
        assert_eq!(month("2000-01").previous(), None);
    }

    #[test]
    fn only_months_are_read() {
        for text in ["", "2027", "2027-3", "2027-13", "2027-00", "2027-03-01", "1999-12", "March", "2027-03-"] {
            assert_eq!(Month::parse(text), Err(MonthError), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_parsing_panic(text in any::<String>()) {
            let _ = Month::parse(&text);
        }

        #[test]
        fn what_is_shown_is_read_again(days in 0i64..73_000) {
            let month = Month::of(month("2000-01").first().add_days(days));
            prop_assert_eq!(Month::parse(&month.to_string()), Ok(month));
        }
    }
}
