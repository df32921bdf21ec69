//! Letters, handed to the mail server one after the other.

use super::Postman;
use super::compose::is_still_so;
use crate::domain::mails::next_try;
use crate::mail::{Connection, Fault, Letter, MailSettings, OPEN, Outgoing, STOP, SendError, new_message_id};
use crate::store::mails::Mail;
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope, Stale, quiet};
use crate::types::time::MINUTE;
use crate::types::{Email, PlayerName, Timestamp};

/// How long a letter is one instance's alone, in seconds: longer than the slowest server is waited for.
const CLAIM_LASTS: i64 = 10 * MINUTE;
/// How long a server that does not work is left alone, in seconds.
const SERVER_RESTS: i64 = MINUTE;

impl Postman {
    /// Sends letters until none is due; how many a server has taken.
    pub(super) async fn deliver(&self) -> Result<usize, QueryError> {
        let mut connection = None;
        let mut taken = 0;
        while !self.ending.is_near() {
            let mail = match self.store.write_at_leisure(Claim).await? {
                Claimed::Nothing => break,
                Claimed::NotSent => continue,
                Claimed::Letter(mail) => *mail,
            };
            let outcome = match self.outgoing(&mail).await? {
                Ok(letter) => self.send_in_time(&mut connection, &letter).await,
                Err(stale) => Err(stale),
            };
            let is_over = outcome.as_ref().is_err_and(|error| error.fault == Fault::Server);
            taken += usize::from(outcome.is_ok());
            self.store.write_at_leisure(Note { mail, error: outcome.err() }).await?;
            if is_over {
                break;
            }
        }
        if let Some(connection) = connection {
            Connection::close(connection).await;
        }
        Ok(taken)
    }

    /// Sends one letter, or breaks off where the program ends and the server does not come to an end. What it did take by
    /// then comes again as the same letter.
    async fn send_in_time<'a>(&'a self, open: &mut Option<Connection<'a>>, letter: &Outgoing) -> Result<(), SendError> {
        let too_late = async {
            self.ending.comes().await;
            tokio::time::sleep(self.settings.patience.ending).await;
        };
        tokio::select! {
            sent = self.send(open, letter) => sent,
            () = too_late => Err(SendError {
                fault: Fault::Letter,
                words: "Kickabout was stopped before the server had taken it.".to_owned(),
            }),
        }
    }

    /// Sends one letter over the connection that is open, or over a new one. A failure ends the connection.
    async fn send<'a>(&'a self, open: &mut Option<Connection<'a>>, letter: &Outgoing) -> Result<(), SendError> {
        let mut connection = match open.take() {
            Some(connection) => connection,
            None => Connection::open(&self.settings).await?,
        };
        connection.send(letter).await?;
        *open = Some(connection);
        Ok(())
    }

    /// The letter with its secrets in their places; refused where they would open nothing.
    async fn outgoing(&self, mail: &Mail) -> Result<Result<Outgoing, SendError>, QueryError> {
        let (open, stop) = (self.key.open(&mail.message_id), self.key.stop(&mail.message_id));
        let other_key = mail.stop_hash.as_ref().is_some_and(|hash| *hash != stop.hash());
        let (token, now) = (open.hash(), self.store.now());
        let is_spent = mail.body.contains(OPEN)
            && !self.store.read(move |conn| store::tokens::is_usable(conn, &token, now)).await?;
        if other_key || is_spent {
            return Ok(Err(SendError {
                fault: Fault::Refused,
                words: "Its link would not work any more: too old, used, or the cookie key has changed.".to_owned(),
            }));
        }
        let filled = |text: &str| text.replace(OPEN, open.reveal()).replace(STOP, stop.reveal());
        Ok(Ok(Outgoing {
            to: mail.recipient.clone(),
            message_id: mail.message_id.clone(),
            written_at: mail.created_at,
            subject: mail.subject.clone(),
            text: filled(&mail.body),
            html: filled(&mail.html),
            calendar: mail.calendar.clone(),
            reply_to: mail.reply_to.clone(),
            stop: self.links.as_ref().filter(|_| mail.stop_hash.is_some()).map(|links| links.stop(stop.reveal())),
        }))
    }
}

/// Sends a letter that only says that mail works, at once; what the server said.
pub async fn try_out(
    settings: &MailSettings,
    to: &Email,
    name: &PlayerName,
    site: &str,
    now: Timestamp,
) -> Result<String, SendError> {
    let letter = Letter {
        subject: format!("{site} can send mail"),
        site: site.to_owned(),
        name: name.to_string(),
        lines: vec!["This is the test mail that you asked for. Mail from your site arrives.".to_owned()],
        because: "You get this because you pressed the button on the admins' mail page.".to_owned(),
        ..Letter::default()
    };
    let failed = |error: String| SendError { fault: Fault::Refused, words: error };
    let written = letter.write().map_err(|error| failed(error.to_string()))?;
    let outgoing = Outgoing {
        to: to.clone(),
        message_id: new_message_id(settings).map_err(|error| failed(error.to_string()))?,
        written_at: now,
        subject: written.subject,
        text: written.text,
        html: written.html,
        calendar: String::new(),
        reply_to: String::new(),
        stop: None,
    };
    let mut connection = Connection::open(settings).await?;
    let said = connection.send(&outgoing).await?;
    connection.close().await;
    Ok(said)
}

/// Takes the next letter that is due, if it still says how things are.
struct Claim;

/// What came of looking for a letter.
enum Claimed {
    /// None is due.
    Nothing,
    /// One was, and is not sent.
    NotSent,
    /// One is to be sent.
    Letter(Box<Mail>),
}

impl Job for Claim {
    type Done = Claimed;
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn stale(&self) -> Stale {
        Stale::Nothing
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> QueryResult<Claimed> {
        let Some(mail) = store::mails::claim(conn, now, now.plus(CLAIM_LASTS))? else { return Ok(Claimed::Nothing) };
        match news(conn, &mail, now)? {
            News::Fresh => return Ok(Claimed::Letter(Box::new(mail))),
            News::Over => store::mails::note_failure(conn, mail.id, OVER, None)?,
            News::Outdated(message) => {
                store::mails::delete(conn, mail.id)?;
                store::outbox::hold(conn, message, now)?;
            }
        }
        Ok(Claimed::NotSent)
    }
}

/// Why a letter is given up without a try.
const OVER: &str = "By the time it could be sent, it was not so any more.";

/// What has become of that which a letter tells, since it was written.
enum News {
    /// It is still so.
    Fresh,
    /// It is not so any more, or its reader wants no more of it.
    Over,
    /// It says "tomorrow" and means today, or where the game no longer is: the message with this number is written anew.
    Outdated(i64),
}

/// Asks again what was asked when the letter was written: a server may have put it off for hours.
fn news(conn: &mut DbConn, mail: &Mail, now: Timestamp) -> QueryResult<News> {
    let Some(id) = mail.outbox_id else { return Ok(News::Fresh) };
    let Some(message) = store::outbox::find(conn, id)? else { return Ok(News::Over) };
    let is_stopped = mail.kind.can_be_stopped() && store::notices::is_off(conn, message.player_id, mail.kind)?;
    if is_stopped || !is_still_so(conn, &message, now)? {
        return Ok(News::Over);
    }
    let is_of_another_day = message.kind.says_the_day() && {
        let zone = store::games::find(conn, message.game_id)?.time_zone;
        zone.today(mail.created_at) != zone.today(now)
    };
    let is_outdated = is_of_another_day || store::timeline::says_else_since(conn, message.game_id, mail.created_at)?;
    Ok(if is_outdated { News::Outdated(message.id) } else { News::Fresh })
}

/// Notes what became of a letter.
struct Note {
    mail: Mail,
    error: Option<SendError>,
}

impl Job for Note {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn stale(&self) -> Stale {
        Stale::Nothing
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> QueryResult<()> {
        let mail = &self.mail;
        let Some(error) = &self.error else { return store::mails::note_sent(conn, mail.id, now) };
        let next = match error.fault {
            Fault::Refused => None,
            Fault::Server | Fault::Letter => next_try(mail.kind, mail.created_at, mail.attempts + 1, now),
        };
        store::mails::note_failure(conn, mail.id, &error.words, next)?;
        if error.fault == Fault::Server {
            quiet::warn(format!("mail waits, the server does not take it: {error}"));
            store::mails::put_off(conn, &error.words, now, now.plus(SERVER_RESTS))?;
        }
        Ok(())
    }
}
