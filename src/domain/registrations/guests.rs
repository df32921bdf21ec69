//! The guests of a party that is in or waiting.

use crate::domain::{fill::fill, organizers::tell_of_full, rights};
use crate::store::games::Game;
use crate::store::registrations::Registration;
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope, Stale};
use crate::types::{Capacity, EventKind, GameId, GuestName, MaxGuests, PartySize, PlayerId, Status, Timestamp};

/// The guests a player brings, replaced as a whole.
#[derive(Debug, Clone)]
pub struct ChangeGuests {
    /// The game.
    pub game: GameId,
    /// Whose guests.
    pub player: PlayerId,
    /// All of them, as they shall be.
    pub guests: Vec<GuestName>,
    /// How many spots of one game those may have who are a name alone and came from one address.
    pub names_per_address: u32,
}

/// What became of it; asked again, nothing changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuestsNoted {
    /// The party keeps its seats, or its place in line.
    Kept,
    /// A waiting party that grew waits at the end of the line.
    GoesLast,
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
    /// Disabled since the page was shown.
    #[error("the player may not play")]
    Blocked,
    /// Blocked by the game's organizer.
    #[error("the organizer keeps the player out")]
    KeptOut,
    /// Called off.
    #[error("the game has been cancelled")]
    Cancelled,
    /// Who came is the organizer's to say now.
    #[error("the game has started")]
    Started,
    /// Parties can't grow after closing.
    #[error("sign-up has closed")]
    Closed,
    /// Parties can't grow before newcomers can come.
    #[error("sign-up opens at {0:?}")]
    NotOpen(Timestamp),
    /// So many spots are those of other names from the player's address.
    #[error("{0} spots for names from one address")]
    TooManyNames(u32),
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
    type Done = GuestsNoted;
    type Refused = GuestsError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn stale(&self) -> Stale {
        Stale::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<GuestsNoted, GuestsError> {
        let game = rights::visible_game(conn, self.game, Some(self.player), None)?.ok_or(GuestsError::NotFound)?;
        let outcome = change_guests(conn, &game, self, now);
        if matches!(outcome, Err(GuestsError::Closed)) && game.closed_at.is_none() {
            store::games::note_closed(conn, game.id, now)?;
        }
        outcome
    }

    fn keeps(&self, refused: &GuestsError) -> bool {
        matches!(refused, GuestsError::Closed)
    }
}

/// Replaces the guests of the player's party.
fn change_guests(
    conn: &mut DbConn,
    game: &Game,
    asked: &ChangeGuests,
    now: Timestamp,
) -> Result<GuestsNoted, GuestsError> {
    let active = store::registrations::find_active(conn, game.id, asked.player)?.ok_or(GuestsError::NotIn)?;
    if store::registrations::guests(conn, active.id)? == asked.guests {
        return Ok(GuestsNoted::Kept);
    }
    if !store::players::find(conn, asked.player)?.may_play() {
        return Err(GuestsError::Blocked);
    }
    if store::blocks::exists(conn, game.organizer_id, asked.player)? {
        return Err(GuestsError::KeptOut);
    }
    let party = PartySize::with_guests(asked.guests.len()).map_err(|_| GuestsError::TooManyGuests(game.max_guests))?;
    game.allows_change(&active, party, now)?;
    if party > active.party_size {
        others_must_leave_spots(conn, &active, party, asked.names_per_address)?;
    }
    change_party(conn, game, &active, party, &asked.guests, now)?;
    fill(conn, game.id, now)?;
    if active.status.holds_seats() && game.is_filled_by(&store::games::find(conn, game.id)?) {
        tell_of_full(conn, &[game.id], None, now)?;
    }
    Ok(if active.goes_last_as(party) { GuestsNoted::GoesLast } else { GuestsNoted::Kept })
}

/// Refuses a larger `party` of a name alone where names from the same address would then have more spots than they may.
fn others_must_leave_spots(
    conn: &mut DbConn,
    active: &Registration,
    party: PartySize,
    most: u32,
) -> Result<(), GuestsError> {
    let Some(address) = store::arrivals::address_of_name(conn, active.player_id)? else { return Ok(()) };
    let spots: i64 = store::arrivals::spots(conn, &[(active.game_id, address)])?.into_iter().sum();
    let of_others = spots - i64::from(active.party_size.get());
    let fits = of_others + i64::from(party.get()) <= i64::from(most);
    if fits { Ok(()) } else { Err(GuestsError::TooManyNames(most)) }
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
        } else if let Some(opens) = self.opens_at.filter(|opens| now < *opens) {
            Err(GuestsError::NotOpen(opens))
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

impl Registration {
    /// Whether, having become `party`, it waits behind those who came later: only growing in the line costs a place.
    fn goes_last_as(&self, party: PartySize) -> bool {
        self.status == Status::Waitlisted && party > self.party_size
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
    let place = if active.goes_last_as(party) { store::games::take_place(conn, game.id)? } else { active.place };
    store::registrations::resize(conn, active.id, party, place)?;
    store::registrations::set_guests(conn, active.id, guests)?;
    let changed = Registration { party_size: party, place, ..active.clone() };
    store::timeline::record(conn, EventKind::GuestsChanged, &changed, None, "", now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{START, before_start, game, party, registration};

    /// What becomes of a party of two that wants so many seats, in the sample game with nine of ten taken.
    fn change(status: Status, seats: i32, now: Timestamp) -> Result<(), GuestsError> {
        Game { taken: 9, ..game() }.allows_change(&registration(1, status, 2), party(seats), now)
    }

    #[test]
    fn a_party_that_is_in_grows_only_into_free_seats() {
        let now = before_start(48);
        assert!(change(Status::Confirmed, 3, now).is_ok());
        let full = Game { taken: 10, ..game() };
        let grown = full.allows_change(&registration(1, Status::Confirmed, 2), party(3), now);
        assert!(matches!(grown, Err(GuestsError::NoRoom(0))));
    }

    #[test]
    fn a_waiting_party_grows_up_to_the_limits() {
        let now = before_start(48);
        assert!(change(Status::Waitlisted, 3, now).is_ok());
        assert!(matches!(change(Status::Waitlisted, 4, now), Err(GuestsError::TooManyGuests(_))));
        let small = Game { capacity: Capacity::new(2).unwrap(), ..game() };
        let grown = small.allows_change(&registration(1, Status::Waitlisted, 2), party(3), now);
        assert!(matches!(grown, Err(GuestsError::LargerThanGame(_))));
    }

    #[test]
    fn after_closing_and_before_opening_parties_only_shrink() {
        let closed = Game { closes_at: before_start(24), ..game() };
        let unopened = Game { opens_at: Some(before_start(2)), ..game() };
        let seated = registration(1, Status::Confirmed, 2);
        let now = before_start(12);
        assert!(matches!(closed.allows_change(&seated, party(3), now), Err(GuestsError::Closed)));
        assert!(matches!(unopened.allows_change(&seated, party(3), now), Err(GuestsError::NotOpen(_))));
        assert!(closed.allows_change(&seated, party(1), now).is_ok());
        assert!(unopened.allows_change(&seated, party(2), now).is_ok());
    }

    #[test]
    fn nothing_changes_after_the_start_or_in_a_cancelled_game() {
        assert!(matches!(change(Status::Confirmed, 1, START), Err(GuestsError::Started)));
        let cancelled = Game { cancelled_at: Some(START), ..game() };
        let shrunk = cancelled.allows_change(&registration(1, Status::Confirmed, 2), party(1), before_start(48));
        assert!(matches!(shrunk, Err(GuestsError::Cancelled)));
    }

    #[test]
    fn only_growing_in_the_line_costs_a_place() {
        let (seated, waiting) = (registration(1, Status::Confirmed, 2), registration(1, Status::Waitlisted, 2));
        assert!(waiting.goes_last_as(party(3)) && !waiting.goes_last_as(party(2)) && !waiting.goes_last_as(party(1)));
        assert!(!seated.goes_last_as(party(3)));
    }
}
