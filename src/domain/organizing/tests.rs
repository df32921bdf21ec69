//! What follows from what was typed, without a database.

use super::following::Difference;
use super::{Clock, LateGap, Mistake, Need};
use crate::domain::samples;
use crate::store::games::{Game, GameFields};
use crate::types::{
    Capacity, GameStatus, GameTitle, Minimum, Minutes, Money, OpenSeat, OpenSeats, PlayerName, Timestamp, WallTime,
    Zone,
};

fn wall(text: &str) -> WallTime {
    WallTime::parse_local(text).unwrap()
}

fn fields(zone: &str, start: &str) -> GameFields {
    let mut fields = GameFields::of(&samples::game());
    fields.time_zone = Zone::parse(zone).unwrap();
    fields.starts_wall = wall(start);
    fields.derive_instants();
    fields
}

/// A published game in Berlin on a Thursday at 19:00.
fn thursday() -> Game {
    let fields = fields("Europe/Berlin", "2027-03-25T19:00");
    Game {
        time_zone: fields.time_zone,
        starts_wall: fields.starts_wall,
        starts_at: fields.starts_at,
        ends_at: fields.ends_at,
        closes_at: fields.closes_at,
        deadline_at: fields.deadline_at,
        ..samples::game()
    }
}

fn utc(instant: Timestamp) -> String {
    instant.rfc3339()
}

#[test]
fn a_weekly_game_keeps_its_hour_through_every_change_of_clocks() {
    for (zone, start, first, next) in [
        ("Europe/Berlin", "2027-03-25T19:00", "2027-03-25T18:00:00Z", "2027-04-01T17:00:00Z"),
        ("America/New_York", "2027-03-11T19:00", "2027-03-12T00:00:00Z", "2027-03-18T23:00:00Z"),
        ("Europe/Berlin", "2027-03-28T02:30", "2027-03-28T01:30:00Z", "2027-04-04T00:30:00Z"),
    ] {
        let this = fields(zone, start);
        assert_eq!(utc(this.starts_at), first, "{zone} {start}");
        assert_eq!(utc(this.days_later(7).starts_at), next, "{zone} {start}");
    }
}

#[test]
fn two_hours_are_two_hours_on_the_night_that_is_an_hour_shorter() {
    let mut night = fields("Europe/Berlin", "2027-03-28T01:00");
    night.minutes = Minutes::new(120).unwrap();
    night.derive_instants();
    assert_eq!(night.time_zone.wall(night.ends_at), wall("2027-03-28T04:00"));
}

#[test]
fn the_deadline_is_elapsed_hours_and_the_opening_a_wall_time() {
    let mut sunday = fields("Europe/Berlin", "2027-03-28T10:00");
    sunday.opens_wall = Some(wall("2027-03-27T10:00"));
    sunday.derive_instants();
    assert_eq!(utc(sunday.deadline_at), "2027-03-27T20:00:00Z");
    assert_eq!(sunday.opens_at.map(utc).as_deref(), Some("2027-03-27T09:00:00Z"));
    assert_eq!(sunday.closes_at, sunday.starts_at);
}

#[test]
fn a_time_that_the_clocks_skip_or_repeat_is_named() {
    let berlin = Zone::parse("Europe/Berlin").unwrap();
    assert_eq!(Clock::at(wall("2027-03-28T02:30"), &berlin), Clock::Skipped(wall("2027-03-28T03:30")));
    assert_eq!(Clock::at(wall("2027-10-31T02:30"), &berlin), Clock::Twice);
    assert_eq!(Clock::at(wall("2027-10-31T03:00"), &berlin), Clock::Once);
    assert_eq!(Clock::at(wall("2027-03-25T19:00"), &berlin), Clock::Once);
}

#[test]
fn the_day_of_a_game_is_the_day_on_which_the_clocks_there_show_its_start() {
    let cairo = fields("Africa/Cairo", "2027-04-30T00:30");
    assert_eq!(utc(cairo.starts_at), "2027-04-29T22:30:00Z");
    assert_eq!(cairo.local_date.to_string(), "2027-04-30");
}

#[test]
fn a_copy_is_next_week_and_never_in_the_past() {
    let thursday = fields("Europe/Berlin", "2027-03-25T19:00");
    let copy_at = |now: &str| {
        let now = thursday.time_zone.instant(wall(now));
        thursday.next_week(now).starts_wall.to_string()
    };
    assert_eq!(copy_at("2027-03-20T10:00"), "2027-04-01T19:00");
    assert_eq!(copy_at("2027-03-31T10:00"), "2027-04-01T19:00");
    assert_eq!(copy_at("2027-04-01T18:59"), "2027-04-01T19:00");
    assert_eq!(copy_at("2027-04-01T19:00"), "2027-04-08T19:00");
    assert_eq!(copy_at("2027-06-23T10:00"), "2027-06-24T19:00");
}

#[test]
fn a_copy_opens_and_closes_as_many_days_before_as_its_model() {
    let mut thursday = fields("Europe/Berlin", "2027-03-25T19:00");
    thursday.opens_wall = Some(wall("2027-03-20T18:00"));
    thursday.closes_wall = Some(wall("2027-03-25T12:00"));
    let later = thursday.days_later(7);
    assert_eq!(later.opens_wall, Some(wall("2027-03-27T18:00")));
    assert_eq!(later.closes_wall, Some(wall("2027-04-01T12:00")));
    assert_eq!(later.opens_at.map(utc).as_deref(), Some("2027-03-27T17:00:00Z"));
}

#[test]
fn what_does_not_fit_together_is_said_all_at_once() {
    let mut wrong = fields("Europe/Berlin", "2027-03-25T19:00");
    wrong.minimum = Minimum::new(11).unwrap();
    wrong.opens_wall = Some(wall("2027-03-25T20:00"));
    wrong.closes_wall = Some(wall("2027-03-25T19:01"));
    wrong.derive_instants();
    let after = wrong.starts_at.plus(1);
    let everything =
        [Mistake::StartInPast, Mistake::ClosesAfterStart, Mistake::OpensTooLate, Mistake::MinimumAboveCapacity];
    assert_eq!(wrong.mistakes(None, after), everything);
    let right = fields("Europe/Berlin", "2027-03-25T19:00");
    assert_eq!(right.mistakes(None, right.starts_at.minus(1)), []);
}

#[test]
fn a_game_that_has_begun_can_be_changed_but_not_moved_into_the_past() {
    let begun = thursday();
    let now = begun.starts_at.plus(60);
    assert_eq!(GameFields::of(&begun).mistakes(Some(&begun), now), []);
    let earlier = fields("Europe/Berlin", "2027-03-25T18:00");
    assert_eq!(earlier.mistakes(Some(&begun), now), [Mistake::StartInPast]);
}

#[test]
fn following_games_get_what_was_changed_and_keep_the_rest() {
    let mut before = fields("Europe/Berlin", "2027-03-25T19:00");
    before.opens_wall = Some(wall("2027-03-20T18:00"));
    let mut later = before.days_later(7);
    later.title = GameTitle::parse("The derby").unwrap();
    let mut after = before.clone();
    after.starts_wall = wall("2027-03-26T20:00");
    after.opens_wall = Some(wall("2027-03-21T18:00"));
    after.price = Money::from_minor(500).unwrap();
    let changed = Difference { before: &before, after: &after }.apply(&later);
    assert_eq!(changed.starts_wall, wall("2027-04-02T20:00"));
    assert_eq!(changed.opens_wall, Some(wall("2027-03-28T18:00")));
    assert_eq!(changed.price.minor(), 500);
    assert_eq!(changed.title.as_str(), "The derby");
    assert_eq!(utc(changed.starts_at), "2027-04-02T18:00:00Z");
}

#[test]
fn another_opening_is_as_far_from_each_following_start() {
    let before = fields("Europe/Berlin", "2027-03-25T19:00");
    let mut after = before.clone();
    after.opens_wall = Some(wall("2027-03-22T12:00"));
    let changed = Difference { before: &before, after: &after }.apply(&before.days_later(14));
    assert_eq!(changed.opens_wall, Some(wall("2027-04-05T12:00")));
    assert_eq!(changed.starts_wall, wall("2027-04-08T19:00"));
}

#[test]
fn only_a_later_closing_still_to_come_opens_sign_up_again() {
    let mut closed = thursday();
    let now = closed.closes_at.plus(10);
    closed.closed_at = Some(now);
    assert_eq!(closed.closed_with(closed.closes_at, now), Some(now));
    assert_eq!(closed.closed_with(now, now), Some(now));
    assert_eq!(closed.closed_with(now.plus(60), now), None);
}

#[test]
fn a_near_game_below_its_minimum_needs_its_organizer() {
    let mut volleyball = thursday();
    (volleyball.minimum, volleyball.taken) = (Minimum::new(8).unwrap(), 6);
    let start = volleyball.starts_at;
    assert_eq!(volleyball.needs(None, 0, start.minus(24 * 3600)), [Need::Players { more: 2 }]);
    assert_eq!(volleyball.needs(None, 0, start.minus(24 * 3600 + 1)), []);
    assert_eq!(volleyball.needs(None, 0, start), []);
}

#[test]
fn a_late_gap_needs_its_organizer_until_somebody_takes_the_spot() {
    let mut basketball = thursday();
    let now = basketball.starts_at.minus(3600);
    let gap = LateGap { name: PlayerName::parse("Kim Dahl").unwrap(), left_at: now.minus(60) };
    basketball.taken = 9;
    assert_eq!(basketball.needs(Some(gap.clone()), 0, now), [Need::Gap(gap.clone())]);
    basketball.taken = 10;
    assert_eq!(basketball.needs(Some(gap), 0, now), []);
}

#[test]
fn those_who_wait_need_the_organizer_whether_or_not_spots_are_free() {
    let mut full = thursday();
    let now = full.starts_at.minus(48 * 3600);
    (full.taken, full.waiting) = (10, 4);
    assert_eq!(full.needs(None, 0, now), [Need::Line { waiting: 4 }]);
    (full.taken, full.waiting) = (9, 1);
    assert_eq!(full.needs(None, 0, now), [Need::Parties { waiting: 1, free: 1 }]);
}

#[test]
fn those_who_are_passed_over_are_no_parties_that_do_not_fit() {
    let mut game = thursday();
    let now = game.starts_at.minus(5 * 3600);
    (game.taken, game.waiting) = (5, 5);
    assert_eq!(game.needs(None, 5, now), [Need::Silent { waiting: 5, free: 5 }]);
    assert_eq!(game.needs(None, 4, now), [Need::Parties { waiting: 1, free: 5 }]);
}

#[test]
fn a_late_gap_on_offer_needs_the_organizer_once_anybody_may_take_it() {
    let start = thursday().starts_at;
    let open = OpenSeat { newcomers_from: start.minus(600), before_place: 20 };
    let game = Game { taken: 9, waiting: 1, open_seats: OpenSeats::new(vec![open]), ..thursday() };
    let gap = LateGap { name: PlayerName::parse("Ana").unwrap(), left_at: start.minus(1500) };
    assert_eq!(game.needs(Some(gap.clone()), 0, start.minus(601)), []);
    assert_eq!(game.needs(Some(gap.clone()), 0, start.minus(600)), [Need::Gap(gap)]);
}

#[test]
fn a_draft_needs_publishing_in_its_last_week() {
    let mut draft = thursday();
    draft.status = GameStatus::Draft;
    assert_eq!(draft.needs(None, 0, draft.starts_at.minus(7 * 86_400)), [Need::Unpublished]);
    assert_eq!(draft.needs(None, 0, draft.starts_at.minus(8 * 86_400)), []);
}

#[test]
fn an_edition_tells_every_change_and_nothing_else() {
    let mut one = thursday();
    let edition = one.edition();
    (one.taken, one.version) = (5, 9);
    assert_eq!(one.edition(), edition);
    one.capacity = Capacity::new(12).unwrap();
    assert_ne!(one.edition(), edition);
}
