//! One-time sign-in links: the way back in for who forgot their password, until the site can send mail.

use crate::store::accounts::Credentials;
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope, tokens::Purpose};
use crate::types::{Email, PlayerId, SecretHash, Timestamp, time::DAY};

use super::accounts::{end_ways_in, replace_password};
use super::sessions::{NewSession, SAME_PRESS, begin_unseen};

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

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// They are signed in.
    SignedIn,
    /// And nobody else is any more, nor can be by the password from before: the link has shown whose the address is.
    Alone,
}

impl Job for OpenSignInLink {
    type Done = Opened;
    type Refused = LinkError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Opened, LinkError> {
        let found = store::tokens::find_usable(conn, &self.token, Purpose::SignIn, now)?;
        let Some(player) = found.flatten() else { return self.press_again(conn, now) };
        let account = account_of(conn, player)?;
        if !store::tokens::use_up(conn, &self.token, now)? {
            return Err(LinkError::Spent);
        }
        // Who got it by mail has shown that the address is theirs. Until now anybody may have made the account with it.
        let is_proven_now = proves_address(conn, &self.token, &account)?;
        if is_proven_now {
            end_ways_in(conn, player)?;
            store::accounts::set_confirmed(conn, player, Some(now))?;
        }
        if let Some(password_hash) = &self.password_hash {
            replace_password(conn, player, password_hash)?;
        }
        begin_unseen(conn, player, &self.session, now)?;
        let subject = format!("player {player}");
        store::audit::record(conn, Some(player), "account.sign-in-link.used", &subject, "", now)?;
        let is_alone = is_proven_now && self.password_hash.is_none();
        Ok(if is_alone { Opened::Alone } else { Opened::SignedIn })
    }
}

impl OpenSignInLink {
    /// A second tap on the button, or a retry after a lost answer: the same, while no browser has used the session that
    /// the first one began.
    fn press_again(&self, conn: &mut DbConn, now: Timestamp) -> Result<Opened, LinkError> {
        let used = store::tokens::find_used(conn, &self.token, Purpose::SignIn, now.minus(SAME_PRESS))?;
        let (player, used_at) = used.ok_or(LinkError::Spent)?;
        account_of(conn, player)?;
        if !store::sessions::is_unclaimed(conn, player, used_at)? {
            return Err(LinkError::Spent);
        }
        begin_unseen(conn, player, &self.session, now)?;
        Ok(Opened::SignedIn)
    }
}

/// The account of `player`, who may sign in.
fn account_of(conn: &mut DbConn, player: PlayerId) -> Result<Credentials, LinkError> {
    let account = store::accounts::find(conn, player)?.ok_or(LinkError::Spent)?;
    if account.disabled_at.is_some() { Err(LinkError::Disabled) } else { Ok(account) }
}

/// Whether the link was mailed to the address of `account`, of which nobody has shown yet that it is theirs.
pub fn proves_address(conn: &mut DbConn, token: &SecretHash, account: &Credentials) -> QueryResult<bool> {
    let is_mailed = store::tokens::email(conn, token)?.is_some_and(|email| email.folded() == account.email.folded());
    Ok(is_mailed && store::accounts::confirmed_at(conn, account.player)?.is_none())
}
