//! A game is called off, once its organizer has seen what that means.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use askama::Template;
use serde::Deserialize;

use super::not_yours;
use crate::domain::organizing::{Cancel, CancelError, Ended};
use crate::domain::rights;
use crate::store::games::Game;
use crate::types::numbers::plural;
use crate::types::{GameId, GameStatus, Reason};
use crate::web::{App, FieldErrors, HtmlForm, Notice, OrganizerIn, Page, WebError, html, html_as, redirect_with, urls};

/// Why a game is called off, as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CancelForm {
    reason: String,
}

#[derive(Template)]
#[template(path = "organize/cancel.html")]
struct CancelPage<'a> {
    page: Page,
    game: GameId,
    title: String,
    is_draft: bool,
    question: &'static str,
    consequence: &'static str,
    told: String,
    reason: &'a str,
    refused: Option<&'static str>,
    errors: FieldErrors,
}

/// `GET /organize/games/{game}/cancel`
pub async fn confirm_cancel(
    app: Data<App>,
    organizer: OrganizerIn,
    game: Path<GameId>,
) -> Result<HttpResponse, WebError> {
    let game = find(&app, &organizer, *game).await?;
    html(&page(&organizer, &game, "", FieldErrors::default(), None))
}

/// `POST /organize/games/{game}/cancel`
pub async fn cancel(
    app: Data<App>,
    organizer: OrganizerIn,
    game: Path<GameId>,
    form: HtmlForm<CancelForm>,
) -> Result<HttpResponse, WebError> {
    let game = find(&app, &organizer, *game).await?;
    let reason = match Reason::parse(&form.reason) {
        Ok(reason) => Some(reason),
        // Whether a reason is needed is the domain's to say; one that is typed must be readable.
        Err(_) if form.reason.trim().is_empty() => None,
        Err(error) => return again(&organizer, &game, &form, FieldErrors::one("reason", error.to_string())),
    };
    match app.store.write(Cancel { game: game.id, by: organizer.player, reason }).await {
        Ok(Ended::Cancelled | Ended::Before) => Ok(redirect_with(Notice::GameCancelled, &urls::game(game.id))),
        Ok(Ended::Discarded) => Ok(redirect_with(Notice::DraftDiscarded, urls::ORGANIZE)),
        Err(error @ CancelError::NoReason) => {
            again(&organizer, &game, &form, FieldErrors::one("reason", error.to_string()))
        }
        Err(CancelError::Over) => {
            const SENTENCE: &str = "This game is over. What has been played cannot be cancelled.";
            let page = page(&organizer, &game, &form.reason, FieldErrors::default(), Some(SENTENCE));
            html_as(StatusCode::CONFLICT, &page)
        }
        Err(CancelError::NotYours) => Err(not_yours()),
        Err(CancelError::NotFound) => Err(WebError::NotFound),
        Err(CancelError::Query(error)) => Err(error.into()),
    }
}

async fn find(app: &App, organizer: &OrganizerIn, game: GameId) -> Result<Game, WebError> {
    let player = organizer.player;
    Ok(app.store.read(move |conn| rights::run_game(conn, game, player)).await?)
}

fn again(
    organizer: &OrganizerIn,
    game: &Game,
    form: &CancelForm,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    html_as(StatusCode::UNPROCESSABLE_ENTITY, &page(organizer, game, &form.reason, errors, None))
}

fn page<'a>(
    organizer: &OrganizerIn,
    game: &Game,
    reason: &'a str,
    errors: FieldErrors,
    refused: Option<&'static str>,
) -> CancelPage<'a> {
    let is_draft = game.status == GameStatus::Draft;
    let (question, consequence) = if is_draft {
        ("Discard this draft?", "Nobody else has seen it. It is gone from your lists, and does not come back.")
    } else {
        ("Cancel this game?", "Its page stays and says CANCELLED with your reason. This cannot be undone.")
    };
    CancelPage {
        page: organizer.page(question),
        game: game.id,
        title: game.title.to_string(),
        is_draft,
        question,
        consequence,
        told: told(game),
        reason,
        refused,
        errors,
    }
}

/// Who reads the reason.
fn told(game: &Game) -> String {
    let players = game.taken - game.guests + game.waiting;
    match players {
        0 => "Nobody is in or waiting. Who opens the page reads it.".to_owned(),
        1 => "1 player is in or waiting and is told.".to_owned(),
        more => format!("{} are in or waiting and are told.", plural(i64::from(more), "player")),
    }
}
