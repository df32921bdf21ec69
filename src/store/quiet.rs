//! The log names a cause once, and not once for everybody whom it hits.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use log::Level;

/// How long a cause that goes on is not named again.
const QUIET: Duration = Duration::from_secs(60);
/// Causes remembered; of more, the oldest may be named again.
const CAUSES: usize = 32;

static NAMED: Mutex<Vec<(Instant, String)>> = Mutex::new(Vec::new());

/// Logs `cause` as an error, unless it was named within the last minute.
pub fn error(cause: String) {
    name(Level::Error, cause);
}

/// Logs `cause` as a warning, unless it was named within the last minute.
pub fn warn(cause: String) {
    name(Level::Warn, cause);
}

fn name(level: Level, cause: String) {
    if is_news(&mut NAMED.lock().unwrap_or_else(PoisonError::into_inner), &cause, Instant::now()) {
        // Postgres says where it was looked for on lines of their own.
        log::log!(level, "{}", cause.lines().map(str::trim).collect::<Vec<_>>().join(" "));
    }
}

fn is_news(named: &mut Vec<(Instant, String)>, cause: &str, now: Instant) -> bool {
    named.retain(|(at, _)| now.duration_since(*at) < QUIET);
    if named.iter().any(|(_, known)| known == cause) {
        return false;
    }
    if named.len() >= CAUSES {
        named.remove(0);
    }
    named.push((now, cause.to_owned()));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_named_once_a_minute_also_beside_another() {
        let (mut named, now) = (Vec::new(), Instant::now());
        assert!(is_news(&mut named, "away", now) && is_news(&mut named, "full", now));
        assert!(!is_news(&mut named, "away", now) && !is_news(&mut named, "full", now));
        assert!(is_news(&mut named, "away", now + QUIET));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let (mut named, now) = (Vec::new(), Instant::now());
        for cause in 0..=CAUSES {
            assert!(is_news(&mut named, &cause.to_string(), now));
        }
        assert_eq!(named.len(), CAUSES);
    }
}
