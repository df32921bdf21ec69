//! "This and following": what was done to one game of a series is done to the later ones.

use crate::domain::rights;
use crate::store::games::{Game, GameFields};
use crate::store::{self, DbConn, QueryResult};
use crate::types::{GameStatus, PlayerId, TimeOfDay, Timestamp, WallTime};

/// Which games a change of "this and following" reaches beside this one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Touched {
    /// Changed with it, soonest first.
    pub games: Vec<Game>,
    /// Left alone: edited by hand, cancelled, begun, or somebody else's.
    pub left_alone: Vec<Game>,
}

impl Touched {
    /// The later games of `game`'s series, as `by` would reach them at `now`.
    pub fn by(conn: &mut DbConn, game: &Game, by: PlayerId, now: Timestamp) -> QueryResult<Self> {
        touched(conn, game, by, now)
    }
}

pub(super) fn touched(conn: &mut DbConn, game: &Game, by: PlayerId, now: Timestamp) -> QueryResult<Touched> {
    let Some(series) = game.series_id else { return Ok(Touched::default()) };
    let mut touched = Touched::default();
    for later in store::games::of_series_from(conn, series, game.starts_at)? {
        if later.id == game.id {
            continue;
        }
        if later.follows_its_series(now) && rights::runs(conn, &later, by)? {
            touched.games.push(later);
        } else {
            touched.left_alone.push(later);
        }
    }
    Ok(touched)
}

impl Game {
    /// Whether a change of the series reaches this game.
    fn follows_its_series(&self, now: Timestamp) -> bool {
        !self.edited_by_hand && !self.has_started(now) && self.status != GameStatus::Cancelled
    }
}

/// What an edit made different. Fields that it left alone keep what each later game has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Difference<'a> {
    pub before: &'a GameFields,
    pub after: &'a GameFields,
}

impl Difference<'_> {
    /// `theirs` with the same things made different.
    pub fn apply(&self, theirs: &GameFields) -> GameFields {
        let mut fields = theirs.clone();
        self.apply_words(&mut fields);
        self.apply_numbers(&mut fields);
        self.apply_times(&mut fields);
        fields.derive_instants();
        fields
    }

    fn apply_words(&self, fields: &mut GameFields) {
        let (before, after) = (self.before, self.after);
        if (&before.venue_id, &before.place) != (&after.venue_id, &after.place) {
            fields.venue_id = after.venue_id;
            fields.place.clone_from(&after.place);
            fields.time_zone.clone_from(&after.time_zone);
        }
        follow(&before.title, &after.title, &mut fields.title);
        follow(&before.sport, &after.sport, &mut fields.sport);
        follow(&before.how_to_pay, &after.how_to_pay, &mut fields.how_to_pay);
        follow(&before.level, &after.level, &mut fields.level);
        follow(&before.description, &after.description, &mut fields.description);
        follow(&before.visibility, &after.visibility, &mut fields.visibility);
        follow(&before.who_joins, &after.who_joins, &mut fields.who_joins);
    }

    fn apply_numbers(&self, fields: &mut GameFields) {
        let (before, after) = (self.before, self.after);
        follow(&before.minutes, &after.minutes, &mut fields.minutes);
        follow(&before.capacity, &after.capacity, &mut fields.capacity);
        follow(&before.minimum, &after.minimum, &mut fields.minimum);
        follow(&before.max_guests, &after.max_guests, &mut fields.max_guests);
        follow(&before.price, &after.price, &mut fields.price);
        follow(&before.gears, &after.gears, &mut fields.gears);
        follow(&before.deadline_hours, &after.deadline_hours, &mut fields.deadline_hours);
        follow(&before.cancel_hours, &after.cancel_hours, &mut fields.cancel_hours);
    }

    /// Moves the start by the same days and to the same time, and opening and closing along with it.
    fn apply_times(&self, fields: &mut GameFields) {
        let (before, after) = (self.before.starts_wall, self.after.starts_wall);
        let days = before.date().days_until(after.date());
        let moved = fields.starts_wall.plus_days(days);
        fields.starts_wall = if before.time() == after.time() { moved } else { moved.date().at(after.time()) };
        let opens = (self.before.opens_wall, self.after.opens_wall);
        fields.opens_wall = self.follow_start(opens, fields.opens_wall, fields.starts_wall, days);
        let closes = (self.before.closes_wall, self.after.closes_wall);
        fields.closes_wall = self.follow_start(closes, fields.closes_wall, fields.starts_wall, days);
    }

    fn follow_start(
        &self,
        (before, after): (Option<WallTime>, Option<WallTime>),
        theirs: Option<WallTime>,
        start: WallTime,
        days: i64,
    ) -> Option<WallTime> {
        let (was, is) = (from_start(self.before.starts_wall, before), from_start(self.after.starts_wall, after));
        if was == is {
            theirs.map(|wall| wall.plus_days(days))
        } else {
            is.map(|(days, time)| start.date().add_days(days).at(time))
        }
    }
}

/// `theirs` becomes `after` where the edit changed it.
fn follow<T: PartialEq + Clone>(before: &T, after: &T, theirs: &mut T) {
    if before != after {
        theirs.clone_from(after);
    }
}

/// An opening or closing as so many days from the day of the start, at a time.
fn from_start(start: WallTime, wall: Option<WallTime>) -> Option<(i64, TimeOfDay)> {
    wall.map(|wall| (start.date().days_until(wall.date()), wall.time()))
}
