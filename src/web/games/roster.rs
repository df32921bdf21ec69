//! The team sheet as a page shows it: who is in, which places are free, and who waits.

use std::collections::BTreeMap;

use crate::domain::team_sheet::TeamSheet;
use crate::store::games::Game;
use crate::store::registrations::Entry;
use crate::types::numbers::plural;
use crate::types::{PlayerId, Status, Timestamp};
use crate::web::words::moment;

/// Free places that get a line of their own; the rest is one number.
const FREE_LINES: i32 = 6;

/// A numbered line of the sheet.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    /// Whose seat it is, as its look: `me`, `guest`, `held`, `free`, `more`.
    pub class: &'static str,
    /// The public name.
    pub name: String,
    /// Why they are here; may be empty.
    pub role: String,
}

impl Line {
    fn new(class: &'static str, name: impl Into<String>, role: impl Into<String>) -> Self {
        Self { class, name: name.into(), role: role.into() }
    }
}

/// The lines of the sheet: players in their order, guests under their host, then, while it is still to
/// be played, the free places.
pub fn lines(sheet: &TeamSheet, me: Option<PlayerId>, now: Timestamp) -> Vec<Line> {
    let mut lines: Vec<Line> = sheet.seated().flat_map(|entry| party(entry, &sheet.game, me, now)).collect();
    let on_offer = if sheet.game.fills(now) { sheet.game.open_seats.count() } else { 0 };
    lines.extend((0..on_offer.min(FREE_LINES)).map(|_| Line::new("free", "on offer", "the first tap wins")));
    let free = if sheet.game.is_ahead(now) { sheet.game.free_seats() } else { 0 };
    let shown = if free <= FREE_LINES + 1 { free } else { FREE_LINES };
    lines.extend((0..shown).map(|_| Line::new("free", "free", "")));
    if free > shown {
        lines.push(Line::new("more", format!("{} more free", free - shown), ""));
    }
    lines
}

fn party(entry: &Entry, game: &Game, me: Option<PlayerId>, now: Timestamp) -> Vec<Line> {
    let player = entry.registration.player_id;
    let (is_me, runs_it) = (me == Some(player), game.organizer_id == player);
    let class = match (is_me, entry.registration.status) {
        (true, _) => "me",
        (false, Status::Offered) => "held",
        (false, _) => "",
    };
    let role = match (is_me, runs_it) {
        (true, true) => "you, organizer",
        (true, false) => "you",
        (false, true) => "organizer",
        (false, false) => "",
    };
    let held = held(entry, game, now);
    let role = [Some(role.to_owned()).filter(|role| !role.is_empty()), held.clone()].into_iter().flatten();
    let role = role.collect::<Vec<_>>().join(", ");
    let host = entry.name.public();
    let guest = |name: String| match (is_me, &held) {
        (true, None) => Line::new("me guest", name, "your guest"),
        (true, Some(_)) => Line::new("me guest", name, "your guest, held too"),
        (false, None) => Line::new("guest", name, format!("guest of {host}")),
        (false, Some(_)) => Line::new("held guest", name, format!("guest of {host}, held too")),
    };
    let guests = entry.guests.iter().map(|name| guest(name.public()));
    std::iter::once(Line::new(class, &host, role)).chain(guests).collect()
}

/// "held until Sat 13:25", where the party's seats are not theirs yet.
pub fn held(entry: &Entry, game: &Game, now: Timestamp) -> Option<String> {
    (entry.registration.status == Status::Offered)
        .then(|| format!("held until {}", moment(game.held_until(&entry.registration), &game.time_zone, now)))
}

/// What stands behind the number of those who are in: "of 10, 1 held, 8 at least".
pub fn behind_count(sheet: &TeamSheet, now: Timestamp) -> String {
    let (held, minimum) = (sheet.game.offered, sheet.game.minimum.get());
    let held = (held > 0).then(|| format!("{held} held"));
    let minimum = (minimum > 0 && sheet.game.is_ahead(now)).then(|| format!("{minimum} at least"));
    let parts = [Some(format!("of {}", sheet.game.capacity)), held, minimum];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A line of the waitlist.
#[derive(Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Whether it is the one who looks.
    pub is_me: bool,
    /// The public name.
    pub name: String,
    /// "with 1 guest: Sara"; empty for somebody alone.
    pub party: String,
}

/// The waitlist as it is at `now`, first in line first.
pub fn queue(sheet: &TeamSheet, me: Option<PlayerId>, now: Timestamp) -> Vec<Waiting> {
    sheet.waiting().map(|entry| waiting(entry, me, now)).collect()
}

/// Those who come only if enough do, while that is open.
pub fn wishes(sheet: &TeamSheet, me: Option<PlayerId>, now: Timestamp) -> Vec<Waiting> {
    let open = sheet.conditional().filter(|_| sheet.game.fills(now));
    open.map(|entry| {
        let number = entry.registration.only_if.map_or_else(String::new, |number| format!("if we get {number}"));
        let waiting = waiting(entry, me, now);
        let parts = [number, waiting.party];
        let party = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        Waiting { party, ..waiting }
    })
    .collect()
}

/// "2 more would come if we get 8", the smallest number first.
pub fn wishes_in_words(sheet: &TeamSheet, now: Timestamp) -> Vec<String> {
    let mut by_number = BTreeMap::<i32, i32>::new();
    for entry in sheet.conditional().filter(|_| sheet.game.fills(now)) {
        let number = entry.registration.only_if.map(|number| number.get()).unwrap_or_default();
        *by_number.entry(number).or_default() += entry.registration.party_size.get();
    }
    by_number.into_iter().map(|(number, seats)| format!("{seats} more would come if we get {number}.")).collect()
}

fn waiting(entry: &Entry, me: Option<PlayerId>, now: Timestamp) -> Waiting {
    let is_me = me == Some(entry.registration.player_id);
    let name = entry.name.public();
    let guests: Vec<String> = entry.guests.iter().map(|guest| guest.public()).collect();
    let guests = match entry.registration.party_size.guests() {
        0 => None,
        count => Some(format!("with {}: {}", plural(count, "guest"), guests.join(", "))),
    };
    let passed = entry.registration.is_passed_over(now).then(|| "passed over".to_owned());
    let party = [guests, passed].into_iter().flatten().collect::<Vec<_>>().join(", ");
    Waiting { is_me, name: if is_me { format!("{name} (you)") } else { name }, party }
}
