//! One thing kept for all: made anew when somebody needs it newer, by one at a time, for all who wait.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, MutexGuard};

use crate::store::{QueryError, QueryResult};

/// After a making that took so long, the next waits so many times as long: while changes pour in, making takes a
/// fourth of a core, and more readers share each.
const REST: u32 = 3;
/// The longest rest, well below what anybody notices.
const LONGEST_REST: Duration = Duration::from_millis(40);

/// A thing that goes out of date.
pub struct Fresh<T> {
    current: RwLock<Option<Arc<T>>>,
    turn: Mutex<Pace>,
    /// The last making failed.
    is_failing: AtomicBool,
}

/// When the next making may begin, and when the last has failed.
struct Pace {
    rested_at: Instant,
    failed_at: Option<Instant>,
}

impl<T> Default for Fresh<T> {
    fn default() -> Self {
        Self {
            current: RwLock::new(None),
            turn: Mutex::new(Pace { rested_at: Instant::now(), failed_at: None }),
            is_failing: AtomicBool::new(false),
        }
    }
}

impl<T> Fresh<T> {
    /// What was made last, however old.
    pub fn current(&self) -> Option<Arc<T>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether the last making failed: what there is may be old.
    pub fn is_failing(&self) -> bool {
        self.is_failing.load(Ordering::Relaxed)
    }

    /// One that is fresh enough: the current one, or one that `make` makes from the current one.
    ///
    /// Whoever asks while another is being made waits for it, and takes it if it is fresh enough for them; where it
    /// fails, it has failed for all who waited. While making fails, one at a time tries, and the others get what there
    /// was.
    pub async fn get<F: Future<Output = QueryResult<T>>>(
        &self,
        is_fresh: impl Fn(&T) -> bool,
        make: impl FnOnce(Option<Arc<T>>) -> F,
    ) -> QueryResult<Arc<T>> {
        let current = self.current();
        if let Some(current) = current.as_ref().filter(|current| is_fresh(current)) {
            return Ok(Arc::clone(current));
        }
        let asked_at = Instant::now();
        let pace = match (current, self.turn.try_lock()) {
            (_, Ok(pace)) => pace,
            (Some(current), Err(_)) if self.is_failing() => return Ok(current),
            (_, Err(_)) => self.turn.lock().await,
        };
        match self.current().filter(|made| is_fresh(made)) {
            Some(made) => Ok(made),
            // One after the other they would wait for ever.
            None if pace.failed_at.is_some_and(|failed_at| failed_at > asked_at) => Err(QueryError::Away),
            None => self.renew(pace, make).await,
        }
    }

    async fn renew<F: Future<Output = QueryResult<T>>>(
        &self,
        mut pace: MutexGuard<'_, Pace>,
        make: impl FnOnce(Option<Arc<T>>) -> F,
    ) -> QueryResult<Arc<T>> {
        tokio::time::sleep_until(pace.rested_at.into()).await;
        let begun = Instant::now();
        let made = make(self.current()).await;
        self.is_failing.store(made.is_err(), Ordering::Relaxed);
        pace.failed_at = made.is_err().then(Instant::now);
        let made = Arc::new(made?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&made));
        pace.rested_at = Instant::now() + (REST * begun.elapsed()).min(LONGEST_REST);
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use futures_util::future::join_all;

    use super::*;

    #[actix_web::test]
    async fn many_who_ask_at_once_share_one_making() {
        let (fresh, made) = (Fresh::<u8>::default(), AtomicUsize::new(0));
        let ask = || {
            fresh.get(
                |_| true,
                |_| async {
                    tokio::task::yield_now().await;
                    made.fetch_add(1, Ordering::Relaxed);
                    Ok(7)
                },
            )
        };
        let answers = join_all((0..100).map(|_| ask())).await;
        assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(|made| **made == 7)));
        assert_eq!(made.load(Ordering::Relaxed), 1);
    }

    #[actix_web::test]
    async fn what_is_too_old_is_made_anew_from_what_was() {
        let fresh = Fresh::<u8>::default();
        let next =
            |least: u8| fresh.get(move |made| *made >= least, |old| async move { Ok(old.map_or(1, |old| *old + 1)) });
        assert_eq!(*next(1).await.unwrap(), 1);
        assert_eq!(*next(1).await.unwrap(), 1);
        assert_eq!(*next(2).await.unwrap(), 2);
    }

    #[actix_web::test]
    async fn a_making_that_fails_leaves_the_old_one_and_is_tried_again() {
        let fresh = Fresh::<u8>::default();
        assert!(fresh.get(|_| true, |_| async { Err(QueryError::Busy) }).await.is_err());
        assert_eq!(*fresh.get(|_| true, |_| async { Ok(3) }).await.unwrap(), 3);
        assert!(fresh.get(|_| false, |_| async { Err(QueryError::Busy) }).await.is_err());
        assert_eq!(fresh.current().as_deref(), Some(&3));
    }

    #[actix_web::test]
    async fn a_making_that_fails_has_failed_for_all_who_waited_for_it() {
        let (fresh, tried) = (Fresh::<u8>::default(), AtomicUsize::new(0));
        let ask = || {
            fresh.get(
                |_| true,
                |_| async {
                    tokio::task::yield_now().await;
                    tried.fetch_add(1, Ordering::Relaxed);
                    Err(QueryError::Busy)
                },
            )
        };
        let answers = join_all((0..100).map(|_| ask())).await;
        assert!(answers.iter().all(Result::is_err));
        assert_eq!(tried.load(Ordering::Relaxed), 1);
    }
}
