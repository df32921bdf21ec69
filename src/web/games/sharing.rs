//! A game as text, for the chat in which its players talk.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;
use url::form_urlencoded;

use super::facts::{Place, Price, When};
use super::roster::{lines, queue};
use super::{GameQuery, find, key_of};
use crate::domain::games::SignUp;
use crate::domain::team_sheet::TeamSheet;
use crate::types::numbers::plural;
use crate::types::{GameId, GameStatus, Timestamp};
use crate::web::{App, HtmlQuery, Page, Viewer, WebError, html, urls, words};

#[derive(Template)]
#[template(path = "games/share.html")]
struct SharePage {
    page: Page,
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
        Self { id, heading, rows: text.lines().count() + 1, text, whatsapp }
    }
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
    let texts =
        vec![Text::new("state", "How many spots are open", told.state()), Text::new("list", "Who is in", told.list())];
    html(&SharePage {
        page: viewer.page(format!("{} for the chat", sheet.game.title)),
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
        self.with_link(format!("*{}*: {}", self.how_it_stands(), self.facts()))
    }

    /// The roster and the line, with the public names.
    fn list(&self) -> String {
        let Self { sheet, now, .. } = self;
        let seated = lines(sheet, None, *now).into_iter().filter(|line| line.class != "free" && line.class != "more");
        let seated =
            seated.map(|line| if line.class == "guest" { format!("{} ({})", line.name, line.role) } else { line.name });
        let seated: Vec<String> = seated.enumerate().map(|(number, name)| format!("{}. {name}", number + 1)).collect();
        let mut text =
            format!("{}\n{}, {} of {} in", self.facts(), self.how_it_stands(), sheet.game.taken, sheet.game.capacity);
        if !seated.is_empty() {
            text = format!("{text}\n\n{}", seated.join("\n"));
        }
        let waiting: Vec<String> = queue(sheet, None)
            .into_iter()
            .enumerate()
            .map(|(number, waiting)| {
                format!("{}. {} {}", number + 1, waiting.name, waiting.party).trim_end().to_owned()
            })
            .collect();
        if !waiting.is_empty() {
            text = format!("{text}\n\nWaiting:\n{}", waiting.join("\n"));
        }
        self.with_link(text)
    }

    fn how_it_stands(&self) -> String {
        match self.sheet.game.sign_up(self.now) {
            SignUp::On { left } | SignUp::Needs { left, .. } => format!("{} open", plural(left, "spot")),
            _ => words::state(&self.sheet.game, self.now).text,
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
