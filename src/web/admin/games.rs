//! Every game there is.

use actix_web::{HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use serde::Deserialize;

use super::pager::{ASKED, Pager, number, offset};
use crate::{
    store::{self, games::Game},
    types::{GameStatus, PlayerName, SearchText, Timestamp, Visibility},
    web::{AdminIn, App, FieldErrors, HtmlQuery, Page, WebError, html, html_as, urls, words},
};

/// What is looked for, as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct GamesQuery {
    /// Part of a title, venue or sport.
    pub q: String,
    /// Which page.
    pub page: String,
}

#[derive(Template)]
#[template(path = "admin/games.html")]
struct GamesPage<'a> {
    page: Page,
    tab: &'static str,
    query: &'a GamesQuery,
    games: Vec<GameRow>,
    pager: Pager,
    errors: FieldErrors,
}

/// One game of the list.
struct GameRow {
    href: String,
    title: String,
    is_unlisted: bool,
    when: String,
    organizer: String,
    spots: String,
    state: words::Words,
}

/// `GET /admin/games`
pub async fn index(app: Data<App>, admin: AdminIn, query: HtmlQuery<GamesQuery>) -> Result<HttpResponse, WebError> {
    let text = match SearchText::parse(&query.q) {
        Ok(text) => text,
        Err(error) => {
            let errors = FieldErrors::one("q", error.to_string());
            return html_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&admin, &query, Vec::new(), errors));
        }
    };
    let from = offset(number(&query.page));
    let found = app.store.read(move |conn| store::all_games::page(conn, text.as_str(), from, ASKED)).await?;
    html(&page(&admin, &query, found, FieldErrors::default()))
}

fn page<'a>(
    admin: &AdminIn,
    query: &'a GamesQuery,
    mut found: Vec<(Game, PlayerName)>,
    errors: FieldErrors,
) -> GamesPage<'a> {
    let pager = Pager::cut(&mut found, number(&query.page), urls::ALL_GAMES, &[("q", &query.q)]);
    let games = found.into_iter().map(|(game, organizer)| row(&game, &organizer, admin.now)).collect();
    GamesPage { page: admin.page("All games"), tab: "games", query, games, pager, errors }
}

fn row(game: &Game, organizer: &PlayerName, now: Timestamp) -> GameRow {
    GameRow {
        href: urls::manage(game.id),
        title: game.title.to_string(),
        is_unlisted: game.visibility == Visibility::Unlisted && game.status != GameStatus::Draft,
        when: words::moment_with_date(game.starts_at, &game.time_zone, now),
        organizer: organizer.to_string(),
        spots: format!("{} of {}", game.seats_in(), game.capacity),
        state: words::state(game, now),
    }
}
