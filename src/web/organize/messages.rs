//! Those who run a game write to its players.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;
use serde::Deserialize;

use super::not_yours;
use crate::domain::messages::{MessageError, Reach, Readers, SendMessage, readers};
use crate::store::{self, QueryError};
use crate::types::numbers::plural;
use crate::types::{Audience, GameId, MessageText};
use crate::web::words::moment_with_date;
use crate::web::{App, FieldErrors, HtmlForm, Notice, OrganizerIn, Page, WebError, html, html_as, redirect_with, urls};

/// A message, as the browser sent it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct MessageForm {
    /// `all`, `in` or `waiting`.
    pub to: String,
    /// What they shall read.
    pub text: String,
    /// `1`: answers go to the writer's own address.
    pub reply: String,
    /// The game's newest message when the form was made.
    pub after: String,
}

#[derive(Template)]
#[template(path = "organize/message.html")]
struct MessagePage<'a> {
    page: Page,
    game: GameId,
    title: String,
    audiences: Vec<Choice>,
    form: &'a MessageForm,
    newest: i64,
    own_address: Option<String>,
    sends_mail: bool,
    sent: Vec<Sent>,
    refused: Option<String>,
    errors: FieldErrors,
}

/// Whom a message may be for.
struct Choice {
    code: &'static str,
    label: String,
    by_mail: String,
    is_chosen: bool,
}

/// A message that was sent before.
struct Sent {
    datetime: String,
    at: String,
    by: String,
    whom: String,
    text: String,
}

/// `GET /organize/games/{game}/message`
pub async fn new(app: Data<App>, organizer: OrganizerIn, game: Path<GameId>) -> Result<HttpResponse, WebError> {
    let form = MessageForm { to: Audience::All.to_string(), ..MessageForm::default() };
    show_as(&app, &organizer, *game, &form, (FieldErrors::default(), None)).await
}

/// `POST /organize/games/{game}/message`
pub async fn create(
    app: Data<App>,
    organizer: OrganizerIn,
    game: Path<GameId>,
    form: HtmlForm<MessageForm>,
) -> Result<HttpResponse, WebError> {
    let game = *game;
    let job = match form.parse(game, &organizer, app.settings.messages_a_day) {
        Ok(job) => job,
        Err(errors) => return show_as(&app, &organizer, game, &form, (errors, None)).await,
    };
    let refused = match app.store.write(job).await {
        Ok(_) => return Ok(redirect_with(Notice::MessageSent, &urls::manage(game))),
        Err(MessageError::NotFound) => return Err(WebError::NotFound),
        Err(MessageError::NotYours) => return Err(not_yours()),
        Err(MessageError::Query(error)) => return Err(error.into()),
        Err(MessageError::Draft) => "This game is a draft, and nobody is in it yet.".to_owned(),
        Err(MessageError::LongOver) => "This game is over for more than a week.".to_owned(),
        Err(MessageError::Nobody(audience)) => nobody(audience).to_owned(),
        Err(MessageError::TooMany(most)) => {
            format!("You have sent {} since yesterday. Write again tomorrow.", plural(i64::from(most), "message"))
        }
    };
    show_as(&app, &organizer, game, &form, (FieldErrors::default(), Some(refused))).await
}

impl MessageForm {
    /// Checks every field before answering, so that all mistakes are shown together.
    fn parse(&self, game: GameId, organizer: &OrganizerIn, most: u32) -> Result<SendMessage, FieldErrors> {
        let mut errors = FieldErrors::default();
        let audience = errors.check("to", Audience::parse(&self.to).map_err(|_| "Choose who shall read it."));
        let text = errors.check("text", MessageText::parse(&self.text));
        let (Some(audience), Some(text)) = (audience, text) else { return Err(errors) };
        let after = self.after.parse().unwrap_or(0);
        let (by, shares_address) = (organizer.player, self.reply == "1");
        Ok(SendMessage { game, by, audience, text, shares_address, after, most })
    }
}

fn nobody(audience: Audience) -> &'static str {
    match audience {
        Audience::All => "Nobody is in this game or waits for it.",
        Audience::In => "Nobody is in this game.",
        Audience::Waiting => "Nobody waits for this game.",
    }
}

/// The form with what was typed: 422 with mistakes, 409 where a rule said no.
async fn show_as(
    app: &App,
    organizer: &OrganizerIn,
    game: GameId,
    form: &MessageForm,
    (errors, refused): (FieldErrors, Option<String>),
) -> Result<HttpResponse, WebError> {
    let player = organizer.player;
    let found = app.store.read(move |conn| match readers(conn, game, player) {
        Ok(readers) => Ok::<_, QueryError>(Ok((readers, store::accounts::find(conn, player)?))),
        Err(error) => Ok(Err(error)),
    });
    let (readers, account) = found.await??;
    let status = match (&refused, errors.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    };
    let page = MessagePage {
        page: organizer.page("Write to the players"),
        game,
        title: readers.game.title.to_string(),
        audiences: readers.reach.iter().map(|(audience, reach)| Choice::new(*audience, *reach, form)).collect(),
        form,
        newest: readers.newest,
        own_address: account.map(|account| account.email.to_string()),
        sends_mail: app.settings.mail.is_some(),
        sent: sent(&readers, organizer),
        refused,
        errors,
    };
    if status == StatusCode::OK { html(&page) } else { html_as(status, &page) }
}

impl Choice {
    fn new(audience: Audience, reach: Reach, form: &MessageForm) -> Self {
        let whom = match audience {
            Audience::All => "Everybody who is in or waiting",
            Audience::In => "Those who are in",
            Audience::Waiting => "Those who wait",
        };
        Self {
            code: audience.as_str(),
            label: format!("{whom}: {}", plural(reach.players, "player")),
            by_mail: format!("{} of them by mail, all on the site", reach.by_mail),
            is_chosen: form.to == audience.as_str(),
        }
    }
}

fn sent(readers: &Readers, organizer: &OrganizerIn) -> Vec<Sent> {
    let zone = &readers.game.time_zone;
    let told = readers.sent.iter().map(|(message, name)| Sent {
        datetime: message.created_at.rfc3339(),
        at: moment_with_date(message.created_at, zone, organizer.now),
        by: name.to_string(),
        whom: plural(message.told, "player"),
        text: message.text.to_string(),
    });
    told.collect()
}
