//! How mail fares: the server, what waits, what was given up and why.

use actix_web::{HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use serde::Deserialize;

use super::not_admin;
use crate::{
    domain::{mails::TryAgain, people::PeopleError},
    jobs::try_out,
    store::{
        self, QueryError,
        mails::{Counts, Listed},
    },
    types::{MailKind, numbers::plural, time::DAY},
    web::{AdminIn, App, HtmlForm, Notice, Page, WebError, html_as, redirect, redirect_with, urls, words},
};

/// Mails of each list that are shown.
const MOST: i64 = 50;

/// Which mail is tried again.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AgainForm {
    /// Its number; empty for all that were given up.
    pub mail: String,
}

#[derive(Template)]
#[template(path = "admin/mail.html")]
struct MailPage {
    page: Page,
    tab: &'static str,
    server: Option<String>,
    from: String,
    has_address: bool,
    counts: Vec<(&'static str, String)>,
    waiting: Vec<Row>,
    failed: Vec<Row>,
    tried: Option<Tried>,
}

/// A mail in a list.
struct Row {
    id: i64,
    recipient: String,
    what: &'static str,
    written: String,
    tries: String,
    next: Option<String>,
    error: String,
}

/// What became of the test.
struct Tried {
    is_sent: bool,
    to: String,
    words: String,
}

/// `GET /admin/mail`
pub async fn show(app: Data<App>, admin: AdminIn) -> Result<HttpResponse, WebError> {
    show_as(&app, &admin, StatusCode::OK, None).await
}

/// `POST /admin/mail/test`: one mail to the admin, now; the page says what the server said.
pub async fn test(app: Data<App>, admin: AdminIn) -> Result<HttpResponse, WebError> {
    let Some(settings) = &app.settings.mail else { return Ok(redirect(urls::MAIL)) };
    let player = admin.player;
    let account = app.store.read(move |conn| store::accounts::find(conn, player)).await?;
    let email = account.ok_or(WebError::NotFound)?.email;
    let outcome = try_out(settings, &email, &admin.me.name, admin.site.name.as_str(), admin.now).await;
    let (is_sent, words) = match outcome {
        Ok(words) => (true, words),
        Err(error) => (false, error.to_string()),
    };
    let status = if is_sent { StatusCode::OK } else { StatusCode::CONFLICT };
    show_as(&app, &admin, status, Some(Tried { is_sent, to: email.to_string(), words })).await
}

/// `POST /admin/mail/again`
pub async fn again(app: Data<App>, admin: AdminIn, form: HtmlForm<AgainForm>) -> Result<HttpResponse, WebError> {
    let mail = match form.mail.as_str() {
        "" => None,
        number => Some(number.parse().map_err(|_| WebError::NotFound)?),
    };
    match app.store.write(TryAgain { mail, by: admin.player }).await {
        Ok(0) => Ok(redirect_with(Notice::NothingChanged, urls::MAIL)),
        Ok(_) => Ok(redirect_with(Notice::MailTried, urls::MAIL)),
        Err(PeopleError::Query(error)) => Err(error.into()),
        Err(_) => Err(not_admin()),
    }
}

async fn show_as(
    app: &App,
    admin: &AdminIn,
    status: StatusCode,
    tried: Option<Tried>,
) -> Result<HttpResponse, WebError> {
    let yesterday = admin.now.minus(DAY);
    let read = app.store.read(move |conn| {
        let counts = store::mails::counts(conn, yesterday)?;
        Ok::<_, QueryError>((counts, store::mails::waiting(conn, MOST)?, store::mails::failed(conn, MOST)?))
    });
    let (counts, waiting, failed) = read.await?;
    let rows = |mails: Vec<Listed>| mails.into_iter().map(|mail| Row::new(mail, admin)).collect();
    let settings = app.settings.mail.as_ref();
    let page = MailPage {
        page: admin.page("Mail"),
        tab: "mail",
        server: settings.map(|settings| settings.server.to_string()),
        from: settings.map(|settings| settings.from.to_string()).unwrap_or_default(),
        has_address: app.settings.public_url.is_some(),
        counts: said(counts),
        waiting: rows(waiting),
        failed: rows(failed),
        tried,
    };
    html_as(status, &page)
}

fn said(counts: Counts) -> Vec<(&'static str, String)> {
    vec![
        ("Held back", plural(counts.unwritten, "notice")),
        ("Waiting", plural(counts.waiting, "mail")),
        ("Given up", plural(counts.failed, "mail")),
        ("Sent since yesterday", plural(counts.sent, "mail")),
    ]
}

impl Row {
    fn new(mail: Listed, admin: &AdminIn) -> Self {
        let moment = |at| words::moment_with_date(at, &admin.site.time_zone, admin.now);
        Self {
            id: mail.id,
            recipient: mail.recipient.to_string(),
            what: what(mail.kind),
            written: moment(mail.created_at),
            tries: plural(i64::from(mail.attempts), "try").replace("trys", "tries"),
            next: mail.next_at.map(moment),
            error: mail.last_error,
        }
    }
}

fn what(kind: MailKind) -> &'static str {
    match kind {
        MailKind::In => "In",
        MailKind::Waiting => "On the waitlist",
        MailKind::MovedIn => "Moved in",
        MailKind::Offer => "A spot is held",
        MailKind::OfferEnded => "The offer ended",
        MailKind::FirstTap => "The first tap wins",
        MailKind::Changed => "Game changed",
        MailKind::Cancelled => "Game cancelled",
        MailKind::Removed => "Taken off the list",
        MailKind::Added => "Added to the list",
        MailKind::CameTrue => "Enough players",
        MailKind::NotEnough => "Not enough players",
        MailKind::Reminder => "Reminder",
        MailKind::Full => "Game full",
        MailKind::LateGap => "Late drop-out",
        MailKind::Message => "Organizer's message",
        MailKind::BelowMinimum => "Too few players",
        MailKind::Confirm => "Confirm the address",
        MailKind::SignIn => "Sign-in link",
        MailKind::AddressChanged => "Address changed",
    }
}
