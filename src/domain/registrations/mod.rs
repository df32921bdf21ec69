//! A player joins, changes guests, or can't make it.

mod guests;
mod withdraw;

pub use guests::{ChangeGuests, GuestsError, GuestsNoted};
pub use withdraw::{Left, Withdraw, WithdrawError};

use super::fill::fill;
use super::games::Room;
use super::rights;
use crate::store::games::Game;
use crate::store::registrations::{NewRegistration, Registration};
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope, Stale};
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

    fn stale(&self) -> Stale {
        Stale::Games(vec![self.game])
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
    if let Some(active) = store::registrations::find_active(conn, game.id, asked.player)? {
        return Ok(if active.status.holds_seats() { Placed::In } else { Placed::Waiting });
    }
    let departures = store::registrations::departures(conn, game.id, asked.player)?;
    if let Some(left) = departures.last().filter(|_| is_old(asked.attempt, &departures)) {
        return Ok(Placed::LeftSince(*left));
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
pub(in crate::domain) struct Newcomer<'a> {
    pub player: PlayerId,
    pub party: PartySize,
    pub guests: &'a [GuestName],
    pub note: &'a Note,
    /// The organizer who writes the player on the list, with the words for the timeline.
    pub added_by: Option<(PlayerId, &'a str)>,
}

/// Writes the registration with its guests and its line in the timeline. The caller ends with `fill`.
pub(in crate::domain) fn enter(
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_old_when_the_player_has_left_since_it_was_made() {
        let left = [Timestamp::EPOCH, Timestamp::EPOCH.plus(60)];
        assert!(!is_old(0, &[]));
        assert!(is_old(0, &left[..1]) && is_old(1, &left));
        assert!(!is_old(1, &left[..1]) && !is_old(2, &left));
    }

    #[test]
    fn an_attempt_that_no_form_of_ours_sends_is_as_old_as_can_be() {
        assert!(is_old(-1, &[Timestamp::EPOCH]) && is_old(i64::MIN, &[Timestamp::EPOCH]));
        assert!(!is_old(-1, &[]) && !is_old(i64::MAX, &[Timestamp::EPOCH]));
    }
}
