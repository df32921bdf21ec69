//! The site that is asked, and what the addresses of its routes name.

use kickabout::{
    domain::registrations::Register,
    store,
    types::{GameId, Note, RegistrationId},
};

use crate::support::*;

/// What the addresses name.
pub struct Stage {
    pub game: GameId,
    pub registration: RegistrationId,
    pub target: String,
    pub target_email: String,
    pub series: String,
    pub venue: String,
}

impl Stage {
    pub fn path(&self, route: &str) -> String {
        let (_, path) = route.split_once(' ').unwrap();
        path.replace("{game}", &self.game.to_string())
            .replace("{registration}", &self.registration.to_string())
            .replace("{player}", &self.target)
            .replace("{series}", &self.series)
            .replace("{venue}", &self.venue)
            .replace("{token}", "AAAAAAAAAAAAAAAAAAAAAA")
            .replace("{secret}", "AAAAAAAAAAAAAAAAAAAAAA")
            .replace("{hash}", "0000")
            .replace("{name}", "kickabout.css")
    }
}

/// A site with everybody who may ask.
pub struct Town {
    pub app: TestApp,
    pub people: [Person; 6],
    pub stage: Stage,
}

/// A game of Olga's in which Pia plays and Hedy helps, with everybody who may ask for it.
pub async fn town(unlisted: bool) -> Town {
    town_in(TestApp::spawn().await, unlisted).await
}

/// The same in a site of one's own.
pub async fn town_in(app: TestApp, unlisted: bool) -> Town {
    let people = [
        app.visitor(),
        app.player("Pia").await,
        app.player("Otto").await,
        app.organizer("Oskar").await,
        app.organizer("Olga").await,
        app.admin("Ada").await,
    ];
    let [_, pia, _, oskar, olga, ada] = &people;
    app.game().by(oskar).create().await;
    let draft = app.game().by(olga);
    let game = if unlisted { draft.unlisted().create().await } else { draft.create().await };
    let (player, key) =
        (pia.player(), app.store.read(move |conn| store::games::find(conn, game)).await.unwrap().link_key);
    let job = Register {
        game,
        player,
        guests: Vec::new(),
        note: Note::default(),
        attempt: 0,
        key: Some(key),
        names_per_address: 5,
    };
    app.store.write(job).await.unwrap();
    let entries = app.store.read(move |conn| store::registrations::entries(conn, game)).await.unwrap();
    let hedy = app.player("Hedy").await;
    olga.post(&format!("/organize/games/{game}/organizers"), &[("email", &hedy.email)]).await;
    let venue = [("name", "Court"), ("address", ""), ("time_zone", "Europe/Berlin")];
    assert_eq!(olga.post("/organize/venues", &venue).await.status, 303);
    let venues = app.store.read(|conn| store::venues::page(conn, 0, 10)).await.unwrap();
    let venue = venues[0].id.to_string();
    let series = [
        ("title", "Weekly"),
        ("sport", "football"),
        ("venue", venue.as_str()),
        ("date", "2099-01-01"),
        ("time", "19:00"),
        ("duration", "60"),
        ("capacity", "10"),
        ("every_weeks", "1"),
        ("count", "2"),
    ];
    let made = olga.post("/organize/series", &series).await;
    assert_eq!(made.status, 303, "{}", made.words());
    let texts = [
        ("name", "Riverside"),
        ("colour", "#116644"),
        ("time_zone", "Europe/Berlin"),
        ("currency", "EUR"),
        ("sports", "Football"),
        ("who_organizes", "organizers"),
        ("who_signs_up", "everyone"),
        ("privacy", "We keep names."),
        ("terms", "Be kind."),
    ];
    assert_eq!(ada.post("/admin/settings", &texts).await.status, 303);
    let stage = Stage {
        game,
        registration: entries[0].registration.id,
        target: hedy.player().to_string(),
        target_email: hedy.email.clone(),
        series: "1".to_owned(),
        venue,
    };
    Town { app, people, stage }
}
