//! Whom I keep out of my games.

use actix_web::{HttpResponse, web::Data};
use askama::Template;
use serde::Deserialize;

use crate::domain::blocks::LiftBlock;
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
    name: String,
    since: String,
}

/// `GET /organize/blocked`
pub async fn index(app: Data<App>, organizer: OrganizerIn) -> Result<HttpResponse, WebError> {
    let player = organizer.player;
    let found = app.store.read(move |conn| store::blocks::of_organizer(conn, player, MOST)).await?;
    let zone = &organizer.site.time_zone;
    let blocked = found.into_iter().map(|(id, name, since)| Blocked {
        id,
        name: name.to_string(),
        since: zone.date(since).short_with_year(),
    });
    html(&BlockedPage { page: organizer.page("Blocked players"), blocked: blocked.collect() })
}

/// Who is let back, as the browser sent it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LiftForm {
    /// Their number.
    pub player: String,
}

/// `POST /organize/blocked`: lets somebody back.
pub async fn lift(app: Data<App>, organizer: OrganizerIn, form: HtmlForm<LiftForm>) -> Result<HttpResponse, WebError> {
    let lifted = match PlayerId::parse(&form.player) {
        Ok(player) => app.store.write(LiftBlock { organizer: organizer.player, player }).await?,
        Err(_) => false,
    };
    let notice = if lifted { Notice::BlockLifted } else { Notice::NothingChanged };
    Ok(redirect_with(notice, urls::BLOCKED))
}
