//! A game's page for those who run it: the roster, the line, attendance, and who helps.

mod changes;
mod csv;
mod rows;
mod story;

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use askama::Template;

pub use changes::{AddForm, MoveForm, RemoveForm, block, create, destroy, up};
pub use csv::download;
use rows::{LateRow, Row};
use story::Told;

use super::{App, FieldErrors, OrganizerIn, Page, WebError, html, html_as, redirect, urls, words};
use crate::{
    domain::{
        attendance::NoAttendance,
        rights::RunError,
        sheet::{Sheet, sheet},
    },
    store::games::Game,
    types::{GameId, GameStatus, PlayerId, Timestamp, Visibility},
};

/// The most of a line that is shown at once; the file has all of it.
const SHOWN_WAITING: usize = 100;

#[derive(Template)]
#[template(path = "organize/roster.html")]
struct RosterPage {
    page: Page,
    title: String,
    game: GameId,
    capacity: i32,
    taken: i32,
    seats_in: i32,
    waiting_count: i32,
    state: words::Words,
    when: String,
    starts: String,
    public: String,
    place: String,
    series: Option<String>,
    life: Life,
    seated: Vec<Row>,
    waiting: Vec<Row>,
    conditional: Vec<Row>,
    more_waiting: usize,
    late: Vec<LateRow>,
    attendance: Attendance,
    helpers: Vec<Helper>,
    chooses_helpers: bool,
    story: Vec<Told>,
    add: AddForm,
    max_guests: i32,
    guest_numbers: Vec<i32>,
    newest: String,
    email: String,
    errors: FieldErrors,
    refusal: Option<Refusal>,
}

/// What can still become of the game.
struct Life {
    is_draft: bool,
    is_cancelled: bool,
    is_over: bool,
    has_page: bool,
    has_readers: bool,
}

/// Whether one can note who came, or from when.
struct Attendance {
    is_shown: bool,
    is_on: bool,
    begins: Option<String>,
    marked: usize,
}

/// Somebody who runs the game.
struct Helper {
    id: PlayerId,
    name: String,
    posted_it: bool,
    is_me: bool,
    removable: bool,
}

/// Why a rule said no, and what to do instead.
#[derive(Debug, Default)]
pub struct Refusal {
    title: String,
    text: String,
    offers_edit: bool,
    offers_waitlist: bool,
}

impl Refusal {
    /// `title` says what did not happen, `text` why.
    pub fn new(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self { title: title.into(), text: text.into(), ..Self::default() }
    }

    fn or_change_the_game(self) -> Self {
        Self { offers_edit: true, ..self }
    }

    fn or_wait(self) -> Self {
        Self { offers_waitlist: true, ..self }
    }
}

/// What was typed into the page's forms and what is wrong with it, when it is shown again.
#[derive(Debug, Default)]
pub struct Again {
    /// The form that adds a player.
    pub add: AddForm,
    /// The helper's address.
    pub email: String,
    /// The mistakes.
    pub errors: FieldErrors,
    /// The rule that said no.
    pub refusal: Option<Refusal>,
}

impl Again {
    /// Nothing typed, but a rule said no.
    pub fn refused(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self { refusal: Some(Refusal::new(title, text)), ..Self::default() }
    }
}

/// `GET /organize/games/{game}`
pub async fn show(app: Data<App>, organizer: OrganizerIn, game: Path<GameId>) -> Result<HttpResponse, WebError> {
    let sheet = find(&app, &organizer, game.into_inner()).await?;
    html(&page(&app, &organizer, &sheet, Again::default()))
}

/// `GET` of the forms' addresses, as when a page with a refusal is opened again: the game's page.
pub async fn back(request: HttpRequest) -> Result<HttpResponse, WebError> {
    let game = request.match_info().get("game").and_then(|game| GameId::parse(game).ok());
    Ok(redirect(&urls::manage(game.ok_or(WebError::NotFound)?)))
}

/// The page again, with what was typed and why that did not work: 409 where a rule said no, 422 for mistakes.
pub async fn show_again(
    app: &App,
    organizer: &OrganizerIn,
    game: GameId,
    again: Again,
) -> Result<HttpResponse, WebError> {
    let sheet = find(app, organizer, game).await?;
    let status = if again.refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    html_as(status, &page(app, organizer, &sheet, again))
}

async fn find(app: &App, organizer: &OrganizerIn, game: GameId) -> Result<Sheet, WebError> {
    let player = organizer.player;
    match app.store.read(move |conn| sheet(conn, game, player)).await {
        Ok(sheet) => Ok(sheet),
        Err(RunError::NotFound) => Err(WebError::NotFound),
        Err(RunError::NotYours) => Err(not_yours()),
        Err(RunError::Query(error)) => Err(error.into()),
    }
}

/// What somebody hears who does not run the game.
pub fn not_yours() -> WebError {
    WebError::Forbidden("Only those who run this game can do that. Its organizer can let you help.")
}

fn page(app: &App, organizer: &OrganizerIn, sheet: &Sheet, again: Again) -> RosterPage {
    let (game, now, mails_links) = (&sheet.game, organizer.now, app.settings.mails_links());
    RosterPage {
        page: organizer.page(game.title.as_str()),
        title: game.title.to_string(),
        game: game.id,
        capacity: game.capacity.get(),
        taken: game.taken,
        seats_in: game.seats_in(),
        waiting_count: game.waiting,
        state: words::state(game, now),
        starts: game.starts_at.rfc3339(),
        public: public(game),
        when: when(game, now),
        place: sheet.place.clone(),
        series: sheet.series.map(urls::series),
        life: Life::of(game, now),
        seated: sheet.seated.iter().map(|line| Row::of(line, sheet, mails_links)).collect(),
        conditional: sheet.conditional.iter().map(|line| Row::of(line, sheet, mails_links)).collect(),
        waiting: sheet.waiting.iter().take(SHOWN_WAITING).map(|line| Row::of(line, sheet, mails_links)).collect(),
        more_waiting: sheet.waiting.len().saturating_sub(SHOWN_WAITING),
        late: sheet.late.iter().map(|left| LateRow::of(left, game, now)).collect(),
        attendance: Attendance::of(sheet, now),
        helpers: helpers(sheet, organizer.player),
        chooses_helpers: sheet.chooses_helpers,
        story: story::told(sheet, now),
        max_guests: game.max_guests.get(),
        guest_numbers: (1..=game.max_guests.get()).collect(),
        newest: sheet.newest.map_or_else(|| "0".to_owned(), |newest| newest.to_string()),
        add: again.add,
        email: again.email,
        errors: again.errors,
        refusal: again.refusal,
    }
}

/// The address that players open; an unlisted game's with its key, for handing on.
fn public(game: &Game) -> String {
    let key = (game.visibility == Visibility::Unlisted).then_some(game.link_key.as_str());
    urls::with_key(urls::game(game.id), key)
}

fn when(game: &Game, now: Timestamp) -> String {
    let start = words::moment_with_date(game.starts_at, &game.time_zone, now);
    format!("{start} {}", game.time_zone.abbreviation(game.starts_at))
}

impl Life {
    fn of(game: &Game, now: Timestamp) -> Self {
        Self {
            is_draft: game.status == GameStatus::Draft,
            is_cancelled: game.status == GameStatus::Cancelled,
            is_over: game.status == GameStatus::Published && now >= game.ends_at,
            has_page: game.published_at.is_some(),
            has_readers: game.has_readers(now),
        }
    }
}

impl Attendance {
    fn of(sheet: &Sheet, now: Timestamp) -> Self {
        let (is_shown, begins) = match sheet.game.takes_attendance(now) {
            Ok(()) => (true, None),
            Err(NoAttendance::Begins(at)) => (true, Some(words::moment_with_date(at, &sheet.game.time_zone, now))),
            Err(NoAttendance::Draft | NoAttendance::Cancelled) => (false, None),
        };
        let marked = sheet.seated.iter().filter(|line| line.entry.registration.attendance.is_some()).count();
        Self { is_shown, is_on: is_shown && begins.is_none(), begins, marked }
    }
}

/// The one who posted the game first.
fn helpers(sheet: &Sheet, viewer: PlayerId) -> Vec<Helper> {
    let (id, name) = &sheet.organizer;
    let organizer = Helper { id: *id, name: name.to_string(), posted_it: true, is_me: false, removable: false };
    let others = sheet.helpers.iter().map(|(id, name)| Helper {
        id: *id,
        name: name.to_string(),
        posted_it: false,
        is_me: *id == viewer,
        removable: sheet.chooses_helpers || *id == viewer,
    });
    std::iter::once(organizer).chain(others).collect()
}
