//! The program is killed in the middle of a storm. What it had answered must be there, and all of it be sound.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use actix_web::rt;
use kickabout::{
    domain::truth,
    store::{self, Clock, Store},
    types::GameId,
};
use tokio::sync::Notify;

use super::server::Server;
use crate::support::{Database, Person, TestApp};

const PLAYERS: usize = 10;
const ROUNDS: usize = 3;
/// Answers after which the program is killed.
const ANSWERS: usize = 60;

pub struct Player {
    pub person: Person,
    /// Whether they are in or waiting, by the last answer. One more call got none: it may have happened or not.
    pub is_in: bool,
    /// How often they have left, as far as answers told.
    pub left: i64,
}

#[actix_web::test]
async fn killed_in_a_storm_it_keeps_what_it_answered() {
    let (database, game, names) = prepare().await;
    for _ in 0..ROUNDS {
        let server = Server::start(&database);
        let players = sign_in(&server, &names, &database, game).await;
        let players = storm_until_killed(server, players, game).await;
        assert_kept(&database, game, &players);
    }
}

#[actix_web::test]
async fn told_to_stop_it_answers_what_is_in_flight_and_exits_well() {
    let (database, game, names) = prepare().await;
    let server = Server::start(&database);
    let players = sign_in(&server, &names, &database, game).await;
    let answered = Arc::new((AtomicUsize::new(0), Notify::new()));
    let tasks = act_all(players, game, &answered);
    answered.1.notified().await;
    let status = rt::task::spawn_blocking(move || server.terminate()).await.unwrap();
    assert_eq!(status.code(), Some(0));
    let mut players = Vec::new();
    for task in tasks {
        players.push(task.await.unwrap());
    }
    assert_kept(&database, game, &players);
}

/// A site with players and a game for half of them, made in the test's own process.
pub async fn prepare() -> (Database, GameId, Vec<String>) {
    let (app, database) = TestApp::spawn_apart().await;
    let names: Vec<String> = (0..PLAYERS).map(|number| format!("Player {number}")).collect();
    let mut emails = Vec::new();
    for name in &names {
        emails.push(app.player(name).await.email);
    }
    let game = app.game().capacity(5).create().await;
    app.stop().await;
    (database, game, emails)
}

pub async fn sign_in(server: &Server, emails: &[String], database: &Database, game: GameId) -> Vec<Player> {
    let store = Store::open(&database.url, Clock::System).unwrap();
    let mut players = Vec::new();
    for email in emails {
        let mut person = Person::new(&server.base, email, email);
        assert_eq!(person.sign_in(crate::support::PASSWORD).await.status, 303);
        let parsed = kickabout::types::Email::parse(email).unwrap();
        let id = store.read_here(|conn| store::accounts::find_by_email(conn, &parsed)).unwrap().unwrap().player;
        let left = store.read_here(|conn| store::registrations::departures(conn, game, id)).unwrap().len();
        let active = store.read_here(|conn| store::registrations::find_active(conn, game, id)).unwrap();
        person.id = Some(id);
        players.push(Player { person, is_in: active.is_some(), left: i64::try_from(left).unwrap() });
    }
    store.stop();
    players
}

async fn storm_until_killed(server: Server, players: Vec<Player>, game: GameId) -> Vec<Player> {
    let answered = Arc::new((AtomicUsize::new(0), Notify::new()));
    let tasks = act_all(players, game, &answered);
    answered.1.notified().await;
    server.kill();
    let mut players = Vec::new();
    for task in tasks {
        players.push(task.await.unwrap());
    }
    players
}

type Answered = Arc<(AtomicUsize, Notify)>;

fn act_all(players: Vec<Player>, game: GameId, answered: &Answered) -> Vec<rt::task::JoinHandle<Player>> {
    players.into_iter().map(|player| rt::spawn(act(player, game, Arc::clone(answered)))).collect()
}

/// Joins and leaves until the program no longer answers.
async fn act(mut player: Player, game: GameId, answered: Answered) -> Player {
    loop {
        let attempt = player.left.to_string();
        let path = format!("/games/{game}/registration{}", if player.is_in { "/withdraw" } else { "" });
        let request = player.person.request("POST", &path).form(&[("attempt", attempt.as_str())]);
        match request.send().await {
            Ok(answer) if answer.status().as_u16() == 303 => {
                player.left += i64::from(player.is_in);
                player.is_in = !player.is_in;
            }
            // 429 and 503 say that nothing happened.
            Ok(answer) if matches!(answer.status().as_u16(), 429 | 503) => {}
            Ok(answer) => {
                answered.1.notify_one();
                panic!("{path} answered {}", answer.status())
            }
            Err(_) => return player,
        }
        if answered.0.fetch_add(1, Ordering::SeqCst) == ANSWERS {
            answered.1.notify_one();
        }
    }
}

fn assert_kept(database: &Database, game: GameId, players: &[Player]) {
    let store = Store::open(&database.url, Clock::System).unwrap();
    let now = store.now();
    let broken = store.read_here(|conn| truth::broken(conn, game, now)).unwrap();
    assert!(broken.is_empty(), "{broken:?}");
    for player in players {
        let id = player.person.player();
        let active = store.read_here(|conn| store::registrations::find_active(conn, game, id)).unwrap();
        let left = store.read_here(|conn| store::registrations::departures(conn, game, id)).unwrap().len();
        let more = i64::try_from(left).unwrap() - player.left;
        // What was answered is there, and at most the one unanswered call beside it.
        let kept = match (player.is_in, active.is_some()) {
            (true, true) | (false, false | true) => more == 0,
            (true, false) => more == 1,
        };
        assert!(
            kept,
            "{}: was in {}, is in {}, {more} more times out",
            player.person.name,
            player.is_in,
            active.is_some()
        );
    }
    store.stop();
}
