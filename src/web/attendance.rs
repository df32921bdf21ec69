//! Who came: one tap a player.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};
use serde::Deserialize;

use super::{
    App, FieldErrors, HtmlForm, OrganizerIn, WebError, redirect,
    roster::{Again, not_yours, show_again},
    urls, words,
};
use crate::{
    domain::attendance::{AttendanceError, NoAttendance, NoteAttendance},
    store,
    types::{Attendance, GameId, RegistrationId, Timestamp},
};

/// One tap, as the browser sent it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AttendanceForm {
    /// Whose.
    pub registration: String,
    /// `present`, `no_show`, or empty to take it back.
    pub state: String,
}

impl AttendanceForm {
    fn parse(&self) -> Result<(RegistrationId, Option<Attendance>), FieldErrors> {
        let mut errors = FieldErrors::default();
        let registration = errors.check("registration", RegistrationId::parse(&self.registration));
        let attendance = errors.check("state", Attendance::parse_or_clear(&self.state));
        match (registration, attendance) {
            (Some(registration), Some(attendance)) => Ok((registration, attendance)),
            _ => Err(errors),
        }
    }
}

/// `POST /organize/games/{game}/attendance`: leads back to the row that was tapped.
pub async fn create(
    app: Data<App>,
    organizer: OrganizerIn,
    game: Path<GameId>,
    form: HtmlForm<AttendanceForm>,
) -> Result<HttpResponse, WebError> {
    let game = game.into_inner();
    let (registration, attendance) = match form.parse() {
        Ok(tap) => tap,
        Err(errors) => return show_again(&app, &organizer, game, Again { errors, ..Again::default() }).await,
    };
    let refused = match app.store.write(NoteAttendance { game, registration, by: organizer.player, attendance }).await {
        Ok(()) => return Ok(redirect(&format!("{}#r-{registration}", urls::manage(game)))),
        Err(AttendanceError::NotFound) => return Err(WebError::NotFound),
        Err(AttendanceError::NotYours) => return Err(not_yours()),
        Err(AttendanceError::Query(error)) => return Err(error.into()),
        Err(AttendanceError::NotIn) => "Only players who are in can be marked.".to_owned(),
        Err(AttendanceError::NotNow(NoAttendance::Draft)) => "This game is a draft: nobody can come yet.".to_owned(),
        Err(AttendanceError::NotNow(NoAttendance::Cancelled)) => "This game has been cancelled.".to_owned(),
        Err(AttendanceError::NotNow(NoAttendance::Begins(at))) => {
            format!("You can note who came from {} on.", clock(&app, game, at).await?)
        }
    };
    show_again(&app, &organizer, game, Again::refused("Nothing was noted.", refused)).await
}

/// `at` by the game's own clock.
async fn clock(app: &App, game: GameId, at: Timestamp) -> Result<String, WebError> {
    let game = app.store.read(move |conn| store::games::find(conn, game)).await?;
    Ok(words::moment_with_date(at, &game.time_zone, app.store.now()))
}
