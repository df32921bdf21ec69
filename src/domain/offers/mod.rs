//! Offers: a seat that is held for a waiting player until an instant, or is on offer to everybody waiting.

mod answer;
mod hear_by;
mod take;

pub use answer::{AnswerError, Answered, Back, Decline, WantIn};
pub use hear_by::{HearBy, HearByError};
pub use take::{Take, TakeError, Taken};

use super::fill::{give_to_all_that_fit, keep_open};
use crate::store::games::Game;
use crate::store::gears::Gears;
use crate::store::line::Reach;
use crate::store::registrations::Registration;
use crate::store::{self, DbConn, QueryResult};
use crate::types::numbers::plural;
use crate::types::{EventKind, GameStatus, MessageKind, OpenSeat, OpenSeats, Status, Timestamp};

impl Game {
    /// Whether what the last message of `kind` says to the player of `waiting` is still so at `now`.
    pub fn still_offers(&self, kind: MessageKind, waiting: &Registration, now: Timestamp) -> bool {
        let waits = waiting.status == Status::Waitlisted && now < self.starts_at;
        match kind {
            MessageKind::Offer => waiting.status == Status::Offered && now < self.held_until(waiting),
            MessageKind::OfferEnded => waits && waiting.rests,
            _ => waits && waiting.party_size.get() <= self.seats_for_place(waiting.place, now),
        }
    }

    /// Until when the seats of `offered` are held: not beyond the start, wherever that was moved.
    pub fn held_until(&self, offered: &Registration) -> Timestamp {
        offered.offer_until.map_or(self.starts_at, |until| until.min(self.starts_at))
    }
}

/// Holds seats for the first in line that fits and can be mailed, and so on; how many seats.
pub(super) fn offer_to_those_that_fit(
    conn: &mut DbConn,
    game: &Game,
    seats: i32,
    until: Timestamp,
    now: Timestamp,
) -> QueryResult<i32> {
    let ends = said(game, until);
    let offer = |conn: &mut DbConn, next: &Registration| {
        store::line::offer(conn, next.id, until)?;
        let offered = Registration { status: Status::Offered, offer_until: Some(until), ..next.clone() };
        store::timeline::record(conn, EventKind::Offered, &offered, None, "", now)?;
        store::outbox::enqueue(conn, MessageKind::Offer, &offered, ("", &ends), now)
    };
    give_to_all_that_fit(conn, game, seats, Reach::Mail, offer, now)
}

/// `at` on the clocks of `game`, as it is told: "Thu 25 Mar, 14:00 CET".
fn said(game: &Game, at: Timestamp) -> String {
    format!("{} {}", game.time_zone.wall(at).short(), game.time_zone.abbreviation(at))
}

/// Ends the offers of `game` that are over, the first first: their players are told, and rest. How many.
pub(super) fn end_offers(conn: &mut DbConn, game: &Game, now: Timestamp) -> QueryResult<usize> {
    if game.status != GameStatus::Published {
        return Ok(0);
    }
    let mut offers = store::line::offers(conn, game.id)?;
    offers.retain(|offered| game.held_until(offered) <= now);
    for offered in &offers {
        let rested = rest(conn, offered, EventKind::OfferEnded, now)?;
        store::outbox::enqueue(conn, MessageKind::OfferEnded, &rested, ("", ""), now)?;
    }
    Ok(offers.len())
}

/// When next something ends about the seats of `game`: an offer, the patience of somebody who may take what is on offer to
/// everybody, or the time in which those have the first right to it who waited first. All of it is over at the start.
pub(super) fn next_end(conn: &mut DbConn, game: &Game, now: Timestamp) -> QueryResult<Option<Timestamp>> {
    if !game.fills(now) {
        return Ok(None);
    }
    let held = store::line::offers(conn, game.id)?.first().map(|offered| game.held_until(offered));
    if game.open_seats.is_empty() {
        return Ok(held);
    }
    let heard = store::line::next_hear_by(conn, game.id, now)?.map(|by| by.plus(1));
    // Also what has come since the game was last seen to: who may take a seat from then on is told.
    let newcomers = game.open_seats.next_for_newcomers(game.settled_at);
    Ok([held, heard, newcomers, Some(game.starts_at)].into_iter().flatten().min())
}

/// Passes the player of `offered` over from now on, because of what `kind` says. The caller ends with `fill`.
fn rest(conn: &mut DbConn, offered: &Registration, kind: EventKind, now: Timestamp) -> QueryResult<Registration> {
    store::line::rest(conn, offered.id)?;
    let rested = Registration { status: Status::Waitlisted, offer_until: None, rests: true, ..offered.clone() };
    store::timeline::record(conn, kind, &rested, None, "", now)?;
    Ok(rested)
}

/// Puts `untaken` seats on offer to everybody waiting, where anybody fits: those that are so already stay so. Who may
/// take what is new is told.
pub(super) fn open_the_rest(
    conn: &mut DbConn,
    game: &Game,
    untaken: i32,
    site: Gears,
    now: Timestamp,
) -> QueryResult<()> {
    let reach =
        |conn: &mut DbConn, most| store::line::that_fit(conn, game.id, (i64::MIN, untaken), Reach::All, most, now);
    let Some(first) = reach(conn, 1)?.pop() else { return keep_open(conn, game, &OpenSeats::default()) };
    let newcomers_from = now.plus(game.gears.or(site).newcomers_minutes.seconds());
    let open = game.open_seats.for_those_from(first.place, game.next_place, untaken, newcomers_from);
    if open == game.open_seats {
        return Ok(());
    }
    let new = open.count() - game.open_seats.count();
    keep_open(conn, game, &open)?;
    if new > 0 {
        let seats = plural(new, "spot");
        store::timeline::record_change(conn, game.id, EventKind::Opened, None, ("", &seats), now)?;
    }
    let is_passed_on = open.seats().iter().zip(game.open_seats.seats()).any(|(now, before)| now != before);
    if new > 0 || is_passed_on {
        let waiting = reach(conn, i64::MAX)?;
        store::outbox::enqueue_all(conn, MessageKind::FirstTap, &waiting, &plural(open.count(), "spot"), now)?;
    }
    Ok(())
}

/// Tells those who came into the line of `before` when its seats were on offer already, and may take them too since it was
/// last seen to.
pub(super) fn tell_those_who_came_later(conn: &mut DbConn, before: &Game, now: Timestamp) -> QueryResult<()> {
    let game = store::games::find(conn, before.id)?;
    let (seats, since) = (game.open_seats.for_newcomers(now).min(game.untaken_seats()), before.settled_at);
    if !game.fills(now) || seats <= game.open_seats.for_newcomers(since) {
        return Ok(());
    }
    let mut waiting = store::line::that_fit(conn, game.id, (i64::MIN, seats), Reach::All, i64::MAX, now)?;
    waiting.retain(|waiting| waiting.party_size.get() > game.open_seats.for_place(waiting.place, since));
    store::outbox::enqueue_all(conn, MessageKind::FirstTap, &waiting, &plural(seats, "spot"), now)
}

impl OpenSeats {
    /// So many seats on offer to those in line, the first of whom that fits waits at `first`. A seat that came free
    /// before any of them came is theirs now; `next` is the place that comes after all of them.
    fn for_those_from(&self, first: i64, next: i64, count: i32, newcomers_from: Timestamp) -> Self {
        let count = usize::try_from(count).unwrap_or(0);
        let kept = self.seats().iter().take(count).map(|seat| match seat.before_place > first {
            true => *seat,
            false => OpenSeat { before_place: next, ..*seat },
        });
        let new = std::iter::repeat_n(OpenSeat { newcomers_from, before_place: next }, count);
        Self::new(kept.chain(new).take(count).collect())
    }
}
