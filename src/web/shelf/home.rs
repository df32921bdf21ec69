//! The first page of the upcoming games, kept ready for everybody.

use std::sync::{Arc, OnceLock};

use askama::Template;

use super::age::{Age, Asking};
use super::copies::Copies;
use super::opening::Frame;
use super::people::Known;
use super::stitched::{Effort, Filling, Stitched};
use super::until::next_change;
use crate::domain::upcoming::Upcoming;
use crate::store::games::Game;
use crate::store::site::Site;
use crate::store::{QueryResult, Store};
use crate::types::Timestamp;
use crate::web::cards::Standing;
use crate::web::layout::nav_html;
use crate::web::viewer::{CUT, Cuts};
use crate::web::{Me, Notice, Viewer, WebError, list_page, site, urls};

/// The page as it was at one moment.
pub struct Home {
    age: Age,
    until: Timestamp,
    upcoming: Upcoming,
    site: Arc<Site>,
    visitors: OnceLock<Option<Copies>>,
    signed_in: OnceLock<Option<Pieces>>,
}

/// The page of the signed in, but for what is each one's own.
struct Pieces {
    frame: Frame,
    stitched: Stitched,
}

/// What a game says to somebody who has nothing to do with it.
const NOTHING: Standing = Standing { attribute: "none", words: None };

#[derive(Template)]
#[template(path = "games/mine.html")]
struct MineLine {
    mine: Standing,
}

impl Home {
    /// Reads the page; what is known from `before` is not read again.
    pub async fn read(store: &Store, before: Option<Arc<Self>>) -> QueryResult<Self> {
        let age = Age::of_what_is_read_now(store);
        let (now, reading) = (age.made_for, store.clone());
        let upcoming = store.read(move |conn| {
            let changes = reading.changes();
            match before.filter(|before| before.age.knows_what_changed(changes)) {
                Some(before) => {
                    let has_changed = |game| before.age.has_changed(changes, game);
                    Upcoming::read(conn, Some((&before.upcoming, &has_changed)), now)
                }
                None => Upcoming::read(conn, None, now),
            }
        });
        let upcoming: Upcoming = upcoming.await?;
        let site = Arc::new(upcoming.site.clone().unwrap_or_else(site::before_set_up));
        let until = next_change(games(&upcoming), site.gears, now);
        Ok(Self { age, until, upcoming, site, visitors: OnceLock::new(), signed_in: OnceLock::new() })
    }

    /// Whether it is true for `asking`.
    pub fn is_true_for(&self, asking: Asking, store: &Store) -> bool {
        self.age.is_true_for(asking, store.changes(), self.until, games(&self.upcoming).map(|game| game.id))
    }

    /// The page of every visitor.
    pub fn for_visitors(&self) -> Option<&Copies> {
        let made = self.visitors.get_or_init(|| {
            let viewer = Viewer::new(None, Arc::clone(&self.site), self.age.made_for, urls::HOME, Cuts::Nowhere);
            logged(list_page::upcoming_html(&self.upcoming, &viewer)).map(Copies::new)
        });
        made.as_ref()
    }

    /// The page of somebody signed in, as one gzip member. `None` where it is not made of pieces.
    pub fn for_player(&self, known: &Known, notice: Option<Notice>) -> Option<Vec<u8>> {
        let pieces = self.signed_in.get_or_init(|| self.pieces(known)).as_ref()?;
        let player = known.viewing.player_id;
        let fillings = self.upcoming.standings(player).filter_map(|(gap, standing)| {
            let game = &self.upcoming.listing.games.get(gap)?.game;
            let mine = Standing::of(Some(&standing), game, self.age.made_for);
            Some(Filling { gap, text: MineLine { mine }.render().ok()? })
        });
        let fillings: Vec<Filling> = fillings.collect();
        let opening = pieces.frame.opening(known.nav_home.get_or_init(|| self.nav(known)), notice)?;
        pieces.stitched.page(&opening, &fillings)
    }

    fn nav(&self, known: &Known) -> String {
        logged(nav_html(&self.viewer(known))).unwrap_or_default()
    }

    fn viewer(&self, known: &Known) -> Viewer {
        let me = Me::new(known.viewing.clone(), &self.site, known.token.clone());
        Viewer::new(Some(me), Arc::clone(&self.site), self.age.made_for, urls::HOME, Cuts::FrameAndGames)
    }

    fn pieces(&self, anybody: &Known) -> Option<Pieces> {
        // What an empty list says depends on who reads it.
        games(&self.upcoming).next()?;
        let html = logged(list_page::upcoming_html(&self.upcoming, &self.viewer(anybody)))?;
        let parts: Vec<&str> = html.split(CUT).collect();
        let (frame, rest) = Frame::of(&parts)?;
        let unfilled = MineLine { mine: NOTHING }.render().ok()?;
        let stitched = Stitched::new(frame.head, rest, &unfilled, Effort::Best)?;
        Some(Pieces { frame: frame.kept(), stitched })
    }
}

fn games(upcoming: &Upcoming) -> impl Iterator<Item = &Game> {
    upcoming.listing.games.iter().map(|listed| &listed.game)
}

/// A page that can't be rendered is a defect: it is logged, and the ordinary handler answers with the error.
pub fn logged<T>(made: Result<T, WebError>) -> Option<T> {
    made.inspect_err(|error| log::error!("a page could not be kept ready: {error}")).ok()
}
