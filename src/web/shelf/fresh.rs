//! One thing kept for all: made anew when somebody needs it newer, by one at a time, for all who wait.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use crate::store::{QueryError, QueryResult};

/// After a making that took so long, the next waits so many times as long: while changes pour in, making takes a
/// fourth of a core, and more readers share each.
const REST: u32 = 3;
/// The longest rest, well below what anybody notices.
const LONGEST_REST: Duration = Duration::from_millis(40);

/// A thing that goes out of date.
pub struct Fresh<T> {
    kept: RwLock<Kept<T>>,
    is_being_made: AtomicBool,
    /// Somebody has made it, or failed, or given up. All who wait hear it at once: ten thousand in a line would pass
    /// the turn on one by one.
    is_over: Notify,
    /// The last making failed.
    is_failing: AtomicBool,
}

/// What was made last, when the last making failed, and when the next may begin.
struct Kept<T> {
    current: Option<Arc<T>>,
    failed_at: Option<Instant>,
    rested_at: Instant,
}

/// Who makes. Whoever waits hears of it when they are done, or have hung up.
struct Turn<'a> {
    is_being_made: &'a AtomicBool,
    is_over: &'a Notify,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.is_being_made.store(false, Ordering::Release);
        self.is_over.notify_waiters();
    }
}

impl<T> Default for Fresh<T> {
    fn default() -> Self {
        Self {
            kept: RwLock::new(Kept { current: None, failed_at: None, rested_at: Instant::now() }),
            is_being_made: AtomicBool::new(false),
            is_over: Notify::new(),
            is_failing: AtomicBool::new(false),
        }
    }
}

impl<T> Fresh<T> {
    /// What was made last, however old.
    pub fn current(&self) -> Option<Arc<T>> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).current.clone()
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
        if let Some(current) = self.current().filter(|current| is_fresh(current)) {
            return Ok(current);
        }
        let asked_at = Instant::now();
        let turn = loop {
            // Listens before it looks: what is made in between is not missed.
            let mut is_over = pin!(self.is_over.notified());
            is_over.as_mut().enable();
            if let Some(answer) = self.answer(&is_fresh, asked_at) {
                return answer;
            }
            match (self.turn(), self.current()) {
                (Some(turn), _) => break turn,
                (None, Some(current)) if self.is_failing() => return Ok(current),
                (None, _) => is_over.await,
            }
        };
        match self.answer(&is_fresh, asked_at) {
            Some(made_meanwhile) => made_meanwhile,
            None => self.renew(turn, make).await,
        }
    }

    /// What answers somebody who asked at `asked_at`: a fresh one, or that its making has failed since.
    fn answer(&self, is_fresh: impl Fn(&T) -> bool, asked_at: Instant) -> Option<QueryResult<Arc<T>>> {
        let (current, failed_at) = {
            let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
            (kept.current.clone(), kept.failed_at)
        };
        match current.filter(|made| is_fresh(made)) {
            Some(made) => Some(Ok(made)),
            // One after the other they would wait for ever.
            None => failed_at.filter(|failed_at| *failed_at > asked_at).map(|_| Err(QueryError::Away)),
        }
    }

    /// The turn to make it, where nobody does.
    fn turn(&self) -> Option<Turn<'_>> {
        let is_free = !self.is_being_made.swap(true, Ordering::Acquire);
        is_free.then(|| Turn { is_being_made: &self.is_being_made, is_over: &self.is_over })
    }

    async fn renew<F: Future<Output = QueryResult<T>>>(
        &self,
        turn: Turn<'_>,
        make: impl FnOnce(Option<Arc<T>>) -> F,
    ) -> QueryResult<Arc<T>> {
        let rested_at = self.kept.read().unwrap_or_else(PoisonError::into_inner).rested_at;
        if rested_at > Instant::now() {
            tokio::time::sleep_until(rested_at.into()).await;
        }
        let begun = Instant::now();
        let made = make(self.current()).await.map(Arc::new);
        self.is_failing.store(made.is_err(), Ordering::Relaxed);
        {
            let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
            kept.failed_at = made.is_err().then(Instant::now);
            kept.current = made.as_ref().ok().cloned().or(kept.current.take());
            kept.rested_at = Instant::now() + (REST * begun.elapsed()).min(LONGEST_REST);
        }
        drop(turn);
        made
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

    #[actix_web::test]
    async fn those_who_ask_while_it_is_made_share_the_next_making() {
        let (fresh, made) = (Fresh::<usize>::default(), AtomicUsize::new(0));
        let (begin, gate) = (Notify::new(), Notify::new());
        let ask = |least: usize| {
            fresh.get(
                move |made| *made >= least,
                |_| async {
                    let number = made.fetch_add(1, Ordering::Relaxed) + 1;
                    begin.notify_one();
                    gate.notified().await;
                    Ok(number)
                },
            )
        };
        let later = async {
            begin.notified().await;
            let open = async {
                gate.notify_one();
                begin.notified().await;
                gate.notify_one();
            };
            futures_util::future::join(join_all((0..100).map(|_| ask(2))), open).await.0
        };
        let (first, answers) = futures_util::future::join(ask(1), later).await;
        assert_eq!(*first.unwrap(), 1);
        assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(|made| **made == 2)));
        assert_eq!(made.load(Ordering::Relaxed), 2);
    }

    #[actix_web::test]
    async fn where_the_maker_hangs_up_another_makes_it() {
        let (fresh, begun, hang_up) = (Fresh::<u8>::default(), Notify::new(), Notify::new());
        let hangs_up = async {
            let making = fresh.get(
                |_| true,
                |_| async {
                    begun.notify_one();
                    std::future::pending().await
                },
            );
            tokio::select! {
                _ = making => panic!("it is never made"),
                () = hang_up.notified() => {}
            }
        };
        let waits = async {
            begun.notified().await;
            let asked = fresh.get(|_| true, |_| async { Ok(5) });
            futures_util::future::join(asked, async { hang_up.notify_one() }).await.0
        };
        let ((), made) = futures_util::future::join(hangs_up, waits).await;
        assert_eq!(*made.unwrap(), 5);
    }
}
