//! The roster changed by hand.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};
use serde::Deserialize;

use super::{Again, Refusal, not_yours, show_again};
use crate::{
    domain::{
        blocks::{BlockError, RemoveAndBlock},
        line::{MoveError, MoveUp, Moved, Step},
        roster::{AddByName, AddError, Added, Remove, Removed, RosterError},
    },
    types::{GameId, GuestName, Note, PlayerName, RegistrationId, numbers::plural},
    web::{App, FieldErrors, HtmlForm, Notice, OrganizerIn, WebError, redirect_with, urls},
};

/// The form that writes a name on the list, as the browser sent it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AddForm {
    /// The player's name.
    pub name: String,
    /// Named guests; empty ones are nobody.
    pub guest: Vec<String>,
    /// For the timeline.
    pub note: String,
    /// `1`: a place in line will do.
    pub waitlist: String,
    /// The newest registration when the form was made.
    pub after: String,
}

struct Wish {
    name: PlayerName,
    guests: Vec<GuestName>,
    note: Note,
}

impl AddForm {
    fn parse(&self) -> Result<Wish, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.check("name", PlayerName::parse(&self.name));
        let typed = self.guest.iter().filter(|guest| !guest.trim().is_empty());
        let guests: Vec<_> = typed.filter_map(|guest| errors.check("guest", GuestName::parse(guest))).collect();
        let note = errors.check("note", Note::parse(&self.note));
        match (name, note) {
            (Some(name), Some(note)) if errors.is_empty() => Ok(Wish { name, guests, note }),
            _ => Err(errors),
        }
    }

    /// Whether a guest was named.
    pub fn has_guests(&self) -> bool {
        self.guest.iter().any(|guest| !guest.trim().is_empty())
    }

    /// What guest `number` (from 1) was called.
    pub fn guest(&self, number: &i32) -> &str {
        let index = usize::try_from(number - 1).unwrap_or(usize::MAX);
        self.guest.get(index).map_or("", String::as_str)
    }
}

/// `POST /organize/games/{game}/roster`
pub async fn create(
    app: Data<App>,
    organizer: OrganizerIn,
    game: Path<GameId>,
    form: HtmlForm<AddForm>,
) -> Result<HttpResponse, WebError> {
    let game = game.into_inner();
    let Wish { name, guests, note } = match form.parse() {
        Ok(wish) => wish,
        Err(errors) => {
            let again = Again { add: form.0.clone(), errors, ..Again::default() };
            return show_again(&app, &organizer, game, again).await;
        }
    };
    let after = form.after.parse().ok().or_else(|| (form.after == "0").then(|| RegistrationId::new(0)));
    let may_wait = form.waitlist == "1";
    let job = AddByName { game, by: organizer.player, name, guests, note, may_wait, after };
    let refusal = match app.store.write(job).await {
        Ok(Added::In) => return Ok(redirect_with(Notice::PlayerAdded, &urls::manage(game))),
        Ok(Added::Waiting) => return Ok(redirect_with(Notice::PlayerWaits, &urls::manage(game))),
        Ok(Added::RemovedSince) => return Ok(redirect_with(Notice::NothingChanged, &urls::manage(game))),
        Err(AddError::NotFound) => return Err(WebError::NotFound),
        Err(AddError::NotYours) => return Err(not_yours()),
        Err(AddError::Query(error)) => return Err(error.into()),
        Err(AddError::Draft) => Refusal::new("Not yet.", "This game is a draft. Publish it, then add players."),
        Err(AddError::Cancelled) => Refusal::new("Nobody was added.", "This game has been cancelled."),
        Err(AddError::TooManyGuests(most)) => Refusal::new(
            "That is a large party.",
            format!("In this game a player brings at most {}.", plural(most.get(), "guest")),
        )
        .or_change_the_game(),
        Err(AddError::LargerThanGame(capacity)) => {
            Refusal::new("That party never fits.", format!("This game has {} in all.", plural(capacity.get(), "spot")))
                .or_change_the_game()
        }
        Err(AddError::Full(free)) => full(free).or_wait().or_change_the_game(),
    };
    show_again(&app, &organizer, game, Again { add: form.0.clone(), refusal: Some(refusal), ..Again::default() }).await
}

fn full(free: i32) -> Refusal {
    match free {
        0 => Refusal::new("The game is full.", "Raise the number of spots to let one more in."),
        free => Refusal::new(
            format!("Only {} free.", if free == 1 { "1 spot is".to_owned() } else { format!("{free} spots are") }),
            "Raise the number of spots to let the whole party in.",
        ),
    }
}

/// The words that go with a removal, as the browser sent them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RemoveForm {
    /// For the timeline and the player.
    pub note: String,
}

/// `POST /organize/games/{game}/roster/{registration}/remove`
pub async fn destroy(
    app: Data<App>,
    organizer: OrganizerIn,
    path: Path<(GameId, RegistrationId)>,
    form: HtmlForm<RemoveForm>,
) -> Result<HttpResponse, WebError> {
    let (game, registration) = path.into_inner();
    let note = match Note::parse(&form.note) {
        Ok(note) => note,
        Err(error) => return wrong_note(&app, &organizer, game, error.to_string()).await,
    };
    match app.store.write(Remove { game, registration, by: organizer.player, note }).await {
        Ok(Removed::Now | Removed::Before) => Ok(redirect_with(Notice::PlayerRemoved, &urls::manage(game))),
        Err(RosterError::NotFound) => Err(WebError::NotFound),
        Err(RosterError::NotYours) => Err(not_yours()),
        Err(RosterError::Query(error)) => Err(error.into()),
    }
}

/// `POST /organize/games/{game}/roster/{registration}/block`
pub async fn block(
    app: Data<App>,
    organizer: OrganizerIn,
    path: Path<(GameId, RegistrationId)>,
    form: HtmlForm<RemoveForm>,
) -> Result<HttpResponse, WebError> {
    let (game, registration) = path.into_inner();
    let note = match Note::parse(&form.note) {
        Ok(note) => note,
        Err(error) => return wrong_note(&app, &organizer, game, error.to_string()).await,
    };
    match app.store.write(RemoveAndBlock { game, registration, by: organizer.player, note }).await {
        Ok(()) => Ok(redirect_with(Notice::PlayerBlocked, &urls::manage(game))),
        Err(BlockError::RunsIt) => {
            let again = Again::refused("Nobody was blocked.", "Who runs a game can't be blocked from it.");
            show_again(&app, &organizer, game, again).await
        }
        Err(BlockError::Roster(RosterError::NotFound)) => Err(WebError::NotFound),
        Err(BlockError::Roster(RosterError::NotYours)) => Err(not_yours()),
        Err(BlockError::Roster(RosterError::Query(error))) => Err(error.into()),
    }
}

/// How far to move somebody up, as the browser sent it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct MoveForm {
    /// For the timeline.
    pub note: String,
    /// `top`: before everybody else. Otherwise one place.
    pub to: String,
    /// The place it had when the form was made.
    pub place: String,
}

/// `POST /organize/games/{game}/roster/{registration}/up`
pub async fn up(
    app: Data<App>,
    organizer: OrganizerIn,
    path: Path<(GameId, RegistrationId)>,
    form: HtmlForm<MoveForm>,
) -> Result<HttpResponse, WebError> {
    let (game, registration) = path.into_inner();
    let note = match Note::parse(&form.note) {
        Ok(note) => note,
        Err(error) => return wrong_note(&app, &organizer, game, error.to_string()).await,
    };
    let step = if form.to == "top" { Step::Front } else { Step::OneUp };
    let from = form.place.parse().ok();
    let again = match app.store.write(MoveUp { game, registration, by: organizer.player, step, note, from }).await {
        Ok(Moved::Up) => return Ok(redirect_with(Notice::MovedUp, &line_of(game))),
        Ok(Moved::In) => return Ok(redirect_with(Notice::LetIn, &urls::manage(game))),
        Ok(Moved::Before) => return Ok(redirect_with(Notice::NothingChanged, &line_of(game))),
        Err(MoveError::NotFound) => return Err(WebError::NotFound),
        Err(MoveError::NotYours) => return Err(not_yours()),
        Err(MoveError::Query(error)) => return Err(error.into()),
        Err(MoveError::Cancelled) => Again::refused("Nobody was moved.", "This game has been cancelled."),
        Err(MoveError::Gone) => Again::refused("Nobody was moved.", "This player has left the waitlist."),
        Err(MoveError::Blocked) => Again::refused(
            "First in line already.",
            "This player may not play here: the account is disabled, or the organizer has blocked them.",
        ),
        Err(MoveError::Full(free)) => Again { refusal: Some(first(free).or_change_the_game()), ..Again::default() },
    };
    show_again(&app, &organizer, game, again).await
}

fn first(free: i32) -> Refusal {
    Refusal::new("First in line already.", format!("{} {}", full(free).title, full(free).text))
}

fn line_of(game: GameId) -> String {
    format!("{}#waitlist", urls::manage(game))
}

async fn wrong_note(
    app: &App,
    organizer: &OrganizerIn,
    game: GameId,
    sentence: String,
) -> Result<HttpResponse, WebError> {
    let again = Again { errors: FieldErrors::one("roster", sentence), ..Again::default() };
    show_again(app, organizer, game, again).await
}
