//! My e-mail address: whether it is confirmed, and another one in its place.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use serde::Deserialize;

use super::{
    App, Checked, FieldErrors, HtmlForm, HtmlQuery, Notice, Page, SignedIn, WebError, game_next, html_as, redirect,
    redirect_with, safe_next, urls,
};
use crate::domain::accounts::{AccountError, ChangeEmail};
use crate::domain::addresses::{self, AddressError, AskToAdd, AskToChange, AskToConfirm};
use crate::store::{self, QueryResult, accounts::Credentials};
use crate::types::Email;

/// The form as the browser sent it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct EmailForm {
    /// The new address.
    pub email: String,
    /// The password, which proves that it is they who ask; who is a name alone has none.
    pub current: String,
    /// The game's page that they came from, if it was one.
    pub next: String,
}

/// What the page's address says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ComeFrom {
    /// The game's page that they came from, if it was one.
    pub next: String,
}

impl EmailForm {
    /// Where to go afterwards.
    fn page(&self) -> &str {
        if self.next.is_empty() { urls::EMAIL } else { safe_next(&self.next) }
    }
}

#[derive(Template)]
#[template(path = "me/email.html")]
struct EmailPage<'a> {
    page: Page,
    /// The address; none where there is a name alone.
    email: Option<String>,
    is_confirmed: bool,
    /// Another address that is to be theirs by a mail that is on its way.
    asked: Option<String>,
    mails_links: bool,
    has_password: bool,
    form: &'a EmailForm,
    errors: FieldErrors,
}

/// `GET /me/account/email`
pub async fn show(app: Data<App>, viewer: SignedIn, query: HtmlQuery<ComeFrom>) -> Result<HttpResponse, WebError> {
    let form = EmailForm { next: game_next(&query.next).to_owned(), ..EmailForm::default() };
    show_as(&app, &viewer, StatusCode::OK, &form, FieldErrors::default()).await
}

async fn show_as(
    app: &App,
    viewer: &SignedIn,
    status: StatusCode,
    form: &EmailForm,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    let player = viewer.player;
    let account = find(app, viewer).await?;
    let now = app.store.now();
    let read = app.store.read(move |conn| -> QueryResult<_> {
        Ok((store::accounts::confirmed_at(conn, player)?, addresses::asked(conn, player, now)?))
    });
    let (confirmed, asked) = read.await?;
    let page = EmailPage {
        page: viewer.page("E-mail address"),
        email: account.as_ref().map(|account| account.email.to_string()),
        is_confirmed: confirmed.is_some(),
        asked: asked
            .filter(|asked| account.as_ref().is_none_or(|account| account.email != *asked))
            .map(|asked| asked.to_string()),
        mails_links: app.settings.mails_links(),
        has_password: account.is_some_and(|account| account.password_hash.is_some()),
        form,
        errors,
    };
    html_as(status, &page)
}

async fn find(app: &App, viewer: &SignedIn) -> Result<Option<Credentials>, WebError> {
    let player = viewer.player;
    Ok(app.store.read(move |conn| store::accounts::find(conn, player)).await?)
}

/// `POST /me/account/confirm`: sends the link, once more if need be.
pub async fn send(app: Data<App>, viewer: SignedIn, form: HtmlForm<EmailForm>) -> Result<HttpResponse, WebError> {
    if !app.settings.mails_links() {
        return Ok(redirect(urls::EMAIL));
    }
    let next = game_next(&form.next).to_owned();
    match app.store.write(AskToConfirm { player: viewer.player, next }).await {
        Ok(()) => Ok(redirect_with(Notice::LinkSent, form.page())),
        Err(error) => refused(error),
    }
}

/// `POST /me/account/email`: another address. It is theirs once they press the button that its mail leads to; where the
/// site sends no mail, at once.
pub async fn update(
    app: Data<App>,
    viewer: SignedIn,
    request: HttpRequest,
    form: HtmlForm<EmailForm>,
) -> Result<HttpResponse, WebError> {
    let Some(account) = find(&app, &viewer).await? else { return add(&app, &viewer, &request, &form).await };
    app.limits.sign_in(app.client_ip(&request)?, &account.email.folded())?;
    let mut errors = FieldErrors::default();
    let email = errors.check("email", Email::parse(&form.email));
    match app.passwords.check(form.current.clone(), account.password_hash.clone()).await? {
        Checked::Right { .. } => {}
        Checked::Wrong => errors.add("current", WRONG),
    }
    let again = async |errors| show_as(&app, &viewer, StatusCode::UNPROCESSABLE_ENTITY, &form, errors).await;
    let Some(email) = email.filter(|_| errors.is_empty()) else { return again(errors).await };
    let (player, checked) = (viewer.player, account.password_hash);
    if app.settings.mails_links() {
        return match app.store.write(AskToChange { player, email, checked }).await {
            Ok(()) => Ok(redirect_with(Notice::LinkSentToNew, urls::EMAIL)),
            Err(AddressError::Stale) => again(FieldErrors::one("current", WRONG)).await,
            Err(error) => refused(error),
        };
    }
    match app.store.write(ChangeEmail { player, email, checked }).await {
        Ok(()) => Ok(redirect_with(Notice::EmailChanged, urls::EMAIL)),
        Err(AccountError::EmailTaken) => again(super::signup::taken()).await,
        Err(AccountError::Stale) => again(FieldErrors::one("current", WRONG)).await,
        Err(error) => super::account::unexpected(error),
    }
}

/// Asks for the address of somebody who is a name alone. The answer says nothing about whose it is.
pub(super) async fn add(
    app: &App,
    viewer: &SignedIn,
    request: &HttpRequest,
    form: &EmailForm,
) -> Result<HttpResponse, WebError> {
    if !app.settings.mails_links() {
        return Ok(redirect(urls::ACCOUNT));
    }
    let email = match Email::parse(&form.email) {
        Ok(email) => email,
        Err(error) => {
            let errors = FieldErrors::one("email", error.to_string());
            return show_as(app, viewer, StatusCode::UNPROCESSABLE_ENTITY, form, errors).await;
        }
    };
    app.limits.sign_in(app.client_ip(request)?, &email.folded())?;
    let next = game_next(&form.next).to_owned();
    match app.store.write(AskToAdd { player: viewer.player, email, next }).await {
        Ok(()) => Ok(redirect_with(Notice::LinkSent, form.page())),
        // They have an account by now.
        Err(AddressError::Stale) => Ok(redirect(urls::EMAIL)),
        Err(error) => refused(error),
    }
}

const WRONG: &str = "That is not your password.";

pub(super) fn refused(error: AddressError) -> Result<HttpResponse, WebError> {
    match error {
        AddressError::TooMany => Err(WebError::Refused(
            "Several links have gone there within the hour. Look among the unwanted mails, or wait a while.".to_owned(),
        )),
        AddressError::Disabled => {
            Err(WebError::Refused("The account with this address is disabled. Ask an admin of this site.".to_owned()))
        }
        AddressError::SignUpClosed => {
            Err(WebError::Refused("Only an admin can make accounts here. Ask one.".to_owned()))
        }
        AddressError::Taken => Err(WebError::Refused("Another account has this address.".to_owned())),
        AddressError::Spent | AddressError::NoAccount => Err(spent(false)),
        AddressError::Stale => Err(WebError::Internal("a password was checked where none is asked for")),
        AddressError::Query(error) => Err(error.into()),
    }
}

pub(super) fn spent(was_used: bool) -> WebError {
    WebError::Gone(match was_used {
        true => "This link has been used: the address is confirmed.",
        false => "This link is too old, or was replaced. Your account page sends another one.",
    })
}
