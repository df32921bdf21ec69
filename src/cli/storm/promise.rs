//! What a site must keep in a storm, and what was found.

use std::collections::BTreeMap;
use std::fmt;

/// Proofs kept of each promise; the first tell most.
const PROOFS: usize = 5;

macro_rules! promises {
    ($($(#[$about:meta])* $name:ident => $sentence:literal,)*) => {
        /// A promise, by its number in the table of what must hold.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Promise { $(#[doc = $sentence] $name,)* }

        impl Promise {
            /// All of them, in order.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// What must hold, in words.
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)* }
            }
        }
    };
}

promises! {
    T1 => "no write takes more seats than there are",
    T2 => "at rest nobody waits beside a free seat that fits",
    T3 => "whatever was answered is still there",
    T4 => "whatever was not answered is wholly there or not at all",
    T5 => "nobody is in one game twice",
    T6 => "the line keeps its order",
    T7 => "each promotion happens once and is told once",
    T8 => "no page shows a free seat that somebody waiting fits",
    T9 => "one form sent many times counts once, with equal answers",
    T10 => "a form from before I left registers nobody",
    T11 => "the next page shows the new state",
    T12 => "the timeline replayed gives the roster",
    T13 => "nothing is accepted before opening, after closing or when cancelled",
    T14 => "who is promoted may play",
    T15 => "as many get in as there are seats, and everybody gets an answer",
}

impl fmt::Display for Promise {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&format!("{self:?}"))
    }
}

/// How a promise was seen broken, with the calls that show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What is wrong.
    pub says: String,
    /// The calls, each a line.
    pub calls: Vec<String>,
}

/// What was looked at, and what was wrong.
#[derive(Debug, Default)]
pub struct Findings {
    looked: BTreeMap<Promise, u64>,
    broken: BTreeMap<Promise, (u64, Vec<Proof>)>,
}

impl Findings {
    /// Notes that `promise` was looked at so many times.
    pub fn looked(&mut self, promise: Promise, times: usize) {
        *self.looked.entry(promise).or_default() += u64::try_from(times).unwrap_or(0);
    }

    /// Notes that `promise` was broken.
    pub fn broken(&mut self, promise: Promise, says: impl Into<String>, calls: Vec<String>) {
        let (count, proofs) = self.broken.entry(promise).or_default();
        *count += 1;
        if proofs.len() < PROOFS {
            proofs.push(Proof { says: says.into(), calls });
        }
    }

    /// How often `promise` was looked at.
    pub fn times(&self, promise: Promise) -> u64 {
        self.looked.get(&promise).copied().unwrap_or(0)
    }

    /// How often `promise` was broken, and the first proofs.
    pub fn proofs(&self, promise: Promise) -> (u64, &[Proof]) {
        self.broken.get(&promise).map_or((0, &[]), |(count, proofs)| (*count, proofs))
    }

    /// How often any promise was broken.
    pub fn broken_times(&self) -> u64 {
        self.broken.values().map(|(count, _)| count).sum()
    }
}
