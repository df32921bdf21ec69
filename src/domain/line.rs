//! An organizer changes the order of a game's line, or lets its first party in.

use super::fill::fill;
use super::roster::{RosterError, registration_of};
use crate::store::games::Game;
use crate::store::registrations::Registration;
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope};
use crate::types::{EventKind, GameId, GameStatus, MessageKind, Note, PlayerId, RegistrationId, Status, Timestamp};

/// How far somebody is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Past the one before; who is first already gets a seat, where enough are free.
    OneUp,
    /// Before everybody else.
    Front,
}

/// An organizer moves a waiting party up.
#[derive(Debug, Clone)]
pub struct MoveUp {
    /// The game.
    pub game: GameId,
    /// Which registration of it.
    pub registration: RegistrationId,
    /// The organizer.
    pub by: PlayerId,
    /// How far.
    pub step: Step,
    /// Said on the timeline.
    pub note: Note,
    /// The place it had when the form was made: sent again, the form moves nobody.
    pub from: Option<i64>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// Further ahead.
    Up,
    /// In: enough seats were free.
    In,
    /// Moved, let in or at the front before: nothing changed.
    Before,
}

/// Why somebody could not be moved.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// There is no such game or no such registration in it, as far as the organizer may know.
    #[error("no such registration")]
    NotFound,
    /// Somebody else runs the game.
    #[error("the game is somebody else's")]
    NotYours,
    /// Called off: there is no line any more.
    #[error("the game has been cancelled")]
    Cancelled,
    /// Has left the game.
    #[error("the player has left")]
    Gone,
    /// First in line, and the party fits only into a larger game.
    #[error("only {0} seats are free")]
    Full(i32),
    /// First in line, but disabled or deleted.
    #[error("the player may not play")]
    Blocked,
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl From<RosterError> for MoveError {
    fn from(error: RosterError) -> Self {
        match error {
            RosterError::NotFound => Self::NotFound,
            RosterError::NotYours => Self::NotYours,
            RosterError::Query(error) => Self::Query(error),
        }
    }
}

impl Job for MoveUp {
    type Done = Moved;
    type Refused = MoveError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Moved, MoveError> {
        let (game, registration) = registration_of(conn, self.game, self.registration, self.by)?;
        if game.status == GameStatus::Cancelled {
            return Err(MoveError::Cancelled);
        }
        match registration.status {
            Status::Confirmed | Status::Offered | Status::Conditional => return Ok(Moved::Before),
            Status::Withdrawn => return Err(MoveError::Gone),
            Status::Waitlisted => {}
        }
        if self.from.is_some_and(|from| from != registration.place) {
            return Ok(Moved::Before);
        }
        let moved = self.move_in_line(conn, &game, &registration, now)?;
        if moved != Moved::Before {
            let (subject, details) = (format!("game {}", game.id), format!("player {}", registration.player_id));
            store::audit::record(conn, Some(self.by), "roster.up", &subject, &details, now)?;
            fill(conn, game.id, now)?;
        }
        Ok(moved)
    }
}

impl MoveUp {
    fn move_in_line(
        &self,
        conn: &mut DbConn,
        game: &Game,
        registration: &Registration,
        now: Timestamp,
    ) -> Result<Moved, MoveError> {
        let line = store::registrations::line(conn, game.id)?;
        let at = line.iter().position(|(waiting, _)| waiting.id == registration.id).ok_or(MoveError::Gone)?;
        match (at, self.step) {
            (0, Step::OneUp) => self.let_in(conn, game, &line[0], now),
            (0, Step::Front) => Ok(Moved::Before),
            (at, Step::OneUp) => self.pass(conn, &line[at - 1..=at], now),
            (at, Step::Front) => self.pass(conn, &line[..=at], now),
        }
    }

    /// Puts the last of `passed` before the others, each of whom takes the place of the next.
    fn pass(&self, conn: &mut DbConn, passed: &[(Registration, bool)], now: Timestamp) -> Result<Moved, MoveError> {
        let line: Vec<_> = passed.iter().map(|(waiting, _)| waiting.clone()).collect();
        let Some((moved, others)) = last_before_the_others(&line) else { return Ok(Moved::Before) };
        // No two may stand at one place, not even in between: nobody's place is 0.
        store::registrations::put_at(conn, moved.id, 0)?;
        for other in others.iter().rev() {
            store::registrations::put_at(conn, other.id, other.place)?;
        }
        store::registrations::put_at(conn, moved.id, moved.place)?;
        store::timeline::record(conn, EventKind::MovedUp, &moved, Some(self.by), self.note.as_str(), now)?;
        for other in &others {
            store::timeline::record(conn, EventKind::MovedDown, other, Some(self.by), "", now)?;
        }
        Ok(Moved::Up)
    }

    /// Gives the first in line seats that are free: after the start nobody moves in by themselves.
    fn let_in(
        &self,
        conn: &mut DbConn,
        game: &Game,
        (first, may_play): &(Registration, bool),
        now: Timestamp,
    ) -> Result<Moved, MoveError> {
        if !may_play {
            return Err(MoveError::Blocked);
        }
        // What is on offer to everybody is there for the first in line too.
        if first.party_size.get() > game.untaken_seats() {
            return Err(MoveError::Full(game.untaken_seats()));
        }
        self.seat(conn, first, now)?;
        Ok(Moved::In)
    }

    fn seat(&self, conn: &mut DbConn, first: &Registration, now: Timestamp) -> QueryResult<()> {
        store::registrations::seat(conn, first.id, now)?;
        let seated = Registration { status: Status::Confirmed, seated_at: Some(now), ..first.clone() };
        store::timeline::record(conn, EventKind::MovedIn, &seated, Some(self.by), self.note.as_str(), now)?;
        store::outbox::enqueue(conn, MessageKind::MovedIn, &seated, ("", self.note.as_str()), now)
    }
}

/// The last of `line` at the first one's place, and the others each at the next one's. The places stay the same.
fn last_before_the_others(line: &[Registration]) -> Option<(Registration, Vec<Registration>)> {
    let (first, (last, others)) = (line.first()?, line.split_last()?);
    let moved = Registration { place: first.place, ..last.clone() };
    let next_places = line.iter().skip(1).map(|next| next.place);
    let others = others.iter().zip(next_places).map(|(other, place)| Registration { place, ..other.clone() }).collect();
    Some((moved, others))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::PartySize;

    fn waiting(id: i64, place: i64) -> Registration {
        Registration {
            id: RegistrationId::new(id),
            game_id: GameId::new(1),
            player_id: PlayerId::new(id),
            status: Status::Waitlisted,
            party_size: PartySize::ALONE,
            place,
            note: Note::default(),
            added_by: None,
            late: false,
            attendance: None,
            created_at: Timestamp::EPOCH,
            seated_at: None,
            withdrawn_at: None,
            offer_until: None,
            hear_by: None,
            rests: false,
            only_if: None,
        }
    }

    fn places(moved: &Registration, others: &[Registration]) -> Vec<(i64, i64)> {
        let all = std::iter::once(moved).chain(others);
        all.map(|registration| (registration.id.get(), registration.place)).collect()
    }

    #[test]
    fn two_change_places() {
        let (moved, others) = last_before_the_others(&[waiting(5, 8), waiting(3, 11)]).unwrap();
        assert_eq!(places(&moved, &others), [(3, 8), (5, 11)]);
    }

    #[test]
    fn everybody_passed_goes_one_back_and_no_new_place_appears() {
        let line = [waiting(5, 8), waiting(3, 11), waiting(9, 12), waiting(2, 20)];
        let (moved, others) = last_before_the_others(&line).unwrap();
        assert_eq!(places(&moved, &others), [(2, 8), (5, 11), (3, 12), (9, 20)]);
    }
}
