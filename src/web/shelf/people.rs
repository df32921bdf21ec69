//! Who is signed in, kept at hand: the session's cookie and everything that pages say of its player.
//!
//! What is kept is believed as long as nothing was written that could change it, and the note of the last visit is
//! younger than an hour. Many who ask at once are asked of the database together.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use actix_web::cookie::{Cookie, CookieJar, Key};
use tokio::sync::oneshot;

use crate::store::sessions::Viewing;
use crate::store::{QueryError, QueryResult, Store, quiet};
use crate::types::{Secret, SecretHash, Timestamp};

/// Sessions kept at most; beyond it all are looked up again.
const MOST: usize = 50_000;
/// Sessions looked up in one question.
const TOGETHER: usize = 500;

/// One session as it was when it was looked up.
#[derive(Debug)]
pub struct Known {
    /// The hash of the session's key.
    pub token: SecretHash,
    /// Whom it signs in.
    pub viewing: Viewing,
    /// The generation that it is surely not older than.
    generation: u64,
    /// What the frame of the first page says of its player.
    pub nav_home: OnceLock<String>,
    /// What the frame of a game's page says.
    pub nav_game: OnceLock<String>,
}

/// The sessions that were asked for lately, by their cookies.
pub struct People {
    store: Store,
    cookie_name: &'static str,
    key: Key,
    known: RwLock<HashMap<Box<str>, Arc<Known>>>,
    asked: Arc<Mutex<Vec<Question>>>,
}

struct Question {
    token: SecretHash,
    answer: oneshot::Sender<Result<Option<Viewing>, ()>>,
}

impl People {
    /// Nobody is known yet.
    pub fn new(store: Store, cookie_name: &'static str, key: Key) -> Self {
        Self { store, cookie_name, key, known: RwLock::default(), asked: Arc::default() }
    }

    /// Who came with the cookie of this `value` when they were last looked up.
    pub fn last(&self, value: &str) -> Option<Arc<Known>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).get(value).cloned()
    }

    /// Who came with the cookie of this `value`, if that needs no question.
    fn at_hand(&self, value: &str) -> Option<Arc<Known>> {
        let changes = self.store.changes();
        let known = self.last(value)?;
        (changes.are_heard() && known.generation >= changes.of_everything()).then_some(known)
    }

    /// Who came with the cookie of this `value`: nobody where it opens nothing. Who has just written through another
    /// instance is looked up anew.
    pub async fn find(&self, value: &str, wrote_elsewhere: bool) -> QueryResult<Option<Arc<Known>>> {
        if let Some(known) = self.at_hand(value).filter(|_| !wrote_elsewhere) {
            return Ok(Some(known));
        }
        let Some(token) = self.token(value) else { return Ok(None) };
        let generation = self.store.changes().latest();
        let Some(viewing) = self.look_up(token.clone()).await? else {
            self.forget(value);
            return Ok(None);
        };
        let known = Known { token, viewing, generation, nav_home: OnceLock::new(), nav_game: OnceLock::new() };
        Ok(Some(self.keep(value, known)))
    }

    /// Notes that the session has just been used at `now`.
    pub fn note_seen(&self, value: &str, known: &Known, now: Timestamp) -> Arc<Known> {
        let seen = Known {
            token: known.token.clone(),
            viewing: Viewing { seen_at: now, ..known.viewing.clone() },
            generation: known.generation,
            nav_home: OnceLock::new(),
            nav_game: OnceLock::new(),
        };
        self.keep(value, seen)
    }

    /// What was kept of a session that is over.
    fn forget(&self, value: &str) {
        self.known.write().unwrap_or_else(PoisonError::into_inner).remove(value);
    }

    fn keep(&self, value: &str, known: Known) -> Arc<Known> {
        let known = Arc::new(known);
        let mut kept = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(value.into(), Arc::clone(&known));
        known
    }

    /// The hash of the key in a cookie that this site has signed.
    fn token(&self, value: &str) -> Option<SecretHash> {
        let cookie = Cookie::parse_encoded(format!("{}={value}", self.cookie_name)).ok()?.into_owned();
        let mut jar = CookieJar::new();
        jar.add_original(cookie);
        let key = jar.signed(&self.key).get(self.cookie_name)?;
        Secret::parse(key.value()).ok().map(|secret| secret.hash())
    }

    /// Asks the database, together with everybody who asks meanwhile.
    async fn look_up(&self, token: SecretHash) -> QueryResult<Option<Viewing>> {
        let (answer, outcome) = oneshot::channel();
        let is_first = {
            let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            asked.push(Question { token, answer });
            asked.len() == 1
        };
        if is_first {
            // On its own: whoever was first may hang up, and the others still want their answer.
            actix_web::rt::spawn(answer_together(self.store.clone(), Arc::clone(&self.asked)));
        }
        outcome.await.map_err(|_| QueryError::Stopped)?.map_err(|()| QueryError::Away)
    }
}

/// Answers all that were asked until now in one question.
async fn answer_together(store: Store, asked: Arc<Mutex<Vec<Question>>>) {
    // Those who ask in this moment come along.
    tokio::task::yield_now().await;
    let questions = std::mem::take(&mut *asked.lock().unwrap_or_else(PoisonError::into_inner));
    let tokens: Vec<SecretHash> = questions.iter().map(|question| question.token.clone()).collect();
    let now = store.now();
    let found = store.read(move |conn| {
        let mut found = HashMap::new();
        for some in tokens.chunks(TOGETHER) {
            found.extend(crate::store::sessions::find_viewings(conn, some, now)?);
        }
        Ok::<_, QueryError>(found)
    });
    let found = found.await;
    if let Err(error) = &found
        && !matches!(error, QueryError::Away)
    {
        quiet::warn(format!("sessions could not be looked up: {error}"));
    }
    for question in questions {
        let outcome = match &found {
            Ok(found) => Ok(found.get(&question.token).cloned()),
            Err(_) => Err(()),
        };
        // Who asked may have hung up.
        drop(question.answer.send(outcome));
    }
}
