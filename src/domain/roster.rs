//! An organizer edits a game's roster by hand: adds players by name, and takes players out.

use super::fill::{fill, keep_open};
use super::games::Room;
use super::organizers::tell_of_full;
use super::registrations::{Newcomer, enter};
use super::rights::{RunError, run_game};
use crate::store::games::Game;
use crate::store::registrations::Registration;
use crate::store::{self, DbConn, Job, Optional, QueryError, QueryResult, Scope};
use crate::types::{
    Capacity, EventKind, GameId, GameStatus, GuestName, MaxGuests, MessageKind, Note, PartySize, PlayerId, PlayerName,
    RegistrationId, Role, Status, Timestamp,
};

/// An organizer writes a name on the list: of somebody without e-mail and password, before sign-up opens and
/// after the start alike.
#[derive(Debug, Clone)]
pub struct AddByName {
    /// The game.
    pub game: GameId,
    /// The organizer.
    pub by: PlayerId,
    /// The player's name.
    pub name: PlayerName,
    /// The guests they bring.
    pub guests: Vec<GuestName>,
    /// Said on the timeline.
    pub note: Note,
    /// Whether a place in line will do.
    pub may_wait: bool,
    /// The game's newest registration when the form was made: sent again, the form finds what it added after it.
    pub after: Option<RegistrationId>,
}

/// Where a player got whom an organizer added; asked again, the answer is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// In.
    In,
    /// In line.
    Waiting,
    /// Added by the same form and taken off the list since: nothing changed.
    RemovedSince,
}

/// Why a player could not be added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// There is no such game, as far as the organizer may know.
    #[error("no such game")]
    NotFound,
    /// Somebody else runs it.
    #[error("the game is somebody else's")]
    NotYours,
    /// Players can't see the game yet.
    #[error("the game is a draft")]
    Draft,
    /// Called off.
    #[error("the game has been cancelled")]
    Cancelled,
    /// The game allows fewer guests.
    #[error("at most {0} guests")]
    TooManyGuests(MaxGuests),
    /// The party would never fit.
    #[error("the game has {0} seats")]
    LargerThanGame(Capacity),
    /// Not enough seats are free, and nobody said that a place in line will do.
    #[error("only {0} seats are free")]
    Full(i32),
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl From<RunError> for AddError {
    fn from(error: RunError) -> Self {
        match error {
            RunError::NotFound => Self::NotFound,
            RunError::NotYours => Self::NotYours,
            RunError::Query(error) => Self::Query(error),
        }
    }
}

impl Job for AddByName {
    type Done = Added;
    type Refused = AddError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Added, AddError> {
        let game = run_game(conn, self.game, self.by)?;
        if let Some(status) = self.sent_before(conn)? {
            return Ok(match status {
                Status::Confirmed | Status::Offered => Added::In,
                Status::Waitlisted | Status::Conditional => Added::Waiting,
                Status::Withdrawn => Added::RemovedSince,
            });
        }
        let party = PartySize::with_guests(self.guests.len()).map_err(|_| AddError::TooManyGuests(game.max_guests))?;
        let room = game.room_by_hand(party, self.may_wait, now)?;
        let added = self.add(conn, &game, party, room, now)?;
        store::outbox::enqueue(conn, MessageKind::Added, &added, ("", self.note.as_str()), now)?;
        let (subject, details) = (format!("game {}", game.id), format!("player {}", added.player_id));
        store::audit::record(conn, Some(self.by), "roster.add", &subject, &details, now)?;
        fill(conn, game.id, now)?;
        if game.is_filled_by(&store::games::find(conn, game.id)?) {
            tell_of_full(conn, &[game.id], Some(self.by), now)?;
        }
        Ok(match room {
            Room::Seats => Added::In,
            Room::Line => Added::Waiting,
        })
    }
}

impl AddByName {
    /// What became of the same wish, where this form was sent before. A form that does not say when it was made
    /// means a name that is on the list as one and the same person.
    fn sent_before(&self, conn: &mut DbConn) -> QueryResult<Option<Status>> {
        let earlier = store::roster::added_since(conn, self.game, self.by, &self.name, self.after)?;
        for registration in earlier {
            let counts = self.after.is_some() || registration.status.is_active();
            if counts && store::registrations::guests(conn, registration.id)? == self.guests {
                return Ok(Some(registration.status));
            }
        }
        Ok(None)
    }

    fn add(
        &self,
        conn: &mut DbConn,
        game: &Game,
        party: PartySize,
        room: Room,
        now: Timestamp,
    ) -> QueryResult<Registration> {
        let player = store::players::insert(conn, &self.name, Role::Player, Some(self.by), now)?;
        if room == Room::Seats {
            // What was free goes first, then what was longest on offer.
            keep_open(conn, game, &game.open_seats.without(party.get() - game.free_seats()))?;
        }
        let newcomer = Newcomer {
            game: game.id,
            player,
            party,
            guests: &self.guests,
            note: &Note::default(),
            added_by: Some((self.by, self.note.as_str())),
            room,
            place: store::games::take_place(conn, game.id)?,
        };
        enter(conn, &[newcomer], now)?.pop().ok_or(QueryError::NotFound)
    }
}

impl Game {
    /// What a party gets that an organizer adds: the clock is no obstacle, the capacity is, and so are those who have the
    /// first right to a seat.
    fn room_by_hand(&self, party: PartySize, may_wait: bool, now: Timestamp) -> Result<Room, AddError> {
        let free = if self.fills(now) { self.seats_for_newcomers(now) } else { self.untaken_seats() };
        match self.status {
            GameStatus::Draft => return Err(AddError::Draft),
            GameStatus::Cancelled => return Err(AddError::Cancelled),
            GameStatus::Published => {}
        }
        if party.guests() > self.max_guests.get() {
            Err(AddError::TooManyGuests(self.max_guests))
        } else if party.get() > self.capacity.get() {
            Err(AddError::LargerThanGame(self.capacity))
        } else if party.get() <= free {
            Ok(Room::Seats)
        } else if may_wait {
            Ok(Room::Line)
        } else {
            Err(AddError::Full(free))
        }
    }
}

/// An organizer takes a player out of the game or the line.
#[derive(Debug, Clone)]
pub struct Remove {
    /// The game.
    pub game: GameId,
    /// Which registration of it.
    pub registration: RegistrationId,
    /// The organizer.
    pub by: PlayerId,
    /// Said on the timeline, and to the player.
    pub note: Note,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    /// Out now.
    Now,
    /// Was out before: nothing changed.
    Before,
}

/// Why a registration could not be touched.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// There is no such game or no such registration in it, as far as the organizer may know.
    #[error("no such registration")]
    NotFound,
    /// Somebody else runs the game.
    #[error("the game is somebody else's")]
    NotYours,
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl From<RunError> for RosterError {
    fn from(error: RunError) -> Self {
        match error {
            RunError::NotFound => Self::NotFound,
            RunError::NotYours => Self::NotYours,
            RunError::Query(error) => Self::Query(error),
        }
    }
}

impl Job for Remove {
    type Done = Removed;
    type Refused = RosterError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Removed, RosterError> {
        let (game, registration) = registration_of(conn, self.game, self.registration, self.by)?;
        if !registration.status.is_active() {
            return Ok(Removed::Before);
        }
        take_out(conn, &registration, self.by, self.note.as_str(), now)?;
        store::outbox::enqueue(conn, MessageKind::Removed, &registration, ("", self.note.as_str()), now)?;
        let (subject, details) = (format!("game {}", game.id), format!("player {}", registration.player_id));
        store::audit::record(conn, Some(self.by), "roster.remove", &subject, &details, now)?;
        fill(conn, game.id, now)?;
        Ok(Removed::Now)
    }
}

/// Ends `registration` for its player, who did not leave and so is never late. The caller ends with `fill`.
pub(super) fn take_out(
    conn: &mut DbConn,
    registration: &Registration,
    by: PlayerId,
    note: &str,
    now: Timestamp,
) -> QueryResult<()> {
    store::registrations::withdraw(conn, registration.id, false, now)?;
    if registration.status == Status::Conditional {
        // Nothing came of it because of who took them out: it does not say that they were too few.
        store::conditional::set_number(conn, registration.id, None)?;
    }
    let gone = Registration { status: Status::Withdrawn, ..registration.clone() };
    store::timeline::record(conn, EventKind::Removed, &gone, Some(by), note, now)
}

/// The game that `actor` runs with one registration of it; one of another game is not found.
pub(super) fn registration_of(
    conn: &mut DbConn,
    game: GameId,
    registration: RegistrationId,
    actor: PlayerId,
) -> Result<(Game, Registration), RosterError> {
    let game = run_game(conn, game, actor)?;
    let found = store::registrations::find(conn, registration).optional()?;
    let registration = found.filter(|found| found.game_id == game.id).ok_or(RosterError::NotFound)?;
    Ok((game, registration))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{before_start, game};
    use crate::types::{OpenSeat, OpenSeats};

    fn party(guests: usize) -> PartySize {
        PartySize::with_guests(guests).unwrap()
    }

    #[test]
    fn an_organizer_adds_players_before_opening_and_after_closing() {
        let early = Game { opens_at: Some(Timestamp::MAX), ..game() };
        assert!(matches!(early.room_by_hand(party(0), false, before_start(1)), Ok(Room::Seats)));
        let closed = Game { closed_at: Some(Timestamp::EPOCH), ..game() };
        assert!(matches!(closed.room_by_hand(party(2), false, before_start(1)), Ok(Room::Seats)));
    }

    #[test]
    fn nobody_is_added_above_the_capacity() {
        let nearly_full = Game { taken: 9, ..game() };
        assert!(matches!(nearly_full.room_by_hand(party(0), false, before_start(1)), Ok(Room::Seats)));
        assert!(matches!(nearly_full.room_by_hand(party(1), false, before_start(1)), Err(AddError::Full(1))));
        assert!(matches!(nearly_full.room_by_hand(party(1), true, before_start(1)), Ok(Room::Line)));
        let overfull = Game { taken: 12, ..game() };
        assert!(matches!(overfull.room_by_hand(party(0), false, before_start(1)), Err(AddError::Full(0))));
    }

    #[test]
    fn what_newcomers_may_take_an_organizer_may_give() {
        let now = before_start(1);
        let open = |newcomers_from| OpenSeats::new(vec![OpenSeat { newcomers_from, before_place: 5 }]);
        let game = |newcomers_from| Game { taken: 9, waiting: 1, open_seats: open(newcomers_from), ..game() };
        assert!(matches!(game(now).room_by_hand(party(0), false, now), Ok(Room::Seats)));
        assert!(matches!(game(now.plus(1)).room_by_hand(party(0), false, now), Err(AddError::Full(0))));
    }

    #[test]
    fn a_party_that_never_fits_or_brings_too_many_gets_no_place_in_line() {
        let small = Game { capacity: Capacity::new(2).unwrap(), ..game() };
        assert!(matches!(small.room_by_hand(party(2), true, before_start(1)), Err(AddError::LargerThanGame(_))));
        assert!(matches!(game().room_by_hand(party(3), true, before_start(1)), Err(AddError::TooManyGuests(_))));
    }

    #[test]
    fn a_draft_and_a_cancelled_game_take_nobody() {
        let draft = Game { status: GameStatus::Draft, ..game() };
        assert!(matches!(draft.room_by_hand(party(0), true, before_start(1)), Err(AddError::Draft)));
        let off = Game { status: GameStatus::Cancelled, ..game() };
        assert!(matches!(off.room_by_hand(party(0), true, before_start(1)), Err(AddError::Cancelled)));
    }
}
