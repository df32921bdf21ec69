//! Who came: noted by the organizer on the spot.

use super::roster::{RosterError, registration_of};
use crate::store::games::Game;
use crate::store::registrations::Registration;
use crate::store::{self, DbConn, Job, QueryError, Scope};
use crate::types::{Attendance, GameId, GameStatus, PlayerId, RegistrationId, Timestamp, time::HOUR};

/// Seconds before the start from which players arrive.
const BEFORE_START: i64 = 2 * HOUR;

/// An organizer notes whether somebody came, or takes it back.
#[derive(Debug, Clone)]
pub struct NoteAttendance {
    /// The game.
    pub game: GameId,
    /// Which registration of it.
    pub registration: RegistrationId,
    /// The organizer.
    pub by: PlayerId,
    /// What is noted; `None` takes it back.
    pub attendance: Option<Attendance>,
}

/// Why it could not be noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoAttendance {
    /// Players can't see the game yet.
    #[error("the game is a draft")]
    Draft,
    /// Called off: nobody comes.
    #[error("the game has been cancelled")]
    Cancelled,
    /// Nobody has arrived yet.
    #[error("attendance begins at {0:?}")]
    Begins(Timestamp),
}

/// Why attendance could not be noted.
#[derive(Debug, thiserror::Error)]
pub enum AttendanceError {
    /// There is no such game or no such registration in it, as far as the organizer may know.
    #[error("no such registration")]
    NotFound,
    /// Somebody else runs the game.
    #[error("the game is somebody else's")]
    NotYours,
    /// Not the time for it.
    #[error(transparent)]
    NotNow(#[from] NoAttendance),
    /// Only who had a seat can come or not.
    #[error("the player is not in the game")]
    NotIn,
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl From<RosterError> for AttendanceError {
    fn from(error: RosterError) -> Self {
        match error {
            RosterError::NotFound => Self::NotFound,
            RosterError::NotYours => Self::NotYours,
            RosterError::Query(error) => Self::Query(error),
        }
    }
}

impl Job for NoteAttendance {
    type Done = ();
    type Refused = AttendanceError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), AttendanceError> {
        let (game, registration) = registration_of(conn, self.game, self.registration, self.by)?;
        game.takes_attendance(now)?;
        if !registration.status.holds_seats() {
            return Err(AttendanceError::NotIn);
        }
        if registration.attendance == self.attendance {
            return Ok(());
        }
        store::registrations::set_attendance(conn, registration.id, self.attendance)?;
        self.audit(conn, &registration, now)
    }
}

impl NoteAttendance {
    fn audit(&self, conn: &mut DbConn, registration: &Registration, now: Timestamp) -> Result<(), AttendanceError> {
        let state = self.attendance.map_or("taken back", Attendance::as_str);
        let (subject, details) = (format!("game {}", self.game), format!("player {}: {state}", registration.player_id));
        Ok(store::audit::record(conn, Some(self.by), "attendance", &subject, &details, now)?)
    }
}

impl Game {
    /// Whether the organizer can note who came.
    pub fn takes_attendance(&self, now: Timestamp) -> Result<(), NoAttendance> {
        let begins = self.starts_at.minus(BEFORE_START);
        match self.status {
            GameStatus::Draft => Err(NoAttendance::Draft),
            GameStatus::Cancelled => Err(NoAttendance::Cancelled),
            GameStatus::Published if now < begins => Err(NoAttendance::Begins(begins)),
            GameStatus::Published => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{before_start, game};

    #[test]
    fn attendance_begins_two_hours_before_the_start_and_never_ends() {
        assert_eq!(game().takes_attendance(before_start(3)), Err(NoAttendance::Begins(before_start(2))));
        assert_eq!(game().takes_attendance(before_start(2)), Ok(()));
        assert_eq!(game().takes_attendance(before_start(-1000)), Ok(()));
    }

    #[test]
    fn nobody_comes_to_a_game_that_is_off() {
        let off = Game { status: GameStatus::Cancelled, ..game() };
        assert_eq!(off.takes_attendance(before_start(0)), Err(NoAttendance::Cancelled));
    }
}
