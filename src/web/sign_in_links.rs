//! The one-time link that lets somebody in who forgot their password.

use actix_session::Session;
use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use askama::Template;
use serde::Deserialize;

use super::{
    App, FieldErrors, HtmlForm, HtmlQuery, Notice, Page, Viewer, WebError, html, html_as, redirect_with, safe_next,
    sessions, urls,
};
use crate::{
    domain::sessions::SAME_PRESS,
    domain::sign_in_links::{LinkError, OpenSignInLink, Opened, proves_address},
    store::{self, QueryResult, accounts::Credentials, tokens::Purpose},
    types::{NewPassword, Secret, SecretHash},
};

/// The form as the browser sent it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LinkForm {
    /// A new password; empty to keep the old one.
    pub password: String,
    /// Where to go afterwards; empty for "My games".
    pub next: String,
}

#[derive(Template)]
#[template(path = "sign_in_links/show.html")]
struct LinkPage<'a> {
    page: Page,
    name: String,
    /// Whether nobody has shown yet whose the address is: older ways into the account end.
    is_unproven: bool,
    hint: &'static str,
    action: String,
    next: &'a str,
    has_password: bool,
    errors: FieldErrors,
}

/// `GET /sign-in/{token}`: only shows a button, because chats and mail programs open links on their own.
pub async fn show(
    app: Data<App>,
    viewer: Viewer,
    token: Path<String>,
    form: HtmlQuery<LinkForm>,
) -> Result<HttpResponse, WebError> {
    let found = find(&app, &token, 0).await?;
    html(&page(&viewer, &token, &found, &form, FieldErrors::default()))
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
    let found = find(&app, &token, SAME_PRESS).await?;
    let password_hash = match form.parse(&found.account, &viewer) {
        Ok(Some(password)) => Some(app.passwords.hash(password).await?),
        Ok(None) => None,
        Err(errors) => {
            return html_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&viewer, &token, &found, &form, errors));
        }
    };
    let (key, new) = sessions::prepare(&session, &request)?;
    match app.store.write(OpenSignInLink { token: hash(&app, &token)?, password_hash, session: new }).await {
        Ok(opened) => {
            sessions::begin(&session, &key)?;
            let notice = match opened {
                Opened::SignedIn => Notice::SignedIn,
                Opened::Alone => Notice::SignedInAlone,
            };
            Ok(redirect_with(notice, form.page()))
        }
        Err(LinkError::Spent | LinkError::NoAccount) => Err(spent(&app)),
        Err(LinkError::Disabled) => {
            Err(WebError::Refused("This account is disabled. Ask an admin of this site.".to_owned()))
        }
        Err(LinkError::Query(error)) => Err(error.into()),
    }
}

impl LinkForm {
    /// The page they want, or "My games".
    fn page(&self) -> &str {
        if self.next.is_empty() { urls::ME } else { safe_next(&self.next) }
    }

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

/// Whom a link is for.
struct Found {
    account: Credentials,
    /// Whether nobody has shown before whose the address is.
    is_unproven: bool,
}

/// Whom the link is for, while it works, and for so many seconds after it was used.
async fn find(app: &App, token: &str, after: i64) -> Result<Found, WebError> {
    let (asked, now) = (hash(app, token)?, app.store.now());
    let found = app.store.read(move |conn| -> QueryResult<Option<Found>> {
        let player = match store::tokens::find_usable(conn, &asked, Purpose::SignIn, now)?.flatten() {
            Some(player) => Some(player),
            None => {
                store::tokens::find_used(conn, &asked, Purpose::SignIn, now.minus(after))?.map(|(player, _)| player)
            }
        };
        let Some(player) = player else { return Ok(None) };
        let Some(account) = store::accounts::find(conn, player)? else { return Ok(None) };
        Ok(Some(Found { is_unproven: proves_address(conn, &asked, &account)?, account }))
    });
    found.await?.ok_or_else(|| spent(app))
}

fn hash(app: &App, token: &str) -> Result<SecretHash, WebError> {
    Secret::parse(token).map(|secret| secret.hash()).map_err(|_| spent(app))
}

fn spent(app: &App) -> WebError {
    match app.settings.mails_links() {
        true => WebError::Gone("This link has been used, or is too old. Under Sign in you get another one by mail."),
        false => WebError::Gone("This link has been used, or is too old. Ask an admin for another one."),
    }
}

fn page<'a>(viewer: &Viewer, token: &str, found: &Found, form: &'a LinkForm, errors: FieldErrors) -> LinkPage<'a> {
    LinkPage {
        page: viewer.page("Sign in"),
        name: found.account.name.to_string(),
        is_unproven: found.is_unproven,
        hint: match found.is_unproven {
            true => "15 characters or more is best, 8 the least. You can also choose one later.",
            false => "15 characters or more is best, 8 the least. Leave it empty to keep the old one.",
        },
        action: urls::sign_in(token),
        next: &form.next,
        has_password: found.account.password_hash.is_some(),
        errors,
    }
}
