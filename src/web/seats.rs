//! The strip of seats: the team sheet in one line.

use crate::store::games::Game;
use crate::types::Timestamp;

/// Beyond so many seats dots are no longer counted at a glance, and a bar takes their place.
const MOST_DOTS: i32 = 24;

/// How a game's seats are shown: always in words, beside them as dots or as a bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seats {
    /// "7 of 10": how many are in.
    pub words: String,
    /// The class of each dot, in order; empty where there is a bar.
    pub dots: Vec<&'static str>,
    /// The bar, where there is one.
    pub bar: Option<Bar>,
}

/// Parts of a bar, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// Who is in.
    pub filled: i32,
    /// What is held for somebody or on offer to everybody, behind it.
    pub held: i32,
}

impl Seats {
    /// The seats of `game`. They are everybody's alike; the stylesheet marks the first as mine where I have one.
    pub fn of(game: &Game, now: Timestamp) -> Self {
        let (capacity, taken) = (game.capacity.get(), game.taken);
        let is_counted = capacity.max(taken) <= MOST_DOTS;
        Self {
            words: format!("{} of {capacity}", game.seats_in()),
            dots: if is_counted { dots(game, now) } else { Vec::new() },
            bar: (!is_counted).then(|| Bar::of(game, now)),
        }
    }
}

impl Bar {
    fn of(game: &Game, now: Timestamp) -> Self {
        let part = |seats: i32| (seats * 100 / game.capacity.get().max(1)).clamp(0, 100);
        let filled = part(game.seats_in());
        Self { filled, held: part(game.seats_in() + on_offer(game, now)) - filled }
    }
}

/// The players, their guests, what is on offer, the free ones.
fn dots(game: &Game, now: Timestamp) -> Vec<&'static str> {
    // Whether guests are among those for whom seats are held is not counted: they are shown as if not.
    let guests = game.guests.clamp(0, game.seats_in());
    let players = game.seats_in() - guests;
    let held = on_offer(game, now);
    let free = game.untaken_seats() + game.offered - held;
    let runs = [("in", players), ("guest", guests), ("held", held), ("", free)];
    runs.into_iter().flat_map(|(class, count)| (0..count).map(move |_| class)).collect()
}

/// Seats on offer, to one or to everybody waiting: neither taken for good nor free. Once the game has begun nothing is.
fn on_offer(game: &Game, now: Timestamp) -> i32 {
    let open = if game.fills(now) { game.open_seats.count().min(game.untaken_seats()) } else { 0 };
    game.offered + open
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{START, before_start, game};
    use crate::types::{Capacity, OpenSeat, OpenSeats};

    #[test]
    fn a_seat_on_offer_is_shown_as_such_be_it_to_one_or_to_everybody() {
        let open = OpenSeats::new(vec![OpenSeat { newcomers_from: START, before_place: 9 }]);
        let five = Game { capacity: Capacity::new(5).unwrap(), taken: 3, offered: 1, open_seats: open, ..game() };
        let seats = Seats::of(&five, before_start(1));
        assert_eq!((seats.words.as_str(), seats.dots), ("2 of 5", vec!["in", "in", "held", "held", ""]));
        let many = Game { capacity: Capacity::new(50).unwrap(), taken: 30, offered: 5, ..game() };
        assert_eq!(Seats::of(&many, before_start(1)).bar, Some(Bar { filled: 50, held: 10 }));
    }
}
