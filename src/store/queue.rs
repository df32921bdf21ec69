//! A change of any type, between its queue and its answer.

use std::any::{Any, TypeId};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::ticket::Ticket;
use super::{DbConn, Job, QueryError, Scope, Stale};
use crate::types::Timestamp;

/// What became of a job.
type Outcome<J> = Result<<J as Job>::Done, <J as Job>::Refused>;

/// Where the outcome of a queued job arrives.
pub(super) struct Answer<J: Job> {
    outcome: oneshot::Receiver<Outcome<J>>,
    ticket: Arc<Ticket>,
}

impl<J: Job> Answer<J> {
    /// The outcome, or "busy" where the job was not even started within `patience`: then it never runs. Where it has no
    /// outcome for `longest` after that, nobody knows yet whether it is kept.
    pub async fn within(mut self, patience: Duration, longest: Duration) -> Outcome<J> {
        match tokio::time::timeout(patience, &mut self.outcome).await {
            Ok(outcome) => outcome.unwrap_or_else(|_| Err(QueryError::Stopped.into())),
            Err(_) if self.ticket.give_up() => Err(QueryError::Busy.into()),
            // It runs, or is on its way to the disk: only the outcome is the truth now.
            Err(_) => match tokio::time::timeout(longest, self.outcome).await {
                Ok(outcome) => outcome.unwrap_or_else(|_| Err(QueryError::Stopped.into())),
                Err(_) => Err(QueryError::Commit("the database has not said what became of it".to_owned()).into()),
            },
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

/// A job of any type.
pub(super) trait Queued: Any + Send {
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
pub(super) type RunTogether = fn(&mut [Box<dyn Queued>], &mut DbConn, Timestamp) -> Result<(), QueryError>;

struct Waiting<J: Job> {
    job: J,
    outcome: Option<Outcome<J>>,
    answer: oneshot::Sender<Outcome<J>>,
    ticket: Arc<Ticket>,
    until: Option<Instant>,
}

/// `job` as it is queued, and where its outcome arrives. It is not started after `until`.
pub(super) fn queued<J: Job>(job: J, until: Option<Instant>) -> (Box<dyn Queued>, Answer<J>) {
    let (answer, outcome) = oneshot::channel();
    let ticket = Arc::new(Ticket::default());
    let waiting = Waiting { job, outcome: None, answer, ticket: Arc::clone(&ticket), until };
    (Box::new(waiting), Answer { outcome, ticket })
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

/// Whether two jobs run as one where they can.
pub(super) fn are_together(one: &dyn Queued, other: &dyn Queued) -> bool {
    one.together().is_some() && kind(one) == kind(other)
}

/// What is the same for jobs of one type.
pub(super) fn kind(job: &dyn Queued) -> TypeId {
    (job as &dyn Any).type_id()
}
