//! What happens in a game by itself, when its time has come.
//!
//! Each game carries the next instant at which something is due. The job that does it runs in one transaction with the
//! note that it is done, so that it happens once: after a restart, beside other instances, and after a day down.

use super::fill::fill;
use super::offers::{end_offers, tell_those_who_came_later};
use super::organizers::tell_of_late_gap;
use super::organizing::call_off;
use crate::store::games::Game;
use crate::store::{self, DbConn, Job, Optional, QueryError, QueryResult, Scope, Stale};
use crate::types::numbers::plural;
use crate::types::{GameId, GameStatus, MessageKind, PlayerId, ReminderTime, TimeOfDay, Timestamp};

/// The hour at which people are told of tomorrow.
const EVENING: u8 = 18;
/// The hour at which people are told of today.
const MORNING: u8 = 8;
/// A game that starts before this hour is spoken of the evening before.
const EARLY: u8 = 10;

/// Does what is due in a game.
#[derive(Debug, Clone, Copy)]
pub struct Due {
    /// The game.
    pub game: GameId,
}

impl Job for Due {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn stale(&self) -> Stale {
        Stale::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> QueryResult<()> {
        match store::games::find(conn, self.game).optional()? {
            Some(game) => catch_up(conn, game, now).map(drop),
            None => Ok(()),
        }
    }
}

/// Does what is due in `game` by `now`, if anything is; the game as it is then. Whoever is about to change a game's
/// times calls this first, so that the change undoes nothing that should have happened before it.
pub fn catch_up(conn: &mut DbConn, game: Game, now: Timestamp) -> QueryResult<Game> {
    if game.due_at.is_none_or(|due| due > now) {
        return Ok(game);
    }
    // An offer that was over before the hour came is nobody's word any more.
    if end_offers(conn, &game, now)? > 0 {
        store::games::recount(conn, game.id)?;
    }
    for moment in Moment::ALL {
        // As the moment before has left it: a game that is off has no reminders.
        let game = store::games::find(conn, game.id)?;
        if let Some(at) = game.due_for(moment, now) {
            moment.comes(conn, &game, at, now)?;
        }
    }
    store::due::settle(conn, game.id, now)?;
    // Sees to seats whose time has come, and plans what is next.
    fill(conn, game.id, now)?;
    tell_those_who_came_later(conn, &game, now)?;
    tell_of_late_gap(conn, &game, game.settled_at, now)?;
    store::games::find(conn, game.id)
}

/// Notes when next something is due in `game`, whose row is as in the database. `fill` ends with this, and so every
/// write that touches a game.
/// `seats` is when next an offer of seats ends.
pub(super) fn plan(conn: &mut DbConn, game: &Game, seats: Option<Timestamp>) -> QueryResult<()> {
    let next = [game.next_due(), seats].into_iter().flatten().min();
    if next == game.due_at { Ok(()) } else { store::due::set(conn, game.id, next) }
}

/// Something that happens once in a game's life, at an instant that follows from its times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    /// So many hours before the start: with too few players the game is called off.
    Decision,
    /// At six in the evening before: whoever runs a game with too few players hears of it while there is time to find
    /// more, and players are reminded.
    EveningBefore,
    /// At eight in the morning of the day: players are reminded who want to be then.
    Morning,
}

impl Moment {
    /// In the order in which they come where several are due, as after a day down.
    const ALL: [Self; 3] = [Self::Decision, Self::EveningBefore, Self::Morning];

    /// Does what is to be done; it should have been at the instant `at`.
    fn comes(self, conn: &mut DbConn, game: &Game, at: Timestamp, now: Timestamp) -> QueryResult<()> {
        match self {
            Self::Decision => decide(conn, game, now),
            Self::EveningBefore => {
                warn_organizers(conn, game, now)?;
                remind(conn, game, at, now)
            }
            Self::Morning => remind_the_others(conn, game, at, now),
        }
    }
}

/// Calls `game` off where too few are in, whatever is still held for somebody: its page names this hour.
/// Tells whoever runs it as well as everybody in it.
fn decide(conn: &mut DbConn, game: &Game, now: Timestamp) -> QueryResult<()> {
    let Some(hours) = game.cancel_hours.filter(|_| game.is_below_minimum()) else { return Ok(()) };
    let (are_in, minimum) = (game.seats_in(), game.minimum);
    let reason = format!("{are_in} of at least {minimum} were in {} before the start.", plural(hours.get(), "hour"));
    let told: Vec<PlayerId> =
        store::organizing::active_in(conn, game.id)?.iter().map(|registration| registration.player_id).collect();
    call_off(conn, game, &reason, None, now)?;
    for organizer in store::co_organizers::who_run(conn, game)? {
        if !told.contains(&organizer) {
            store::outbox::enqueue_about(conn, MessageKind::Cancelled, (game.id, organizer), &reason, now)?;
        }
    }
    Ok(())
}

/// Tells everybody who runs `game` that fewer than its minimum are in.
fn warn_organizers(conn: &mut DbConn, game: &Game, now: Timestamp) -> QueryResult<()> {
    if !game.is_below_minimum() {
        return Ok(());
    }
    let said = format!("{} of {} needed", game.seats_in(), game.minimum);
    for organizer in store::co_organizers::who_run(conn, game)? {
        store::outbox::enqueue_about(conn, MessageKind::BelowMinimum, (game.id, organizer), &said, now)?;
    }
    Ok(())
}

/// Reminds those of `game` who want to be the evening before, which was to be at the instant `at`: who came in later knows.
fn remind(conn: &mut DbConn, game: &Game, at: Timestamp, now: Timestamp) -> QueryResult<()> {
    for (registration, wanted) in store::due::seated_by(conn, game.id, at)? {
        if game.reminder_time(wanted) == ReminderTime::Evening {
            store::outbox::enqueue(conn, MessageKind::Reminder, &registration, ("", ""), now)?;
        }
    }
    Ok(())
}

/// The same in the morning, at the instant `at`, with those who wanted so only since the evening. Nobody is reminded twice.
fn remind_the_others(conn: &mut DbConn, game: &Game, at: Timestamp, now: Timestamp) -> QueryResult<()> {
    let evening = game.instant_of(Moment::EveningBefore).unwrap_or(at);
    let seated = store::due::seated_by(conn, game.id, at)?;
    let players: Vec<PlayerId> = seated.iter().map(|(registration, _)| registration.player_id).collect();
    let reminded = store::outbox::told_since(conn, MessageKind::Reminder, (game.id, &players), evening)?;
    for (registration, wanted) in seated {
        let is_for_evening = game.reminder_time(wanted) == ReminderTime::Evening;
        let knew = is_for_evening && registration.seated_at.is_some_and(|seated| seated > evening);
        if !knew && !reminded.contains(&registration.player_id) {
            store::outbox::enqueue(conn, MessageKind::Reminder, &registration, ("", ""), now)?;
        }
    }
    Ok(())
}

impl Game {
    /// Whether fewer are in than it takes.
    pub fn is_below_minimum(&self) -> bool {
        self.missing() > 0
    }

    /// When it is called off by itself where too few are in.
    pub fn cancels_at(&self) -> Option<Timestamp> {
        let hours = self.cancel_hours.filter(|_| self.minimum.get() > 0)?;
        Some(self.starts_at.minus(hours.seconds()))
    }

    /// When next something is due: the earliest of all there is to come.
    fn next_due(&self) -> Option<Timestamp> {
        if self.status != GameStatus::Published {
            return None;
        }
        let instants = Moment::ALL.into_iter().filter_map(|moment| self.instant_of(moment));
        instants.filter(|at| *at > self.settled_at).chain(self.wishes_end_at()).min()
    }

    /// When `moment` was to come that has not come yet, where it is time for it and not too late.
    fn due_for(&self, moment: Moment, now: Timestamp) -> Option<Timestamp> {
        let is_open = self.status == GameStatus::Published && now < self.starts_at;
        self.instant_of(moment).filter(|at| is_open && *at > self.settled_at && *at <= now)
    }

    /// When it is time for `moment`; never once the game has begun.
    fn instant_of(&self, moment: Moment) -> Option<Timestamp> {
        let at = match moment {
            Moment::Decision => self.cancels_at()?,
            Moment::EveningBefore => self.at_hour(-1, EVENING)?,
            Moment::Morning => self.at_hour(0, MORNING).filter(|_| !self.is_early())?,
        };
        (at < self.starts_at).then_some(at)
    }

    /// When somebody is reminded who wants to be at `wanted`: of an early game in any case the evening before.
    fn reminder_time(&self, wanted: ReminderTime) -> ReminderTime {
        if self.is_early() { ReminderTime::Evening } else { wanted }
    }

    /// Whether a reminder on its morning would come too late.
    fn is_early(&self) -> bool {
        TimeOfDay::new(EARLY, 0).is_some_and(|early| self.time_zone.wall(self.starts_at).time() < early)
    }

    /// The instant of an hour on the game's day, or so many days from it, by its clock.
    fn at_hour(&self, days: i64, hour: u8) -> Option<Timestamp> {
        let day = self.local_date.add_days(days);
        TimeOfDay::new(hour, 0).map(|hour| self.time_zone.instant(day.at(hour)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{START, before_start, game};
    use crate::types::{CancelHours, Minimum, WallTime, Zone};

    /// The sample game, at another time and place.
    fn at(zone: &str, wall: &str) -> Game {
        let (zone, starts_wall) = (Zone::parse(zone).unwrap(), WallTime::parse_local(wall).unwrap());
        let starts_at = zone.instant(starts_wall);
        Game { local_date: zone.date(starts_at), time_zone: zone, starts_wall, starts_at, ..game() }
    }

    fn instant(game: &Game, moment: Moment) -> Option<String> {
        game.instant_of(moment).map(Timestamp::rfc3339)
    }

    #[test]
    fn evening_and_morning_are_by_the_clock_of_the_game() {
        let late = at("America/New_York", "2027-03-14T19:00");
        assert_eq!(instant(&late, Moment::EveningBefore).unwrap(), "2027-03-13T23:00:00Z");
        // The clocks have gone forward in between.
        assert_eq!(instant(&late, Moment::Morning).unwrap(), "2027-03-14T12:00:00Z");
        let after_midnight = at("Europe/Berlin", "2027-03-25T00:30");
        assert_eq!(instant(&after_midnight, Moment::EveningBefore).unwrap(), "2027-03-24T17:00:00Z");
    }

    #[test]
    fn an_early_game_has_no_morning() {
        let (early, late) = (at("Europe/Berlin", "2027-03-25T09:59"), at("Europe/Berlin", "2027-03-25T10:00"));
        assert_eq!(instant(&early, Moment::Morning), None);
        assert!(instant(&late, Moment::Morning).is_some());
        assert_eq!(early.reminder_time(ReminderTime::Morning), ReminderTime::Evening);
        assert_eq!(late.reminder_time(ReminderTime::Morning), ReminderTime::Morning);
    }

    #[test]
    fn the_decision_is_elapsed_hours_before_the_start_and_only_of_a_game_with_a_minimum() {
        let hours = CancelHours::new(6).ok();
        let game = Game { cancel_hours: hours, minimum: Minimum::new(8).unwrap(), ..game() };
        assert_eq!(game.cancels_at(), Some(before_start(6)));
        assert_eq!(Game { minimum: Minimum::default(), ..game.clone() }.cancels_at(), None);
        assert_eq!(game.due_for(Moment::Decision, before_start(6).minus(1)), None);
        assert_eq!(game.due_for(Moment::Decision, before_start(6)), Some(before_start(6)));
        assert_eq!(game.due_for(Moment::Decision, START), None, "too late");
        let settled = Game { settled_at: before_start(6), ..game };
        assert_eq!(settled.due_for(Moment::Decision, before_start(5)), None, "done");
    }

    #[test]
    fn the_next_is_the_earliest_that_is_not_done() {
        let game = Game { cancel_hours: CancelHours::new(2).ok(), minimum: Minimum::new(8).unwrap(), ..game() };
        let next = |settled_at| Game { settled_at, ..game.clone() }.next_due();
        assert_eq!(next(before_start(100)), Some(before_start(18)));
        assert_eq!(next(before_start(18)), Some(before_start(4)));
        assert_eq!(next(before_start(4)), Some(before_start(2)));
        assert_eq!(next(before_start(2)), None);
    }
}
