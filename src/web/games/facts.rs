//! The facts of a game that stand above the fold: when, where, what it costs, and the rule that holds now.

use url::form_urlencoded;

use crate::domain::games::SignUp;
use crate::domain::team_sheet::TeamSheet;
use crate::store::games::Game;
use crate::store::registrations::Registration;
use crate::types::{Currency, Status, Timestamp, Zone};
use crate::web::words::{moment, moment_with_date};

/// When the game is, on its own clocks.
#[derive(Debug)]
pub struct When {
    /// For machines.
    pub datetime: String,
    /// "Thu 26 Nov, 19:00".
    pub start: String,
    /// "to 20:30 GMT".
    pub end: String,
    /// The same in the zone of the one who looks, where that is another time.
    pub yours: Option<String>,
}

impl When {
    /// When `game` is; `own` is the zone of the one who looks.
    pub fn of(game: &Game, own: Option<&Zone>, now: Timestamp) -> Self {
        let zone = &game.time_zone;
        let (start, end) = (zone.wall(game.starts_at), zone.wall(game.ends_at));
        let (before, after) = (zone.abbreviation(game.starts_at), zone.abbreviation(game.ends_at));
        let until = if end.date() == start.date() { end.time().to_string() } else { end.short() };
        Self {
            datetime: game.starts_at.rfc3339(),
            start: moment_with_date(game.starts_at, zone, now),
            // In the night when the clocks change, the game begins in one time and ends in another.
            end: if before == after { format!("to {until} {after}") } else { format!("{before} to {until} {after}") },
            yours: own.and_then(|own| yours(game, own)),
        }
    }
}

fn yours(game: &Game, own: &Zone) -> Option<String> {
    let (there, here) = (game.time_zone.wall(game.starts_at), own.wall(game.starts_at));
    if here == there {
        None
    } else if here.date() == there.date() {
        Some(format!("That's {} your time", here.time()))
    } else {
        Some(format!("That's {} your time", here.short()))
    }
}

/// Where the game is.
#[derive(Debug)]
pub struct Place {
    /// The venue, or the place in the organizer's words.
    pub name: String,
    /// May be empty.
    pub address: String,
    /// A map that looks for it.
    pub map: String,
}

impl Place {
    /// Where the game of `sheet` is.
    pub fn of(sheet: &TeamSheet) -> Self {
        let (name, address) = match &sheet.venue {
            Some(venue) => (venue.name.to_string(), venue.address.to_string()),
            None => (sheet.game.place.clone(), String::new()),
        };
        // Maps know addresses; a pitch's own name often leads nowhere.
        let wanted = if address.is_empty() { &name } else { &address };
        let query: String = form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
        let map = format!("https://www.openstreetmap.org/search?query={query}");
        Self { name, address, map }
    }
}

/// What it costs and how it is paid.
#[derive(Debug)]
pub struct Price {
    /// "5.00 EUR each".
    pub amount: String,
    /// In the organizer's words; may be empty.
    pub how: String,
}

impl Price {
    /// What `game` costs.
    pub fn of(game: &Game, currency: Currency) -> Self {
        // What is left of a game that did cost something would only puzzle.
        match game.price.is_free() {
            true => Self { amount: "Free".to_owned(), how: String::new() },
            false => Self { amount: format!("{} each", game.price.show(currency)), how: game.how_to_pay.to_string() },
        }
    }
}

/// The rule that holds now, in one line and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// "Free to drop out until Thu 07:00".
    pub line: String,
    /// May be empty.
    pub then: String,
}

impl Rule {
    fn new(line: impl Into<String>, then: impl Into<String>) -> Self {
        Self { line: line.into(), then: then.into() }
    }

    /// Whether it says `sentence`.
    pub fn says(&self, sentence: &str) -> bool {
        self.line == sentence || self.then.starts_with(sentence)
    }

    /// The rule of `game` at `now` for the one whose active registration is `mine`, or for everybody; `freed` says what
    /// happens with a spot that comes free, `no_offers` why nothing is held for the one who looks.
    pub fn of(
        game: &Game,
        mine: Option<&Registration>,
        freed: String,
        no_offers: Option<&str>,
        now: Timestamp,
    ) -> Option<Self> {
        match game.sign_up(now) {
            SignUp::Draft => Some(Self::new("Not published yet", "Only its organizers see this page.")),
            SignUp::Cancelled | SignUp::Over => None,
            SignUp::Started => Some(Self::new("It has started", "Who comes and who goes is up to the organizer now.")),
            SignUp::Opens(at) => Some(Self::new(
                format!("Sign-up opens {}", moment(at, &game.time_zone, now)),
                format!("{}.", dropping_out(game, None, now)),
            )),
            SignUp::Closed => Some(Self::new(
                format!("Sign-up closed {}", moment(game.closes_when(), &game.time_zone, now)),
                format!("{freed}. {}.", dropping_out(game, mine, now)),
            )),
            SignUp::OnOffer { .. } | SignUp::Full { .. } | SignUp::Needs { .. } | SignUp::On { .. }
                if mine.is_some_and(|mine| mine.status == Status::Offered) =>
            {
                let once = format!("Once in: {}.", uncapitalized(&dropping_out(game, None, now)));
                Some(Self::new("If you don't take it in time, you are passed over", once))
            }
            SignUp::OnOffer { .. } | SignUp::Full { .. } | SignUp::Needs { .. } | SignUp::On { .. }
                if mine.is_some_and(waits) =>
            {
                let then =
                    no_offers.unwrap_or("You find it under My games. Leaving the waitlist never counts as late.");
                Some(Self::new(freed, then))
            }
            SignUp::OnOffer { .. } | SignUp::Full { .. } | SignUp::Needs { .. } | SignUp::On { .. }
                if mine.is_some_and(|mine| mine.status == Status::Conditional) =>
            {
                let once = format!("Once in: {}.", uncapitalized(&dropping_out(game, None, now)));
                Some(Self::new("Taking it back is free while too few are in", once))
            }
            SignUp::OnOffer { .. } | SignUp::Full { .. } if mine.is_none() => {
                Some(Self::new(freed, format!("Once in: {}.", uncapitalized(&dropping_out(game, None, now)))))
            }
            SignUp::OnOffer { .. } | SignUp::Full { .. } | SignUp::Needs { .. } | SignUp::On { .. } => {
                Some(Self::new(dropping_out(game, mine, now), consequence(game, mine, now)))
            }
        }
    }
}

/// Whether dropping out is free, and until when: the line that also stands beside the button.
pub fn dropping_out(game: &Game, mine: Option<&Registration>, now: Timestamp) -> String {
    if mine.is_some_and(is_moved_in) {
        "You were moved in, so dropping out never counts as late".to_owned()
    } else if now > game.deadline_at {
        "Dropping out now counts as late".to_owned()
    } else if game.deadline_at == game.starts_at {
        "Free to drop out until the start".to_owned()
    } else {
        format!("Free to drop out until {}", moment(game.deadline_at, &game.time_zone, now))
    }
}

/// When `game` is called off by itself, while that is still to come: "Called off Thu 13:00 if fewer than 8 are in".
pub fn may_be_off(game: &Game, now: Timestamp) -> Option<String> {
    let at = game.cancels_at().filter(|at| game.fills(now) && now < *at)?;
    Some(format!("Called off {} if fewer than {} are in", moment(at, &game.time_zone, now), game.minimum))
}

fn is_moved_in(mine: &Registration) -> bool {
    mine.status == Status::Confirmed && mine.was_moved_in()
}

fn waits(mine: &Registration) -> bool {
    mine.status == Status::Waitlisted
}

/// `sentence` for the middle of another.
fn uncapitalized(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn consequence(game: &Game, mine: Option<&Registration>, now: Timestamp) -> String {
    let mut then = match now > game.deadline_at {
        _ if mine.is_some_and(is_moved_in) => String::new(),
        true => "Unless someone takes the spot before the start.".to_owned(),
        false if game.deadline_at == game.starts_at => String::new(),
        false => "Later counts as late, unless someone takes your spot.".to_owned(),
    };
    if game.closes_at < game.starts_at {
        let closes = moment(game.closes_at, &game.time_zone, now);
        then = format!("{then} Sign-up closes {closes}.").trim_start().to_owned();
    }
    then
}
