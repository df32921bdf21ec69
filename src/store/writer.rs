//! Every change goes through here: what is queued becomes one transaction, committed once.
//!
//! No timer gathers a batch: while one commit reaches the disk, the next batch queues up. A job that fails
//! is undone alone, by its savepoint; a commit that fails fails every job in it, and none was answered before.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use diesel::Connection;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use tokio::sync::oneshot;

use super::connection::Access;
use super::watch;
use super::{Changes, Clock, DatabaseUrl, DbConn, Job, QueryError, Scope, Stale, sabotage};
use crate::types::Timestamp;

type Manager = <DbConn as Connection>::TransactionManager;

/// Where the outcome of a queued job arrives.
pub(super) type Answer<J> = oneshot::Receiver<Result<<J as Job>::Done, <J as Job>::Refused>>;

/// Jobs that may wait; beyond it people hear "busy" at once instead of waiting over a second.
const QUEUE: usize = 4096;
/// Postgres slows down beyond 64 subtransactions in one transaction.
const POSTGRES_BATCH: usize = 60;
const SQLITE_BATCH: usize = 512;
/// Writers beside each other on Postgres, where rows are locked and not the whole database.
const POSTGRES_WRITERS: usize = 4;

/// How often an idle writer looks whether another process has written, such as the command line.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// The queue's entrance, and the threads behind it.
#[derive(Debug)]
pub(super) struct Writer {
    queue: Mutex<Option<SyncSender<Box<dyn Queued>>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Writer {
    pub fn start(url: &DatabaseUrl, clock: &Clock, changes: &Arc<Changes>) -> std::io::Result<Self> {
        let (entrance, exit) = sync_channel(QUEUE);
        let exit = Arc::new(Mutex::new(exit));
        let (threads, batch) = match url {
            _ if sabotage::without_lock() => (POSTGRES_WRITERS, 1),
            DatabaseUrl::Sqlite(_) => (1, SQLITE_BATCH),
            DatabaseUrl::Postgres(_) => (POSTGRES_WRITERS, POSTGRES_BATCH),
        };
        let threads = (0..threads)
            .map(|_| {
                let (exit, changes) = (Arc::clone(&exit), Arc::clone(changes));
                let line = Line { url: url.clone(), clock: clock.clone(), changes, exit, batch };
                std::thread::Builder::new().name("writer".to_owned()).spawn(move || line.work())
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { queue: Mutex::new(Some(entrance)), threads: Mutex::new(threads) })
    }

    /// Queues `job`; the answer comes when its batch is committed.
    pub fn send<J: Job>(&self, job: J) -> Result<Answer<J>, QueryError> {
        let (answer, outcome) = oneshot::channel();
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let entrance = queue.as_ref().ok_or(QueryError::Stopped)?;
        match entrance.try_send(Box::new(Waiting { job, outcome: None, answer })) {
            Ok(()) => Ok(outcome),
            Err(TrySendError::Full(_)) => Err(QueryError::Busy),
            Err(TrySendError::Disconnected(_)) => Err(QueryError::Stopped),
        }
    }

    /// Takes no more jobs, and returns when those that were queued are done.
    pub fn stop(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        for thread in self.threads.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            if thread.join().is_err() {
                log::error!("a writer thread had stopped on a panic");
            }
        }
    }
}

/// A job of any type, between its queue and its answer.
trait Queued: Send {
    fn scope(&self) -> Scope;
    /// What it made old, once it is committed.
    fn stale(&self) -> Stale;
    /// Runs the job; whether its writes are kept.
    fn run(&mut self, conn: &mut DbConn, now: Timestamp) -> bool;
    fn fail(&mut self, error: QueryError);
    /// Tells the one who waits; only after the commit.
    fn answer(self: Box<Self>);
}

struct Waiting<J: Job> {
    job: J,
    outcome: Option<Result<J::Done, J::Refused>>,
    answer: oneshot::Sender<Result<J::Done, J::Refused>>,
}

impl<J: Job> Queued for Waiting<J> {
    fn scope(&self) -> Scope {
        self.job.scope()
    }

    fn stale(&self) -> Stale {
        match &self.outcome {
            Some(Ok(_)) => self.job.stale(),
            Some(Err(refused)) if self.job.keeps(refused) => self.job.stale(),
            Some(Err(_)) | None => Stale::Nothing,
        }
    }

    fn run(&mut self, conn: &mut DbConn, now: Timestamp) -> bool {
        let outcome = catch_unwind(AssertUnwindSafe(|| self.job.run(conn, now)))
            .unwrap_or_else(|_| Err(J::Refused::from(QueryError::Panicked)));
        let kept = outcome.as_ref().map_or_else(|refused| self.job.keeps(refused), |_| true);
        self.outcome = Some(outcome);
        kept
    }

    fn fail(&mut self, error: QueryError) {
        self.outcome = Some(Err(error.into()));
    }

    fn answer(self: Box<Self>) {
        let outcome = self.outcome.unwrap_or_else(|| Err(QueryError::Stopped.into()));
        // Whoever asked may have hung up; what was committed stays committed.
        drop(self.answer.send(outcome));
    }
}

/// One writer thread.
struct Line {
    url: DatabaseUrl,
    clock: Clock,
    changes: Arc<Changes>,
    exit: Arc<Mutex<Receiver<Box<dyn Queued>>>>,
    batch: usize,
}

impl Line {
    fn work(self) {
        let mut conn = None;
        let mut seen = None;
        while let Some(mut batch) = self.gather() {
            if let Some(conn) = &mut conn {
                self.look_around(conn, &mut seen);
            }
            if batch.is_empty() {
                continue;
            }
            let committed = self.commit_together(&mut conn, &mut batch);
            // Before anybody hears of it; also where a failed commit may have been kept after all.
            self.changes.note(&stale(&batch));
            if let Err(error) = committed {
                log::error!("{} changes were not kept: {error}", batch.len());
                // A connection that failed in the middle is in an unknown state.
                conn = None;
                for job in &mut batch {
                    job.fail(QueryError::Commit(error.to_string()));
                }
            }
            batch.into_iter().for_each(Queued::answer);
        }
    }

    /// Notes what others have written to SQLite's file since the last look.
    fn look_around(&self, conn: &mut DbConn, seen: &mut Option<i32>) {
        match watch::data_version(conn) {
            Ok(version) => {
                if version != *seen {
                    self.changes.note(&Stale::Everything);
                }
                *seen = version;
            }
            Err(error) => {
                log::warn!("whether others have written could not be seen: {error}");
                self.changes.note(&Stale::Everything);
            }
        }
    }

    /// Waits for one job, and takes along what else is queued by then; nothing when it is time to look around. `None`
    /// when the queue has ended.
    fn gather(&self) -> Option<Vec<Box<dyn Queued>>> {
        let exit = self.exit.lock().unwrap_or_else(PoisonError::into_inner);
        let mut batch = match exit.recv_timeout(LOOK_EVERY) {
            Ok(job) => vec![job],
            Err(RecvTimeoutError::Timeout) => return Some(Vec::new()),
            Err(RecvTimeoutError::Disconnected) => return None,
        };
        while batch.len() < self.batch {
            match exit.try_recv() {
                Ok(job) => batch.push(job),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
            }
        }
        Some(batch)
    }

    fn commit_together(&self, conn: &mut Option<DbConn>, batch: &mut [Box<dyn Queued>]) -> Result<(), QueryError> {
        let conn = match conn {
            Some(conn) => conn,
            None => conn.insert(self.url.connect(Access::Write)?),
        };
        if sabotage::without_lock() {
            batch.iter_mut().for_each(|job| {
                job.run(conn, self.clock.now());
            });
            return Ok(());
        }
        begin(conn)?;
        hold(conn, batch)?;
        let now = self.clock.now();
        for job in batch.iter_mut() {
            run_alone(conn, job.as_mut(), now)?;
        }
        watch::tell(conn, &stale(batch), self.changes.origin())?;
        Ok(Manager::commit_transaction(conn)?)
    }
}

/// What the jobs of `batch` made old.
fn stale(batch: &[Box<dyn Queued>]) -> Stale {
    batch.iter().fold(Stale::Nothing, |all, job| all.and(job.stale()))
}

fn begin(conn: &mut DbConn) -> Result<(), QueryError> {
    match conn {
        // The write lock from the start: a transaction that reads first and then writes fails under load.
        DbConn::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")?,
        DbConn::Postgres(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN")?,
    }
    Ok(())
}

/// Runs one job in a savepoint of its own.
fn run_alone(conn: &mut DbConn, job: &mut dyn Queued, now: Timestamp) -> Result<(), QueryError> {
    Manager::begin_transaction(conn)?;
    if job.run(conn, now) {
        Manager::commit_transaction(conn)?
    } else {
        Manager::rollback_transaction(conn)?
    }
    Ok(())
}

/// Holds the games of the whole batch in one order, so that two instances can't wait for each other.
///
/// On SQLite there is nothing to do: the one writer holds the whole database.
fn hold(conn: &mut DbConn, batch: &[Box<dyn Queued>]) -> Result<(), QueryError> {
    let DbConn::Postgres(conn) = conn else { return Ok(()) };
    let mut games = Vec::new();
    let mut everything = false;
    for job in batch {
        match job.scope() {
            Scope::NoGame => {}
            Scope::Games(more) => games.extend(more),
            Scope::Everything => everything = true,
        }
    }
    Ok(super::locks::hold(conn, everything, games)?)
}
