//! The one-time link that lets somebody in who forgot their password.

use actix_session::Session;
use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use askama::Template;
use serde::Deserialize;

use super::{App, FieldErrors, HtmlForm, Notice, Page, Viewer, WebError, html, html_as, redirect_with, sessions, urls};
use crate::{
    domain::sign_in_links::{LinkError, OpenSignInLink},
    store::{self, QueryResult, accounts::Credentials, tokens::Purpose},
    types::{NewPassword, Secret, SecretHash},
};

/// The form as the browser sent it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LinkForm {
    /// A new password; empty to keep the old one.
    pub password: String,
}

#[derive(Template)]
#[template(path = "sign_in_links/show.html")]
struct LinkPage {
    page: Page,
    name: String,
    action: String,
    errors: FieldErrors,
}

/// `GET /sign-in/{token}`: only shows a button, because chats and mail programs open links on their own.
pub async fn show(app: Data<App>, viewer: Viewer, token: Path<String>) -> Result<HttpResponse, WebError> {
    let account = find(&app, &token).await?;
    html(&page(&viewer, &token, &account, FieldErrors::default()))
}

/// `POST /sign-in/{token}`
pub async fn create(
    app: Data<App>,
    viewer: Viewer,
    session: Session,
    request: HttpRequest,
    token: Path<String>,
    form: HtmlForm<LinkForm>,
) -> Result<HttpResponse, WebError> {
    let account = find(&app, &token).await?;
    let password_hash = match form.parse(&account, &viewer) {
        Ok(Some(password)) => Some(app.passwords.hash(password).await?),
        Ok(None) => None,
        Err(errors) => {
            return html_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&viewer, &token, &account, errors));
        }
    };
    let (key, new) = sessions::prepare(&session, &request)?;
    match app.store.write(OpenSignInLink { token: hash(&token)?, password_hash, session: new }).await {
        Ok(_) => {
            sessions::begin(&session, &key)?;
            Ok(redirect_with(Notice::SignedIn, urls::ME))
        }
        Err(LinkError::Spent | LinkError::NoAccount) => Err(spent()),
        Err(LinkError::Disabled) => {
            Err(WebError::Refused("This account is disabled. Ask an admin of this site.".to_owned()))
        }
        Err(LinkError::Query(error)) => Err(error.into()),
    }
}

impl LinkForm {
    fn parse(&self, account: &Credentials, viewer: &Viewer) -> Result<Option<NewPassword>, FieldErrors> {
        if self.password.is_empty() {
            return Ok(None);
        }
        let own = [account.name.as_str(), account.email.as_str(), viewer.site.name.as_str()];
        let mut errors = FieldErrors::default();
        let password = errors.check("password", NewPassword::check(&self.password, &own));
        password.map(Some).ok_or(errors)
    }
}

/// Whom the link is for, while it works.
async fn find(app: &App, token: &str) -> Result<Credentials, WebError> {
    let (asked, now) = (hash(token)?, app.store.now());
    let found = app.store.read(move |conn| -> QueryResult<Option<Credentials>> {
        match store::tokens::find_usable(conn, &asked, Purpose::SignIn, now)?.flatten() {
            Some(player) => store::accounts::find(conn, player),
            None => Ok(None),
        }
    });
    found.await?.ok_or_else(spent)
}

fn hash(token: &str) -> Result<SecretHash, WebError> {
    Secret::parse(token).map(|secret| secret.hash()).map_err(|_| spent())
}

fn spent() -> WebError {
    WebError::Gone("This link has been used, or is too old. Ask an admin for another one.")
}

fn page(viewer: &Viewer, token: &str, account: &Credentials, errors: FieldErrors) -> LinkPage {
    LinkPage { page: viewer.page("Sign in"), name: account.name.to_string(), action: urls::sign_in(token), errors }
}
