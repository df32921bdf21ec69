//! The page that a mailed link leads to: whether an address is its reader's.

use actix_session::Session;
use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use askama::Template;
use serde::Deserialize;

use super::emails::{refused, spent};
use super::{App, FieldErrors, HtmlForm, Notice, Page, Viewer, WebError, html, html_as, redirect_with, sessions, urls};
use crate::domain::confirmations::{self, ConfirmAddress, Confirmed, Meaning};
use crate::types::{NewPassword, Secret, SecretHash};

/// The form as the browser sent it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ConfirmForm {
    /// A password for the account; empty for none yet.
    pub password: String,
}

#[derive(Template)]
#[template(path = "confirm/show.html")]
struct ConfirmPage {
    page: Page,
    email: String,
    name: String,
    /// Who has the address already: the two become one.
    known: Option<String>,
    ends_sessions: bool,
    ends_password: bool,
    takes_password: bool,
    action: String,
    errors: FieldErrors,
}

/// `GET /confirm/{token}`: only shows a button, because mail programs open links on their own.
pub async fn show(app: Data<App>, viewer: Viewer, token: Path<String>) -> Result<HttpResponse, WebError> {
    let meaning = find(&app, &viewer, &token).await?.ok_or_else(spent)?;
    html(&page(&viewer, &token, meaning, FieldErrors::default()))
}

/// What the link means here; nothing where it does not work, or not any more.
async fn find(app: &App, viewer: &Viewer, token: &str) -> Result<Option<Meaning>, WebError> {
    let (secret, presser, now) = (hash(token)?, viewer.player(), app.store.now());
    Ok(app.store.read(move |conn| confirmations::meaning(conn, &secret, presser, now)).await?)
}

/// `POST /confirm/{token}`
pub async fn create(
    app: Data<App>,
    viewer: Viewer,
    session: Session,
    request: HttpRequest,
    token: Path<String>,
    form: HtmlForm<ConfirmForm>,
) -> Result<HttpResponse, WebError> {
    let mut password = None;
    if let Some(meaning) = find(&app, &viewer, &token).await? {
        match form.parse(&meaning, &viewer) {
            Ok(chosen) => password = chosen,
            Err(errors) => {
                return html_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&viewer, &token, meaning, errors));
            }
        }
    }
    let password_hash = match password {
        Some(password) => Some(app.passwords.hash(password).await?),
        None => None,
    };
    let (key, new) = sessions::prepare(&session, &request)?;
    let job = ConfirmAddress { token: hash(&token)?, presser: viewer.player(), password_hash, session: new };
    let notice = match app.store.write(job).await {
        Ok(Confirmed::Theirs) => Notice::AddressConfirmed,
        Ok(Confirmed::SignedIn) => {
            sessions::begin(&session, &key)?;
            Notice::ConfirmedAndIn
        }
        Ok(Confirmed::Alone) => Notice::ConfirmedAlone,
        Ok(Confirmed::BecameOne) => Notice::BecameOne,
        Ok(Confirmed::BecameOneAlone) => Notice::BecameOneAlone,
        Err(error) => return refused(error),
    };
    Ok(redirect_with(notice, urls::HOME))
}

impl ConfirmForm {
    fn parse(&self, meaning: &Meaning, viewer: &Viewer) -> Result<Option<NewPassword>, FieldErrors> {
        if self.password.is_empty() || !meaning.takes_password {
            return Ok(None);
        }
        let own = [meaning.player.name.as_str(), meaning.email.as_str(), viewer.site.name.as_str()];
        let mut errors = FieldErrors::default();
        let password = errors.check("password", NewPassword::check(&self.password, &own));
        password.map(Some).ok_or(errors)
    }
}

fn hash(token: &str) -> Result<SecretHash, WebError> {
    Secret::parse(token).map(|secret| secret.hash()).map_err(|_| spent())
}

fn page(viewer: &Viewer, token: &str, meaning: Meaning, errors: FieldErrors) -> ConfirmPage {
    ConfirmPage {
        page: viewer.page("Confirm your address"),
        email: meaning.email.to_string(),
        name: meaning.player.name.to_string(),
        known: meaning.owner.map(|owner| owner.name.to_string()),
        ends_sessions: meaning.ends_sessions,
        ends_password: meaning.ends_password,
        takes_password: meaning.takes_password,
        action: urls::confirm(token),
        errors,
    }
}
