//! What happens in a game by itself, when its time has come.
//!
//! Each game carries the next instant at which something is due. The job that does it runs in one transaction with the
//! note that it is done, so that it happens once: after a restart, beside other instances, and after a day down.

use super::fill::fill;
use crate::store::games::Game;
use crate::store::{self, DbConn, Job, Optional, QueryError, QueryResult, Scope, Stale};
use crate::types::{GameId, GameStatus, MessageKind, TimeOfDay, Timestamp};

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
    for moment in Moment::ALL.into_iter().filter(|moment| game.is_due(*moment, now)) {
        moment.comes(conn, &game, now)?;
    }
    store::due::settle(conn, game.id, now)?;
    // Sees to seats whose time has come, and plans what is next.
    fill(conn, game.id, now)?;
    store::games::find(conn, game.id)
}

/// Notes when next something is due in `game`, whose row is as in the database. `fill` ends with this, and so every
/// write that touches a game.
pub(super) fn plan(conn: &mut DbConn, game: &Game) -> QueryResult<()> {
    let next = game.next_due();
    if next == game.due_at { Ok(()) } else { store::due::set(conn, game.id, next) }
}

/// Something that happens once in a game's life, at an instant that follows from its times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    /// The evening before: whoever runs a game with too few players hears of it while there is time to find more.
    EveningBefore,
}

impl Moment {
    const ALL: [Self; 1] = [Self::EveningBefore];

    fn comes(self, conn: &mut DbConn, game: &Game, now: Timestamp) -> QueryResult<()> {
        match self {
            Self::EveningBefore => warn_organizers(conn, game, now),
        }
    }
}

/// Tells everybody who runs `game` that fewer than its minimum are in.
fn warn_organizers(conn: &mut DbConn, game: &Game, now: Timestamp) -> QueryResult<()> {
    if !game.is_below_minimum() {
        return Ok(());
    }
    let said = format!("{} of {} needed", game.taken, game.minimum);
    for organizer in store::games::who_run(conn, game)? {
        store::outbox::enqueue_about(conn, MessageKind::BelowMinimum, (game.id, organizer), &said, now)?;
    }
    Ok(())
}

impl Game {
    /// Whether fewer are in than it takes.
    pub fn is_below_minimum(&self) -> bool {
        self.taken < self.minimum.get()
    }

    /// When next something is due: the earliest of all there is to come.
    fn next_due(&self) -> Option<Timestamp> {
        if self.status != GameStatus::Published {
            return None;
        }
        let instants = Moment::ALL.into_iter().filter_map(|moment| self.instant_of(moment));
        instants.filter(|at| *at > self.settled_at).min()
    }

    fn is_due(&self, moment: Moment, now: Timestamp) -> bool {
        let is_open = self.status == GameStatus::Published && now < self.starts_at;
        is_open && self.instant_of(moment).is_some_and(|at| at > self.settled_at && at <= now)
    }

    /// When it is time for `moment`; never once the game has begun.
    fn instant_of(&self, moment: Moment) -> Option<Timestamp> {
        let at = match moment {
            Moment::EveningBefore => self.at_hour(-1, 18)?,
        };
        (at < self.starts_at).then_some(at)
    }

    /// The instant of an hour on the game's day, or so many days from it, by its clock.
    fn at_hour(&self, days: i64, hour: u8) -> Option<Timestamp> {
        let day = self.local_date.add_days(days);
        TimeOfDay::new(hour, 0).map(|hour| self.time_zone.instant(day.at(hour)))
    }
}
