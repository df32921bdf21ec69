//! What happens to games where and when the clocks change.

use proptest::prelude::*;

use super::*;
use crate::types::Minutes;
use crate::types::time::HOUR;

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

fn wall(text: &str) -> WallTime {
    WallTime::parse_local(text).unwrap()
}

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// The instant of that wall time, as UTC writes it.
fn utc(name: &str, text: &str) -> String {
    zone(name).instant(wall(text)).rfc3339()
}

#[test]
fn a_weekly_game_stays_at_its_time_through_the_change_of_clocks() {
    let berlin = wall("2027-03-25T19:00");
    assert_eq!(utc("Europe/Berlin", berlin.as_str()), "2027-03-25T18:00:00Z");
    assert_eq!(utc("Europe/Berlin", berlin.plus_days(7).as_str()), "2027-04-01T17:00:00Z");
    let new_york = wall("2027-03-11T19:00");
    assert_eq!(utc("America/New_York", new_york.as_str()), "2027-03-12T00:00:00Z");
    assert_eq!(utc("America/New_York", new_york.plus_days(7).as_str()), "2027-03-18T23:00:00Z");
}

#[test]
fn in_a_gap_the_offset_before_it_counts() {
    let (berlin, skipped) = (zone("Europe/Berlin"), wall("2027-03-28T02:30"));
    let instant = berlin.instant(skipped);
    assert_eq!(instant.rfc3339(), "2027-03-28T01:30:00Z");
    assert_eq!((berlin.wall(instant).time().as_str(), berlin.abbreviation(instant).as_str()), ("03:30", "CEST"));
    let next_week = berlin.instant(skipped.plus_days(7));
    assert_eq!(berlin.wall(next_week).as_str(), "2027-04-04T02:30");
}

#[test]
fn in_a_fold_the_first_counts() {
    assert_eq!(utc("Europe/Berlin", "2027-10-31T02:30"), "2027-10-31T00:30:00Z");
}

#[test]
fn the_law_of_2026_is_known_in_vancouver() {
    assert_eq!(utc("America/Vancouver", "2026-11-05T19:00"), "2026-11-06T02:00:00Z");
}

#[test]
fn midnight_itself_may_be_in_a_gap() {
    assert_eq!(utc("Africa/Cairo", "2027-04-30T00:30"), "2027-04-29T22:30:00Z");
    let (cairo, friday) = (zone("Africa/Cairo"), date("2027-04-30"));
    let (start, end) = cairo.day_bounds(friday);
    assert_eq!((start.rfc3339().as_str(), end.since(start)), ("2027-04-29T22:00:00Z", 23 * HOUR));
    assert_eq!((cairo.date(start), cairo.date(start.minus(1))), (friday, friday.add_days(-1)));
}

#[test]
fn a_game_over_the_change_of_clocks_lasts_as_long_as_ever() {
    let berlin = zone("Europe/Berlin");
    let start = berlin.instant(wall("2027-03-28T01:00"));
    let end = start.plus(Minutes::parse("120").unwrap().seconds());
    assert_eq!(berlin.wall(end).as_str(), "2027-03-28T04:00");
    let start = berlin.instant(wall("2027-10-31T01:00"));
    assert_eq!(berlin.wall(start.plus(2 * HOUR)).as_str(), "2027-10-31T02:00");
}

#[test]
fn today_has_23_or_25_hours_when_the_clocks_change() {
    let berlin = zone("Europe/Berlin");
    let hours = |day: &str| {
        let (start, end) = berlin.day_bounds(date(day));
        assert_eq!((berlin.today(start), berlin.today(end.minus(1))), (date(day), date(day)));
        assert_eq!(berlin.today(end), date(day).add_days(1));
        end.since(start) / HOUR
    };
    assert_eq!((hours("2027-03-28"), hours("2027-10-31"), hours("2027-03-27")), (23, 25, 24));
}

#[test]
fn the_day_of_an_instant_is_local() {
    let instant = zone("America/New_York").instant(wall("2027-03-11T19:00"));
    assert_eq!(zone("America/New_York").date(instant), date("2027-03-11"));
    assert_eq!(Zone::utc().date(instant), date("2027-03-12"));
    assert_eq!(zone("Pacific/Auckland").date(instant), date("2027-03-12"));
}

#[test]
fn a_zone_without_a_name_for_its_time_counts_from_utc() {
    let now = Timestamp::from_second(1_805_997_600);
    let called = |name| zone(name).abbreviation(now);
    assert_eq!((called("Europe/Istanbul").as_str(), called("America/Sao_Paulo").as_str()), ("UTC+3", "UTC-3"));
    assert_eq!((called("Asia/Kathmandu").as_str(), called("Asia/Kolkata").as_str()), ("UTC+5:45", "IST"));
    assert_eq!((called("UTC").as_str(), called("Europe/London").as_str()), ("UTC", "GMT"));
}

#[test]
fn a_zone_is_known_by_its_official_spelling() {
    assert_eq!(zone(" europe/berlin ").name(), "Europe/Berlin");
    assert_eq!((zone("utc"), Zone::utc().name()), (Zone::utc(), "UTC"));
    assert!(Zone::parse("US/Pacific").is_ok());
    assert_eq!(Zone::parse("").unwrap_err().to_string(), "Choose a time zone.");
    for text in [
        "Europe/Atlantis",
        "../etc/passwd",
        "Europe/Berlin\0",
        "Factory",
        "localtime",
        "posixrules",
        "CEST-1",
        "+02:00",
    ] {
        let error = Zone::parse(text).unwrap_err();
        assert_eq!(error.to_string(), "Choose a time zone from the list, like Europe/Berlin.", "{text:?}");
    }
}

#[test]
fn every_zone_offered_is_one() {
    let names: Vec<_> = Zone::all().collect();
    assert!(names.len() > 400 && names.is_sorted(), "{} names", names.len());
    assert!(names.contains(&"Europe/Berlin") && names.contains(&"UTC") && !names.contains(&"US/Pacific"));
    assert!(names.iter().all(|name| zone(name).name() == *name));
}

#[test]
fn the_data_says_of_which_year_it_is() {
    assert!(Zone::database_version() >= "2026e", "{}", Zone::database_version());
}

proptest! {
    #[test]
    fn no_text_makes_parsing_panic(text in any::<String>()) {
        let _ = Zone::parse(&text);
    }

    #[test]
    fn every_instant_has_a_wall_time(second in any::<i64>()) {
        for name in ["Europe/Berlin", "Pacific/Apia", "UTC"] {
            let _ = (zone(name).wall(Timestamp::from_second(second)), zone(name).abbreviation(Timestamp::from_second(second)));
        }
    }

    #[test]
    fn the_wall_time_of_a_wall_times_instant_is_itself_or_past_a_gap(days in 0i64..73_000, hour in 0u8..24, minute in 0u8..60) {
        let wall = date("2000-01-01").add_days(days).at(TimeOfDay::new(hour, minute).unwrap());
        for name in ["Europe/Berlin", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "America/St_Johns"] {
            let (zone, shown) = (zone(name), zone(name).wall(zone(name).instant(wall)));
            prop_assert!(shown >= wall && zone.instant(shown) == zone.instant(wall), "{}: {} shows {}", name, wall, shown);
        }
    }
}
