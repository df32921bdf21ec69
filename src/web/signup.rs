//! Making an account.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use serde::Deserialize;

use super::{
    App, FieldErrors, HtmlForm, HtmlQuery, Notice, Page, Viewer, WebError, html, html_as, redirect, redirect_with,
    safe_next, sessions, urls,
};
use crate::{
    domain::accounts::{AccountError, SignUp},
    types::{Email, NewPassword, PlayerName, SignUps},
};

/// The sign-up form as the browser sent it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SignUpForm {
    /// The player's name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// The password; never shown again.
    pub password: String,
    /// Where to go afterwards.
    pub next: String,
}

impl SignUpForm {
    /// Checks every field before answering, so that all mistakes are shown together.
    fn parse(&self, site_name: &str) -> Result<(PlayerName, Email, NewPassword), FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.check("name", PlayerName::parse(&self.name));
        let email = errors.check("email", Email::parse(&self.email));
        let own = [self.name.as_str(), self.email.as_str(), site_name];
        let password = errors.check("password", NewPassword::check(&self.password, &own));
        match (name, email, password) {
            (Some(name), Some(email), Some(password)) => Ok((name, email, password)),
            _ => Err(errors),
        }
    }
}

#[derive(Template)]
#[template(path = "signup/show.html")]
struct SignUpPage<'a> {
    page: Page,
    form: &'a SignUpForm,
    next: &'a str,
    login: String,
    is_open: bool,
    errors: FieldErrors,
}

/// `GET /signup`
pub async fn show(viewer: Viewer, form: HtmlQuery<SignUpForm>) -> Result<HttpResponse, WebError> {
    if viewer.me.is_some() {
        return Ok(redirect(safe_next(&form.next)));
    }
    html(&page(&viewer, &form, FieldErrors::default()))
}

/// `POST /signup`
pub async fn create(
    app: Data<App>,
    viewer: Viewer,
    session: Session,
    request: HttpRequest,
    form: HtmlForm<SignUpForm>,
) -> Result<HttpResponse, WebError> {
    if viewer.site.who_signs_up == SignUps::Admins {
        return html_as(StatusCode::CONFLICT, &page(&viewer, &form, FieldErrors::default()));
    }
    let (name, email, password) = match form.parse(viewer.site.name.as_str()) {
        Ok(parsed) => parsed,
        Err(errors) => return again(&viewer, &form, errors),
    };
    app.limits.sign_up(app.client_ip(&request)?)?;
    let password_hash = app.passwords.hash(password).await?;
    let (key, new) = sessions::prepare(&session, &request)?;
    match app
        .store
        .write(SignUp { name, email, password_hash, session: new, confirms: app.settings.mails_links() })
        .await
    {
        Ok(_) => {
            sessions::begin(&session, &key)?;
            Ok(redirect_with(Notice::Welcome, safe_next(&form.next)))
        }
        Err(AccountError::EmailTaken) => again(&viewer, &form, taken()),
        Err(AccountError::SignUpClosed) => {
            app.forget_site();
            Err(WebError::Refused("Only an admin can make accounts here. Ask one.".to_owned()))
        }
        Err(AccountError::NotSetUp) => Err(WebError::Refused(
            "This site is not set up yet. Whoever runs it opens the link that its console shows.".to_owned(),
        )),
        Err(AccountError::Stale | AccountError::HasOne | AccountError::NotFound) => {
            Err(WebError::Internal("a sign-up met an account"))
        }
        Err(AccountError::Query(error)) => Err(error.into()),
    }
}

pub(super) fn taken() -> FieldErrors {
    FieldErrors::one("email", "Somebody has an account with this address. If it is you, sign in.")
}

fn again(viewer: &Viewer, form: &SignUpForm, errors: FieldErrors) -> Result<HttpResponse, WebError> {
    html_as(StatusCode::UNPROCESSABLE_ENTITY, &page(viewer, form, errors))
}

fn page<'a>(viewer: &Viewer, form: &'a SignUpForm, errors: FieldErrors) -> SignUpPage<'a> {
    let next = safe_next(&form.next);
    SignUpPage {
        page: viewer.page("Make an account"),
        form,
        next,
        login: urls::login(next),
        is_open: viewer.site.who_signs_up == SignUps::Everyone,
        errors,
    }
}
