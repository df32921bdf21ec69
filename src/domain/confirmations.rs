//! "Yes, it is mine": the button that a mailed link leads to shows whose an address is.

use super::accounts::{end_ways_in, replace_password};
use super::addresses::AddressError;
use super::merging::{become_one, ends_sessions};
use super::sessions::{NewSession, SAME_PRESS, begin_unseen};
use crate::store::accounts::Credentials;
use crate::store::players::Player;
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope, tokens::Purpose};
use crate::types::{Email, MailKind, PlayerId, SecretHash, Timestamp};

/// Somebody presses the button: the address is theirs. Where another player has it already, the two are one person, and
/// become one player.
#[derive(Debug, Clone)]
pub struct ConfirmAddress {
    /// The hash of the link's secret.
    pub token: SecretHash,
    /// Who is signed in where the button is pressed, if anybody.
    pub presser: Option<PlayerId>,
    /// The hash of the password that they chose at once, if they did.
    pub password_hash: Option<String>,
    /// The session that they begin with that password.
    pub session: NewSession,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// The address is theirs.
    Theirs,
    /// And they are signed in, with the password that they chose.
    SignedIn,
    /// And nobody is signed in, nor can be by the password from before: anybody may have chosen it.
    Alone,
    /// And what they did under another name is now with their account.
    BecameOne,
    /// The same, and the account's password from before has ended.
    BecameOneAlone,
}

/// What pressing the button means, while the link works.
#[derive(Debug, Clone)]
pub struct Meaning {
    /// Whose the address will be.
    pub player: Player,
    /// The address.
    pub email: Email,
    /// Whose it is already: the two become one.
    pub owner: Option<Credentials>,
    /// Whether sessions of `player` end, rather than lead to the owner.
    pub ends_sessions: bool,
    /// Whether a password from before ends, because nobody has shown yet that the address is theirs.
    pub ends_password: bool,
    /// Whether a password may be chosen with it.
    pub takes_password: bool,
}

/// What pressing the button means for `presser`; nothing where the link does not work, or not any more.
pub fn meaning(
    conn: &mut DbConn,
    token: &SecretHash,
    presser: Option<PlayerId>,
    now: Timestamp,
) -> QueryResult<Option<Meaning>> {
    let player = store::tokens::find_usable(conn, token, Purpose::Confirm, now)?.flatten();
    let Some((player, email)) = player.zip(store::tokens::email(conn, token)?) else { return Ok(None) };
    let player = store::players::find(conn, player)?;
    let owner = store::accounts::find_by_email(conn, &email)?.filter(|owner| owner.player != player.id);
    let own = store::accounts::find(conn, player.id)?;
    let ends_sessions = match &owner {
        Some(owner) => ends_sessions(&player, own.as_ref(), &store::players::find(conn, owner.player)?),
        None => false,
    };
    let ends_password = match owner.as_ref().or(own.as_ref()) {
        Some(account) => account.password_hash.is_some() && !is_proven(conn, account.player, presser)?,
        None => false,
    };
    let has_password = own.is_some_and(|own| own.password_hash.is_some()) && !ends_password;
    let takes_password = owner.is_none() && !has_password;
    Ok(Some(Meaning { player, email, owner, ends_sessions, ends_password, takes_password }))
}

/// Whether it is known that the account of `owner` is that of whoever reads its mail: they have shown it before, or are
/// signed in to it where they press the button.
fn is_proven(conn: &mut DbConn, owner: PlayerId, presser: Option<PlayerId>) -> QueryResult<bool> {
    Ok(presser == Some(owner) || store::accounts::confirmed_at(conn, owner)?.is_some())
}

impl Job for ConfirmAddress {
    type Done = Confirmed;
    type Refused = AddressError;

    // Where two players become one, games find themselves with a free seat.
    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Confirmed, AddressError> {
        let Some(meaning) = meaning(conn, &self.token, self.presser, now)? else {
            return self.press_again(conn, now);
        };
        if !meaning.player.may_play() || !store::tokens::use_up(conn, &self.token, now)? {
            return Err(AddressError::Spent);
        }
        match &meaning.owner {
            Some(owner) => join_to(conn, &meaning, owner.player, now),
            None => self.confirm(conn, &meaning, now),
        }
    }
}

impl ConfirmAddress {
    fn confirm(&self, conn: &mut DbConn, meaning: &Meaning, now: Timestamp) -> Result<Confirmed, AddressError> {
        let (player, email) = (meaning.player.id, &meaning.email);
        match store::accounts::find(conn, player)? {
            Some(account) if account.email != *email => change(conn, player, &account.email, email, now)?,
            Some(_) => {}
            None => add(conn, player, email, now)?,
        }
        if meaning.ends_password {
            end_ways_in(conn, player)?;
        }
        store::accounts::set_confirmed(conn, player, Some(now))?;
        store::tokens::delete(conn, Purpose::Confirm, Some(player))?;
        match self.password_hash.as_ref().filter(|_| meaning.takes_password) {
            Some(password_hash) => {
                replace_password(conn, player, password_hash)?;
                store::tokens::delete(conn, Purpose::Personal, Some(player))?;
                begin_unseen(conn, player, &self.session, now)?;
                Ok(Confirmed::SignedIn)
            }
            None if meaning.ends_password => Ok(Confirmed::Alone),
            None => Ok(Confirmed::Theirs),
        }
    }

    /// A second tap on the button, or a retry after a lost answer: it is done already. Who chose a password is signed in,
    /// while no browser has used the session that the first one began.
    fn press_again(&self, conn: &mut DbConn, now: Timestamp) -> Result<Confirmed, AddressError> {
        let used = store::tokens::find_used(conn, &self.token, Purpose::Confirm, now.minus(SAME_PRESS))?;
        let (player, used_at) = used.ok_or(AddressError::Spent)?;
        let account = store::accounts::find(conn, player)?.ok_or(AddressError::Spent)?;
        let is_theirs =
            store::tokens::email(conn, &self.token)?.is_some_and(|to| to.folded() == account.email.folded());
        if !is_theirs || account.disabled_at.is_some() || store::accounts::confirmed_at(conn, player)?.is_none() {
            return Err(AddressError::Spent);
        }
        if store::sessions::is_unclaimed(conn, player, used_at)? {
            begin_unseen(conn, player, &self.session, now)?;
            return Ok(Confirmed::SignedIn);
        }
        Ok(Confirmed::Theirs)
    }
}

/// Makes the player one with `owner`, whose account has the address. Who is kept out stays so.
fn join_to(conn: &mut DbConn, meaning: &Meaning, owner: PlayerId, now: Timestamp) -> Result<Confirmed, AddressError> {
    let owner = store::players::find(conn, owner)?;
    if !owner.may_play() {
        return Err(AddressError::Disabled);
    }
    if meaning.ends_password {
        // Anybody may have made that account with somebody else's address: its password proves nothing.
        end_ways_in(conn, owner.id)?;
    }
    store::tokens::delete(conn, Purpose::Confirm, Some(meaning.player.id))?;
    store::tokens::delete(conn, Purpose::Confirm, Some(owner.id))?;
    store::accounts::set_confirmed(conn, owner.id, Some(now))?;
    become_one(conn, &meaning.player, &owner, now)?;
    Ok(if meaning.ends_password { Confirmed::BecameOneAlone } else { Confirmed::BecameOne })
}

/// Gives an account to `player`, who was a name alone. Its owner comes in by mailed links.
fn add(conn: &mut DbConn, player: PlayerId, email: &Email, now: Timestamp) -> Result<(), AddressError> {
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
