//! What a storm plays with: a site, people and games, written beside the running site as every admin command does.

use crate::cli::Failure;
use crate::cli::make_players;
use crate::domain::crowd::{FoundTestSite, Mailboxes, MakeGame};
use crate::store::games::GameFields;
use crate::store::gears::OwnGears;
use crate::store::{self, Clock, DatabaseUrl, Store};
use crate::types::time::{DAY, HOUR};
use crate::types::{
    Capacity, DeadlineHours, Description, GameId, GameTitle, HoldMinutes, HowToPay, Level, MaxGuests, Minimum, Minutes,
    Money, PlayerId, Role, SiteName, SportSlug, Timestamp, Visibility, Zone, fold,
};
use crate::web::CookieKey;

use super::person::Person;

/// What a site is called that a storm has set up.
const NAME: &str = "Storm rehearsal";
const SPORT: &str = "football";
const PLACE: &str = "Storm field";
/// Far enough ahead that freed seats are filled at once.
const AHEAD: i64 = 3 * DAY;
/// Near enough that freed seats are held for the first in line, as briefly as a game may say.
const HELD_AHEAD: i64 = 12 * HOUR;
const HELD_MINUTES: i32 = 5;
/// Nearer than the hour in which they are on offer to everybody waiting.
const OPEN_AHEAD: i64 = 45 * 60;

/// What happens to a game in the storm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// People come and go.
    Plain,
    /// Its capacity goes up and down.
    Resized,
    /// It is called off half way through.
    Cancelled,
    /// Sign-up opens at an instant.
    Opens(Timestamp),
    /// Sign-up closes at an instant.
    Closes(Timestamp),
    /// A seat that comes free is held for the first in line that can be mailed.
    Held,
    /// A seat that comes free is on offer to everybody waiting.
    Open,
    /// Half of those who come do only if enough are in.
    IfEnough,
}

/// A game about to be made, and made.
#[derive(Debug, Clone)]
pub struct Pitch {
    /// Its number.
    pub id: GameId,
    /// Seats at first.
    pub capacity: i32,
    /// Guests each player may bring.
    pub max_guests: i32,
    /// What happens to it.
    pub fate: Fate,
    starts: Timestamp,
}

/// A place to write to, and the key that signs people in.
#[derive(Clone)]
pub struct Stage {
    /// Where the data is.
    pub database: DatabaseUrl,
    /// What signs the cookies.
    pub key: CookieKey,
    /// Whether the site is reached over HTTPS.
    pub is_https: bool,
}

impl Stage {
    /// Does `work` on the database, and lets go of it: a storm must not hold open what may lose its power.
    pub async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store, &Self) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let stage = self.clone();
        tokio::task::spawn_blocking(move || {
            let store = Store::open(&stage.database, Clock::System)?;
            let done = work(&store, &stage);
            store.stop();
            done
        })
        .await?
    }

    /// Sets up an empty site. One with a life of its own is left alone, unless that `is_test`.
    pub fn found(store: &Store, is_test: bool) -> Result<(), Failure> {
        match store.read_here(store::site::find)? {
            Some(site) if is_test || site.name.as_str() == NAME => Ok(()),
            Some(site) => Err(format!(
                "this database is of the site \"{}\": a storm fills it with made-up people and games. \
                 Give it an empty database, or say --into-this-site",
                site.name
            )
            .into()),
            None => Ok(store.write_here(FoundTestSite { name: SiteName::parse(NAME)? })?),
        }
    }

    /// Makes `count` people.
    pub fn people(&self, store: &Store, role: Role, count: u32) -> Result<Vec<Person>, Failure> {
        let mut people = Vec::new();
        for done in (0..count).step_by(1000) {
            let made = make_players::make(
                store,
                &self.key,
                self.is_https,
                (role, Mailboxes::EverySecond),
                (count - done).min(1000),
            )?;
            people.extend(made.into_iter().map(Person::new));
        }
        Ok(people)
    }

    /// Makes a game of `organizer`, and shows it to players.
    pub fn pitch(store: &Store, organizer: PlayerId, seats: (i32, i32), fate: Fate) -> Result<Pitch, Failure> {
        let (capacity, max_guests) = seats;
        let now = store.now();
        let at = now.plus(match fate {
            Fate::Held => HELD_AHEAD,
            Fate::Open => OPEN_AHEAD,
            Fate::Plain | Fate::Resized | Fate::Cancelled | Fate::Opens(_) | Fate::Closes(_) | Fate::IfEnough => AHEAD,
        });
        // Whole minutes, as organizers type them.
        let starts = Timestamp::from_second(at.second() - at.second().rem_euclid(60));
        let mut pitch = Pitch { id: GameId::new(0), capacity, max_guests, fate, starts };
        pitch.id = store.write_here(MakeGame { fields: pitch.fields()?, by: organizer })?;
        Ok(pitch)
    }
}

impl Pitch {
    /// Whether its capacity goes up and down.
    pub fn is_resized(&self) -> bool {
        self.fate == Fate::Resized
    }

    /// Whether sign-up opens or closes in the middle of the storm.
    pub fn is_timed(&self) -> bool {
        matches!(self.fate, Fate::Opens(_) | Fate::Closes(_))
    }

    /// Whether a seat that comes free is on offer, to one or to all.
    pub fn is_offering(&self) -> bool {
        matches!(self.fate, Fate::Held | Fate::Open)
    }

    /// The organizers' form with another capacity.
    pub fn form(&self, capacity: i32) -> Vec<(&'static str, String)> {
        let wall = Zone::utc().wall(self.starts);
        vec![
            ("title", self.title()),
            ("sport", SPORT.to_owned()),
            ("place", PLACE.to_owned()),
            ("date", wall.date().to_string()),
            ("time", wall.time().to_string()),
            ("duration", "60".to_owned()),
            ("capacity", capacity.to_string()),
            ("minimum", "0".to_owned()),
            ("price", "0".to_owned()),
            ("max_guests", self.max_guests.to_string()),
            ("deadline_hours", "12".to_owned()),
            ("visibility", "public".to_owned()),
        ]
    }

    fn title(&self) -> String {
        match self.fate {
            Fate::Plain => "Storm game".to_owned(),
            Fate::Resized => "Storm game that grows and shrinks".to_owned(),
            Fate::Cancelled => "Storm game that is called off".to_owned(),
            Fate::Opens(_) => "Storm game that opens".to_owned(),
            Fate::Closes(_) => "Storm game that closes".to_owned(),
            Fate::Held => "Storm game that holds seats".to_owned(),
            Fate::Open => "Storm game with seats for all".to_owned(),
            Fate::IfEnough => "Storm game if enough come".to_owned(),
        }
    }

    /// UTC; for a game that holds seats one in which the day has just begun, because no offer ends at night.
    fn zone(&self) -> Result<Zone, Failure> {
        if self.fate != Fate::Held {
            return Ok(Zone::utc());
        }
        let hour = self.starts.minus(HELD_AHEAD).second().div_euclid(HOUR).rem_euclid(24);
        // POSIX's sign: `Etc/GMT-3` is three hours ahead.
        let name = match 9 - hour {
            0 => "Etc/UTC".to_owned(),
            ahead @ 1.. => format!("Etc/GMT-{ahead}"),
            behind if behind >= -12 => format!("Etc/GMT+{}", -behind),
            behind => format!("Etc/GMT-{}", 24 + behind),
        };
        Ok(Zone::parse(&name)?)
    }

    fn fields(&self) -> Result<GameFields, Failure> {
        let zone = self.zone()?;
        let starts_wall = zone.wall(self.starts);
        let opens_at = if let Fate::Opens(at) = self.fate { Some(at) } else { None };
        let closes_at = if let Fate::Closes(at) = self.fate { Some(at) } else { None };
        let deadline_hours = DeadlineHours::new(12)?;
        Ok(GameFields {
            who_joins: None,
            cancel_hours: None,
            gears: OwnGears { long_hold_minutes: Some(HoldMinutes::new(HELD_MINUTES)?), ..OwnGears::default() },
            visibility: Visibility::Public,
            sport: SportSlug::parse(SPORT)?,
            title: GameTitle::parse(&self.title())?,
            search_text: fold(&format!("{} {PLACE} {SPORT}", self.title())),
            venue_id: None,
            place: PLACE.to_owned(),
            starts_wall,
            starts_at: self.starts,
            minutes: Minutes::new(60)?,
            ends_at: self.starts.plus(HOUR),
            local_date: starts_wall.date(),
            capacity: Capacity::new(self.capacity)?,
            minimum: Minimum::new(0)?,
            max_guests: MaxGuests::new(self.max_guests)?,
            price: Money::ZERO,
            how_to_pay: HowToPay::default(),
            level: Level::default(),
            description: Description::default(),
            opens_wall: opens_at.map(|at| zone.wall(at)),
            opens_at,
            closes_wall: closes_at.map(|at| zone.wall(at)),
            closes_at: closes_at.unwrap_or(self.starts),
            deadline_hours,
            deadline_at: self.starts.minus(deadline_hours.seconds()),
            time_zone: zone,
        })
    }
}
