//! Whether a queued change was started or given up: exactly one of the two, whoever asks first.

use std::sync::atomic::{AtomicU8, Ordering};

const QUEUED: u8 = 0;
const STARTED: u8 = 1;
const GIVEN_UP: u8 = 2;

/// Shared by the writer and the one who waits.
#[derive(Debug, Default)]
pub(super) struct Ticket(AtomicU8);

impl Ticket {
    /// Claims the change for the writer; `false` where it was given up, and must never run.
    pub fn start(&self) -> bool {
        self.settle(STARTED)
    }

    /// Claims the change for the one who waits; `false` where it was started, and only its outcome is the truth.
    pub fn give_up(&self) -> bool {
        self.settle(GIVEN_UP)
    }

    fn settle(&self, state: u8) -> bool {
        self.0.compare_exchange(QUEUED, state, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_given_up_is_never_started() {
        let ticket = Ticket::default();
        assert!(ticket.give_up() && !ticket.start() && !ticket.give_up());
    }

    #[test]
    fn what_was_started_is_never_given_up() {
        let ticket = Ticket::default();
        assert!(ticket.start() && !ticket.give_up() && !ticket.start());
    }

    #[test]
    fn of_two_at_once_one_gets_it() {
        for _ in 0..100 {
            let ticket = Ticket::default();
            let (started, given_up) = std::thread::scope(|scope| {
                let (one, other) = (scope.spawn(|| ticket.start()), scope.spawn(|| ticket.give_up()));
                (one.join().unwrap(), other.join().unwrap())
            });
            assert!(started ^ given_up);
        }
    }
}
