//! An organizer keeps somebody out of all games of theirs, and lets them back.

use super::fill::fill;
use super::rights;
use super::roster::{RosterError, registration_of, take_out};
use crate::store::registrations::Registration;
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope};
use crate::types::{GameId, MessageKind, Note, PlayerId, RegistrationId, Timestamp};

/// "Remove and block": the player is out of this game, loses the seats in the organizer's other games ahead, and joins
/// none of them any more. Where they wait, they are passed over.
#[derive(Debug, Clone)]
pub struct RemoveAndBlock {
    /// The game.
    pub game: GameId,
    /// Which registration of it.
    pub registration: RegistrationId,
    /// Who does it, for the game's organizer.
    pub by: PlayerId,
    /// Said on the timeline, and to the player.
    pub note: Note,
}

/// Why nobody was blocked.
#[derive(Debug, thiserror::Error)]
pub enum BlockError {
    /// Who runs the game can't be kept out of it.
    #[error("runs the game")]
    RunsIt,
    /// What keeps anybody from touching the registration.
    #[error(transparent)]
    Roster(#[from] RosterError),
}

impl From<QueryError> for BlockError {
    fn from(error: QueryError) -> Self {
        Self::Roster(error.into())
    }
}

impl Job for RemoveAndBlock {
    type Done = ();
    type Refused = BlockError;

    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), BlockError> {
        let (game, registration) = registration_of(conn, self.game, self.registration, self.by)?;
        let player = registration.player_id;
        if rights::runs(conn, &game, player)? {
            return Err(BlockError::RunsIt);
        }
        store::blocks::insert(conn, game.organizer_id, player, self.by, now)?;
        if registration.status.is_active() {
            self.release(conn, &registration, self.note.as_str(), now)?;
        }
        for ahead in ahead_of(conn, game.organizer_id, player, now)? {
            if ahead.game_id != game.id && ahead.status.holds_seats() {
                self.release(conn, &ahead, "", now)?;
            } else {
                // What was on offer to everybody may be there for nobody now.
                fill(conn, ahead.game_id, now)?;
            }
        }
        let (subject, details) = (format!("game {}", game.id), format!("player {player}"));
        Ok(store::audit::record(conn, Some(self.by), "roster.block", &subject, &details, now)?)
    }
}

impl RemoveAndBlock {
    fn release(&self, conn: &mut DbConn, seat: &Registration, note: &str, now: Timestamp) -> QueryResult<()> {
        take_out(conn, seat, self.by, note, now)?;
        store::outbox::enqueue(conn, MessageKind::Removed, seat, ("", note), now)?;
        fill(conn, seat.game_id, now)
    }
}

/// What `player` is in games ahead of `organizer`.
fn ahead_of(
    conn: &mut DbConn,
    organizer: PlayerId,
    player: PlayerId,
    now: Timestamp,
) -> QueryResult<Vec<Registration>> {
    let mut ahead = store::people::ahead(conn, player, now)?;
    let ids: Vec<GameId> = ahead.iter().map(|registration| registration.game_id).collect();
    let games = store::games::find_all(conn, &ids)?;
    let is_theirs = |id: GameId| games.iter().any(|game| game.id == id && game.organizer_id == organizer);
    ahead.retain(|registration| is_theirs(registration.game_id));
    Ok(ahead)
}

/// Somebody is let back into the games of an organizer: by the organizer, by who helps in a game of theirs, or by an
/// admin. For anybody else nothing changes.
#[derive(Debug, Clone, Copy)]
pub struct LiftBlock {
    /// Whose games.
    pub organizer: PlayerId,
    /// Who is let back.
    pub player: PlayerId,
    /// Who lets them.
    pub by: PlayerId,
}

/// Whose blocks `player` sees and may lift; none for everybody's.
pub fn answers_for(conn: &mut DbConn, player: PlayerId) -> QueryResult<Option<Vec<PlayerId>>> {
    let person = store::players::find(conn, player)?;
    if person.may_play() && person.role.is_admin() {
        return Ok(None);
    }
    let mut organizers = store::blocks::helped_by(conn, player)?;
    organizers.push(player);
    Ok(Some(organizers))
}

impl Job for LiftBlock {
    type Done = bool;
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<bool, QueryError> {
        let may = answers_for(conn, self.by)?.is_none_or(|organizers| organizers.contains(&self.organizer));
        if !may || !store::blocks::delete(conn, self.organizer, self.player)? {
            return Ok(false);
        }
        // Waiting entries were passed over meanwhile: a seat may be free that they fit.
        for waiting in ahead_of(conn, self.organizer, self.player, now)? {
            fill(conn, waiting.game_id, now)?;
        }
        let subject = format!("player {}", self.player);
        store::audit::record(conn, Some(self.by), "roster.unblock", &subject, "", now)?;
        Ok(true)
    }
}
