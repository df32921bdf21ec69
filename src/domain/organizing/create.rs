//! A new game, from a form or from an older game.

use super::draft::{GameDraft, Mistake, SettleError, settle};
use super::life::publish_alone;
use crate::domain::rights::{self, RunError};
use crate::store::games::GameFields;
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope};
use crate::types::{GameId, GameStatus, LinkKey, PlayerId, Timestamp};

/// An organizer posts a game.
#[derive(Debug, Clone)]
pub struct CreateGame {
    /// What was typed.
    pub draft: GameDraft,
    /// Who posts it.
    pub by: PlayerId,
    /// The random part of its link, made with the form: the same form sent again is known by it.
    pub key: LinkKey,
    /// Whether players see it at once.
    pub publish: bool,
}

/// Why no game was made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// There is no game to copy, as far as they may know.
    #[error("no such game")]
    NotFound,
    /// Somebody else runs the game to copy.
    #[error("the game is somebody else's")]
    NotYours,
    /// Only organizers post games.
    #[error("may not post games")]
    NotAnOrganizer,
    /// Something does not fit together.
    #[error("{} mistakes", .0.len())]
    Mistakes(Vec<Mistake>),
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl From<SettleError> for CreateError {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::Mistakes(mistakes) => Self::Mistakes(mistakes),
            SettleError::Query(error) => Self::Query(error),
        }
    }
}

impl From<RunError> for CreateError {
    fn from(error: RunError) -> Self {
        match error {
            RunError::NotFound => Self::NotFound,
            RunError::NotYours => Self::NotYours,
            RunError::Query(error) => Self::Query(error),
        }
    }
}

impl Job for CreateGame {
    type Done = GameId;
    type Refused = CreateError;

    /// Alone, so that of two equal forms sent at once the second finds what the first has made.
    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<GameId, CreateError> {
        if !rights::may_organize(conn, self.by)? {
            return Err(CreateError::NotAnOrganizer);
        }
        let fields = settle(conn, &self.draft, None, now)?;
        if let Some(made) = made_before(conn, self, &fields)? {
            return Ok(made);
        }
        let game = store::games::insert(conn, &fields, self.by, None, self.key.as_str(), now)?;
        store::audit::record(conn, Some(self.by), "game.create", &format!("game {game}"), fields.title.as_str(), now)?;
        if self.publish {
            publish_alone(conn, game, self.by, now)?;
        }
        Ok(game)
    }
}

/// The game that this very form has made already. A form that was changed since, and sent again, makes another.
fn made_before(conn: &mut DbConn, asked: &CreateGame, fields: &GameFields) -> QueryResult<Option<GameId>> {
    for (game, _) in store::series::made_with_key(conn, asked.by, asked.key.as_str())? {
        if GameFields::of(&store::games::find(conn, game)?) == *fields {
            return Ok(Some(game));
        }
    }
    Ok(None)
}

/// An organizer takes a game over to next week, as a draft.
#[derive(Debug, Clone)]
pub struct CopyGame {
    /// The game to copy.
    pub game: GameId,
    /// Who copies it, and answers for the copy.
    pub by: PlayerId,
    /// The random part of the copy's link.
    pub key: LinkKey,
}

impl Job for CopyGame {
    type Done = GameId;
    type Refused = CreateError;

    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<GameId, CreateError> {
        let game = rights::run_game(conn, self.game, self.by)?;
        if !rights::may_organize(conn, self.by)? {
            return Err(CreateError::NotAnOrganizer);
        }
        let fields = GameFields::of(&game).next_week(now);
        // A second tap finds the draft that the first one made.
        for draft in store::organizing::starting_at(conn, self.by, fields.starts_at)? {
            if draft.status == GameStatus::Draft && GameFields::of(&draft) == fields {
                return Ok(draft.id);
            }
        }
        let copy = store::games::insert(conn, &fields, self.by, None, self.key.as_str(), now)?;
        store::audit::record(
            conn,
            Some(self.by),
            "game.copy",
            &format!("game {copy}"),
            &format!("{} from game {}", fields.title, game.id),
            now,
        )?;
        Ok(copy)
    }
}
