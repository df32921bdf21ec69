//! The calendar of one's own games: its secret address is made, replaced and taken back here.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;
use serde::Deserialize;

use super::Address;
use crate::domain::calendar::{EndOwn, MakeOwn, OwnError};
use crate::store;
use crate::types::{Secret, Timestamp};
use crate::web::words::moment_with_date;
use crate::web::{App, HtmlForm, Notice, Page, SignedIn, WebError, html, redirect_with, urls};

#[derive(Template)]
#[template(path = "calendar/own.html")]
struct OwnPage {
    page: Page,
    /// The address there is.
    made: Option<Made>,
    /// The address, on the one answer that shows it.
    address: Option<Address>,
}

/// An address that was made.
struct Made {
    /// When, for the form that replaces it.
    at: i64,
    /// The same in words.
    since: String,
}

/// Which address the player wants replaced, in seconds since 1970; empty where they know of none.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct MakeForm {
    replaces: String,
}

/// `GET /me/calendar`
pub async fn show(app: Data<App>, viewer: SignedIn) -> Result<HttpResponse, WebError> {
    page(&app, &viewer, None).await
}

/// `POST /me/calendar`: shows the address on this one answer, and nowhere again. Sent once more, it replaces nothing: what
/// was just subscribed to stays.
pub async fn create(app: Data<App>, viewer: SignedIn, form: HtmlForm<MakeForm>) -> Result<HttpResponse, WebError> {
    let secret = Secret::new().map_err(|_| WebError::Internal("no random numbers"))?;
    let replaces = form.replaces.parse().ok().map(Timestamp::from_second);
    match app.store.write(MakeOwn { player: viewer.player, token: secret.hash(), replaces }).await {
        Ok(()) => page(&app, &viewer, Some(Address::of(&app, &urls::own_calendar(secret.reveal())))).await,
        Err(OwnError::Other) => Ok(redirect_with(Notice::CalendarKept, urls::OWN_CALENDAR)),
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
        made: made_at.map(|at| Made { at: at.second(), since: moment_with_date(at, zone, viewer.now) }),
        address,
    })
}
