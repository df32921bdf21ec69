//! What a game's timeline must show beside the calls: order, promotions, opening and closing.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use super::calls::Storm;
use super::compare::Kept;
use super::promise::Promise;
use super::record::{Outcome, What};
use crate::types::{EventKind, PlayerId, RegistrationId, Status};

/// Who came, with the attempt and the place of each time.
pub struct History {
    /// Player, attempt and place, in the order of the timeline.
    entered: Vec<(PlayerId, i64, i64)>,
}

impl History {
    /// The newcomers of a game.
    pub fn new(kept: &Kept) -> Self {
        let mut attempts = HashMap::<PlayerId, i64>::new();
        let mut by_registration = HashMap::<RegistrationId, (PlayerId, i64)>::new();
        for registration in &kept.registrations {
            let attempt = attempts.entry(registration.player_id).or_default();
            by_registration.insert(registration.id, (registration.player_id, *attempt));
            *attempt += 1;
        }
        let came = kept.events.iter().filter(|event| is_newcomer(event.kind));
        let entered = came.filter_map(|event| {
            let (player, attempt) = *by_registration.get(&event.registration_id?)?;
            Some((player, attempt, event.place?))
        });
        Self { entered: entered.collect() }
    }
}

fn is_newcomer(kind: EventKind) -> bool {
    matches!(kind, EventKind::Joined | EventKind::Waitlisted)
}

/// Everything that the timeline tells.
pub fn check(storm: &Storm, kept: &Kept, history: &History) {
    order_of_commits(storm, kept, history);
    order_of_answers(storm, kept, history);
    promotions(storm, kept);
    passed_over(storm, kept);
    open_hours(storm, kept);
}

/// Later newcomers have greater places.
fn order_of_commits(storm: &Storm, kept: &Kept, history: &History) {
    for pair in history.entered.windows(2) {
        storm.looked(Promise::T6);
        if let [(_, _, before), (player, _, place)] = pair
            && before >= place
        {
            let says = format!("place {place} was given after place {before}");
            storm.broken(Promise::T6, &says, kept.game, Some(*player));
        }
    }
}

/// Whoever was answered before somebody else asked is ahead of them.
fn order_of_answers(storm: &Storm, kept: &Kept, history: &History) {
    let spans = spans(storm, kept);
    let mut placed: Vec<_> = history
        .entered
        .iter()
        .filter_map(|(player, attempt, place)| Some((*place, *player, *spans.get(&(*player, *attempt))?)))
        .collect();
    placed.sort_by_key(|(place, ..)| *place);
    let mut latest: Option<(Duration, PlayerId)> = None;
    for (place, player, (started, answered)) in placed {
        if let (Some((began, ahead)), Some(answered)) = (latest, answered)
            && answered < began
        {
            let says = format!("player {ahead} is before place {place} of player {player}, who was answered earlier");
            storm.broken(Promise::T6, &says, kept.game, Some(player));
        }
        if latest.is_none_or(|(began, _)| started > began) {
            latest = Some((started, player));
        }
    }
}

/// For each player and attempt: when they first asked, and when they were first answered.
fn spans(storm: &Storm, kept: &Kept) -> HashMap<(PlayerId, i64), (Duration, Option<Duration>)> {
    let mut spans = HashMap::<(PlayerId, i64), (Duration, Option<Duration>)>::new();
    for call in storm.record.borrow().calls.iter().filter(|call| call.game == Some(kept.game)) {
        let What::Join { attempt, .. } = &call.what else { continue };
        let (started, answered) = spans.entry((call.player, *attempt)).or_insert((call.started, None));
        *started = call.started.min(*started);
        if call.outcome == Outcome::Done {
            *answered = Some(answered.map_or(call.answered, |earlier| earlier.min(call.answered)));
        }
    }
    spans
}

fn promotions(storm: &Storm, kept: &Kept) {
    let mut moved = HashMap::<RegistrationId, u32>::new();
    for event in kept.events.iter().filter(|event| event.kind == EventKind::MovedIn) {
        storm.looked(Promise::T7);
        let Some(id) = event.registration_id else { continue };
        let times = moved.entry(id).or_default();
        *times += 1;
        if *times > 1 {
            storm.broken(Promise::T7, &format!("registration {id} was moved in twice"), kept.game, kept.player(id));
        }
    }
}

/// Nobody is moved in past somebody who stood before them, and fitted.
fn passed_over(storm: &Storm, kept: &Kept) {
    let mut roster = BTreeMap::<RegistrationId, (Status, i32, i64)>::new();
    let mut capacity = kept.capacity;
    for event in &kept.events {
        if event.kind == EventKind::CapacityChanged {
            capacity = event.after.split(' ').next().and_then(|seats| seats.parse().ok()).unwrap_or(capacity);
        }
        let (Some(id), Some(status), Some(party), Some(place)) =
            (event.registration_id, event.status, event.party_size, event.place)
        else {
            continue;
        };
        if event.kind == EventKind::MovedIn {
            storm.looked(Promise::T6);
            let taken: i32 = roster.values().filter(|(status, ..)| status.holds_seats()).map(|(_, size, _)| size).sum();
            let ahead = roster.iter().filter(|(id, _)| !kept.is_barred(**id)).map(|(_, seat)| seat).find(
                |(status, size, earlier)| {
                    *status == Status::Waitlisted && *earlier < place && *size <= capacity - taken
                },
            );
            if let Some((_, size, earlier)) = ahead {
                let says = format!("place {place} was moved in before place {earlier}, a party of {size} that fits");
                storm.broken(Promise::T6, &says, kept.game, kept.player(id));
            }
        }
        roster.insert(id, (status, party.get(), place));
    }
}

/// Nobody came before opening, after closing, or once the game was called off.
fn open_hours(storm: &Storm, kept: &Kept) {
    let mut is_off = false;
    for event in &kept.events {
        is_off |= event.kind == EventKind::Cancelled;
        if !is_newcomer(event.kind) {
            continue;
        }
        storm.looked(Promise::T13);
        let is_early = kept.opens_at.is_some_and(|opens| event.at < opens);
        if is_off || is_early || event.at >= kept.closes_at {
            let says = format!("event {} came in at {}, when sign-up was not open", event.id, event.at.rfc3339());
            let player = event.registration_id.and_then(|id| kept.player(id));
            storm.broken(Promise::T13, &says, kept.game, player);
        }
    }
}
