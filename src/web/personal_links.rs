//! The personal link of a player who is a name alone: made, taken back, and opened.

use actix_session::Session;
use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use askama::Template;
use serde::Deserialize;

use super::{
    App, HtmlForm, HtmlQuery, Notice, Page, SignedIn, Viewer, WebError, assets, html, redirect_with, safe_next,
    sessions, urls,
};
use crate::domain::personal_links::{MakePersonalLink, OpenPersonalLink, PersonalLinkError, RevokePersonalLink};
use crate::store::{self, QueryResult, tokens::Purpose};
use crate::types::{PlayerName, Secret, SecretHash};

/// Where a link leads on to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NextForm {
    /// A path of this site.
    pub next: String,
}

impl NextForm {
    /// The page, or "My games".
    fn page(&self) -> &str {
        if self.next.is_empty() { urls::ME } else { safe_next(&self.next) }
    }
}

#[derive(Template)]
#[template(path = "personal_links/made.html")]
struct MadePage<'a> {
    page: Page,
    link: String,
    /// Whether the link begins with the site's own address.
    has_address: bool,
    back: &'a str,
    script: &'static str,
}

/// `POST /me/link`: makes a link and shows it, on this one answer alone.
pub async fn create(app: Data<App>, viewer: SignedIn, form: HtmlForm<NextForm>) -> Result<HttpResponse, WebError> {
    let secret = Secret::new().map_err(|_| WebError::Internal("no random numbers"))?;
    match app.store.write(MakePersonalLink { player: viewer.player, token: secret.hash() }).await {
        Ok(()) => html(&MadePage {
            page: viewer.page("Your personal link"),
            link: app.absolute(&urls::personal_link(secret.reveal(), form.page())),
            has_address: app.settings.public_url.is_some(),
            back: form.page(),
            script: assets::copy_script(),
        }),
        Err(PersonalLinkError::HasAccount) => {
            Err(WebError::Refused("You have an account: sign in with its e-mail address to come back.".to_owned()))
        }
        Err(PersonalLinkError::Disabled) => Err(disabled()),
        Err(PersonalLinkError::Spent) => Err(WebError::Internal("a new link was spent")),
        Err(PersonalLinkError::Query(error)) => Err(error.into()),
    }
}

/// `POST /me/link/revoke`
pub async fn destroy(app: Data<App>, viewer: SignedIn) -> Result<HttpResponse, WebError> {
    app.store.write(RevokePersonalLink { player: viewer.player }).await?;
    Ok(redirect_with(Notice::LinkRevoked, urls::ACCOUNT))
}

#[derive(Template)]
#[template(path = "personal_links/show.html")]
struct LinkPage<'a> {
    page: Page,
    name: String,
    /// Who is signed in here, if somebody else.
    instead_of: Option<String>,
    action: String,
    next: &'a str,
}

/// `GET /open/{token}`: only shows a button, because chats and mail programs open links on their own.
pub async fn show(
    app: Data<App>,
    viewer: Viewer,
    token: Path<String>,
    query: HtmlQuery<NextForm>,
) -> Result<HttpResponse, WebError> {
    let (hash, now) = (hash(&token)?, app.store.now());
    let found = app.store.read(move |conn| -> QueryResult<Option<PlayerName>> {
        match store::tokens::find_usable(conn, &hash, Purpose::Personal, now)?.flatten() {
            Some(player) => Ok(Some(store::players::find(conn, player)?.name)),
            None => Ok(None),
        }
    });
    let name = found.await?.ok_or_else(spent)?.to_string();
    html(&LinkPage {
        page: viewer.page(format!("Open as {name}?")),
        instead_of: viewer.me.as_ref().map(|me| me.name.to_string()).filter(|other| *other != name),
        name,
        action: urls::open(&token),
        next: query.page(),
    })
}

/// `POST /open/{token}`
pub async fn open(
    app: Data<App>,
    // Takes a cookie away that opens nothing any more.
    _viewer: Viewer,
    session: Session,
    request: HttpRequest,
    token: Path<String>,
    form: HtmlForm<NextForm>,
) -> Result<HttpResponse, WebError> {
    let (key, new) = sessions::prepare(&session, &request)?;
    match app.store.write(OpenPersonalLink { token: hash(&token)?, session: new }).await {
        Ok(_) => {
            sessions::begin(&session, &key)?;
            Ok(redirect_with(Notice::Remembered, form.page()))
        }
        Err(PersonalLinkError::Spent | PersonalLinkError::HasAccount) => Err(spent()),
        Err(PersonalLinkError::Disabled) => Err(disabled()),
        Err(PersonalLinkError::Query(error)) => Err(error.into()),
    }
}

fn hash(token: &str) -> Result<SecretHash, WebError> {
    Secret::parse(token).map(|secret| secret.hash()).map_err(|_| spent())
}

fn spent() -> WebError {
    WebError::Gone("This link was replaced by a newer one, taken back, or is too old. Its owner can make another one.")
}

fn disabled() -> WebError {
    WebError::Refused("This player is disabled. Ask an admin of this site.".to_owned())
}
