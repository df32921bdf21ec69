//! Games as a test needs them, made without the organizers' pages.

use kickabout::{
    store::{self, DbConn, Job, QueryError, Scope, games::GameFields, gears::OwnGears},
    types::{
        CancelHours, Capacity, DeadlineHours, Description, GameId, GameTitle, HowToPay, Level, LinkKey, MaxGuests,
        Minimum, Minutes, Money, PlayerId, SportSlug, Timestamp, VenueId, Visibility, WallTime, WhoJoins, Zone, fold,
        time::HOUR,
    },
};

use super::{Person, TestApp};

/// A game about to be made: football in Berlin, in two days, ten seats, two guests each, published and public.
pub struct GameBuilder<'a> {
    app: &'a TestApp,
    organizer: Option<PlayerId>,
    title: String,
    sport: String,
    venue: Option<VenueId>,
    level: String,
    zone: Zone,
    starts: Starts,
    capacity: i32,
    minimum: i32,
    max_guests: i32,
    price: i64,
    deadline_hours: i32,
    opens_at: Option<Timestamp>,
    closes_at: Option<Timestamp>,
    visibility: Visibility,
    who_joins: Option<WhoJoins>,
    cancel_hours: Option<i32>,
    gears: OwnGears,
    is_draft: bool,
}

enum Starts {
    In(i64),
    At(WallTime),
}

impl TestApp {
    /// A game to be made.
    pub fn game(&self) -> GameBuilder<'_> {
        GameBuilder {
            app: self,
            organizer: None,
            title: "Five-a-side".to_owned(),
            sport: "football".to_owned(),
            venue: None,
            level: String::new(),
            zone: Zone::parse("Europe/Berlin").unwrap(),
            starts: Starts::In(48),
            capacity: 10,
            minimum: 0,
            max_guests: 2,
            price: 0,
            deadline_hours: 12,
            opens_at: None,
            closes_at: None,
            visibility: Visibility::Public,
            who_joins: None,
            cancel_hours: None,
            gears: OwnGears::default(),
            is_draft: false,
        }
    }
}

impl GameBuilder<'_> {
    pub fn by(self, organizer: &Person) -> Self {
        Self { organizer: Some(organizer.player()), ..self }
    }

    pub fn title(self, title: &str) -> Self {
        Self { title: title.to_owned(), ..self }
    }

    pub fn sport(self, sport: &str) -> Self {
        Self { sport: sport.to_owned(), ..self }
    }

    pub fn at_venue(self, venue: VenueId) -> Self {
        Self { venue: Some(venue), ..self }
    }

    pub fn level(self, level: &str) -> Self {
        Self { level: level.to_owned(), ..self }
    }

    pub fn capacity(self, capacity: i32) -> Self {
        Self { capacity, ..self }
    }

    pub fn minimum(self, minimum: i32) -> Self {
        Self { minimum, ..self }
    }

    pub fn max_guests(self, max_guests: i32) -> Self {
        Self { max_guests, ..self }
    }

    /// In cents.
    pub fn price(self, price: i64) -> Self {
        Self { price, ..self }
    }

    pub fn deadline_hours(self, deadline_hours: i32) -> Self {
        Self { deadline_hours, ..self }
    }

    /// Hours before the start.
    pub fn cancels_by_itself(self, hours: i32) -> Self {
        Self { cancel_hours: Some(hours), ..self }
    }

    /// Hours from now; less than none for a game that has begun.
    pub fn starts_in(self, hours: i64) -> Self {
        Self { starts: Starts::In(hours), ..self }
    }

    /// "2027-03-25T19:00" in `zone`.
    pub fn starts_at(self, wall: &str, zone: &str) -> Self {
        let starts = Starts::At(WallTime::parse_local(wall).unwrap());
        Self { starts, zone: Zone::parse(zone).unwrap(), ..self }
    }

    /// Hours from now.
    pub fn opens_in(self, hours: i64) -> Self {
        let opens_at = Some(self.app.store.now().plus(hours * HOUR));
        Self { opens_at, ..self }
    }

    /// Hours from now.
    pub fn closes_in(self, hours: i64) -> Self {
        let closes_at = Some(self.app.store.now().plus(hours * HOUR));
        Self { closes_at, ..self }
    }

    pub fn unlisted(self) -> Self {
        Self { visibility: Visibility::Unlisted, ..self }
    }

    pub fn for_accounts(self) -> Self {
        Self { who_joins: Some(WhoJoins::Accounts), ..self }
    }

    /// Freed seats go to the first in line until the start.
    pub fn always_at_once(self) -> Self {
        let hours = kickabout::types::GearHours::new(0).unwrap();
        Self { gears: OwnGears { at_once_hours: Some(hours), ..self.gears }, ..self }
    }

    pub fn draft(self) -> Self {
        Self { is_draft: true, ..self }
    }

    pub async fn create(self) -> GameId {
        let organizer = match self.organizer {
            Some(organizer) => organizer,
            None => self.app.founder().await,
        };
        let job = Make { organizer, fields: self.fields(), is_draft: self.is_draft };
        self.app.store.write(job).await.unwrap()
    }

    fn fields(&self) -> GameFields {
        let (starts_wall, starts_at) = match &self.starts {
            Starts::At(wall) => (*wall, self.zone.instant(*wall)),
            Starts::In(hours) => {
                // Whole minutes, as organizers type them.
                let at = self.app.store.now().plus(hours * HOUR);
                let at = Timestamp::from_second(at.second() - at.second().rem_euclid(60));
                (self.zone.wall(at), at)
            }
        };
        let deadline_hours = DeadlineHours::new(self.deadline_hours).unwrap();
        GameFields {
            visibility: self.visibility,
            sport: SportSlug::parse(&self.sport).unwrap(),
            title: GameTitle::parse(&self.title).unwrap(),
            search_text: fold(&format!("{} Canal Street Pitch 2 {}", self.title, self.sport)),
            venue_id: self.venue,
            place: if self.venue.is_some() { String::new() } else { "Canal Street Pitch 2".to_owned() },
            time_zone: self.zone.clone(),
            starts_wall,
            starts_at,
            minutes: Minutes::new(60).unwrap(),
            ends_at: starts_at.plus(HOUR),
            local_date: starts_wall.date(),
            capacity: Capacity::new(self.capacity).unwrap(),
            minimum: Minimum::new(self.minimum).unwrap(),
            max_guests: MaxGuests::new(self.max_guests).unwrap(),
            price: Money::from_minor(self.price).unwrap(),
            how_to_pay: HowToPay::default(),
            level: Level::parse(&self.level).unwrap(),
            description: Description::default(),
            opens_wall: self.opens_at.map(|at| self.zone.wall(at)),
            opens_at: self.opens_at,
            closes_wall: self.closes_at.map(|at| self.zone.wall(at)),
            closes_at: self.closes_at.unwrap_or(starts_at),
            deadline_hours,
            deadline_at: starts_at.minus(deadline_hours.seconds()),
            who_joins: self.who_joins,
            cancel_hours: self.cancel_hours.map(|hours| CancelHours::new(hours).unwrap()),
            gears: self.gears,
        }
    }
}

struct Make {
    organizer: PlayerId,
    fields: GameFields,
    is_draft: bool,
}

impl Job for Make {
    type Done = GameId;
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<GameId, QueryError> {
        let key = LinkKey::new().unwrap();
        let game = store::games::insert(conn, &self.fields, self.organizer, None, key.as_str(), now)?;
        if !self.is_draft {
            store::games::publish(conn, game, now)?;
        }
        Ok(game)
    }
}
