//! The calendar of one's own games: its secret address is made, replaced and taken back here.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use super::Address;
use crate::domain::calendar::{EndOwn, MakeOwn, OwnError};
use crate::store;
use crate::types::Secret;
use crate::web::words::moment_with_date;
use crate::web::{App, Notice, Page, SignedIn, WebError, html, redirect_with, urls};

#[derive(Template)]
#[template(path = "calendar/own.html")]
struct OwnPage {
    page: Page,
    /// Since when there is an address.
    since: Option<String>,
    /// The address, on the one answer that shows it.
    address: Option<Address>,
}

/// `GET /me/calendar`
pub async fn show(app: Data<App>, viewer: SignedIn) -> Result<HttpResponse, WebError> {
    page(&app, &viewer, None).await
}

/// `POST /me/calendar`: shows the address on this one answer, and nowhere again.
pub async fn create(app: Data<App>, viewer: SignedIn) -> Result<HttpResponse, WebError> {
    let secret = Secret::new().map_err(|_| WebError::Internal("no random numbers"))?;
    match app.store.write(MakeOwn { player: viewer.player, token: secret.hash() }).await {
        Ok(()) => page(&app, &viewer, Some(Address::of(&app, &urls::own_calendar(secret.reveal())))).await,
        Err(OwnError::Gone) => Err(WebError::SignIn { next: urls::OWN_CALENDAR.to_owned() }),
        Err(OwnError::Query(error)) => Err(error.into()),
    }
}

/// `POST /me/calendar/revoke`
pub async fn destroy(app: Data<App>, viewer: SignedIn) -> Result<HttpResponse, WebError> {
    app.store.write(EndOwn { player: viewer.player }).await?;
    Ok(redirect_with(Notice::CalendarEnded, urls::OWN_CALENDAR))
}

async fn page(app: &App, viewer: &SignedIn, address: Option<Address>) -> Result<HttpResponse, WebError> {
    let player = viewer.player;
    let made_at = app.store.read(move |conn| store::calendars::made_at(conn, player)).await?;
    let zone = viewer.me.time_zone.as_ref().unwrap_or(&viewer.site.time_zone);
    html(&OwnPage {
        page: viewer.page("My games in my calendar"),
        since: made_at.map(|at| moment_with_date(at, zone, viewer.now)),
        address,
    })
}
