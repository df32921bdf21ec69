//! New registrations, with their guests and their lines in the timeline.

use crate::domain::games::Room;
use crate::store::games::Game;
use crate::store::registrations::{NewRegistration, Registration};
use crate::store::timeline::Became;
use crate::store::{self, DbConn, QueryResult};
use crate::types::{EventKind, GameId, GuestName, Note, PartySize, PlayerId, RegistrationId, Status, Timestamp};

/// Somebody who gets a registration.
#[derive(Debug, Clone)]
pub(in crate::domain) struct Newcomer<'a> {
    pub game: GameId,
    pub player: PlayerId,
    pub party: PartySize,
    pub guests: &'a [GuestName],
    pub note: &'a Note,
    /// The organizer who writes the player on the list, with the words for the timeline.
    pub added_by: Option<(PlayerId, &'a str)>,
    pub room: Room,
    /// The next place in the game's line, which nobody else gets.
    pub place: i64,
}

/// Writes the registrations in the order of `newcomers`. The caller keeps the games' counts.
pub(in crate::domain) fn enter(
    conn: &mut DbConn,
    newcomers: &[Newcomer<'_>],
    now: Timestamp,
) -> QueryResult<Vec<Registration>> {
    let new: Vec<NewRegistration> = newcomers.iter().map(|newcomer| newcomer.registration(now)).collect();
    let ids = store::registrations::insert_all(conn, &new)?;
    let made: Vec<Registration> = new.into_iter().zip(ids).map(|(new, id)| as_made(new, id)).collect();
    let named: Vec<_> = made.iter().zip(newcomers).map(|(made, newcomer)| (made.id, newcomer.guests)).collect();
    store::registrations::name_guests(conn, &named)?;
    let events: Vec<_> = made.iter().zip(newcomers).map(|(made, newcomer)| newcomer.event(made)).collect();
    store::timeline::record_all(conn, &events, now)?;
    Ok(made)
}

impl<'a> Newcomer<'a> {
    fn registration(&self, now: Timestamp) -> NewRegistration {
        let is_in = self.room == Room::Seats;
        NewRegistration {
            game_id: self.game,
            player_id: self.player,
            status: self.room.status(),
            party_size: self.party,
            place: self.place,
            note: self.note.clone(),
            added_by: self.added_by.map(|(organizer, _)| organizer),
            created_at: now,
            seated_at: is_in.then_some(now),
        }
    }

    fn event(&self, registration: &'a Registration) -> Became<'a> {
        let (kind, actor, note) = match (self.added_by, self.room) {
            (Some((organizer, words)), _) => (EventKind::Added, Some(organizer), words),
            (None, Room::Seats) => (EventKind::Joined, None, ""),
            (None, Room::Line) => (EventKind::Waitlisted, None, ""),
        };
        Became { kind, registration, actor, note }
    }
}

impl Room {
    /// What a registration is that gets this.
    pub(super) fn status(self) -> Status {
        match self {
            Self::Seats => Status::Confirmed,
            Self::Line => Status::Waitlisted,
        }
    }
}

impl Game {
    /// Counts a party that gets `room`; the place it has in the game's order.
    pub(super) fn admit(&mut self, party: PartySize, room: Room) -> i64 {
        match room {
            Room::Seats => {
                // What was free goes first, then what was longest on offer.
                self.open_seats = self.open_seats.without(party.get() - self.free_seats());
                self.taken += party.get();
                self.guests += party.guests();
            }
            Room::Line => self.waiting += 1,
        }
        self.next_place += 1;
        self.next_place - 1
    }
}

/// A registration that nothing has happened to since it was made.
fn as_made(new: NewRegistration, id: RegistrationId) -> Registration {
    Registration {
        id,
        game_id: new.game_id,
        player_id: new.player_id,
        status: new.status,
        party_size: new.party_size,
        place: new.place,
        note: new.note,
        added_by: new.added_by,
        late: false,
        attendance: None,
        created_at: new.created_at,
        seated_at: new.seated_at,
        withdrawn_at: None,
        offer_until: None,
        hear_by: None,
        rests: false,
        only_if: None,
    }
}
