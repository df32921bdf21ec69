//! Signing in and out.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use serde::Deserialize;

use super::{
    App, Checked, FieldErrors, HtmlForm, HtmlQuery, Notice, Page, Viewer, WebError, html, html_as, redirect_with,
    safe_next, sessions, urls,
};
use crate::{
    domain::sessions::{SignIn, SignInError, SignOut},
    store::{self, accounts::Credentials},
    types::{Email, PlayerName, SignUps},
};

/// The sign-in form as the browser sent it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LoginForm {
    /// The e-mail address.
    pub email: String,
    /// The password; never shown again.
    pub password: String,
    /// Where to go afterwards.
    pub next: String,
}

#[derive(Template)]
#[template(path = "login/show.html")]
struct LoginPage<'a> {
    page: Page,
    email: &'a str,
    next: &'a str,
    /// Where a link by mail is asked for.
    by_mail: String,
    sign_up: Option<String>,
    errors: FieldErrors,
}

/// `GET /login`
pub async fn show(viewer: Viewer, form: HtmlQuery<LoginForm>) -> Result<HttpResponse, WebError> {
    if viewer.me.is_some() {
        return Ok(super::redirect(safe_next(&form.next)));
    }
    html(&page(&viewer, &form, FieldErrors::default()))
}

/// `POST /login`
pub async fn create(
    app: Data<App>,
    viewer: Viewer,
    session: Session,
    request: HttpRequest,
    form: HtmlForm<LoginForm>,
) -> Result<HttpResponse, WebError> {
    let email = match Email::parse(&form.email) {
        Ok(email) => email,
        Err(error) => return again(&viewer, &form, FieldErrors::one("email", error.to_string())),
    };
    app.limits.sign_in(app.client_ip(&request)?, &email.folded())?;
    let account = app.store.read(move |conn| store::accounts::find_by_email(conn, &email)).await?;
    let hash = account.as_ref().and_then(|account| account.password_hash.clone());
    match (app.passwords.check(form.password.clone(), hash).await?, account) {
        (Checked::Right { rehash }, Some(account)) => {
            let (key, new) = sessions::prepare(&session, &request)?;
            let Some(job) = sign_in(&account, rehash, new) else {
                return again(&viewer, &form, disabled());
            };
            match app.store.write(job).await {
                Ok(()) => {}
                Err(SignInError::Changed) => return again(&viewer, &form, mismatch()),
                Err(SignInError::Query(error)) => return Err(error.into()),
            }
            sessions::begin(&session, &key)?;
            Ok(redirect_with(Notice::SignedIn, safe_next(&form.next)))
        }
        // The same words, after the same work, whether the password or the address is wrong.
        (Checked::Right { .. }, None) | (Checked::Wrong, _) => again(&viewer, &form, mismatch()),
    }
}

/// Whether somebody who may not find back has been told so.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LogoutForm {
    /// `1`: they know, and go.
    pub sure: String,
}

#[derive(Template)]
#[template(path = "login/leave.html")]
pub(super) struct LeavePage {
    page: Page,
    name: String,
    /// Where it is said once more, and what the button says.
    action: &'static str,
    button: &'static str,
}

impl LeavePage {
    fn here(page: Page, name: &PlayerName) -> Self {
        Self { page, name: name.to_string(), action: urls::LOGOUT, button: "Sign out" }
    }

    /// Asks before every browser is left.
    pub(super) fn everywhere(page: Page, name: &PlayerName) -> Self {
        Self { page, name: name.to_string(), action: urls::SESSIONS, button: "Log out everywhere" }
    }
}

/// `POST /logout`: asks first, where there is no password to come back with.
pub async fn destroy(
    app: Data<App>,
    viewer: Viewer,
    session: Session,
    form: HtmlForm<LogoutForm>,
) -> Result<HttpResponse, WebError> {
    if let Some(me) = viewer.me.as_ref().filter(|me| !me.has_account && form.sure != "1") {
        return html(&LeavePage::here(viewer.page("Sign out of this browser?"), &me.name));
    }
    if let Some(token) = sessions::token(&session) {
        app.store.write(SignOut { session: token }).await?;
        sessions::end(&session);
    }
    Ok(redirect_with(Notice::SignedOut, urls::HOME))
}

fn sign_in(
    account: &Credentials,
    rehash: Option<String>,
    session: crate::domain::sessions::NewSession,
) -> Option<SignIn> {
    let checked = account.password_hash.clone()?;
    account.disabled_at.is_none().then_some(SignIn { player: account.player, checked, rehash, session })
}

fn mismatch() -> FieldErrors {
    FieldErrors::one("password", "That address and that password don't belong together.")
}

fn disabled() -> FieldErrors {
    FieldErrors::one("email", "This account is disabled. Ask an admin of this site.")
}

fn again(viewer: &Viewer, form: &LoginForm, errors: FieldErrors) -> Result<HttpResponse, WebError> {
    html_as(StatusCode::UNPROCESSABLE_ENTITY, &page(viewer, form, errors))
}

fn page<'a>(viewer: &Viewer, form: &'a LoginForm, errors: FieldErrors) -> LoginPage<'a> {
    let next = safe_next(&form.next);
    let open = viewer.site.who_signs_up == SignUps::Everyone;
    let sign_up = open.then(|| urls::sign_up(next));
    LoginPage {
        page: viewer.page("Sign in"),
        email: &form.email,
        next,
        by_mail: urls::login_link(next),
        sign_up,
        errors,
    }
}
