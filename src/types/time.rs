//! Instants and the seconds between them.

use std::fmt;

use diesel_derive_newtype::DieselNewType;

/// The seconds of a minute.
pub const MINUTE: i64 = 60;
/// The seconds of an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// The seconds of 24 hours; a calendar day is `Zone::day_bounds`.
pub const DAY: i64 = 24 * HOUR;
/// The seconds of seven times 24 hours.
pub const WEEK: i64 = 7 * DAY;

/// An instant, the same everywhere, in whole seconds since 1970 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, DieselNewType)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Before every other instant.
    pub const MIN: Self = Self(i64::MIN);
    /// After every other instant.
    pub const MAX: Self = Self(i64::MAX);
    /// The start of 1970 in UTC.
    pub const EPOCH: Self = Self(0);

    /// The instant so many seconds after the start of 1970.
    pub const fn from_second(second: i64) -> Self {
        Self(second)
    }

    /// The seconds since the start of 1970.
    pub const fn second(self) -> i64 {
        self.0
    }

    /// The instant so many seconds later; past the last one there is the last one.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// The instant so many seconds earlier; before the first one there is the first one.
    #[must_use]
    pub const fn minus(self, seconds: i64) -> Self {
        Self(self.0.saturating_sub(seconds))
    }

    /// The seconds from `earlier` to this instant, negative where it is later.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The instant as the `datetime` of a `time` element: `2027-03-25T18:00:00Z`.
    pub fn rfc3339(self) -> String {
        self.in_calendar().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// The instant as calendar files write it (RFC 5545, 3.3.5): `20270325T180000Z`.
    pub fn in_calendar_files(self) -> String {
        self.in_calendar().strftime("%Y%m%dT%H%M%SZ").to_string()
    }

    /// The instant as HTTP headers write it: `Thu, 25 Mar 2027 18:00:00 GMT`.
    pub fn http_date(self) -> String {
        self.in_calendar().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// The nearest instant that a calendar with four-digit years can write.
    pub(super) fn in_calendar(self) -> jiff::Timestamp {
        /// 0001-01-01T00:00:00Z and 9998-12-31T23:59:59Z.
        const WRITABLE: (i64, i64) = (-62_135_596_800, 253_370_764_799);
        jiff::Timestamp::from_second(self.0.clamp(WRITABLE.0, WRITABLE.1)).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.rfc3339())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_instant_is_written_in_utc() {
        let instant = Timestamp::from_second(1_805_997_600);
        assert_eq!(instant.rfc3339(), "2027-03-25T18:00:00Z");
        assert_eq!(instant.in_calendar_files(), "20270325T180000Z");
        assert_eq!(instant.http_date(), "Thu, 25 Mar 2027 18:00:00 GMT");
        assert_eq!(Timestamp::EPOCH.to_string(), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn arithmetic_stops_at_the_ends() {
        assert_eq!(Timestamp::MAX.plus(DAY), Timestamp::MAX);
        assert_eq!(Timestamp::MIN.minus(DAY), Timestamp::MIN);
        assert_eq!(Timestamp::EPOCH.plus(HOUR).since(Timestamp::EPOCH), 3600);
    }

    #[test]
    fn the_last_writable_instant_is_written() {
        assert_eq!(Timestamp::MAX.rfc3339(), "9998-12-31T23:59:59Z");
        assert_eq!(Timestamp::MIN.rfc3339(), "0001-01-01T00:00:00Z");
    }

    proptest! {
        #[test]
        fn every_instant_can_be_written(second in any::<i64>()) {
            prop_assert_eq!(Timestamp::from_second(second).rfc3339().len(), 20);
        }
    }
}
