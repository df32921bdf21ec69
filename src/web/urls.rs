//! Every address of the site, in one place. All are paths: only what leaves the site is made absolute, from `--public-url`.

use crate::types::{GameId, PlayerId, SeriesId, VenueId};

/// The upcoming games.
pub const HOME: &str = "/";
/// Games that are over.
pub const PAST: &str = "/past";
/// The month view.
pub const MONTH: &str = "/month";
/// How the games get into one's calendar.
pub const CALENDAR: &str = "/calendar";
/// The public games as a calendar file.
pub const CALENDAR_FILE: &str = "/calendar.ics";
/// My games.
pub const ME: &str = "/me";
/// How my own games get into my calendar.
pub const OWN_CALENDAR: &str = "/me/calendar";
/// Name, e-mail, password, time zone, sessions.
pub const ACCOUNT: &str = "/me/account";
/// My e-mail address.
pub const EMAIL: &str = "/me/account/email";
/// Signing in by a mailed link.
pub const LOGIN_LINK: &str = "/login/link";
/// What I was told.
pub const NOTICES: &str = "/me/notices";
/// What of it I want by mail.
pub const NOTICES_CHOICE: &str = "/me/account/notices";
/// The sign-in form.
pub const LOGIN: &str = "/login";
/// Signing out of this browser.
pub const LOGOUT: &str = "/logout";
/// Signing out of every browser.
pub const SESSIONS: &str = "/me/account/sessions";
/// The sign-up form.
pub const SIGN_UP: &str = "/signup";
/// What needs an organizer.
pub const ORGANIZE: &str = "/organize";
/// The new-game form.
pub const NEW_GAME: &str = "/organize/games/new";
/// The new-series form.
pub const NEW_SERIES: &str = "/organize/series/new";
/// The venues.
pub const VENUES: &str = "/organize/venues";
/// Whom an organizer keeps out.
pub const BLOCKED: &str = "/organize/blocked";
/// The admins' first page.
pub const ADMIN: &str = "/admin";
/// People and roles.
pub const PEOPLE: &str = "/admin/people";
/// Every game there is.
pub const ALL_GAMES: &str = "/admin/games";
/// The site's own settings.
pub const SETTINGS: &str = "/admin/settings";
/// Who did what.
pub const AUDIT: &str = "/admin/audit";
/// How mail fares.
pub const MAIL: &str = "/admin/mail";
/// All data as one file.
pub const BACKUP: &str = "/admin/backup";
/// The privacy text.
pub const PRIVACY: &str = "/privacy";
/// The terms.
pub const TERMS: &str = "/terms";

/// A game's page.
pub fn game(game: GameId) -> String {
    format!("/games/{game}")
}

/// A game on a card, for chats.
pub fn game_picture(game: GameId) -> String {
    format!("/games/{game}/picture.png")
}

/// A game as text, for chats.
pub fn share_game(game: GameId) -> String {
    format!("/games/{game}/share")
}

/// A game as a calendar file.
pub fn game_file(game: GameId) -> String {
    format!("/games/{game}.ics")
}

/// The games of the player whose secret it is, as a calendar file.
pub fn own_calendar(secret: &str) -> String {
    format!("/calendar/{secret}.ics")
}

/// Where "I'm in" goes.
pub fn registration(game: GameId) -> String {
    format!("/games/{game}/registration")
}

/// Where a party's new guests go.
pub fn guests(game: GameId) -> String {
    format!("/games/{game}/registration/guests")
}

/// Where "Can't make it" goes.
pub fn withdraw(game: GameId) -> String {
    format!("/games/{game}/registration/withdraw")
}

/// Where "I'm in" goes of somebody waiting who takes what is on offer.
pub fn take(game: GameId) -> String {
    format!("/games/{game}/registration/take")
}

/// Where somebody passes on what is held for them.
pub fn decline(game: GameId) -> String {
    format!("/games/{game}/registration/decline")
}

/// Where "Still want in" goes.
pub fn want_in(game: GameId) -> String {
    format!("/games/{game}/registration/want-in")
}

/// Where somebody waiting says until when they want to hear of a spot.
pub fn hear_by(game: GameId) -> String {
    format!("/games/{game}/registration/hear-by")
}

/// What leaving a game means now.
pub fn leaving(game: GameId) -> String {
    format!("/games/{game}/withdraw")
}

/// `path` with `query`, where there is one.
pub fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// `path` with the random part of an unlisted game's link, where there is one.
pub fn with_key(path: String, key: Option<&str>) -> String {
    match key {
        Some(key) => {
            let key: String = url::form_urlencoded::byte_serialize(key.as_bytes()).collect();
            format!("{path}?key={key}")
        }
        None => path,
    }
}

/// A game's page for its organizers.
pub fn manage(game: GameId) -> String {
    format!("/organize/games/{game}")
}

/// Where those who run a game write to its players.
pub fn message(game: GameId) -> String {
    format!("/organize/games/{game}/message")
}

/// A game's form.
pub fn edit_game(game: GameId) -> String {
    format!("/organize/games/{game}/edit")
}

/// Where a draft is shown to players.
pub fn publish_game(game: GameId) -> String {
    format!("/organize/games/{game}/publish")
}

/// A series with its games.
pub fn series(series: SeriesId) -> String {
    format!("/organize/series/{series}")
}

/// One venue.
pub fn venue(venue: VenueId) -> String {
    format!("/organize/venues/{venue}")
}

/// One person, for admins.
pub fn person(player: PlayerId) -> String {
    format!("/admin/people/{player}")
}

/// The sign-in form that leads on to `next`.
pub fn login(next: &str) -> String {
    with_next(LOGIN, next)
}

/// The form that asks for a sign-in link, which leads on to `next`.
pub fn login_link(next: &str) -> String {
    with_next(LOGIN_LINK, next)
}

/// The page of one's own address, whose mail leads on to `next`.
pub fn email_for(next: &str) -> String {
    with_next(EMAIL, next)
}

/// The sign-up form that leads on to `next`.
pub fn sign_up(next: &str) -> String {
    with_next(SIGN_UP, next)
}

/// The one-time page that sets up an empty site.
pub fn set_up(token: &str) -> String {
    format!("/set-up/{token}")
}

/// The one-time page that signs somebody in.
pub fn sign_in(token: &str) -> String {
    format!("/sign-in/{token}")
}

/// The same, leading on to `next`.
pub fn sign_in_to(token: &str, next: &str) -> String {
    with_next(&sign_in(token), next)
}

/// Where a player's personal link leads; from there on to `next`.
pub fn personal_link(token: &str, next: &str) -> String {
    with_next(&open(token), next)
}

/// The page that asks whether to be its player on this device.
pub fn open(token: &str) -> String {
    format!("/open/{token}")
}

/// The page whose button confirms an address.
pub fn confirm(token: &str) -> String {
    format!("/confirm/{token}")
}

/// Where mails of one kind are stopped.
pub fn stop_notices(token: &str) -> String {
    format!("/notices/stop/{token}")
}

fn with_next(path: &str, next: &str) -> String {
    if next == HOME {
        return path.to_owned();
    }
    let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
    format!("{path}?{query}")
}
