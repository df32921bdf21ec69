//! "Delete me": somebody leaves the site for good, by themselves.

use super::fill::fill;
use super::organizing::discard;
use super::people::{PeopleError, must_not_be_the_last_admin};
use super::registrations::withdraw;
use crate::store::games::Game;
use crate::store::players::Player;
use crate::store::{self, DbConn, Job, Optional, QueryError, QueryResult, Scope};
use crate::types::{GameId, GameStatus, PlayerId, Timestamp};

/// Somebody deletes themselves: their seats ahead go to others, and old rosters keep a "Former player".
///
/// What they run goes to the co-organizer of each game; a game that nobody else runs must be called off first.
#[derive(Debug, Clone)]
pub struct DeleteMe {
    /// Who.
    pub player: PlayerId,
    /// The hash that their password was checked against; none where there is no password.
    pub checked: Option<String>,
}

/// Why somebody could not delete themselves.
#[derive(Debug, thiserror::Error)]
pub enum DeleteMeError {
    /// They are gone already, or kept out.
    #[error("no such person")]
    NotFound,
    /// The password that was checked is no longer the account's.
    #[error("the password has changed meanwhile")]
    Stale,
    /// The site would be left without anybody who can run it.
    #[error("the last admin stays")]
    LastAdmin,
    /// Players count on them, and nobody else runs these games.
    #[error("runs {} games alone", .0.len())]
    RunsGames(Vec<GameId>),
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl From<PeopleError> for DeleteMeError {
    fn from(error: PeopleError) -> Self {
        match error {
            PeopleError::LastAdmin => Self::LastAdmin,
            PeopleError::NotFound | PeopleError::NotAdmin | PeopleError::NoAccount => Self::NotFound,
            PeopleError::Query(error) => Self::Query(error),
        }
    }
}

impl Job for DeleteMe {
    type Done = ();
    type Refused = DeleteMeError;

    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), DeleteMeError> {
        let found = store::players::find(conn, self.player).optional()?;
        let player = found.filter(Player::may_play).ok_or(DeleteMeError::NotFound)?;
        let account = store::accounts::find(conn, player.id)?;
        if account.and_then(|account| account.password_hash) != self.checked {
            return Err(DeleteMeError::Stale);
        }
        must_not_be_the_last_admin(conn, &player)?;
        hand_over_all(conn, player.id, now)?;
        leave_the_site(conn, player.id, now)?;
        let subject = format!("player {}", player.id);
        Ok(store::audit::record(conn, Some(player.id), "account.delete", &subject, "", now)?)
    }
}

/// Forgets `player` and gives their seats back, as if they had dropped out of each game themselves.
fn leave_the_site(conn: &mut DbConn, player: PlayerId, now: Timestamp) -> QueryResult<()> {
    let ahead = store::people::ahead(conn, player, now)?;
    store::sessions::delete_all(conn, player)?;
    store::people::forget(conn, player, now)?;
    store::blocks::delete_of(conn, player)?;
    for registration in ahead {
        let game = store::games::find(conn, registration.game_id)?;
        withdraw(conn, &game, &registration, now)?;
    }
    Ok(())
}

/// What becomes of a game that somebody runs who leaves.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// This player, who runs it too, answers for it from then on.
    HandedTo(PlayerId),
    /// A draft that nobody has seen is thrown away.
    Discarded,
    /// Nobody else runs it: it must be called off first, or somebody must be let in who does.
    Orphaned,
}

/// The games that are not over and are `player`'s to answer for, with what becomes of each; soonest first.
pub fn fates(conn: &mut DbConn, player: PlayerId, now: Timestamp) -> QueryResult<Vec<(Game, Fate)>> {
    let mut found = Vec::new();
    for game in store::organizing::answered_for(conn, player, now)? {
        let fate = match (heir(conn, game.id)?, game.status) {
            (Some(heir), _) => Fate::HandedTo(heir),
            (None, GameStatus::Draft) => Fate::Discarded,
            (None, GameStatus::Published | GameStatus::Cancelled) => Fate::Orphaned,
        };
        found.push((game, fate));
    }
    Ok(found)
}

/// Who runs `game` beside its organizer, and may.
fn heir(conn: &mut DbConn, game: GameId) -> QueryResult<Option<PlayerId>> {
    for helper in store::co_organizers::of_game(conn, game)? {
        if store::players::find(conn, helper)?.may_play() {
            return Ok(Some(helper));
        }
    }
    Ok(None)
}

fn hand_over_all(conn: &mut DbConn, player: PlayerId, now: Timestamp) -> Result<(), DeleteMeError> {
    let fates = fates(conn, player, now)?;
    let alone: Vec<_> = fates.iter().filter(|(_, fate)| *fate == Fate::Orphaned).map(|(game, _)| game.id).collect();
    if !alone.is_empty() {
        return Err(DeleteMeError::RunsGames(alone));
    }
    for (game, fate) in fates {
        match fate {
            Fate::HandedTo(heir) => hand_over(conn, &game, heir, now)?,
            Fate::Discarded => discard(conn, &game, player, now)?,
            Fate::Orphaned => {}
        }
    }
    Ok(())
}

/// Makes `heir`, who helped so far, the organizer of `game`. They keep others out than the one before did.
fn hand_over(conn: &mut DbConn, game: &Game, heir: PlayerId, now: Timestamp) -> QueryResult<()> {
    store::co_organizers::remove(conn, game.id, heir)?;
    store::games::set_organizer(conn, game.id, heir)?;
    if let Some(series) = game.series_id {
        store::series::hand_over(conn, series, game.organizer_id, heir)?;
    }
    let (subject, details) = (format!("game {}", game.id), format!("player {heir}"));
    store::audit::record(conn, Some(game.organizer_id), "game.hand-over", &subject, &details, now)?;
    fill(conn, game.id, now)
}
