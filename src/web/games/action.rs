//! The one thing that somebody can do on a game's page, with its consequence.

use super::facts::{TO_THE_FIRST, dropping_out, may_be_off};
use crate::domain::games::SignUp;
use crate::domain::team_sheet::TeamSheet;
use crate::store::games::Game;
use crate::store::registrations::Registration;
use crate::types::numbers::{ordinal, plural};
use crate::types::{GuestName, Status, Timestamp};
use crate::web::registrations::JoinForm;
use crate::web::{Viewer, urls};

/// The bar at the thumb.
#[derive(Debug)]
pub struct Bar {
    /// How things stand: "2 spots left".
    pub says: String,
    /// What the button means.
    pub consequence: String,
    /// The button.
    pub button: Button,
}

/// What the button does.
#[derive(Debug)]
pub enum Button {
    /// Sends the form of the page.
    Join {
        /// "I'm in".
        label: &'static str,
    },
    /// Sends the form of the page, with a name.
    JoinByName {
        /// "I'm in".
        label: &'static str,
        /// As typed.
        name: String,
    },
    /// Leads somebody who is a name alone to where they get an account.
    AddAccount {
        /// "Add e-mail and password".
        label: &'static str,
        /// That page.
        href: String,
    },
    /// Leads a visitor to the sign-in form, and back.
    SignIn {
        /// "I'm in".
        label: &'static str,
        /// This page.
        next: String,
    },
    /// Leaves at once.
    Leave {
        /// "Can't make it".
        label: &'static str,
        /// Where the form goes.
        action: String,
        /// How often this player has left before.
        attempt: usize,
    },
    /// Leads to the page that says what leaving means now.
    Confirm {
        /// "Can't make it".
        label: &'static str,
        /// That page.
        href: String,
    },
}

/// The label that gives back seats.
pub const CANT_MAKE_IT: &str = "Can't make it";
/// The label that leaves the line.
pub const LEAVE_THE_WAITLIST: &str = "Leave the waitlist";

/// What somebody who is not in the game is asked for before they can join.
#[derive(Debug, Clone)]
pub enum Asks {
    /// One tap.
    Nothing,
    /// A name, with what was typed.
    Name(String),
    /// To sign in.
    SignIn,
    /// An e-mail address and a password, which they don't have yet.
    Account,
}

impl Asks {
    /// What `viewer` is asked for, who may have `typed` a name before.
    pub fn of(game: &Game, viewer: &Viewer, typed: Option<&JoinForm>) -> Self {
        let takes_names = game.takes_names(viewer.site.who_joins);
        match &viewer.me {
            Some(me) if me.has_account || takes_names => Self::Nothing,
            Some(_) => Self::Account,
            None if takes_names => Self::Name(typed.and_then(|typed| typed.name.clone()).unwrap_or_default()),
            None => Self::SignIn,
        }
    }

    /// Whether they can join on the game's page.
    pub fn joins(&self) -> bool {
        matches!(self, Self::Nothing | Self::Name(_))
    }
}

/// What somebody can do on the page of `sheet` at `now`; nothing where there is nothing to do.
pub fn bar(sheet: &TeamSheet, asks: Asks, key: Option<&str>, now: Timestamp) -> Option<Bar> {
    let game = &sheet.game;
    match sheet.my_active() {
        Some(mine) if game.fills(now) => Some(leave(sheet, mine, key, now)),
        Some(_) => None,
        None => join(sheet, asks, key, now),
    }
}

fn leave(sheet: &TeamSheet, mine: &Registration, key: Option<&str>, now: Timestamp) -> Bar {
    let (game, attempt) = (&sheet.game, sheet.attempt());
    let action = urls::with_key(urls::withdraw(game.id), key);
    if mine.status == Status::Waitlisted {
        let place = sheet.place_in_line(mine.id).unwrap_or(1);
        return Bar {
            says: format!("You're {} in line", ordinal(place)),
            consequence: "You move in when you fit. Leaving costs you your place.".to_owned(),
            button: Button::Leave { label: LEAVE_THE_WAITLIST, action, attempt },
        };
    }
    let button = match game.counts_as_late(mine, now) {
        true => Button::Confirm { label: CANT_MAKE_IT, href: urls::with_key(urls::leaving(game.id), key) },
        false => Button::Leave { label: CANT_MAKE_IT, action, attempt },
    };
    Bar {
        says: format!("You're in{}", company(sheet.my_guests())),
        consequence: format!("{}.", dropping_out(game, Some(mine), now)),
        button,
    }
}

/// ", with Jo and Ben" behind a sentence.
fn company(guests: &[GuestName]) -> String {
    match guests {
        [] => String::new(),
        [one] => format!(", with {}", one.public()),
        [one, other] => format!(", with {} and {}", one.public(), other.public()),
        more => format!(", with {}", plural(i64::try_from(more.len()).unwrap_or(i64::MAX), "guest")),
    }
}

fn join(sheet: &TeamSheet, asks: Asks, key: Option<&str>, now: Timestamp) -> Option<Bar> {
    let game = &sheet.game;
    let (says, means, label) = match game.sign_up(now) {
        SignUp::Full { waiting } => {
            (format!("You'd be {} in line", ordinal(waiting + 1)), format!("{TO_THE_FIRST}."), "Join the waitlist")
        }
        SignUp::Needs { left, .. } | SignUp::On { left } => {
            (format!("{} left", plural(left, "spot")), free_to_leave(game, now), "I'm in")
        }
        SignUp::Draft | SignUp::Cancelled | SignUp::Over | SignUp::Started | SignUp::Closed | SignUp::Opens(_) => {
            return None;
        }
    };
    let next = urls::with_key(urls::game(game.id), key);
    let (consequence, button) = match asks {
        Asks::Nothing => (means, Button::Join { label }),
        Asks::Name(name) => ("No account needed.".to_owned(), Button::JoinByName { label, name }),
        Asks::SignIn => {
            ("Sign in first. You come back here, and it is one more tap.".to_owned(), Button::SignIn { label, next })
        }
        Asks::Account => (
            "This game asks for an account, and yours is a name alone.".to_owned(),
            Button::AddAccount { label: "Add e-mail and password", href: format!("{}#access", urls::ACCOUNT) },
        ),
    };
    let consequence = match may_be_off(game, now) {
        Some(off) => format!("{consequence} {off}."),
        None => consequence,
    };
    Some(Bar { says, consequence, button })
}

fn free_to_leave(game: &Game, now: Timestamp) -> String {
    match now > game.deadline_at {
        true => "Dropping out already counts as late, unless someone takes your spot.".to_owned(),
        false => format!("{}.", dropping_out(game, None, now)),
    }
}
