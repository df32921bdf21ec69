//! "I'm in", "Can't make it", and who comes along.

use actix_session::Session;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use askama::Template;
use serde::Deserialize;

use super::games::{Answer, CANT_MAKE_IT, GameQuery, LEAVE_THE_WAITLIST, find, show_as};
use super::words::{moment, moment_with_date, with_guests};
use super::{
    App, FieldErrors, HtmlForm, HtmlQuery, Notice, Page, SignedIn, Viewer, WebError, arrivals, html, redirect,
    redirect_with, urls,
};
use crate::domain::arrivals::NoteOrigin;
use crate::domain::gears::sentence;
use crate::domain::registrations::{
    ChangeGuests, GuestsError, GuestsNoted, JoinIf, Left, Placed, Register, RegisterError, Withdraw, WithdrawError,
};
use crate::domain::team_sheet::TeamSheet;
use crate::store::registrations::Registration;
use crate::types::numbers::{ordinal, plural};
use crate::types::{GameId, GuestName, MaxGuests, Note, OnlyIf, PlayerId, Status, Timestamp};

/// A form about one's own registration, as the browser sent it.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct JoinForm {
    /// The guests' names; blank ones are nobody.
    pub guest: Vec<String>,
    /// Words to the organizer.
    pub note: String,
    /// How often the player had left this game when the form was made.
    pub attempt: String,
    /// How many must be in for them to come; empty: in any case.
    pub only_if: String,
    /// What a visitor calls themselves; who is signed in has a name.
    pub name: Option<String>,
}

impl JoinForm {
    /// Checks every field before answering, so that all mistakes are shown together.
    pub(super) fn parse(&self) -> Result<(Vec<GuestName>, Note, Option<OnlyIf>), FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut guests = Vec::new();
        for (number, typed) in (1..).zip(&self.guest) {
            if !typed.trim().is_empty() {
                // The summary on top shows the sentence without its field.
                let name = GuestName::parse(typed).map_err(|error| format!("Guest {number}: {error}"));
                guests.extend(errors.check(&format!("guest-{number}"), name));
            }
        }
        let only_if = errors.check("only_if", OnlyIf::parse_optional(&self.only_if));
        match errors.check("note", Note::parse(&self.note)).zip(only_if) {
            Some((note, only_if)) if errors.is_empty() => Ok((guests, note, only_if)),
            Some(_) | None => Err(errors),
        }
    }

    /// The number that the form carries; anything else is what a form of a visitor's page would carry.
    pub(super) fn attempt(&self) -> i64 {
        self.attempt.parse().unwrap_or(0)
    }
}

/// What every one of these handlers answers with: the game's page, as this player sees it.
pub(super) struct Asked<'a> {
    pub app: &'a App,
    pub viewer: &'a Viewer,
    pub game: GameId,
    pub key: Option<&'a str>,
    pub form: &'a JoinForm,
}

impl Asked<'_> {
    /// 303 to the game's page, which says what was done.
    pub fn done(&self, notice: Notice) -> Result<HttpResponse, WebError> {
        Ok(redirect_with(notice, &self.page()))
    }

    /// The game's page.
    pub fn page(&self) -> String {
        urls::with_key(urls::game(self.game), self.key)
    }

    /// 409: the page says why, and what was typed is still there.
    pub async fn refused(&self, reason: impl Into<String>) -> Result<HttpResponse, WebError> {
        let answer = Answer { refusal: Some(reason.into()), typed: Some(self.form.clone()), ..Answer::default() };
        show_as(self.app, self.viewer, self.game, self.key, StatusCode::CONFLICT, answer).await
    }

    /// The same, with where to go instead.
    pub async fn refused_but(
        &self,
        reason: impl Into<String>,
        instead: (String, &'static str),
    ) -> Result<HttpResponse, WebError> {
        let (refusal, typed) = (Some(reason.into()), Some(self.form.clone()));
        let answer = Answer { refusal, typed, instead: Some(instead), ..Answer::default() };
        show_as(self.app, self.viewer, self.game, self.key, StatusCode::CONFLICT, answer).await
    }

    /// 422: every mistake beside its field.
    pub async fn wrong(&self, errors: FieldErrors) -> Result<HttpResponse, WebError> {
        let answer = Answer { errors, typed: Some(self.form.clone()), ..Answer::default() };
        show_as(self.app, self.viewer, self.game, self.key, StatusCode::UNPROCESSABLE_ENTITY, answer).await
    }

    /// `at` on the clocks of the game.
    pub async fn moment(&self, at: Timestamp) -> Result<String, WebError> {
        let sheet = find(self.app, self.viewer, self.game, self.key).await?;
        Ok(moment(at, &sheet.game.time_zone, self.viewer.now))
    }
}

/// `GET` of the forms' addresses, as when a page with a refusal is loaded again: the game's page.
pub async fn show(game: Path<GameId>, query: HtmlQuery<GameQuery>) -> HttpResponse {
    redirect(&urls::with_key(urls::game(game.into_inner()), query.key()))
}

/// `POST /games/{game}/registration`: a visitor joins by the name that the form carries.
pub async fn create(
    app: Data<App>,
    viewer: Viewer,
    session: Session,
    request: HttpRequest,
    game: Path<GameId>,
    query: HtmlQuery<GameQuery>,
    form: HtmlForm<JoinForm>,
) -> Result<HttpResponse, WebError> {
    let asked = Asked { app: &app, viewer: &viewer, game: game.into_inner(), key: query.key(), form: &form };
    match (viewer.player(), &form.name) {
        (Some(player), _) => {
            app.limits.joining(player)?;
            if viewer.me.as_ref().is_some_and(|me| !me.has_account) {
                let origin = app.origin(&request)?;
                app.store.write(NoteOrigin { player, game: asked.game, origin }).await?;
            }
            join(&asked, player).await
        }
        (None, Some(_)) => arrivals::create(&app, &asked, &session, &request).await,
        (None, None) => Err(WebError::SignIn { next: viewer.way_back().to_owned() }),
    }
}

async fn join(asked: &Asked<'_>, player: PlayerId) -> Result<HttpResponse, WebError> {
    let (app, form) = (asked.app, asked.form);
    let (guests, note, number) = match form.parse() {
        Ok(parsed) => parsed,
        Err(errors) => return asked.wrong(errors).await,
    };
    let key = asked.key.map(ToOwned::to_owned);
    let names_per_address = app.settings.names_per_address;
    let wanted = Register { game: asked.game, player, guests, note, attempt: form.attempt(), key, names_per_address };
    let became = match number {
        Some(_) => app.store.write(JoinIf { asked: wanted, number }).await,
        None => match app.store.write(wanted.clone()).await {
            // Until now they came only if enough did.
            Ok(Placed::Conditional) => app.store.write(JoinIf { asked: wanted, number }).await,
            became => became,
        },
    };
    match became {
        Ok(became) => placed(asked, became),
        Err(error) => refuse(asked, error).await,
    }
}

/// What became of "I'm in".
pub(super) fn placed(asked: &Asked<'_>, became: Placed) -> Result<HttpResponse, WebError> {
    asked.done(match became {
        Placed::In => Notice::YoureIn,
        Placed::Waiting => Notice::OnTheWaitlist,
        Placed::Offered => Notice::SpotHeld,
        Placed::Conditional => Notice::InIfEnough,
        Placed::LeftSince(_) => Notice::LeftBefore,
    })
}

/// Why "I'm in" did not work.
pub(super) async fn refuse(asked: &Asked<'_>, error: RegisterError) -> Result<HttpResponse, WebError> {
    match error {
        RegisterError::NotFound => Err(WebError::NotFound),
        RegisterError::Blocked => asked.refused("Your account is disabled, so you can't join games.").await,
        RegisterError::KeptOut => asked.refused(KEPT_OUT).await,
        RegisterError::NeedsAccount => asked.refused_but(NEEDS_ACCOUNT, add_one()).await,
        RegisterError::NeedsConfirmed => {
            asked.refused_but(NEEDS_CONFIRMED, (urls::email_for(&asked.page()), "Confirm my address")).await
        }
        RegisterError::TooManyNames(most) => {
            let way = if asked.viewer.me.is_some() { add_one() } else { arrivals::sign_up(asked) };
            asked.refused_but(arrivals::too_many(most), way).await
        }
        RegisterError::Cancelled => asked.refused(CANCELLED).await,
        RegisterError::Started => asked.refused("Sorry, this game has already started.").await,
        RegisterError::Closed => asked.refused("Sorry, sign-up has closed.").await,
        RegisterError::NotOpen(at) => asked.refused(not_open(&asked.moment(at).await?)).await,
        RegisterError::TooManyGuests(most) => asked.refused(too_many(most)).await,
        RegisterError::LargerThanGame(capacity) => asked.refused(too_large(capacity.get())).await,
        RegisterError::NumberAboveGame(capacity) => {
            let mut errors = FieldErrors::default();
            errors.add("only_if", format!("This game has only {}.", plural(capacity.get(), "spot")));
            asked.wrong(errors).await
        }
        RegisterError::Query(error) => Err(error.into()),
    }
}

/// `POST /games/{game}/registration/guests`
pub async fn change_guests(
    app: Data<App>,
    viewer: SignedIn,
    game: Path<GameId>,
    query: HtmlQuery<GameQuery>,
    form: HtmlForm<JoinForm>,
) -> Result<HttpResponse, WebError> {
    app.limits.joining(viewer.player)?;
    let asked = Asked { app: &app, viewer: &viewer, game: game.into_inner(), key: query.key(), form: &form };
    let (guests, ..) = match form.parse() {
        Ok(parsed) => parsed,
        Err(errors) => return asked.wrong(errors).await,
    };
    let names_per_address = app.settings.names_per_address;
    let job = ChangeGuests { game: asked.game, player: viewer.player, guests, names_per_address };
    match app.store.write(job).await {
        Ok(GuestsNoted::Kept) => asked.done(Notice::GuestsChanged),
        Ok(GuestsNoted::GoesLast) => asked.done(Notice::GuestsWait),
        Err(GuestsError::NotFound) => Err(WebError::NotFound),
        Err(GuestsError::NotIn) => asked.refused("You're not in this game, so nobody can come with you.").await,
        Err(GuestsError::Blocked) => asked.refused("Your account is disabled, so you can't bring guests.").await,
        Err(GuestsError::KeptOut) => asked.refused(KEPT_OUT).await,
        Err(GuestsError::Cancelled) => asked.refused(CANCELLED).await,
        Err(GuestsError::Started) => asked.refused("The game has started. Tell the organizer who came.").await,
        Err(GuestsError::Closed) => asked.refused("Sorry, sign-up has closed: no more guests.").await,
        Err(GuestsError::NotOpen(at)) => asked.refused(not_open(&asked.moment(at).await?)).await,
        Err(GuestsError::TooManyNames(most)) => asked.refused_but(arrivals::too_many(most), add_one()).await,
        Err(GuestsError::TooManyGuests(most)) => asked.refused(too_many(most)).await,
        Err(GuestsError::LargerThanGame(capacity)) => asked.refused(too_large(capacity.get())).await,
        Err(GuestsError::NoRoom(free)) => asked.refused(no_room(free)).await,
        Err(GuestsError::Query(error)) => Err(error.into()),
    }
}

/// `POST /games/{game}/registration/withdraw`
pub async fn withdraw(
    app: Data<App>,
    viewer: SignedIn,
    game: Path<GameId>,
    query: HtmlQuery<GameQuery>,
    form: HtmlForm<JoinForm>,
) -> Result<HttpResponse, WebError> {
    app.limits.joining(viewer.player)?;
    let asked = Asked { app: &app, viewer: &viewer, game: game.into_inner(), key: query.key(), form: &form };
    match app.store.write(Withdraw { game: asked.game, player: viewer.player, attempt: form.attempt() }).await {
        Ok(Left::Seat) => asked.done(Notice::OutOfTheGame),
        Ok(Left::SeatLate) => asked.done(Notice::OutLate),
        Ok(Left::Line) => asked.done(Notice::OffTheWaitlist),
        Ok(Left::Wish) => asked.done(Notice::NotComing),
        Ok(Left::Before) => asked.done(Notice::LeftBefore),
        Err(WithdrawError::NotFound) => Err(WebError::NotFound),
        Err(WithdrawError::NotIn) => asked.refused("You're not in this game, so there is nothing to leave.").await,
        Err(WithdrawError::Started) => {
            asked.refused("The game has started. Tell the organizer that you can't make it.").await
        }
        Err(WithdrawError::Query(error)) => Err(error.into()),
    }
}

pub(super) const KEPT_OUT: &str = "The organizer has blocked you from their games. Talk to them if that is a mistake.";
const NEEDS_ACCOUNT: &str = "This game is for players with an account. Yours is a name alone.";

fn add_one() -> (String, &'static str) {
    (format!("{}#access", urls::ACCOUNT), "Get an account")
}

const NEEDS_CONFIRMED: &str = "This game asks for a confirmed e-mail address. Confirm yours, then come back and join.";

pub(super) const CANCELLED: &str = "Sorry, this game has been cancelled.";

fn not_open(at: &str) -> String {
    format!("Sign-up opens {at}.")
}

fn too_many(most: MaxGuests) -> String {
    match most.get() {
        0 => "This game is for players without guests.".to_owned(),
        most => format!("You may bring {} to this game.", plural(most, "guest")),
    }
}

fn too_large(capacity: i32) -> String {
    format!("This game has {}, fewer than your party needs.", plural(capacity, "spot"))
}

fn no_room(free: i32) -> String {
    match free {
        0 => "No spot is free for another guest.".to_owned(),
        free => format!(
            "Only {} free for more guests.",
            if free == 1 { "1 spot is".to_owned() } else { format!("{free} spots are") }
        ),
    }
}

#[derive(Template)]
#[template(path = "games/withdraw.html")]
struct WithdrawPage {
    page: Page,
    back: String,
    game: String,
    says: Vec<String>,
    action: String,
    attempt: usize,
    button: &'static str,
    stay: &'static str,
    is_late: bool,
}

/// `GET /games/{game}/withdraw`: what leaving means now.
pub async fn confirm(
    app: Data<App>,
    viewer: SignedIn,
    game: Path<GameId>,
    query: HtmlQuery<GameQuery>,
) -> Result<HttpResponse, WebError> {
    let (game, key) = (game.into_inner(), query.key());
    let sheet = find(&app, &viewer, game, key).await?;
    let back = urls::with_key(urls::game(game), key);
    let Some(mine) = sheet.my_active().filter(|_| sheet.game.fills(viewer.now)) else { return Ok(redirect(&back)) };
    let is_late = sheet.game.counts_as_late(mine, viewer.now);
    let waits = mine.status != Status::Confirmed;
    let title = match (waits, is_late) {
        (true, _) => "Leave the waitlist?",
        (false, true) => "Dropping out now counts as late",
        (false, false) => "Can't make it?",
    };
    html(&WithdrawPage {
        page: viewer.page(title),
        game: sheet.game.title.to_string(),
        says: meaning(&sheet, mine, is_late, &viewer),
        action: urls::with_key(urls::withdraw(game), key),
        attempt: sheet.attempt(),
        button: if waits { LEAVE_THE_WAITLIST } else { CANT_MAKE_IT },
        stay: if waits { "Keep my place" } else { "Keep my spot" },
        is_late,
        back,
    })
}

/// What leaving means, in sentences.
fn meaning(sheet: &TeamSheet, mine: &Registration, is_late: bool, viewer: &Viewer) -> Vec<String> {
    let (game, site, now) = (&sheet.game, &viewer.site, viewer.now);
    let freed = || sentence(game, site.gears, site.has_mail, now);
    if mine.status == Status::Offered {
        return vec!["You give back the spot that is held for you. If you come back, you start at the end.".to_owned()];
    }
    if mine.status == Status::Waitlisted {
        let place = sheet.place_in_line(mine.id).unwrap_or(1);
        let party = with_guests(mine.party_size);
        return vec![format!("You're {} in line{party}. If you come back, you start at the end.", ordinal(place))];
    }
    if mine.status == Status::Conditional {
        return vec!["You no longer come, whether enough do or not.".to_owned()];
    }
    let first = match is_late {
        true => format!(
            "It was free until {}. It won't count if someone else has your spot at the start.",
            moment_with_date(game.deadline_at, &game.time_zone, now)
        ),
        false => "It is free, and it doesn't count as late.".to_owned(),
    };
    let frees = match mine.party_size.get() {
        1 => "1 spot comes free.".to_owned(),
        spots => format!("{spots} spots come free."),
    };
    let line = match game.waiting {
        0 => "Nobody is waiting now.".to_owned(),
        1 => format!("1 is waiting. {}.", freed()),
        waiting => format!("{waiting} are waiting. {}.", freed()),
    };
    vec![first, format!("{frees} {line}")]
}
