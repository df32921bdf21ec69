//! What has changed lately, so that what is kept in memory is known to be true, or known to be old.
//!
//! Every commit raises a generation before anybody is told of it. Whoever keeps something notes the generation from
//! before they read it, and asks later whether what they read has changed since.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::types::GameId;

/// What a change makes old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stale {
    /// Nothing that anybody keeps: a new session, a visit.
    Nothing,
    /// These games: their rosters, counts, timelines.
    Games(Vec<GameId>),
    /// Anything: names, roles, sessions, settings, what a game says.
    Everything,
}

impl Stale {
    /// What this and `other` make old together.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Everything, _) | (_, Self::Everything) => Self::Everything,
            (Self::Nothing, other) | (other, Self::Nothing) => other,
            (Self::Games(mut games), Self::Games(more)) => {
                games.extend(more);
                Self::Games(games)
            }
        }
    }
}

/// Games remembered one by one; beyond it everything counts as changed.
const MOST_GAMES: usize = 20_000;

/// The generations of what this process has seen change, by its own writes and by those of others.
#[derive(Debug)]
pub struct Changes {
    latest: AtomicU64,
    everything: AtomicU64,
    games: Mutex<HashMap<GameId, u64>>,
    origin: u64,
    started: Instant,
    /// When all that others told was last known, in milliseconds since the start.
    heard_at: AtomicU64,
}

/// Others tell nothing: the writer sees for itself.
const LISTENS_TO_NOBODY: u64 = u64::MAX;
/// Nothing was heard yet.
const NEVER: u64 = u64::MAX - 1;
/// For how long silence means that nothing happened, in milliseconds: instances must agree within a second.
const NEWS_LAST: u64 = 700;

impl Default for Changes {
    fn default() -> Self {
        Self {
            latest: AtomicU64::new(0),
            everything: AtomicU64::new(0),
            games: Mutex::default(),
            origin: RandomState::new().hash_one(std::process::id()),
            started: Instant::now(),
            heard_at: AtomicU64::new(LISTENS_TO_NOBODY),
        }
    }
}

impl Changes {
    /// The generation of the last change of any kind.
    pub fn latest(&self) -> u64 {
        self.latest.load(Ordering::Acquire)
    }

    /// The generation of the last change that made everything old.
    pub fn of_everything(&self) -> u64 {
        self.everything.load(Ordering::Acquire)
    }

    /// The generation of the last change that made `game` old.
    pub fn of_game(&self, game: GameId) -> u64 {
        let known = self.lock().get(&game).copied().unwrap_or(0);
        known.max(self.of_everything())
    }

    /// The generation of the last change that made any of `games` old.
    pub fn of_games(&self, games: impl IntoIterator<Item = GameId>) -> u64 {
        let known = self.lock();
        let last = games.into_iter().filter_map(|game| known.get(&game).copied()).max();
        last.unwrap_or(0).max(self.of_everything())
    }

    /// Whether others' writes are noticed: only then may anything kept in memory be believed.
    pub fn are_heard(&self) -> bool {
        match self.heard_at.load(Ordering::Acquire) {
            LISTENS_TO_NOBODY => true,
            NEVER => false,
            heard_at => self.since_start().saturating_sub(heard_at) < NEWS_LAST,
        }
    }

    /// Notes a committed change. Whoever made it must not be answered before.
    pub fn note(&self, stale: &Stale) {
        match stale {
            Stale::Nothing => {}
            Stale::Games(games) => self.note_games(games),
            Stale::Everything => self.note_everything(),
        }
    }

    /// Names this process to others, so that it knows its own messages.
    pub fn origin(&self) -> u64 {
        self.origin
    }

    /// From now on nothing kept is believed unless others have just been heard.
    pub(super) fn expect_news(&self) {
        self.heard_at.store(NEVER, Ordering::Release);
    }

    /// Everything that others told until now has been noted.
    pub(super) fn heard(&self) {
        self.heard_at.store(self.since_start(), Ordering::Release);
    }

    fn since_start(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(LISTENS_TO_NOBODY)
    }

    fn note_games(&self, games: &[GameId]) {
        let mut known = self.lock();
        if known.len() + games.len() > MOST_GAMES {
            drop(known);
            return self.note_everything();
        }
        let generation = self.latest.load(Ordering::Relaxed) + 1;
        known.extend(games.iter().map(|game| (*game, generation)));
        // Last: who sees the generation finds the games.
        self.latest.store(generation, Ordering::Release);
    }

    fn note_everything(&self) {
        let mut known = self.lock();
        known.clear();
        let generation = self.latest.load(Ordering::Relaxed) + 1;
        self.everything.store(generation, Ordering::Release);
        self.latest.store(generation, Ordering::Release);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<GameId, u64>> {
        self.games.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn games(ids: &[i64]) -> Vec<GameId> {
        ids.iter().copied().map(GameId::new).collect()
    }

    #[test]
    fn a_change_of_one_game_leaves_the_others_true() {
        let changes = Changes::default();
        let before = changes.latest();
        changes.note(&Stale::Games(games(&[1, 2])));
        assert!(changes.of_game(GameId::new(1)) > before);
        assert_eq!(changes.of_game(GameId::new(3)), before);
        assert!(changes.of_games(games(&[3, 2])) > before);
        assert_eq!(changes.of_everything(), before);
    }

    #[test]
    fn a_change_of_everything_makes_every_game_old() {
        let changes = Changes::default();
        changes.note(&Stale::Games(games(&[1])));
        let before = changes.latest();
        changes.note(&Stale::Everything);
        assert!(changes.of_game(GameId::new(1)) > before && changes.of_game(GameId::new(9)) > before);
    }

    #[test]
    fn what_is_kept_by_nobody_changes_nothing() {
        let changes = Changes::default();
        changes.note(&Stale::Nothing);
        assert_eq!(changes.latest(), 0);
    }

    #[test]
    fn too_many_games_are_everything() {
        let changes = Changes::default();
        let many: Vec<i64> = (0..=i64::try_from(MOST_GAMES).unwrap()).collect();
        changes.note(&Stale::Games(games(&many)));
        assert_eq!(changes.of_everything(), changes.latest());
    }

    #[test]
    fn nothing_is_believed_before_others_are_heard() {
        let changes = Changes::default();
        assert!(changes.are_heard());
        changes.expect_news();
        assert!(!changes.are_heard());
        changes.heard();
        assert!(changes.are_heard());
    }

    #[test]
    fn changes_add_up() {
        let one = Stale::Games(games(&[1]));
        assert_eq!(one.clone().and(Stale::Games(games(&[2]))), Stale::Games(games(&[1, 2])));
        assert_eq!(one.clone().and(Stale::Nothing), one);
        assert_eq!(one.and(Stale::Everything), Stale::Everything);
    }
}
