//! A game as text, for the chat in which its players talk.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;
use url::form_urlencoded;

use super::facts::{Place, Price, When};
use super::roster::{Waiting, held, queue, wishes};
use super::{GameQuery, find, key_of};
use crate::domain::games::SignUp;
use crate::domain::team_sheet::TeamSheet;
use crate::types::numbers::plural;
use crate::types::{GameId, GameStatus, Timestamp};
use crate::web::{App, HtmlQuery, Page, Viewer, WebError, assets, html, urls, words};

/// Letters that a small phone surely has room for in one row of a field.
const LETTERS_A_ROW: usize = 28;

#[derive(Template)]
#[template(path = "games/share.html")]
struct SharePage {
    page: Page,
    /// The address of what puts "Copy" to work.
    script: &'static str,
    game: String,
    title: String,
    texts: Vec<Text>,
    has_address: bool,
}

/// A text to send.
struct Text {
    id: &'static str,
    heading: &'static str,
    text: String,
    rows: usize,
    /// Opens WhatsApp with it.
    whatsapp: String,
}

impl Text {
    fn new(id: &'static str, heading: &'static str, text: String) -> Self {
        let query: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        // A plus sign is a space in forms, and a plus sign in WhatsApp's links.
        let whatsapp = format!("https://wa.me/?text={}", query.replace('+', "%20"));
        Self { id, heading, rows: rows(&text), text, whatsapp }
    }
}

/// How many rows of a phone `text` takes, for browsers that can't fit a field to what is in it.
fn rows(text: &str) -> usize {
    text.lines().map(|line| line.chars().count().div_ceil(LETTERS_A_ROW).max(1)).sum::<usize>() + 1
}

/// `GET /games/{game}/share`
pub async fn show(
    app: Data<App>,
    viewer: Viewer,
    game: Path<GameId>,
    query: HtmlQuery<GameQuery>,
) -> Result<HttpResponse, WebError> {
    let sheet = find(&app, &viewer, game.into_inner(), query.key()).await?;
    if sheet.game.status == GameStatus::Draft {
        return Err(WebError::NotFound);
    }
    let path = urls::with_key(urls::game(sheet.game.id), key_of(&sheet.game));
    let link = app.settings.public_url.as_ref().map(|public_url| public_url.join(&path));
    let told =
        Told { sheet: &sheet, now: viewer.now, price: Price::of(&sheet.game, viewer.site.currency).amount, link };
    let who = if sheet.game.is_ahead(viewer.now) { "Who is in" } else { "Who was in" };
    let texts = vec![Text::new("state", "How it stands", told.state()), Text::new("list", who, told.list())];
    html(&SharePage {
        page: viewer.page(format!("{} for the chat", sheet.game.title)),
        script: assets::copy_script(),
        has_address: app.settings.public_url.is_some(),
        game: path,
        title: sheet.game.title.to_string(),
        texts,
    })
}

/// What is told of a game. Asterisks are bold in WhatsApp, Telegram and Signal.
struct Told<'a> {
    sheet: &'a TeamSheet,
    now: Timestamp,
    price: String,
    link: Option<String>,
}

impl Told<'_> {
    /// "*2 spots open*", and for what.
    fn state(&self) -> String {
        self.with_link(format!("*{}*: {}{}", self.how_it_stands(), self.facts(), self.why()))
    }

    /// The roster, the line and those who come if enough do, with the public names.
    fn list(&self) -> String {
        let Self { sheet, now, .. } = self;
        let is_ahead = sheet.game.is_ahead(*now);
        let start = format!("{}\n{}, {}{}", self.facts(), self.how_it_stands(), self.how_many_are_in(), self.why());
        let waiting = queue(sheet, None, *now).into_iter().filter(|_| is_ahead).map(Waiting::in_one);
        let wishes = wishes(sheet, None, *now).into_iter().map(Waiting::in_one);
        let parts = [
            start,
            numbered("", self.parties(false)),
            numbered("On offer:\n", self.parties(true)),
            numbered("Waiting:\n", waiting),
            numbered("If enough come:\n", wishes),
        ];
        self.with_link(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n"))
    }

    /// Those who are in, or those for whom a seat is held, each followed by their guests.
    fn parties(&self, is_held: bool) -> Vec<String> {
        let seated = self.sheet.seated().map(|entry| (entry, held(entry, &self.sheet.game, self.now)));
        let seated = seated.filter(|(_, held)| held.is_some() == is_held);
        seated
            .flat_map(|(entry, held)| {
                let host = entry.name.public();
                let guests: Vec<String> =
                    entry.guests.iter().map(|guest| format!("{} (guest of {host})", guest.public())).collect();
                let first = held.map_or_else(|| host.clone(), |held| format!("{host} ({held})"));
                std::iter::once(first).chain(guests)
            })
            .collect()
    }

    /// "Needs 3 more, 7 spots open".
    fn how_it_stands(&self) -> String {
        let (game, now) = (&self.sheet.game, self.now);
        match game.sign_up(now) {
            SignUp::On { left } => format!("{} open", plural(left, "spot")),
            SignUp::Needs { left, .. } => format!("{}, {} open", words::state(game, now).text, plural(left, "spot")),
            SignUp::Draft
            | SignUp::Cancelled
            | SignUp::Over
            | SignUp::Started
            | SignUp::Closed
            | SignUp::Opens(_)
            | SignUp::OnOffer { .. }
            | SignUp::Full { .. } => words::state(game, now).text,
        }
    }

    /// "2 of 3 in, 1 held".
    fn how_many_are_in(&self) -> String {
        let (sheet, capacity) = (self.sheet, self.sheet.game.capacity);
        let are = if sheet.game.is_ahead(self.now) { "in" } else { "were in" };
        match sheet.game.offered {
            0 => format!("{} of {capacity} {are}", sheet.game.seats_in()),
            held => format!("{} of {capacity} {are}, {held} held", sheet.game.seats_in()),
        }
    }

    /// Why a game was called off, on a line of its own.
    fn why(&self) -> String {
        let game = &self.sheet.game;
        match game.status {
            GameStatus::Cancelled if !game.cancelled_reason.is_empty() => format!("\nWhy: {}", game.cancelled_reason),
            GameStatus::Cancelled | GameStatus::Draft | GameStatus::Published => String::new(),
        }
    }

    /// "5-a-side, Thu 26 Nov, 19:00 to 20:30 GMT, Riverside Courts, 5.00 EUR each"
    fn facts(&self) -> String {
        let game = &self.sheet.game;
        let When { start, end, .. } = When::of(game, None, self.now);
        let place = Place::of(self.sheet).name;
        format!("{}, {start} {end}, {place}, {}", game.title, self.price)
    }

    fn with_link(&self, text: String) -> String {
        match &self.link {
            Some(link) => format!("{text}\n\n{link}"),
            None => text,
        }
    }
}

impl Waiting {
    /// "Mia S. (with 1 guest: Jo B.)"
    fn in_one(self) -> String {
        if self.party.is_empty() { self.name } else { format!("{} ({})", self.name, self.party) }
    }
}

/// `lines` with their numbers, under `heading`; nothing where there are none.
fn numbered(heading: &str, lines: impl IntoIterator<Item = String>) -> String {
    let lines = lines.into_iter().enumerate().map(|(at, line)| format!("{}. {line}", at + 1));
    let lines = lines.collect::<Vec<_>>().join("\n");
    if lines.is_empty() { lines } else { format!("{heading}{lines}") }
}
