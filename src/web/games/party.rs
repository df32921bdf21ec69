//! The fields with which somebody says who comes along.

use crate::domain::games::SignUp;
use crate::domain::team_sheet::TeamSheet;
use crate::store::games::Game;
use crate::store::registrations::Registration;
use crate::types::numbers::plural;
use crate::types::{GuestName, OnlyIf, Status, Timestamp};
use crate::web::registrations::JoinForm;
use crate::web::urls;

/// A form about a party: joining with it, or changing it.
#[derive(Debug)]
pub struct PartyForm {
    /// Where it goes.
    pub action: String,
    /// How often this player has left before.
    pub attempt: usize,
    /// What opens it.
    pub summary: &'static str,
    /// A field for each guest that may come.
    pub guests: Vec<GuestField>,
    /// What guests mean here.
    pub hint: String,
    /// Words to the organizer, as typed.
    pub note: String,
    /// How many must be in for somebody to come, to choose from; empty where that is no question.
    pub numbers: Vec<Choice>,
    /// Whether the game may not be on, so that the number is asked for first.
    pub asks_first: bool,
    /// The number chosen; empty: in any case.
    pub only_if: String,
    /// Whether the fields are shown without being asked for.
    pub is_open: bool,
}

/// Something to choose: its word in the form, and what it says.
type Choice = (String, String);

/// A field for a guest's name.
#[derive(Debug)]
pub struct GuestField {
    /// Its name in the list of mistakes.
    pub name: String,
    /// What stands above it.
    pub label: String,
    /// As typed.
    pub value: String,
}

impl PartyForm {
    /// The numbers as a list of options takes them.
    pub fn number_options(&self) -> Vec<(&str, &str)> {
        options(&self.numbers)
    }

    /// The form that joins the game of `sheet`, where one can, with what was `typed` into it before.
    pub fn to_join(sheet: &TeamSheet, key: Option<&str>, typed: Option<&JoinForm>, now: Timestamp) -> Option<Self> {
        let game = &sheet.game;
        let free = match game.sign_up(now) {
            SignUp::Full { .. } => 0,
            SignUp::OnOffer { for_newcomers, .. } => for_newcomers,
            SignUp::Needs { left, .. } | SignUp::On { left } => left,
            SignUp::Draft | SignUp::Cancelled | SignUp::Over | SignUp::Started | SignUp::Closed | SignUp::Opens(_) => {
                return None;
            }
        };
        let most = game.max_guests.get();
        Some(Self {
            action: urls::with_key(urls::registration(game.id), key),
            attempt: sheet.attempt(),
            summary: match most {
                0 => "Leave a note",
                1 => "Bring a guest, leave a note",
                _ => "Bring guests, leave a note",
            },
            guests: fields(most, typed.map_or(&[], |typed| &typed.guest)),
            hint: joining_hint(most, free),
            note: typed.map(|typed| typed.note.clone()).unwrap_or_default(),
            numbers: numbers(game, None, now),
            asks_first: matches!(game.sign_up(now), SignUp::Needs { .. }),
            only_if: typed.map(|typed| typed.only_if.clone()).unwrap_or_default(),
            is_open: typed.is_some(),
        })
    }

    /// The form that changes the guests of `mine`, where there are or may be any.
    pub fn to_change(
        sheet: &TeamSheet,
        mine: &Registration,
        key: Option<&str>,
        typed: Option<&JoinForm>,
        now: Timestamp,
    ) -> Option<Self> {
        let game = &sheet.game;
        let names: Vec<String> = sheet.my_guests().iter().map(GuestName::to_string).collect();
        let most = game.max_guests.get();
        if !game.fills(now) || (most == 0 && names.is_empty()) {
            return None;
        }
        Some(Self {
            action: urls::with_key(urls::guests(game.id), key),
            attempt: sheet.attempt(),
            summary: if names.is_empty() { "Bring guests" } else { "Change your guests" },
            guests: fields(most, typed.map_or(&names, |typed| &typed.guest)),
            hint: changing_hint(mine, most),
            note: String::new(),
            numbers: Vec::new(),
            asks_first: false,
            only_if: String::new(),
            is_open: typed.is_some(),
        })
    }
}

/// The form with which somebody who comes only if enough do says otherwise.
#[derive(Debug)]
pub struct WishForm {
    /// Where it goes.
    pub action: String,
    /// How often this player has left before.
    pub attempt: usize,
    /// What to choose from.
    pub numbers: Vec<Choice>,
    /// What is chosen.
    pub only_if: String,
}

fn options(choices: &[Choice]) -> Vec<(&str, &str)> {
    choices.iter().map(|(code, text)| (code.as_str(), text.as_str())).collect()
}

impl WishForm {
    /// The numbers as a list of options takes them.
    pub fn number_options(&self) -> Vec<(&str, &str)> {
        options(&self.numbers)
    }

    /// The form for `mine`, where it is such a wish and can still be changed.
    pub fn of(sheet: &TeamSheet, mine: &Registration, key: Option<&str>, now: Timestamp) -> Option<Self> {
        let game = &sheet.game;
        let number = mine.only_if.filter(|_| mine.status == Status::Conditional)?;
        (game.fills(now) && !game.is_closed(now)).then(|| Self {
            action: urls::with_key(urls::registration(game.id), key),
            attempt: sheet.attempt(),
            numbers: numbers(game, Some(number), now),
            only_if: number.to_string(),
        })
    }
}

/// Numbers to choose from at most, beside the one that is chosen.
const NUMBERS: usize = 12;

/// How many must be in for somebody to come: offered while spots are free, from one more than would be in with them, and to
/// whom has chosen one.
fn numbers(game: &Game, own: Option<OnlyIf>, now: Timestamp) -> Vec<Choice> {
    let is_offered = matches!(game.sign_up(now), SignUp::Needs { .. } | SignUp::On { .. });
    let enough = (game.seats_in() + 2).max(OnlyIf::LEAST).max(game.minimum.get())..=game.capacity.get();
    let offered = enough.filter(|_| is_offered).take(NUMBERS);
    let chosen = own.map(|own| own.get()).into_iter().chain(Some(game.minimum.get()).filter(|_| is_offered));
    let mut numbers: Vec<i32> = offered.chain(chosen.filter(|number| *number > game.seats_in() + 1)).collect();
    numbers.extend(own.map(|own| own.get()));
    numbers.sort_unstable();
    numbers.dedup();
    if numbers.is_empty() {
        return Vec::new();
    }
    let any = (String::new(), "No, in any case".to_owned());
    let option = |number: i32| (number.to_string(), format!("Yes, if we get {number}"));
    std::iter::once(any).chain(numbers.into_iter().map(option)).collect()
}

/// As many fields as guests may come, and as were typed.
fn fields(most: i32, values: &[String]) -> Vec<GuestField> {
    let count = usize::try_from(most).unwrap_or(0).max(values.len());
    (1..=count)
        .map(|number| GuestField {
            name: format!("guest-{number}"),
            label: if count == 1 { "Guest".to_owned() } else { format!("Guest {number}") },
            value: values.get(number - 1).cloned().unwrap_or_default(),
        })
        .collect()
}

fn joining_hint(most: i32, free: i32) -> String {
    let each = format!("You may bring {}. Each takes a spot.", plural(most, "guest"));
    match free {
        0 => format!("{each} You wait together and move in together."),
        free if free <= most => format!("{each} Only {} left: a larger party waits together.", plural(free, "spot")),
        _ => each,
    }
}

fn changing_hint(mine: &Registration, most: i32) -> String {
    let means = match mine.status {
        Status::Waitlisted => "More guests go to the end of the line with you; fewer keep your place.",
        Status::Conditional => "You all come together, once enough are in.",
        Status::Confirmed | Status::Offered | Status::Withdrawn => {
            "More guests need free spots; fewer give theirs back at once."
        }
    };
    format!("You may bring {}. {means}", plural(most, "guest"))
}
