//! My notices: what I was told, whether or not by mail, and what of it I want by mail.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;
use serde::Deserialize;

use super::me::said;
use super::words::moment_with_date;
use super::{App, FieldErrors, HtmlForm, Notice, Page, SignedIn, Viewer, WebError, html, redirect_with, urls};
use crate::domain::mails::{ChooseNotices, StopNotices};
use crate::store::me::Joined;
use crate::store::{self, QueryError};
use crate::types::{GameId, GameTitle, MailKind, ReminderTime, Secret, SecretHash, Timestamp};

/// Notices that the page shows.
const MOST: i64 = 100;

#[derive(Template)]
#[template(path = "me/notices.html")]
struct NoticesPage {
    page: Page,
    notices: Vec<Told>,
    sends_mail: bool,
}

/// Something the player was told, or did.
struct Told {
    class: &'static str,
    text: String,
    href: String,
    game: String,
    datetime: String,
    at: String,
}

/// `GET /me/notices`
pub async fn index(app: Data<App>, viewer: SignedIn) -> Result<HttpResponse, WebError> {
    let player = viewer.player;
    let read = app.store.read(move |conn| {
        let told = store::outbox::all(conn, player, MOST)?;
        Ok::<_, QueryError>((told, store::me::joined(conn, player, MOST)?))
    });
    let (told, joined) = read.await?;
    let told = told.iter().map(|(message, title)| (message.created_at, message.game_id, title, said(message)));
    let joined = joined.iter().map(|mine| (mine.at, mine.game, &mine.title, registered(mine)));
    let mut all: Vec<_> = told.chain(joined).collect();
    all.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let notices = all.into_iter().take(most).map(|(at, game, title, said)| Told::new(&viewer, at, game, title, said));
    let notices = notices.collect();
    html(&NoticesPage { page: viewer.page("Notices"), notices, sends_mail: app.settings.mail.is_some() })
}

fn registered(mine: &Joined) -> (&'static str, String) {
    match mine.only_if {
        _ if mine.had_a_spot => ("on", "You registered, and have a spot".to_owned()),
        Some(number) => ("", format!("You registered, and are in if we get {number}")),
        None => ("", "You registered, and wait".to_owned()),
    }
}

impl Told {
    fn new(
        viewer: &SignedIn,
        at: Timestamp,
        game: GameId,
        title: &GameTitle,
        (class, text): (&'static str, String),
    ) -> Self {
        let zone = viewer.me.time_zone.as_ref().unwrap_or(&viewer.site.time_zone);
        Self {
            class,
            text,
            href: urls::game(game),
            game: title.to_string(),
            datetime: at.rfc3339(),
            at: moment_with_date(at, zone, viewer.now),
        }
    }
}

/// The kinds that come by mail, as the browser sent them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ChoiceForm {
    /// The kinds that are wanted.
    pub mail: Vec<String>,
    /// When to be reminded: a time's word, or `none`.
    pub reminder: String,
    /// `1`: what can wait is held back in quiet hours.
    pub quiet: String,
}

#[derive(Template)]
#[template(path = "me/notices_choice.html")]
struct ChoicePage {
    page: Page,
    email: Option<String>,
    is_confirmed: bool,
    sends_mail: bool,
    groups: [(&'static str, Vec<Kind>); 2],
    reminder: &'static str,
    reminders: [(&'static str, &'static str); 3],
    quiet_hours: Option<String>,
    keeps_quiet: bool,
    errors: FieldErrors,
}

/// A kind of notice to choose or not.
struct Kind {
    code: &'static str,
    label: &'static str,
    costs: Option<&'static str>,
    is_on: bool,
}

/// `GET /me/account/notices`
pub async fn choose(app: Data<App>, viewer: SignedIn) -> Result<HttpResponse, WebError> {
    let player = viewer.player;
    let read = app.store.read(move |conn| {
        let account = store::accounts::find(conn, player)?;
        let confirmed = store::accounts::confirmed_at(conn, player)?;
        let reminder = store::notices::reminder_time(conn, player)?.unwrap_or(ReminderTime::Evening);
        let keeps_quiet = store::notices::quiet(conn, player)?.is_none_or(|(keeps_quiet, _)| keeps_quiet);
        Ok::<_, QueryError>((account, confirmed, store::notices::off(conn, player)?, reminder, keeps_quiet))
    });
    let (account, confirmed, off, reminder, keeps_quiet) = read.await?;
    let of = |is_for_organizers: bool| {
        // When to be reminded is a question of its own.
        let kinds = MailKind::ALL.iter().filter(|kind| kind.can_be_stopped() && **kind != MailKind::Reminder);
        let kinds = kinds.filter(|kind| kind.is_for_organizers() == is_for_organizers);
        let choice = |kind: &MailKind| Kind {
            code: kind.as_str(),
            label: label(*kind),
            costs: costs(*kind),
            is_on: !off.contains(kind),
        };
        kinds.map(choice).collect()
    };
    html(&ChoicePage {
        page: viewer.page("Notices by mail"),
        email: account.map(|account| account.email.to_string()),
        is_confirmed: confirmed.is_some(),
        sends_mail: app.settings.mail.is_some(),
        groups: [("Mail me when", of(false)), ("And of games that I run", of(true))],
        reminder: if off.contains(&MailKind::Reminder) { NO_REMINDER } else { reminder.as_str() },
        reminders: REMINDERS,
        quiet_hours: viewer.site.quiet_hours.hours().map(|(from, until)| format!("From {from} until {until}")),
        keeps_quiet,
        errors: FieldErrors::default(),
    })
}

/// The word for no reminder.
const NO_REMINDER: &str = "none";
/// When one can be reminded of a game, in words.
const REMINDERS: [(&str, &str); 3] = [
    (ReminderTime::Evening.as_str(), "The evening before, at 18:00"),
    (ReminderTime::Morning.as_str(), "On its morning, at 8:00"),
    (NO_REMINDER, "Not at all"),
];

/// `POST /me/account/notices`
pub async fn update(app: Data<App>, viewer: SignedIn, form: HtmlForm<ChoiceForm>) -> Result<HttpResponse, WebError> {
    let mut wanted: Vec<MailKind> = form.mail.iter().filter_map(|code| MailKind::parse(code).ok()).collect();
    if form.reminder != NO_REMINDER {
        wanted.push(MailKind::Reminder);
    }
    let reminder = ReminderTime::parse(&form.reminder).ok();
    app.store.write(ChooseNotices { player: viewer.player, wanted, reminder, keeps_quiet: form.quiet == "1" }).await?;
    Ok(redirect_with(Notice::NoticesChosen, urls::NOTICES_CHOICE))
}

/// When a mail of this kind comes.
fn label(kind: MailKind) -> &'static str {
    match kind {
        MailKind::In => "You registered, and have a spot",
        MailKind::Waiting => "You registered, and wait",
        MailKind::MovedIn => "A spot came free, and you moved in",
        MailKind::Offer => "A spot is held for you",
        MailKind::OfferEnded => "The offer of a spot ended",
        MailKind::FirstTap => "A spot is on offer to everybody waiting",
        MailKind::Removed => "An organizer took you off a list",
        MailKind::Added => "An organizer added you",
        MailKind::CameTrue => "Enough came, and you are in",
        MailKind::NotEnough => "Sign-up closed before enough came",
        MailKind::Reminder => "A game that you are in is near",
        MailKind::Message => "An organizer writes to the players of a game",
        MailKind::Full => "Your game is full",
        MailKind::LateGap => "Somebody drops out of your game late, and nobody takes the spot",
        MailKind::BelowMinimum => "Your game is tomorrow, and too few are in",
        MailKind::Changed => "A game's time, place or price changed",
        MailKind::Cancelled => "A game is cancelled",
        MailKind::Confirm | MailKind::SignIn | MailKind::AddressChanged => "Your account",
    }
}

#[derive(Template)]
#[template(path = "notices/stop.html")]
struct StopPage {
    page: Page,
    kind: &'static str,
    /// What goes with it; none where the notice is still on the site.
    costs: Option<&'static str>,
    action: String,
    is_done: bool,
}

/// `GET /notices/stop/{token}`: only shows a button, because mail programs open links on their own.
pub async fn confirm_stop(app: Data<App>, viewer: Viewer, token: Path<String>) -> Result<HttpResponse, WebError> {
    let secret = hash(&token)?;
    let found = app.store.read(move |conn| store::mails::find_by_stop(conn, &secret)).await?;
    let (_, kind) = found.ok_or_else(gone)?;
    html(&stop_page(&viewer, &token, kind, false))
}

/// `POST /notices/stop/{token}`: from the page, or from a mail program for its reader (RFC 8058); nobody signs in for it.
pub async fn stop(app: Data<App>, viewer: Viewer, token: Path<String>) -> Result<HttpResponse, WebError> {
    let kind = app.store.write(StopNotices { secret: hash(&token)? }).await?.ok_or_else(gone)?;
    html(&stop_page(&viewer, &token, kind, true))
}

fn stop_page(viewer: &Viewer, token: &str, kind: MailKind, is_done: bool) -> StopPage {
    let title = if is_done { "No more of these mails" } else { "Stop these mails?" };
    StopPage {
        page: viewer.page(title),
        kind: label(kind),
        costs: costs(kind),
        action: urls::stop_notices(token),
        is_done,
    }
}

/// What who does without mails of this kind does without as well.
fn costs(kind: MailKind) -> Option<&'static str> {
    (kind == MailKind::Offer).then_some("Without the mail no spot is held for you: near the start, the first tap wins.")
}

fn hash(token: &str) -> Result<SecretHash, WebError> {
    Secret::parse(token).map(|secret| secret.hash()).map_err(|_| gone())
}

fn gone() -> WebError {
    WebError::Gone("This link is too old. Sign in, and choose on your account page what you are mailed.")
}
