//! Whether what the database says of a game can be true: the checks behind tests and storms.

use std::collections::{BTreeMap, HashSet};

use crate::store::games::Game;
use crate::store::registrations::{Entry, Registration};
use crate::store::timeline::Event;
use crate::store::{self, DbConn, QueryResult};
use crate::types::{EventKind, GameId, MessageKind, PlayerId, RegistrationId, Status, Timestamp};

/// A promise that was not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A write raised the taken seats above the capacity.
    #[error("event {event} took {taken} of {capacity} seats")]
    Oversold {
        /// The timeline's event.
        event: i64,
        /// Seats taken after it.
        taken: i32,
        /// Seats there were.
        capacity: i32,
    },
    /// The counts kept on the game are not those of its roster.
    #[error("the game says {said:?} taken, offered, guests, waiting and conditional, its roster {counted:?}")]
    Miscounted {
        /// Kept.
        said: (i32, i32, i32, i32, i32),
        /// True.
        counted: (i32, i32, i32, i32, i32),
    },
    /// A seat is free that somebody waiting could have.
    #[error("registration {0} waits beside a free seat that it fits")]
    WaitsBesideFreeSeat(RegistrationId),
    /// Enough are in for somebody who comes only then, and they are not in.
    #[error("registration {0} waits for a number that is reached")]
    EnoughAndNotIn(RegistrationId),
    /// A player is in one game twice.
    #[error("player {0} has two active registrations")]
    Twice(PlayerId),
    /// The named guests are not as many as the party has.
    #[error("registration {0} has other guests than its size says")]
    GuestsDiffer(RegistrationId),
    /// A place in line was promoted without exactly one message.
    #[error("{promotions} of kind {kind} but {messages} messages")]
    Untold {
        /// What happened: moved in, offered a seat, or lost the offer.
        kind: EventKind,
        /// How often, by the timeline.
        promotions: usize,
        /// Told, by the outbox.
        messages: usize,
    },
    /// More seats are on offer to everybody than nobody has, or nobody is there who could take one.
    #[error("{open} seats are on offer to everybody, {untaken} are nobody's")]
    OpenForNobody {
        /// Seats on offer.
        open: i32,
        /// Seats that nobody has.
        untaken: i32,
    },
    /// Seats are held beyond the start, or for no time.
    #[error("registration {0} is offered seats until no instant before the start")]
    HeldWrongly(RegistrationId),
    /// The timeline, replayed from empty, gives another roster.
    #[error("the timeline gives another roster at registration {0}")]
    TimelineDiffers(RegistrationId),
}

/// What a registration is by the timeline.
type Seat = (Status, i32, i64);

/// What happens to somebody waiting, with the message that tells them.
const TOLD: [(EventKind, MessageKind); 3] = [
    (EventKind::MovedIn, MessageKind::MovedIn),
    (EventKind::Offered, MessageKind::Offer),
    (EventKind::OfferEnded, MessageKind::OfferEnded),
];

/// Every promise that `game` breaks at `now`; none on a sound database.
pub fn broken(conn: &mut DbConn, game: GameId, now: Timestamp) -> QueryResult<Vec<Broken>> {
    let game = store::games::find(conn, game)?;
    let entries = store::registrations::entries(conn, game.id)?;
    let events = store::timeline::of_game(conn, game.id)?;
    let mut found = replayed(&game, &events, &entries);
    found.extend(miscounted(&game, &entries));
    found.extend(waits_beside_free_seat(&game, &entries, now));
    found.extend(enough_and_not_in(&game, &entries, now));
    found.extend(doubled(&entries));
    found.extend(open_for_nobody(&game, &entries, now));
    found.extend(held_wrongly(&game, &entries));
    for (kind, message) in TOLD {
        let promotions = events.iter().filter(|event| event.kind == kind).count();
        let messages = store::outbox::count(conn, game.id, message)?;
        if promotions != messages {
            found.push(Broken::Untold { kind, promotions, messages });
        }
    }
    Ok(found)
}

/// Replays the timeline: no event may oversell, and the end must be the present roster.
fn replayed(game: &Game, events: &[Event], entries: &[Entry]) -> Vec<Broken> {
    let mut roster = BTreeMap::<RegistrationId, Seat>::new();
    let mut capacity = first_capacity(game, events);
    let mut taken = 0;
    let mut found = Vec::new();
    for event in events {
        if event.kind == EventKind::CapacityChanged {
            capacity = seats_in_words(&event.after).unwrap_or(capacity);
        }
        apply(&mut roster, event);
        let before = std::mem::replace(&mut taken, seats_in(&roster));
        if taken > before && taken > capacity {
            found.push(Broken::Oversold { event: event.id, taken, capacity });
        }
    }
    roster.retain(|_, (status, ..)| status.is_active());
    found.extend(differences(&roster, entries));
    found
}

fn first_capacity(game: &Game, events: &[Event]) -> i32 {
    let change = events.iter().find(|event| event.kind == EventKind::CapacityChanged);
    change.and_then(|event| seats_in_words(&event.before)).unwrap_or(game.capacity.get())
}

/// How many "14 spots" are.
fn seats_in_words(words: &str) -> Option<i32> {
    words.split(' ').next()?.parse().ok()
}

fn apply(roster: &mut BTreeMap<RegistrationId, Seat>, event: &Event) {
    if let (Some(id), Some(status), Some(party), Some(place)) =
        (event.registration_id, event.status, event.party_size, event.place)
    {
        roster.insert(id, (status, party.get(), place));
    }
}

fn seats_in(roster: &BTreeMap<RegistrationId, Seat>) -> i32 {
    roster.values().filter(|(status, ..)| status.holds_seats()).map(|(_, party, _)| party).sum()
}

fn differences(replayed: &BTreeMap<RegistrationId, Seat>, entries: &[Entry]) -> Vec<Broken> {
    let present: BTreeMap<RegistrationId, Seat> = entries
        .iter()
        .map(|Entry { registration, .. }| {
            (registration.id, (registration.status, registration.party_size.get(), registration.place))
        })
        .collect();
    let ids: std::collections::BTreeSet<_> = replayed.keys().chain(present.keys()).copied().collect();
    ids.into_iter().filter(|id| replayed.get(id) != present.get(id)).map(Broken::TimelineDiffers).collect()
}

fn miscounted(game: &Game, entries: &[Entry]) -> Option<Broken> {
    let seated = entries.iter().map(|entry| &entry.registration).filter(|seated| seated.status.holds_seats());
    let taken = seated.clone().map(|seated| seated.party_size.get()).sum();
    let offered = seated.clone().filter(|seated| seated.status == Status::Offered);
    let offered = offered.map(|offered| offered.party_size.get()).sum();
    let guests = seated.map(|seated| seated.party_size.guests()).sum();
    let count = |status: Status| {
        let count = entries.iter().filter(|entry| entry.registration.status == status).count();
        i32::try_from(count).unwrap_or(i32::MAX)
    };
    let counted = (taken, offered, guests, count(Status::Waitlisted), count(Status::Conditional));
    let said = (game.taken, game.offered, game.guests, game.waiting, game.conditional);
    (said != counted).then_some(Broken::Miscounted { said, counted })
}

fn waits_beside_free_seat(game: &Game, entries: &[Entry], now: Timestamp) -> Option<Broken> {
    let waits = entries.iter().find(|entry| fits(entry, game.free_seats(), now)).filter(|_| game.fills(now))?;
    Some(Broken::WaitsBesideFreeSeat(waits.registration.id))
}

/// Whether `entry` waits, could be given a seat at `now`, and fits into `seats`.
fn fits(entry: &Entry, seats: i32, now: Timestamp) -> bool {
    let waiting = &entry.registration;
    let wants_one = !waiting.rests && waiting.hear_by.is_none_or(|by| by >= now);
    waiting.status == Status::Waitlisted && entry.may_play && wants_one && waiting.party_size.get() <= seats
}

fn open_for_nobody(game: &Game, entries: &[Entry], now: Timestamp) -> Option<Broken> {
    let (open, untaken) = (game.open_seats.count(), game.untaken_seats());
    let is_for_somebody = entries.iter().any(|entry| fits(entry, untaken, now));
    (open > 0 && game.fills(now) && (open > untaken || !is_for_somebody))
        .then_some(Broken::OpenForNobody { open, untaken })
}

fn held_wrongly(game: &Game, entries: &[Entry]) -> Vec<Broken> {
    let offered = entries.iter().map(|entry| &entry.registration).filter(|entry| entry.status == Status::Offered);
    let wrong = offered.filter(|offered| offered.offer_until.is_none() || game.held_until(offered) > game.starts_at);
    wrong.map(|offered| Broken::HeldWrongly(offered.id)).collect()
}

fn enough_and_not_in(game: &Game, entries: &[Entry], now: Timestamp) -> Option<Broken> {
    if !game.fills(now) || game.is_closed(now) {
        return None;
    }
    let of = |status| entries.iter().filter(move |entry| entry.registration.status == status);
    let wishes = of(Status::Conditional).filter(|entry| entry.may_play).map(|entry| entry.registration.clone());
    let wishes: Vec<Registration> = wishes.collect();
    let settled = game.settle(&wishes);
    let first = settled.seated.iter().chain(&settled.waiting).next()?;
    wishes.get(*first).map(|wish| Broken::EnoughAndNotIn(wish.id))
}

fn doubled(entries: &[Entry]) -> Vec<Broken> {
    let mut players = HashSet::new();
    let mut found = Vec::new();
    for Entry { registration, guests, .. } in entries {
        if !players.insert(registration.player_id) {
            found.push(Broken::Twice(registration.player_id));
        }
        if guests.len() != usize::try_from(registration.party_size.guests()).unwrap_or(0) {
            found.push(Broken::GuestsDiffer(registration.id));
        }
    }
    found
}
