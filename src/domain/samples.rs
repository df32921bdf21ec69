//! A game and a registration as the rules' tests start from: ten seats, two guests each, Thursday 25 March at noon.

use crate::store::games::Game;
use crate::store::gears::OwnGears;
use crate::store::registrations::Registration;
use crate::types::time::HOUR;
use crate::types::{
    Capacity, Date, DeadlineHours, Description, GameId, GameStatus, GameTitle, HowToPay, Level, MaxGuests, Minimum,
    Minutes, Money, Note, OpenSeats, PartySize, PlayerId, RegistrationId, SportSlug, Status, Timestamp, Visibility,
    WallTime, Zone,
};

/// The start of every sample game.
pub const START: Timestamp = Timestamp::from_second(1_805_976_000);

/// `hours` before the start.
pub fn before_start(hours: i64) -> Timestamp {
    START.minus(hours * HOUR)
}

/// A published game with free seats.
pub fn game() -> Game {
    // 2027-03-25T12:00:00Z, which is START.
    let starts_wall = WallTime::parse_local("2027-03-25T12:00").unwrap();
    Game {
        id: GameId::new(1),
        status: GameStatus::Published,
        visibility: Visibility::Public,
        link_key: "key".to_owned(),
        organizer_id: PlayerId::new(1),
        series_id: None,
        edited_by_hand: false,
        sport: SportSlug::parse("football").unwrap(),
        title: GameTitle::parse("Five-a-side").unwrap(),
        search_text: String::new(),
        venue_id: None,
        place: "Park".to_owned(),
        time_zone: Zone::utc(),
        starts_wall,
        starts_at: START,
        minutes: Minutes::new(60).unwrap(),
        ends_at: START.plus(HOUR),
        local_date: Date::parse("2027-03-25").unwrap(),
        capacity: Capacity::new(10).unwrap(),
        minimum: Minimum::new(0).unwrap(),
        max_guests: MaxGuests::new(2).unwrap(),
        price: Money::ZERO,
        how_to_pay: HowToPay::default(),
        level: Level::default(),
        description: Description::default(),
        opens_wall: None,
        opens_at: None,
        closes_wall: None,
        closes_at: START,
        closed_at: None,
        deadline_hours: DeadlineHours::new(12).unwrap(),
        deadline_at: before_start(12),
        cancelled_reason: String::new(),
        published_at: Some(Timestamp::EPOCH),
        cancelled_at: None,
        created_at: Timestamp::EPOCH,
        version: 1,
        next_place: 1,
        taken: 0,
        guests: 0,
        waiting: 0,
        sequence: 0,
        changed_at: Timestamp::EPOCH,
        who_joins: None,
        cancel_hours: None,
        conditional: 0,
        due_at: None,
        settled_at: Timestamp::EPOCH,
        gears: OwnGears::default(),
        open_seats: OpenSeats::default(),
        offered: 0,
    }
}

/// Registration number `id`, at that place, with so many seats.
pub fn registration(id: i64, status: Status, seats: i32) -> Registration {
    Registration {
        id: RegistrationId::new(id),
        game_id: GameId::new(1),
        player_id: PlayerId::new(id),
        status,
        party_size: party(seats),
        place: id,
        note: Note::default(),
        added_by: None,
        late: false,
        attendance: None,
        created_at: Timestamp::EPOCH,
        seated_at: status.holds_seats().then_some(Timestamp::EPOCH),
        withdrawn_at: None,
        offer_until: None,
        hear_by: None,
        rests: false,
        only_if: None,
    }
}

/// A party of so many seats.
pub fn party(seats: i32) -> PartySize {
    PartySize::new(seats).unwrap()
}
