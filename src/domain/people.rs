//! Admins decide what people may do, and who stays.

use super::fill::fill;
use super::roster::take_out;
use crate::store::players::Player;
use crate::store::registrations::Registration;
use crate::store::{self, DbConn, Job, Optional, QueryError, QueryResult, Scope};
use crate::types::{MessageKind, PlayerId, Role, Timestamp};

/// An admin gives somebody a role.
#[derive(Debug, Clone, Copy)]
pub struct SetRole {
    /// Who gets it.
    pub player: PlayerId,
    /// Which.
    pub role: Role,
    /// The admin.
    pub by: PlayerId,
}

/// An admin keeps somebody out: signed out at once, and their seats ahead go to others.
#[derive(Debug, Clone, Copy)]
pub struct Disable {
    /// Who.
    pub player: PlayerId,
    /// The admin.
    pub by: PlayerId,
}

/// An admin lets somebody back.
#[derive(Debug, Clone, Copy)]
pub struct Enable {
    /// Who.
    pub player: PlayerId,
    /// The admin.
    pub by: PlayerId,
}

/// An admin deletes somebody: the rosters of old games keep a "Former player".
#[derive(Debug, Clone, Copy)]
pub struct Delete {
    /// Who.
    pub player: PlayerId,
    /// The admin.
    pub by: PlayerId,
}

/// Why nothing was changed about a person.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// There is nobody with this number, or not any more.
    #[error("no such person")]
    NotFound,
    /// Who asks is no admin any more.
    #[error("only admins may")]
    NotAdmin,
    /// Without an account nobody can sign in, and so nobody can run anything.
    #[error("a name alone has no role")]
    NoAccount,
    /// The site would be left without anybody who can run it.
    #[error("the last admin stays")]
    LastAdmin,
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

// Each of these runs alone: two admins who demote each other at the same moment must not both succeed.

impl Job for SetRole {
    type Done = ();
    type Refused = PeopleError;

    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), PeopleError> {
        let player = person_for(conn, self.player, self.by)?;
        if player.role == self.role {
            return Ok(());
        }
        if store::accounts::find(conn, player.id)?.is_none() {
            return Err(PeopleError::NoAccount);
        }
        must_not_be_the_last_admin(conn, &player)?;
        store::players::set_role(conn, player.id, self.role)?;
        let details = format!("{} -> {}", player.role, self.role);
        Ok(audit(conn, self.by, "player.role", player.id, &details, now)?)
    }
}

impl Job for Disable {
    type Done = ();
    type Refused = PeopleError;

    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), PeopleError> {
        let player = person_for(conn, self.player, self.by)?;
        if player.disabled_at.is_some() {
            return Ok(());
        }
        must_not_be_the_last_admin(conn, &player)?;
        store::players::set_disabled(conn, player.id, Some(now))?;
        store::sessions::delete_all(conn, player.id)?;
        store::tokens::delete(conn, store::tokens::Purpose::SignIn, Some(player.id))?;
        let ahead = store::people::ahead(conn, player.id, now)?;
        let (seats, waits): (Vec<_>, Vec<_>) = ahead.into_iter().partition(|ahead| ahead.status.holds_seats());
        release(conn, &seats, self.by, now)?;
        for waiting in waits {
            // What was on offer to everybody may be there for nobody now.
            fill(conn, waiting.game_id, now)?;
        }
        for seat in &seats {
            store::outbox::enqueue(conn, MessageKind::Removed, seat, ("", ""), now)?;
        }
        Ok(audit(conn, self.by, "player.disable", player.id, "", now)?)
    }
}

impl Job for Enable {
    type Done = ();
    type Refused = PeopleError;

    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), PeopleError> {
        let player = person_for(conn, self.player, self.by)?;
        if player.disabled_at.is_none() {
            return Ok(());
        }
        store::players::set_disabled(conn, player.id, None)?;
        // Waiting entries were passed over meanwhile: a seat may be free that they fit.
        for waiting in store::people::ahead(conn, player.id, now)? {
            fill(conn, waiting.game_id, now)?;
        }
        Ok(audit(conn, self.by, "player.enable", player.id, "", now)?)
    }
}

impl Job for Delete {
    type Done = ();
    type Refused = PeopleError;

    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), PeopleError> {
        must_be_admin(conn, self.by)?;
        let player = store::players::find(conn, self.player).optional()?.ok_or(PeopleError::NotFound)?;
        if player.deleted_at.is_some() {
            return Ok(());
        }
        must_not_be_the_last_admin(conn, &player)?;
        store::sessions::delete_all(conn, player.id)?;
        let ahead = store::people::ahead(conn, player.id, now)?;
        store::people::forget(conn, player.id, now)?;
        release(conn, &ahead, self.by, now)?;
        Ok(audit(conn, self.by, "player.delete", player.id, "", now)?)
    }
}

/// Takes the player of `registrations` out of their games, and lets the next ones in.
fn release(conn: &mut DbConn, registrations: &[Registration], by: PlayerId, now: Timestamp) -> QueryResult<()> {
    for registration in registrations {
        take_out(conn, registration, by, "", now)?;
        fill(conn, registration.game_id, now)?;
    }
    Ok(())
}

/// The person, for an admin who may change them; who was deleted is nobody any more.
fn person_for(conn: &mut DbConn, player: PlayerId, by: PlayerId) -> Result<Player, PeopleError> {
    must_be_admin(conn, by)?;
    let found = store::players::find(conn, player).optional()?;
    found.filter(|found| found.deleted_at.is_none()).ok_or(PeopleError::NotFound)
}

pub(super) fn must_be_admin(conn: &mut DbConn, by: PlayerId) -> Result<(), PeopleError> {
    match store::players::find(conn, by).optional()? {
        Some(admin) if admin.may_play() && admin.role == Role::Admin => Ok(()),
        Some(_) | None => Err(PeopleError::NotAdmin),
    }
}

/// Nobody, not even themselves, can take the site from its last admin.
pub(super) fn must_not_be_the_last_admin(conn: &mut DbConn, player: &Player) -> Result<(), PeopleError> {
    let counts = player.role == Role::Admin && player.may_play();
    if counts && store::players::count_admins(conn)? <= 1 { Err(PeopleError::LastAdmin) } else { Ok(()) }
}

fn audit(
    conn: &mut DbConn,
    by: PlayerId,
    action: &str,
    player: PlayerId,
    details: &str,
    now: Timestamp,
) -> QueryResult<()> {
    store::audit::record(conn, Some(by), action, &format!("player {player}"), details, now)
}
