//! A game as the lists show it, ready for `games/row.html`.

use super::seats::Seats;
use super::viewer::Cuts;
use super::words::{self, Words};
use super::{Viewer, urls};
use crate::domain::listing::Listed;
use crate::store::games::Game;
use crate::store::listing;
use crate::types::{GameId, GameStatus, Status, Timestamp};

/// One game of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The game.
    pub id: GameId,
    /// Its page.
    pub href: String,
    /// Its name.
    pub title: String,
    /// What the whole card looks like: cancelled, over, or nothing special.
    pub look: &'static str,
    /// The start on the venue's clock: "19:00".
    pub time: String,
    /// The start for machines.
    pub datetime: String,
    /// The clock's name: "CET".
    pub zone: String,
    /// What else stands under the time: how long it lasts, or its date in a list without days.
    pub under: String,
    /// Where the reader stands.
    pub mine: Mine,
    /// Whether one can sign up.
    pub state: Words,
    /// Sport, place, level, price.
    pub facts: String,
    /// The seats; a cancelled game has none to show.
    pub seats: Option<Seats>,
    /// All seats.
    pub capacity: i32,
    /// Seats taken.
    pub taken: i32,
    /// Registrations in line.
    pub waiting: i32,
    /// Seats on offer to everybody waiting.
    pub offered: i32,
}

/// The one part of a card that is somebody's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mine {
    /// Nobody is signed in.
    Visitor,
    /// For whom it is shown is known only later: a cut marks the place.
    Later,
    /// Where the reader stands.
    Known(Standing),
}

/// Where somebody stands in a game, ready for `games/mine.html`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// For tools.
    pub attribute: &'static str,
    /// In words, if there is anything to say.
    pub words: Option<Words>,
}

impl Mine {
    fn of(listed: &Listed, viewer: &Viewer) -> Self {
        match viewer.player() {
            _ if viewer.cuts() == Cuts::FrameAndGames => Self::Later,
            Some(_) => Self::Known(Standing::of(listed.standing.as_ref(), &listed.game, viewer.now)),
            None => Self::Visitor,
        }
    }
}

impl Standing {
    /// Where the one with this `standing` in `game` stands.
    pub fn of(standing: Option<&listing::Standing>, game: &Game, now: Timestamp) -> Self {
        let registration = standing.map(|standing| &standing.registration);
        Self {
            attribute: words::mine_attribute(registration.map(|registration| registration.status)),
            words: standing.map(|mine| words::standing(&mine.registration, mine.position, game, now)),
        }
    }
}

impl Card {
    /// The card of `listed` as `viewer` sees it.
    pub fn new(listed: &Listed, viewer: &Viewer) -> Self {
        let (game, now) = (&listed.game, viewer.now);
        let is_cancelled = game.status == GameStatus::Cancelled;
        Self {
            id: game.id,
            href: urls::game(game.id),
            title: game.title.as_str().to_owned(),
            look: look(game, now),
            time: game.time_zone.wall(game.starts_at).time().to_string(),
            datetime: game.starts_at.rfc3339(),
            zone: game.time_zone.abbreviation(game.starts_at),
            under: game.minutes.shown(),
            mine: Mine::of(listed, viewer),
            state: words::state(game, now),
            facts: facts(listed, viewer),
            seats: (!is_cancelled).then(|| Seats::of(game, now)),
            capacity: game.capacity.get(),
            taken: game.taken,
            waiting: game.waiting,
            offered: game.open_seats.count(),
        }
    }
}

/// What the game's look says before any word: called off, or over.
pub fn look(game: &Game, now: Timestamp) -> &'static str {
    match game.status {
        GameStatus::Cancelled => " off",
        GameStatus::Draft | GameStatus::Published if now >= game.ends_at => " over",
        GameStatus::Draft | GameStatus::Published => "",
    }
}

/// Where the reader stands, in words.
pub fn standing(listed: &Listed, now: Timestamp) -> Option<Words> {
    let standing = listed.standing.as_ref()?;
    Some(words::standing(&standing.registration, standing.position, &listed.game, now))
}

/// What the reader's registration is, if there is one.
pub fn status(listed: &Listed) -> Option<Status> {
    listed.standing.as_ref().map(|standing| standing.registration.status)
}

fn facts(listed: &Listed, viewer: &Viewer) -> String {
    let game = &listed.game;
    let price = game.price.show(viewer.site.currency).replace(' ', "\u{a0}");
    let price = if game.status == GameStatus::Cancelled { "" } else { &price };
    let facts = [listed.sport.as_str(), listed.place(), game.level.as_str(), price];
    facts.into_iter().filter(|fact| !fact.is_empty()).map(words::isolated).collect::<Vec<_>>().join("\u{a0}· ")
}
