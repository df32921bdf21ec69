//! Who may see a game, and who may run it. Asked again inside every write, because roles change.

use crate::store::games::Game;
use crate::store::{self, DbConn, Optional, QueryError, QueryResult};
use crate::types::{GameId, PlayerId, Role, WhoMay};

/// The game, where `player` (or a visitor) may see it: by its listing, its link, or being part of it.
pub fn visible_game(
    conn: &mut DbConn,
    game: GameId,
    player: Option<PlayerId>,
    key: Option<&str>,
) -> QueryResult<Option<Game>> {
    let Some(game) = store::games::find(conn, game).optional()? else { return Ok(None) };
    if game.is_open_to(key) {
        return Ok(Some(game));
    }
    let Some(player) = player else { return Ok(None) };
    let part_of_it = runs(conn, &game, player)?
        || (game.published_at.is_some() && store::registrations::was_ever_in(conn, game.id, player)?);
    Ok(part_of_it.then_some(game))
}

/// Whether `player` may change `game`: its organizer, a co-organizer, or an admin.
pub fn runs(conn: &mut DbConn, game: &Game, player: PlayerId) -> QueryResult<bool> {
    let Some(person) = store::players::find(conn, player).optional()? else { return Ok(false) };
    let of_this_game = game.organizer_id == player || store::co_organizers::includes(conn, game.id, player)?;
    Ok(person.may_play() && (of_this_game || person.role == Role::Admin))
}

/// The game, where `actor` may change it.
///
/// A game that one does not run is told apart from no game only by who may see it.
pub fn run_game(conn: &mut DbConn, game: GameId, actor: PlayerId) -> Result<Game, RunError> {
    let game = store::games::find(conn, game).optional()?.ok_or(RunError::NotFound)?;
    if runs(conn, &game, actor)? {
        Ok(game)
    } else if game.is_open_to(None) {
        Err(RunError::NotYours)
    } else {
        Err(RunError::NotFound)
    }
}

/// Why somebody may not change a game.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// There is no such game, as far as they may know.
    #[error("no such game")]
    NotFound,
    /// Somebody else runs it.
    #[error("the game is somebody else's")]
    NotYours,
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

/// Whether `player` may post games at all.
pub fn may_organize(conn: &mut DbConn, player: PlayerId) -> QueryResult<bool> {
    let person = store::players::find(conn, player)?;
    let everyone = match store::site::find(conn)? {
        Some(site) => site.who_organizes == WhoMay::Everyone,
        None => false,
    };
    // Who is a name alone can't be reached, and answers for no game.
    let by_site = everyone && store::accounts::find(conn, player)?.is_some();
    Ok(person.may_play() && (by_site || person.role >= Role::Organizer))
}
