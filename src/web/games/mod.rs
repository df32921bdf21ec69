//! A game's page: when, where, who is in, and the one button.

mod action;
mod facts;
mod party;
mod preview;
mod roster;
mod sharing;
mod story;
mod waiting;

use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use serde::Deserialize;

use super::registrations::JoinForm;
use super::viewer::Mailbox;
use super::words::{self, Words};
use super::{App, FieldErrors, HtmlQuery, Page, Viewer, WebError, html_as, urls};
use crate::domain::gears::sentence;
use crate::domain::team_sheet::{Mine, TeamSheet, team_sheet};
use crate::store::games::Game;
use crate::types::{GameId, GameStatus, SignUps, Status, Timestamp, Visibility};
use action::{Asks, Bar, Button};
use facts::{Place, Price, Rule, When};
use party::{PartyForm, WishForm};
use preview::Preview;
use roster::{Line, Waiting};
use story::Happening;
use waiting::WaitingCard;

pub use action::{CANT_MAKE_IT, LEAVE_THE_WAITLIST};
pub use preview::picture;
pub use sharing::show as share;

/// What a game's address may carry.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct GameQuery {
    /// The random part of an unlisted game's link.
    pub key: String,
}

impl GameQuery {
    /// The key, where there is one.
    pub fn key(&self) -> Option<&str> {
        Some(self.key.as_str()).filter(|key| !key.is_empty())
    }
}

/// What a form about this game was answered with, where the page is the answer.
#[derive(Debug, Default)]
pub struct Answer {
    /// Why a rule refused it.
    pub refusal: Option<String>,
    /// Where to go instead, and what that is called.
    pub instead: Option<(String, &'static str)>,
    /// What is wrong in its fields.
    pub errors: FieldErrors,
    /// What was typed.
    pub typed: Option<JoinForm>,
    /// What was typed of the time by which somebody waiting wants to hear.
    pub hear_by: Option<String>,
}

#[derive(Template)]
#[template(path = "games/show.html")]
struct GamePage {
    page: Page,
    answer: Answer,
    game: Game,
    mine_attribute: Option<&'static str>,
    standing: Option<Words>,
    state: Words,
    kicker: String,
    cancelled: Option<Cancelled>,
    when: When,
    calendar_file: Option<String>,
    place: Place,
    price: Price,
    rule: Option<Rule>,
    may_be_off: Option<String>,
    join: Option<PartyForm>,
    change: Option<PartyForm>,
    card: Option<WaitingCard>,
    wish: Option<WishForm>,
    lines: Vec<Line>,
    is_ahead: bool,
    /// How many are in, and what stands behind the number.
    count: (i32, String),
    queue: Vec<Waiting>,
    /// What happens with a spot that comes free, while one can.
    freed: Option<String>,
    wishes: Vec<Waiting>,
    wishes_in_words: Vec<String>,
    story: Vec<Happening>,
    /// This page, for who needs a way back to it; nothing for others.
    way_back: Option<String>,
    /// This page, for who is told nothing by mail until they confirm their address; nothing for others.
    unconfirmed: Option<String>,
    /// Where somebody signs in by mail who may be in the game already; nothing for who is signed in.
    by_mail: Option<String>,
    /// Whether they can be told by mail once they give an address.
    mails_links: bool,
    /// Whether they can choose a password now: where an address is asked for by mail, that comes first.
    can_add_password: bool,
    share: Share,
    share_page: Option<String>,
    preview: Option<Preview>,
    is_unlisted: bool,
    is_draft: bool,
    manage: Option<Manage>,
    bar: Option<Bar>,
}

/// That the game is off, and why.
struct Cancelled {
    reason: String,
    when: Option<String>,
}

/// Where the people who run the game go from its page.
struct Manage {
    roster: String,
    edit: String,
    publish: String,
}

/// `GET /games/{game}`
pub async fn show(
    app: Data<App>,
    viewer: Viewer,
    game: Path<GameId>,
    query: HtmlQuery<GameQuery>,
) -> Result<HttpResponse, WebError> {
    show_as(&app, &viewer, game.into_inner(), query.key(), StatusCode::OK, Answer::default()).await
}

/// The page of `game` as the answer to a form.
pub async fn show_as(
    app: &App,
    viewer: &Viewer,
    game: GameId,
    key: Option<&str>,
    status: StatusCode,
    answer: Answer,
) -> Result<HttpResponse, WebError> {
    let sheet = find(app, viewer, game, key).await?;
    html_as(status, &page(app, viewer, sheet, key, answer))
}

/// The page of `sheet` as `viewer` sees it, for all to whom it says the same.
pub fn shared_html(app: &App, viewer: &Viewer, sheet: TeamSheet) -> Result<String, WebError> {
    Ok(page(app, viewer, sheet, None, Answer::default()).render()?)
}

/// The sheet of `game`, or "not found" where this viewer may not see it.
pub async fn find(app: &App, viewer: &Viewer, game: GameId, key: Option<&str>) -> Result<TeamSheet, WebError> {
    let (player, key) = (viewer.player(), key.map(ToOwned::to_owned));
    let found = app.store.read(move |conn| team_sheet(conn, game, player, key.as_deref())).await?;
    found.ok_or(WebError::NotFound)
}

fn page(app: &App, viewer: &Viewer, sheet: TeamSheet, key: Option<&str>, answer: Answer) -> GamePage {
    let (now, game, me) = (viewer.now, &sheet.game, viewer.me.as_ref());
    let mine = sheet.my_active();
    let typed = answer.typed.as_ref();
    let asks = Asks::of(game, viewer, typed);
    let mails_links = app.settings.mails_links();
    let freed = sentence(game, viewer.site.gears, viewer.site.has_mail, now);
    GamePage {
        page: viewer.page(game.title.as_str()),
        mine_attribute: me.map(|_| words::mine_attribute(sheet.mine.as_ref().map(|mine| mine.registration.status))),
        standing: sheet.mine.as_ref().map(|mine| standing(&sheet, mine, now)),
        state: words::state(game, now),
        kicker: kicker(&sheet),
        cancelled: cancelled(game, now),
        when: When::of(game, me.and_then(|me| me.time_zone.as_ref()), now),
        calendar_file: calendar_file(game, now),
        place: Place::of(&sheet),
        price: Price::of(game, viewer.site.currency),
        rule: Rule::of(game, mine, freed.clone(), action::no_offers(viewer, game, &asks), now),
        may_be_off: facts::may_be_off(game, now),
        join: PartyForm::to_join(&sheet, key, typed, now).filter(|_| asks.joins() && mine.is_none()),
        change: mine.and_then(|mine| PartyForm::to_change(&sheet, mine, key, typed, now)),
        card: WaitingCard::of(&sheet, key, answer.hear_by.as_deref(), now),
        wish: mine.and_then(|mine| WishForm::of(&sheet, mine, key, now)),
        lines: roster::lines(&sheet, viewer.player(), now),
        is_ahead: game.is_ahead(now),
        count: (game.seats_in(), roster::behind_count(&sheet, now)),
        queue: roster::queue(&sheet, viewer.player(), now),
        freed: game.fills(now).then_some(freed),
        wishes: roster::wishes(&sheet, viewer.player(), now),
        wishes_in_words: roster::wishes_in_words(&sheet, now),
        story: story::story(&sheet, now),
        way_back: mine
            .filter(|_| game.is_ahead(now) && me.is_some_and(|me| !me.has_account))
            .map(|_| urls::game(game.id)),
        unconfirmed: mine.filter(|_| mails_links && is_unconfirmed(viewer)).map(|_| urls::game(game.id)),
        by_mail: by_mail(viewer, &sheet, key).filter(|_| mails_links),
        mails_links,
        can_add_password: !mails_links && viewer.site.who_signs_up == SignUps::Everyone,
        share: Share::of(app, game, key),
        share_page: share_page(game),
        preview: Preview::of(app, &viewer.site, &sheet),
        is_unlisted: game.visibility == Visibility::Unlisted,
        is_draft: game.status == GameStatus::Draft,
        manage: sheet.is_run_by_viewer.then(|| Manage {
            roster: urls::manage(game.id),
            edit: urls::edit_game(game.id),
            publish: urls::publish_game(game.id),
        }),
        bar: action::bar(&sheet, viewer, asks, key),
        answer,
        game: sheet.game,
    }
}

impl GamePage {
    /// Whether the rule above the fold says what happens with a spot that comes free.
    fn says_freed_above(&self) -> bool {
        self.rule.as_ref().zip(self.freed.as_ref()).is_some_and(|(rule, freed)| rule.says(freed))
    }
}

/// Whether letters would go to an address that may be another's, and so don't.
fn is_unconfirmed(viewer: &Viewer) -> bool {
    viewer.me.as_ref().is_some_and(|me| me.mailbox == Mailbox::Unconfirmed)
}

/// Where a visitor of this page comes in who is on the list from another browser.
fn by_mail(viewer: &Viewer, sheet: &TeamSheet, key: Option<&str>) -> Option<String> {
    let may_be_in = viewer.me.is_none() && sheet.game.fills(viewer.now) && !sheet.entries.is_empty();
    may_be_in.then(|| urls::login_link(&urls::with_key(urls::game(sheet.game.id), key)))
}

fn standing(sheet: &TeamSheet, mine: &Mine, now: Timestamp) -> Words {
    let registration = &mine.registration;
    match registration.withdrawn_at.filter(|_| mine.was_removed && registration.status == Status::Withdrawn) {
        Some(at) => {
            let at = words::moment_with_date(at, &sheet.game.time_zone, now);
            Words { text: format!("You were taken off the list on {at}"), class: "gone" }
        }
        None => {
            let words = words::standing(registration, sheet.place_in_line(registration.id), &sheet.game, now);
            // Lists don't know of the hour by which somebody wanted to hear: it is in no line of the timeline.
            match registration.is_passed_over(now) && !registration.rests && sheet.game.fills(now) {
                true => Words { text: format!("{}, passed over", words.text), class: "gone" },
                false => words,
            }
        }
    }
}

/// "Football · All levels · by Maya R."
fn kicker(sheet: &TeamSheet) -> String {
    let organizer = format!("by {}", sheet.organizer.public());
    let parts = [sheet.sport.as_str(), sheet.game.level.as_str(), &organizer];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn cancelled(game: &Game, now: Timestamp) -> Option<Cancelled> {
    (game.status == GameStatus::Cancelled).then(|| Cancelled {
        reason: game.cancelled_reason.clone(),
        when: game.cancelled_at.map(|at| words::moment_with_date(at, &game.time_zone, now)),
    })
}

/// Where the game is had for one's own calendar, while it is still to come.
fn calendar_file(game: &Game, now: Timestamp) -> Option<String> {
    let is_offered = game.status == GameStatus::Published && game.is_ahead(now);
    is_offered.then(|| urls::with_key(urls::game_file(game.id), key_of(game)))
}

/// Where the game is had as text for a chat, once others can find it.
fn share_page(game: &Game) -> Option<String> {
    (game.status != GameStatus::Draft).then(|| urls::with_key(urls::share_game(game.id), key_of(game)))
}

/// The part of an unlisted game's link that opens it.
fn key_of(game: &Game) -> Option<&str> {
    (game.visibility == Visibility::Unlisted).then_some(game.link_key.as_str())
}

/// How others are told of a game.
enum Share {
    /// By its full address.
    Link(String),
    /// By the address of the page that is open: this site does not know under which name it is reached.
    ThisPage,
    /// By the address of another page, which carries the key.
    Open(String),
}

impl Share {
    fn of(app: &App, game: &Game, key: Option<&str>) -> Self {
        let wanted = key_of(game);
        let path = urls::with_key(urls::game(game.id), wanted);
        match app.settings.public_url {
            Some(_) => Self::Link(app.absolute(&path)),
            None if key == wanted => Self::ThisPage,
            None => Self::Open(path),
        }
    }
}
