//! The sentences that several pages share: what state a game is in, and where somebody stands in it.

use crate::domain::games::SignUp;
use crate::store::games::Game;
use crate::store::registrations::Registration;
use crate::types::numbers::{ordinal, plural};
use crate::types::{Attendance, GameStatus, PartySize, Status, Timestamp, Zone, time};

/// A short text with the class that gives it its shape and colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What it says.
    pub text: String,
    /// The class of its look; may be empty.
    pub class: &'static str,
}

impl Words {
    fn new(text: impl Into<String>, class: &'static str) -> Self {
        Self { text: text.into(), class }
    }
}

/// The state of `game`: "Game on, 2 spots left".
pub fn state(game: &Game, now: Timestamp) -> Words {
    match game.sign_up(now) {
        SignUp::Draft => Words::new("Draft", ""),
        SignUp::Cancelled => Words::new("Cancelled", "off"),
        SignUp::Over => Words::new("Over", "shut"),
        SignUp::Started => Words::new("Started", "shut"),
        SignUp::Closed => Words::new("Sign-up closed", "shut"),
        SignUp::Opens(at) => Words::new(format!("Opens {}", moment(at, &game.time_zone, now)), ""),
        SignUp::OnOffer { for_newcomers: 1.., seats, .. } => {
            Words::new(format!("{}, first tap wins", plural(seats, "spot")), "on")
        }
        SignUp::OnOffer { seats, waiting, .. } => {
            Words::new(format!("{} on offer, {waiting} waiting", plural(seats, "spot")), "full")
        }
        SignUp::Full { held, waiting } => {
            // A spot that is held is not free, and nobody has it yet.
            let first = if held > 0 { format!("{} held", plural(held, "spot")) } else { "Full".to_owned() };
            Words::new(if waiting > 0 { format!("{first}, {waiting} waiting") } else { first }, "full")
        }
        SignUp::Needs { more, .. } => Words::new(format!("Needs {more} more"), "need"),
        SignUp::On { left } => Words::new(format!("Game on, {} left", plural(left, "spot")), "on"),
    }
}

/// Where the player of `mine` stands in `game`; `place` is the number in line of somebody waiting.
pub fn standing(mine: &Registration, place: Option<i64>, game: &Game, now: Timestamp) -> Words {
    let is_over = now >= game.ends_at;
    let is_off = game.status == GameStatus::Cancelled;
    match (mine.status, mine.attendance) {
        (Status::Confirmed, _) if is_off => Words::new("You were in", "gone"),
        (Status::Waitlisted | Status::Offered, _) if is_off => Words::new("You were waiting", "gone"),
        (Status::Confirmed, Some(Attendance::NoShow)) => Words::new("You didn't come", "gone"),
        (Status::Confirmed, Some(Attendance::Present)) => Words::new("You played", ""),
        (Status::Confirmed, None) if is_over => Words::new("You played", ""),
        (Status::Confirmed, None) => Words::new(format!("You're in{}", with_guests(mine.party_size)), ""),
        (Status::Waitlisted | Status::Offered, _) if now >= game.starts_at => Words::new("No spot came free", "gone"),
        (Status::Offered, _) => Words::new(held(mine, game, now), "wait"),
        (Status::Waitlisted, _) if mine.rests => {
            Words::new(format!("{}, passed over", in_line(place, mine.party_size)), "gone")
        }
        (Status::Waitlisted, _) => Words::new(in_line(place, mine.party_size), "wait"),
        // Called off, for whatever reason: it does not say how many were in.
        (Status::Conditional, _) if is_off => Words::new(would_have_come(mine), "gone"),
        (Status::Conditional, _) if now >= game.closes_when() => Words::new(not_enough(mine), "gone"),
        (Status::Conditional, _) => Words::new(in_if(mine), "wait"),
        (Status::Withdrawn, _) if mine.only_if.is_some() && mine.seated_at.is_none() => {
            Words::new(not_enough(mine), "gone")
        }
        (Status::Withdrawn, _) => Words::new(left(mine, &game.time_zone, now), "gone"),
    }
}

/// "A spot is held for you until Thu 14:00".
fn held(mine: &Registration, game: &Game, now: Timestamp) -> String {
    let spots = match mine.party_size.get() {
        1 => "A spot is held for you".to_owned(),
        spots => format!("{} are held for you", plural(spots, "spot")),
    };
    format!("{spots} until {}", moment(game.held_until(mine), &game.time_zone, now))
}

/// "You're in if we get 8, with 1 guest".
pub fn in_if(mine: &Registration) -> String {
    let number = mine.only_if.map_or_else(|| "enough".to_owned(), |number| number.to_string());
    format!("You're in if we get {number}{}", with_guests(mine.party_size))
}

/// "You would have come if we got 8".
fn would_have_come(mine: &Registration) -> String {
    let number = mine.only_if.map_or_else(|| "enough".to_owned(), |number| number.to_string());
    format!("You would have come if we got {number}")
}

fn not_enough(mine: &Registration) -> String {
    match mine.only_if {
        Some(number) => format!("Fewer than {number} were in"),
        None => "Too few were in".to_owned(),
    }
}

fn in_line(place: Option<i64>, party: PartySize) -> String {
    match place {
        Some(place) => format!("You're {} in line{}", ordinal(place), with_guests(party)),
        None => format!("You're waiting{}", with_guests(party)),
    }
}

fn left(mine: &Registration, zone: &Zone, now: Timestamp) -> String {
    let how = if mine.late { "You dropped out late" } else { "You left" };
    match mine.withdrawn_at {
        Some(at) => format!("{how} on {}", moment_with_date(at, zone, now)),
        None => how.to_owned(),
    }
}

/// ", with 2 guests" behind a state, or nothing for somebody alone.
pub fn with_guests(party: PartySize) -> String {
    match party.guests() {
        0 => String::new(),
        guests => format!(", with {}", plural(guests, "guest")),
    }
}

/// "7 of 10 are in, 1 spot is held".
pub fn are_in(game: &Game) -> String {
    let are_in = format!("{} of {} are in", game.seats_in(), game.capacity);
    match game.offered {
        0 => are_in,
        1 => format!("{are_in}, 1 spot is held"),
        held => format!("{are_in}, {held} spots are held"),
    }
}

/// What `data-mine` says of a registration, or of none.
pub fn mine_attribute(mine: Option<Status>) -> &'static str {
    mine.map_or("none", Status::as_str)
}

/// `at` as short as it is clear: "Thu 18:00" within six days, else "Thu 26 Nov, 18:00", with the year when it is another.
pub fn moment(at: Timestamp, zone: &Zone, now: Timestamp) -> String {
    let wall = zone.wall(at);
    if at.since(now).abs() < 6 * time::DAY {
        format!("{} {}", wall.date().weekday().short(), wall.time())
    } else {
        moment_with_date(at, zone, now)
    }
}

/// `at` with its date: "Thu 26 Nov, 18:00", with the year when it is not the present one.
pub fn moment_with_date(at: Timestamp, zone: &Zone, now: Timestamp) -> String {
    let wall = zone.wall(at);
    if wall.date().year() == zone.date(now).year() { wall.short() } else { wall.short_with_year() }
}

/// `text`, set apart where it has letters that are written from right to left: else what follows it, such as a price, is
/// drawn among them (Unicode Standard Annex 9, isolates).
pub fn isolated(text: &str) -> String {
    let is_from_right = |letter: char| matches!(u32::from(letter), 0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfefc | 0x10800..=0x10fff | 0x1e800..=0x1efff);
    match text.chars().any(is_from_right) {
        true => format!("\u{2068}{text}\u{2069}"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{START, before_start, game, registration};
    use crate::types::time::HOUR;
    use crate::types::{Minimum, OnlyIf, Zone};

    fn said(game: &Game, now: Timestamp) -> (String, &'static str) {
        let state = state(game, now);
        (state.text, state.class)
    }

    #[test]
    fn the_state_of_a_game_is_always_in_words() {
        let now = before_start(48);
        let with_minimum = Game { minimum: Minimum::new(8).unwrap(), taken: 5, ..game() };
        let one_left = Game { taken: 9, ..game() };
        let full = Game { taken: 10, ..game() };
        let queue = Game { waiting: 2, ..full.clone() };
        let unopened = Game { opens_at: Some(before_start(24)), ..game() };
        let closed = Game { closed_at: Some(now), ..game() };
        let cancelled = Game { status: GameStatus::Cancelled, ..game() };
        let draft = Game { status: GameStatus::Draft, ..game() };
        for (game, words) in [
            (&with_minimum, ("Needs 3 more", "need")),
            (&one_left, ("Game on, 1 spot left", "on")),
            (&full, ("Full", "full")),
            (&queue, ("Full, 2 waiting", "full")),
            (&Game { offered: 1, ..queue.clone() }, ("1 spot held, 2 waiting", "full")),
            (&Game { offered: 2, ..full.clone() }, ("2 spots held", "full")),
            (&Game { taken: 8, offered: 3, ..with_minimum.clone() }, ("Needs 3 more", "need")),
            (&unopened, ("Opens Wed 12:00", "")),
            (&closed, ("Sign-up closed", "shut")),
            (&cancelled, ("Cancelled", "off")),
            (&draft, ("Draft", "")),
        ] {
            assert_eq!(said(game, now), (words.0.to_owned(), words.1));
        }
        assert_eq!(said(&game(), START).0, "Started");
        assert_eq!(said(&game(), START.plus(HOUR)).0, "Over");
    }

    #[test]
    fn my_standing_says_what_i_am_and_what_i_was() {
        let cancelled = Game { status: GameStatus::Cancelled, ..game() };
        let (seated, waits) = (registration(1, Status::Confirmed, 3), registration(2, Status::Waitlisted, 1));
        let late =
            Registration { late: true, withdrawn_at: Some(before_start(2)), ..registration(3, Status::Withdrawn, 1) };
        let only_if = OnlyIf::parse_optional("8").unwrap();
        let wishes = Registration { only_if, ..registration(4, Status::Conditional, 1) };
        let missing = Registration { attendance: Some(Attendance::NoShow), ..seated.clone() };
        let now = before_start(1);
        let over = START.plus(HOUR);
        for (mine, game, now, words) in [
            (&seated, &game(), now, "You're in, with 2 guests"),
            (&seated, &game(), over, "You played"),
            (&missing, &game(), over, "You didn't come"),
            (&seated, &cancelled, now, "You were in"),
            (&waits, &game(), now, "You're 2nd in line"),
            (&waits, &game(), over, "No spot came free"),
            (&waits, &cancelled, now, "You were waiting"),
            (&wishes, &game(), now, "You're in if we get 8"),
            (&wishes, &cancelled, now, "You would have come if we got 8"),
            (&late, &game(), now, "You dropped out late on Thu 25 Mar, 10:00"),
        ] {
            assert_eq!(standing(mine, Some(2), game, now).text, words);
        }
    }

    #[test]
    fn a_moment_is_as_short_as_it_is_clear() {
        let now = before_start(0);
        let said = |at| moment(at, &Zone::utc(), now);
        assert_eq!(said(now.plus(24 * HOUR)), "Fri 12:00");
        assert_eq!(said(now.plus(6 * 24 * HOUR)), "Wed 31 Mar, 12:00");
        assert_eq!(said(now.minus(84 * 24 * HOUR)), "Thu 31 Dec 2026, 12:00");
    }

    #[test]
    fn only_what_is_written_from_right_to_left_is_set_apart() {
        assert_eq!(isolated("Park 競技場"), "Park 競技場");
        assert_eq!(isolated("Park ملعب"), "\u{2068}Park ملعب\u{2069}");
    }
}
