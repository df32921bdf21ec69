//! The seats of a game that are on offer to everybody waiting.

use std::error::Error;
use std::fmt;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;

use super::sqltext::{TextColumn, text_column};
use super::time::Timestamp;

/// A seat on offer to everybody who waited when it came free, and from some instant on to newcomers too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenSeat {
    /// From when on whoever comes may take it.
    pub newcomers_from: Timestamp,
    /// The first place in line that is after those to whom it was offered.
    pub before_place: i64,
}

/// The seats on offer to everybody, longest on offer first.
#[derive(Debug, Clone, Default, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct OpenSeats {
    seats: Vec<OpenSeat>,
    /// `1805976900@17 1805976950@18`, kept because a column borrows its text from the value.
    text: String,
}

impl OpenSeats {
    /// These seats.
    pub fn new(seats: Vec<OpenSeat>) -> Self {
        let words = seats.iter().map(|seat| format!("{}@{}", seat.newcomers_from.second(), seat.before_place));
        let text = words.collect::<Vec<_>>().join(" ");
        Self { seats, text }
    }

    /// The seats, longest on offer first.
    pub fn seats(&self) -> &[OpenSeat] {
        &self.seats
    }

    /// How many.
    pub fn count(&self) -> i32 {
        small(self.seats.len())
    }

    /// Whether none is on offer.
    pub fn is_empty(&self) -> bool {
        self.seats.is_empty()
    }

    /// How many a newcomer may take at `now`.
    pub fn for_newcomers(&self, now: Timestamp) -> i32 {
        small(self.seats.iter().filter(|seat| seat.newcomers_from <= now).count())
    }

    /// How many somebody may take at `now` who waits at `place`.
    pub fn for_place(&self, place: i64, now: Timestamp) -> i32 {
        let may_take = |seat: &&OpenSeat| place < seat.before_place || seat.newcomers_from <= now;
        small(self.seats.iter().filter(may_take).count())
    }

    /// When the next of them can be taken by newcomers too; `None` where all can at `now`.
    pub fn next_for_newcomers(&self, now: Timestamp) -> Option<Timestamp> {
        self.seats.iter().map(|seat| seat.newcomers_from).filter(|from| *from > now).min()
    }

    /// Without so many, the longest on offer first.
    #[must_use]
    pub fn without(&self, taken: i32) -> Self {
        let taken = usize::try_from(taken).unwrap_or(0).min(self.seats.len());
        Self::new(self.seats[taken..].to_vec())
    }

    /// What the column holds.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// A count of seats, of which there are at most some hundreds.
fn small(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

impl fmt::Display for OpenSeats {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.text)
    }
}

impl TextColumn for OpenSeats {
    fn text(&self) -> &str {
        &self.text
    }

    fn from_text(text: String) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let read = |word: &str| {
            let (from, place) = word.split_once('@')?;
            let newcomers_from = Timestamp::from_second(from.parse().ok()?);
            Some(OpenSeat { newcomers_from, before_place: place.parse().ok()? })
        };
        let seats: Option<Vec<OpenSeat>> = text.split_ascii_whitespace().map(read).collect();
        Ok(Self::new(seats.ok_or_else(|| format!("no seats on offer are written {text:?}"))?))
    }
}

text_column!(OpenSeats);

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second)
    }

    fn two() -> OpenSeats {
        let seat = |from, before_place| OpenSeat { newcomers_from: at(from), before_place };
        OpenSeats::new(vec![seat(100, 5), seat(200, 9)])
    }

    #[test]
    fn the_column_gives_back_what_it_got() {
        assert_eq!(two().as_str(), "100@5 200@9");
        for seats in [two(), OpenSeats::default()] {
            assert_eq!(OpenSeats::from_text(seats.as_str().to_owned()).unwrap(), seats);
        }
        for wrong in ["100", "a@1", "1@", "1@2,3@4"] {
            assert!(OpenSeats::from_text(wrong.to_owned()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn who_waited_takes_it_at_once_and_newcomers_from_their_instant_on() {
        let seats = two();
        assert_eq!([4, 5, 8, 9].map(|place| seats.for_place(place, at(99))), [2, 1, 1, 0]);
        assert_eq!([99, 100, 200].map(|second| seats.for_newcomers(at(second))), [0, 1, 2]);
        assert_eq!(seats.for_place(9, at(100)), 1);
        assert_eq!([99, 100, 200].map(|now| seats.next_for_newcomers(at(now))), [Some(at(100)), Some(at(200)), None]);
    }

    #[test]
    fn what_is_longest_on_offer_goes_first() {
        assert_eq!(two().without(1).as_str(), "200@9");
        assert!(two().without(3).is_empty() && two().without(0) == two());
    }
}
