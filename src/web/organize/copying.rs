//! A draft is published; a game is taken over to next week.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};

use super::{new_key, not_an_organizer, not_yours};
use crate::domain::organizing::{CopyGame, CreateError, Publish, PublishError, Published};
use crate::types::GameId;
use crate::web::{App, Notice, OrganizerIn, WebError, redirect_with, urls};

/// `POST /organize/games/{game}/publish`
pub async fn publish(app: Data<App>, organizer: OrganizerIn, game: Path<GameId>) -> Result<HttpResponse, WebError> {
    match app.store.write(Publish { game: *game, by: organizer.player }).await {
        Ok(Published::Now) => Ok(redirect_with(Notice::GamePublished, &urls::game(*game))),
        Ok(Published::PastDecision) => Ok(redirect_with(Notice::PublishedToStay, &urls::game(*game))),
        Err(PublishError::StartInPast) => Err(WebError::Refused(
            "The start of this draft is past. Choose another day in its form, then publish it.".to_owned(),
        )),
        Err(PublishError::Cancelled) => {
            Err(WebError::Refused("This game has been cancelled. Copy it to play it again.".to_owned()))
        }
        Err(PublishError::NotYours) => Err(not_yours()),
        Err(PublishError::NotFound) => Err(WebError::NotFound),
        Err(PublishError::Query(error)) => Err(error.into()),
    }
}

/// `POST /organize/games/{game}/copy`
pub async fn copy(app: Data<App>, organizer: OrganizerIn, game: Path<GameId>) -> Result<HttpResponse, WebError> {
    let job = CopyGame { game: *game, by: organizer.player, key: new_key()? };
    match app.store.write(job).await {
        Ok(copy) => Ok(redirect_with(Notice::GameCopied, &urls::game(copy))),
        Err(CreateError::NotAnOrganizer) => Err(not_an_organizer()),
        Err(CreateError::NotYours) => Err(not_yours()),
        Err(CreateError::NotFound) => Err(WebError::NotFound),
        Err(CreateError::Mistakes(_)) => Err(WebError::Refused("This game cannot be copied as it is.".to_owned())),
        Err(CreateError::Query(error)) => Err(error.into()),
    }
}
