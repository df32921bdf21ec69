//! A database of its own for each test, with games and players made directly.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use kickabout::domain::truth;
use kickabout::store::games::GameFields;
use kickabout::store::gears::{Gears, OwnGears};
use kickabout::store::site::Site;
use kickabout::store::{self, Clock, DatabaseUrl, DbConn, Job, QueryError, Scope, Store};
use kickabout::types::*;

pub struct Fixture {
    pub store: Store,
    pub clock: Clock,
    pub organizer: PlayerId,
    _folder: tempfile::TempDir,
}

const NOON: i64 = 1_800_000_000;

impl Fixture {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = match std::env::var("KICKABOUT_TEST_DATABASE").as_deref() {
            Ok("postgres") => postgres(),
            _ => DatabaseUrl::Sqlite(folder.path().join("k.db")),
        };
        let clock = Clock::fixed(Timestamp::from_second(NOON));
        let store = Store::open(&url, clock.clone()).unwrap();
        let organizer = store.write_here(Prepare).unwrap();
        Self { store, clock, organizer, _folder: folder }
    }

    /// A published game that starts in two days.
    pub fn game(&self, capacity: i32) -> GameId {
        self.store.write_here(MakeGame { organizer: self.organizer, capacity }).unwrap()
    }

    pub fn players(&self, count: usize) -> Vec<PlayerId> {
        self.store.write_here(MakePlayers(count)).unwrap()
    }

    pub fn taken(&self, game: GameId) -> i32 {
        self.store.read_here(|conn| store::games::find(conn, game)).unwrap().taken
    }

    /// Every promise about `game`, in one moment of the database.
    pub fn broken(&self, game: GameId) -> Vec<truth::Broken> {
        let now = self.clock.now();
        self.store.read_here(|conn| truth::broken(conn, game, now)).unwrap()
    }

    pub fn assert_sound(&self, game: GameId) {
        let broken = self.broken(game);
        assert!(broken.is_empty(), "{}", broken.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    }
}

fn postgres() -> DatabaseUrl {
    let server = std::env::var("KICKABOUT_TEST_POSTGRES").expect("KICKABOUT_TEST_POSTGRES names a server");
    let name = format!("truth_{}", Secret::new().unwrap().hash().as_str().get(..16).unwrap());
    let mut conn = PgConnection::establish(&server).unwrap();
    conn.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    let (host, _) = server.rsplit_once('/').unwrap();
    let parameters = server.split_once('?').map(|(_, rest)| format!("?{rest}")).unwrap_or_default();
    DatabaseUrl::parse(&format!("{host}/{name}{parameters}")).unwrap()
}

/// A change that only tests make.
macro_rules! job {
    ($name:ty => $done:ty, |$this:ident, $conn:ident, $now:ident| $body:expr) => {
        impl Job for $name {
            type Done = $done;
            type Refused = QueryError;
            fn scope(&self) -> Scope {
                Scope::NoGame
            }
            fn run(&self, $conn: &mut DbConn, $now: Timestamp) -> Result<$done, QueryError> {
                let $this = self;
                $body
            }
        }
    };
}

struct Prepare;
job!(Prepare => PlayerId, |_this, conn, now| {
    let site = Site {
        name: SiteName::parse("Riverside").unwrap(),
        colour: Colour::default(),
        time_zone: Zone::parse("Europe/Berlin").unwrap(),
        currency: Currency::default(),
        who_organizes: WhoMay::Organizers,
        who_signs_up: SignUps::Everyone,
        who_joins: WhoJoins::Anyone,
        keep_days: None,
        quiet_hours: QuietHours::default(),
        contact: Contact::default(),
        privacy: LongText::default(),
        terms: LongText::default(),
        tzdb: String::new(),
        created_at: now,
        gears: Gears::default(),
        has_mail: true,
    };
    store::site::insert(conn, &site)?;
    store::sports::replace(conn, &[(SportSlug::parse("football").unwrap(), SportName::parse("Football").unwrap())])?;
    store::players::insert(conn, &PlayerName::parse("Olga Reed").unwrap(), Role::Organizer, None, now)
});

struct MakePlayers(usize);
job!(MakePlayers => Vec<PlayerId>, |this, conn, now| {
    (0..this.0)
        .map(|number| {
            let name = PlayerName::parse(&format!("Player {number}")).unwrap();
            store::players::insert(conn, &name, Role::Player, None, now)
        })
        .collect()
});

struct MakeGame {
    organizer: PlayerId,
    capacity: i32,
}
job!(MakeGame => GameId, |this, conn, now| {
    let fields = fields(this.capacity, now.plus(2 * time::DAY));
    let game = store::games::insert(conn, &fields, this.organizer, None, "key", now)?;
    store::games::publish(conn, game, now)?;
    Ok(game)
});

/// What an organizer would have set for a game that starts at `starts`.
pub fn fields(capacity: i32, starts: Timestamp) -> GameFields {
    let zone = Zone::parse("Europe/Berlin").unwrap();
    let minutes = Minutes::default();
    GameFields {
        visibility: Visibility::Public,
        sport: SportSlug::parse("football").unwrap(),
        title: GameTitle::parse("Five-a-side").unwrap(),
        search_text: "five-a-side".to_owned(),
        venue_id: None,
        place: "Canal Street".to_owned(),
        starts_wall: zone.wall(starts),
        starts_at: starts,
        minutes,
        ends_at: starts.plus(minutes.seconds()),
        local_date: zone.date(starts),
        time_zone: zone,
        capacity: Capacity::new(capacity).unwrap(),
        minimum: Minimum::default(),
        max_guests: MaxGuests::new(2).unwrap(),
        price: Money::ZERO,
        how_to_pay: HowToPay::default(),
        level: Level::default(),
        description: Description::default(),
        opens_wall: None,
        opens_at: None,
        closes_wall: None,
        closes_at: starts,
        deadline_hours: DeadlineHours::default(),
        deadline_at: starts.minus(DeadlineHours::default().seconds()),
        who_joins: None,
        cancel_hours: None,
        gears: OwnGears::default(),
    }
}
