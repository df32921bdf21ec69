//! What people are to be told, made into letters.

use super::account_words::{address_changed, confirm, connect, sign_in};
use super::words::{Addressee, about_game, changes};
use crate::mail::{Letter, Links, MailKey, MailSettings, OPEN, STOP, new_message_id};
use crate::store::mails::{Asked, NewMail};
use crate::store::outbox::Message;
use crate::store::players::Player;
use crate::store::site::Site;
use crate::store::tokens::Purpose;
use crate::store::{self, DbConn, Job, Optional, QueryError, QueryResult, Scope, Stale};
use crate::types::time::{DAY, HOUR};
use crate::types::{Email, MailKind, MessageKind, PlayerId, PlayerName, SecretHash, Status, Timestamp};

/// Letters that are written in one transaction, so that no registration waits long for it.
const AT_ONCE: i64 = 50;
/// What is older is no news, in seconds: mail was switched on only afterwards.
const NEWS_LASTS: i64 = 3 * DAY;
/// How long a link works that shows whose an address is, in seconds.
const CONFIRM_LASTS: i64 = DAY;
/// How long a link works that lets its reader in, in seconds.
const SIGN_IN_LASTS: i64 = HOUR;
/// Letters with a link that one address gets in an hour: whoever asks for more wants to annoy its owner.
const LINKS_AN_HOUR: usize = 5;
/// The same, where each letter is for a player who has asked for none before: so nobody uses up what is its owner's.
const FIRST_LINKS_AN_HOUR: usize = 20;

/// Writes the letters that are due, in one transaction with the note that they are written.
pub struct Compose {
    /// Addresses of the site.
    pub links: Option<Links>,
    /// From which the secrets in letters follow.
    pub key: MailKey,
    /// Who letters are from.
    pub settings: MailSettings,
}

impl Job for Compose {
    /// Whether there may be more to write.
    type Done = bool;
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn stale(&self) -> Stale {
        Stale::Nothing
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<bool, QueryError> {
        let Some(site) = store::site::find(conn)? else { return Ok(false) };
        if !store::outbox::is_one_alone(conn)? {
            // Another instance is writing; what it leaves is looked for again in two seconds.
            return Ok(false);
        }
        let messages = store::outbox::take_due(conn, now, AT_ONCE)?;
        let asked = store::mails::take_asked(conn, now, AT_ONCE)?;
        let taken = messages.len().max(asked.len());
        for news in gathered(messages) {
            self.tell(conn, &site, news, now)?;
        }
        for asked in asked {
            self.answer(conn, &site, &asked, now)?;
        }
        Ok(i64::try_from(taken).is_ok_and(|taken| taken >= AT_ONCE))
    }
}

impl Compose {
    /// Writes the one letter about all of `news`, where their player wants one and can have one.
    fn tell(&self, conn: &mut DbConn, site: &Site, mut news: Vec<Message>, now: Timestamp) -> QueryResult<()> {
        let Some(first) = news.first() else { return Ok(()) };
        let (kind, player) = (MailKind::from(first.kind), first.player_id);
        if let Some(until) = quiet_until(conn, site, first, now)? {
            return news.iter().try_for_each(|message| store::outbox::hold(conn, message.id, until));
        }
        // What waits for more of the same goes out with it, whoever it is for.
        if first.kind.gathers() > 0 {
            let (of, game) = (first.kind, first.game_id);
            news.extend(store::outbox::take_more(conn, of, player, game)?);
            news.extend(store::news_mails::take_back(conn, kind, (player, game), now)?);
        }
        let Some(message) = first_that_is_so(conn, news, now)? else { return Ok(()) };
        let Some((email, name)) = store::accounts::mailbox(conn, player)? else { return Ok(()) };
        if kind.can_be_stopped() && store::notices::is_off(conn, player, kind)? {
            return Ok(());
        }
        let changes = match message.kind {
            MessageKind::Changed => changes(conn, message.game_id, message.created_at)?,
            _ => Vec::new(),
        };
        let is_all_as_before = message.kind == MessageKind::Changed && changes.is_empty();
        if is_all_as_before && !store::news_mails::are_written(conn, (player, message.game_id), message.created_at)? {
            // Changed there and back before their reader was told.
            return Ok(());
        }
        let to = Addressee { site: site.name.as_str(), name: name.as_str(), links: self.links.as_ref() };
        let letter = Letter { changes, ..about_game(conn, &to, &message, now)? };
        self.keep(conn, kind, (message.player_id, Some(message.id)), email, letter, now)
    }

    /// Writes the letter with a link that somebody asked for; nothing where the address is nobody's.
    fn answer(&self, conn: &mut DbConn, site: &Site, asked: &Asked, now: Timestamp) -> QueryResult<()> {
        if asked.kind == MailKind::AddressChanged {
            return self.tell_of_address(conn, site, asked, now);
        }
        let Some(links) = &self.links else { return Ok(()) };
        if now.since(asked.created_at) > HOUR {
            return Ok(());
        }
        let Some((player, name, recipient)) = asker(conn, asked)? else { return Ok(()) };
        let written = store::mails::written_to(conn, asked.kind, &recipient, now.minus(HOUR))?;
        if is_enough(&written, player) {
            return Ok(());
        }
        let to = Addressee { site: site.name.as_str(), name: name.as_str(), links: Some(links) };
        let (purpose, lasts, letter) = match asked.kind {
            MailKind::Confirm => (Purpose::Confirm, CONFIRM_LASTS, confirm_or_connect(conn, &to, player, &recipient)?),
            MailKind::SignIn => (Purpose::SignIn, SIGN_IN_LASTS, sign_in(&to)),
            _ => return Ok(()),
        };
        let message_id = self.message_id()?;
        let token = self.key.open(&message_id).hash();
        let until = now.plus(lasts);
        store::tokens::insert_for_email(conn, &token, purpose, player, &recipient, now, until)?;
        let letter = letter.leading_on_to(&asked.next);
        self.keep_as(conn, asked.kind, (player, None), recipient, letter, (message_id, None), now)
    }

    /// Writes the letter that says that an account has another address now.
    fn tell_of_address(&self, conn: &mut DbConn, site: &Site, asked: &Asked, now: Timestamp) -> QueryResult<()> {
        let Some(player) = asked.player_id else { return Ok(()) };
        let Some(account) = store::accounts::find(conn, player)? else { return Ok(()) };
        let to = Addressee { site: site.name.as_str(), name: account.name.as_str(), links: self.links.as_ref() };
        let is_new = account.email == asked.recipient;
        let letter = address_changed(&to, is_new, site.contact.as_str());
        self.keep(conn, asked.kind, (player, None), asked.recipient.clone(), letter, now)
    }

    fn keep(
        &self,
        conn: &mut DbConn,
        kind: MailKind,
        told: (PlayerId, Option<i64>),
        recipient: Email,
        letter: Letter,
        now: Timestamp,
    ) -> QueryResult<()> {
        let message_id = self.message_id()?;
        let links = self.links.as_ref().filter(|_| kind.can_be_stopped());
        let stop_hash = links.map(|_| self.key.stop(&message_id).hash());
        let letter = Letter { stop: links.map(|links| links.stop(STOP)), ..letter };
        self.keep_as(conn, kind, told, recipient, letter, (message_id, stop_hash), now)
    }

    #[allow(clippy::too_many_arguments, reason = "each is a column of its own")]
    fn keep_as(
        &self,
        conn: &mut DbConn,
        kind: MailKind,
        (player, outbox_id): (PlayerId, Option<i64>),
        recipient: Email,
        letter: Letter,
        (message_id, stop_hash): (String, Option<SecretHash>),
        now: Timestamp,
    ) -> QueryResult<()> {
        let written = match letter.write() {
            Ok(written) => written,
            Err(error) => {
                log::error!("a letter could not be written: {error}");
                return Ok(());
            }
        };
        let new = NewMail {
            kind,
            player_id: Some(player),
            outbox_id,
            recipient,
            message_id,
            subject: written.subject,
            body: written.text,
            html: written.html,
            calendar: written.calendar,
            reply_to: letter.reply_to.unwrap_or_default(),
            stop_hash,
        };
        store::mails::insert(conn, &new, now)
    }

    fn message_id(&self) -> QueryResult<String> {
        new_message_id(&self.settings).map_err(|error| QueryError::Unreachable(format!("no randomness: {error}")))
    }
}

/// `messages` with those beside each other of which one letter is made.
fn gathered(messages: Vec<Message>) -> Vec<Vec<Message>> {
    let mut gathered: Vec<Vec<Message>> = Vec::new();
    for message in messages {
        let goes_with = |other: &Message| {
            let news = |of: &Message| (of.kind, of.player_id, of.game_id);
            message.kind.gathers() > 0 && news(other) == news(&message)
        };
        match gathered.iter_mut().find(|news| news.first().is_some_and(goes_with)) {
            Some(news) => news.push(message),
            None => gathered.push(vec![message]),
        }
    }
    gathered
}

/// The first of `news` that is still so: from then on its reader is told. Each is asked, for whoever left and came back is
/// told again.
fn first_that_is_so(conn: &mut DbConn, mut news: Vec<Message>, now: Timestamp) -> QueryResult<Option<Message>> {
    news.sort_by_key(|message| message.id);
    for message in news {
        if now.since(message.created_at) <= NEWS_LASTS && is_still_so(conn, &message, now)? {
            return Ok(Some(message));
        }
    }
    Ok(None)
}

/// Whether an address has got enough letters within the hour, which were `written` for these players, to get one more for
/// `player`.
fn is_enough(written: &[Option<PlayerId>], player: PlayerId) -> bool {
    let is_first = !written.contains(&Some(player));
    written.len() >= if is_first { FIRST_LINKS_AN_HOUR } else { LINKS_AN_HOUR }
}

/// Who wants the link that `asked` is about, who may play, and where it goes; nobody where the address is nobody's.
fn asker(conn: &mut DbConn, asked: &Asked) -> QueryResult<Option<(PlayerId, PlayerName, Email)>> {
    if let Some(player) = asked.player_id {
        let found = store::players::find(conn, player).optional()?.filter(Player::may_play);
        return Ok(found.map(|player| (player.id, player.name, asked.recipient.clone())));
    }
    let found = store::accounts::find_by_email(conn, &asked.recipient)?.filter(|found| found.disabled_at.is_none());
    Ok(found.map(|account| (account.player, account.name, account.email)))
}

/// The letter that asks whether `email` is its reader's; another one where it is known as somebody else's.
fn confirm_or_connect(conn: &mut DbConn, to: &Addressee<'_>, player: PlayerId, email: &Email) -> QueryResult<Letter> {
    let owner = store::accounts::find_by_email(conn, email)?.filter(|owner| owner.player != player);
    Ok(owner.map_or_else(|| confirm(to, email), |owner| connect(to, owner.name.as_str())))
}

/// Until when `message` waits because its reader wants to be left alone now: never until its game has begun.
fn quiet_until(conn: &mut DbConn, site: &Site, message: &Message, now: Timestamp) -> QueryResult<Option<Timestamp>> {
    if !message.kind.can_wait() {
        return Ok(None);
    }
    let Some((true, zone)) = store::notices::quiet(conn, message.player_id)? else { return Ok(None) };
    let Some(until) = site.quiet_hours.over_at(now, zone.as_ref().unwrap_or(&site.time_zone)) else { return Ok(None) };
    let game = store::games::find(conn, message.game_id).optional()?;
    let begins_before = game.is_some_and(|game| now < game.starts_at && game.starts_at <= until);
    Ok((!begins_before).then_some(until))
}

/// Whether `message` still says how things are: the worker, or the mail server, may have been away for hours.
pub(super) fn is_still_so(conn: &mut DbConn, message: &Message, now: Timestamp) -> QueryResult<bool> {
    let Some(game) = store::games::find(conn, message.game_id).optional()? else { return Ok(false) };
    let registration = match message.registration_id {
        Some(registration) => Some(store::registrations::find(conn, registration)?),
        None => None,
    };
    let status = registration.as_ref().map(|registration| registration.status);
    let is_on = game.cancelled_at.is_none();
    let is_open = now < game.ends_at || message.kind == MessageKind::Message;
    Ok(is_open
        && match message.kind {
            MessageKind::In | MessageKind::MovedIn => is_on && status == Some(Status::Confirmed),
            MessageKind::Waiting => is_on && status == Some(Status::Waitlisted),
            MessageKind::Offer | MessageKind::OfferEnded | MessageKind::FirstTap => {
                is_on
                    && registration.is_some_and(|registration| game.still_offers(message.kind, &registration, now))
                    && !store::outbox::is_followed(conn, message)?
            }
            MessageKind::Added | MessageKind::Changed => is_on && status.is_some_and(Status::is_active),
            MessageKind::Cancelled => true,
            MessageKind::Removed => {
                store::registrations::find_active(conn, message.game_id, message.player_id)?.is_none()
            }
            MessageKind::CameTrue => is_on && matches!(status, Some(Status::Confirmed | Status::Waitlisted)),
            MessageKind::NotEnough => is_on,
            MessageKind::Reminder => is_on && !game.has_started(now) && status == Some(Status::Confirmed),
            MessageKind::Full => is_on && !game.has_started(now) && game.untaken_seats() == 0,
            MessageKind::LateGap => is_on && !game.has_started(now) && game.seats_for_newcomers(now) > 0,
            MessageKind::Message => true,
            MessageKind::BelowMinimum => is_on && !game.has_started(now) && game.is_below_minimum(),
        })
}

/// Where the secret of a letter's link goes.
pub(super) const SECRET: &str = OPEN;
