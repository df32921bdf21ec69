//! Venues: the list, a new one, one of them.

use std::collections::HashMap;

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use askama::Template;
use serde::Deserialize;

use super::{not_an_organizer, only_posting};
use crate::domain::venues::{AddVenue, EditVenue, RetireVenue, VenueError, run_venue};
use crate::store;
use crate::store::venues::{Venue, VenueFields};
use crate::types::numbers::plural;
use crate::types::{Address, VenueId, VenueName, Zone};
use crate::web::{
    App, FieldErrors, HtmlForm, HtmlQuery, Notice, OrganizerIn, Page, WebError, html, html_as, redirect_with, urls,
};

/// Venues on one page of the list.
const PAGE: i64 = 50;
/// No list is so long that anybody pages further.
const LAST_PAGE: i64 = 10_000;

/// The form of a venue exactly as the browser sent it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct VenueForm {
    name: String,
    address: String,
    time_zone: String,
}

impl VenueForm {
    /// Checks every field before answering.
    fn parse(&self) -> Result<VenueFields, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.check("name", VenueName::parse(&self.name));
        let address = errors.check("address", Address::parse(&self.address));
        let time_zone = errors.check("time_zone", Zone::parse(&self.time_zone));
        match (name, address, time_zone) {
            (Some(name), Some(address), Some(time_zone)) => Ok(VenueFields { name, address, time_zone }),
            _ => Err(errors),
        }
    }

    fn of(venue: &Venue) -> Self {
        Self {
            name: venue.name.to_string(),
            address: venue.address.to_string(),
            time_zone: venue.time_zone.to_string(),
        }
    }
}

/// Which page of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct VenuesQuery {
    page: String,
}

#[derive(Template)]
#[template(path = "organize/venues.html")]
struct VenuesPage<'a> {
    page: Page,
    venues: Vec<VenueRow>,
    form: &'a VenueForm,
    errors: FieldErrors,
    zones: Vec<&'static str>,
    earlier: Option<String>,
    later: Option<String>,
}

struct VenueRow {
    id: VenueId,
    name: String,
    details: String,
    games: String,
    is_retired: bool,
    may_edit: bool,
}

/// `GET /organize/venues`
pub async fn index(
    app: Data<App>,
    organizer: OrganizerIn,
    query: HtmlQuery<VenuesQuery>,
) -> Result<HttpResponse, WebError> {
    only_posting(&organizer)?;
    let form = VenueForm { time_zone: organizer.site.time_zone.to_string(), ..VenueForm::default() };
    let number = query.page.parse::<i64>().unwrap_or(1).clamp(1, LAST_PAGE);
    html(&page(&app, &organizer, &form, FieldErrors::default(), number).await?)
}

/// `POST /organize/venues`
pub async fn create(
    app: Data<App>,
    organizer: OrganizerIn,
    form: HtmlForm<VenueForm>,
) -> Result<HttpResponse, WebError> {
    only_posting(&organizer)?;
    let fields = match form.parse() {
        Ok(fields) => fields,
        Err(errors) => {
            let page = page(&app, &organizer, &form, errors, 1).await?;
            return html_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    app.store.write(AddVenue { fields, by: organizer.player }).await?;
    Ok(redirect_with(Notice::VenueAdded, urls::VENUES))
}

async fn page<'a>(
    app: &App,
    organizer: &OrganizerIn,
    form: &'a VenueForm,
    errors: FieldErrors,
    number: i64,
) -> Result<VenuesPage<'a>, WebError> {
    let now = organizer.now;
    let found = app.store.read(move |conn| {
        let venues = store::venues::page(conn, (number - 1) * PAGE, PAGE + 1)?;
        let ids: Vec<VenueId> = venues.iter().map(|venue| venue.id).collect();
        Ok::<_, WebError>((store::venues::games_ahead(conn, &ids, now)?, venues))
    });
    let (ahead, venues) = found.await?;
    let ahead: HashMap<VenueId, i64> = ahead.into_iter().collect();
    let has_more = venues.len() as i64 > PAGE;
    let rows = venues.iter().take(PAGE as usize);
    Ok(VenuesPage {
        page: organizer.page("Venues"),
        venues: rows.map(|venue| VenueRow::of(venue, ahead.get(&venue.id).copied(), organizer)).collect(),
        form,
        errors,
        zones: Zone::all().collect(),
        earlier: (number > 1).then(|| format!("{}?page={}", urls::VENUES, number - 1)),
        later: has_more.then(|| format!("{}?page={}", urls::VENUES, number + 1)),
    })
}

impl VenueRow {
    fn of(venue: &Venue, games: Option<i64>, organizer: &OrganizerIn) -> Self {
        let details = [venue.address.as_str(), venue.time_zone.name()];
        Self {
            id: venue.id,
            name: venue.name.to_string(),
            details: details.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
            games: games.map(|games| format!("{} ahead", plural(games, "game"))).unwrap_or_default(),
            is_retired: venue.retired_at.is_some(),
            may_edit: organizer.me.role.is_admin() || venue.created_by == Some(organizer.player),
        }
    }
}

#[derive(Template)]
#[template(path = "organize/venue.html")]
struct VenuePage<'a> {
    page: Page,
    venue: VenueId,
    name: String,
    reach: String,
    is_retired: bool,
    form: &'a VenueForm,
    errors: FieldErrors,
    zones: Vec<&'static str>,
}

/// `GET /organize/venues/{venue}`
pub async fn edit(app: Data<App>, organizer: OrganizerIn, venue: Path<VenueId>) -> Result<HttpResponse, WebError> {
    let (venue, games) = find(&app, &organizer, *venue).await?;
    html(&venue_page(&organizer, &venue, games, &VenueForm::of(&venue), FieldErrors::default()))
}

/// `POST /organize/venues/{venue}`
pub async fn update(
    app: Data<App>,
    organizer: OrganizerIn,
    venue: Path<VenueId>,
    form: HtmlForm<VenueForm>,
) -> Result<HttpResponse, WebError> {
    let (venue, games) = find(&app, &organizer, *venue).await?;
    let fields = match form.parse() {
        Ok(fields) => fields,
        Err(errors) => {
            let page = venue_page(&organizer, &venue, games, &form, errors);
            return html_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    app.store.write(EditVenue { venue: venue.id, fields, by: organizer.player }).await?;
    Ok(redirect_with(Notice::VenueSaved, urls::VENUES))
}

/// `POST /organize/venues/{venue}/retire`
pub async fn retire(app: Data<App>, organizer: OrganizerIn, venue: Path<VenueId>) -> Result<HttpResponse, WebError> {
    app.store.write(RetireVenue { venue: *venue, retired: true, by: organizer.player }).await?;
    Ok(redirect_with(Notice::VenueRetired, urls::VENUES))
}

/// `POST /organize/venues/{venue}/restore`
pub async fn restore(app: Data<App>, organizer: OrganizerIn, venue: Path<VenueId>) -> Result<HttpResponse, WebError> {
    app.store.write(RetireVenue { venue: *venue, retired: false, by: organizer.player }).await?;
    Ok(redirect_with(Notice::VenueRestored, urls::VENUES))
}

/// The venue, and how many games are ahead there.
async fn find(app: &App, organizer: &OrganizerIn, venue: VenueId) -> Result<(Venue, i64), WebError> {
    let (player, now) = (organizer.player, organizer.now);
    let found = app.store.read(move |conn| {
        let venue = run_venue(conn, venue, player)?;
        let games = store::venues::games_ahead(conn, &[venue.id], now)?;
        Ok::<_, VenueError>((venue, games.first().map_or(0, |(_, games)| *games)))
    });
    Ok(found.await?)
}

fn venue_page<'a>(
    organizer: &OrganizerIn,
    venue: &Venue,
    games: i64,
    form: &'a VenueForm,
    errors: FieldErrors,
) -> VenuePage<'a> {
    VenuePage {
        page: organizer.page(venue.name.as_str()),
        venue: venue.id,
        name: venue.name.to_string(),
        reach: reach(games),
        is_retired: venue.retired_at.is_some(),
        form,
        errors,
        zones: Zone::all().collect(),
    }
}

/// What a change does to the games that are planned here.
fn reach(games: i64) -> String {
    match games {
        0 => "No game is planned here.".to_owned(),
        1 => "1 game is planned here. A change is on its timeline, and everybody in it is told. In another time zone \
              it keeps the time on the clock."
            .to_owned(),
        more => format!(
            "{more} games are planned here. A change is on their timelines, and everybody in them is told. In another \
             time zone they keep the time on the clock."
        ),
    }
}

impl From<VenueError> for WebError {
    fn from(error: VenueError) -> Self {
        match error {
            VenueError::NotFound => Self::NotFound,
            VenueError::NotYours => Self::Forbidden("Only who added this venue and admins can change it."),
            VenueError::NotAnOrganizer => not_an_organizer(),
            VenueError::Query(error) => error.into(),
        }
    }
}
