//! Sessions: a signed cookie that carries a random key, and a row that knows the key's hash alone.
//!
//! The verbs that sign people in and out write the rows, in one transaction with what else they do; actix-session
//! moves the cookie.

use std::collections::HashMap;

use actix_session::{
    Session, SessionMiddleware,
    config::{CookieContentSecurity, PersistentSession},
    storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError},
};
use actix_web::{
    HttpRequest,
    cookie::{SameSite, time::Duration},
};

use super::{Settings, WebError, device};
use crate::{
    domain::sessions::{NewSession, NoteSeen, SESSION_LASTS},
    store::{Store, quiet},
    types::{Secret, SecretHash, Timestamp, time::HOUR},
};

/// How old the note of the last visit gets before it is written anew.
pub const TOUCH_AFTER: i64 = HOUR;

/// State entries: the hash of the key that came, the key of a session just begun, and a visit to note.
const TOKEN: &str = "token";
const KEY: &str = "key";
const SEEN: &str = "seen";

type State = HashMap<String, String>;

/// The session cookie's name: only a secure site may use the prefix that binds it to its host.
pub fn cookie_name(is_https: bool) -> &'static str {
    if is_https { "__Host-kickabout" } else { "kickabout" }
}

/// The Set-Cookie that lets the session cookie with this `value`, as it was sent, live on from now.
pub fn renewed_cookie(value: &str, is_https: bool) -> String {
    let secure = if is_https { "; Secure" } else { "" };
    format!("{}={value}; HttpOnly; SameSite=Lax{secure}; Path=/; Max-Age={SESSION_LASTS}", cookie_name(is_https))
}

/// The middleware that reads and sets the session cookie.
pub fn middleware(store: Store, settings: &Settings) -> SessionMiddleware<SessionRows> {
    let lifetime = Duration::seconds(SESSION_LASTS);
    SessionMiddleware::builder(SessionRows(store), settings.cookie_key.key())
        .cookie_name(cookie_name(settings.is_https()).to_owned())
        .cookie_secure(settings.is_https())
        .cookie_http_only(true)
        .cookie_same_site(SameSite::Lax)
        .cookie_content_security(CookieContentSecurity::Signed)
        .session_lifecycle(PersistentSession::default().session_ttl(lifetime))
        .build()
}

/// Whether a key came with the request, whether or not it opens anything.
pub fn has_token(session: &Session) -> bool {
    session.entries().contains_key(TOKEN)
}

/// The hash of the key that came with the request, whether or not it opens anything.
pub fn token(session: &Session) -> Option<SecretHash> {
    let text: String = session.get(TOKEN).ok().flatten()?;
    Secret::parse(&text).ok().map(|secret| secret.hash())
}

/// A key for a browser about to be signed in, and the session that its hash opens; the browser's old one ends.
pub fn prepare(session: &Session, request: &HttpRequest) -> Result<(Secret, NewSession), WebError> {
    let key = Secret::new().map_err(|error| {
        log::error!("the system gave no randomness: {error}");
        WebError::Internal("a session key could not be made")
    })?;
    let new = NewSession { token: key.hash(), device: device::of(request), replaces: token(session) };
    Ok((key, new))
}

/// Hands the browser the key of a session whose row has been written; the old cookie is replaced.
pub fn begin(session: &Session, key: &Secret) -> Result<(), WebError> {
    session.renew();
    session.insert(KEY, key.reveal()).map_err(|_| WebError::Internal("a session key could not be set"))
}

/// Takes the cookie from the browser; the row has been deleted.
pub fn end(session: &Session) {
    session.purge();
}

/// Notes a visit when the answer leaves, and lets the cookie live on from there.
pub fn touch(session: &Session, now: Timestamp) {
    if let Err(error) = session.insert(SEEN, now.second()) {
        log::warn!("a visit could not be noted: {error}");
    }
}

/// The `sessions` table behind actix-session.
///
/// Loading asks nothing: who a key belongs to is read together with the player, when a handler asks who is looking.
pub struct SessionRows(Store);

impl SessionStore for SessionRows {
    async fn load(&self, key: &SessionKey) -> Result<Option<State>, LoadError> {
        Ok(entry(TOKEN, key.as_ref()).map(|entry| State::from([entry])))
    }

    async fn save(&self, state: State, _: &Duration) -> Result<SessionKey, SaveError> {
        let key: String = state.get(KEY).and_then(|key| serde_json::from_str(key).ok()).unwrap_or_default();
        SessionKey::try_from(key).map_err(|error| SaveError::Other(error.into()))
    }

    async fn update(&self, key: SessionKey, state: State, _: &Duration) -> Result<SessionKey, UpdateError> {
        if state.contains_key(SEEN)
            && let Ok(secret) = Secret::parse(key.as_ref())
        {
            // The page is ready; a visit that could not be noted is noted at the next one.
            if let Err(error) = self.0.write(NoteSeen { session: secret.hash() }).await {
                quiet::warn(format!("a visit could not be noted: {error}"));
            }
        }
        Ok(key)
    }

    async fn update_ttl(&self, _: &SessionKey, _: &Duration) -> Result<(), anyhow::Error> {
        Ok(())
    }

    async fn delete(&self, _: &SessionKey) -> Result<(), anyhow::Error> {
        Ok(())
    }
}

fn entry(name: &str, value: &str) -> Option<(String, String)> {
    serde_json::to_string(value).ok().map(|value| (name.to_owned(), value))
}
