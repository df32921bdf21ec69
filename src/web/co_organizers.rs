//! Who runs a game beside the one who posted it.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};
use serde::Deserialize;

use super::{
    App, FieldErrors, HtmlForm, Notice, OrganizerIn, WebError, redirect_with,
    roster::{Again, not_yours, show_again},
    urls,
};
use crate::{
    domain::co_organizers::{AddCoOrganizer, CoOrganizerError, RemoveCoOrganizer},
    types::{Email, GameId, PlayerId},
};

/// The form that lets somebody help, as the browser sent it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct HelperForm {
    /// The address of their account.
    pub email: String,
}

/// `POST /organize/games/{game}/organizers`
pub async fn create(
    app: Data<App>,
    organizer: OrganizerIn,
    game: Path<GameId>,
    form: HtmlForm<HelperForm>,
) -> Result<HttpResponse, WebError> {
    let game = game.into_inner();
    let mistake = match Email::parse(&form.email) {
        Err(error) => error.to_string(),
        Ok(email) => match app.store.write(AddCoOrganizer { game, by: organizer.player, email }).await {
            Ok(()) => return Ok(redirect_with(Notice::OrganizersChanged, &urls::manage(game))),
            Err(CoOrganizerError::NotFound) => return Err(WebError::NotFound),
            Err(CoOrganizerError::NotYours) => return Err(not_yours()),
            Err(CoOrganizerError::Query(error)) => return Err(error.into()),
            Err(CoOrganizerError::OnlyTheOrganizer) => return Err(only_the_organizer()),
            Err(CoOrganizerError::NoAccount) => {
                "Nobody has an account with this address. Ask them to sign up first.".to_owned()
            }
            Err(CoOrganizerError::Disabled) => "This account is disabled.".to_owned(),
        },
    };
    let again = Again { email: form.email.clone(), errors: FieldErrors::one("email", mistake), ..Again::default() };
    show_again(&app, &organizer, game, again).await
}

/// `POST /organize/games/{game}/organizers/{player}/remove`
pub async fn destroy(
    app: Data<App>,
    organizer: OrganizerIn,
    path: Path<(GameId, PlayerId)>,
) -> Result<HttpResponse, WebError> {
    let (game, player) = path.into_inner();
    match app.store.write(RemoveCoOrganizer { game, by: organizer.player, player }).await {
        // Who has just stepped down can't open the game's page any more.
        Ok(()) if player == organizer.player => Ok(redirect_with(Notice::OrganizersChanged, urls::HOME)),
        Ok(()) => Ok(redirect_with(Notice::OrganizersChanged, &urls::manage(game))),
        Err(CoOrganizerError::NotFound) => Err(WebError::NotFound),
        Err(CoOrganizerError::NotYours) => Err(not_yours()),
        Err(CoOrganizerError::OnlyTheOrganizer) => Err(only_the_organizer()),
        Err(CoOrganizerError::Query(error)) => Err(error.into()),
        Err(CoOrganizerError::NoAccount | CoOrganizerError::Disabled) => {
            Err(WebError::Internal("a removal met an account"))
        }
    }
}

fn only_the_organizer() -> WebError {
    WebError::Forbidden("Who posted the game, or an admin, chooses who runs it.")
}
