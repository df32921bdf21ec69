//! A series is made; its games are listed.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use askama::Template;

use super::choices::Choices;
use super::game_form::GameForm;
use super::posting::fresh;
use super::rows::GameRow;
use super::series_form::{SeriesForm, add_mistakes};
use super::{key_of, new_key, not_an_organizer, only_posting};
use crate::domain::series::{CreateSeries, SeriesError, run_series};
use crate::store::games::Game;
use crate::store::{self, series::Series};
use crate::types::numbers::plural;
use crate::types::{GameCount, GameId, LinkKey, SeriesId};
use crate::web::{App, FieldErrors, HtmlForm, Notice, OrganizerIn, Page, WebError, html, html_as, redirect_with, urls};

#[derive(Template)]
#[template(path = "organize/series_new.html")]
struct NewSeriesPage<'a> {
    page: Page,
    series: &'a SeriesForm,
    form: &'a GameForm,
    choices: &'a Choices,
    errors: FieldErrors,
    place_hint: String,
    price_label: String,
    clock_note: Option<String>,
    more_is_open: bool,
}

/// `GET /organize/series/new`
pub async fn new(app: Data<App>, organizer: OrganizerIn) -> Result<HttpResponse, WebError> {
    only_posting(&organizer)?;
    let (choices, game) = fresh(&app, &organizer).await?;
    // A series says in days when each of its games opens.
    let form = SeriesForm { game: game.at_once(), count: GameCount::default().to_string(), ..SeriesForm::default() };
    html(&page(&organizer, &form, &choices, FieldErrors::default()))
}

/// `POST /organize/series`
pub async fn create(
    app: Data<App>,
    organizer: OrganizerIn,
    form: HtmlForm<SeriesForm>,
) -> Result<HttpResponse, WebError> {
    only_posting(&organizer)?;
    let (now, mails_links) = (organizer.now, app.settings.mails_links());
    let choices = app.store.read(move |conn| Choices::read(conn, None, mails_links, now)).await?;
    let draft = match form.parse(&choices) {
        Ok(draft) => draft,
        Err(errors) => return again(&organizer, &form, &choices, errors),
    };
    let keys = keys(&form.game.key)?;
    match app.store.write(CreateSeries { draft, by: organizer.player, keys }).await {
        Ok(series) => Ok(redirect_with(Notice::SeriesMade, &urls::series(series))),
        Err(SeriesError::Mistakes(mistakes)) => {
            let mut errors = FieldErrors::default();
            add_mistakes(&mut errors, &form, &mistakes);
            again(&organizer, &form, &choices, errors)
        }
        Err(SeriesError::NotAnOrganizer) => Err(not_an_organizer()),
        Err(SeriesError::Query(error)) => Err(error.into()),
    }
}

/// A key for each game that a series can have, the form's own first.
fn keys(form: &str) -> Result<Vec<LinkKey>, WebError> {
    let mut keys = vec![key_of(form)?];
    for _ in 1..GameCount::MOST {
        keys.push(new_key()?);
    }
    Ok(keys)
}

fn again(
    organizer: &OrganizerIn,
    form: &SeriesForm,
    choices: &Choices,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    html_as(StatusCode::UNPROCESSABLE_ENTITY, &page(organizer, form, choices, errors))
}

fn page<'a>(
    organizer: &OrganizerIn,
    form: &'a SeriesForm,
    choices: &'a Choices,
    errors: FieldErrors,
) -> NewSeriesPage<'a> {
    NewSeriesPage {
        page: organizer.page("New series"),
        place_hint: choices.place_hint(),
        price_label: choices.price_label(),
        clock_note: form.game.clock_note(choices),
        more_is_open: form.game.more_is_open(&errors),
        series: form,
        form: &form.game,
        choices,
        errors,
    }
}

#[derive(Template)]
#[template(path = "organize/series.html")]
struct SeriesPage {
    page: Page,
    title: String,
    rhythm: String,
    games: Vec<GameRow>,
}

/// `GET /organize/series/{series}`
pub async fn show(app: Data<App>, organizer: OrganizerIn, series: Path<SeriesId>) -> Result<HttpResponse, WebError> {
    let (series, player, now) = (*series, organizer.player, organizer.now);
    let found = app.store.read(move |conn| {
        let Some((series, games)) = run_series(conn, series, player)? else { return Err(WebError::NotFound) };
        let ids: Vec<GameId> = games.iter().map(|game| game.id).collect();
        Ok((store::registrations::standings(conn, player, &ids)?, series, games))
    });
    let (standings, series, games) = found.await?;
    let title = games.first().map_or_else(|| "Series".to_owned(), |first| first.title.to_string());
    html(&SeriesPage {
        page: organizer.page(title.as_str()),
        rhythm: rhythm(&series, &games),
        games: games.iter().map(|game| GameRow::of(game, &standings, now)).collect(),
        title,
    })
}

/// "Every 2 weeks, 10 games. Sign-up opens 5 days before each, at 18:00."
fn rhythm(series: &Series, games: &[Game]) -> String {
    let every = match series.every_weeks.get() {
        1 => "Every week".to_owned(),
        weeks => format!("Every {weeks} weeks"),
    };
    let games = plural(games.len() as i64, "game");
    match (series.opens_days_before, series.opens_time) {
        (Some(days), Some(time)) => {
            let days = plural(i64::from(days.get()), "day");
            format!("{every}, {games}. Sign-up opens {days} before each, at {time}.")
        }
        (Some(_), None) | (None, Some(_) | None) => format!("{every}, {games}."),
    }
}
