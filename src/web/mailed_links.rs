//! Signing in without a password, by a link that is mailed.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use serde::Deserialize;

use super::{App, FieldErrors, HtmlForm, Notice, Page, Viewer, WebError, html, html_as, redirect_with, urls};
use crate::{domain::addresses::AskToSignIn, types::Email};

/// The form as the browser sent it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AskForm {
    /// The account's address.
    pub email: String,
}

#[derive(Template)]
#[template(path = "login/link.html")]
struct AskPage<'a> {
    page: Page,
    email: &'a str,
    mails_links: bool,
    errors: FieldErrors,
}

/// `GET /login/link`
pub async fn show(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, WebError> {
    html(&page(&app, &viewer, "", FieldErrors::default()))
}

/// `POST /login/link`: the same answer for every address, whether or not somebody has an account with it.
pub async fn create(
    app: Data<App>,
    viewer: Viewer,
    request: HttpRequest,
    form: HtmlForm<AskForm>,
) -> Result<HttpResponse, WebError> {
    if !app.settings.mails_links() {
        return html_as(StatusCode::CONFLICT, &page(&app, &viewer, &form.email, FieldErrors::default()));
    }
    let email = match Email::parse(&form.email) {
        Ok(email) => email,
        Err(error) => {
            let errors = FieldErrors::one("email", error.to_string());
            return html_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&app, &viewer, &form.email, errors));
        }
    };
    app.limits.sign_in(app.client_ip(&request)?, &email.folded())?;
    app.store.write(AskToSignIn { email }).await?;
    Ok(redirect_with(Notice::LinkAsked, urls::LOGIN_LINK))
}

fn page<'a>(app: &App, viewer: &Viewer, email: &'a str, errors: FieldErrors) -> AskPage<'a> {
    let page = viewer.page("Sign in by mail");
    AskPage { page, email, mails_links: app.settings.mails_links(), errors }
}
