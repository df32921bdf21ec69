//! The lines of the roster in words.

use crate::{
    domain::sheet::{Departure, Line, Sheet},
    store::games::Game,
    types::{Attendance, GuestName, PlayerId, RegistrationId, Status, Timestamp, numbers::plural},
    web::words,
};

/// One registration as the page shows it.
#[derive(Debug)]
pub struct Row {
    /// The registration.
    pub id: RegistrationId,
    /// The player's full name.
    pub name: String,
    /// Everything else about it, in a few words each.
    pub details: String,
    /// Whom the player brings.
    pub guests: String,
    /// What the player wants the organizer to know.
    pub note: String,
    /// Whether the player may not play any more.
    pub is_blocked: bool,
    /// Whether the player can be blocked: who runs the game can't.
    pub can_be_blocked: bool,
    /// Its place in the line's counter: a form made for another place moves nobody.
    pub place: i64,
    /// Came.
    pub is_present: bool,
    /// Did not come.
    pub is_no_show: bool,
}

impl Row {
    /// `line` of `sheet`; whether an address is confirmed is said where one can be.
    pub fn of(line: &Line, sheet: &Sheet, mails_links: bool) -> Self {
        let registration = &line.entry.registration;
        Self {
            id: registration.id,
            name: line.entry.name.to_string(),
            details: details(line, sheet, mails_links),
            guests: company(&line.entry.guests),
            note: registration.note.to_string(),
            is_blocked: !line.entry.may_play,
            can_be_blocked: !runs(registration.player_id, sheet),
            place: registration.place,
            is_present: registration.attendance == Some(Attendance::Present),
            is_no_show: registration.attendance == Some(Attendance::NoShow),
        }
    }
}

fn runs(player: PlayerId, sheet: &Sheet) -> bool {
    sheet.organizer.0 == player || sheet.helpers.iter().any(|(helper, _)| *helper == player)
}

fn details(line: &Line, sheet: &Sheet, mails_links: bool) -> String {
    let registration = &line.entry.registration;
    let mut said = Vec::new();
    if let Some(number) = registration.only_if.filter(|_| registration.status == Status::Conditional) {
        said.push(format!("if we get {number}"));
    }
    if registration.player_id == sheet.organizer.0 {
        said.push("organizer".to_owned());
    }
    if !line.entry.guests.is_empty() {
        said.push(company(&line.entry.guests));
    }
    if !registration.status.holds_seats() && registration.party_size.guests() > 0 {
        said.push(format!("needs {}", plural(registration.party_size.get(), "spot")));
    }
    let wall = |at| sheet.game.time_zone.wall(at).short();
    if registration.status == Status::Offered {
        said.push(format!("held until {}", wall(sheet.game.held_until(registration))));
    }
    if registration.rests {
        said.push("passed over: an offer ended or was declined".to_owned());
    }
    if let Some(by) = registration.hear_by.filter(|_| registration.status == Status::Waitlisted) {
        said.push(format!("only if told by {}", wall(by)));
    }
    if let Some(email) = &line.email {
        said.push(email.to_string());
        if mails_links && !line.is_confirmed {
            said.push("address not confirmed".to_owned());
        }
    }
    if line.email.is_none() && line.added_by.is_none() {
        said.push("a name alone".to_owned());
    }
    if let Some(organizer) = &line.added_by {
        said.push(format!("added by {organizer}"));
    }
    said.join(" · ")
}

/// "with Jo and Kim", or nothing for somebody alone.
fn company(guests: &[GuestName]) -> String {
    if guests.is_empty() { String::new() } else { format!("with {}", listed(guests)) }
}

/// "Jo, Sam and Kim".
fn listed(guests: &[GuestName]) -> String {
    match guests.split_last() {
        Some((last, [])) => last.to_string(),
        Some((last, others)) => {
            let others: Vec<_> = others.iter().map(GuestName::as_str).collect();
            format!("{} and {last}", others.join(", "))
        }
        None => String::new(),
    }
}

/// Somebody who left after the deadline.
#[derive(Debug)]
pub struct LateRow {
    /// Their full name, and how many seats they left.
    pub name: String,
    /// When.
    pub when: String,
    /// Whether it counts.
    pub verdict: &'static str,
}

impl LateRow {
    /// `left` as it stands at `now`.
    pub fn of(left: &Departure, game: &Game, now: Timestamp) -> Self {
        let verdict = match (left.drop_out.is_forgiven, game.has_started(now)) {
            (true, true) => "forgiven: the spot was taken",
            (true, false) => "does not count while somebody else has the spot",
            (false, true) => "counts as late",
            (false, false) => "counts as late unless the spot is taken",
        };
        let party = match left.drop_out.seats {
            1 => String::new(),
            seats => format!(" ({})", plural(seats, "spot")),
        };
        let when = left.at.map(|at| words::moment_with_date(at, &game.time_zone, now)).unwrap_or_default();
        Self { name: format!("{}{party}", left.name), when, verdict }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guests_are_listed_as_one_says_them() {
        let guests = |names: &[&str]| names.iter().map(|name| GuestName::parse(name).unwrap()).collect::<Vec<_>>();
        assert_eq!(listed(&guests(&["Jo"])), "Jo");
        assert_eq!(listed(&guests(&["Jo", "Sam"])), "Jo and Sam");
        assert_eq!(listed(&guests(&["Jo", "Sam", "Kim"])), "Jo, Sam and Kim");
    }
}
