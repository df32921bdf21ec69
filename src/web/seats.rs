//! The strip of seats: the team sheet in one line.

use crate::store::games::Game;
use crate::types::Timestamp;

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
    pub fn of(game: &Game, now: Timestamp) -> Self {
        let (capacity, taken) = (game.capacity.get(), game.taken);
        let is_counted = capacity.max(taken) <= MOST_DOTS;
        Self {
            words: format!("{taken} of {capacity}"),
            dots: if is_counted { dots(game, now) } else { Vec::new() },
            bar: (!is_counted).then(|| (taken * 100 / capacity.max(1)).clamp(0, 100)),
        }
    }
}

/// The players, their guests, what is on offer to those waiting, the free ones.
fn dots(game: &Game, now: Timestamp) -> Vec<&'static str> {
    let (players, untaken) = ((game.taken - game.guests).max(0), game.untaken_seats());
    let on_offer = if game.fills(now) { game.open_seats.count().min(untaken) } else { 0 };
    let runs = [("in", players), ("guest", game.guests), ("held", on_offer), ("", untaken - on_offer)];
    runs.into_iter().flat_map(|(class, count)| (0..count).map(move |_| class)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{START, before_start, game};
    use crate::types::{OpenSeat, OpenSeats};

    #[test]
    fn a_seat_on_offer_is_neither_taken_nor_free_until_the_start() {
        let seat = OpenSeat { newcomers_from: START, before_place: 9 };
        let open_seats = OpenSeats::new(vec![seat]);
        let game = Game { taken: 7, guests: 1, open_seats, ..game() };
        let dots = |now| Seats::of(&game, now).dots[6..].to_vec();
        assert_eq!(dots(before_start(1)), ["guest", "held", "", ""]);
        assert_eq!(dots(START), ["guest", "", "", ""]);
    }
}
