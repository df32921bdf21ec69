//! Signing in without a password, by a link that is mailed.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use serde::Deserialize;

use super::{
    App, FieldErrors, HtmlForm, HtmlQuery, Notice, Page, Viewer, WebError, game_next, html, html_as, redirect_with,
    safe_next, urls,
};
use crate::{domain::addresses::AskToSignIn, types::Email};

/// The form as the browser sent it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AskForm {
    /// The account's address.
    pub email: String,
    /// Where to go afterwards.
    pub next: String,
}

#[derive(Template)]
#[template(path = "login/link.html")]
struct AskPage<'a> {
    page: Page,
    email: &'a str,
    next: &'a str,
    /// The form that asks for a password.
    login: String,
    mails_links: bool,
    errors: FieldErrors,
}

/// `GET /login/link`
pub async fn show(app: Data<App>, viewer: Viewer, form: HtmlQuery<AskForm>) -> Result<HttpResponse, WebError> {
    html(&page(&app, &viewer, &form, FieldErrors::default()))
}

/// `POST /login/link`: the same answer for every address, whether or not somebody has an account with it.
pub async fn create(
    app: Data<App>,
    viewer: Viewer,
    request: HttpRequest,
    form: HtmlForm<AskForm>,
) -> Result<HttpResponse, WebError> {
    if !app.settings.mails_links() {
        return html_as(StatusCode::CONFLICT, &page(&app, &viewer, &form, FieldErrors::default()));
    }
    let email = match Email::parse(&form.email) {
        Ok(email) => email,
        Err(error) => {
            let errors = FieldErrors::one("email", error.to_string());
            return html_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&app, &viewer, &form, errors));
        }
    };
    app.limits.sign_in(app.client_ip(&request)?, &email.folded())?;
    app.store.write(AskToSignIn { email, next: game_next(&form.next).to_owned() }).await?;
    Ok(redirect_with(Notice::LinkAsked, &urls::login_link(safe_next(&form.next))))
}

fn page<'a>(app: &App, viewer: &Viewer, form: &'a AskForm, errors: FieldErrors) -> AskPage<'a> {
    let (page, next) = (viewer.page("Sign in by mail"), safe_next(&form.next));
    AskPage {
        page,
        email: &form.email,
        next,
        login: urls::login(next),
        mails_links: app.settings.mails_links(),
        errors,
    }
}
