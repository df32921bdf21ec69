use proptest::prelude::*;

use super::*;
use crate::domain::samples::{START, before_start, game};
use crate::types::time::{HOUR, MINUTE};
use crate::types::{GearHours, NewcomersMinutes, WallTime, Zone};

/// The sample game by the clock of `zone`, from that wall time on.
fn game_at(wall: &str, zone: &str) -> Game {
    let (wall, zone) = (WallTime::parse_local(wall).unwrap(), Zone::parse(zone).unwrap());
    let starts_at = zone.instant(wall);
    Game { starts_at, closes_at: starts_at, starts_wall: wall, time_zone: zone, ..game() }
}

/// What happens with a seat of `game` that comes free at `wall`.
fn freed(game: &Game, wall: &str) -> Gear {
    game.gear(Gears::default(), game.time_zone.instant(WallTime::parse_local(wall).unwrap()))
}

/// Held until `wall`.
fn until(game: &Game, wall: &str) -> Gear {
    Gear::Held(game.time_zone.instant(WallTime::parse_local(wall).unwrap()))
}

#[test]
fn the_gear_follows_the_time_to_the_start() {
    let gear = |before| game().gear(Gears::default(), START.minus(before));
    assert_eq!(gear(24 * HOUR + 1), Gear::AtOnce);
    // Noon the day before, in UTC.
    assert_eq!(gear(24 * HOUR), Gear::Held(before_start(22)));
    let evening = game_at("2027-03-25T19:00", "Europe/Berlin");
    assert_eq!(freed(&evening, "2027-03-25T15:00"), until(&evening, "2027-03-25T17:00"));
    assert_eq!(freed(&evening, "2027-03-25T15:01"), until(&evening, "2027-03-25T15:31"));
    assert_eq!(freed(&evening, "2027-03-25T18:00"), until(&evening, "2027-03-25T18:30"));
    assert_eq!(freed(&evening, "2027-03-25T18:01"), Gear::Everybody);
    assert_eq!(gear(1), Gear::Everybody);
    assert_eq!((gear(0), gear(-1)), (Gear::Organizer, Gear::Organizer));
}

#[test]
fn no_offer_is_made_or_ends_at_night() {
    let evening = game_at("2027-03-25T19:00", "Europe/Berlin");
    for (freed_at, ends) in [
        ("2027-03-24T19:59", "2027-03-24T21:59"),
        ("2027-03-24T20:00", "2027-03-25T09:00"),
        ("2027-03-24T21:59", "2027-03-25T09:00"),
        ("2027-03-24T22:00", "2027-03-25T09:00"),
        ("2027-03-25T03:00", "2027-03-25T09:00"),
        ("2027-03-25T07:59", "2027-03-25T09:00"),
        ("2027-03-25T08:00", "2027-03-25T10:00"),
    ] {
        assert_eq!(freed(&evening, freed_at), until(&evening, ends), "{freed_at}");
    }
    assert_eq!(freed(&evening, "2027-03-24T18:59"), Gear::AtOnce, "moving in never sleeps");
    let late = game_at("2027-03-26T19:00", "Europe/Berlin");
    assert_eq!(freed(&late, "2027-03-25T02:00"), Gear::AtOnce);
}

#[test]
fn before_a_morning_game_the_night_goes_to_everybody() {
    let morning = game_at("2027-03-25T11:59", "Europe/Berlin");
    for freed_at in ["2027-03-24T20:30", "2027-03-24T23:00", "2027-03-25T05:00"] {
        assert_eq!(freed(&morning, freed_at), Gear::Everybody, "{freed_at}");
    }
    assert_eq!(freed(&morning, "2027-03-24T19:30"), until(&morning, "2027-03-24T21:30"));
    assert_eq!(freed(&morning, "2027-03-25T08:30"), until(&morning, "2027-03-25T09:00"), "3 h 29 before");
    let noon = game_at("2027-03-25T12:00", "Europe/Berlin");
    assert_eq!(freed(&noon, "2027-03-24T23:00"), until(&noon, "2027-03-25T09:00"));
    let midnight = game_at("2027-03-25T23:30", "Europe/Berlin");
    assert_eq!(freed(&midnight, "2027-03-25T19:00"), until(&midnight, "2027-03-25T21:00"));
    assert_eq!(freed(&midnight, "2027-03-25T21:40"), Gear::Everybody);
}

#[test]
fn the_night_goes_by_the_clock_of_the_venue_also_when_it_changes() {
    // In the night to 28 March the clocks go forward: nine is nine.
    let spring = game_at("2027-03-28T19:00", "Europe/Berlin");
    assert_eq!(freed(&spring, "2027-03-27T23:00"), until(&spring, "2027-03-28T09:00"));
    let Gear::Held(nine) = freed(&spring, "2027-03-27T23:00") else { panic!("held") };
    assert_eq!(nine.rfc3339(), "2027-03-28T07:00:00Z");
    let autumn = game_at("2027-10-31T19:00", "Europe/Berlin");
    let Gear::Held(nine) = freed(&autumn, "2027-10-31T01:00") else { panic!("held") };
    assert_eq!(nine.rfc3339(), "2027-10-31T08:00:00Z");
    let tokyo = game_at("2027-03-25T19:00", "Asia/Tokyo");
    assert_eq!(freed(&tokyo, "2027-03-25T00:30"), until(&tokyo, "2027-03-25T09:00"));
}

#[test]
fn no_hold_outlives_the_start() {
    let day_long = Gears { long_hold_minutes: HoldMinutes::new(600).unwrap(), ..Gears::default() };
    let evening = game_at("2027-03-25T19:00", "Europe/Berlin");
    let now = evening.starts_at.minus(5 * HOUR);
    assert_eq!(evening.gear(day_long, now), Gear::Held(evening.starts_at));
}

#[test]
fn a_game_has_its_own_numbers_where_it_says_so() {
    let hours = |hours| Some(GearHours::new(hours).unwrap());
    let own = OwnGears { at_once_hours: hours(2), ..OwnGears::default() };
    let evening = Game { gears: own, ..game_at("2027-03-25T19:00", "Europe/Berlin") };
    assert_eq!(freed(&evening, "2027-03-25T16:59"), Gear::AtOnce);
    assert_eq!(freed(&evening, "2027-03-25T17:00"), until(&evening, "2027-03-25T17:30"));
    let never = OwnGears { at_once_hours: hours(0), ..OwnGears::default() };
    assert_eq!(
        Game { gears: never, ..evening.clone() }.gear(Gears::default(), evening.starts_at.minus(1)),
        Gear::AtOnce
    );
    let open = OwnGears { open_hours: hours(24), short_hold_hours: hours(24), ..OwnGears::default() };
    assert_eq!(freed(&Game { gears: open, ..evening }, "2027-03-25T10:00"), Gear::Everybody);
}

#[test]
fn one_sentence_says_the_rule() {
    let evening = game_at("2027-03-25T19:00", "Europe/Berlin");
    let said = |game: &Game, wall| {
        sentence(game, Gears::default(), true, game.time_zone.instant(WallTime::parse_local(wall).unwrap()))
    };
    assert_eq!(said(&evening, "2027-03-24T10:00"), "A free spot goes at once to the first in line that fits");
    assert!(
        said(&evening, "2027-03-25T10:00")
            .contains("and held for 2 h; where nobody there gets mail, the first tap wins")
    );
    assert!(said(&evening, "2027-03-25T16:00").contains("and held for 30 min;"));
    assert!(said(&evening, "2027-03-24T23:00").contains("and held over the night until 09:00;"));
    assert!(
        said(&evening, "2027-03-25T18:30").ends_with("the first tap wins; after 15 minutes newcomers may take it too")
    );
    let at_once = OwnGears { newcomers_minutes: Some(NewcomersMinutes::new(0).unwrap()), ..OwnGears::default() };
    assert!(said(&Game { gears: at_once, ..evening }, "2027-03-25T18:30").ends_with("wins, of newcomers too"));
}

#[test]
fn without_mail_nothing_is_held() {
    let evening = game_at("2027-03-25T19:00", "Europe/Berlin");
    let said = sentence(&evening, Gears::default(), false, evening.starts_at.minus(10 * HOUR));
    assert!(said.starts_with("A free spot is on offer to everybody waiting at once"), "{said}");
}

#[test]
fn after_closing_nothing_is_promised_to_newcomers() {
    let evening = game_at("2027-03-25T19:00", "Europe/Berlin");
    let said = |game: &Game, before| sentence(game, Gears::default(), true, game.starts_at.minus(before));
    let closes = Game { closes_at: evening.starts_at.minus(30 * MINUTE), ..evening.clone() };
    assert!(said(&closes, 45 * MINUTE + 1).ends_with("newcomers may take it too"));
    assert!(said(&closes, 45 * MINUTE).ends_with("the first tap wins"), "they would come too late");
    let closed = Game { closed_at: Some(Timestamp::EPOCH), ..evening.clone() };
    assert!(said(&closed, 50 * MINUTE).ends_with("the first tap wins"));
    let unopened = Game { opens_at: Some(evening.starts_at.minus(10 * MINUTE)), ..evening };
    assert!(said(&unopened, 50 * MINUTE).ends_with("the first tap wins"));
}

#[test]
fn a_games_own_numbers_hold_whatever_the_sites_are() {
    let hours = |hours| Some(GearHours::new(hours).unwrap());
    let evening = game_at("2027-03-25T19:00", "Europe/Berlin");
    let with = |gears| Game { gears, ..evening.clone() };
    let open_early = with(OwnGears { open_hours: hours(48), ..OwnGears::default() });
    assert_eq!(freed(&open_early, "2027-03-24T13:00"), Gear::Everybody);
    assert_eq!(freed(&open_early, "2027-03-23T18:59"), Gear::AtOnce);
    let open = with(OwnGears { open_hours: hours(6), ..OwnGears::default() });
    assert_eq!(freed(&open, "2027-03-25T14:00"), Gear::Everybody);
    assert_eq!(freed(&open, "2027-03-25T12:59"), until(&open, "2027-03-25T14:59"));
    let short = with(OwnGears { short_hold_hours: hours(48), ..OwnGears::default() });
    assert_eq!(freed(&short, "2027-03-24T13:00"), until(&short, "2027-03-24T13:30"));
}

proptest! {
    #[test]
    fn no_offer_outlives_the_start_or_ends_at_night_before_it(start in 0_i64..200_000, before in 1..30 * HOUR) {
        let game = Game { starts_at: Timestamp::from_second(1_805_976_000 + start * 60), time_zone: Zone::parse("America/New_York").unwrap(), ..game() };
        let now = game.starts_at.minus(before);
        if let Gear::Held(until) = game.gear(Gears::default(), now) {
            prop_assert!(until > now && until <= game.starts_at);
            let hour = game.time_zone.wall(until).time().hour();
            prop_assert!(until == game.starts_at || (8..22).contains(&hour), "{}", until);
        }
    }

    #[test]
    fn the_sentence_holds_until_its_words_change(start in 0_i64..200_000, before in -HOUR..30 * HOUR, later in 0.0..1.0_f64, closes in 0..2 * HOUR) {
        let starts_at = Timestamp::from_second(1_805_976_000 + start * 60);
        let game = Game { starts_at, closes_at: starts_at.minus(closes), time_zone: Zone::parse("Europe/Berlin").unwrap(), ..game() };
        let now = game.starts_at.minus(before);
        let next = next_words(&game, Gears::default(), now);
        prop_assert!(next > now);
        let lasts = next.since(now).min(40 * HOUR);
        #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "any instant in between will do")]
        let within = now.plus(((lasts - 1) as f64 * later) as i64);
        let said = |at| [true, false].map(|has_mail| sentence(&game, Gears::default(), has_mail, at));
        prop_assert_eq!(said(now), said(within), "{} {}", now, within);
    }
}

#[test]
fn offers_are_counted_in_seconds() {
    assert_eq!(Gears::default().newcomers_minutes.seconds(), 15 * MINUTE);
}
