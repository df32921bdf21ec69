//! A game's history in words. Names are looked up when it is shown; the timeline holds none.

use crate::domain::team_sheet::TeamSheet;
use crate::store::timeline::Event;
use crate::types::numbers::plural;
use crate::types::{EventKind, PartySize, Status, Timestamp};
use crate::web::words::moment_with_date;

/// One thing that happened.
#[derive(Debug, PartialEq, Eq)]
pub struct Happening {
    /// `on`: somebody came in; `off`: somebody left, or the game is off.
    pub class: &'static str,
    /// For machines.
    pub datetime: String,
    /// When, on the game's clocks.
    pub at: String,
    /// What, and who.
    pub text: String,
    /// The organizer's words; may be empty.
    pub note: String,
}

/// The history that `sheet` carries, latest first.
pub fn story(sheet: &TeamSheet, now: Timestamp) -> Vec<Happening> {
    let told = sheet.events.iter().filter(|(event, _)| event.kind != EventKind::MovedDown);
    told.map(|(event, name)| {
        let whom = name.as_ref().map_or_else(|| "Somebody".to_owned(), |name| name.public());
        let actor = event.actor_id.and_then(|actor| sheet.actors.get(&actor)).map(|name| name.public());
        Happening {
            class: class(event.kind),
            datetime: event.at.rfc3339(),
            at: moment_with_date(event.at, &sheet.game.time_zone, now),
            text: sentence(event, &whom, actor.as_deref().unwrap_or("The organizer")),
            note: event.note.clone(),
        }
    })
    .collect()
}

fn class(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Joined | EventKind::MovedIn | EventKind::OfferTaken | EventKind::CameTrue | EventKind::Added => "on",
        EventKind::DroppedOut | EventKind::DroppedOutLate | EventKind::Removed | EventKind::Cancelled => "off",
        EventKind::Published
        | EventKind::Waitlisted
        | EventKind::Offered
        | EventKind::OfferEnded
        | EventKind::OfferDeclined
        | EventKind::WantsIn
        | EventKind::Opened
        | EventKind::JoinedIf
        | EventKind::TookBack
        | EventKind::NotEnough
        | EventKind::GuestsChanged
        | EventKind::LeftLine
        | EventKind::Doubled
        | EventKind::MovedUp
        | EventKind::MovedDown
        | EventKind::TimeChanged
        | EventKind::PlaceChanged
        | EventKind::PriceChanged
        | EventKind::CapacityChanged
        | EventKind::MessageSent => "",
    }
}

fn sentence(event: &Event, whom: &str, actor: &str) -> String {
    let party = party(event.party_size);
    let waits = event.status == Some(Status::Waitlisted);
    let (before, after) = (&event.before, &event.after);
    match event.kind {
        EventKind::Published => format!("{actor} published the game"),
        EventKind::Joined => format!("{whom} joined{party}"),
        EventKind::Waitlisted => format!("{whom} joined the waitlist{party}"),
        EventKind::MovedIn => format!("{whom} moved in from the waitlist{party}"),
        EventKind::Offered => format!("A spot is held for {whom}{party}"),
        EventKind::OfferTaken => format!("{whom} took the offer{party}"),
        EventKind::OfferEnded => format!("The offer to {whom} ended"),
        EventKind::OfferDeclined => format!("{whom} passed on the offer"),
        EventKind::WantsIn => format!("{whom} still wants in, and goes last"),
        EventKind::Opened => format!("{after} on offer to everybody waiting: the first tap wins"),
        EventKind::GuestsChanged if party.is_empty() => format!("{whom} now comes alone"),
        EventKind::GuestsChanged if waits => format!("{whom} now waits{party}"),
        EventKind::GuestsChanged => format!("{whom} now comes{party}"),
        EventKind::DroppedOut => format!("{whom} dropped out"),
        EventKind::DroppedOutLate => format!("{whom} dropped out late"),
        EventKind::LeftLine => format!("{whom} left the waitlist"),
        EventKind::JoinedIf => format!("{whom} comes{party} if enough do"),
        EventKind::CameTrue if waits => format!("Enough are in, and {whom} waits for room"),
        EventKind::CameTrue => format!("Enough are in, and so is {whom}{}", party),
        EventKind::TookBack => format!("{whom} no longer comes if enough do"),
        EventKind::NotEnough => format!("Too few were in for {whom}"),
        EventKind::Added if waits => format!("{actor} put {whom} on the waitlist{party}"),
        EventKind::Added => format!("{actor} added {whom}{party}"),
        EventKind::Removed => format!("{actor} took {whom} off the list"),
        EventKind::Doubled => format!("{whom} was on the list twice: one entry is released"),
        EventKind::MovedUp if !waits => format!("{actor} let {whom} in{party}"),
        EventKind::MovedUp => format!("{actor} moved {whom} up in the line"),
        EventKind::MovedDown => format!("{whom} stands further back in the line"),
        EventKind::TimeChanged if event.actor_id.is_none() => {
            format!("A change in the law about clocks moved the game from {before} to {after}")
        }
        EventKind::TimeChanged => format!("{actor} moved the game from {before} to {after}"),
        EventKind::PlaceChanged => format!("{actor} moved the game from {before} to {after}"),
        EventKind::PriceChanged => format!("{actor} changed the price from {before} to {after}"),
        EventKind::CapacityChanged => format!("{actor} changed the game from {before} to {after}"),
        EventKind::Cancelled if event.actor_id.is_none() => "The game was called off by itself".to_owned(),
        EventKind::MessageSent => format!("{actor} sent a message to {after}"),
        EventKind::Cancelled => format!("{actor} cancelled the game"),
    }
}

fn party(size: Option<PartySize>) -> String {
    match size.map_or(0, PartySize::guests) {
        0 => String::new(),
        guests => format!(" with {}", plural(guests, "guest")),
    }
}
