//! Letters as rows: written once, sent until a server takes them or they are given up.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::schema::{accounts, mails, outbox};
use super::{DbConn, QueryResult};
use crate::types::time::DAY;
use crate::types::{Email, MailKind, MailState, PlayerId, SecretHash, Timestamp};

/// A letter with its words.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = mails)]
pub struct Mail {
    /// Its number.
    pub id: i64,
    /// What it is about.
    pub kind: MailKind,
    /// Whose it is, where that is known.
    pub player_id: Option<PlayerId>,
    /// The message that it tells; none where it carries a link that somebody asked for.
    pub outbox_id: Option<i64>,
    /// Where it goes.
    pub recipient: Email,
    /// What mail programs know it by.
    pub message_id: String,
    /// The subject.
    pub subject: String,
    /// Its words as plain text; where secrets go, there are marks.
    pub body: String,
    /// The same as HTML.
    pub html: String,
    /// The game as a calendar file; empty where there is none to take.
    pub calendar: String,
    /// Where answers go; empty where they go to the site.
    pub reply_to: String,
    /// The hash of the secret that stops mails of its kind.
    pub stop_hash: Option<SecretHash>,
    /// How often it was tried.
    pub attempts: i32,
    /// When it was written.
    pub created_at: Timestamp,
}

/// A letter about to be kept.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = mails)]
#[allow(missing_docs, reason = "each is the field of `Mail` with this name")]
pub struct NewMail {
    pub kind: MailKind,
    pub player_id: Option<PlayerId>,
    pub outbox_id: Option<i64>,
    pub recipient: Email,
    pub message_id: String,
    pub subject: String,
    pub body: String,
    pub html: String,
    pub calendar: String,
    pub reply_to: String,
    pub stop_hash: Option<SecretHash>,
}

/// Somebody wants a mail whose words are not written yet.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = mails)]
pub struct Asked {
    /// Its number.
    pub id: i64,
    /// What it is about.
    pub kind: MailKind,
    /// Whom it is for, where that is known.
    pub player_id: Option<PlayerId>,
    /// Where it goes.
    pub recipient: Email,
    /// The page that its link leads on to; may be empty. It stands where the words will.
    #[diesel(column_name = body)]
    pub next: String,
    /// Since when.
    pub created_at: Timestamp,
}

/// A letter as the list of an admin shows it: without its words, which may hold what is its reader's own.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = mails)]
pub struct Listed {
    /// Its number.
    pub id: i64,
    /// What it is about.
    pub kind: MailKind,
    /// Where it goes.
    pub recipient: Email,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried next.
    pub next_at: Option<Timestamp>,
    /// What the server last said.
    pub last_error: String,
    /// When it was written.
    pub created_at: Timestamp,
}

/// How many mails there are of each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Messages to who can be mailed that wait for their letter: for the morning, or for more of the same.
    pub unwritten: i64,
    /// To be sent.
    pub waiting: i64,
    /// Given up.
    pub failed: i64,
    /// Taken by the server since an instant.
    pub sent: i64,
}

/// Asks for a mail, in the transaction that causes it; its words are written afterwards.
pub fn ask(
    conn: &mut DbConn,
    kind: MailKind,
    player: Option<PlayerId>,
    recipient: &Email,
    now: Timestamp,
) -> QueryResult<()> {
    ask_with_next(conn, kind, player, recipient, "", now)
}

/// The same for a letter whose link leads on to `next`, a path of the site.
pub fn ask_with_next(
    conn: &mut DbConn,
    kind: MailKind,
    player: Option<PlayerId>,
    recipient: &Email,
    next: &str,
    now: Timestamp,
) -> QueryResult<()> {
    let new = NewMail {
        kind,
        player_id: player,
        outbox_id: None,
        recipient: recipient.clone(),
        message_id: String::new(),
        subject: String::new(),
        body: next.to_owned(),
        html: String::new(),
        calendar: String::new(),
        reply_to: String::new(),
        stop_hash: None,
    };
    insert_as(conn, MailState::Asked, &new, now)
}

/// Keeps a letter that is to be sent from `now` on.
pub fn insert(conn: &mut DbConn, new: &NewMail, now: Timestamp) -> QueryResult<()> {
    insert_as(conn, MailState::Waiting, new, now)
}

fn insert_as(conn: &mut DbConn, state: MailState, new: &NewMail, now: Timestamp) -> QueryResult<()> {
    let fixed = (
        mails::state.eq(state),
        mails::attempts.eq(0),
        mails::next_at.eq(Some(now)),
        mails::last_error.eq(""),
        mails::created_at.eq(now),
    );
    diesel::insert_into(mails::table).values((new, fixed)).execute(conn)?;
    Ok(())
}

/// Takes up to `most` of the mails that are asked for: they are the caller's to write, and no other instance's.
pub fn take_asked(conn: &mut DbConn, now: Timestamp, most: i64) -> QueryResult<Vec<Asked>> {
    let due = mails::table
        .filter(mails::next_at.le(now))
        .filter(mails::state.eq(MailState::Asked))
        .order(mails::id)
        .limit(most)
        .select(mails::id);
    let ids: Vec<i64> = match conn {
        DbConn::Sqlite(conn) => due.load(conn)?,
        DbConn::Postgres(conn) => due.for_update().skip_locked().load(conn)?,
    };
    let theirs = mails::table.filter(mails::id.eq_any(ids));
    let taken = theirs.clone().order(mails::id).select(Asked::as_select()).load(conn)?;
    diesel::delete(theirs).execute(conn)?;
    Ok(taken)
}

/// How many mails of this kind `player` has asked for since an instant, whatever became of them.
pub fn count_by(conn: &mut DbConn, kind: MailKind, player: PlayerId, since: Timestamp) -> QueryResult<i64> {
    let theirs = mails::table.filter(mails::player_id.eq(player)).filter(mails::kind.eq(kind));
    Ok(theirs.filter(mails::created_at.gt(since)).count().get_result(conn)?)
}

/// Where the last mail of this kind is to go that `player` asked for and whose words are not written yet.
pub fn asked_for(conn: &mut DbConn, kind: MailKind, player: PlayerId) -> QueryResult<Option<Email>> {
    Ok(mails::table
        .filter(mails::next_at.is_not_null())
        .filter(mails::state.eq(MailState::Asked))
        .filter(mails::player_id.eq(player))
        .filter(mails::kind.eq(kind))
        .order(mails::id.desc())
        .select(mails::recipient)
        .first(conn)
        .optional()?)
}

/// For whom mails of this kind were written to `recipient` since an instant, however the address is capitalized.
pub fn written_to(
    conn: &mut DbConn,
    kind: MailKind,
    recipient: &Email,
    since: Timestamp,
) -> QueryResult<Vec<Option<PlayerId>>> {
    Ok(mails::table
        .filter(mails::created_at.gt(since))
        .filter(mails::kind.eq(kind))
        .filter(mails::state.ne(MailState::Asked))
        .filter(goes_to(recipient))
        .select(mails::player_id)
        .load(conn)?)
}

define_sql_function! {
    /// Text in small letters; on SQLite those of English alone.
    fn lower(text: Text) -> Text;
}

type GoesTo =
    diesel::dsl::Or<diesel::dsl::Eq<lower<mails::recipient>, String>, diesel::dsl::Eq<mails::recipient, Email>>;

/// The condition that a mail goes to `email`, by which accounts are found as well.
fn goes_to(email: &Email) -> GoesTo {
    lower(mails::recipient).eq(email.folded()).or(mails::recipient.eq(email.clone()))
}

/// Whether anything is to be written or sent at `now`.
pub fn is_due(conn: &mut DbConn, now: Timestamp) -> QueryResult<bool> {
    let letter = exists(mails::table.filter(mails::next_at.le(now)));
    let message = exists(outbox::table.filter(outbox::mail_at.le(now)));
    Ok(diesel::select(letter).get_result(conn)? || diesel::select(message).get_result(conn)?)
}

/// The next letter that is to be sent at `now`: the caller's alone until `until`.
pub fn claim(conn: &mut DbConn, now: Timestamp, until: Timestamp) -> QueryResult<Option<Mail>> {
    let due = mails::table
        .filter(mails::next_at.le(now))
        .filter(mails::state.eq(MailState::Waiting))
        .filter(mails::claimed_until.is_null().or(mails::claimed_until.le(now)))
        .order((mails::next_at, mails::id))
        .limit(1)
        .select(mails::id);
    let found: Option<i64> = match conn {
        DbConn::Sqlite(conn) => due.first(conn).optional()?,
        DbConn::Postgres(conn) => due.for_update().skip_locked().first(conn).optional()?,
    };
    let Some(id) = found else { return Ok(None) };
    diesel::update(mails::table.find(id)).set(mails::claimed_until.eq(Some(until))).execute(conn)?;
    Ok(Some(mails::table.find(id).select(Mail::as_select()).first(conn)?))
}

/// Notes that a server has taken the letter. Its words have gone where they belong, and are kept nowhere else.
pub fn note_sent(conn: &mut DbConn, id: i64, now: Timestamp) -> QueryResult<()> {
    diesel::update(mails::table.find(id))
        .set((
            mails::state.eq(MailState::Sent),
            mails::sent_at.eq(Some(now)),
            mails::attempts.eq(mails::attempts + 1),
            (mails::next_at.eq(None::<Timestamp>), mails::claimed_until.eq(None::<Timestamp>)),
            (mails::body.eq(""), mails::html.eq(""), mails::calendar.eq(""), mails::reply_to.eq("")),
            mails::last_error.eq(""),
        ))
        .execute(conn)?;
    Ok(())
}

/// Notes a try that failed, and when the next one is; none for a letter that is given up.
pub fn note_failure(conn: &mut DbConn, id: i64, error: &str, next_at: Option<Timestamp>) -> QueryResult<()> {
    let state = if next_at.is_some() { MailState::Waiting } else { MailState::Failed };
    diesel::update(mails::table.find(id))
        .set((
            mails::state.eq(state),
            mails::attempts.eq(mails::attempts + 1),
            (mails::next_at.eq(next_at), mails::claimed_until.eq(None::<Timestamp>)),
            mails::last_error.eq(error),
        ))
        .execute(conn)?;
    Ok(())
}

/// Puts off all letters that nobody is sending now until `until`, because the server does not work.
pub fn put_off(conn: &mut DbConn, error: &str, now: Timestamp, until: Timestamp) -> QueryResult<()> {
    let due = mails::table
        .filter(mails::next_at.le(until))
        .filter(mails::state.eq(MailState::Waiting))
        .filter(mails::claimed_until.is_null().or(mails::claimed_until.le(now)));
    diesel::update(due).set((mails::next_at.eq(Some(until)), mails::last_error.eq(error))).execute(conn)?;
    Ok(())
}

/// Sends a letter that was given up, or all of them, again from `now` on; how many.
pub fn try_again(conn: &mut DbConn, id: Option<i64>, now: Timestamp) -> QueryResult<usize> {
    let changes = (mails::state.eq(MailState::Waiting), mails::next_at.eq(Some(now)), mails::attempts.eq(0));
    let failed = mails::table.filter(mails::state.eq(MailState::Failed));
    Ok(match id {
        Some(id) => diesel::update(failed.filter(mails::id.eq(id))).set(changes).execute(conn)?,
        None => diesel::update(failed).set(changes).execute(conn)?,
    })
}

/// How many wait, were given up, and were sent since an instant.
pub fn counts(conn: &mut DbConn, since: Timestamp) -> QueryResult<Counts> {
    let of = |state| mails::table.filter(mails::state.eq(state));
    let waiting = mails::table.filter(mails::next_at.is_not_null()).count().get_result(conn)?;
    let failed = of(MailState::Failed).count().get_result(conn)?;
    let sent = of(MailState::Sent).filter(mails::created_at.gt(since)).count().get_result(conn)?;
    let mailboxes = accounts::table.filter(accounts::confirmed_at.is_not_null()).select(accounts::player_id);
    let unwritten = outbox::table.filter(outbox::mail_at.is_not_null()).filter(outbox::player_id.eq_any(mailboxes));
    Ok(Counts { unwritten: unwritten.count().get_result(conn)?, waiting, failed, sent })
}

/// How many were given up.
pub fn count_failed(conn: &mut DbConn) -> QueryResult<i64> {
    Ok(mails::table.filter(mails::state.eq(MailState::Failed)).count().get_result(conn)?)
}

/// Letters to be sent, the next one first.
pub fn waiting(conn: &mut DbConn, most: i64) -> QueryResult<Vec<Listed>> {
    Ok(mails::table
        .filter(mails::next_at.is_not_null())
        .order((mails::next_at, mails::id))
        .limit(most)
        .select(Listed::as_select())
        .load(conn)?)
}

/// Letters that were given up, the last one first.
pub fn failed(conn: &mut DbConn, most: i64) -> QueryResult<Vec<Listed>> {
    Ok(mails::table
        .filter(mails::state.eq(MailState::Failed))
        .order(mails::id.desc())
        .limit(most)
        .select(Listed::as_select())
        .load(conn)?)
}

/// Whose mails of which kind the secret with this hash stops.
pub fn find_by_stop(conn: &mut DbConn, hash: &SecretHash) -> QueryResult<Option<(PlayerId, MailKind)>> {
    let found: Option<(Option<PlayerId>, MailKind)> = mails::table
        .filter(mails::stop_hash.eq(hash))
        .select((mails::player_id, mails::kind))
        .first(conn)
        .optional()?;
    Ok(found.and_then(|(player, kind)| player.map(|player| (player, kind))))
}

/// How long is remembered that a letter was sent, in seconds: so long the link in it that stops more of them works.
pub const STAY: i64 = 90 * DAY;

/// Removes one letter, which is written anew or never.
pub fn delete(conn: &mut DbConn, id: i64) -> QueryResult<()> {
    diesel::delete(mails::table.find(id)).execute(conn)?;
    Ok(())
}

/// Removes every letter to `player` and every other one to their address, sent or not, whoever has asked for it.
pub fn delete_of(conn: &mut DbConn, player: PlayerId, now: Timestamp) -> QueryResult<()> {
    diesel::delete(mails::table.filter(mails::player_id.eq(player))).execute(conn)?;
    if let Some(account) = super::accounts::find(conn, player)? {
        // Others ask for nothing but this; what is older than letters stay is gone anyway.
        let asked = mails::table.filter(mails::created_at.gt(now.minus(STAY)));
        let asked = asked.filter(mails::kind.eq_any([MailKind::Confirm, MailKind::SignIn]));
        diesel::delete(asked.filter(goes_to(&account.email))).execute(conn)?;
    }
    Ok(())
}

/// Removes letters from before an instant that are settled.
pub fn delete_settled(conn: &mut DbConn, before: Timestamp) -> QueryResult<usize> {
    let old = mails::table.filter(mails::created_at.lt(before)).filter(mails::next_at.is_null());
    Ok(diesel::delete(old).execute(conn)?)
}
