//! Accounts: getting one, and changing what is in it.

use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope, Stale, tokens::Purpose};
use crate::types::{Email, PlayerId, PlayerName, Role, SignUps, Timestamp, Zone};

use super::sessions::{NewSession, begin};

/// Why an account was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Somebody has an account with this address.
    #[error("the address is taken")]
    EmailTaken,
    /// Only admins make accounts here.
    #[error("sign-up is closed")]
    SignUpClosed,
    /// Nobody has set up the site yet.
    #[error("the site is not set up")]
    NotSetUp,
    /// The password that was checked is no longer the account's.
    #[error("the password has changed meanwhile")]
    Stale,
    /// The player has no account.
    #[error("no such account")]
    NotFound,
    /// The player has one already.
    #[error("has an account")]
    HasOne,
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

/// Somebody makes an account of their own on a site that sends no mail, and is signed in. Whose the address is can't be
/// asked there; `SignUpByMail` is how it goes elsewhere.
#[derive(Debug)]
pub struct SignUp {
    /// Their name.
    pub name: PlayerName,
    /// Their address.
    pub email: Email,
    /// The hash of their password.
    pub password_hash: String,
    /// The session they begin with.
    pub session: NewSession,
}

impl Job for SignUp {
    type Done = PlayerId;
    type Refused = AccountError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn stale(&self) -> Stale {
        self.session.stale()
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<PlayerId, AccountError> {
        let site = store::site::find(conn)?.ok_or(AccountError::NotSetUp)?;
        if site.who_signs_up == SignUps::Admins {
            return Err(AccountError::SignUpClosed);
        }
        let hash = Some(self.password_hash.as_str());
        let player = add_account(conn, &self.name, &self.email, Role::Player, hash, now)?;
        begin(conn, player, &self.session, now)?;
        Ok(player)
    }
}

/// An admin, or the command line, makes an account for somebody.
#[derive(Debug)]
pub struct AddAccount {
    /// Their name.
    pub name: PlayerName,
    /// Their address.
    pub email: Email,
    /// What they may do.
    pub role: Role,
    /// The hash of their password; none where they come in by a sign-in link.
    pub password_hash: Option<String>,
    /// The admin; none on the command line.
    pub by: Option<PlayerId>,
}

impl Job for AddAccount {
    type Done = PlayerId;
    type Refused = AccountError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<PlayerId, AccountError> {
        let hash = self.password_hash.as_deref();
        let player = add_account(conn, &self.name, &self.email, self.role, hash, now)?;
        let subject = format!("player {player}");
        store::audit::record(conn, self.by, "account.add", &subject, self.role.as_str(), now)?;
        Ok(player)
    }
}

/// Makes a player with an account.
pub(crate) fn add_account(
    conn: &mut DbConn,
    name: &PlayerName,
    email: &Email,
    role: Role,
    password_hash: Option<&str>,
    now: Timestamp,
) -> Result<PlayerId, AccountError> {
    must_be_free(conn, email, None)?;
    let player = store::players::insert(conn, name, role, None, now)?;
    store::accounts::insert(conn, player, email, password_hash, now).map_err(email_taken)?;
    Ok(player)
}

/// Somebody who came in with a name adds an address and a password to it, on a site that sends no mail.
///
/// Every other session of theirs ends, and so do links: from now on the password is the way in.
#[derive(Debug)]
pub struct GetAccount {
    /// Who.
    pub player: PlayerId,
    /// Their address.
    pub email: Email,
    /// The hash of their password.
    pub password_hash: String,
    /// The session in which they do it: it goes on under a new key.
    pub session: NewSession,
}

impl Job for GetAccount {
    type Done = ();
    type Refused = AccountError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), AccountError> {
        let site = store::site::find(conn)?.ok_or(AccountError::NotSetUp)?;
        if site.who_signs_up == SignUps::Admins {
            return Err(AccountError::SignUpClosed);
        }
        if store::accounts::find(conn, self.player)?.is_some() {
            return Err(AccountError::HasOne);
        }
        if !store::players::find(conn, self.player)?.may_play() {
            return Err(AccountError::NotFound);
        }
        must_be_free(conn, &self.email, None)?;
        let hash = Some(self.password_hash.as_str());
        store::accounts::insert(conn, self.player, &self.email, hash, now).map_err(email_taken)?;
        store::sessions::delete_all(conn, self.player)?;
        store::tokens::delete(conn, Purpose::Personal, Some(self.player))?;
        begin(conn, self.player, &self.session, now)?;
        let subject = format!("player {}", self.player);
        Ok(store::audit::record(conn, Some(self.player), "account.get", &subject, "", now)?)
    }
}

fn must_be_free(conn: &mut DbConn, email: &Email, owner: Option<PlayerId>) -> Result<(), AccountError> {
    match store::accounts::find_by_email(conn, email)? {
        Some(other) if Some(other.player) != owner => Err(AccountError::EmailTaken),
        Some(_) | None => Ok(()),
    }
}

/// Two people may ask for one address at the same moment: the database lets one of them have it.
fn email_taken(error: QueryError) -> AccountError {
    match error {
        QueryError::Taken => AccountError::EmailTaken,
        other => AccountError::Query(other),
    }
}

/// Somebody changes their own name.
#[derive(Debug)]
pub struct ChangeName {
    /// Who.
    pub player: PlayerId,
    /// To what.
    pub name: PlayerName,
}

impl Job for ChangeName {
    type Done = ();
    type Refused = AccountError;

    // Their name stands on the pages of games.
    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, _: Timestamp) -> Result<(), AccountError> {
        Ok(store::players::rename(conn, self.player, &self.name)?)
    }
}

/// Somebody chooses the zone in which they read times.
#[derive(Debug)]
pub struct ChangeTimeZone {
    /// Who.
    pub player: PlayerId,
    /// Which; none for the games' own.
    pub zone: Option<Zone>,
}

impl Job for ChangeTimeZone {
    type Done = ();
    type Refused = AccountError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, _: Timestamp) -> Result<(), AccountError> {
        Ok(store::players::set_time_zone(conn, self.player, self.zone.as_ref())?)
    }
}

/// Somebody who has just proved their password changes their address.
#[derive(Debug)]
pub struct ChangeEmail {
    /// Who.
    pub player: PlayerId,
    /// To what.
    pub email: Email,
    /// The hash that their password was checked against.
    pub checked: Option<String>,
}

impl Job for ChangeEmail {
    type Done = ();
    type Refused = AccountError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, _: Timestamp) -> Result<(), AccountError> {
        must_be_current(conn, self.player, self.checked.as_deref())?;
        must_be_free(conn, &self.email, Some(self.player))?;
        store::accounts::set_email(conn, self.player, &self.email).map_err(email_taken)?;
        Ok(store::accounts::set_confirmed(conn, self.player, None)?)
    }
}

/// Somebody who has just proved their old password sets a new one.
///
/// Every other session of theirs ends: whoever knew the old password is out.
#[derive(Debug)]
pub struct ChangePassword {
    /// Who.
    pub player: PlayerId,
    /// The hash that the old password was checked against; none where the account has no password yet.
    pub checked: Option<String>,
    /// The hash of the new one.
    pub password_hash: String,
    /// The session in which they do it: it goes on under a new key.
    pub session: NewSession,
}

impl Job for ChangePassword {
    type Done = ();
    type Refused = AccountError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), AccountError> {
        must_be_current(conn, self.player, self.checked.as_deref())?;
        replace_password(conn, self.player, &self.password_hash)?;
        begin(conn, self.player, &self.session, now)?;
        let subject = format!("player {}", self.player);
        Ok(store::audit::record(conn, Some(self.player), "password.change", &subject, "", now)?)
    }
}

/// Sets a password: sessions and sign-in links from before it are over.
pub(super) fn replace_password(conn: &mut DbConn, player: PlayerId, password_hash: &str) -> QueryResult<()> {
    store::accounts::set_password(conn, player, password_hash)?;
    store::sessions::delete_all(conn, player)?;
    store::tokens::delete(conn, Purpose::Confirm, Some(player))?;
    store::tokens::delete(conn, Purpose::SignIn, Some(player))
}

/// Leaves `player` no password, no session, no link and no secret calendar: whoever had one may not be whose the address
/// is.
pub(super) fn end_ways_in(conn: &mut DbConn, player: PlayerId) -> QueryResult<()> {
    store::accounts::forget_password(conn, player)?;
    store::sessions::delete_all(conn, player)?;
    for purpose in [Purpose::Personal, Purpose::Confirm, Purpose::SignIn] {
        store::tokens::delete(conn, purpose, Some(player))?;
    }
    store::calendars::delete(conn, player)
}

/// The password was checked before the write began: it must still be the account's.
fn must_be_current(conn: &mut DbConn, player: PlayerId, checked: Option<&str>) -> Result<(), AccountError> {
    let account = store::accounts::find(conn, player)?.ok_or(AccountError::NotFound)?;
    if account.password_hash.as_deref() == checked { Ok(()) } else { Err(AccountError::Stale) }
}
