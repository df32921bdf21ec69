//! How old something kept is, and whether that is too old.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use crate::store::{Changes, Store};
use crate::types::{GameId, Timestamp};

/// When something that is kept was read, and how long it says what is true.
#[derive(Debug)]
pub struct Age {
    /// When its reading began.
    read_at: Instant,
    /// It is not older than this.
    generation: u64,
    /// Nothing in it has changed until this.
    unchanged_until: AtomicU64,
    /// Something in it has changed since: that stays so, and thousands need not find it out one by one.
    is_old: AtomicBool,
    /// The instant for which it was made.
    pub made_for: Timestamp,
}

/// A reader who asks at a moment: what was true then, or later, is good.
#[derive(Debug, Clone, Copy)]
pub struct Asking {
    at: Instant,
    generation: u64,
    /// They have just written through another instance, which may not have been heard yet.
    wrote_elsewhere: bool,
    /// The instant by the site's clock.
    pub now: Timestamp,
}

impl Asking {
    /// Somebody who asks now, and who has just written through another instance or not.
    pub fn now(store: &Store, wrote_elsewhere: bool) -> Self {
        Self { generation: store.changes().latest(), at: Instant::now(), wrote_elsewhere, now: store.now() }
    }
}

impl Age {
    /// Of what is about to be read.
    pub fn of_what_is_read_now(store: &Store) -> Self {
        let generation = store.changes().latest();
        Self::read(generation, Instant::now(), store.now())
    }

    fn read(generation: u64, read_at: Instant, made_for: Timestamp) -> Self {
        let (unchanged_until, is_old) = (generation.into(), AtomicBool::new(false));
        Self { read_at, generation, unchanged_until, is_old, made_for }
    }

    /// Whether it is true for `asking`: it was read after the question, or nothing of `games` was changed since and no
    /// time has passed that changes what it says (at `until`, or by a clock set back).
    pub fn is_true_for(
        &self,
        asking: Asking,
        changes: &Changes,
        until: Timestamp,
        games: impl IntoIterator<Item = GameId>,
    ) -> bool {
        // Whatever the clock said then: who waited into the next second must not ask for it to be read again.
        if self.is_read_since(asking) {
            return true;
        }
        let is_its_time = (self.made_for..until).contains(&asking.now);
        let may_be_kept = changes.are_heard() && !asking.wrote_elsewhere;
        is_its_time && may_be_kept && self.is_unchanged(asking, changes, games)
    }

    /// Whether `games` are still as they were; `None` of them known to be so where anything may have changed.
    pub fn has_changed(&self, changes: &Changes, game: GameId) -> bool {
        changes.of_game(game) > self.generation
    }

    /// Whether only single games may have changed since.
    pub fn knows_what_changed(&self, changes: &Changes) -> bool {
        changes.are_heard() && changes.of_everything() <= self.generation
    }

    fn is_read_since(&self, asking: Asking) -> bool {
        self.read_at >= asking.at
    }

    fn is_unchanged(&self, asking: Asking, changes: &Changes, games: impl IntoIterator<Item = GameId>) -> bool {
        if self.unchanged_until.load(Ordering::Relaxed) >= asking.generation {
            return true;
        }
        if self.is_old.load(Ordering::Relaxed) {
            return false;
        }
        let is_unchanged = changes.of_games(games) <= self.generation;
        if is_unchanged {
            self.unchanged_until.fetch_max(asking.generation, Ordering::Relaxed);
        } else {
            self.is_old.store(true, Ordering::Relaxed);
        }
        is_unchanged
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::store::Stale;

    const NOON: i64 = 1_800_000_000;

    fn asked(at: Instant, second: i64) -> Asking {
        Asking { at, generation: 0, wrote_elsewhere: false, now: Timestamp::from_second(second) }
    }

    fn read(at: Instant, second: i64) -> Age {
        Age::read(0, at, Timestamp::from_second(second))
    }

    fn is_true(age: &Age, asking: Asking) -> bool {
        age.is_true_for(asking, &Changes::default(), Timestamp::from_second(NOON + 60), [])
    }

    #[test]
    fn what_was_read_after_the_question_answers_it_also_in_the_next_second() {
        let at = Instant::now();
        assert!(is_true(&read(at + Duration::from_millis(30), NOON + 1), asked(at, NOON)));
    }

    #[test]
    fn what_was_read_before_lasts_for_its_time_alone() {
        let at = Instant::now();
        let (before, after) = (read(at, NOON), at + Duration::from_millis(1));
        assert!(is_true(&before, asked(after, NOON + 59)));
        assert!(!is_true(&before, asked(after, NOON + 60)));
        assert!(!is_true(&before, asked(after, NOON - 1)));
    }

    #[test]
    fn what_a_change_made_old_stays_old() {
        let (changes, game, at) = (Changes::default(), GameId::new(7), Instant::now());
        let age = read(at, NOON);
        let is_true = |games: &[GameId]| {
            let asking = Asking { generation: changes.latest(), ..asked(at + Duration::from_millis(1), NOON) };
            age.is_true_for(asking, &changes, Timestamp::from_second(NOON + 60), games.iter().copied())
        };
        assert!(is_true(&[game]));
        changes.note(&Stale::Games(vec![GameId::new(8)]));
        assert!(is_true(&[game]), "another game's change");
        changes.note(&Stale::Games(vec![game]));
        assert!(!is_true(&[game]));
        assert!(!is_true(&[]), "known without looking at the games");
    }
}
