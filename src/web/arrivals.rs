//! In with a name: what a visitor's "I'm in" does.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse};

use super::registrations::{Asked, placed, refuse};
use super::{App, FieldErrors, WebError, sessions, urls};
use crate::domain::arrivals::{ArrivalError, JoinByName};
use crate::types::{PlayerName, SignUps, numbers::plural};

/// Makes a player of the visitor who typed a name, remembers this browser, and answers as to every player.
pub async fn create(
    app: &App,
    asked: &Asked<'_>,
    session: &Session,
    request: &HttpRequest,
) -> Result<HttpResponse, WebError> {
    app.limits.name(app.client_ip(request)?)?;
    let mut errors = FieldErrors::default();
    let name = errors.check("name", PlayerName::parse(&asked.form.name.clone().unwrap_or_default()));
    let party =
        asked.form.parse().map_err(|more| more.iter().for_each(|error| errors.add(&error.field, &*error.message)));
    let (Some(name), Ok((guests, note, only_if))) = (name, party) else { return asked.wrong(errors).await };
    let (key, new) = sessions::prepare(session, request)?;
    let job = JoinByName {
        game: asked.game,
        key: asked.key.map(ToOwned::to_owned),
        name,
        guests,
        note,
        only_if,
        origin: app.origin(request)?,
        names_per_address: app.settings.names_per_address,
        session: new,
    };
    match app.store.write(job).await {
        Ok(became) => {
            sessions::begin(session, &key)?;
            placed(asked, became)
        }
        Err(ArrivalError::AccountsOnly) => {
            app.forget_site();
            asked.refused_but(ACCOUNTS_ONLY, sign_up(asked)).await
        }
        Err(ArrivalError::ConfirmedOnly) => {
            app.forget_site();
            asked.refused_but(CONFIRMED_ONLY, sign_up(asked)).await
        }
        Err(ArrivalError::Register(error)) => refuse(asked, error).await,
    }
}

const ACCOUNTS_ONLY: &str = "This game is for players with an account.";

const CONFIRMED_ONLY: &str = "This game is for players with a confirmed e-mail address. Make an account, and press the \
                              button that our mail leads to.";

/// Why one more name can't be in.
pub(super) fn too_many(most: u32) -> String {
    let so_many = plural(most, "spot");
    format!(
        "By name alone, at most {so_many} of this game can be taken from one internet connection, and with this yours \
         would have more. Get an account to join, or ask the organizer to add you."
    )
}

/// Where somebody goes for whom a name is not enough.
pub(super) fn sign_up(asked: &Asked<'_>) -> (String, &'static str) {
    match asked.viewer.site.who_signs_up {
        SignUps::Everyone => (urls::sign_up(&asked.page()), "Make an account"),
        SignUps::Admins => (urls::login(&asked.page()), "Sign in"),
    }
}
