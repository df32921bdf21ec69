//! "Delete me": what it means is said before, and it happens once somebody has shown that it is they who ask.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use serde::Deserialize;

use super::{
    App, Checked, FieldErrors, HtmlForm, Notice, Page, SignedIn, WebError, html_as, redirect, redirect_with, sessions,
    urls,
};
use crate::domain::deletion::{self, DeleteMe, DeleteMeError, Fate};
use crate::store::{self, QueryResult, accounts::Credentials, games::Game, people::PlayerRecord};
use crate::types::numbers::plural;

/// The form as the browser sent it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DeleteForm {
    current: String,
}

#[derive(Template)]
#[template(path = "me/delete.html")]
struct DeletePage {
    page: Page,
    /// What is lost, one sentence each.
    loses: Vec<String>,
    /// Games that nobody else runs.
    alone: Vec<(String, String)>,
    has_password: bool,
    has_account: bool,
    refused: Option<&'static str>,
    errors: FieldErrors,
}

/// `GET /me/account/delete`
pub async fn show(app: Data<App>, viewer: SignedIn) -> Result<HttpResponse, WebError> {
    show_as(&app, &viewer, StatusCode::OK, FieldErrors::default(), None).await
}

async fn show_as(
    app: &App,
    viewer: &SignedIn,
    status: StatusCode,
    errors: FieldErrors,
    refused: Option<&'static str>,
) -> Result<HttpResponse, WebError> {
    let (player, now) = (viewer.player, viewer.now);
    let found = app.store.read(move |conn| -> QueryResult<_> {
        let account = store::accounts::find(conn, player)?;
        let record = store::people::record_of(conn, player, now)?;
        let mut games = Vec::new();
        for (game, fate) in deletion::fates(conn, player, now)? {
            let heir = match &fate {
                Fate::HandedTo(heir) => Some(store::players::find(conn, *heir)?.name.to_string()),
                Fate::Discarded | Fate::Orphaned => None,
            };
            games.push((game, fate, heir));
        }
        Ok((account, record, games))
    });
    let (account, record, games) = found.await?;
    let alone = games.iter().filter(|(_, fate, _)| *fate == Fate::Orphaned);
    let alone = alone.map(|(game, ..)| (urls::manage(game.id), named(game))).collect();
    let mut loses = seats(&record);
    loses.extend(games.iter().filter_map(|(game, fate, heir)| becomes(game, fate, heir.as_deref())));
    html_as(
        status,
        &DeletePage {
            page: viewer.page("Delete me"),
            loses,
            alone,
            has_password: account.as_ref().is_some_and(|account| account.password_hash.is_some()),
            has_account: account.is_some(),
            refused,
            errors,
        },
    )
}

fn seats(record: &PlayerRecord) -> Vec<String> {
    let seats = match record.seats_ahead {
        0 => None,
        1 => Some("Your spot in 1 game goes to the next in line.".to_owned()),
        seats => Some(format!("Your spots in {seats} games go to the next in line.")),
    };
    let waits = (record.waits_ahead > 0).then(|| format!("You leave {}.", plural(record.waits_ahead, "waitlist")));
    [seats, waits].into_iter().flatten().collect()
}

fn becomes(game: &Game, fate: &Fate, heir: Option<&str>) -> Option<String> {
    match fate {
        Fate::HandedTo(_) => Some(format!("{} is run by {} from then on.", named(game), heir.unwrap_or("somebody"))),
        Fate::Discarded => Some(format!("Your draft {} is thrown away.", named(game))),
        Fate::Orphaned => None,
    }
}

fn named(game: &Game) -> String {
    format!("“{}” on {}", game.title, game.starts_wall.short_with_year())
}

/// `POST /me/account/delete`
pub async fn destroy(
    app: Data<App>,
    viewer: SignedIn,
    session: Session,
    request: HttpRequest,
    form: HtmlForm<DeleteForm>,
) -> Result<HttpResponse, WebError> {
    let player = viewer.player;
    let account = app.store.read(move |conn| store::accounts::find(conn, player)).await?;
    let checked = account.as_ref().and_then(|account| account.password_hash.clone());
    if let Some(account) = account.filter(|_| checked.is_some())
        && !is_theirs(&app, &request, &form, account).await?
    {
        return wrong(&app, &viewer).await;
    }
    match app.store.write(DeleteMe { player, checked }).await {
        Ok(()) => {
            sessions::end(&session);
            Ok(redirect_with(Notice::AccountDeleted, urls::HOME))
        }
        Err(DeleteMeError::Stale) => wrong(&app, &viewer).await,
        Err(DeleteMeError::LastAdmin) => {
            refused(&app, &viewer, "You are the only admin. Make somebody else an admin first.").await
        }
        Err(DeleteMeError::RunsGames(_)) => {
            refused(&app, &viewer, "Nothing was deleted: nobody else runs these games.").await
        }
        Err(DeleteMeError::NotFound) => Ok(redirect(urls::HOME)),
        Err(DeleteMeError::Query(error)) => Err(error.into()),
    }
}

/// Whether the password that was typed is that of the account.
async fn is_theirs(
    app: &App,
    request: &HttpRequest,
    form: &DeleteForm,
    account: Credentials,
) -> Result<bool, WebError> {
    app.limits.sign_in(app.client_ip(request)?, &account.email.folded())?;
    match app.passwords.check(form.current.clone(), account.password_hash).await? {
        Checked::Right { .. } => Ok(true),
        Checked::Wrong => Ok(false),
    }
}

async fn wrong(app: &App, viewer: &SignedIn) -> Result<HttpResponse, WebError> {
    let errors = FieldErrors::one("current", "That is not your password.");
    show_as(app, viewer, StatusCode::UNPROCESSABLE_ENTITY, errors, None).await
}

async fn refused(app: &App, viewer: &SignedIn, why: &'static str) -> Result<HttpResponse, WebError> {
    show_as(app, viewer, StatusCode::CONFLICT, FieldErrors::default(), Some(why)).await
}
