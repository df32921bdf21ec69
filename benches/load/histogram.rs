//! How long answers took: counts in buckets that are a sixty-fourth of their value wide.

use std::time::Duration;

/// Buckets for each doubling.
const FINE: u64 = 64;
/// Doublings of microseconds that are told apart: up to an hour and more.
const DOUBLINGS: u64 = 27;

/// Durations by the microsecond, counted.
#[derive(Debug, Clone)]
pub struct Histogram {
    counts: Vec<u64>,
    total: u64,
    longest: Duration,
}

impl Default for Histogram {
    fn default() -> Self {
        let buckets = usize::try_from(FINE * (DOUBLINGS + 1)).unwrap_or_default();
        Self { counts: vec![0; buckets], total: 0, longest: Duration::ZERO }
    }
}

impl Histogram {
    /// Counts one duration.
    pub fn record(&mut self, took: Duration) {
        let last = self.counts.len() - 1;
        self.counts[bucket(micros(took)).min(last)] += 1;
        self.total += 1;
        self.longest = self.longest.max(took);
    }

    /// Counts all that `other` has counted.
    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
        self.total += other.total;
        self.longest = self.longest.max(other.longest);
    }

    /// How many were counted.
    pub fn count(&self) -> u64 {
        self.total
    }

    /// The longest, exactly.
    pub fn longest(&self) -> Duration {
        self.longest
    }

    /// A duration that `percent` of a hundred did not exceed, at most a sixty-fourth too long; zero when none was
    /// counted.
    pub fn percentile(&self, percent: f64) -> Duration {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let wanted = ((self.total as f64 * percent / 100.0).ceil() as u64).max(1);
        let mut seen = 0;
        for (number, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= wanted {
                return Duration::from_micros(ceiling(number)).min(self.longest);
            }
        }
        self.longest
    }
}

fn micros(took: Duration) -> u64 {
    u64::try_from(took.as_micros()).unwrap_or(u64::MAX)
}

/// The bucket of `micros`: each microsecond its own at first, then ever wider ones.
fn bucket(micros: u64) -> usize {
    let doubling = (micros / FINE).checked_ilog2().map_or(0, |power| u64::from(power) + 1);
    let number = if doubling == 0 { micros } else { doubling * FINE + (micros >> (doubling - 1)) - FINE };
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The largest value that falls into bucket `number`.
fn ceiling(number: usize) -> u64 {
    let number = u64::try_from(number).unwrap_or_default();
    match (number / FINE, number % FINE) {
        (0, micros) => micros,
        (doubling, place) => ((FINE + place + 1) << (doubling - 1)) - 1,
    }
}

/// The middle one of `values`, or between the two in the middle; nothing is as good as zero.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match (sorted.get(middle), sorted.len() % 2) {
        (None, _) => 0.0,
        (Some(value), 1) => *value,
        (Some(value), _) => f64::midpoint(*value, sorted[middle - 1]),
    }
}
