//! A player joins, changes guests, or can't make it.

use super::fill::fill;
use super::games::Room;
use super::rights;
use crate::store::games::Game;
use crate::store::registrations::{NewRegistration, Registration};
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope};
use crate::types::{Capacity, EventKind, GameId, GuestName, MaxGuests, Note, PartySize, PlayerId, Status, Timestamp};

/// "I'm in": a player asks for seats in a game.
#[derive(Debug, Clone)]
pub struct Register {
    /// The game.
    pub game: GameId,
    /// Who asks.
    pub player: PlayerId,
    /// The named guests.
    pub guests: Vec<GuestName>,
    /// To the organizer.
    pub note: Note,
    /// How often the player had left this game when the form was made.
    pub attempt: i64,
    /// The random part of an unlisted game's link.
    pub key: Option<String>,
}

/// What became of it; asked again, the answer is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// Seats.
    In,
    /// A place in line.
    Waiting,
    /// The form was made before the player left the game, at this instant: nothing changed.
    LeftSince(Timestamp),
}

/// Why a player could not be registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// There is no such game, or it is not this player's to see.
    #[error("no such game")]
    NotFound,
    /// Disabled since the page was shown.
    #[error("the player may not play")]
    Blocked,
    /// Called off.
    #[error("the game has been cancelled")]
    Cancelled,
    /// Too late: it has begun.
    #[error("the game has started")]
    Started,
    /// Too late: sign-up has closed.
    #[error("sign-up has closed")]
    Closed,
    /// Too early.
    #[error("sign-up opens at {0:?}")]
    NotOpen(Timestamp),
    /// The game allows fewer guests.
    #[error("at most {0} guests")]
    TooManyGuests(MaxGuests),
    /// The party would never fit.
    #[error("the game has {0} seats")]
    LargerThanGame(Capacity),
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl Job for Register {
    type Done = Placed;
    type Refused = RegisterError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Placed, RegisterError> {
        let game = rights::visible_game(conn, self.game, Some(self.player), self.key.as_deref())?
            .ok_or(RegisterError::NotFound)?;
        let outcome = register(conn, &game, self, now);
        if matches!(outcome, Err(RegisterError::Closed | RegisterError::Started)) && game.closed_at.is_none() {
            // Once somebody was told "closed", a clock set back must not let the next one in.
            store::games::note_closed(conn, game.id, now)?;
        }
        outcome
    }

    fn keeps(&self, refused: &RegisterError) -> bool {
        matches!(refused, RegisterError::Closed | RegisterError::Started)
    }
}

/// Registers the player with the party; asked again, answers the same. Must run inside `Store::write`.
fn register(conn: &mut DbConn, game: &Game, asked: &Register, now: Timestamp) -> Result<Placed, RegisterError> {
    let departures = store::registrations::departures(conn, game.id, asked.player)?;
    if let Some(left) = departures.last().filter(|_| is_old(asked.attempt, &departures)) {
        return Ok(Placed::LeftSince(*left));
    }
    if let Some(active) = store::registrations::find_active(conn, game.id, asked.player)? {
        return Ok(if active.status.holds_seats() { Placed::In } else { Placed::Waiting });
    }
    if !store::players::find(conn, asked.player)?.may_play() {
        return Err(RegisterError::Blocked);
    }
    let party =
        PartySize::with_guests(asked.guests.len()).map_err(|_| RegisterError::TooManyGuests(game.max_guests))?;
    let room = game.room_for(party, now)?;
    let newcomer = Newcomer { player: asked.player, party, guests: &asked.guests, note: &asked.note, added_by: None };
    enter(conn, game, &newcomer, room, now)?;
    fill(conn, game.id, now)?;
    Ok(match room {
        Room::Seats => Placed::In,
        Room::Line => Placed::Waiting,
    })
}

/// A form made before the player's last departure must neither register nor withdraw anybody.
fn is_old(attempt: i64, departures: &[Timestamp]) -> bool {
    usize::try_from(attempt).unwrap_or(0) < departures.len()
}

/// Somebody who gets a registration.
#[derive(Debug)]
pub(super) struct Newcomer<'a> {
    pub player: PlayerId,
    pub party: PartySize,
    pub guests: &'a [GuestName],
    pub note: &'a Note,
    /// The organizer who writes the player on the list, with the words for the timeline.
    pub added_by: Option<(PlayerId, &'a str)>,
}

/// Writes the registration with its guests and its line in the timeline. The caller ends with `fill`.
pub(super) fn enter(
    conn: &mut DbConn,
    game: &Game,
    newcomer: &Newcomer<'_>,
    room: Room,
    now: Timestamp,
) -> QueryResult<Registration> {
    let status = match room {
        Room::Seats => Status::Confirmed,
        Room::Line => Status::Waitlisted,
    };
    let (kind, actor, words) = match (newcomer.added_by, room) {
        (Some((organizer, words)), _) => (EventKind::Added, Some(organizer), words),
        (None, Room::Seats) => (EventKind::Joined, None, ""),
        (None, Room::Line) => (EventKind::Waitlisted, None, ""),
    };
    let new = NewRegistration {
        game_id: game.id,
        player_id: newcomer.player,
        status,
        party_size: newcomer.party,
        place: store::games::take_place(conn, game.id)?,
        note: newcomer.note.clone(),
        added_by: actor,
        late: false,
        created_at: now,
        seated_at: (room == Room::Seats).then_some(now),
    };
    let id = store::registrations::insert(conn, &new)?;
    store::registrations::set_guests(conn, id, newcomer.guests)?;
    let registration = store::registrations::find(conn, id)?;
    store::timeline::record(conn, kind, &registration, actor, words, now)?;
    Ok(registration)
}

/// "Can't make it", or leaving the waitlist.
#[derive(Debug, Clone)]
pub struct Withdraw {
    /// The game.
    pub game: GameId,
    /// Who leaves.
    pub player: PlayerId,
    /// How often the player had left this game when the form was made.
    pub attempt: i64,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// Gave seats back while that was free.
    Seat,
    /// Gave seats back after the deadline.
    SeatLate,
    /// Left the line.
    Line,
    /// Had left before: nothing changed.
    Before,
}

/// Why a player could not leave.
#[derive(Debug, thiserror::Error)]
pub enum WithdrawError {
    /// There is no such game, or it is not this player's to see.
    #[error("no such game")]
    NotFound,
    /// Was never in it.
    #[error("the player is not in the game")]
    NotIn,
    /// Who came is the organizer's to say now.
    #[error("the game has started")]
    Started,
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl Job for Withdraw {
    type Done = Left;
    type Refused = WithdrawError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Left, WithdrawError> {
        let game = rights::visible_game(conn, self.game, Some(self.player), None)?.ok_or(WithdrawError::NotFound)?;
        let departures = store::registrations::departures(conn, game.id, self.player)?;
        if is_old(self.attempt, &departures) {
            return Ok(Left::Before);
        }
        match store::registrations::find_active(conn, game.id, self.player)? {
            None if departures.is_empty() => Err(WithdrawError::NotIn),
            None => Ok(Left::Before),
            Some(_) if game.has_started(now) => Err(WithdrawError::Started),
            Some(active) => Ok(withdraw(conn, &game, &active, now)?),
        }
    }
}

/// Ends `active` and lets the next one in.
fn withdraw(conn: &mut DbConn, game: &Game, active: &Registration, now: Timestamp) -> QueryResult<Left> {
    let late = game.counts_as_late(active, now);
    store::registrations::withdraw(conn, active.id, late, now)?;
    let gone = Registration { status: Status::Withdrawn, ..active.clone() };
    let (kind, left) = match (active.status.holds_seats(), late) {
        (true, true) => (EventKind::DroppedOutLate, Left::SeatLate),
        (true, false) => (EventKind::DroppedOut, Left::Seat),
        (false, _) => (EventKind::LeftLine, Left::Line),
    };
    store::timeline::record(conn, kind, &gone, None, "", now)?;
    fill(conn, game.id, now)?;
    Ok(left)
}

impl Game {
    /// Whether leaving at `now` counts as late. Who was moved in after the deadline had no time to leave before it.
    pub fn counts_as_late(&self, registration: &Registration, now: Timestamp) -> bool {
        let moved_in_late =
            registration.seated_at.is_some_and(|seated| seated > registration.created_at && seated > self.deadline_at);
        let called_off = self.cancelled_at.is_some();
        registration.status.holds_seats() && now > self.deadline_at && !moved_in_late && !called_off
    }
}

/// The guests a player brings, replaced as a whole.
#[derive(Debug, Clone)]
pub struct ChangeGuests {
    /// The game.
    pub game: GameId,
    /// Whose guests.
    pub player: PlayerId,
    /// All of them, as they shall be.
    pub guests: Vec<GuestName>,
}

/// Why guests could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum GuestsError {
    /// There is no such game, or it is not this player's to see.
    #[error("no such game")]
    NotFound,
    /// Only who is in or waiting can bring guests.
    #[error("the player is not in the game")]
    NotIn,
    /// Called off.
    #[error("the game has been cancelled")]
    Cancelled,
    /// Who came is the organizer's to say now.
    #[error("the game has started")]
    Started,
    /// Parties can't grow after closing.
    #[error("sign-up has closed")]
    Closed,
    /// The game allows fewer guests.
    #[error("at most {0} guests")]
    TooManyGuests(MaxGuests),
    /// The party would never fit.
    #[error("the game has {0} seats")]
    LargerThanGame(Capacity),
    /// A party that is in grows only into free seats.
    #[error("only {0} seats are free")]
    NoRoom(i32),
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl Job for ChangeGuests {
    type Done = ();
    type Refused = GuestsError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), GuestsError> {
        let game = rights::visible_game(conn, self.game, Some(self.player), None)?.ok_or(GuestsError::NotFound)?;
        let active = store::registrations::find_active(conn, game.id, self.player)?.ok_or(GuestsError::NotIn)?;
        if store::registrations::guests(conn, active.id)? == self.guests {
            return Ok(());
        }
        let party =
            PartySize::with_guests(self.guests.len()).map_err(|_| GuestsError::TooManyGuests(game.max_guests))?;
        game.allows_change(&active, party, now)?;
        change_party(conn, &game, &active, party, &self.guests, now)?;
        Ok(fill(conn, game.id, now)?)
    }
}

impl Game {
    /// Whether `active` may become `party`: fewer always, more only while newcomers could come too.
    fn allows_change(&self, active: &Registration, party: PartySize, now: Timestamp) -> Result<(), GuestsError> {
        let more = party.get() - active.party_size.get();
        if self.cancelled_at.is_some() {
            Err(GuestsError::Cancelled)
        } else if self.has_started(now) {
            Err(GuestsError::Started)
        } else if more <= 0 {
            Ok(())
        } else if self.is_closed(now) {
            Err(GuestsError::Closed)
        } else if party.guests() > self.max_guests.get() {
            Err(GuestsError::TooManyGuests(self.max_guests))
        } else if party.get() > self.capacity.get() {
            Err(GuestsError::LargerThanGame(self.capacity))
        } else if active.status.holds_seats() && more > self.free_seats() {
            Err(GuestsError::NoRoom(self.free_seats()))
        } else {
            Ok(())
        }
    }
}

/// Writes the new party. Waiting with more goes last; everything else keeps its place.
fn change_party(
    conn: &mut DbConn,
    game: &Game,
    active: &Registration,
    party: PartySize,
    guests: &[GuestName],
    now: Timestamp,
) -> QueryResult<()> {
    let goes_last = active.status == Status::Waitlisted && party > active.party_size;
    let place = if goes_last { store::games::take_place(conn, game.id)? } else { active.place };
    store::registrations::resize(conn, active.id, party, place)?;
    store::registrations::set_guests(conn, active.id, guests)?;
    let changed = Registration { party_size: party, place, ..active.clone() };
    store::timeline::record(conn, EventKind::GuestsChanged, &changed, None, "", now)
}
