//! Where "now" comes from: the system, or a test.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::types::Timestamp;

/// The one source of time; rules are handed an instant and never look for themselves.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that stands still until it is set.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `now`.
    pub fn fixed(now: Timestamp) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(now.second())))
    }

    /// Sets a fixed clock; the machine's stays as it is.
    pub fn set(&self, now: Timestamp) {
        if let Self::Fixed(second) = self {
            second.store(now.second(), Ordering::SeqCst);
        }
    }

    /// The present instant, in whole seconds. A machine whose clock stands before 1970 reads as 1970.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => {
                let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Timestamp::from_second(i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX))
            }
            Self::Fixed(second) => Timestamp::from_second(second.load(Ordering::SeqCst)),
        }
    }
}
