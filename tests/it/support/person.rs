//! Somebody with a browser: cookies of their own, and no redirect followed unasked.

use kickabout::types::{GameId, PlayerId};
use reqwest::{Client, RequestBuilder, redirect::Policy};

use super::{Answer, PASSWORD};

/// A visitor, or somebody signed in.
pub struct Person {
    pub name: String,
    pub email: String,
    /// Who they are; a visitor is nobody.
    pub id: Option<PlayerId>,
    base: String,
    client: Client,
}

impl Person {
    pub fn new(base: &str, name: &str, email: &str) -> Self {
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).no_proxy().build().unwrap();
        Self { name: name.to_owned(), email: email.to_owned(), id: None, base: base.to_owned(), client }
    }

    pub fn player(&self) -> PlayerId {
        self.id.expect("a visitor is nobody")
    }

    /// A request that the test still changes: `.header(...)`, then `person.send(request)`.
    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        self.client.request(method.parse().unwrap(), format!("{}{path}", self.base))
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::of(&self.client, request).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path)).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(self.request("POST", path).form(fields)).await
    }

    pub async fn sign_up(&self) -> Answer {
        let fields = [("name", self.name.as_str()), ("email", &self.email), ("password", PASSWORD)];
        self.post("/signup", &fields).await
    }

    pub async fn sign_in(&self, password: &str) -> Answer {
        self.post("/login", &[("email", &self.email), ("password", password)]).await
    }

    pub async fn sign_out(&self) -> Answer {
        self.post("/logout", &[]).await
    }

    /// The same person in another browser, not signed in yet.
    pub fn elsewhere(&self) -> Self {
        Self { id: self.id, ..Self::new(&self.base, &self.name, &self.email) }
    }

    pub async fn join(&self, game: GameId) -> Answer {
        self.post(&format!("/games/{game}/registration"), &[]).await
    }

    pub async fn join_with(&self, game: GameId, guests: &[&str]) -> Answer {
        let fields: Vec<_> = guests.iter().map(|guest| ("guest", *guest)).collect();
        self.post(&format!("/games/{game}/registration"), &fields).await
    }

    pub async fn leave(&self, game: GameId) -> Answer {
        self.post(&format!("/games/{game}/registration/withdraw"), &[]).await
    }

    pub async fn is_signed_in(&self) -> bool {
        !self.get("/no-such-page").await.attributes(".foot form", "action").is_empty()
    }
}
