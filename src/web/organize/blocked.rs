//! Who is kept out of my games, and of those in which I help.

use actix_web::{HttpResponse, web::Data};
use askama::Template;
use serde::Deserialize;

use crate::domain::blocks::{LiftBlock, answers_for};
use crate::store;
use crate::types::PlayerId;
use crate::web::{App, HtmlForm, Notice, OrganizerIn, Page, WebError, html, redirect_with, urls};

/// The most that are listed.
const MOST: i64 = 200;

#[derive(Template)]
#[template(path = "organize/blocked.html")]
struct BlockedPage {
    page: Page,
    blocked: Vec<Blocked>,
}

/// Somebody who is kept out.
struct Blocked {
    id: PlayerId,
    organizer: PlayerId,
    name: String,
    /// "Olga's games", where they are somebody else's.
    whose: Option<String>,
    since: String,
}

/// `GET /organize/blocked`
pub async fn index(app: Data<App>, organizer: OrganizerIn) -> Result<HttpResponse, WebError> {
    let player = organizer.player;
    let found = app.store.read(move |conn| {
        let organizers = answers_for(conn, player)?;
        store::blocks::of_organizers(conn, organizers.as_deref(), MOST)
    });
    let zone = &organizer.site.time_zone;
    let blocked = found.await?.into_iter().map(|block| Blocked {
        id: block.player.0,
        organizer: block.organizer.0,
        name: block.player.1.to_string(),
        whose: (block.organizer.0 != player).then(|| block.organizer.1.to_string()),
        since: zone.date(block.since).short_with_year(),
    });
    html(&BlockedPage { page: organizer.page("Blocked players"), blocked: blocked.collect() })
}

/// Who is let back, as the browser sent it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LiftForm {
    /// Their number.
    pub player: String,
    /// Whose games; one's own where it is empty.
    pub organizer: String,
}

/// `POST /organize/blocked`: lets somebody back.
pub async fn lift(app: Data<App>, organizer: OrganizerIn, form: HtmlForm<LiftForm>) -> Result<HttpResponse, WebError> {
    let by = organizer.player;
    let whose = if form.organizer.is_empty() { Ok(by) } else { PlayerId::parse(&form.organizer) };
    let lifted = match (PlayerId::parse(&form.player), whose) {
        (Ok(player), Ok(organizer)) => app.store.write(LiftBlock { organizer, player, by }).await?,
        (Err(_), _) | (_, Err(_)) => false,
    };
    let notice = if lifted { Notice::BlockLifted } else { Notice::NothingChanged };
    Ok(redirect_with(notice, urls::BLOCKED))
}
