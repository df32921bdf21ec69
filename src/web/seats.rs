//! The strip of seats: the team sheet in one line.

use crate::store::games::Game;

/// Beyond so many seats dots are no longer counted at a glance, and a bar takes their place.
const MOST_DOTS: i32 = 24;

/// How a game's seats are shown: always in words, beside them as dots or as a bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seats {
    /// "7 of 10".
    pub words: String,
    /// The class of each dot, in order; empty where there is a bar.
    pub dots: Vec<&'static str>,
    /// The filled part of the bar in hundredths, where there is one.
    pub bar: Option<i32>,
}

impl Seats {
    /// The seats of `game`. They are everybody's alike; the stylesheet marks the first as mine where I have one.
    pub fn of(game: &Game) -> Self {
        let (capacity, taken) = (game.capacity.get(), game.taken);
        let is_counted = capacity.max(taken) <= MOST_DOTS;
        Self {
            words: format!("{taken} of {capacity}"),
            dots: if is_counted { dots(game) } else { Vec::new() },
            bar: (!is_counted).then(|| (taken * 100 / capacity.max(1)).clamp(0, 100)),
        }
    }
}

/// The players, their guests, the free ones.
fn dots(game: &Game) -> Vec<&'static str> {
    let players = (game.taken - game.guests).max(0);
    let runs = [("in", players), ("guest", game.guests), ("", game.untaken_seats())];
    runs.into_iter().flat_map(|(class, count)| (0..count).map(move |_| class)).collect()
}
