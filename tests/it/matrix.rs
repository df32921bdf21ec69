//! Every route for everybody: who may, who must sign in first, who may not, and for whom there is nothing.
//!
//! The routes are read from `web/routes.rs`, and nothing else may make any, so that a new one fails here until somebody
//! says who it is for.

mod kept;
mod plans;
mod routes;
mod town;

use std::collections::{BTreeMap, BTreeSet};

use kickabout::store;

use crate::support::*;
use routes::routes;
use town::{Stage, Town, town, town_in};

/// What the six may: a visitor, a player who is in the game, another player, an organizer of another game, the game's
/// organizer, an admin. `a`: may. `l`: sent to sign in. `f`: 403. `n`: 404.
///
/// The last column is the same on an unlisted game, without its key; empty where the route is of no game.
const MATRIX: &[(&str, &str, &str)] = &[
    ("GET /healthz", "aaaaaa", ""),
    ("GET /readyz", "aaaaaa", ""),
    ("GET /robots.txt", "aaaaaa", ""),
    ("GET /favicon.ico", "aaaaaa", ""),
    ("GET /site.css", "aaaaaa", ""),
    ("GET /static/{hash}/{name}", "aaaaaa", ""),
    ("GET /calendar.ics", "aaaaaa", ""),
    ("GET /calendar/{secret}.ics", "nnnnnn", ""),
    ("GET /", "aaaaaa", ""),
    ("GET /calendar", "aaaaaa", ""),
    ("GET /past", "aaaaaa", ""),
    ("GET /month", "aaaaaa", ""),
    ("GET /privacy", "aaaaaa", ""),
    ("GET /terms", "aaaaaa", ""),
    ("GET /login", "aaaaaa", ""),
    ("POST /login", "aaaaaa", ""),
    ("GET /signup", "aaaaaa", ""),
    ("POST /signup", "aaaaaa", ""),
    ("POST /logout", "aaaaaa", ""),
    ("GET /set-up/{token}", "nnnnnn", ""),
    ("POST /set-up/{token}", "nnnnnn", ""),
    ("GET /sign-in/{token}", "nnnnnn", ""),
    ("POST /sign-in/{token}", "nnnnnn", ""),
    ("GET /games/{game}", "aaaaaa", "nannaa"),
    ("GET /games/{game}.ics", "aaaaaa", "nannaa"),
    ("GET /games/{game}/picture.png", "aaaaaa", "nannaa"),
    ("GET /games/{game}/share", "aaaaaa", "nannaa"),
    ("POST /games/{game}/registration", "aaaaaa", "nannaa"),
    ("POST /games/{game}/registration/guests", "laaaaa", "lannaa"),
    ("POST /games/{game}/registration/withdraw", "laaaaa", "lannaa"),
    ("POST /games/{game}/registration/take", "laaaaa", "lannaa"),
    ("POST /games/{game}/registration/decline", "laaaaa", "lannaa"),
    ("POST /games/{game}/registration/want-in", "laaaaa", "lannaa"),
    ("POST /games/{game}/registration/hear-by", "laaaaa", "lannaa"),
    // These lead to the page that the form is on, whoever asks.
    ("GET /games/{game}/registration", "aaaaaa", "aaaaaa"),
    ("GET /games/{game}/registration/guests", "aaaaaa", "aaaaaa"),
    ("GET /games/{game}/registration/withdraw", "aaaaaa", "aaaaaa"),
    ("GET /games/{game}/registration/take", "aaaaaa", "aaaaaa"),
    ("GET /games/{game}/registration/decline", "aaaaaa", "aaaaaa"),
    ("GET /games/{game}/registration/want-in", "aaaaaa", "aaaaaa"),
    ("GET /games/{game}/registration/hear-by", "aaaaaa", "aaaaaa"),
    ("GET /organize/games/{game}/roster", "aaaaaa", "aaaaaa"),
    ("GET /organize/games/{game}/roster/{registration}/remove", "aaaaaa", "aaaaaa"),
    ("GET /organize/games/{game}/roster/{registration}/up", "aaaaaa", "aaaaaa"),
    ("GET /organize/games/{game}/roster/{registration}/block", "aaaaaa", "aaaaaa"),
    ("GET /organize/games/{game}/attendance", "aaaaaa", "aaaaaa"),
    ("GET /organize/games/{game}/organizers", "aaaaaa", "aaaaaa"),
    ("GET /organize/games/{game}/organizers/{player}/remove", "aaaaaa", "aaaaaa"),
    ("GET /admin/people/{player}/role", "aaaaaa", ""),
    ("GET /admin/people/{player}/disable", "aaaaaa", ""),
    ("GET /admin/people/{player}/enable", "aaaaaa", ""),
    ("GET /admin/people/{player}/sign-in-link", "aaaaaa", ""),
    ("GET /me/calendar/revoke", "aaaaaa", ""),
    ("GET /me/account/access", "aaaaaa", ""),
    ("GET /me/account/name", "aaaaaa", ""),
    ("GET /me/account/password", "aaaaaa", ""),
    ("GET /me/account/time-zone", "aaaaaa", ""),
    ("GET /me/account/sessions", "aaaaaa", ""),
    ("GET /me/account/confirm", "aaaaaa", ""),
    ("GET /me/link", "aaaaaa", ""),
    ("GET /me/link/revoke", "aaaaaa", ""),
    ("GET /logout", "aaaaaa", ""),
    ("GET /organize/games", "aaaaaa", ""),
    ("GET /organize/games/{game}/publish", "aaaaaa", "aaaaaa"),
    ("GET /organize/games/{game}/copy", "aaaaaa", "aaaaaa"),
    ("GET /organize/series", "aaaaaa", ""),
    ("GET /organize/venues/{venue}/retire", "aaaaaa", ""),
    ("GET /organize/venues/{venue}/restore", "aaaaaa", ""),
    ("GET /games/{game}/withdraw", "laaaaa", "lannaa"),
    ("GET /me", "laaaaa", ""),
    ("GET /me/calendar", "laaaaa", ""),
    ("POST /me/calendar", "laaaaa", ""),
    ("POST /me/calendar/revoke", "laaaaa", ""),
    ("GET /me/account", "laaaaa", ""),
    ("POST /me/account/access", "laaaaa", ""),
    ("POST /me/link", "laaaaa", ""),
    ("POST /me/link/revoke", "laaaaa", ""),
    ("GET /open/{token}", "nnnnnn", ""),
    ("POST /open/{token}", "nnnnnn", ""),
    ("GET /me/account/email", "laaaaa", ""),
    ("POST /me/account/email", "laaaaa", ""),
    ("POST /me/account/confirm", "laaaaa", ""),
    ("GET /confirm/{token}", "nnnnnn", ""),
    ("POST /confirm/{token}", "nnnnnn", ""),
    ("GET /login/link", "aaaaaa", ""),
    ("POST /login/link", "aaaaaa", ""),
    ("GET /me/notices", "laaaaa", ""),
    ("GET /me/account/notices", "laaaaa", ""),
    ("POST /me/account/notices", "laaaaa", ""),
    ("GET /notices/stop/{token}", "nnnnnn", ""),
    ("POST /notices/stop/{token}", "nnnnnn", ""),
    ("GET /me/account/data.json", "laaaaa", ""),
    ("GET /me/account/delete", "laaaaa", ""),
    ("POST /me/account/delete", "laaaaa", ""),
    ("POST /me/account/name", "laaaaa", ""),
    ("POST /me/account/password", "laaaaa", ""),
    ("POST /me/account/time-zone", "laaaaa", ""),
    ("POST /me/account/sessions", "laaaaa", ""),
    ("GET /organize", "lffaaa", ""),
    ("GET /organize/games/new", "lffaaa", ""),
    ("POST /organize/games", "lffaaa", ""),
    ("GET /organize/games/{game}", "lfffaa", "lffnaa"),
    ("POST /organize/games/{game}", "lfffaa", "lffnaa"),
    ("GET /organize/games/{game}/edit", "lfffaa", "lffnaa"),
    ("POST /organize/games/{game}/publish", "lfffaa", "lffnaa"),
    ("GET /organize/games/{game}/cancel", "lfffaa", "lffnaa"),
    ("POST /organize/games/{game}/cancel", "lfffaa", "lffnaa"),
    ("GET /organize/games/{game}/message", "lfffaa", "lffnaa"),
    ("POST /organize/games/{game}/message", "lfffaa", "lffnaa"),
    ("POST /organize/games/{game}/copy", "lfffaa", "lffnaa"),
    ("POST /organize/games/{game}/roster", "lfffaa", "lffnaa"),
    ("GET /organize/games/{game}/roster.csv", "lfffaa", "lffnaa"),
    ("POST /organize/games/{game}/roster/{registration}/remove", "lfffaa", "lffnaa"),
    ("POST /organize/games/{game}/roster/{registration}/up", "lfffaa", "lffnaa"),
    ("POST /organize/games/{game}/roster/{registration}/block", "lfffaa", "lffnaa"),
    ("POST /organize/games/{game}/attendance", "lfffaa", "lffnaa"),
    ("POST /organize/games/{game}/organizers", "lfffaa", "lffnaa"),
    ("POST /organize/games/{game}/organizers/{player}/remove", "lfffaa", "lffnaa"),
    ("GET /organize/blocked", "lffaaa", ""),
    ("POST /organize/blocked", "lffaaa", ""),
    ("GET /organize/series/new", "lffaaa", ""),
    ("POST /organize/series", "lffaaa", ""),
    ("GET /organize/series/{series}", "lffnaa", ""),
    ("GET /organize/venues", "lffaaa", ""),
    ("POST /organize/venues", "lffaaa", ""),
    ("GET /organize/venues/{venue}", "lfffaa", ""),
    ("POST /organize/venues/{venue}", "lfffaa", ""),
    ("POST /organize/venues/{venue}/retire", "lfffaa", ""),
    ("POST /organize/venues/{venue}/restore", "lfffaa", ""),
    ("GET /admin", "lffffa", ""),
    ("GET /admin/people", "lffffa", ""),
    ("POST /admin/people", "lffffa", ""),
    ("GET /admin/people/{player}", "lffffa", ""),
    ("POST /admin/people/{player}/role", "lffffa", ""),
    ("POST /admin/people/{player}/disable", "lffffa", ""),
    ("POST /admin/people/{player}/enable", "lffffa", ""),
    ("GET /admin/people/{player}/delete", "lffffa", ""),
    ("POST /admin/people/{player}/delete", "lffffa", ""),
    ("POST /admin/people/{player}/sign-in-link", "lffffa", ""),
    ("GET /admin/games", "lffffa", ""),
    ("GET /admin/settings", "lffffa", ""),
    ("POST /admin/settings", "lffffa", ""),
    ("GET /admin/audit", "lffffa", ""),
    ("GET /admin/mail", "lffffa", ""),
    ("GET /admin/mail/test", "lffffa", ""),
    ("POST /admin/mail/test", "lffffa", ""),
    ("GET /admin/mail/again", "lffffa", ""),
    ("POST /admin/mail/again", "lffffa", ""),
    ("GET /admin/backup", "lffffa", ""),
    ("POST /admin/backup", "lffffa", ""),
];

#[test]
fn every_route_says_who_it_is_for() {
    let said: BTreeSet<String> = MATRIX.iter().map(|(route, ..)| (*route).to_owned()).collect();
    assert_eq!(said.len(), MATRIX.len(), "a route is listed twice");
    let routes = routes();
    assert!(routes.len() > 60, "the routes could not be read: {routes:?}");
    assert_eq!(routes.difference(&said).collect::<Vec<_>>(), Vec::<&String>::new(), "routes without a line");
    assert_eq!(said.difference(&routes).collect::<Vec<_>>(), Vec::<&String>::new(), "lines without a route");
}

/// Fields with which each form would do something, if it were allowed.
fn fields(route: &str, stage: &Stage) -> Vec<(&'static str, String)> {
    let text =
        |fields: &[(&'static str, &str)]| fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    let game = [
        ("title", "Taken over"),
        ("sport", "football"),
        ("place", "Elsewhere"),
        ("date", "2099-03-25"),
        ("time", "19:00"),
        ("duration", "60"),
        ("capacity", "3"),
        ("visibility", "public"),
        ("every_weeks", "1"),
        ("count", "2"),
    ];
    match route {
        "POST /organize/games" | "POST /organize/games/{game}" | "POST /organize/series" => text(&game),
        "POST /organize/games/{game}/message" => text(&[("to", "all"), ("text", "Intruder")]),
        "POST /organize/games/{game}/cancel" => text(&[("reason", "Because")]),
        "POST /organize/games/{game}/roster" => text(&[("name", "Intruder")]),
        "POST /games/{game}/registration" => text(&[("name", "Vera")]),
        "POST /organize/games/{game}/attendance" => {
            vec![("registration", stage.registration.to_string()), ("state", "present".to_owned())]
        }
        "POST /organize/games/{game}/organizers" => vec![("email", stage.target_email.clone())],
        "POST /organize/venues" | "POST /organize/venues/{venue}" => {
            text(&[("name", "Taken over"), ("address", ""), ("time_zone", "Europe/Berlin")])
        }
        "POST /admin/people" => text(&[("name", "New"), ("email", "new@example.org"), ("role", "admin")]),
        "POST /admin/people/{player}/role" => text(&[("role", "admin")]),
        "POST /admin/settings" => text(&[("name", "Taken over")]),
        // The right is what is asked about here: the others have tests of their own.
        _ => Vec::new(),
    }
}

/// Everything that somebody without the right must not change.
async fn everything(app: &TestApp) -> String {
    let state = app.store.read(|conn| {
        let games = store::all_games::page(conn, "", 0, 500)?;
        let mut rosters = Vec::new();
        for (game, _) in &games {
            let helpers = store::co_organizers::of_game(conn, game.id)?;
            rosters.push((store::registrations::entries(conn, game.id)?, helpers));
        }
        let people = store::people::search(conn, &Default::default(), 0, 500)?;
        let (site, venues) = (store::site::find(conn)?, store::venues::page(conn, 0, 500)?);
        let log = store::audit::page(conn, 0, 1)?;
        Ok::<_, store::QueryError>(format!("{games:?} {rosters:?} {people:?} {site:?} {venues:?} {log:?}"))
    });
    state.await.unwrap()
}

fn letter(answer: &Answer) -> char {
    match answer.status {
        303 if answer.location().starts_with("/login?next=") => 'l',
        403 => 'f',
        404 => 'n',
        200 | 303 | 409 | 422 => 'a',
        other => panic!("{other}: {}", answer.words()),
    }
}

/// Asks every route as everybody, those without the right first, and says where the answer is another than `expected`.
async fn ask_everybody(town: &Town, expected: &BTreeMap<&str, &str>) -> Vec<String> {
    let mut wrong = Vec::new();
    let (denied, allowed): (Vec<_>, Vec<_>) = expected
        .iter()
        .flat_map(|(route, letters)| letters.chars().enumerate().map(move |(who, letter)| (*route, who, letter)))
        .partition(|(_, _, letter)| *letter != 'a');
    let before = everything(&town.app).await;
    for (route, who, letter) in denied {
        wrong.extend(ask(town, route, who, letter).await);
    }
    assert_eq!(everything(&town.app).await, before, "somebody without the right changed something");
    let mut allowed = allowed;
    allowed.sort_by_key(|(route, ..)| ends_something(route));
    for (route, who, letter) in allowed {
        wrong.extend(ask(town, route, who, letter).await);
    }
    wrong
}

/// Routes after which others answer differently come last: who is deleted or signed out asks for nothing more.
fn ends_something(route: &str) -> u8 {
    match route {
        "POST /admin/people/{player}/delete" => 1,
        "POST /me/account/sessions" => 2,
        "POST /logout" => 3,
        _ => 0,
    }
}

async fn ask(town: &Town, route: &str, who: usize, expected: char) -> Option<String> {
    let person = &town.people[who];
    let path = town.stage.path(route);
    let answer = if route.starts_with("GET ") {
        person.get(&path).await
    } else {
        let fields = fields(route, &town.stage);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        person.post(&path, &fields).await
    };
    let found = letter(&answer);
    (found != expected).then(|| format!("{route} for {}: {found} ({}), not {expected}", person.name, answer.status))
}

#[actix_web::test]
async fn everybody_gets_what_is_theirs() {
    let town = town(false).await;
    let expected = MATRIX.iter().map(|(route, letters, _)| (*route, *letters)).collect();
    let wrong = ask_everybody(&town, &expected).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[actix_web::test]
async fn an_unlisted_game_is_there_only_for_those_who_are_part_of_it() {
    let town = town(true).await;
    let expected =
        MATRIX.iter().filter(|(.., letters)| !letters.is_empty()).map(|(route, _, letters)| (*route, *letters));
    let wrong = ask_everybody(&town, &expected.collect()).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
