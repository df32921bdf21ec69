//! Every change goes through here: what is queued becomes one transaction, committed once.
//!
//! No timer gathers a batch: while one commit reaches the disk, the next batch queues up. Jobs of a kind that knows how
//! run together, in one savepoint; should that fail, they run alone. A job that fails alone is undone alone, by its
//! savepoint; a commit that fails fails every job in it, and none was answered before.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use diesel::Connection;
use diesel::connection::{AnsiTransactionManager, TransactionManager};

use super::connection::Access;
use super::copier::Copier;
use super::queue::{Answer, Queued, are_together, kind, queued};
use super::watch;
use super::{Changes, Clock, DatabaseUrl, DbConn, Job, QueryError, Scope, Stale, quiet, sabotage};
use crate::types::Timestamp;

type Manager = <DbConn as Connection>::TransactionManager;

/// Jobs that may wait; beyond it people hear "busy" at once instead of waiting over a second.
const QUEUE: usize = 4096;
/// The most jobs that share a transaction, so that the first of them does not wait long for the last.
const BATCH: usize = 512;
/// Postgres slows down beyond 64 subtransactions in one transaction. Jobs that run together take one.
const SAVEPOINTS: usize = 60;
/// Writers beside each other on Postgres, where rows are locked and not the whole database: one gathers while the other
/// commits. More of them make smaller batches, and each join dearer: of one, two and four, a join costs the server 44,
/// 62 and 78 microseconds.
const POSTGRES_WRITERS: usize = 2;

/// How often an idle writer looks whether another process has written, such as the command line.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// The queue's entrance, and the threads behind it.
#[derive(Debug)]
pub(super) struct Writer {
    queue: Mutex<Option<SyncSender<Box<dyn Queued>>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    copier: Mutex<Option<Copier>>,
}

impl Writer {
    pub fn start(
        url: &DatabaseUrl,
        clock: &Clock,
        changes: &Arc<Changes>,
        batch: Option<NonZeroUsize>,
    ) -> std::io::Result<Self> {
        let batch = batch.map_or(BATCH, NonZeroUsize::get);
        let (entrance, exit) = sync_channel(QUEUE);
        let exit = Arc::new(Mutex::new(exit));
        let (threads, batch) = match url {
            _ if sabotage::without_lock() => (2 * POSTGRES_WRITERS, 1),
            DatabaseUrl::Sqlite(_) => (1, batch),
            DatabaseUrl::Postgres(_) => (POSTGRES_WRITERS, batch),
        };
        let threads = (0..threads)
            .map(|_| {
                let (exit, changes) = (Arc::clone(&exit), Arc::clone(changes));
                let line = Line { url: url.clone(), clock: clock.clone(), changes, exit, batch };
                std::thread::Builder::new().name("writer".to_owned()).spawn(move || line.work())
            })
            .collect::<Result<_, _>>()?;
        let copier = Mutex::new(Some(Copier::start(url)?));
        Ok(Self { queue: Mutex::new(Some(entrance)), threads: Mutex::new(threads), copier })
    }

    /// Queues `job`; the answer comes when its batch is committed. It is not started after `until`.
    pub fn send<J: Job>(&self, job: J, until: Option<Instant>) -> Result<Answer<J>, QueryError> {
        let (waiting, answer) = queued(job, until);
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let entrance = queue.as_ref().ok_or(QueryError::Stopped)?;
        match entrance.try_send(waiting) {
            Ok(()) => Ok(answer),
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
        drop(self.copier.lock().unwrap_or_else(PoisonError::into_inner).take());
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
                quiet::error(format!("changes were not kept: {error}"));
                // A connection that failed in the middle is in an unknown state.
                conn = None;
                for job in &mut batch {
                    job.fail(&error);
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
                quiet::warn(format!("whether others have written could not be seen: {error}"));
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
        let mut savepoints = 1;
        while batch.len() < self.batch && savepoints < SAVEPOINTS {
            match exit.try_recv() {
                Ok(job) => {
                    savepoints += usize::from(job.together().is_none());
                    batch.push(job);
                }
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
            }
        }
        Some(side_by_side(batch))
    }

    fn commit_together(&self, conn: &mut Option<DbConn>, batch: &mut Vec<Box<dyn Queued>>) -> Result<(), QueryError> {
        let conn = match conn {
            Some(conn) => conn,
            None => conn.insert(self.url.connect(Access::Write)?),
        };
        if sabotage::without_lock() {
            start(batch);
            batch.iter_mut().for_each(|job| {
                job.run(conn, self.clock.now());
            });
            return Ok(());
        }
        begin(conn)?;
        hold(conn, batch)?;
        start(batch);
        if !run_as_one_set(conn, batch, self.clock.now())? {
            let now = self.clock.now();
            let mut sets = batch.chunk_by_mut(|one, next| are_together(one.as_ref(), next.as_ref()));
            sets.try_for_each(|jobs| run_all(conn, jobs, now))?;
        }
        watch::tell(conn, &stale(batch), self.changes.origin())?;
        Ok(Manager::commit_transaction(conn)?)
    }
}

/// Runs a batch that is one set and nothing else without a savepoint, which would cost more than it is worth; `false`
/// where it is not. A set that fails is undone with its transaction, and its jobs run one by one in a new one.
fn run_as_one_set(conn: &mut DbConn, batch: &mut [Box<dyn Queued>], now: Timestamp) -> Result<bool, QueryError> {
    let Some((first, others)) = batch.split_first() else { return Ok(true) };
    let Some(together) =
        first.together().filter(|_| others.iter().all(|other| are_together(first.as_ref(), other.as_ref())))
    else {
        return Ok(false);
    };
    if let Err(error) = together(batch, conn, now) {
        warn_of_set(&error);
        Manager::rollback_transaction(conn)?;
        begin(conn)?;
        hold(conn, batch)?;
        batch.iter_mut().try_for_each(|job| run_alone(conn, job.as_mut(), now))?;
    }
    Ok(true)
}

fn warn_of_set(error: &QueryError) {
    quiet::warn(format!("changes that failed together run one by one: {error}"));
}

/// What the jobs of `batch` made old.
fn stale(batch: &[Box<dyn Queued>]) -> Stale {
    batch.iter().fold(Stale::Nothing, |all, job| all.and(job.stale()))
}

/// Claims the jobs of `batch`. Those that were given up meanwhile, or waited too long, are answered without having run.
fn start(batch: &mut Vec<Box<dyn Queued>>) {
    let at = Instant::now();
    for job in batch.extract_if(.., |job| !job.start(at)) {
        job.answer();
    }
}

fn begin(conn: &mut DbConn) -> Result<(), QueryError> {
    match conn {
        // The write lock from the start: a transaction that reads first and then writes fails under load.
        DbConn::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")?,
        DbConn::Postgres(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN")?,
    }
    Ok(())
}

/// Puts jobs that can run together beside each other, where the first of them was queued; among their kind they keep
/// their order.
fn side_by_side(batch: Vec<Box<dyn Queued>>) -> Vec<Box<dyn Queued>> {
    let mut first_of = HashMap::new();
    let numbered = batch.into_iter().enumerate();
    let mut placed: Vec<_> = numbered
        .map(|(number, job)| match job.together() {
            Some(_) => (*first_of.entry(kind(job.as_ref())).or_insert(number), job),
            None => (number, job),
        })
        .collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, job)| job).collect()
}

/// Runs jobs of one kind as one, in one savepoint; each alone where they can't, or where that failed.
fn run_all(conn: &mut DbConn, jobs: &mut [Box<dyn Queued>], now: Timestamp) -> Result<(), QueryError> {
    if let Some(together) = jobs.first().and_then(|job| job.together()) {
        Manager::begin_transaction(conn)?;
        match together(jobs, conn, now) {
            Ok(()) => return Ok(Manager::commit_transaction(conn)?),
            Err(error) => {
                warn_of_set(&error);
                Manager::rollback_transaction(conn)?;
            }
        }
    }
    jobs.iter_mut().try_for_each(|job| run_alone(conn, job.as_mut(), now))
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
