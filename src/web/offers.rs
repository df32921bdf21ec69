//! "I'm in" of somebody who waits, "No, thanks", "Still want in", and until when somebody wants to hear of a spot.

use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, http::StatusCode};
use serde::Deserialize;

use super::games::{Answer, GameQuery, show_as};
use super::registrations::{Asked, CANCELLED, JoinForm, KEPT_OUT};
use super::{App, FieldErrors, HtmlForm, HtmlQuery, Notice, SignedIn, WebError};
use crate::domain::offers::{
    AnswerError, Answered, Back, Decline, HearBy, HearByError, Take, TakeError, Taken, WantIn,
};
use crate::types::{GameId, WallTime};

const STARTED: &str = "The game has started: its organizer decides who plays.";
const NOT_WAITING: &str = "You're not waiting for this game.";

/// `POST /games/{game}/registration/take`
pub async fn take(
    app: Data<App>,
    viewer: SignedIn,
    game: Path<GameId>,
    query: HtmlQuery<GameQuery>,
    form: HtmlForm<JoinForm>,
) -> Result<HttpResponse, WebError> {
    app.limits.joining(viewer.player)?;
    let asked = Asked { app: &app, viewer: &viewer, game: game.into_inner(), key: query.key(), form: &form };
    match app.store.write(Take { game: asked.game, player: viewer.player, attempt: form.attempt() }).await {
        Ok(Taken::In) => asked.done(Notice::YoureIn),
        Ok(Taken::LeftSince) => asked.done(Notice::LeftBefore),
        Err(TakeError::NotFound) => Err(WebError::NotFound),
        Err(TakeError::NotIn) => asked.refused(NOT_WAITING).await,
        Err(TakeError::Blocked) => asked.refused("Your account is disabled, so you can't join games.").await,
        Err(TakeError::KeptOut) => asked.refused(KEPT_OUT).await,
        Err(TakeError::Cancelled) => asked.refused(CANCELLED).await,
        Err(TakeError::Started) => asked.refused(STARTED).await,
        Err(TakeError::Ended(at)) => {
            let at = asked.moment(at).await?;
            asked.refused(format!("Sorry, the offer ended {at}, and you are passed over now.")).await
        }
        Err(TakeError::NothingLeft) => asked.refused("Sorry, somebody was faster: no spot is on offer to you.").await,
        Err(TakeError::Later(at)) => {
            let at = asked.moment(at).await?;
            asked.refused(format!("Until {at} it is for those who have waited longer. Try again then.")).await
        }
        Err(TakeError::Query(error)) => Err(error.into()),
    }
}

/// `POST /games/{game}/registration/decline`
pub async fn decline(
    app: Data<App>,
    viewer: SignedIn,
    game: Path<GameId>,
    query: HtmlQuery<GameQuery>,
    form: HtmlForm<JoinForm>,
) -> Result<HttpResponse, WebError> {
    app.limits.joining(viewer.player)?;
    let asked = Asked { app: &app, viewer: &viewer, game: game.into_inner(), key: query.key(), form: &form };
    match app.store.write(Decline { game: asked.game, player: viewer.player }).await {
        Ok(Answered::Now) => asked.done(Notice::OfferDeclined),
        Ok(Answered::Before) => asked.done(Notice::NothingHeld),
        Err(error) => refuse(&asked, error).await,
    }
}

/// `POST /games/{game}/registration/want-in`
pub async fn want_in(
    app: Data<App>,
    viewer: SignedIn,
    game: Path<GameId>,
    query: HtmlQuery<GameQuery>,
    form: HtmlForm<JoinForm>,
) -> Result<HttpResponse, WebError> {
    app.limits.joining(viewer.player)?;
    let asked = Asked { app: &app, viewer: &viewer, game: game.into_inner(), key: query.key(), form: &form };
    match app.store.write(WantIn { game: asked.game, player: viewer.player }).await {
        Ok(Back::In) => asked.done(Notice::YoureIn),
        Ok(Back::Offered) => asked.done(Notice::SpotHeld),
        Ok(Back::Waiting) => asked.done(Notice::WantsIn),
        Err(error) => refuse(&asked, error).await,
    }
}

async fn refuse(asked: &Asked<'_>, error: AnswerError) -> Result<HttpResponse, WebError> {
    match error {
        AnswerError::NotFound => Err(WebError::NotFound),
        AnswerError::NotIn => asked.refused(NOT_WAITING).await,
        AnswerError::Cancelled => asked.refused(CANCELLED).await,
        AnswerError::Started => asked.refused(STARTED).await,
        AnswerError::Query(error) => Err(error.into()),
    }
}

/// Until when somebody waiting wants to hear of a spot, as the browser sent it.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct HearByForm {
    /// By the clock of the game; empty: whenever one comes free.
    pub by: String,
}

/// `POST /games/{game}/registration/hear-by`
pub async fn hear_by(
    app: Data<App>,
    viewer: SignedIn,
    game: Path<GameId>,
    query: HtmlQuery<GameQuery>,
    form: HtmlForm<HearByForm>,
) -> Result<HttpResponse, WebError> {
    app.limits.joining(viewer.player)?;
    let nothing = JoinForm::default();
    let asked = Asked { app: &app, viewer: &viewer, game: game.into_inner(), key: query.key(), form: &nothing };
    let by = match WallTime::parse_optional(&form.by) {
        Ok(by) => by,
        Err(error) => return wrong(&asked, &form, error.to_string()).await,
    };
    match app.store.write(HearBy { game: asked.game, player: viewer.player, by }).await {
        Ok(()) if by.is_some() => asked.done(Notice::HearByNoted),
        Ok(()) => asked.done(Notice::HearByGone),
        Err(error @ (HearByError::Past | HearByError::AfterStart)) => wrong(&asked, &form, error.to_string()).await,
        Err(HearByError::NotWaiting) => asked.refused("You don't wait any more.").await,
        Err(HearByError::Answer(error)) => refuse(&asked, error).await,
    }
}

/// 422: the sentence at the field, and what was typed in it.
async fn wrong(asked: &Asked<'_>, form: &HearByForm, sentence: String) -> Result<HttpResponse, WebError> {
    let (errors, hear_by) = (FieldErrors::one("by", sentence), Some(form.by.clone()));
    let answer = Answer { errors, hear_by, ..Answer::default() };
    show_as(asked.app, asked.viewer, asked.game, asked.key, StatusCode::UNPROCESSABLE_ENTITY, answer).await
}
