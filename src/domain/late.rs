//! Dropping out late, and being forgiven because somebody else came.

use std::collections::HashMap;

use crate::store::timeline::Event;
use crate::types::{EventKind, RegistrationId, Status, Timestamp};

/// A party that left its seats after the deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LateDropOut {
    /// The registration that ended.
    pub registration: RegistrationId,
    /// The seats it left.
    pub seats: i32,
    /// Whether seats taken afterwards, and kept, cover all of them.
    pub is_forgiven: bool,
}

/// The late drop-outs of a game, earliest first, by its timeline `events` (earliest first) until `starts_at`.
///
/// Each is forgiven as far as seats taken after it cover its party: seats still held at the start, and not used up by an
/// earlier drop-out. Who took a seat and gave it back, late or in time, made nothing good. Before the start the answer is
/// how it stands, and may still turn either way.
pub fn drop_outs(events: &[Event], starts_at: Timestamp) -> Vec<LateDropOut> {
    let mut held = HashMap::<RegistrationId, i32>::new();
    let mut left = Vec::new();
    let mut taken = Vec::<Taken>::new();
    for (position, event) in events.iter().filter(|event| event.at < starts_at).enumerate() {
        let Some((registration, seats)) = seats_after(event) else { continue };
        let before = held.insert(registration, seats).unwrap_or(0);
        if seats > before {
            taken.push(Taken { position, registration, seats: seats - before });
        } else {
            give_back(&mut taken, registration, before - seats);
        }
        if event.kind == EventKind::DroppedOutLate {
            left.push((position, registration, before));
        }
    }
    left.into_iter()
        .map(|(since, registration, seats)| {
            let is_forgiven = use_up(&mut taken, since, seats);
            LateDropOut { registration, seats, is_forgiven }
        })
        .collect()
}

/// Seats that a registration took at one time and still holds.
struct Taken {
    position: usize,
    registration: RegistrationId,
    seats: i32,
}

/// Takes back `seats` that `registration` no longer holds, those it took last first.
fn give_back(taken: &mut [Taken], registration: RegistrationId, mut seats: i32) {
    for own in taken.iter_mut().rev().filter(|own| own.registration == registration) {
        let part = seats.min(own.seats);
        own.seats -= part;
        seats -= part;
    }
}

/// The seats that the registration of `event` has since then; those that are only held for it are nobody's yet.
fn seats_after(event: &Event) -> Option<(RegistrationId, i32)> {
    let (registration, status, party) = (event.registration_id?, event.status?, event.party_size?);
    Some((registration, if status == Status::Confirmed { party.seats() } else { 0 }))
}

/// Uses up `wanted` of the seats `taken` after `since`, the first ones first; none where they are too few.
fn use_up(taken: &mut [Taken], since: usize, wanted: i32) -> bool {
    let later = taken.iter_mut().filter(|later| later.position > since);
    let mut missing = wanted;
    let mut used = Vec::new();
    for later in later {
        let part = missing.min(later.seats);
        missing -= part;
        used.push((later, part));
    }
    let is_covered = missing == 0;
    if is_covered {
        for (later, part) in used {
            later.seats -= part;
        }
    }
    is_covered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{GameId, PartySize};

    const START: i64 = 1_000;

    /// What happened at `at`: a registration's kind, state and seats since then.
    fn event(at: i64, registration: i64, kind: EventKind, status: Status, seats: i32) -> Event {
        Event {
            id: at,
            game_id: GameId::new(1),
            at: Timestamp::from_second(at),
            kind,
            actor_id: None,
            registration_id: Some(RegistrationId::new(registration)),
            status: Some(status),
            party_size: Some(PartySize::new(seats).unwrap()),
            place: Some(registration),
            before: String::new(),
            after: String::new(),
            note: String::new(),
        }
    }

    fn joined(at: i64, registration: i64, seats: i32) -> Event {
        event(at, registration, EventKind::Joined, Status::Confirmed, seats)
    }

    fn dropped_late(at: i64, registration: i64, seats: i32) -> Event {
        event(at, registration, EventKind::DroppedOutLate, Status::Withdrawn, seats)
    }

    /// The registrations that are forgiven, and those that are not.
    fn judged(events: &[Event]) -> (Vec<i64>, Vec<i64>) {
        let drop_outs = drop_outs(events, Timestamp::from_second(START));
        let (forgiven, held): (Vec<_>, Vec<_>) = drop_outs.into_iter().partition(|late| late.is_forgiven);
        let ids = |late: Vec<LateDropOut>| late.iter().map(|late| late.registration.get()).collect();
        (ids(forgiven), ids(held))
    }

    #[test]
    fn nobody_took_the_spot() {
        assert_eq!(judged(&[joined(1, 1, 1), joined(2, 2, 1), dropped_late(3, 1, 1)]), (vec![], vec![1]));
    }

    #[test]
    fn somebody_took_the_spot() {
        let moved_in = event(4, 2, EventKind::MovedIn, Status::Confirmed, 1);
        assert_eq!(judged(&[joined(1, 1, 1), dropped_late(3, 1, 1), moved_in]), (vec![1], vec![]));
    }

    #[test]
    fn a_spot_that_is_only_offered_forgives_nobody_until_it_is_taken() {
        let left = [joined(1, 1, 1), dropped_late(3, 1, 1), event(4, 2, EventKind::Offered, Status::Offered, 1)];
        assert_eq!(judged(&left), (vec![], vec![1]));
        let taken = event(5, 2, EventKind::OfferTaken, Status::Confirmed, 1);
        assert_eq!(judged(&[&left[..], &[taken]].concat()), (vec![1], vec![]));
    }

    #[test]
    fn one_spot_taken_forgives_the_earliest_alone() {
        let events = [joined(1, 1, 1), joined(2, 2, 1), dropped_late(3, 1, 1), dropped_late(4, 2, 1), joined(5, 3, 1)];
        assert_eq!(judged(&events), (vec![1], vec![2]));
    }

    #[test]
    fn a_spot_taken_before_a_drop_out_forgives_only_those_before_it() {
        let events = [joined(1, 1, 1), joined(2, 2, 1), dropped_late(3, 1, 1), joined(4, 3, 1), dropped_late(5, 2, 1)];
        assert_eq!(judged(&events), (vec![1], vec![2]));
    }

    #[test]
    fn a_party_is_forgiven_whole_or_not_at_all() {
        let party = [joined(1, 1, 3), joined(2, 2, 1), dropped_late(3, 1, 3), dropped_late(4, 2, 1)];
        let two_came = [joined(5, 3, 1), joined(6, 4, 1)];
        assert_eq!(judged(&[&party[..], &two_came].concat()), (vec![2], vec![1]));
        let four_came = [joined(5, 3, 2), joined(6, 4, 2)];
        assert_eq!(judged(&[&party[..], &four_came].concat()), (vec![1, 2], vec![]));
    }

    #[test]
    fn a_guest_brought_along_takes_a_spot_and_waiting_takes_none() {
        let more = event(4, 2, EventKind::GuestsChanged, Status::Confirmed, 2);
        let events = [joined(1, 1, 1), joined(2, 2, 1), dropped_late(3, 1, 1)];
        assert_eq!(judged(&[&events[..], &[more]].concat()), (vec![1], vec![]));
        let waits = event(4, 3, EventKind::Waitlisted, Status::Waitlisted, 1);
        assert_eq!(judged(&[&events[..], &[waits]].concat()), (vec![], vec![1]));
    }

    #[test]
    fn a_spot_taken_and_given_back_forgives_nobody() {
        let taken = [joined(1, 1, 1), dropped_late(2, 1, 1), joined(3, 2, 1)];
        let in_time = event(4, 2, EventKind::DroppedOut, Status::Withdrawn, 1);
        let removed = event(4, 2, EventKind::Removed, Status::Withdrawn, 1);
        for gone in [in_time, removed] {
            assert_eq!(judged(&[&taken[..], &[gone]].concat()), (vec![], vec![1]));
        }
        assert_eq!(judged(&[&taken[..], &[dropped_late(4, 2, 1)]].concat()), (vec![], vec![1, 2]));
    }

    #[test]
    fn a_spot_given_back_and_taken_again_forgives_the_earliest() {
        let events = [joined(1, 1, 1), dropped_late(2, 1, 1), joined(3, 2, 1), dropped_late(4, 2, 1), joined(5, 3, 1)];
        assert_eq!(judged(&events), (vec![1], vec![2]));
    }

    #[test]
    fn a_party_that_shrinks_gives_back_what_it_took_last() {
        let shrunk = |at| event(at, 2, EventKind::GuestsChanged, Status::Confirmed, 1);
        let grown_since = [
            joined(1, 1, 1),
            joined(2, 2, 1),
            dropped_late(3, 1, 1),
            event(4, 2, EventKind::GuestsChanged, Status::Confirmed, 2),
        ];
        assert_eq!(judged(&grown_since), (vec![1], vec![]));
        assert_eq!(judged(&[&grown_since[..], &[shrunk(5)]].concat()), (vec![], vec![1]));
        let came_since = [joined(1, 1, 1), dropped_late(2, 1, 1), joined(3, 2, 2), shrunk(4)];
        assert_eq!(judged(&came_since), (vec![1], vec![]));
    }

    #[test]
    fn what_happens_after_the_start_forgives_nobody() {
        let events = [joined(1, 1, 1), dropped_late(3, 1, 1), joined(START, 2, 1)];
        assert_eq!(judged(&events), (vec![], vec![1]));
    }

    #[test]
    fn leaving_in_time_is_not_late() {
        let left = event(3, 1, EventKind::DroppedOut, Status::Withdrawn, 1);
        assert_eq!(judged(&[joined(1, 1, 1), left]), (vec![], vec![]));
    }
}
