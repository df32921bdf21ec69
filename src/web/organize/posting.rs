//! A new game.

use actix_web::{HttpResponse, http::StatusCode, web::Data};
use askama::Template;

use super::choices::Choices;
use super::game_form::{GameForm, add_mistakes};
use super::{key_of, new_key, not_an_organizer, only_posting};
use crate::domain::organizing::{Clock, CreateError, CreateGame, GameDraft};
use crate::web::{App, FieldErrors, HtmlForm, Notice, OrganizerIn, Page, WebError, html, html_as, redirect_with, urls};

#[derive(Template)]
#[template(path = "organize/new.html")]
struct NewGamePage<'a> {
    page: Page,
    form: &'a GameForm,
    choices: &'a Choices,
    errors: FieldErrors,
    no_sports: bool,
    place_hint: String,
    price_label: String,
    clock_note: Option<String>,
    more_is_open: bool,
}

/// `GET /organize/games/new`
pub async fn new(app: Data<App>, organizer: OrganizerIn) -> Result<HttpResponse, WebError> {
    only_posting(&organizer)?;
    let (choices, form) = fresh(&app, &organizer).await?;
    html(&page(&organizer, &form, &choices, FieldErrors::default()))
}

/// A new form, like the organizer's last game, with a key of its own; and what it offers.
pub async fn fresh(app: &App, organizer: &OrganizerIn) -> Result<(Choices, GameForm), WebError> {
    let (player, now, key) = (organizer.player, organizer.now, new_key()?.as_str().to_owned());
    let mails_links = app.settings.mails_links();
    let read = app.store.read(move |conn| {
        let choices = Choices::read(conn, None, mails_links, now)?;
        let form = GameForm::fresh(conn, player, &choices)?;
        Ok::<_, WebError>((choices, GameForm { key, ..form }))
    });
    read.await
}

/// `POST /organize/games`
pub async fn create(
    app: Data<App>,
    organizer: OrganizerIn,
    form: HtmlForm<GameForm>,
) -> Result<HttpResponse, WebError> {
    only_posting(&organizer)?;
    let (now, mails_links) = (organizer.now, app.settings.mails_links());
    let choices = app.store.read(move |conn| Choices::read(conn, None, mails_links, now)).await?;
    let draft = match form.parse(&choices, None) {
        Ok(draft) => draft,
        Err(errors) => return again(&organizer, &form, &choices, errors),
    };
    let (publish, notice) = (form.then == "publish", notice(&draft, &choices, form.then == "publish"));
    let job = CreateGame { draft, by: organizer.player, key: key_of(&form.key)?, publish };
    match app.store.write(job).await {
        Ok(game) => Ok(redirect_with(notice, &urls::game(game))),
        Err(CreateError::Mistakes(mistakes)) => {
            let mut errors = FieldErrors::default();
            add_mistakes(&mut errors, &mistakes);
            again(&organizer, &form, &choices, errors)
        }
        Err(CreateError::NotAnOrganizer | CreateError::NotYours) => Err(not_an_organizer()),
        Err(CreateError::NotFound) => Err(WebError::NotFound),
        Err(CreateError::Query(error)) => Err(error.into()),
    }
}

/// What is said of the new game; first of all if it does not start when its organizer may think.
fn notice(draft: &GameDraft, choices: &Choices, publish: bool) -> Notice {
    let clock = choices.zone_of(&draft.location).map(|zone| Clock::at(draft.starts, &zone));
    match clock {
        Some(Clock::Skipped(_)) => Notice::ClocksSkip,
        Some(Clock::Once | Clock::Twice) | None if publish => Notice::GamePublished,
        Some(Clock::Once | Clock::Twice) | None => Notice::GameDrafted,
    }
}

fn again(
    organizer: &OrganizerIn,
    form: &GameForm,
    choices: &Choices,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    html_as(StatusCode::UNPROCESSABLE_ENTITY, &page(organizer, form, choices, errors))
}

fn page<'a>(organizer: &OrganizerIn, form: &'a GameForm, choices: &'a Choices, errors: FieldErrors) -> NewGamePage<'a> {
    NewGamePage {
        page: organizer.page("New game"),
        no_sports: choices.sports.is_empty(),
        place_hint: choices.place_hint(),
        price_label: choices.price_label(),
        clock_note: form.clock_note(choices),
        more_is_open: form.more_is_open(&errors),
        form,
        choices,
        errors,
    }
}
