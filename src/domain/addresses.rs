//! Whose an e-mail address is: confirmed by a link sent to it, and changed the same way.

use super::merging::become_one;
use crate::store::players::Player;
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope, Stale, tokens::Purpose};
use crate::types::time::HOUR;
use crate::types::{Email, MailKind, PlayerId, SecretHash, SignUps, Timestamp};

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
        ask(conn, self.player, &self.email, now)
    }
}

fn ask(conn: &mut DbConn, player: PlayerId, email: &Email, now: Timestamp) -> Result<(), AddressError> {
    if store::mails::count_since(conn, MailKind::Confirm, email, now.minus(HOUR))? >= LINKS_AN_HOUR {
        return Err(AddressError::TooMany);
    }
    Ok(store::mails::ask(conn, MailKind::Confirm, Some(player), email, now)?)
}

/// Somebody presses the button that a mailed link leads to: the address is theirs. Where another player has it already,
/// the two are one person, and become one player.
#[derive(Debug, Clone)]
pub struct ConfirmAddress {
    /// The hash of the link's secret.
    pub token: SecretHash,
    /// Who is signed in where the button is pressed, if anybody.
    pub presser: Option<PlayerId>,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// The address is theirs.
    Theirs,
    /// And what they did under another name is now with their account.
    BecameOne,
}

impl Job for ConfirmAddress {
    type Done = Confirmed;
    type Refused = AddressError;

    // Where two players become one, games find themselves with a free seat.
    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Confirmed, AddressError> {
        let (player, email) = find(conn, &self.token, now)?.ok_or(AddressError::Spent)?;
        let player = store::players::find(conn, player)?;
        if !player.may_play() || !store::tokens::use_up(conn, &self.token, now)? {
            return Err(AddressError::Spent);
        }
        if let Some(owner) = store::accounts::find_by_email(conn, &email)?.filter(|owner| owner.player != player.id) {
            self.join_to(conn, &player, owner.player, now)?;
            return Ok(Confirmed::BecameOne);
        }
        match store::accounts::find(conn, player.id)? {
            Some(account) if account.email != email => change(conn, player.id, &account.email, &email, now)?,
            Some(_) => {}
            None => add(conn, player.id, &email, now)?,
        }
        store::accounts::set_confirmed(conn, player.id, Some(now))?;
        store::tokens::delete(conn, Purpose::Confirm, Some(player.id))?;
        Ok(Confirmed::Theirs)
    }
}

impl ConfirmAddress {
    /// Makes `player` one with `owner`, whose account has the address. Who is kept out stays so.
    fn join_to(&self, conn: &mut DbConn, player: &Player, owner: PlayerId, now: Timestamp) -> Result<(), AddressError> {
        let owner = store::players::find(conn, owner)?;
        if !owner.may_play() {
            return Err(AddressError::Disabled);
        }
        let is_proven = store::accounts::confirmed_at(conn, owner.id)?.is_some() || self.presser == Some(owner.id);
        if !is_proven {
            // Anybody may have made that account with somebody else's address: its password proves nothing.
            store::accounts::forget_password(conn, owner.id)?;
            store::sessions::delete_all(conn, owner.id)?;
        }
        store::tokens::delete(conn, Purpose::Confirm, Some(player.id))?;
        store::tokens::delete(conn, Purpose::Confirm, Some(owner.id))?;
        store::accounts::set_confirmed(conn, owner.id, Some(now))?;
        Ok(become_one(conn, player, &owner, now)?)
    }
}

/// Gives an account to `player`, who was a name alone. Its owner comes in by mailed links.
fn add(conn: &mut DbConn, player: PlayerId, email: &Email, now: Timestamp) -> Result<(), AddressError> {
    let site = store::site::find(conn)?;
    if site.is_none_or(|site| site.who_signs_up == SignUps::Admins) {
        return Err(AddressError::SignUpClosed);
    }
    store::accounts::insert(conn, player, email, None, now).map_err(taken)?;
    Ok(store::audit::record(conn, Some(player), "account.get", &format!("player {player}"), "", now)?)
}

fn taken(error: QueryError) -> AddressError {
    match error {
        QueryError::Taken => AddressError::Taken,
        other => AddressError::Query(other),
    }
}

/// Gives `player` another address, and tells the old one.
fn change(conn: &mut DbConn, player: PlayerId, old: &Email, new: &Email, now: Timestamp) -> Result<(), AddressError> {
    store::accounts::set_email(conn, player, new).map_err(taken)?;
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
