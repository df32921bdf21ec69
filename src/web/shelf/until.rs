//! Until when a page says what is true, if nobody changes anything.

use crate::domain::gears::next_words;
use crate::store::games::Game;
use crate::store::gears::Gears;
use crate::types::{Timestamp, time};

/// Words for an instant change where it comes this near, from its date to its weekday.
const NEAR: i64 = 6 * time::DAY;
/// Every zone's midnight falls on a quarter of an hour of UTC, so that "Today" and the year change only there.
const QUARTER: i64 = 15 * time::MINUTE;

/// The first instant after `now` at which a page about `games` may say something else.
pub fn next_change<'a>(games: impl IntoIterator<Item = &'a Game>, site: Gears, now: Timestamp) -> Timestamp {
    let quarter = Timestamp::from_second((now.second().div_euclid(QUARTER) + 1) * QUARTER);
    let told = |game| instants(game).chain([next_words(game, site, now)]);
    games.into_iter().flat_map(told).filter(|instant| *instant > now).fold(quarter, Timestamp::min)
}

fn instants(game: &Game) -> impl Iterator<Item = Timestamp> {
    let told =
        [game.opens_at, Some(game.closes_when()), Some(game.deadline_at), game.cancels_at()].into_iter().flatten();
    let told =
        told.flat_map(|at| [at.minus(NEAR), at.minus(NEAR).plus(1), at, at.plus(1), at.plus(NEAR), at.plus(NEAR + 1)]);
    let open = game.open_seats.seats().iter().map(|seat| seat.newcomers_from);
    told.chain([game.closes_at, game.starts_at, game.ends_at]).chain(open)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{START, before_start, game};

    #[test]
    fn a_page_lasts_until_something_in_it_happens() {
        let game = Game { opens_at: Some(before_start(50).plus(77)), ..game() };
        let next = |now| next_change([&game], Gears::default(), now);
        assert_eq!(next(before_start(50)), before_start(50).plus(77));
        assert_eq!(next(START.minus(5)), START);
        assert_eq!(next(game.ends_at.minus(1)), game.ends_at);
    }

    #[test]
    fn a_page_without_games_lasts_a_quarter_of_an_hour() {
        assert_eq!(next_change([], Gears::default(), Timestamp::from_second(1000)), Timestamp::from_second(1800));
        assert_eq!(next_change([], Gears::default(), Timestamp::from_second(1800)), Timestamp::from_second(2700));
    }
}
