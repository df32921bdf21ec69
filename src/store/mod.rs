//! The databases: connections, the one writer, migrations, and a file of queries for each noun.

pub mod accounts;
mod active;
pub mod all_games;
pub mod arrivals;
pub mod audit;
pub mod backup;
pub mod blocks;
pub mod calendars;
mod changes;
mod clock;
pub mod co_organizers;
pub mod conditional;
mod connection;
mod copier;
pub mod counts;
pub mod crowd;
pub mod due;
mod error;
mod fixed;
pub mod forgetting;
pub mod games;
pub mod gears;
mod job;
pub mod line;
pub mod listing;
mod locks;
pub mod mails;
pub mod me;
pub mod merging;
pub mod messages;
mod migrations;
pub mod my_data;
pub mod news_mails;
pub mod notices;
pub mod organizing;
pub mod outbox;
pub mod overview;
pub mod people;
pub mod players;
mod queue;
pub mod quiet;
mod reach;
pub mod registrations;
pub mod roster;
pub mod rosters;
pub(crate) mod sabotage;
mod schema;
pub mod series;
pub mod sessions;
pub mod site;
pub mod sports;
pub mod standings;
pub mod statistics;
mod ticket;
pub mod timeline;
pub mod tokens;
pub mod venues;
mod watch;
mod writer;

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use diesel::Connection;
use diesel::connection::SimpleConnection;

pub use changes::{Changes, Stale};
pub use clock::Clock;
pub(crate) use connection::on_each;
pub use connection::{DatabaseUrl, DatabaseUrlError, DbConn, POSTGRES_WRITER};
pub use error::{Optional, QueryError, QueryResult};
pub use job::{Job, Scope, Together};
pub use migrations::{MigrateError, migrate};

use crate::types::Timestamp;
use connection::{OnceLogged, Readers};
use reach::Reach;
use writer::Writer;

/// How long people wait for their change to be started: with its commit, the answer comes within a second or so.
const PATIENCE: Duration = Duration::from_millis(900);
/// How long what was started is waited for beyond that. A server elsewhere may have fallen silent; a disk that is slow
/// still says what became of it.
const LONGEST_COMMIT: Duration = Duration::from_millis(600);
const LONGEST_COMMIT_TO_DISK: Duration = Duration::from_secs(5);
/// How long a question waits for a connection: nobody shall wait longer to hear that the site is too busy.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// The database as everybody sees it: many readers, one queue of changes. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    readers: r2d2::Pool<Readers>,
    writer: Arc<Writer>,
    changes: Arc<Changes>,
    reach: Arc<Reach>,
    clock: Clock,
    url: DatabaseUrl,
}

/// Why the store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The schema is not usable.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// No read connection could be made.
    #[error("cannot open the database: {0}")]
    Pool(#[from] r2d2::Error),
    /// The writer's thread could not be started.
    #[error("cannot start the writer: {0}")]
    Writer(#[from] std::io::Error),
}

impl Store {
    /// Opens `url`, creating and updating its schema where needed.
    pub fn open(url: &DatabaseUrl, clock: Clock) -> Result<Self, OpenError> {
        Self::open_with_batch(url, clock, None)
    }

    /// `open` with the most changes that share a transaction; `None` for as many as measured best.
    pub fn open_with_batch(url: &DatabaseUrl, clock: Clock, batch: Option<NonZeroUsize>) -> Result<Self, OpenError> {
        let applied = migrate(url)?;
        if !applied.is_empty() {
            log::info!("brought {url} up to date with {} migrations", applied.len());
        }
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let readers = r2d2::Pool::builder()
            .max_size(u32::try_from(2 * cores + 2).unwrap_or(8))
            .min_idle(Some(1))
            .test_on_check_out(matches!(url, DatabaseUrl::Postgres(_)))
            .connection_timeout(LONGEST_WAIT)
            .error_handler(Box::new(OnceLogged))
            .build(Readers(url.clone()))?;
        let changes = Arc::new(Changes::default());
        let writer = Arc::new(Writer::start(url, &clock, &changes, batch)?);
        watch::start(url, &changes)?;
        Ok(Self { readers, writer, changes, reach: Arc::default(), clock, url: url.clone() })
    }

    /// The present instant by this store's clock.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What has changed lately, by whomever.
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// Where the data lives.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Asks `question` in one read transaction: everything it sees is of one moment. Where the database does not answer
    /// within a second, the answer is "away"; a question that is only slow is waited for.
    pub async fn read<T, E>(&self, question: impl FnOnce(&mut DbConn) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<QueryError> + Send + 'static,
    {
        let turn = self.reach.turn().ok_or(QueryError::Away)?;
        let (store, has_begun) = (self.clone(), Arc::new(AtomicBool::new(false)));
        let begins = Arc::clone(&has_begun);
        let mut asking = tokio::task::spawn_blocking(move || store.ask(question, &begins));
        loop {
            match tokio::time::timeout(LONGEST_WAIT, &mut asking).await {
                Ok(answered) => return answered.unwrap_or_else(|_| Err(QueryError::Panicked.into())),
                Err(_) if has_begun.load(Ordering::Acquire) && self.changes.are_heard() => {}
                Err(_) => break,
            }
        }
        // Its thread may hang for as long as the database does.
        asking.abort();
        self.missed();
        drop(turn);
        Err(QueryError::Away.into())
    }

    /// Asks `question` on the calling thread, and notes when the database has begun to answer.
    fn ask<T, E: From<QueryError>>(
        &self,
        question: impl FnOnce(&mut DbConn) -> Result<T, E>,
        has_begun: &AtomicBool,
    ) -> Result<T, E> {
        let mut conn = self.readers.get().map_err(|error| match self.missed() {
            true => QueryError::Away,
            false => QueryError::from(error),
        })?;
        snapshot(&mut conn, |conn| {
            has_begun.store(true, Ordering::Release);
            self.reach.found();
            question(conn)
        })
    }

    /// Notes that a question got no answer; whether the database is lost. One can be silent; the other is a file, and
    /// only busy.
    fn missed(&self) -> bool {
        let is_lost = !self.changes.are_heard();
        if is_lost {
            self.reach.lost();
        }
        is_lost
    }

    /// `read` on the calling thread, for the command line.
    pub fn read_here<T, E: From<QueryError>>(
        &self,
        question: impl FnOnce(&mut DbConn) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut conn = self.readers.get().map_err(QueryError::from)?;
        snapshot(&mut conn, question)
    }

    /// Makes the change `job`, and answers when it is on the disk. Where it could not even be started in a second, it
    /// is not made and the answer is "busy"; where the commit takes much longer, nobody knows yet whether it is kept.
    pub async fn write<J: Job>(&self, job: J) -> Result<J::Done, J::Refused> {
        self.write_within(PATIENCE, job).await
    }

    /// `write` with another patience.
    pub async fn write_within<J: Job>(&self, patience: Duration, job: J) -> Result<J::Done, J::Refused> {
        self.writer.send(job, Instant::now().checked_add(patience))?.within(patience, self.longest_commit()).await
    }

    /// `write` for what nobody waits for: it takes as long as it takes.
    pub async fn write_at_leisure<J: Job>(&self, job: J) -> Result<J::Done, J::Refused> {
        self.writer.send(job, None)?.whenever().await
    }

    fn longest_commit(&self) -> Duration {
        match self.url {
            DatabaseUrl::Sqlite(_) => LONGEST_COMMIT_TO_DISK,
            DatabaseUrl::Postgres(_) => LONGEST_COMMIT,
        }
    }

    /// `write_at_leisure` on the calling thread, for the command line. Must not be called from async code.
    pub fn write_here<J: Job>(&self, job: J) -> Result<J::Done, J::Refused> {
        self.writer.send(job, None)?.blocking()
    }

    /// Whether the database answers and has the schema that this binary knows.
    pub async fn is_ready(&self) -> bool {
        let checked =
            self.read(|conn| migrations::is_current(conn).map_err(|error| QueryError::Commit(error.to_string())));
        matches!(checked.await, Ok(true))
    }

    /// Finishes the changes that are queued, and takes no more.
    pub fn stop(&self) {
        self.writer.stop();
    }
}

/// A LIKE pattern (escaped with a backslash) for rows that contain `text`, which is folded already.
pub(crate) fn contains(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// Runs `question` in a transaction that sees one moment and writes nothing.
fn snapshot<T, E: From<QueryError>>(
    conn: &mut DbConn,
    question: impl FnOnce(&mut DbConn) -> Result<T, E>,
) -> Result<T, E> {
    let mut outcome = None;
    let ended = conn.transaction(|conn| {
        if let DbConn::Postgres(conn) = conn {
            conn.batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")?;
        }
        outcome = Some(question(conn));
        // Nothing was written: ending the transaction either way is the same.
        if matches!(outcome, Some(Ok(_))) { Ok(()) } else { Err(diesel::result::Error::RollbackTransaction) }
    });
    match (outcome, ended) {
        (Some(Ok(_)), Err(error)) => Err(QueryError::from(error).into()),
        (Some(outcome), _) => outcome,
        (None, Err(error)) => Err(QueryError::from(error).into()),
        (None, Ok(())) => Err(QueryError::Panicked.into()),
    }
}
