//! A game is changed, by itself or with those of its series that follow.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use askama::Template;

use super::choices::Choices;
use super::game_form::{GameForm, add_mistakes};
use super::not_yours;
use crate::domain::organizing::{EditError, EditGame, Edited, Touched};
use crate::domain::rights::{self, RunError};
use crate::store::DbConn;
use crate::store::games::{Game, GameFields};
use crate::types::numbers::plural;
use crate::types::{GameId, GameStatus, PlayerId, SeriesId, Timestamp};
use crate::web::{
    App, FieldErrors, HtmlForm, Notice, OrganizerIn, Page, WebError, html, html_as, redirect_with, urls, words,
};

#[derive(Template)]
#[template(path = "organize/edit.html")]
struct EditGamePage<'a> {
    page: Page,
    game: GameId,
    back: String,
    told: Option<String>,
    refused: Option<&'static str>,
    form: &'a GameForm,
    choices: &'a Choices,
    errors: FieldErrors,
    series: Option<Reach>,
    place_hint: String,
    price_label: String,
    clock_note: Option<String>,
    more_is_open: bool,
}

/// Which games of the series a change of "this and following" reaches, in words.
struct Reach {
    href: String,
    reach: String,
    games: Vec<String>,
    left_alone: Vec<String>,
}

/// What the page is made of, of one moment.
struct Found {
    game: Game,
    choices: Choices,
    touched: Option<Touched>,
}

impl Found {
    fn read(
        conn: &mut DbConn,
        game: GameId,
        player: PlayerId,
        mails_links: bool,
        now: Timestamp,
    ) -> Result<Self, RunError> {
        let game = rights::run_game(conn, game, player)?;
        let choices = Choices::read(conn, Some(&game), mails_links, now)?;
        let touched = match game.series_id {
            Some(_) => Some(Touched::by(conn, &game, player, now)?),
            None => None,
        };
        Ok(Self { game, choices, touched })
    }
}

impl From<RunError> for WebError {
    fn from(error: RunError) -> Self {
        match error {
            RunError::NotFound => Self::NotFound,
            RunError::NotYours => not_yours(),
            RunError::Query(error) => error.into(),
        }
    }
}

/// `GET /organize/games/{game}/edit`
pub async fn edit(app: Data<App>, organizer: OrganizerIn, game: Path<GameId>) -> Result<HttpResponse, WebError> {
    let found = find(&app, &organizer, *game).await?;
    let mut form = GameForm::of(&GameFields::of(&found.game), found.choices.currency);
    form.edition = found.game.edition();
    html(&page(&organizer, &found, &form, FieldErrors::default(), None))
}

/// `POST /organize/games/{game}`
pub async fn update(
    app: Data<App>,
    organizer: OrganizerIn,
    game: Path<GameId>,
    form: HtmlForm<GameForm>,
) -> Result<HttpResponse, WebError> {
    let found = find(&app, &organizer, *game).await?;
    let draft = match form.parse(&found.choices, Some(&found.game)) {
        Ok(draft) => draft,
        Err(errors) => return again(&organizer, &found, &form, errors),
    };
    let edition = (!form.edition.is_empty()).then(|| form.edition.clone());
    let job = EditGame { game: *game, by: organizer.player, draft, scope: form.edit_scope(), edition };
    let manage = urls::manage(*game);
    match app.store.write(job).await {
        Ok(Edited::Nothing) => Ok(redirect_with(Notice::NothingChanged, &manage)),
        Ok(Edited::Changed(1)) => Ok(redirect_with(Notice::GameSaved, &manage)),
        Ok(Edited::Changed(_)) => Ok(redirect_with(Notice::FollowingSaved, &manage)),
        Err(EditError::Mistakes(mistakes)) => {
            let mut errors = FieldErrors::default();
            add_mistakes(&mut errors, &mistakes);
            again(&organizer, &found, &form, errors)
        }
        Err(EditError::Stale) => stale(&organizer, &found, &form),
        Err(EditError::Cancelled) => Err(cancelled()),
        Err(EditError::NotYours) => Err(not_yours()),
        Err(EditError::NotFound) => Err(WebError::NotFound),
        Err(EditError::Query(error)) => Err(error.into()),
    }
}

async fn find(app: &App, organizer: &OrganizerIn, game: GameId) -> Result<Found, WebError> {
    let (player, now, mails_links) = (organizer.player, organizer.now, app.settings.mails_links());
    let found = app.store.read(move |conn| Found::read(conn, game, player, mails_links, now)).await?;
    if found.game.status == GameStatus::Cancelled { Err(cancelled()) } else { Ok(found) }
}

fn cancelled() -> WebError {
    WebError::Refused("This game has been cancelled, so it stays as it was. Copy it to play it again.".to_owned())
}

fn again(
    organizer: &OrganizerIn,
    found: &Found,
    form: &GameForm,
    errors: FieldErrors,
) -> Result<HttpResponse, WebError> {
    html_as(StatusCode::UNPROCESSABLE_ENTITY, &page(organizer, found, form, errors, None))
}

/// Shows what was typed beside what is there by now; sent again, it is meant.
fn stale(organizer: &OrganizerIn, found: &Found, form: &GameForm) -> Result<HttpResponse, WebError> {
    const SENTENCE: &str =
        "Somebody changed this game while you did. What you typed is below: save again to put it in place of theirs.";
    let mut form = form.clone();
    form.edition = found.game.edition();
    html_as(StatusCode::CONFLICT, &page(organizer, found, &form, FieldErrors::default(), Some(SENTENCE)))
}

fn page<'a>(
    organizer: &OrganizerIn,
    found: &'a Found,
    form: &'a GameForm,
    errors: FieldErrors,
    refused: Option<&'static str>,
) -> EditGamePage<'a> {
    let now = organizer.now;
    EditGamePage {
        page: organizer.page(format!("Edit {}", found.game.title)),
        game: found.game.id,
        back: found.game.title.to_string(),
        told: told(&found.game),
        refused,
        series: found
            .game
            .series_id
            .zip(found.touched.as_ref())
            .map(|(series, touched)| Reach::of(series, touched, now)),
        place_hint: found.choices.place_hint(),
        price_label: found.choices.price_label(),
        clock_note: form.clock_note(&found.choices),
        more_is_open: form.more_is_open(&errors),
        choices: &found.choices,
        form,
        errors,
    }
}

/// Who hears of a change.
fn told(game: &Game) -> Option<String> {
    let players = game.taken - game.guests;
    match (game.status, players, game.waiting) {
        (GameStatus::Draft | GameStatus::Cancelled, _, _) | (_, 0, 0) => None,
        (GameStatus::Published, players, waiting) => {
            let who = match (players, waiting) {
                (1, 0) => "The player who is in hears".to_owned(),
                (_, 0) => format!("The {players} players who are in hear"),
                (_, 1) => format!("{players} in and the one who waits hear"),
                _ => format!("{players} in and {waiting} waiting hear"),
            };
            Some(format!("{who} of another time, place or price."))
        }
    }
}

impl Reach {
    fn of(series: SeriesId, touched: &Touched, now: Timestamp) -> Self {
        let say = |game: &Game| {
            let when = words::moment_with_date(game.starts_at, &game.time_zone, now);
            format!("{when}: {}", game.title)
        };
        let more = plural(touched.games.len() as i64, "game");
        let reach = match (touched.games.len(), touched.left_alone.len()) {
            (0, 0) => "It is the last of its series.".to_owned(),
            (0, _) => "Every later one was edited by hand or cancelled, so it changes this one alone.".to_owned(),
            (_, 0) => format!("It changes this one and {more} after it."),
            (_, 1) => format!("It changes this one and {more} after it; 1 of the later ones stays as it is."),
            (_, left) => format!("It changes this one and {more} after it; {left} of the later ones stay as they are."),
        };
        Self {
            href: urls::series(series),
            reach,
            games: touched.games.iter().map(say).collect(),
            left_alone: touched.left_alone.iter().map(say).collect(),
        }
    }
}
