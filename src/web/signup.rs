//! Making an account.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use serde::Deserialize;

use super::{
    App, FieldErrors, HtmlForm, HtmlQuery, Notice, Page, Viewer, WebError, emails, game_next, html, html_as, redirect,
    redirect_with, safe_next, sessions, urls,
};
use crate::{
    domain::accounts::{AccountError, SignUp},
    domain::addresses::{AddressError, SignUpByMail},
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
        let person = self.check_person(&mut errors);
        let own = [self.name.as_str(), self.email.as_str(), site_name];
        let password = errors.check("password", NewPassword::check(&self.password, &own));
        match (person, password) {
            (Some((name, email)), Some(password)) => Ok((name, email, password)),
            _ => Err(errors),
        }
    }

    /// Name and address: all that is asked for where a password is chosen later.
    fn check_person(&self, errors: &mut FieldErrors) -> Option<(PlayerName, Email)> {
        let name = errors.check("name", PlayerName::parse(&self.name));
        let email = errors.check("email", Email::parse(&self.email));
        name.zip(email)
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
    /// Whether the address is shown to be theirs by mail, and a password chosen with that.
    mails_links: bool,
    errors: FieldErrors,
}

/// `GET /signup`
pub async fn show(app: Data<App>, viewer: Viewer, form: HtmlQuery<SignUpForm>) -> Result<HttpResponse, WebError> {
    if viewer.me.is_some() {
        return Ok(redirect(safe_next(&form.next)));
    }
    html(&page(&app, &viewer, &form, FieldErrors::default()))
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
        return html_as(StatusCode::CONFLICT, &page(&app, &viewer, &form, FieldErrors::default()));
    }
    if app.settings.mails_links() {
        return create_by_mail(&app, &viewer, &session, &request, &form).await;
    }
    let (name, email, password) = match form.parse(viewer.site.name.as_str()) {
        Ok(parsed) => parsed,
        Err(errors) => return again(&app, &viewer, &form, errors),
    };
    app.limits.sign_up(app.client_ip(&request)?)?;
    let password_hash = app.passwords.hash(password).await?;
    let (key, new) = sessions::prepare(&session, &request)?;
    match app.store.write(SignUp { name, email, password_hash, session: new }).await {
        Ok(_) => {
            sessions::begin(&session, &key)?;
            Ok(redirect_with(Notice::Welcome, safe_next(&form.next)))
        }
        Err(AccountError::EmailTaken) => again(&app, &viewer, &form, taken()),
        Err(AccountError::SignUpClosed) => Err(closed(&app)),
        Err(AccountError::NotSetUp) => Err(WebError::Refused(
            "This site is not set up yet. Whoever runs it opens the link that its console shows.".to_owned(),
        )),
        Err(AccountError::Stale | AccountError::HasOne | AccountError::NotFound) => {
            Err(WebError::Internal("a sign-up met an account"))
        }
        Err(AccountError::Query(error)) => Err(error.into()),
    }
}

/// The newcomer goes on at once, as a name; the answer is the same whether or not somebody has the address.
async fn create_by_mail(
    app: &App,
    viewer: &Viewer,
    session: &Session,
    request: &HttpRequest,
    form: &SignUpForm,
) -> Result<HttpResponse, WebError> {
    let mut errors = FieldErrors::default();
    let Some((name, email)) = form.check_person(&mut errors) else { return again(app, viewer, form, errors) };
    app.limits.sign_up(app.client_ip(request)?)?;
    let (key, new) = sessions::prepare(session, request)?;
    let next = game_next(&form.next).to_owned();
    match app.store.write(SignUpByMail { name, email, session: new, next }).await {
        Ok(()) => {
            sessions::begin(session, &key)?;
            Ok(redirect_with(Notice::WelcomeByMail, safe_next(&form.next)))
        }
        Err(AddressError::SignUpClosed) => Err(closed(app)),
        Err(error) => emails::refused(error),
    }
}

fn closed(app: &App) -> WebError {
    app.forget_site();
    WebError::Refused("Only an admin can make accounts here. Ask one.".to_owned())
}

pub(super) fn taken() -> FieldErrors {
    FieldErrors::one("email", "Somebody has an account with this address. If it is you, sign in.")
}

fn again(app: &App, viewer: &Viewer, form: &SignUpForm, errors: FieldErrors) -> Result<HttpResponse, WebError> {
    html_as(StatusCode::UNPROCESSABLE_ENTITY, &page(app, viewer, form, errors))
}

fn page<'a>(app: &App, viewer: &Viewer, form: &'a SignUpForm, errors: FieldErrors) -> SignUpPage<'a> {
    let next = safe_next(&form.next);
    SignUpPage {
        page: viewer.page("Make an account"),
        form,
        next,
        login: urls::login(next),
        is_open: viewer.site.who_signs_up == SignUps::Everyone,
        mails_links: app.settings.mails_links(),
        errors,
    }
}
