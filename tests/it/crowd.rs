//! A crowd at the door, over HTTP: everybody gets an answer, and as many as there are seats get one.

use std::collections::HashMap;

use actix_web::rt;

use crate::support::{Person, TestApp};

#[actix_web::test]
async fn forty_players_four_at_a_time_fill_ten_seats_and_no_eleventh() {
    let app = TestApp::spawn().await;
    let mut players = Vec::new();
    for number in 0..40 {
        players.push(app.player(&format!("Player {number}")).await);
    }
    let mut games = Vec::new();
    for _ in 0..5 {
        games.push(app.game().capacity(10).create().await);
    }
    for game in games {
        for four in players.chunks(4) {
            let path = format!("/games/{game}/registration");
            let answers: Vec<_> = four.iter().map(|player| rt::spawn(player.send_to(&path))).collect();
            for answer in answers {
                assert_eq!(answer.await.unwrap(), 303);
            }
        }
        let mut said = HashMap::<String, usize>::new();
        for player in &players {
            let mine = player.get(&format!("/games/{game}")).await.attributes("main[data-mine]", "data-mine");
            *said.entry(mine.concat()).or_default() += 1;
        }
        assert_eq!(said.get("confirmed"), Some(&10), "{said:?}");
        assert_eq!(said.get("waitlisted"), Some(&30), "each loser is told: {said:?}");
        assert_eq!((app.seats(game).await.len(), app.queue(game).await.len()), (10, 30));
    }
}

#[actix_web::test]
async fn the_same_form_sent_many_times_at_once_makes_one_registration_and_equal_answers() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    let game = app.game().create().await;
    let path = format!("/games/{game}/registration");
    let taps: Vec<_> = (0..8).map(|_| rt::spawn(ana.send_to(&path))).collect();
    for tap in taps {
        assert_eq!(tap.await.unwrap(), 303);
    }
    assert_eq!(app.seats(game).await, ["Ana"]);
}

impl Person {
    /// The status that an empty form sent to `path` gets; a future of its own, so that many can be under way.
    fn send_to(&self, path: &str) -> impl Future<Output = u16> + 'static {
        let request = self.request("POST", path).form(&[("attempt", "0")]);
        async move { request.send().await.unwrap().status().as_u16() }
    }
}
