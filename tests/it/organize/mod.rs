//! Organizers post games, change them, and call them off.

mod life;
mod posting;

use kickabout::{
    domain::registrations::Register,
    store::{self, games::Game},
    types::{EventKind, GameId, GameStatus, MessageKind, Note},
};

use crate::support::*;

const NOW: &str = "2027-03-20T10:00:00Z";

/// A game's form, filled in, with other values where `other` has them.
pub fn game_form<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("title", "Five-a-side"),
        ("sport", "football"),
        ("place", "The park"),
        ("date", "2027-03-25"),
        ("time", "19:00"),
        ("duration", "90"),
        ("capacity", "10"),
        ("minimum", "8"),
        ("price", "7,50"),
        ("max_guests", "2"),
        ("deadline_hours", "12"),
        ("visibility", "public"),
    ];
    let kept = usual.into_iter().filter(|(name, _)| !other.iter().any(|(others, _)| others == name));
    kept.chain(other.iter().copied()).collect()
}

impl Person {
    /// Posts and publishes a game; its id.
    pub async fn posts(&self, other: &[(&str, &str)]) -> GameId {
        let mut fields = game_form(other);
        fields.push(("then", "publish"));
        let answer = self.post("/organize/games", &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.words());
        game_at(answer.location())
    }

    pub async fn edits(&self, game: GameId, other: &[(&str, &str)]) -> Answer {
        self.post(&format!("/organize/games/{game}"), &game_form(other)).await
    }
}

/// The game that an answer leads to.
pub fn game_at(location: &str) -> GameId {
    location.rsplit('/').next().unwrap().parse().unwrap()
}

impl TestApp {
    pub async fn find(&self, game: GameId) -> Game {
        self.store.read(move |conn| store::games::find(conn, game)).await.unwrap()
    }

    /// Puts somebody on the list as if they had pressed the button.
    pub async fn register(&self, game: GameId, person: &Person) {
        let (player, guests, note) = (person.player(), Vec::new(), Note::default());
        let job = Register { game, player, guests, note, attempt: 0, key: None, names_per_address: 5 };
        self.store.write(job).await.unwrap();
    }

    /// What the timeline says changed: kind, before, after.
    pub async fn changes(&self, game: GameId) -> Vec<(EventKind, String, String)> {
        let events = self.store.read(move |conn| store::timeline::of_game(conn, game)).await.unwrap();
        let changes = events.into_iter().filter(|event| event.registration_id.is_none());
        changes.map(|event| (event.kind, event.before, event.after)).collect()
    }

    /// What `person` was told: kind, before, after; latest first.
    pub async fn told(&self, person: &Person) -> Vec<(MessageKind, String, String)> {
        let (player, now) = (person.player(), self.store.now());
        let messages = self.store.read(move |conn| store::outbox::current(conn, player, now)).await.unwrap();
        messages.into_iter().map(|(message, _)| (message.kind, message.before, message.after)).collect()
    }

    /// The audit log's actions, latest first.
    pub async fn audited(&self) -> Vec<String> {
        let entries = self.store.read(|conn| store::audit::page(conn, 0, 100)).await.unwrap();
        entries.into_iter().map(|(entry, _)| entry.action).collect()
    }

    async fn games_of(&self, person: &Person) -> usize {
        let (player, now) = (person.player(), self.store.now());
        let found = self.store.read(move |conn| {
            let ahead = store::organizing::ahead(conn, player, now, 0, 100)?.len();
            Ok::<_, kickabout::store::QueryError>(ahead + store::organizing::drafts(conn, player, 100)?.len())
        });
        found.await.unwrap()
    }
}
