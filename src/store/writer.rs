//! Every change goes through here: what is queued becomes one transaction, committed once.
//!
//! No timer gathers a batch: while one commit reaches the disk, the next batch queues up. Jobs of a kind that knows how
//! run together, in one savepoint; should that fail, they run alone. A job that fails alone is undone alone, by its
//! savepoint; a commit that fails fails every job in it, and none was answered before.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use diesel::Connection;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use tokio::sync::oneshot;

use super::connection::Access;
use super::ticket::Ticket;
use super::watch;
use super::{Changes, Clock, DatabaseUrl, DbConn, Job, QueryError, Scope, Stale, sabotage};
use crate::types::Timestamp;

type Manager = <DbConn as Connection>::TransactionManager;

/// What became of a job.
type Outcome<J> = Result<<J as Job>::Done, <J as Job>::Refused>;

/// Where the outcome of a queued job arrives.
pub(super) struct Answer<J: Job> {
    outcome: oneshot::Receiver<Outcome<J>>,
    ticket: Arc<Ticket>,
}

impl<J: Job> Answer<J> {
    /// The outcome, or "busy" where the job was not even started within `patience`: then it never runs.
    pub async fn within(mut self, patience: Duration) -> Outcome<J> {
        match tokio::time::timeout(patience, &mut self.outcome).await {
            Ok(outcome) => outcome.unwrap_or_else(|_| Err(QueryError::Stopped.into())),
            Err(_) if self.ticket.give_up() => Err(QueryError::Busy.into()),
            // It runs, or is on its way to the disk: only the outcome is the truth now.
            Err(_) => self.outcome.await.unwrap_or_else(|_| Err(QueryError::Stopped.into())),
        }
    }

    /// The outcome, however long it takes.
    pub async fn whenever(self) -> Outcome<J> {
        self.outcome.await.unwrap_or_else(|_| Err(QueryError::Stopped.into()))
    }

    /// `whenever` on the calling thread.
    pub fn blocking(self) -> Outcome<J> {
        self.outcome.blocking_recv().unwrap_or_else(|_| Err(QueryError::Stopped.into()))
    }
}

/// Jobs that may wait; beyond it people hear "busy" at once instead of waiting over a second.
const QUEUE: usize = 4096;
/// The most jobs that share a transaction, so that the first of them does not wait long for the last.
const BATCH: usize = 512;
/// Postgres slows down beyond 64 subtransactions in one transaction. Jobs that run together take one.
const SAVEPOINTS: usize = 60;
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
            DatabaseUrl::Sqlite(_) => (1, BATCH),
            DatabaseUrl::Postgres(_) => (POSTGRES_WRITERS, BATCH),
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

    /// Queues `job`; the answer comes when its batch is committed. It is not started after `until`.
    pub fn send<J: Job>(&self, job: J, until: Option<Instant>) -> Result<Answer<J>, QueryError> {
        let (answer, outcome) = oneshot::channel();
        let ticket = Arc::new(Ticket::default());
        let waiting = Waiting { job, outcome: None, answer, ticket: Arc::clone(&ticket), until };
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let entrance = queue.as_ref().ok_or(QueryError::Stopped)?;
        match entrance.try_send(Box::new(waiting)) {
            Ok(()) => Ok(Answer { outcome, ticket }),
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
trait Queued: Any + Send {
    fn scope(&self) -> Scope;
    /// What it made old, once it is committed.
    fn stale(&self) -> Stale;
    /// How jobs of its type run as one, where they can.
    fn together(&self) -> Option<RunTogether>;
    /// Claims the job, now that nothing is in its way; `false` where nobody waits for it any more.
    fn start(&self, at: Instant) -> bool;
    /// Runs the job; whether its writes are kept.
    fn run(&mut self, conn: &mut DbConn, now: Timestamp) -> bool;
    /// Notes that `error` ended the transaction; a job that was not started says so, and never is.
    fn fail(&mut self, error: &QueryError);
    /// Tells the one who waits; only after the commit.
    fn answer(self: Box<Self>);
}

/// Runs jobs, all of one type, as one.
type RunTogether = fn(&mut [Box<dyn Queued>], &mut DbConn, Timestamp) -> Result<(), QueryError>;

struct Waiting<J: Job> {
    job: J,
    outcome: Option<Outcome<J>>,
    answer: oneshot::Sender<Outcome<J>>,
    ticket: Arc<Ticket>,
    until: Option<Instant>,
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

    fn together(&self) -> Option<RunTogether> {
        J::together().map(|_| run_together::<J> as RunTogether)
    }

    fn start(&self, at: Instant) -> bool {
        let is_late = self.until.is_some_and(|until| at > until);
        !is_late && self.ticket.start()
    }

    fn run(&mut self, conn: &mut DbConn, now: Timestamp) -> bool {
        let outcome = catch_unwind(AssertUnwindSafe(|| self.job.run(conn, now)))
            .unwrap_or_else(|_| Err(J::Refused::from(QueryError::Panicked)));
        let kept = outcome.as_ref().map_or_else(|refused| self.job.keeps(refused), |_| true);
        self.outcome = Some(outcome);
        kept
    }

    fn fail(&mut self, error: &QueryError) {
        let told = match self.ticket.give_up() {
            true => QueryError::Unreachable(error.to_string()),
            false => QueryError::Commit(error.to_string()),
        };
        self.outcome = Some(Err(told.into()));
    }

    fn answer(self: Box<Self>) {
        let outcome = self.outcome.unwrap_or_else(|| Err(QueryError::Busy.into()));
        // Whoever asked may have hung up; what was committed stays committed.
        drop(self.answer.send(outcome));
    }
}

fn run_together<J: Job>(jobs: &mut [Box<dyn Queued>], conn: &mut DbConn, now: Timestamp) -> Result<(), QueryError> {
    let together = J::together().ok_or(QueryError::Panicked)?;
    let mut waiting: Vec<&mut Waiting<J>> =
        jobs.iter_mut().filter_map(|job| (job.as_mut() as &mut dyn Any).downcast_mut()).collect();
    let asked: Vec<&J> = waiting.iter().map(|waiting| &waiting.job).collect();
    let became = catch_unwind(AssertUnwindSafe(|| together(&asked, conn, now))).unwrap_or(Err(QueryError::Panicked))?;
    if became.len() != waiting.len() {
        return Err(QueryError::Panicked);
    }
    for (waiting, outcome) in waiting.iter_mut().zip(became) {
        waiting.outcome = Some(outcome);
    }
    Ok(())
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
        let now = self.clock.now();
        for jobs in batch.chunk_by_mut(|one, next| one.together().is_some() && kind(one) == kind(next)) {
            run_all(conn, jobs, now)?;
        }
        watch::tell(conn, &stale(batch), self.changes.origin())?;
        Ok(Manager::commit_transaction(conn)?)
    }
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
            Some(_) => (*first_of.entry(kind(&job)).or_insert(number), job),
            None => (number, job),
        })
        .collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, job)| job).collect()
}

fn kind(job: &Box<dyn Queued>) -> TypeId {
    (job.as_ref() as &dyn Any).type_id()
}

/// Runs jobs of one kind as one, in one savepoint; each alone where they can't, or where that failed.
fn run_all(conn: &mut DbConn, jobs: &mut [Box<dyn Queued>], now: Timestamp) -> Result<(), QueryError> {
    if let Some(together) = jobs.first().and_then(|job| job.together()) {
        Manager::begin_transaction(conn)?;
        match together(jobs, conn, now) {
            Ok(()) => return Ok(Manager::commit_transaction(conn)?),
            Err(error) => {
                log::warn!("{} changes that failed together run one by one: {error}", jobs.len());
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
