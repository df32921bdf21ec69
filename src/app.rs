//! The website as a program: opens the store, binds the port, answers until it is told to stop.

use std::{io, net::SocketAddr, net::TcpListener, num::NonZeroUsize, time::Duration};

use crate::{
    domain::{
        forgetting::{self, Forget},
        passwords::HashError,
        sessions::Sweep,
        set_up::{NoteMail, OfferSetUp, SetUpError},
        zones::RefreshZones,
    },
    jobs::{Ending, Postman, Timekeeper},
    mail::Links,
    store::{Clock, DatabaseUrl, OpenError, QueryError, Store},
    types::Secret,
    web::{self, App, Settings, WebError, middleware},
};
use actix_web::{
    App as ActixApp, HttpServer,
    dev::Server,
    middleware::{Compress, from_fn},
    rt,
    web::{Data, scope},
};

/// How long what is in flight may take after the program is told to stop.
const LAST_ANSWERS: u64 = 10;
/// How long the letter that is being sent may take then, with the note of what became of it.
const LAST_LETTER: Duration = Duration::from_secs(10);
/// Connections served at once, where the system allows so many; beyond it new ones wait until others end.
pub const CONNECTIONS: usize = 19_000;
/// Connections that may wait to be accepted: everybody comes at the same minute. The standard library asks for 128.
const BACKLOG: i32 = 4096;
/// Connections that browsers and proxies leave open are kept so long.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long the head of a connection's first request may take to arrive; beyond it the answer is 408.
const SLOWEST_HEAD: Duration = Duration::from_secs(5);
/// How long a connection that is over may take to end.
const SLOWEST_END: Duration = Duration::from_secs(1);
/// How long a browser may take nothing of what it is sent, in milliseconds; then its connection ends.
#[cfg(target_os = "linux")]
const SLOWEST_READER: u32 = 20_000;
/// Threads of each worker that wait for the database. More than it has connections would only wait for each other, and
/// each holds memory of its own.
const BLOCKING_THREADS: usize = 16;
/// How often expired sessions are removed.
const SWEEP_EVERY: Duration = Duration::from_secs(3600);

/// Everything that is decided before the website starts.
#[derive(Clone)]
pub struct Config {
    /// Where the data is.
    pub database: DatabaseUrl,
    /// Where to listen; port 0 takes any that is free.
    pub listen: SocketAddr,
    /// Threads that answer; none for one per core.
    pub workers: Option<usize>,
    /// Connections that are served at once.
    pub connections: usize,
    /// The most changes that share a transaction; none for as many as measured best.
    pub write_batch: Option<NonZeroUsize>,
    /// What time it is.
    pub clock: Clock,
    /// Whether this instance does by itself what is due, with mail and in games; not where a test does so step by step.
    pub acts_by_itself: bool,
    /// What the website itself needs to know.
    pub settings: Settings,
}

/// Why the website could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The address cannot be listened on.
    #[error("cannot listen on {0}: {reason}", reason = listen_reason(.1))]
    Listen(SocketAddr, io::Error),
    /// The costs of a password hash are out of range.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// An empty site's set-up link could not be written.
    #[error("cannot write to the database: {0}")]
    SetUp(#[from] QueryError),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers: {0}")]
    Random(#[from] getrandom::Error),
    /// The server stopped by itself.
    #[error("the server failed: {0}")]
    Server(#[from] io::Error),
}

/// The website, bound to its port and ready to run.
pub struct Application {
    server: Server,
    address: SocketAddr,
    store: Store,
    set_up: Option<Secret>,
    settings: Settings,
    acts_by_itself: bool,
    ending: Ending,
}

impl Application {
    /// Binds the port and opens the store; who connects before that is done waits for it.
    pub async fn build(config: Config) -> Result<Self, StartError> {
        Self::build_on(listen(config.listen)?, config).await
    }

    /// The same on a port that is bound already.
    async fn build_on(listener: TcpListener, config: Config) -> Result<Self, StartError> {
        let store = Store::open_with_batch(&config.database, config.clock.clone(), config.write_batch)?;
        follow_the_law(&store).await?;
        let set_up = offer_set_up(&store).await?;
        let settings = config.settings.clone();
        store.write_at_leisure(NoteMail { has_mail: settings.mail.is_some() }).await?;
        let (server, address) = serve(&config, listener, store.clone())?;
        let (acts_by_itself, ending) = (config.acts_by_itself, Ending::default());
        Ok(Self { server, address, store, set_up, settings, acts_by_itself, ending })
    }

    /// Where it listens, with the port it got.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The data it serves.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The secret of the set-up link, while the site is empty.
    pub fn set_up(&self) -> Option<&Secret> {
        self.set_up.as_ref()
    }

    /// Where to find it: the public address if there is one, else the one it listens on.
    pub fn url(&self, path: &str) -> String {
        match &self.settings.public_url {
            Some(public_url) => public_url.join(path),
            None => format!("http://{}{path}", self.address),
        }
    }

    /// Who sends the mail that is due, where the site has a mail server.
    pub fn postman(&self) -> Option<Postman> {
        let settings = self.settings.mail.clone()?;
        let links = self.settings.public_url.as_ref().map(|url| Links::new(url.origin()));
        let (store, key, ending) = (self.store.clone(), self.settings.cookie_key.mail_key(), self.ending.clone());
        Some(Postman { store, settings, links, key, ending })
    }

    /// Who sees to what happens in games by itself.
    pub fn timekeeper(&self) -> Timekeeper {
        Timekeeper { store: self.store.clone() }
    }

    /// Answers until SIGTERM or SIGINT; then finishes what is in flight and what is written.
    pub async fn run(self) -> Result<(), StartError> {
        let sweeping = rt::spawn(sweep(self.store.clone()));
        let postman = self.postman().filter(|_| self.acts_by_itself).map(|postman| rt::spawn(postman.work()));
        let timekeeper = self.acts_by_itself.then(|| rt::spawn(self.timekeeper().work()));
        let ended = self.server.await;
        sweeping.abort();
        if let Some(timekeeper) = timekeeper {
            timekeeper.abort();
        }
        if let Some(postman) = postman {
            let stopping = postman.abort_handle();
            self.ending.say();
            if rt::time::timeout(LAST_LETTER, postman).await.is_err() {
                // Its letter is tried again when the claim on it ends, as the same letter.
                stopping.abort();
            }
        }
        let store = self.store;
        // Waits for the last commit, which may take a while on a slow disk.
        if rt::task::spawn_blocking(move || store.stop()).await.is_err() {
            log::error!("the store did not stop cleanly");
        }
        Ok(ended?)
    }
}

/// Binds `address`, for a website that must know its port before it is built.
pub fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    let listener = TcpListener::bind(address).map_err(|error| StartError::Listen(address, error))?;
    end_slow_readers(&listener);
    Ok(listener)
}

/// Lets the system end connections whose browsers take nothing any more; each takes after the listener.
#[cfg(target_os = "linux")]
fn end_slow_readers(listener: &TcpListener) {
    if let Err(error) = rustix::net::sockopt::set_tcp_user_timeout(listener, SLOWEST_READER) {
        log::debug!("slow readers keep their connections: {error}");
    }
}

/// Other systems have no such setting.
#[cfg(not(target_os = "linux"))]
fn end_slow_readers(_: &TcpListener) {}

/// Builds and runs the website on this thread; `started` is told once it listens.
pub fn run(config: Config, started: impl FnOnce(&Application)) -> Result<(), StartError> {
    run_on(listen(config.listen)?, config, started)
}

/// `run` on a port that is bound already.
pub fn run_on(listener: TcpListener, config: Config, started: impl FnOnce(&Application)) -> Result<(), StartError> {
    rt::System::new().block_on(async {
        let application = Application::build_on(listener, config).await?;
        started(&application);
        application.run().await
    })
}

fn serve(config: &Config, listener: TcpListener, store: Store) -> Result<(Server, SocketAddr), StartError> {
    let listen_error = |error| StartError::Listen(config.listen, error);
    let address = listener.local_addr().map_err(listen_error)?;
    socket2::SockRef::from(&listener).listen(BACKLOG).map_err(listen_error)?;
    web::assets::prepare();
    let app = Data::new(App::new(store, config.settings.clone())?);
    let server = HttpServer::new(move || {
        // The last that is wrapped sees the request first and the answer last.
        ActixApp::new()
            .app_data(app.clone())
            .configure(web::plain)
            .service(
                scope("")
                    .configure(web::pages)
                    .default_service(actix_web::web::to(async || Err::<&str, _>(WebError::NotFound)))
                    // Inside the sessions, so that an error page knows who is looking.
                    .wrap(from_fn(middleware::error_pages))
                    .wrap(middleware::sessions(app.store.clone(), &app.settings)),
            )
            .wrap(from_fn(middleware::same_site_only))
            .wrap(from_fn(middleware::error_pages))
            .wrap(Compress::default())
            .wrap(from_fn(middleware::headers))
            .wrap(from_fn(middleware::head_as_get))
            .wrap(from_fn(middleware::kept_ready))
    });
    let workers = config.workers.unwrap_or_else(|| std::thread::available_parallelism().map_or(2, usize::from));
    let server = server
        .workers(workers)
        .max_connections((config.connections / workers).max(1))
        .client_request_timeout(SLOWEST_HEAD)
        .client_disconnect_timeout(SLOWEST_END)
        .keep_alive(KEEP_ALIVE)
        .tcp_nodelay(true)
        .worker_max_blocking_threads(BLOCKING_THREADS)
        .shutdown_timeout(LAST_ANSWERS)
        .listen(listener)
        .map_err(listen_error)?
        .run();
    Ok((server, address))
}

fn listen_reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => "another program does so already; choose another port with --listen".to_owned(),
        io::ErrorKind::AddrNotAvailable => "this machine has no such address; choose another with --listen".to_owned(),
        io::ErrorKind::PermissionDenied => {
            "not allowed; ports below 1024 are for the system, choose another with --listen".to_owned()
        }
        _ => error.to_string(),
    }
}

/// Derives the instants of games again where this program knows newer laws about time than the one that wrote them.
async fn follow_the_law(store: &Store) -> Result<(), QueryError> {
    let moved = store.write_at_leisure(RefreshZones).await?;
    if moved > 0 {
        log::info!("time zones have changed since the last start: {moved} games moved, and everybody in them is told");
    }
    Ok(())
}

/// A set-up link for an empty site; none for one that has its admin.
async fn offer_set_up(store: &Store) -> Result<Option<Secret>, StartError> {
    let secret = Secret::new()?;
    match store.write_at_leisure(OfferSetUp { token: secret.hash() }).await {
        Ok(()) => Ok(Some(secret)),
        Err(SetUpError::Done | SetUpError::Spent | SetUpError::Account(_)) => Ok(None),
        Err(SetUpError::Query(error)) => Err(error.into()),
    }
}

/// Removes what is personal about old games, where that is wanted and was not done within the day.
async fn forget(store: &Store) -> Result<(), QueryError> {
    let now = store.now();
    if store.read(move |conn| forgetting::due(conn, now)).await?.is_some() {
        while store.write_at_leisure(Forget).await? {}
    }
    Ok(())
}

/// Removes what has expired, now and every hour.
async fn sweep(store: Store) {
    loop {
        if let Err(error) = store.write_at_leisure(Sweep).await {
            log::warn!("expired sessions could not be removed: {error}");
        }
        if let Err(error) = forget(&store).await {
            log::warn!("personal data of old games could not be removed: {error}");
        }
        rt::time::sleep(SWEEP_EVERY).await;
    }
}
