//! Every address, asked by every kind of person: what is not allowed is refused, and changes nothing.

use crate::support::*;
use kickabout::{
    store::{self, games::Game, registrations::Entry},
    types::GameId,
};

/// For whom an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum For {
    Everyone,
    SignedIn,
    Organizers,
    /// The organizers of the game in the address, and admins.
    OfTheGame,
    Admins,
}

use For::*;

/// Every address of the site; a new one fails the test until it is named here.
const ADDRESSES: &[(&str, &str, For)] = &[
    ("GET", "/", Everyone),
    ("GET", "/past", Everyone),
    ("GET", "/month", Everyone),
    ("GET", "/games/{game}", Everyone),
    ("GET", "/games/{game}/registration", Everyone),
    ("POST", "/games/{game}/registration", SignedIn),
    ("GET", "/games/{game}/registration/guests", Everyone),
    ("POST", "/games/{game}/registration/guests", SignedIn),
    ("GET", "/games/{game}/registration/withdraw", Everyone),
    ("POST", "/games/{game}/registration/withdraw", SignedIn),
    ("GET", "/games/{game}/withdraw", SignedIn),
    ("GET", "/me", SignedIn),
    ("GET", "/me/account", SignedIn),
    ("POST", "/me/account/name", SignedIn),
    ("POST", "/me/account/password", SignedIn),
    ("POST", "/me/account/time-zone", SignedIn),
    ("POST", "/me/account/sessions", SignedIn),
    ("GET", "/login", Everyone),
    ("POST", "/login", Everyone),
    ("POST", "/logout", Everyone),
    ("GET", "/signup", Everyone),
    ("POST", "/signup", Everyone),
    ("GET", "/set-up/{token}", Everyone),
    ("POST", "/set-up/{token}", Everyone),
    ("GET", "/sign-in/{token}", Everyone),
    ("POST", "/sign-in/{token}", Everyone),
    ("GET", "/privacy", Everyone),
    ("GET", "/terms", Everyone),
    ("GET", "/organize", Organizers),
    ("POST", "/organize/games", Organizers),
    ("GET", "/organize/games/new", Organizers),
    ("GET", "/organize/games/{game}", OfTheGame),
    ("POST", "/organize/games/{game}", OfTheGame),
    ("GET", "/organize/games/{game}/edit", OfTheGame),
    ("POST", "/organize/games/{game}/publish", OfTheGame),
    ("GET", "/organize/games/{game}/cancel", OfTheGame),
    ("POST", "/organize/games/{game}/cancel", OfTheGame),
    ("POST", "/organize/games/{game}/copy", OfTheGame),
    ("GET", "/organize/games/{game}/roster", Everyone),
    ("POST", "/organize/games/{game}/roster", OfTheGame),
    ("GET", "/organize/games/{game}/roster.csv", OfTheGame),
    ("GET", "/organize/games/{game}/roster/{registration}/up", Everyone),
    ("POST", "/organize/games/{game}/roster/{registration}/up", OfTheGame),
    ("GET", "/organize/games/{game}/roster/{registration}/remove", Everyone),
    ("POST", "/organize/games/{game}/roster/{registration}/remove", OfTheGame),
    ("GET", "/organize/games/{game}/attendance", Everyone),
    ("POST", "/organize/games/{game}/attendance", OfTheGame),
    ("GET", "/organize/games/{game}/organizers", Everyone),
    ("POST", "/organize/games/{game}/organizers", OfTheGame),
    ("GET", "/organize/games/{game}/organizers/{player}/remove", Everyone),
    ("POST", "/organize/games/{game}/organizers/{player}/remove", OfTheGame),
    ("POST", "/organize/series", Organizers),
    ("GET", "/organize/series/new", Organizers),
    ("GET", "/organize/series/{series}", Organizers),
    ("GET", "/organize/venues", Organizers),
    ("POST", "/organize/venues", Organizers),
    ("GET", "/organize/venues/{venue}", Organizers),
    ("POST", "/organize/venues/{venue}", Organizers),
    ("POST", "/organize/venues/{venue}/retire", Organizers),
    ("POST", "/organize/venues/{venue}/restore", Organizers),
    ("GET", "/admin", Admins),
    ("GET", "/admin/people", Admins),
    ("POST", "/admin/people", Admins),
    ("GET", "/admin/people/{player}", Admins),
    ("GET", "/admin/people/{player}/role", Everyone),
    ("POST", "/admin/people/{player}/role", Admins),
    ("GET", "/admin/people/{player}/disable", Everyone),
    ("POST", "/admin/people/{player}/disable", Admins),
    ("GET", "/admin/people/{player}/enable", Everyone),
    ("POST", "/admin/people/{player}/enable", Admins),
    ("GET", "/admin/people/{player}/delete", Admins),
    ("POST", "/admin/people/{player}/delete", Admins),
    ("GET", "/admin/people/{player}/sign-in-link", Everyone),
    ("POST", "/admin/people/{player}/sign-in-link", Admins),
    ("GET", "/admin/games", Admins),
    ("GET", "/admin/settings", Admins),
    ("POST", "/admin/settings", Admins),
    ("GET", "/admin/audit", Admins),
    ("GET", "/admin/backup", Admins),
    ("POST", "/admin/backup", Admins),
];

#[test]
fn every_address_is_in_the_table() {
    let routes = include_str!("../../src/web/routes.rs");
    let pages = routes.split("pub fn pages").nth(1).unwrap();
    for service in pages.split(".service(").skip(1) {
        let path = service.split('"').nth(1).unwrap();
        for (call, method) in [(".get(", "GET"), (".post(", "POST"), (".put(", "PUT"), (".delete(", "DELETE")] {
            let named = ADDRESSES.iter().any(|(m, p, _)| *m == method && *p == path);
            assert!(named || !service.contains(call), "{method} {path} is for whom?");
        }
    }
}

#[actix_web::test]
async fn nobody_gets_further_than_their_role() {
    let app = TestApp::spawn().await;
    let (ana, eve) = (app.player("Ana").await, app.player("Eve").await);
    let (olga, omar, ada) = (app.organizer("Olga").await, app.organizer("Omar").await, app.admin("Ada").await);
    let vera = app.visitor();
    for &(method, address, for_whom) in ADDRESSES {
        let game = app.game().by(&olga).create().await;
        assert_eq!(ana.join(game).await.status, 303);
        let path = fill_in(&app, address, game, ana.player().get()).await;
        let before = state(&app, game).await;
        let refused: Vec<(&Person, u16)> = match for_whom {
            Everyone => vec![],
            SignedIn => vec![(&vera, 303)],
            Organizers => vec![(&vera, 303), (&eve, 403)],
            OfTheGame => vec![(&vera, 303), (&eve, 403), (&ana, 403), (&omar, 403)],
            Admins => vec![(&vera, 303), (&eve, 403), (&ana, 403), (&olga, 403), (&omar, 403)],
        };
        for (person, status) in &refused {
            let answer = person.send(person.request(method, &path)).await;
            let is_refusal = answer.status == *status || (*status == 403 && answer.status == 404);
            assert!(is_refusal, "{method} {path} as {}: {} {}", person.name, answer.status, answer.words());
            if *status == 303 {
                assert!(answer.location().starts_with("/login"), "{method} {path}: {}", answer.location());
            }
            assert_eq!(state(&app, game).await, before, "{method} {path} as {} changed something", person.name);
        }
        for person in [&vera, &eve, &omar, &olga, &ada] {
            if is_for(person, for_whom) {
                let answer = person.send(person.request(method, &path)).await;
                let is_served = match answer.status {
                    200 | 409 | 422 => true,
                    303 => !answer.location().starts_with("/login"),
                    // The secret of such a link is made up here, as are the texts, the venue and the series.
                    404 => ["{token}", "{series}", "{venue}", "/privacy", "/terms"].iter().any(|p| address.contains(p)),
                    _ => false,
                };
                assert!(is_served, "{method} {path} as {}: {} {}", person.name, answer.status, answer.words());
            }
            if person.id.is_some() && !person.is_signed_in().await {
                assert_eq!(person.sign_in(PASSWORD).await.status, 303);
            }
        }
    }
}

fn is_for(person: &Person, for_whom: For) -> bool {
    match person.name.as_str() {
        "Ada" => true,
        "Olga" => for_whom <= OfTheGame,
        "Omar" => for_whom <= Organizers,
        "Eve" => for_whom <= SignedIn,
        _ => for_whom == Everyone,
    }
}

/// The address with a real game, registration and player in it.
async fn fill_in(app: &TestApp, address: &str, game: GameId, player: i64) -> String {
    let registration = app.store.read(move |conn| store::registrations::entries(conn, game)).await.unwrap();
    let registration = registration[0].registration.id;
    // An admin's own doings end with the player, so each address gets somebody new.
    let player = if address.starts_with("/admin/") { app.player("Bo").await.player().get() } else { player };
    address
        .replace("{game}", &game.to_string())
        .replace("{registration}", &registration.to_string())
        .replace("{player}", &player.to_string())
        .replace("{token}", &"A".repeat(22))
        .replace("{series}", "1")
        .replace("{venue}", "1")
}

async fn state(app: &TestApp, game: GameId) -> (Game, Vec<Entry>) {
    let read = app.store.read(move |conn| {
        Ok::<_, store::QueryError>((store::games::find(conn, game)?, store::registrations::entries(conn, game)?))
    });
    read.await.unwrap()
}
