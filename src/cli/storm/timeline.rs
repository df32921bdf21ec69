//! What a game's timeline must show beside the calls: order, promotions, opening and closing.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use super::calls::Storm;
use super::compare::Kept;
use super::promise::Promise;
use super::record::{Outcome, What};
use crate::store::timeline::Event;
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

/// Nobody is moved in twice, and no place is offered a seat twice.
fn promotions(storm: &Storm, kept: &Kept) {
    let mut promoted = HashSet::<(RegistrationId, Option<i64>)>::new();
    for event in &kept.events {
        let (says, place) = match event.kind {
            EventKind::MovedIn => ("moved in", None),
            EventKind::Offered => ("offered a seat at one place", event.place),
            _ => continue,
        };
        storm.looked(Promise::T7);
        let Some(id) = event.registration_id else { continue };
        if !promoted.insert((id, place)) {
            storm.broken(Promise::T7, &format!("registration {id} was {says} twice"), kept.game, kept.player(id));
        }
    }
}

/// A game's roster as the timeline goes on.
struct Replay {
    roster: BTreeMap<RegistrationId, (Status, i32, i64)>,
    /// Who is passed over, having let an offer go.
    resting: HashSet<RegistrationId>,
    capacity: i32,
}

impl Replay {
    /// Somebody who stood before `place` and should have got what the party of `size` there gets by `kind`: size and place.
    fn passed_over(&self, kept: &Kept, kind: EventKind, size: i32, place: i64) -> Option<(i32, i64)> {
        let taken: i32 =
            self.roster.values().filter(|(status, ..)| status.holds_seats()).map(|(_, size, _)| size).sum();
        // Beside seats that are held, others may be on offer to everybody: what the party got is the least there was.
        let (seats, is_held) = if kind == EventKind::Offered { (size, true) } else { (self.capacity - taken, false) };
        let could = |id: &RegistrationId| {
            !kept.is_barred(*id) && !self.resting.contains(id) && (!is_held || kept.can_be_mailed(*id))
        };
        let waits = self
            .roster
            .iter()
            .filter(|(id, _)| could(id))
            .map(|(_, seat)| seat)
            .find(|(status, size, earlier)| *status == Status::Waitlisted && *earlier < place && *size <= seats);
        waits.map(|(_, size, earlier)| (*size, *earlier))
    }

    fn note(&mut self, event: &Event) {
        if event.kind == EventKind::CapacityChanged {
            self.capacity = event.after.split(' ').next().and_then(|seats| seats.parse().ok()).unwrap_or(self.capacity);
        }
        let (Some(id), Some(status), Some(party), Some(place)) =
            (event.registration_id, event.status, event.party_size, event.place)
        else {
            return;
        };
        match event.kind {
            EventKind::OfferEnded | EventKind::OfferDeclined => self.resting.insert(id),
            EventKind::WantsIn => self.resting.remove(&id),
            _ => false,
        };
        self.roster.insert(id, (status, party.get(), place));
    }
}

/// Nobody is moved in, or offered a seat, past somebody who stood before them, and fitted.
fn passed_over(storm: &Storm, kept: &Kept) {
    let mut replay = Replay { roster: BTreeMap::new(), resting: HashSet::new(), capacity: kept.capacity };
    for event in &kept.events {
        if let (EventKind::MovedIn | EventKind::Offered, Some(party), Some(place)) =
            (event.kind, event.party_size, event.place)
        {
            storm.looked(Promise::T6);
            if let Some((size, earlier)) = replay.passed_over(kept, event.kind, party.get(), place) {
                let player = event.registration_id.and_then(|id| kept.player(id));
                let says =
                    format!("{} at place {place} before place {earlier}, a party of {size} that fits", event.kind);
                storm.broken(Promise::T6, &says, kept.game, player);
            }
        }
        replay.note(event);
    }
}

/// Nobody came before opening, after closing, or once the game was called off.
fn open_hours(storm: &Storm, kept: &Kept) {
    let mut is_off = false;
    for event in &kept.events {
        is_off |= event.kind == EventKind::Cancelled;
        if !is_newcomer(event.kind) && event.kind != EventKind::JoinedIf {
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
