//! The one thing that somebody can do on a game's page, with its consequence.

use super::facts::{dropping_out, may_be_off};
use crate::domain::games::SignUp;
use crate::domain::gears::sentence;
use crate::domain::team_sheet::TeamSheet;
use crate::store::games::Game;
use crate::store::registrations::Registration;
use crate::types::numbers::{ordinal, plural};
use crate::types::{GuestName, Status, Timestamp, WhoJoins};
use crate::web::registrations::{JoinForm, KEPT_OUT};
use crate::web::viewer::Mailbox;
use crate::web::words::{in_if, moment};
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
    /// Takes what is on offer to somebody who waits.
    Take {
        /// "I'm in".
        label: &'static str,
        /// Where the form goes.
        action: String,
        /// How often this player has left before.
        attempt: usize,
    },
    /// Puts somebody who is passed over at the end of the line.
    WantIn {
        /// "Still want in".
        label: &'static str,
        /// Where the form goes.
        action: String,
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

/// The label that joins, where a spot is free.
const IM_IN: &str = "I'm in";
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
    /// To show that their e-mail address is theirs.
    Confirmation,
}

impl Asks {
    /// What `viewer` is asked for, who may have `typed` a name before.
    pub fn of(game: &Game, viewer: &Viewer, typed: Option<&JoinForm>) -> Self {
        let takes_names = game.takes_names(viewer.site.who_joins);
        let wants_confirmed = game.asks_for(viewer.site.who_joins) == WhoJoins::Confirmed;
        match &viewer.me {
            // What they have typed stays on the page, for when they come back from confirming.
            Some(me) if wants_confirmed && !me.has_confirmed && typed.is_none() => Self::Confirmation,
            Some(_) if wants_confirmed => Self::Nothing,
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

/// Why no spot is held for `viewer`, who can be moved in and take what is on offer to everybody all the same; nothing for
/// whoever can be mailed, and where the game holds no spots.
pub fn no_offers(viewer: &Viewer, game: &Game, asks: &Asks) -> Option<&'static str> {
    const NO_MAIL: &str = "This site sends no mail, so no spot is held for you: near the start, the first tap wins.";
    const NAME: &str = "For a name alone no spot is held: near the start, the first tap wins.";
    const UNCONFIRMED: &str =
        "Your address isn't confirmed, so no spot is held for you: near the start, the first tap wins.";
    const STOPPED: &str =
        "You want no mail about offers, so no spot is held for you: near the start, the first tap wins.";
    if game.gears.or(viewer.site.gears).at_once_hours.get() == 0 {
        return None;
    }
    match &viewer.me {
        _ if !viewer.site.has_mail => Some(NO_MAIL),
        Some(me) => match me.mailbox {
            Mailbox::Open => None,
            Mailbox::Stopped => Some(STOPPED),
            Mailbox::Unconfirmed => Some(UNCONFIRMED),
            Mailbox::None => Some(NAME),
        },
        None => matches!(asks, Asks::Name(_)).then_some(NAME),
    }
}

/// What somebody can do on the page of `sheet` as `viewer`; nothing where there is nothing to do.
pub fn bar(sheet: &TeamSheet, viewer: &Viewer, asks: Asks, key: Option<&str>) -> Option<Bar> {
    let (game, now) = (&sheet.game, viewer.now);
    match sheet.my_active() {
        Some(mine) if game.fills(now) => Some(mine_to_do(sheet, mine, viewer, key)),
        Some(_) => None,
        None => join(sheet, viewer, asks, key),
    }
}

/// What the one with the registration `mine` can do first: take what is on offer, come back, or leave.
fn mine_to_do(sheet: &TeamSheet, mine: &Registration, viewer: &Viewer, key: Option<&str>) -> Bar {
    let (game, attempt, now) = (&sheet.game, sheet.attempt(), viewer.now);
    let take = || {
        let action = urls::with_key(urls::take(game.id), key);
        Button::Take { label: IM_IN, action, attempt }
    };
    if mine.status == Status::Offered {
        let until = moment(game.held_until(mine), &game.time_zone, now);
        let says = match mine.party_size.get() {
            1 => "A spot is held for you".to_owned(),
            spots => format!("{spots} spots are held for you"),
        };
        return Bar { says, consequence: format!("Until {until}. After that you are passed over."), button: take() };
    }
    if can_take(sheet, mine, now) {
        let says = format!("{} on offer", plural(mine.party_size.get(), "spot"));
        return Bar { says, consequence: "To everybody waiting: the first tap wins.".to_owned(), button: take() };
    }
    if sheet.i_may_play() && mine.is_passed_over(now) {
        let consequence = match mine.hear_by {
            Some(by) if !mine.rests => {
                format!("You wanted to hear by {}. Say so, and you keep your place.", moment(by, &game.time_zone, now))
            }
            _ => "Say so, and you're at the end of the line.".to_owned(),
        };
        let action = urls::with_key(urls::want_in(game.id), key);
        return Bar {
            says: "You're passed over".to_owned(),
            consequence,
            button: Button::WantIn { label: "Still want in", action },
        };
    }
    leave(sheet, mine, viewer, key)
}

/// Whether the one with the registration `mine` may take what is on offer to everybody waiting.
pub fn can_take(sheet: &TeamSheet, mine: &Registration, now: Timestamp) -> bool {
    let fits = mine.party_size.get() <= sheet.game.seats_for_place(mine.place, now);
    mine.status == Status::Waitlisted && fits && sheet.i_may_play()
}

fn leave(sheet: &TeamSheet, mine: &Registration, viewer: &Viewer, key: Option<&str>) -> Bar {
    let (game, attempt, now) = (&sheet.game, sheet.attempt(), viewer.now);
    let action = urls::with_key(urls::withdraw(game.id), key);
    if mine.status == Status::Waitlisted {
        let button = Button::Leave { label: LEAVE_THE_WAITLIST, action, attempt };
        if !sheet.i_may_play() {
            return Bar { says: "You're passed over".to_owned(), consequence: KEPT_OUT.to_owned(), button };
        }
        let place = sheet.place_in_line(mine.id).unwrap_or(1);
        return Bar {
            says: format!("You're {} in line", ordinal(place)),
            consequence: format!("{} Leaving costs you your place.", hears_of_a_spot(game, mine, viewer)),
            button,
        };
    }
    if mine.status == Status::Conditional {
        let are = if game.seats_in() == 1 { "1 is".to_owned() } else { format!("{} are", game.seats_in()) };
        let told = if is_mailed(viewer) { "You're told either way." } else { "This page says what comes of it." };
        return Bar {
            says: in_if(mine),
            consequence: format!("{are} in so far. {told}"),
            button: Button::Leave { label: CANT_MAKE_IT, action, attempt },
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

/// How somebody waiting hears of a spot; of one that is on offer to those before them, when it is theirs too.
fn hears_of_a_spot(game: &Game, mine: &Registration, viewer: &Viewer) -> String {
    let fits = mine.party_size.get() <= game.open_seats.count();
    match game.open_seats.next_for_newcomers(viewer.now).filter(|_| fits) {
        Some(at) => {
            format!("From {} on the spot on offer is yours to take too.", moment(at, &game.time_zone, viewer.now))
        }
        None if is_mailed(viewer) => "You are told of a spot.".to_owned(),
        None => "This page says when one is yours.".to_owned(),
    }
}

/// Whether what becomes of `viewer` in a game is told them by mail.
fn is_mailed(viewer: &Viewer) -> bool {
    viewer.site.has_mail && viewer.me.as_ref().is_some_and(|me| me.mailbox == Mailbox::Open)
}

/// When the next seat on offer to those waiting is there for newcomers too; never once sign-up has closed.
fn next_for_all(game: &Game, now: Timestamp) -> Option<Timestamp> {
    game.open_seats.next_for_newcomers(now).filter(|at| *at < game.closes_when())
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

fn join(sheet: &TeamSheet, viewer: &Viewer, asks: Asks, key: Option<&str>) -> Option<Bar> {
    let (game, now) = (&sheet.game, viewer.now);
    let (says, means, label) = joining(game, viewer)?;
    let next = urls::with_key(urls::game(game.id), key);
    let no_offers = no_offers(viewer, game, &asks).filter(|_| label != IM_IN);
    // A spot that is on offer already is theirs sooner than any that might be held.
    let beside_an_offer = label != IM_IN && !game.open_seats.is_empty();
    let says_more = |then: &str| if beside_an_offer { format!("{means} {then}") } else { then.to_owned() };
    let (consequence, button) = match asks {
        Asks::Nothing => (no_offers.map_or_else(|| means.clone(), says_more), Button::Join { label }),
        Asks::Name(name) => (says_more(no_offers.unwrap_or("No account needed.")), Button::JoinByName { label, name }),
        Asks::SignIn => {
            ("Sign in first. You come back here, and it is one more tap.".to_owned(), Button::SignIn { label, next })
        }
        Asks::Account => (
            "This game asks for an account, and yours is a name alone.".to_owned(),
            Button::AddAccount { label: "Get an account", href: format!("{}#access", urls::ACCOUNT) },
        ),
        Asks::Confirmation => (
            "This game asks for a confirmed e-mail address.".to_owned(),
            Button::AddAccount { label: "Confirm my address", href: urls::email_for(&next) },
        ),
    };
    let consequence = match may_be_off(game, now) {
        Some(off) => format!("{consequence} {off}."),
        None => consequence,
    };
    Some(Bar { says, consequence, button })
}

/// What joining `game` is now: how things stand, what it means, and the label of the button; nothing where nobody can.
fn joining(game: &Game, viewer: &Viewer) -> Option<(String, String, &'static str)> {
    let now = viewer.now;
    let freed = || format!("{}.", sentence(game, viewer.site.gears, viewer.site.has_mail, now));
    Some(match game.sign_up(now) {
        SignUp::OnOffer { for_newcomers: 1.., seats, .. } => {
            (format!("{} on offer", plural(seats, "spot")), "The first tap wins.".to_owned(), IM_IN)
        }
        SignUp::OnOffer { waiting, .. } => {
            let then = next_for_all(game, now).map(|at| format!(", from {} to all", moment(at, &game.time_zone, now)));
            let means = format!("A spot is on offer to those waiting{}.", then.unwrap_or_default());
            (format!("You'd be {} in line", ordinal(waiting + 1)), means, "Join the waitlist")
        }
        SignUp::Full { waiting, .. } => {
            (format!("You'd be {} in line", ordinal(waiting + 1)), freed(), "Join the waitlist")
        }
        SignUp::Needs { left, .. } | SignUp::On { left } => {
            (format!("{} left", plural(left, "spot")), free_to_leave(game, now), IM_IN)
        }
        SignUp::Draft | SignUp::Cancelled | SignUp::Over | SignUp::Started | SignUp::Closed | SignUp::Opens(_) => {
            return None;
        }
    })
}

fn free_to_leave(game: &Game, now: Timestamp) -> String {
    match now > game.deadline_at {
        true => "Dropping out already counts as late, unless someone takes your spot.".to_owned(),
        false => format!("{}.", dropping_out(game, None, now)),
    }
}
