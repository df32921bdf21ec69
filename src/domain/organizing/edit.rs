//! A game is changed, by itself or with those of its series that follow.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::draft::{GameDraft, Mistake, SettleError, settle};
use super::following::{self, Difference};
use super::news;
use crate::domain::due::catch_up;
use crate::domain::fill::fill;
use crate::domain::rights::{self, RunError};
use crate::store::games::{Game, GameFields};
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope};
use crate::types::{GameId, GameStatus, PlayerId, Timestamp};

/// An organizer changes a game.
#[derive(Debug, Clone)]
pub struct EditGame {
    /// The game.
    pub game: GameId,
    /// Who changes it.
    pub by: PlayerId,
    /// All of it, as it shall be.
    pub draft: GameDraft,
    /// How far the change reaches.
    pub scope: EditScope,
    /// `Game::edition` when the form was made: what somebody else changed since is not overwritten unseen.
    pub edition: Option<String>,
}

/// How far a change of a series' game reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditScope {
    /// This game alone, which is "edited by hand" from now on.
    One,
    /// This game and the later ones of its series, but for those that were edited by hand, cancelled or have begun.
    Following,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edited {
    /// So many games are different now.
    Changed(usize),
    /// It was like that already.
    Nothing,
}

/// Why a game was not changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// There is no such game, as far as they may know.
    #[error("no such game")]
    NotFound,
    /// Somebody else runs it.
    #[error("the game is somebody else's")]
    NotYours,
    /// What is called off stays as it was.
    #[error("the game has been cancelled")]
    Cancelled,
    /// Somebody changed it since the form was made.
    #[error("the game has been changed since")]
    Stale,
    /// Something does not fit together.
    #[error("{} mistakes", .0.len())]
    Mistakes(Vec<Mistake>),
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl From<SettleError> for EditError {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::Mistakes(mistakes) => Self::Mistakes(mistakes),
            SettleError::Query(error) => Self::Query(error),
        }
    }
}

impl From<RunError> for EditError {
    fn from(error: RunError) -> Self {
        match error {
            RunError::NotFound => Self::NotFound,
            RunError::NotYours => Self::NotYours,
            RunError::Query(error) => Self::Query(error),
        }
    }
}

impl Game {
    /// A word for what is set on this game, another one whenever that is different.
    pub fn edition(&self) -> String {
        let mut hasher = DefaultHasher::new();
        format!("{:?}", GameFields::of(self)).hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }
}

impl Job for EditGame {
    type Done = Edited;
    type Refused = EditError;

    fn scope(&self) -> Scope {
        match self.scope {
            EditScope::One => Scope::Games(vec![self.game]),
            EditScope::Following => Scope::Everything,
        }
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Edited, EditError> {
        let game = rights::run_game(conn, self.game, self.by)?;
        let game = catch_up(conn, game, now)?;
        if game.status == GameStatus::Cancelled {
            return Err(EditError::Cancelled);
        }
        let before = GameFields::of(&game);
        let after = settle(conn, &self.draft, Some(&game), now)?;
        if before == after {
            return Ok(Edited::Nothing);
        }
        if self.edition.as_ref().is_some_and(|edition| *edition != game.edition()) {
            return Err(EditError::Stale);
        }
        change(conn, &game, &after, self.by, now)?;
        match self.scope {
            EditScope::One if game.series_id.is_some() => {
                store::games::mark_edited_by_hand(conn, game.id)?;
                Ok(Edited::Changed(1))
            }
            EditScope::One => Ok(Edited::Changed(1)),
            EditScope::Following => {
                Ok(Edited::Changed(1 + change_following(conn, self, &game, (&before, &after), now)?))
            }
        }
    }
}

/// Does what was done to `game` to the later games of its series; how many those are.
fn change_following(
    conn: &mut DbConn,
    asked: &EditGame,
    game: &Game,
    (before, after): (&GameFields, &GameFields),
    now: Timestamp,
) -> Result<usize, EditError> {
    let difference = Difference { before, after };
    let touched = following::touched(conn, game, asked.by, now)?;
    let mut changed = 0;
    for later in touched.games {
        let later = &catch_up(conn, later, now)?;
        if later.status == GameStatus::Cancelled {
            continue;
        }
        let mut fields = difference.apply(&GameFields::of(later));
        let place = news::place(conn, &fields)?;
        let sport = store::organizing::sport_name(conn, &fields.sport)?;
        fields.derive_search_text(&place, &sport);
        let mistakes = fields.mistakes(Some(later), now);
        if !mistakes.is_empty() {
            return Err(EditError::Mistakes(mistakes));
        }
        change(conn, later, &fields, asked.by, now)?;
        changed += 1;
    }
    Ok(changed)
}

/// Writes `after`, says on the timeline and to the players what is different, and lets in who fits now.
fn change(conn: &mut DbConn, game: &Game, after: &GameFields, by: PlayerId, now: Timestamp) -> QueryResult<()> {
    let before = GameFields::of(game);
    let news = news::between(conn, &before, after)?;
    store::games::update(conn, game.id, after, game.closed_with(after.closes_at, now))?;
    store::due::settle(conn, game.id, now)?;
    store::calendars::note_change(conn, game.id, before.is_moved_by(after), now)?;
    if game.status == GameStatus::Published {
        news::spread(conn, game.id, &news, Some(by), now)?;
    }
    let details: Vec<String> = news.iter().map(|one| format!("{} -> {}", one.before, one.after)).collect();
    store::audit::record(conn, Some(by), "game.edit", &format!("game {}", game.id), &details.join("; "), now)?;
    fill(conn, game.id, now)
}
