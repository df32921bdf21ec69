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
use super::{
    App, FieldErrors, HtmlForm, HtmlQuery, Notice, Page, Viewer, WebError, html, html_as, redirect_with, safe_next,
    sessions, urls,
};
use crate::domain::confirmations::{self, ConfirmAddress, Confirmed, Meaning};
use crate::domain::sign_in_links::{LinkError, MakeSignInLink, Owner};
use crate::store::{self, QueryResult, tokens::Purpose};
use crate::types::{Email, NewPassword, PlayerId, Secret, SecretHash};

/// The form as the browser sent it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ConfirmForm {
    /// A password for the account; empty for none yet.
    pub password: String,
    /// The page of the game that the link leads on to, if any.
    pub next: String,
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
    next: String,
    errors: FieldErrors,
}

/// `GET /confirm/{token}`: only shows a button, because mail programs open links on their own.
pub async fn show(
    app: Data<App>,
    viewer: Viewer,
    token: Path<String>,
    form: HtmlQuery<ConfirmForm>,
) -> Result<HttpResponse, WebError> {
    match find(&app, &viewer, &token).await? {
        Some(meaning) => html(&page(&viewer, &token, meaning, &form, FieldErrors::default())),
        None => Err(used_or_old(&app, &token).await?),
    }
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
    let (mut password, mut email) = (None, None);
    if let Some(meaning) = find(&app, &viewer, &token).await? {
        match form.parse(&meaning, &viewer) {
            Ok(chosen) => (password, email) = (chosen, Some(meaning.email)),
            Err(errors) => {
                return html_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&viewer, &token, meaning, &form, errors));
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
            return Ok(redirect_with(Notice::ConfirmedAndIn, form.page()));
        }
        Ok(Confirmed::Alone) => Notice::ConfirmedAlone,
        Ok(Confirmed::BecameOne) => Notice::BecameOne,
        Ok(Confirmed::BecameOneAlone) => Notice::BecameOneAlone,
        Err(error) => return refused(error),
    };
    let owner = match email {
        Some(email) => owner_elsewhere(&app, &viewer, email).await?,
        None => None,
    };
    let next = match owner {
        Some(owner) => door(&app, owner, form.page()).await?,
        None => form.page().to_owned(),
    };
    Ok(redirect_with(notice, &next))
}

/// Who has `email`, where this browser is not signed in as them.
async fn owner_elsewhere(app: &App, viewer: &Viewer, email: Email) -> QueryResult<Option<PlayerId>> {
    let sessions: Vec<SecretHash> = viewer.me.iter().map(|me| me.session.clone()).collect();
    let now = app.store.now();
    let read = app.store.read(move |conn| -> QueryResult<_> {
        let owner = store::accounts::find_by_email(conn, &email)?.map(|account| account.player);
        let here = store::sessions::find_viewings(conn, &sessions, now)?;
        Ok(owner.filter(|owner| here.iter().all(|(_, viewing)| viewing.player_id != *owner)))
    });
    read.await
}

/// A page whose button signs this browser in as `owner`: whoever reads their mail could as well have asked for that by
/// mail.
async fn door(app: &App, owner: PlayerId, next: &str) -> Result<String, WebError> {
    let secret = Secret::new().map_err(|_| WebError::Internal("no randomness"))?;
    let job = MakeSignInLink { owner: Owner::Player(owner), token: secret.hash(), by: Some(owner) };
    match app.store.write(job).await {
        Ok(_) => Ok(urls::sign_in_to(secret.reveal(), next)),
        Err(LinkError::NoAccount | LinkError::Disabled | LinkError::Spent) => Ok(next.to_owned()),
        Err(LinkError::Query(error)) => Err(error.into()),
    }
}

/// Why a link opens nothing any more.
async fn used_or_old(app: &App, token: &str) -> Result<WebError, WebError> {
    let secret = hash(token)?;
    let was_used = app.store.read(move |conn| store::tokens::was_used(conn, &secret, Purpose::Confirm)).await?;
    Ok(spent(was_used))
}

impl ConfirmForm {
    /// The page that the link leads on to.
    fn page(&self) -> &str {
        safe_next(&self.next)
    }

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
    Secret::parse(token).map(|secret| secret.hash()).map_err(|_| spent(false))
}

fn page(viewer: &Viewer, token: &str, meaning: Meaning, form: &ConfirmForm, errors: FieldErrors) -> ConfirmPage {
    ConfirmPage {
        page: viewer.page("Confirm your address"),
        email: meaning.email.to_string(),
        name: meaning.player.name.to_string(),
        known: meaning.owner.map(|owner| owner.name.to_string()),
        ends_sessions: meaning.ends_sessions,
        ends_password: meaning.ends_password,
        takes_password: meaning.takes_password,
        action: urls::confirm(token),
        next: form.next.clone(),
        errors,
    }
}
