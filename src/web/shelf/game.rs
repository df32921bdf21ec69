//! A game's page, kept ready for everybody.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::age::{Age, Asking};
use super::copies::Copies;
use super::home::logged;
use super::opening::Frame;
use super::people::Known;
use super::stitched::{Effort, Stitched};
use super::until::next_change;
use crate::domain::team_sheet::{Audience, SharedSheet};
use crate::store::site::Site;
use crate::store::{QueryResult, Store};
use crate::types::{GameId, PlayerId, Role, Timestamp, WhoJoins};
use crate::web::layout::nav_html;
use crate::web::viewer::{CUT, Cuts, Mailbox};
use crate::web::{App, Me, Notice, Viewer, games, site, urls};

/// A game's page as it was at one moment; empty where visitors don't find it.
pub struct GamePages {
    age: Age,
    until: Timestamp,
    game: GameId,
    shown: Option<Shown>,
}

struct Shown {
    sheet: SharedSheet,
    site: Arc<Site>,
    visitors: OnceLock<Option<Copies>>,
    signed_in: Mutex<HashMap<Reader, Arc<Pieces>>>,
}

/// For whom a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Reader {
    /// All who have nothing to do with the game, and whom letters reach alike.
    Others(Mailbox),
    /// One player.
    Own(PlayerId),
}

/// The page of somebody signed in, but for its opening.
struct Pieces {
    frame: Frame,
    stitched: Stitched,
}

impl GamePages {
    /// Reads the page of `game`.
    pub async fn read(store: &Store, game: GameId) -> QueryResult<Self> {
        let age = Age::of_what_is_read_now(store);
        let found = store.read(move |conn| SharedSheet::read(conn, game)).await?;
        let shown = found.map(|(sheet, site)| Shown {
            sheet,
            site: Arc::new(site.unwrap_or_else(site::before_set_up)),
            visitors: OnceLock::new(),
            signed_in: Mutex::default(),
        });
        let gears = shown.as_ref().map(|shown| shown.site.gears).unwrap_or_default();
        let until = next_change(shown.iter().map(|shown| &shown.sheet.base().game), gears, age.made_for);
        // Who waits only until then is told on their page when it is over.
        let entries = shown.iter().flat_map(|shown| &shown.sheet.base().entries);
        let hear_by = entries.filter_map(|entry| entry.registration.hear_by).map(|by| by.plus(1));
        let until = hear_by.filter(|by| *by > age.made_for).fold(until, Timestamp::min);
        Ok(Self { age, until, game, shown })
    }

    /// Whether it is true for `asking`.
    pub fn is_true_for(&self, asking: Asking, store: &Store) -> bool {
        self.age.is_true_for(asking, store.changes(), self.until, [self.game])
    }

    /// Whether visitors find the game.
    pub fn is_found(&self) -> bool {
        self.shown.is_some()
    }

    /// The page of every visitor, if there is one.
    pub fn for_visitors(&self, app: &App) -> Option<&Copies> {
        let shown = self.shown.as_ref()?;
        let made = shown.visitors.get_or_init(|| {
            let viewer = self.viewer(None, shown, Cuts::Nowhere);
            logged(games::shared_html(app, &viewer, shown.sheet.base().clone())).map(Copies::new)
        });
        made.as_ref()
    }

    /// The page of somebody signed in, as one gzip member, with the bytes that are newly kept for it. `None` where it
    /// is for the ordinary handler.
    pub fn for_player(&self, app: &App, known: &Known, notice: Option<Notice>) -> Option<(Vec<u8>, usize)> {
        let shown = self.shown.as_ref()?;
        let (pieces, kept) = self.pieces(app, shown, known)?;
        let nav = known
            .nav_game
            .get_or_init(|| logged(nav_html(&self.viewer(Some(known), shown, Cuts::Frame))).unwrap_or_default());
        let opening = pieces.frame.opening(nav, notice)?;
        Some((pieces.stitched.page(&opening, &[])?, kept))
    }

    fn viewer(&self, known: Option<&Known>, shown: &Shown, cuts: Cuts) -> Viewer {
        let me = known.map(|known| Me::new(known.viewing.clone(), &shown.site, known.token.clone()));
        Viewer::new(me, Arc::clone(&shown.site), self.age.made_for, &urls::game(self.game), cuts)
    }

    fn pieces(&self, app: &App, shown: &Shown, known: &Known) -> Option<(Arc<Pieces>, usize)> {
        let viewing = &known.viewing;
        let audience = shown.sheet.audience(viewing.player_id, viewing.role == Role::Admin)?;
        // Who lacks what the game asks for is told so.
        let lacks_something = match shown.sheet.base().game.asks_for(shown.site.who_joins) {
            WhoJoins::Anyone => false,
            WhoJoins::Accounts => !viewing.has_account,
            WhoJoins::Confirmed => !viewing.is_confirmed,
        };
        let is_own = audience == Audience::Own || viewing.time_zone.is_some() || lacks_something;
        let reader = match is_own {
            true => Reader::Own(viewing.player_id),
            false => Reader::Others(Mailbox::of(viewing)),
        };
        let kept = || shown.signed_in.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pieces) = kept().get(&reader).cloned() {
            return Some((pieces, 0));
        }
        let sheet = shown.sheet.of(viewing.player_id, viewing.role == Role::Admin);
        let html = logged(games::shared_html(app, &self.viewer(Some(known), shown, Cuts::Frame), sheet))?;
        let parts: Vec<&str> = html.split(CUT).collect();
        let (frame, rest) = Frame::of(&parts)?;
        let effort = if is_own { Effort::Some } else { Effort::Best };
        let stitched = Stitched::new(frame.head, rest, "", effort)?;
        let size = stitched.size();
        let pieces = Arc::new(Pieces { frame: frame.kept(), stitched });
        kept().insert(reader, Arc::clone(&pieces));
        Some((pieces, size))
    }
}
