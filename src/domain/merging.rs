//! Two devices of one person were two players until both had shown the same address: they become one.

use super::fill::fill;
use super::roster::take_out;
use crate::store::accounts::Credentials;
use crate::store::players::Player;
use crate::store::registrations::Registration;
use crate::store::{self, DbConn, QueryResult};
use crate::types::{EventKind, MailKind, MessageKind, PlayerId, Status, Timestamp};

/// Makes `gone` and `kept`, who has the account with the confirmed address, one player. Where both are in one game, the
/// earlier registration stays and the other is released. Must run inside a job that runs alone, and which has checked
/// that both may play.
///
/// Sessions and personal links of `gone` lead to `kept` from then on, unless that would give them more rights than they
/// had: then they end, and so they do where `gone` has a password of their own.
pub(super) fn become_one(conn: &mut DbConn, gone: &Player, kept: &Player, now: Timestamp) -> QueryResult<()> {
    let released = release_doubles(conn, gone.id, kept.id, now)?;
    if end_account(conn, gone, kept, now)? {
        store::sessions::delete_all(conn, gone.id)?;
        store::merging::delete_links(conn, gone.id)?;
    }
    if gone.role > kept.role {
        store::players::set_role(conn, kept.id, gone.role)?;
    }
    store::merging::move_all(conn, gone.id, kept.id)?;
    store::people::forget(conn, gone.id, now)?;
    for registration in released {
        fill(conn, registration.game_id, now)?;
    }
    leave_where_blocked(conn, kept.id, now)?;
    let (subject, details) = (format!("player {}", kept.id), format!("player {}", gone.id));
    store::audit::record(conn, Some(kept.id), "account.merge", &subject, &details, now)
}

/// Takes the later registration of each two in one game off its list; which those are. The caller ends with `fill`.
fn release_doubles(
    conn: &mut DbConn,
    gone: PlayerId,
    kept: PlayerId,
    now: Timestamp,
) -> QueryResult<Vec<Registration>> {
    let mut released = Vec::new();
    for (one, other) in store::merging::doubles(conn, gone, kept)? {
        let later = if one.id > other.id { one } else { other };
        store::registrations::withdraw(conn, later.id, false, now)?;
        let gone = Registration { status: Status::Withdrawn, ..later.clone() };
        store::timeline::record(conn, EventKind::Doubled, &gone, None, "", now)?;
        released.push(later);
    }
    Ok(released)
}

/// Whether the sessions of `gone`, whose account is `own` if they have one, end where they become one with `kept`.
pub(super) fn ends_sessions(gone: &Player, own: Option<&Credentials>, kept: &Player) -> bool {
    own.is_some_and(|own| own.password_hash.is_some()) || kept.role > gone.role
}

/// Ends the account of `gone`, if they have one, and tells its address; whether their sessions end as well.
fn end_account(conn: &mut DbConn, gone: &Player, kept: &Player, now: Timestamp) -> QueryResult<bool> {
    let own = store::accounts::find(conn, gone.id)?;
    if let Some(own) = &own {
        store::mails::ask(conn, MailKind::AddressChanged, Some(gone.id), &own.email, now)?;
        store::accounts::delete(conn, gone.id)?;
    }
    Ok(ends_sessions(gone, own.as_ref(), kept))
}

/// Whom an organizer keeps out under one name is kept out under both: seats in their games ahead go to others. In games
/// where they wait, and may play now, they move in if they fit.
fn leave_where_blocked(conn: &mut DbConn, player: PlayerId, now: Timestamp) -> QueryResult<()> {
    for registration in store::people::ahead(conn, player, now)? {
        let game = store::games::find(conn, registration.game_id)?;
        let is_blocked = store::blocks::exists(conn, game.organizer_id, player)?;
        if is_blocked && registration.status.holds_seats() {
            take_out(conn, &registration, game.organizer_id, "", now)?;
            store::outbox::enqueue(conn, MessageKind::Removed, &registration, ("", ""), now)?;
        }
        fill(conn, game.id, now)?;
    }
    Ok(())
}
