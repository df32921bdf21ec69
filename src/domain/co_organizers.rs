//! Who runs a game beside the one who posted it.

use super::rights::{RunError, run_game};
use crate::store::games::Game;
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope};
use crate::types::{Email, GameId, PlayerId, Role, Timestamp};

/// The game's organizer lets somebody run it too.
#[derive(Debug, Clone)]
pub struct AddCoOrganizer {
    /// The game.
    pub game: GameId,
    /// Whose it is, or an admin.
    pub by: PlayerId,
    /// The address of the helper's account.
    pub email: Email,
}

/// The game's organizer takes that back, or a helper steps down.
#[derive(Debug, Clone)]
pub struct RemoveCoOrganizer {
    /// The game.
    pub game: GameId,
    /// Whose it is, an admin, or the helper.
    pub by: PlayerId,
    /// The helper.
    pub player: PlayerId,
}

/// Why the helpers of a game could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum CoOrganizerError {
    /// There is no such game, as far as the asker may know.
    #[error("no such game")]
    NotFound,
    /// Somebody else runs it.
    #[error("the game is somebody else's")]
    NotYours,
    /// Helpers choose no helpers.
    #[error("only its organizer or an admin can choose")]
    OnlyTheOrganizer,
    /// Nobody has an account with this address.
    #[error("no such account")]
    NoAccount,
    /// The account is disabled.
    #[error("the account is disabled")]
    Disabled,
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl From<RunError> for CoOrganizerError {
    fn from(error: RunError) -> Self {
        match error {
            RunError::NotFound => Self::NotFound,
            RunError::NotYours => Self::NotYours,
            RunError::Query(error) => Self::Query(error),
        }
    }
}

impl Job for AddCoOrganizer {
    type Done = ();
    type Refused = CoOrganizerError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), CoOrganizerError> {
        let game = run_game(conn, self.game, self.by)?;
        if !chooses_helpers(conn, &game, self.by)? {
            return Err(CoOrganizerError::OnlyTheOrganizer);
        }
        let account = store::accounts::find_by_email(conn, &self.email)?.ok_or(CoOrganizerError::NoAccount)?;
        if account.disabled_at.is_some() {
            return Err(CoOrganizerError::Disabled);
        }
        let helps = store::co_organizers::includes(conn, game.id, account.player)?;
        if helps || account.player == game.organizer_id {
            return Ok(());
        }
        store::co_organizers::add(conn, game.id, account.player)?;
        audit(conn, self.by, "organizers.add", game.id, account.player, now)
    }
}

impl Job for RemoveCoOrganizer {
    type Done = ();
    type Refused = CoOrganizerError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), CoOrganizerError> {
        let game = run_game(conn, self.game, self.by)?;
        if self.by != self.player && !chooses_helpers(conn, &game, self.by)? {
            return Err(CoOrganizerError::OnlyTheOrganizer);
        }
        if !store::co_organizers::includes(conn, game.id, self.player)? {
            return Ok(());
        }
        store::co_organizers::remove(conn, game.id, self.player)?;
        audit(conn, self.by, "organizers.remove", game.id, self.player, now)
    }
}

/// Whether `player`, who runs `game`, may choose who else does.
pub fn chooses_helpers(conn: &mut DbConn, game: &Game, player: PlayerId) -> QueryResult<bool> {
    Ok(game.organizer_id == player || store::players::find(conn, player)?.role == Role::Admin)
}

fn audit(
    conn: &mut DbConn,
    by: PlayerId,
    action: &str,
    game: GameId,
    player: PlayerId,
    now: Timestamp,
) -> Result<(), CoOrganizerError> {
    let (subject, details) = (format!("game {game}"), format!("player {player}"));
    Ok(store::audit::record(conn, Some(by), action, &subject, &details, now)?)
}
