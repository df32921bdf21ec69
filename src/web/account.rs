//! My account: name, password, time zone, and where I am signed in.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use serde::Deserialize;

use super::login::{LeavePage, LogoutForm};
use super::viewer::Mailbox;
use super::words::moment_with_date;
use super::{
    App, Checked, FieldErrors, HtmlForm, Notice, Page, SignedIn, WebError, html, html_as, redirect_with, sessions, urls,
};
use crate::domain::accounts::{AccountError, ChangeName, ChangePassword, ChangeTimeZone};
use crate::domain::sessions::EndAllSessions;
use crate::store::{self, QueryResult, accounts::Credentials, tokens::Purpose};
use crate::types::{NewPassword, PlayerName, SignUps, Timestamp, Zone};

/// The account page's forms as the browser sent them: each carries its own fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AccountForm {
    pub(super) name: Option<String>,
    current: String,
    pub(super) email: String,
    pub(super) password: String,
    time_zone: Option<String>,
}

#[derive(Template)]
#[template(path = "me/account.html")]
struct AccountPage {
    page: Page,
    /// The account's address; none where there is a name alone.
    email: Option<String>,
    /// Whether it could be confirmed, and is not.
    is_unconfirmed: bool,
    /// What was typed to become one.
    new_email: String,
    /// Whether people may make accounts for themselves.
    is_open: bool,
    /// Whether an address is shown to be theirs by mail, and a password chosen with that.
    mails_links: bool,
    own_name: String,
    name_hint: String,
    has_password: bool,
    own_zone: String,
    site_zone: &'static str,
    zones: Vec<&'static str>,
    devices: Vec<Device>,
    /// Whether they have a personal link.
    has_link: bool,
    errors: FieldErrors,
}

/// A browser in which the player is signed in.
struct Device {
    name: String,
    since: String,
}

/// `GET /me/account`
pub async fn show(app: Data<App>, viewer: SignedIn) -> Result<HttpResponse, WebError> {
    show_as(&app, &viewer, StatusCode::OK, &AccountForm::default(), FieldErrors::default()).await
}

/// The page, with what was typed into one of its forms.
pub(super) async fn show_as(
    app: &App,
    viewer: &SignedIn,
    status: StatusCode,
    form: &AccountForm,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    let (player, now) = (viewer.player, viewer.now);
    let account = find(app, viewer).await?;
    let found = app.store.read(move |conn| -> QueryResult<_> {
        let has_link = store::tokens::has_usable(conn, Purpose::Personal, player, now)?;
        Ok((store::sessions::of_player(conn, player, now)?, has_link))
    });
    let (open, has_link) = found.await?;
    let chosen_zone = viewer.me.time_zone.as_ref().map_or("", Zone::name);
    html_as(
        status,
        &AccountPage {
            page: viewer.page("Account"),
            email: account.as_ref().map(|account| account.email.to_string()),
            is_unconfirmed: app.settings.mails_links() && viewer.me.mailbox == Mailbox::Unconfirmed,
            new_email: form.email.clone(),
            is_open: viewer.site.who_signs_up == SignUps::Everyone,
            mails_links: app.settings.mails_links(),
            name_hint: format!("Others see “{}”. Organizers of your games see it whole.", viewer.me.name.public()),
            own_name: form.name.clone().unwrap_or_else(|| viewer.me.name.to_string()),
            has_password: account.is_some_and(|account| account.password_hash.is_some()),
            own_zone: form.time_zone.clone().unwrap_or_else(|| chosen_zone.to_owned()),
            site_zone: viewer.site.time_zone.name(),
            zones: Zone::all().collect(),
            devices: open.iter().map(|session| device(session, viewer)).collect(),
            has_link,
            errors,
        },
    )
}

fn device(session: &store::sessions::Session, viewer: &SignedIn) -> Device {
    let is_this = session.token_hash == viewer.me.session;
    let zone = viewer.me.time_zone.as_ref().unwrap_or(&viewer.site.time_zone);
    let said = |at| moment_with_date(at, zone, viewer.now);
    Device {
        name: if session.device.is_empty() { "A browser".to_owned() } else { session.device.clone() },
        since: match is_this {
            true => format!("this one, since {}", said(session.created_at)),
            false if session.seen_at == Timestamp::EPOCH => format!("since {}", said(session.created_at)),
            false => format!("last seen {}", said(session.seen_at)),
        },
    }
}

/// What they sign in with; nothing where they are a name alone.
async fn find(app: &App, viewer: &SignedIn) -> Result<Option<Credentials>, WebError> {
    let player = viewer.player;
    Ok(app.store.read(move |conn| store::accounts::find(conn, player)).await?)
}

/// `POST /me/account/name`
pub async fn rename(app: Data<App>, viewer: SignedIn, form: HtmlForm<AccountForm>) -> Result<HttpResponse, WebError> {
    let name = match PlayerName::parse(form.name.as_deref().unwrap_or_default()) {
        Ok(name) => name,
        Err(error) => return again(&app, &viewer, &form, FieldErrors::one("name", error.to_string())).await,
    };
    match app.store.write(ChangeName { player: viewer.player, name }).await {
        Ok(()) => Ok(redirect_with(Notice::NameChanged, urls::ACCOUNT)),
        Err(error) => unexpected(error),
    }
}

/// `POST /me/account/time-zone`: an empty one means the games' own.
pub async fn change_time_zone(
    app: Data<App>,
    viewer: SignedIn,
    form: HtmlForm<AccountForm>,
) -> Result<HttpResponse, WebError> {
    let typed = form.time_zone.as_deref().unwrap_or_default().trim();
    let zone = match (typed.is_empty(), Zone::parse(typed)) {
        (true, _) => None,
        (false, Ok(zone)) => Some(zone),
        (false, Err(error)) => {
            return again(&app, &viewer, &form, FieldErrors::one("time_zone", error.to_string())).await;
        }
    };
    match app.store.write(ChangeTimeZone { player: viewer.player, zone }).await {
        Ok(()) => Ok(redirect_with(Notice::TimeZoneChanged, urls::ACCOUNT)),
        Err(error) => unexpected(error),
    }
}

/// `POST /me/account/password`
pub async fn change_password(
    app: Data<App>,
    viewer: SignedIn,
    session: Session,
    request: HttpRequest,
    form: HtmlForm<AccountForm>,
) -> Result<HttpResponse, WebError> {
    let Some(account) = find(&app, &viewer).await? else { return Err(WebError::Refused(NAME_ALONE.to_owned())) };
    app.limits.sign_in(app.client_ip(&request)?, &account.email.folded())?;
    let own = [account.name.as_str(), account.email.as_str(), viewer.site.name.as_str()];
    let mut errors = FieldErrors::default();
    if account.password_hash.is_some() {
        match app.passwords.check(form.current.clone(), account.password_hash.clone()).await? {
            Checked::Right { .. } => {}
            Checked::Wrong => errors.add("current", WRONG),
        }
    }
    let chosen = errors.check("password", NewPassword::check(&form.password, &own));
    let Some(chosen) = chosen.filter(|_| errors.is_empty()) else {
        return again(&app, &viewer, &form, errors).await;
    };
    let password_hash = app.passwords.hash(chosen).await?;
    let (key, new) = sessions::prepare(&session, &request)?;
    let job = ChangePassword { player: viewer.player, checked: account.password_hash, password_hash, session: new };
    match app.store.write(job).await {
        Ok(()) => {
            sessions::begin(&session, &key)?;
            Ok(redirect_with(Notice::PasswordChanged, urls::ACCOUNT))
        }
        Err(AccountError::Stale) => again(&app, &viewer, &form, FieldErrors::one("current", WRONG)).await,
        Err(error) => unexpected(error),
    }
}

const WRONG: &str = "That is not your password.";
const NAME_ALONE: &str =
    "You have a name here, and no password yet. Add an e-mail address and a password on your page.";

/// `POST /me/account/sessions`: logs out everywhere, here too; asks first, where there is no address to come back with.
pub async fn end_sessions(
    app: Data<App>,
    viewer: SignedIn,
    session: Session,
    form: HtmlForm<LogoutForm>,
) -> Result<HttpResponse, WebError> {
    if !viewer.me.has_account && form.sure != "1" {
        return html(&LeavePage::everywhere(viewer.page("Log out everywhere?"), &viewer.me.name));
    }
    app.store.write(EndAllSessions { player: viewer.player }).await?;
    sessions::end(&session);
    Ok(redirect_with(Notice::SignedOutEverywhere, urls::HOME))
}

pub(super) async fn again(
    app: &App,
    viewer: &SignedIn,
    form: &AccountForm,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    show_as(app, viewer, StatusCode::UNPROCESSABLE_ENTITY, form, errors).await
}

/// What only another verb of accounts can answer.
pub(super) fn unexpected(error: AccountError) -> Result<HttpResponse, WebError> {
    match error {
        AccountError::Query(error) => Err(error.into()),
        AccountError::EmailTaken
        | AccountError::SignUpClosed
        | AccountError::NotSetUp
        | AccountError::Stale
        | AccountError::HasOne
        | AccountError::NotFound => Err(WebError::Internal("an account was not found in the middle of its change")),
    }
}
