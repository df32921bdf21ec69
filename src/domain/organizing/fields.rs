//! What follows from what an organizer typed: the instants, the day, the text to search in.

use crate::store::games::{Game, GameFields};
use crate::types::{Date, Timestamp, WallTime, Zone, fold};

/// What the clocks do at a wall time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// It comes once, as on nearly every day.
    Once,
    /// The clocks go forward over it: what is meant is this.
    Skipped(WallTime),
    /// The clocks go back over it: the first is meant.
    Twice,
}

impl Clock {
    /// What the clocks of `zone` do at `wall`, by the gap and fold rule of RFC 5545.
    pub fn at(wall: WallTime, zone: &Zone) -> Self {
        /// The longest that any zone has put its clocks back over a start.
        const LONGEST_FOLD: i64 = 3 * 3600;
        let instant = zone.instant(wall);
        let shown = zone.wall(instant);
        let quarters = (1..=LONGEST_FOLD / 900).map(|quarter| instant.plus(quarter * 900));
        if shown != wall {
            Self::Skipped(shown)
        } else if quarters.into_iter().any(|later| zone.wall(later) == wall) {
            Self::Twice
        } else {
            Self::Once
        }
    }
}

impl GameFields {
    /// What is set on `game`.
    pub fn of(game: &Game) -> Self {
        let game = game.clone();
        Self {
            visibility: game.visibility,
            sport: game.sport,
            title: game.title,
            search_text: game.search_text,
            venue_id: game.venue_id,
            place: game.place,
            time_zone: game.time_zone,
            starts_wall: game.starts_wall,
            starts_at: game.starts_at,
            minutes: game.minutes,
            ends_at: game.ends_at,
            local_date: game.local_date,
            capacity: game.capacity,
            minimum: game.minimum,
            max_guests: game.max_guests,
            price: game.price,
            how_to_pay: game.how_to_pay,
            level: game.level,
            description: game.description,
            opens_wall: game.opens_wall,
            opens_at: game.opens_at,
            closes_wall: game.closes_wall,
            closes_at: game.closes_at,
            deadline_hours: game.deadline_hours,
            deadline_at: game.deadline_at,
            who_joins: game.who_joins,
            cancel_hours: game.cancel_hours,
            gears: game.gears,
        }
    }

    /// Derives every instant anew from the wall times and the zone. Length and deadline are elapsed time, so a
    /// night on which the clocks change is an hour longer or shorter on the wall and nowhere else.
    pub fn derive_instants(&mut self) {
        let zone = &self.time_zone;
        self.starts_at = zone.instant(self.starts_wall);
        self.ends_at = self.starts_at.plus(self.minutes.seconds());
        self.local_date = zone.date(self.starts_at);
        self.opens_at = self.opens_wall.map(|wall| zone.instant(wall));
        self.closes_at = self.closes_wall.map_or(self.starts_at, |wall| zone.instant(wall));
        self.deadline_at = self.starts_at.minus(self.deadline_hours.seconds());
    }

    /// The same game so many days later: each wall time keeps its hour.
    #[must_use]
    pub fn days_later(&self, days: i64) -> Self {
        let mut later = self.clone();
        later.starts_wall = self.starts_wall.plus_days(days);
        later.opens_wall = self.opens_wall.map(|wall| wall.plus_days(days));
        later.closes_wall = self.closes_wall.map(|wall| wall.plus_days(days));
        later.derive_instants();
        later
    }

    /// The same game in the first week after its own whose start is still to come at `now`.
    pub fn next_week(&self, now: Timestamp) -> Self {
        const WEEK: i64 = 7;
        let weeks_gone = self.starts_wall.date().days_until(self.time_zone.today(now)).max(0) / WEEK;
        let mut next = self.days_later(WEEK * weeks_gone.max(1));
        if next.starts_at <= now {
            next = next.days_later(WEEK);
        }
        next
    }

    /// Writes the text that searches look in.
    pub fn derive_search_text(&mut self, place: &str, sport: &str) {
        self.search_text = fold(&format!("{} {place} {sport}", self.title));
    }

    /// The start as the clocks there will show it.
    pub fn starts_on_the_wall(&self) -> WallTime {
        self.time_zone.wall(self.starts_at)
    }

    /// The day of the start, as typed.
    pub fn typed_date(&self) -> Date {
        self.starts_wall.date()
    }
}
