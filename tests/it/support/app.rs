//! The site, running in the test's own process on a port of its own.

use std::{
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use actix_web::rt;
use kickabout::{
    app::{Application, Config},
    domain::{accounts::AddAccount, passwords::HashCost},
    jobs::{Postman, Timekeeper},
    store::{self, Clock, DbConn, Job, QueryError, Scope, Store},
    types::{Email, GameId, NewPassword, PlayerId, PlayerName, Role, Status, Timestamp},
    web::{CookieKey, Limits, Settings},
};

use super::{PASSWORD, Person, database::Database};

/// A running site over a database of its own.
pub struct TestApp {
    pub store: Store,
    pub clock: Clock,
    pub base: String,
    /// Makes a second instance over the same data.
    pub config: Config,
    /// Sends the mail that is due when it is told to, where the site has a mail server.
    pub postman: Option<Postman>,
    /// Does what is due in games when it is told to.
    pub timekeeper: Timekeeper,
    /// The path of the set-up link, while the site is empty.
    pub set_up: Option<String>,
    server: rt::task::JoinHandle<()>,
    people: AtomicU32,
    // Last, so that the database goes when nothing uses it any more.
    _database: Option<Database>,
}

impl TestApp {
    /// A site that is set up: "Riverside", in Berlin, with prices in euros.
    pub async fn spawn() -> Self {
        Self::with(|_| {}).await
    }

    /// The same with a clock that stands at an instant like "2027-03-20T10:00:00Z", until `app.clock.set`.
    pub async fn at(instant: &str) -> Self {
        let second = instant.parse::<jiff::Timestamp>().unwrap().as_second();
        Self::with(|config| config.clock = Clock::fixed(Timestamp::from_second(second))).await
    }

    /// The same with other settings as well.
    pub async fn at_with(instant: &str, change: impl FnOnce(&mut Config)) -> Self {
        let second = instant.parse::<jiff::Timestamp>().unwrap().as_second();
        let clock = Clock::fixed(Timestamp::from_second(second));
        Self::with(|config| {
            config.clock = clock;
            change(config);
        })
        .await
    }

    /// A site that is set up, started with other settings.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let app = Self::empty_with(change).await;
        let set_up = app.set_up.clone().unwrap();
        let founder = Person::new(&app.base, "Root", "root@example.org");
        let answer = founder.post(&set_up, &set_up_fields()).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        // The letter that asks whether the address is theirs has a test of its own.
        app.store.write(ForgetLetters).await.unwrap();
        app
    }

    /// A site that is set up, over a database that outlives it: stop it, and start the real program.
    pub async fn spawn_apart() -> (Self, Database) {
        let mut app = Self::spawn().await;
        let database = app._database.take().unwrap();
        (app, database)
    }

    /// Ends the site; what was answered is on the disk.
    pub async fn stop(self) {
        self.server.abort();
        let store = self.store.clone();
        rt::task::spawn_blocking(move || store.stop()).await.unwrap();
    }

    /// A site that nobody has set up.
    pub async fn empty() -> Self {
        Self::empty_with(|_| {}).await
    }

    pub async fn empty_with(change: impl FnOnce(&mut Config)) -> Self {
        let database = Database::new();
        let mut config = config(&database);
        change(&mut config);
        let mut app = Self::start(config).await;
        app._database = Some(database);
        app
    }

    /// One more instance over data that is there already.
    pub async fn start(config: Config) -> Self {
        let application = Application::build(config.clone()).await.unwrap();
        let base = format!("http://{}", application.address());
        let store = application.store().clone();
        let postman = application.postman();
        let timekeeper = application.timekeeper();
        let set_up = application.set_up().map(|secret| format!("/set-up/{}", secret.reveal()));
        let clock = config.clock.clone();
        let server = rt::spawn(async move { application.run().await.unwrap() });
        Self {
            store,
            clock,
            base,
            config,
            postman,
            timekeeper,
            set_up,
            server,
            people: AtomicU32::new(0),
            _database: None,
        }
    }

    /// One more instance over the data of another that has ended.
    pub async fn over(database: &Database) -> Self {
        Self::start(config(database)).await
    }

    /// Somebody with a browser and no account.
    pub fn visitor(&self) -> Person {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        Person::new(&self.base, "Vera", &format!("visitor-{number}@example.org"))
    }

    /// A player who has an account with a password and is signed in. Where the site sends mail, nobody has shown yet whose
    /// the address is, and the letter that asks is on its way.
    pub async fn player(&self, name: &str) -> Person {
        if self.config.settings.mails_links() {
            let person = self.with_role(name, Role::Player).await;
            assert_eq!(person.post("/me/account/confirm", &[]).await.status, 303);
            return person;
        }
        let person = self.somebody(name);
        let answer = person.sign_up().await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        self.known(person).await
    }

    /// An organizer who is signed in.
    pub async fn organizer(&self, name: &str) -> Person {
        self.with_role(name, Role::Organizer).await
    }

    /// An admin who is signed in, beside the one who set up the site.
    pub async fn admin(&self, name: &str) -> Person {
        self.with_role(name, Role::Admin).await
    }

    async fn with_role(&self, name: &str, role: Role) -> Person {
        let person = self.somebody(name);
        let password = NewPassword::check(PASSWORD, &[]).unwrap();
        let job = AddAccount {
            name: PlayerName::parse(name).unwrap(),
            email: Email::parse(&person.email).unwrap(),
            role,
            password_hash: Some(HashCost::cheapest().hash(&password).unwrap()),
            by: None,
        };
        self.store.write(job).await.unwrap();
        let answer = person.sign_in(PASSWORD).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        self.known(person).await
    }

    /// The admin who set up the site.
    pub async fn founder(&self) -> PlayerId {
        let email = Email::parse("root@example.org").unwrap();
        let found = self.store.read(move |conn| store::accounts::find_by_email(conn, &email)).await.unwrap();
        found.unwrap().player
    }

    /// Who is in, by name, in the order of the line.
    pub async fn seats(&self, game: GameId) -> Vec<String> {
        self.names(game, &[Status::Confirmed, Status::Offered]).await
    }

    /// Who waits, by name, first in line first.
    pub async fn queue(&self, game: GameId) -> Vec<String> {
        self.names(game, &[Status::Waitlisted]).await
    }

    async fn names(&self, game: GameId, statuses: &'static [Status]) -> Vec<String> {
        let entries = self.store.read(move |conn| store::registrations::entries(conn, game)).await.unwrap();
        let wanted = entries.into_iter().filter(|entry| statuses.contains(&entry.registration.status));
        wanted.map(|entry| entry.name.to_string()).collect()
    }

    fn somebody(&self, name: &str) -> Person {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        let local: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        Person::new(&self.base, name, &format!("{}-{number}@example.org", local.to_lowercase()))
    }

    async fn known(&self, mut person: Person) -> Person {
        let email = Email::parse(&person.email).unwrap();
        let found = self.store.read(move |conn| store::accounts::find_by_email(conn, &email)).await.unwrap();
        person.id = found.map(|account| account.player);
        person
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.server.abort();
        self.store.stop();
    }
}

/// The fields of the set-up form, filled in.
pub fn set_up_fields() -> Vec<(&'static str, &'static str)> {
    vec![
        ("site_name", "Riverside"),
        ("time_zone", "Europe/Berlin"),
        ("currency", "EUR"),
        ("name", "Root Admin"),
        ("email", "root@example.org"),
        ("password", PASSWORD),
    ]
}

fn config(database: &Database) -> Config {
    let plenty = NonZeroU32::new(100_000).unwrap();
    Config {
        database: database.url.clone(),
        listen: "127.0.0.1:0".parse().unwrap(),
        workers: Some(1),
        connections: kickabout::app::CONNECTIONS,
        write_batch: None,
        clock: Clock::System,
        acts_by_itself: false,
        settings: Settings {
            public_url: None,
            trusted_proxies: Vec::new(),
            cookie_key: CookieKey::from_text(&"k".repeat(64)).unwrap(),
            limits: Limits {
                sign_ins: plenty,
                sign_ins_per_account: plenty,
                sign_ups: plenty,
                joinings: plenty,
                names: plenty,
            },
            names_per_address: 5,
            messages_a_day: 20,
            hash_cost: HashCost::cheapest(),
            mail: None,
            body_timeout: Duration::from_secs(20),
        },
    }
}

struct ForgetLetters;

impl Job for ForgetLetters {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), QueryError> {
        store::mails::take_asked(conn, now, 100).map(|_| ())
    }
}
