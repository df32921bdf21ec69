//! Asking for the link that shows whose an e-mail address is. The answer is the same whether or not somebody has it.

use super::sessions::{NewSession, begin};
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope, Stale, tokens::Purpose};
use crate::types::time::HOUR;
use crate::types::{Email, MailKind, PlayerId, PlayerName, Role, SignUps, Timestamp};

/// Links that one player asks for in an hour.
const LINKS_AN_HOUR: i64 = 5;

/// Why an address was not asked for or confirmed.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// The player has no account.
    #[error("no such account")]
    NoAccount,
    /// The password that was checked is no longer the account's.
    #[error("the password has changed meanwhile")]
    Stale,
    /// The player has asked for enough links.
    #[error("too many links")]
    TooMany,
    /// Used, expired, or never made.
    #[error("the link does not work any more")]
    Spent,
    /// Another account has it.
    #[error("the address is taken")]
    Taken,
    /// Whoever has it is kept out.
    #[error("the account is disabled")]
    Disabled,
    /// Only admins make accounts here.
    #[error("sign-up is closed")]
    SignUpClosed,
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

/// Somebody wants a link sent to the address of their account.
#[derive(Debug, Clone)]
pub struct AskToConfirm {
    /// Who.
    pub player: PlayerId,
    /// The page that the link leads on to; may be empty.
    pub next: String,
}

impl Job for AskToConfirm {
    type Done = ();
    type Refused = AddressError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn stale(&self) -> Stale {
        Stale::Nothing
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), AddressError> {
        let account = store::accounts::find(conn, self.player)?.ok_or(AddressError::NoAccount)?;
        if store::accounts::confirmed_at(conn, self.player)?.is_some() {
            return Ok(());
        }
        ask(conn, self.player, &account.email, &self.next, now)
    }
}

/// Somebody who has just proved their password wants another address: it gets a link, and is theirs once they press.
///
/// The answer is the same whether or not somebody has the address: only who reads its mail learns that.
#[derive(Debug, Clone)]
pub struct AskToChange {
    /// Who.
    pub player: PlayerId,
    /// To what.
    pub email: Email,
    /// The hash that their password was checked against.
    pub checked: Option<String>,
}

impl Job for AskToChange {
    type Done = ();
    type Refused = AddressError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn stale(&self) -> Stale {
        Stale::Nothing
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), AddressError> {
        let account = store::accounts::find(conn, self.player)?.ok_or(AddressError::NoAccount)?;
        if account.password_hash != self.checked {
            return Err(AddressError::Stale);
        }
        ask(conn, self.player, &self.email, "", now)
    }
}

/// Somebody who is a name alone gives an address: they can be told by mail once they press the button that its mail leads
/// to.
///
/// The answer is the same whether or not somebody has the address: only who reads its mail learns that.
#[derive(Debug, Clone)]
pub struct AskToAdd {
    /// Who.
    pub player: PlayerId,
    /// The address.
    pub email: Email,
    /// The page that the link leads on to; may be empty.
    pub next: String,
}

impl Job for AskToAdd {
    type Done = ();
    type Refused = AddressError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn stale(&self) -> Stale {
        Stale::Nothing
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), AddressError> {
        let may_play = store::players::find(conn, self.player)?.may_play();
        if !may_play || store::accounts::find(conn, self.player)?.is_some() {
            return Err(AddressError::Stale);
        }
        ask(conn, self.player, &self.email, &self.next, now)
    }
}

/// Somebody makes an account on a site that sends mail: they are here as a name at once, and have the account once they
/// press the button that its mail leads to.
///
/// The answer is the same whether or not somebody has the address: only who reads its mail learns that.
#[derive(Debug)]
pub struct SignUpByMail {
    /// Their name.
    pub name: PlayerName,
    /// The address.
    pub email: Email,
    /// The session they begin with.
    pub session: NewSession,
    /// The page that the link leads on to; may be empty.
    pub next: String,
}

impl Job for SignUpByMail {
    type Done = ();
    type Refused = AddressError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn stale(&self) -> Stale {
        self.session.stale()
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), AddressError> {
        let site = store::site::find(conn)?;
        if site.is_none_or(|site| site.who_signs_up == SignUps::Admins) {
            return Err(AddressError::SignUpClosed);
        }
        let player = store::players::insert(conn, &self.name, Role::Player, None, now)?;
        begin(conn, player, &self.session, now)?;
        ask(conn, player, &self.email, &self.next, now)
    }
}

/// Asks for the link. Refused is only who has asked too often: what others have asked for is nobody's business, and keeps
/// nobody from an address of their own. What one address gets is bounded without a word where letters are written.
fn ask(conn: &mut DbConn, player: PlayerId, email: &Email, next: &str, now: Timestamp) -> Result<(), AddressError> {
    if store::mails::count_by(conn, MailKind::Confirm, player, now.minus(HOUR))? >= LINKS_AN_HOUR {
        return Err(AddressError::TooMany);
    }
    Ok(store::mails::ask_with_next(conn, MailKind::Confirm, Some(player), email, next, now)?)
}

/// The address that a mail went to, or is about to go to, by whose button `player` makes it theirs. Nobody learns from it
/// whose that is: it is what they typed.
pub fn asked(conn: &mut DbConn, player: PlayerId, now: Timestamp) -> QueryResult<Option<Email>> {
    match store::mails::asked_for(conn, MailKind::Confirm, player)? {
        Some(email) => Ok(Some(email)),
        None => store::tokens::latest_email(conn, Purpose::Confirm, player, now),
    }
}

/// Somebody who may have forgotten their password wants a link sent. Whose address it is, and whether it is anybody's, is
/// looked up when the letter is written: the answer here, and how long it takes, says nothing about it.
#[derive(Debug, Clone)]
pub struct AskToSignIn {
    /// The address they typed.
    pub email: Email,
    /// The page that the link leads on to; may be empty.
    pub next: String,
}

impl Job for AskToSignIn {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn stale(&self) -> Stale {
        Stale::Nothing
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> QueryResult<()> {
        store::mails::ask_with_next(conn, MailKind::SignIn, None, &self.email, &self.next, now)
    }
}
