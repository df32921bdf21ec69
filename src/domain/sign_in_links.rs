//! One-time sign-in links: the way back in for who forgot their password, until the site can send mail.

use crate::store::{self, DbConn, Job, QueryError, Scope, tokens::Purpose};
use crate::types::{Email, PlayerId, SecretHash, Timestamp, time::DAY};

use super::accounts::replace_password;
use super::sessions::{NewSession, begin};

/// How long a link works, in seconds.
pub const LINK_LASTS: i64 = DAY;

/// For whom a link is made.
#[derive(Debug, Clone)]
pub enum Owner {
    /// The player with this id.
    Player(PlayerId),
    /// The account with this address.
    Email(Email),
}

/// Why a link was not made or does not open.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// Nobody has such an account.
    #[error("no such account")]
    NoAccount,
    /// The account is disabled.
    #[error("the account is disabled")]
    Disabled,
    /// Used, expired, replaced by a newer one, or never made.
    #[error("the link does not work any more")]
    Spent,
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

/// An admin, or the command line, makes a link; earlier ones of the same person stop working.
#[derive(Debug)]
pub struct MakeSignInLink {
    /// For whom.
    pub owner: Owner,
    /// The hash of the link's secret.
    pub token: SecretHash,
    /// The admin; none on the command line.
    pub by: Option<PlayerId>,
}

impl Job for MakeSignInLink {
    type Done = PlayerId;
    type Refused = LinkError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<PlayerId, LinkError> {
        let account = match &self.owner {
            Owner::Player(player) => store::accounts::find(conn, *player)?,
            Owner::Email(email) => store::accounts::find_by_email(conn, email)?,
        };
        let account = account.ok_or(LinkError::NoAccount)?;
        if account.disabled_at.is_some() {
            return Err(LinkError::Disabled);
        }
        store::tokens::delete(conn, Purpose::SignIn, Some(account.player))?;
        let expires_at = now.plus(LINK_LASTS);
        store::tokens::insert(conn, &self.token, Purpose::SignIn, Some(account.player), now, expires_at)?;
        let subject = format!("player {}", account.player);
        store::audit::record(conn, self.by, "account.sign-in-link", &subject, "", now)?;
        Ok(account.player)
    }
}

/// Somebody presses the button that a link leads to: it is used up, and they are signed in.
#[derive(Debug)]
pub struct OpenSignInLink {
    /// The hash of the link's secret.
    pub token: SecretHash,
    /// The hash of the password they chose at once, if they did.
    pub password_hash: Option<String>,
    /// The session they begin.
    pub session: NewSession,
}

impl Job for OpenSignInLink {
    type Done = PlayerId;
    type Refused = LinkError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<PlayerId, LinkError> {
        let found = store::tokens::find_usable(conn, &self.token, Purpose::SignIn, now)?;
        let player = found.flatten().ok_or(LinkError::Spent)?;
        let account = store::accounts::find(conn, player)?.ok_or(LinkError::Spent)?;
        if account.disabled_at.is_some() {
            return Err(LinkError::Disabled);
        }
        if !store::tokens::use_up(conn, &self.token, now)? {
            return Err(LinkError::Spent);
        }
        // Who got it by mail has shown that the address is theirs.
        if store::tokens::email(conn, &self.token)?.is_some_and(|email| email == account.email)
            && store::accounts::confirmed_at(conn, player)?.is_none()
        {
            store::accounts::set_confirmed(conn, player, Some(now))?;
        }
        if let Some(password_hash) = &self.password_hash {
            replace_password(conn, player, password_hash)?;
        }
        begin(conn, player, &self.session, now)?;
        let subject = format!("player {player}");
        store::audit::record(conn, Some(player), "account.sign-in-link.used", &subject, "", now)?;
        Ok(player)
    }
}
