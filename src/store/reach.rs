//! Whether the database can be reached. While it can't, nobody waits for it but one at a time, who finds out.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::quiet;

/// Between two tries: whoever has just waited for one does not wait for the next as well.
const BETWEEN_TRIES: Duration = Duration::from_millis(250);

/// What questions have found out.
#[derive(Debug, Default)]
pub(super) struct Reach {
    is_lost: AtomicBool,
    tries: Mutex<Tries>,
}

#[derive(Debug, Default)]
struct Tries {
    somebody_tries: bool,
    ended_at: Option<Instant>,
}

/// The right to ask a question.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    /// Set for the one who tries while the database is lost.
    reach: Option<&'a Reach>,
}

impl Reach {
    /// Everybody's turn while the database answers; while it is lost, that of one at a time, now and then.
    pub fn turn(&self) -> Option<Turn<'_>> {
        self.turn_at(Instant::now())
    }

    fn turn_at(&self, now: Instant) -> Option<Turn<'_>> {
        if !self.is_lost.load(Ordering::Acquire) {
            return Some(Turn { reach: None });
        }
        let mut tries = self.tries();
        let is_soon = tries.ended_at.is_some_and(|ended_at| now < ended_at + BETWEEN_TRIES);
        if tries.somebody_tries || is_soon {
            return None;
        }
        tries.somebody_tries = true;
        Some(Turn { reach: Some(self) })
    }

    /// The database has not answered.
    pub fn lost(&self) {
        if !self.is_lost.swap(true, Ordering::AcqRel) {
            self.tries().ended_at = Some(Instant::now());
            quiet::error("the database does not answer; pages are shown as they were, and changes refused".to_owned());
        }
    }

    /// The database has answered.
    pub fn found(&self) {
        if self.is_lost.load(Ordering::Relaxed) {
            self.is_lost.store(false, Ordering::Release);
        }
    }

    fn tries(&self) -> MutexGuard<'_, Tries> {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(reach) = self.reach {
            *reach.tries() = Tries { somebody_tries: false, ended_at: Some(Instant::now()) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn while_it_is_lost_one_at_a_time_asks_now_and_then() {
        let reach = Reach::default();
        let (one, other) = (reach.turn(), reach.turn());
        assert!(one.is_some() && other.is_some());
        reach.lost();
        assert!(reach.turn_at(Instant::now()).is_none(), "it has just been tried");
        let later = Instant::now() + BETWEEN_TRIES;
        let first = reach.turn_at(later);
        assert!(first.is_some() && reach.turn_at(later).is_none() && reach.turn_at(later).is_none());
        drop(first);
        assert!(reach.turn_at(Instant::now()).is_none());
        assert!(reach.turn_at(Instant::now() + BETWEEN_TRIES).is_some());
        reach.found();
        assert!(reach.turn().is_some() && reach.turn().is_some());
    }
}
