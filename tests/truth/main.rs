//! The truth about seats, in a storm: many threads fight for few seats, and no promise may break.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test says what went wrong by panicking")]

mod fixture;
mod offers;
mod sets;
mod storm;
mod waits;

use fixture::Fixture;
use kickabout::types::EventKind;
use storm::Storm;

#[test]
fn no_seat_is_sold_twice_while_everybody_joins_and_leaves_at_once() {
    let fixture = Fixture::new();
    let storm = Storm { players: 24, games: 3, capacity: 10, steps: 25, capacity_changes: false };
    storm.rage(&fixture);
}

#[test]
fn capacities_that_go_up_and_down_meanwhile_throw_nobody_out_and_let_nobody_in_above() {
    let fixture = Fixture::new();
    let storm = Storm { players: 16, games: 2, capacity: 8, steps: 20, capacity_changes: true };
    storm.rage(&fixture);
}

#[test]
fn exactly_as_many_as_there_are_seats_get_one() {
    let fixture = Fixture::new();
    let game = fixture.game(10);
    let outcomes = storm::all_join_at_once(&fixture, game, 40);
    assert_eq!(outcomes.seated, 10);
    assert_eq!(outcomes.waiting, 30);
    fixture.assert_sound(game);
}

#[test]
fn a_player_who_taps_from_many_threads_is_in_once() {
    let fixture = Fixture::new();
    let game = fixture.game(10);
    let answers = storm::one_player_taps(&fixture, game, 16);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(fixture.taken(game), 1);
    fixture.assert_sound(game);
}

#[test]
fn offers_are_taken_declined_and_end_while_the_start_comes_nearer() {
    let kinds = offers::rage(16, 5);
    let happened = [EventKind::MovedIn, EventKind::Offered, EventKind::OfferEnded, EventKind::OfferDeclined];
    let in_the_end = [EventKind::OfferTaken, EventKind::WantsIn, EventKind::Opened];
    for kind in happened.into_iter().chain(in_the_end) {
        assert!(kinds.contains(&kind), "the storm has seen no {kind}");
    }
}
