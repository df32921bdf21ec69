//! The strip of seats: the team sheet in one line.

use crate::domain::listing::Listed;
use crate::types::Status;

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
    /// The seats of a game, with the reader's own party first.
    pub fn of(listed: &Listed) -> Self {
        let game = &listed.game;
        let (capacity, taken) = (game.capacity.get(), game.taken);
        let is_counted = capacity.max(taken) <= MOST_DOTS;
        Self {
            words: format!("{taken} of {capacity}"),
            dots: if is_counted { dots(listed) } else { Vec::new() },
            bar: (!is_counted).then(|| (taken * 100 / capacity.max(1)).clamp(0, 100)),
        }
    }
}

/// My seat, my guests, the others, their guests, the free ones.
fn dots(listed: &Listed) -> Vec<&'static str> {
    let game = &listed.game;
    let (mine, my_guests, held) = my_seats(listed);
    let their_guests = (game.guests - my_guests - (held - 1).max(0)).max(0);
    let others = (game.taken - mine - my_guests - held - their_guests).max(0);
    let free = (game.capacity.get() - game.taken).max(0);
    let runs =
        [("me", mine), ("me guest", my_guests), ("in", others), ("guest", their_guests), ("held", held), ("", free)];
    runs.into_iter().flat_map(|(class, count)| (0..count).map(move |_| class)).collect()
}

/// How many of the taken seats are my own, my guests', and on offer to me.
fn my_seats(listed: &Listed) -> (i32, i32, i32) {
    match listed.standing.as_ref().map(|standing| &standing.registration) {
        Some(mine) if mine.status == Status::Confirmed => (1, mine.party_size.guests(), 0),
        Some(mine) if mine.status == Status::Offered => (0, 0, mine.party_size.get()),
        _ => (0, 0, 0),
    }
}
