//! What happened to a game, told to those who run it, with full names.

use crate::{
    domain::sheet::{Happening, Sheet},
    types::{EventKind, PartySize, Status, Timestamp, numbers::plural},
    web::words,
};

/// One line of the story.
#[derive(Debug)]
pub struct Told {
    /// The instant for programs.
    pub at: String,
    /// The instant for people.
    pub when: String,
    /// What happened.
    pub text: String,
    /// The organizer's words.
    pub note: String,
    /// The class of its look.
    pub class: &'static str,
}

/// The story of `sheet`, latest first.
pub fn told(sheet: &Sheet, now: Timestamp) -> Vec<Told> {
    // Whoever was passed is not news: the one who moved up is.
    let news = sheet.story.iter().filter(|happening| happening.event.kind != EventKind::MovedDown);
    news.map(|happening| Told {
        at: happening.event.at.rfc3339(),
        when: words::moment_with_date(happening.event.at, &sheet.game.time_zone, now),
        text: sentence(happening),
        note: happening.event.note.clone(),
        class: class(happening.event.kind),
    })
    .collect()
}

fn sentence(happening: &Happening) -> String {
    let event = &happening.event;
    let who = happening.who.as_ref().map_or("Somebody", |name| name.as_str());
    let actor = happening.actor.as_ref().map(|name| name.as_str());
    let by = actor.unwrap_or("An organizer");
    let (before, after) = (&event.before, &event.after);
    match event.kind {
        EventKind::Published => "Published".to_owned(),
        EventKind::Joined => format!("{who} joined{}", company(event.party_size)),
        EventKind::Waitlisted => format!("{who} joined the waitlist{}", company(event.party_size)),
        EventKind::MovedIn => match actor {
            Some(actor) => format!("{actor} let {who} in from the waitlist"),
            None => format!("{who} moved in from the waitlist"),
        },
        EventKind::Offered => format!("A spot is held for {who}{}", company(event.party_size)),
        EventKind::OfferTaken => format!("{who} took the offer{}", company(event.party_size)),
        EventKind::OfferEnded => format!("The offer to {who} ended"),
        EventKind::OfferDeclined => format!("{who} passed on the offer"),
        EventKind::WantsIn => format!("{who} still wants in, and goes last"),
        EventKind::Opened => format!("{after} on offer to everybody waiting"),
        EventKind::GuestsChanged => match event.party_size {
            Some(party) if party.guests() > 0 => format!("{who} now comes with {}", plural(party.guests(), "guest")),
            Some(_) | None => format!("{who} now comes alone"),
        },
        EventKind::DroppedOut => format!("{who} dropped out"),
        EventKind::DroppedOutLate => format!("{who} dropped out late"),
        EventKind::LeftLine => format!("{who} left the waitlist"),
        EventKind::JoinedIf => format!("{who} comes if enough do{}", company(event.party_size)),
        EventKind::CameTrue if event.status == Some(Status::Waitlisted) => {
            format!("Enough are in, and {who} waits for room")
        }
        EventKind::CameTrue => format!("Enough are in, and so is {who}{}", company(event.party_size)),
        EventKind::TookBack => format!("{who} no longer comes if enough do"),
        EventKind::NotEnough => format!("Too few were in for {who}"),
        EventKind::Added if event.status == Some(Status::Waitlisted) => format!("{by} put {who} on the waitlist"),
        EventKind::Added => format!("{by} added {who}{}", company(event.party_size)),
        EventKind::Removed => format!("{by} took {who} off the list"),
        EventKind::Doubled => format!("{who} was on the list twice: one entry is released"),
        EventKind::MovedUp => format!("{by} moved {who} up in the line"),
        EventKind::MovedDown => format!("{who} was passed in the line"),
        EventKind::TimeChanged => format!("Time changed from {before} to {after}"),
        EventKind::PlaceChanged => format!("Place changed from {before} to {after}"),
        EventKind::PriceChanged => format!("Price changed from {before} to {after}"),
        EventKind::CapacityChanged => format!("Spots changed from {before} to {after}"),
        EventKind::Cancelled if actor.is_none() => format!("Called off by itself: {after}"),
        EventKind::MessageSent => format!("{by} sent a message to {after}"),
        EventKind::Cancelled if after.is_empty() => format!("{by} cancelled the game"),
        EventKind::Cancelled => format!("{by} cancelled the game: {after}"),
    }
}

fn company(party: Option<PartySize>) -> String {
    party.map(words::with_guests).unwrap_or_default()
}

/// The shapes that say "you can play", "waiting" and "off" everywhere else.
fn class(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Published
        | EventKind::Joined
        | EventKind::MovedIn
        | EventKind::OfferTaken
        | EventKind::CameTrue
        | EventKind::Added => "on",
        EventKind::Waitlisted
        | EventKind::MovedUp
        | EventKind::MovedDown
        | EventKind::Offered
        | EventKind::OfferEnded
        | EventKind::OfferDeclined
        | EventKind::WantsIn
        | EventKind::Opened => "full",
        EventKind::DroppedOut | EventKind::DroppedOutLate | EventKind::LeftLine | EventKind::Removed => "off",
        EventKind::Cancelled | EventKind::TookBack | EventKind::NotEnough => "off",
        EventKind::TimeChanged | EventKind::PlaceChanged | EventKind::PriceChanged => "need",
        EventKind::GuestsChanged
        | EventKind::CapacityChanged
        | EventKind::MessageSent
        | EventKind::JoinedIf
        | EventKind::Doubled => "",
    }
}
