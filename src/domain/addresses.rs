//! Whose an e-mail address is: confirmed by a link sent to it, and changed the same way.

use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope, Stale, tokens::Purpose};
use crate::types::time::HOUR;
use crate::types::{Email, MailKind, PlayerId, SecretHash, Timestamp};

/// Links to one address in an hour.
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
    /// Enough links have been sent there.
    #[error("too many links")]
    TooMany,
    /// Used, expired, or never made.
    #[error("the link does not work any more")]
    Spent,
    /// Another account has it.
    #[error("the address is taken")]
    Taken,
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

/// Somebody wants a link sent to the address of their account.
#[derive(Debug, Clone)]
pub struct AskToConfirm {
    /// Who.
    pub player: PlayerId,
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
        ask(conn, self.player, &account.email, now)
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
        ask(conn, self.player, &self.email, now)
    }
}

fn ask(conn: &mut DbConn, player: PlayerId, email: &Email, now: Timestamp) -> Result<(), AddressError> {
    if store::mails::count_since(conn, MailKind::Confirm, email, now.minus(HOUR))? >= LINKS_AN_HOUR {
        return Err(AddressError::TooMany);
    }
    Ok(store::mails::ask(conn, MailKind::Confirm, Some(player), email, now)?)
}

/// Somebody presses the button that a mailed link leads to: the address is theirs.
#[derive(Debug, Clone)]
pub struct ConfirmAddress {
    /// The hash of the link's secret.
    pub token: SecretHash,
}

impl Job for ConfirmAddress {
    type Done = ();
    type Refused = AddressError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), AddressError> {
        let (player, email) = find(conn, &self.token, now)?.ok_or(AddressError::Spent)?;
        let account = store::accounts::find(conn, player)?.ok_or(AddressError::Spent)?;
        if account.disabled_at.is_some() || !store::tokens::use_up(conn, &self.token, now)? {
            return Err(AddressError::Spent);
        }
        if account.email != email {
            change(conn, player, &account.email, &email, now)?;
        }
        store::accounts::set_confirmed(conn, player, Some(now))?;
        Ok(store::tokens::delete(conn, Purpose::Confirm, Some(player))?)
    }
}

/// Gives `player` another address, and tells the old one.
fn change(conn: &mut DbConn, player: PlayerId, old: &Email, new: &Email, now: Timestamp) -> Result<(), AddressError> {
    if store::accounts::find_by_email(conn, new)?.is_some_and(|other| other.player != player) {
        return Err(AddressError::Taken);
    }
    store::accounts::set_email(conn, player, new).map_err(|error| match error {
        QueryError::Taken => AddressError::Taken,
        other => AddressError::Query(other),
    })?;
    // Links that went to the old address let nobody in any more.
    store::tokens::delete(conn, Purpose::SignIn, Some(player))?;
    store::mails::ask(conn, MailKind::AddressChanged, Some(player), old, now)?;
    store::mails::ask(conn, MailKind::AddressChanged, Some(player), new, now)?;
    Ok(store::audit::record(conn, Some(player), "account.email", &format!("player {player}"), "", now)?)
}

/// Whose address the link confirms, and which, while it works.
pub fn find(conn: &mut DbConn, token: &SecretHash, now: Timestamp) -> QueryResult<Option<(PlayerId, Email)>> {
    let player = store::tokens::find_usable(conn, token, Purpose::Confirm, now)?.flatten();
    Ok(player.zip(store::tokens::email(conn, token)?))
}

/// Somebody who may have forgotten their password wants a link sent. Whose address it is, and whether it is anybody's, is
/// looked up when the letter is written: the answer here, and how long it takes, says nothing about it.
#[derive(Debug, Clone)]
pub struct AskToSignIn {
    /// The address they typed.
    pub email: Email,
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
        store::mails::ask(conn, MailKind::SignIn, None, &self.email, now)
    }
}
