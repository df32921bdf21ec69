//! Pages kept ready: what everybody asks for is rendered and compressed once, and served as bytes until it changes.
//!
//! The first page of the upcoming games and the pages of games. Visitors get whole pages with an ETag; the signed in get
//! pieces of the same, put together with what is their own. Whatever else is asked goes to the ordinary handlers.

mod age;
mod answers;
mod asked;
mod copies;
mod fresh;
mod game;
mod home;
mod opening;
mod people;
mod stitched;
mod until;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use actix_web::{Error, HttpResponse};

use super::{App, sessions};
use crate::domain::sessions::NoteSeen;
use crate::store::{QueryResult, Store, quiet};
use crate::types::GameId;
use age::Asking;
pub use asked::cookie;
use asked::{Asked, Wanted};
use fresh::Fresh;
use game::GamePages;
use home::Home;
pub use people::{Known, People};

/// Games whose pages are kept.
const MOST_GAMES: usize = 512;
/// Bytes of pages that are kept for single players.
const MOST_BYTES: usize = 24 << 20;

/// What is kept ready.
#[derive(Default)]
pub struct Shelf {
    home: Fresh<Home>,
    games: Mutex<HashMap<GameId, Arc<Fresh<GamePages>>>>,
    bytes: AtomicUsize,
    /// The database did not answer when a page was last read.
    is_cut_off: AtomicBool,
}

/// Middleware, the outermost: answers what is kept ready, and passes on everything else.
pub async fn serve<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, Bytes>>, Error> {
    let app = request.app_data::<Data<App>>().cloned();
    let answer = match &app {
        Some(app) => {
            match Asked::of(request.request(), sessions::cookie_name(app.settings.is_https()), &app.instance) {
                Some(asked) => answer(app, &asked).await,
                None => None,
            }
        }
        None => None,
    };
    match answer {
        Some(answer) => Ok(request.into_response(answer).map_into_right_body()),
        None => Ok(next.call(request).await?.map_into_left_body()),
    }
}

/// The answer to `asked`; `None` where it is for the ordinary handlers.
async fn answer(app: &App, asked: &Asked<'_>) -> Option<HttpResponse<Bytes>> {
    match asked.session {
        Some(session) => to_player(app, asked, session).await,
        // What was just done is said once, to one.
        None if asked.notice.is_some() => None,
        None => to_visitor(app, asked).await,
    }
}

async fn to_visitor(app: &App, asked: &Asked<'_>) -> Option<HttpResponse<Bytes>> {
    let (shelf, secure) = (&app.shelf, app.settings.is_https());
    match asked.page {
        Wanted::Home => {
            let home = shelf.home(&app.store, asked).await?;
            answers::shared(home.for_visitors()?, asked, secure)
        }
        Wanted::Game(game) => {
            let pages = shelf.game(&app.store, asked, game).await?;
            answers::shared(pages.for_visitors(app)?, asked, secure)
        }
    }
}

async fn to_player(app: &App, asked: &Asked<'_>, session: &str) -> Option<HttpResponse<Bytes>> {
    if !asked.takes_gzip {
        return None;
    }
    let known = match app.people.find(session, asked.wrote_elsewhere).await {
        Ok(known) => known?,
        // While the database is away: as they were known last.
        Err(error) => app.people.last(session).filter(|_| error.is_passing())?,
    };
    let (known, renewal) = seen(app, session, known).await;
    let page = match asked.page {
        Wanted::Home => app.shelf.home(&app.store, asked).await?.for_player(&known, asked.notice)?,
        Wanted::Game(game) => {
            let (page, kept) = app.shelf.game(&app.store, asked, game).await?.for_player(app, &known, asked.notice)?;
            app.shelf.note_kept(kept);
            page
        }
    };
    Some(answers::own(page, asked, renewal, app.settings.is_https()))
}

/// Notes a visit once an hour; the session then lives on from there, and the browser hears of it.
async fn seen(app: &App, session: &str, known: Arc<Known>) -> (Arc<Known>, Option<String>) {
    let now = app.store.now();
    // While the database is away, a visit can wait for the next page.
    if now.since(known.viewing.seen_at) < sessions::TOUCH_AFTER || !app.store.changes().are_heard() {
        return (known, None);
    }
    match app.store.write(NoteSeen { session: known.token.clone() }).await {
        Ok(()) => {
            let cookie = sessions::renewed_cookie(session, app.settings.is_https());
            (app.people.note_seen(session, &known, now), Some(cookie))
        }
        Err(error) => {
            quiet::warn(format!("a visit could not be noted: {error}"));
            (known, None)
        }
    }
}

impl Shelf {
    /// The upcoming games as they are now, or as they were last while the database is away.
    async fn home(&self, store: &Store, asked: &Asked<'_>) -> Option<Arc<Home>> {
        let asking = Asking::now(store, asked.wrote_elsewhere);
        let made = self.home.get(|home| home.is_true_for(asking, store), |before| Home::read(store, before)).await;
        self.made_or_kept(made, &self.home)
    }

    /// The page of `game`, likewise.
    async fn game(&self, store: &Store, asked: &Asked<'_>, game: GameId) -> Option<Arc<GamePages>> {
        let (asking, kept) = (Asking::now(store, asked.wrote_elsewhere), self.kept(game));
        let made = kept.get(|pages| pages.is_true_for(asking, store), |_| GamePages::read(store, game)).await;
        let made = self.made_or_kept(made, &kept);
        if !made.as_ref().is_some_and(|pages| pages.is_found()) {
            // Addresses that somebody tries out take no room.
            self.games.lock().unwrap_or_else(PoisonError::into_inner).remove(&game);
        }
        made
    }

    /// What was made; or what was kept, while the database that could say better is away.
    fn made_or_kept<T>(&self, made: QueryResult<Arc<T>>, kept: &Fresh<T>) -> Option<Arc<T>> {
        match made {
            Ok(made) => {
                if !kept.is_failing() && self.is_cut_off.swap(false, Ordering::Relaxed) {
                    log::info!("pages are read again");
                }
                Some(made)
            }
            Err(error) => {
                if !self.is_cut_off.swap(true, Ordering::Relaxed) {
                    log::warn!("pages can't be read, so those that were kept are shown: {error}");
                }
                kept.current().filter(|_| error.is_passing())
            }
        }
    }

    fn kept(&self, game: GameId) -> Arc<Fresh<GamePages>> {
        let mut games = self.games.lock().unwrap_or_else(PoisonError::into_inner);
        if games.len() >= MOST_GAMES && !games.contains_key(&game) {
            games.clear();
        }
        Arc::clone(games.entry(game).or_default())
    }

    /// Counts what is kept for single players; past the limit all games are made anew when they are asked for.
    fn note_kept(&self, bytes: usize) {
        if bytes > 0 && self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes > MOST_BYTES {
            self.games.lock().unwrap_or_else(PoisonError::into_inner).clear();
            self.bytes.store(0, Ordering::Relaxed);
        }
    }
}
