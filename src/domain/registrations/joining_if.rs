//! "I'm in if we get 8": somebody says so, says another number, or comes in any case.

use super::together::{Decision, decide, must_be_let_in, register_all};
use super::{Placed, Register, RegisterError};
use crate::domain::games::Room;
use crate::domain::{fill::fill, organizers::tell_of_full, rights};
use crate::store::games::Game;
use crate::store::registrations::{NewRegistration, Registration};
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope, Stale};
use crate::types::{EventKind, OnlyIf, PartySize, Status, Timestamp};

/// A player comes only if so many are in; or, with no number, in any case.
#[derive(Debug, Clone)]
pub struct JoinIf {
    /// Who asks, for what. Of somebody who has said a number before, the party stays as it is.
    pub asked: Register,
    /// How many must be in with them.
    pub number: Option<OnlyIf>,
}

impl Job for JoinIf {
    type Done = Placed;
    type Refused = RegisterError;

    fn scope(&self) -> Scope {
        self.asked.scope()
    }

    fn stale(&self) -> Stale {
        self.asked.stale()
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Placed, RegisterError> {
        let Register { game, player, key, .. } = &self.asked;
        let game = rights::visible_game(conn, *game, Some(*player), key.as_deref())?.ok_or(RegisterError::NotFound)?;
        let active = store::registrations::find_active(conn, game.id, *player)?;
        match (active, self.number) {
            (Some(active), number) if active.status == Status::Conditional => {
                self.change(conn, &game, &active, number, now)?;
            }
            (None, Some(number)) => {
                if let Some(unchanged) = self.enter(conn, &game, number, now)? {
                    return Ok(unchanged);
                }
            }
            (Some(_), _) | (None, None) => return only(register_all(&[&self.asked], conn, now)?),
        }
        fill(conn, game.id, now)?;
        only(register_all(&[&self.asked], conn, now)?)
    }

    fn keeps(&self, refused: &RegisterError) -> bool {
        self.asked.keeps(refused)
    }
}

fn only(mut became: Vec<Result<Placed, RegisterError>>) -> Result<Placed, RegisterError> {
    became.pop().unwrap_or_else(|| Err(QueryError::NotFound.into()))
}

impl JoinIf {
    /// Notes a new wish; what is so already, where nothing changes.
    fn enter(
        &self,
        conn: &mut DbConn,
        game: &Game,
        number: OnlyIf,
        now: Timestamp,
    ) -> Result<Option<Placed>, RegisterError> {
        let pair = (game.id, self.asked.player);
        let standing = store::standings::of(conn, &[pair])?.pop().unwrap_or_default();
        let party = match decide(game, &standing, &self.asked, now) {
            Ok(Decision::Unchanged(placed)) => return Ok(Some(placed)),
            Ok(Decision::Enters(party, _)) => party,
            Err(refused) => return Err(note_closing(conn, game, refused, now)?),
        };
        must_be_let_in(conn, game, &self.asked, &standing)?;
        must_fit(game, number)?;
        self.insert(conn, party, number, now)?;
        Ok(None)
    }

    fn insert(&self, conn: &mut DbConn, party: PartySize, number: OnlyIf, now: Timestamp) -> QueryResult<()> {
        let asked = &self.asked;
        let new = NewRegistration {
            game_id: asked.game,
            player_id: asked.player,
            status: Status::Conditional,
            party_size: party,
            place: store::games::take_place(conn, asked.game)?,
            note: asked.note.clone(),
            added_by: None,
            created_at: now,
            seated_at: None,
        };
        let id = store::registrations::insert_all(conn, &[new])?.pop().ok_or(QueryError::NotFound)?;
        store::registrations::name_guests(conn, &[(id, &asked.guests)])?;
        store::conditional::set_number(conn, id, Some(number))?;
        let made = store::registrations::find(conn, id)?;
        store::timeline::record(conn, EventKind::JoinedIf, &made, None, "", now)
    }

    /// Changes the wish `active`.
    fn change(
        &self,
        conn: &mut DbConn,
        game: &Game,
        active: &Registration,
        number: Option<OnlyIf>,
        now: Timestamp,
    ) -> Result<(), RegisterError> {
        if number == active.only_if {
            return Ok(());
        }
        let room = match game.room_for(active.party_size, now) {
            Ok(room) => room,
            Err(refused) => return Err(note_closing(conn, game, refused, now)?),
        };
        if let Some(number) = number {
            must_fit(game, number)?;
            store::conditional::set_number(conn, active.id, Some(number))?;
            return Ok(store::timeline::record(conn, EventKind::JoinedIf, active, None, "", now)?);
        }
        Ok(come_in_any_case(conn, game, active, room, now)?)
    }
}

/// Gives the party seats, or a place at the end of the line.
fn come_in_any_case(
    conn: &mut DbConn,
    game: &Game,
    active: &Registration,
    room: Room,
    now: Timestamp,
) -> QueryResult<()> {
    let place = store::games::take_place(conn, game.id)?;
    store::conditional::set_number(conn, active.id, None)?;
    store::conditional::to_line(conn, active.id, place)?;
    let kind = match room {
        Room::Seats => {
            // Like who takes an offer, they know what they take.
            store::line::take(conn, active.id, now, now)?;
            EventKind::Joined
        }
        Room::Line => EventKind::Waitlisted,
    };
    let became = store::registrations::find(conn, active.id)?;
    store::timeline::record(conn, kind, &became, None, "", now)?;
    if room == Room::Seats && game.free_seats() == active.party_size.get() {
        tell_of_full(conn, &[game.id], None, now)?;
    }
    store::outbox::enqueue_receipts(conn, &[became], now)
}

fn must_fit(game: &Game, number: OnlyIf) -> Result<(), RegisterError> {
    if number.get() > game.capacity.get() { Err(RegisterError::NumberAboveGame(game.capacity)) } else { Ok(()) }
}

/// Once somebody was told "closed", a clock set back must not let the next one in.
fn note_closing(conn: &mut DbConn, game: &Game, refused: RegisterError, now: Timestamp) -> QueryResult<RegisterError> {
    if matches!(refused, RegisterError::Closed | RegisterError::Started) && game.closed_at.is_none() {
        store::games::note_closed(conn, game.id, now)?;
    }
    Ok(refused)
}
