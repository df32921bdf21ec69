//! Games that are published, changed, copied and called off.

use super::*;

#[actix_web::test]
async fn publishing_shows_a_draft_once_and_says_so_on_its_timeline() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let game = game_at(olga.post("/organize/games", &game_form(&[])).await.location());
    let path = format!("/organize/games/{game}/publish");
    for _ in 0..2 {
        let answer = olga.post(&path, &[]).await;
        assert_eq!((answer.status, answer.location()), (303, format!("/games/{game}").as_str()));
    }
    assert_eq!(app.find(game).await.status, GameStatus::Published);
    assert_eq!(app.changes(game).await.len(), 1);
    assert_eq!(app.audited().await.iter().filter(|action| *action == "game.publish").count(), 1);
}

#[actix_web::test]
async fn a_draft_whose_day_has_passed_is_not_published() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let game = game_at(olga.post("/organize/games", &game_form(&[])).await.location());
    app.clock.set(app.find(game).await.starts_at);
    let answer = olga.post(&format!("/organize/games/{game}/publish"), &[]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.contains("The start of this draft is past"));
}

#[actix_web::test]
async fn a_changed_time_place_or_price_is_on_the_timeline_and_told_to_everybody_in_it() {
    let app = TestApp::at(NOW).await;
    let (olga, ana, bo) = (app.organizer("Olga").await, app.player("Ana").await, app.player("Bo").await);
    let game = olga.posts(&[("capacity", "1"), ("minimum", "0")]).await;
    app.register(game, &ana).await;
    app.register(game, &bo).await;
    let change = [("capacity", "1"), ("minimum", "0"), ("time", "20:00"), ("place", "The hall"), ("price", "8")];
    let answer = olga.edits(game, &change).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    let changes = app.changes(game).await;
    let expected = [
        (EventKind::TimeChanged, "Thu 25 Mar 2027, 19:00 CET", "Thu 25 Mar 2027, 20:00 CET"),
        (EventKind::PlaceChanged, "The park", "The hall"),
        (EventKind::PriceChanged, "7.50 EUR", "8.00 EUR"),
    ];
    let expected = expected.map(|(kind, before, after)| (kind, before.to_owned(), after.to_owned()));
    assert_eq!(changes[1..], expected);
    for person in [&ana, &bo] {
        let told = app.told(person).await;
        assert_eq!(told.len(), 1, "one message for one change: {told:?}");
        assert_eq!(told[0].0, MessageKind::Changed);
        assert_eq!(told[0].2, "Thu 25 Mar 2027, 20:00 CET; The hall; 8.00 EUR");
    }
    olga.edits(game, &change).await;
    assert_eq!(app.changes(game).await.len(), 4, "the same form again changes nothing");
}

#[actix_web::test]
async fn a_raised_capacity_lets_in_who_waits_and_a_lowered_one_throws_nobody_out() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let game = olga.posts(&[("capacity", "1"), ("minimum", "0")]).await;
    let people = [app.player("Ana").await, app.player("Bo").await, app.player("Cy").await];
    for person in &people {
        app.register(game, person).await;
    }
    assert_eq!((app.seats(game).await.len(), app.queue(game).await.len()), (1, 2));
    olga.edits(game, &[("capacity", "2"), ("minimum", "0")]).await;
    assert_eq!(app.seats(game).await, ["Ana", "Bo"]);
    assert_eq!(app.told(&people[1]).await[0].0, MessageKind::MovedIn);
    olga.edits(game, &[("capacity", "1"), ("minimum", "0")]).await;
    assert_eq!((app.seats(game).await.len(), app.queue(game).await), (2, vec!["Cy".to_owned()]));
    let kinds: Vec<EventKind> = app.changes(game).await.into_iter().map(|(kind, _, _)| kind).collect();
    assert_eq!(kinds, [EventKind::Published, EventKind::CapacityChanged, EventKind::CapacityChanged]);
}

#[actix_web::test]
async fn a_later_closing_opens_sign_up_again_and_an_edit_alone_does_not() {
    let app = TestApp::at(NOW).await;
    let (olga, ana) = (app.organizer("Olga").await, app.player("Ana").await);
    let game = olga.posts(&[("closes_at", "2027-03-21T12:00")]).await;
    app.clock.set(app.find(game).await.closes_at);
    let job = Register {
        game,
        player: ana.player(),
        guests: Vec::new(),
        note: Note::default(),
        attempt: 0,
        key: None,
        names_per_address: 5,
    };
    assert!(app.store.write(job).await.is_err());
    assert!(app.find(game).await.closed_at.is_some());
    olga.edits(game, &[("closes_at", "2027-03-21T12:00"), ("price", "9")]).await;
    assert!(app.find(game).await.closed_at.is_some());
    olga.edits(game, &[("closes_at", "2027-03-24T12:00"), ("price", "9")]).await;
    assert_eq!(app.find(game).await.closed_at, None);
    app.register(game, &ana).await;
    assert_eq!(app.seats(game).await, ["Ana"]);
}

#[actix_web::test]
async fn a_form_from_before_somebody_elses_change_does_not_undo_it_unseen() {
    let app = TestApp::at(NOW).await;
    let (olga, ada) = (app.organizer("Olga").await, app.admin("Ada").await);
    let game = olga.posts(&[]).await;
    let edit = format!("/organize/games/{game}/edit");
    let edition = olga.get(&edit).await.attributes("[name=edition]", "value").remove(0);
    ada.edits(game, &[("capacity", "12")]).await;
    let answer = olga.edits(game, &[("price", "9"), ("edition", &edition)]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.contains("Somebody changed this game while you did."));
    assert_eq!(answer.attributes("[name=price]", "value"), ["9"]);
    assert_eq!(app.find(game).await.capacity.get(), 12);
    let newer = answer.attributes("[name=edition]", "value").remove(0);
    assert_eq!(olga.edits(game, &[("price", "9"), ("edition", &newer)]).await.status, 303);
    assert_eq!(app.find(game).await.capacity.get(), 10);
}

#[actix_web::test]
async fn a_cancelled_game_tells_everybody_why_and_stays_as_it_was() {
    let app = TestApp::at(NOW).await;
    let (olga, ana) = (app.organizer("Olga").await, app.player("Ana").await);
    let game = olga.posts(&[]).await;
    app.register(game, &ana).await;
    let path = format!("/organize/games/{game}/cancel");
    let page = olga.get(&path).await;
    assert!(page.contains("1 player is in or waiting and is told."));
    let silent = olga.post(&path, &[("reason", "  ")]).await;
    assert_eq!(silent.status, 422);
    assert_eq!(silent.select("#f-reason-error").len(), 1);
    for _ in 0..2 {
        let answer = olga.post(&path, &[("reason", "The pitch is under water")]).await;
        assert_eq!((answer.status, answer.location()), (303, format!("/games/{game}").as_str()));
    }
    let found = app.find(game).await;
    assert_eq!((found.status, found.cancelled_reason.as_str()), (GameStatus::Cancelled, "The pitch is under water"));
    assert_eq!(app.told(&ana).await, [(MessageKind::Cancelled, String::new(), "The pitch is under water".to_owned())]);
    assert_eq!(app.seats(game).await, ["Ana"]);
    assert_eq!(olga.edits(game, &[("price", "9")]).await.status, 409);
    assert_eq!(olga.get(&format!("/organize/games/{game}/edit")).await.status, 409);
    assert_eq!(olga.post(&format!("/organize/games/{game}/publish"), &[]).await.status, 409);
}

#[actix_web::test]
async fn what_has_been_played_is_not_cancelled() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let game = olga.posts(&[]).await;
    app.clock.set(app.find(game).await.ends_at);
    let answer = olga.post(&format!("/organize/games/{game}/cancel"), &[("reason", "Too late")]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.contains("This game is over."));
    assert_eq!(answer.attributes("[name=reason]", "value"), ["Too late"]);
}

#[actix_web::test]
async fn a_discarded_draft_is_gone_from_everywhere() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let game = game_at(olga.post("/organize/games", &game_form(&[])).await.location());
    assert!(olga.get("/organize").await.contains("Five-a-side"));
    let answer = olga.post(&format!("/organize/games/{game}/cancel"), &[]).await;
    assert_eq!((answer.status, answer.location()), (303, "/organize"));
    assert!(!olga.get("/organize").await.contains("Five-a-side"));
    assert!(!app.find(game).await.is_open_to(None));
    for path in ["/", "/month?month=2027-03"] {
        assert!(!app.visitor().get(path).await.contains("Five-a-side"), "{path}");
    }
    assert_eq!(app.visitor().get(&format!("/games/{game}")).await.status, 404);
}

#[actix_web::test]
async fn a_copy_is_a_draft_at_the_same_hour_of_next_week() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let more = [("opens_at", "2027-03-20T18:00"), ("closes_at", "2027-03-25T12:00")];
    let game = olga.posts(&more).await;
    let answer = olga.post(&format!("/organize/games/{game}/copy"), &[]).await;
    assert_eq!(answer.status, 303);
    let copy = app.find(game_at(answer.location())).await;
    assert_ne!(copy.id, game);
    assert_eq!(copy.status, GameStatus::Draft);
    assert_eq!(copy.starts_wall.as_str(), "2027-04-01T19:00");
    assert_eq!(copy.starts_at.rfc3339(), "2027-04-01T17:00:00Z", "19:00 on both sides of the change of clocks");
    assert_eq!(copy.opens_wall.unwrap().as_str(), "2027-03-27T18:00");
    assert_eq!(copy.closes_wall.unwrap().as_str(), "2027-04-01T12:00");
    assert_ne!(copy.link_key, app.find(game).await.link_key);
    let again = olga.post(&format!("/organize/games/{game}/copy"), &[]).await;
    assert_eq!(again.location(), answer.location(), "a second tap leads to the same draft");
}

#[actix_web::test]
async fn a_time_that_the_clocks_skip_is_said_to_become_another() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let skipped = [("date", "2027-03-28"), ("time", "02:30"), ("then", "publish")];
    let answer = olga.post("/organize/games", &game_form(&skipped)).await;
    assert_eq!(answer.status, 303);
    let game = game_at(answer.location());
    assert_eq!(app.find(game).await.starts_at.rfc3339(), "2027-03-28T01:30:00Z");
    let form = olga.get(&format!("/organize/games/{game}/edit")).await;
    assert!(form.contains("The clocks go forward over 02:30 on Sun 28 Mar: the game starts at 03:30 CEST."));
    assert_eq!(form.attributes("[name=time]", "value"), ["02:30"]);
    let twice = olga.posts(&[("date", "2027-10-31"), ("time", "02:30")]).await;
    let form = olga.get(&format!("/organize/games/{twice}/edit")).await;
    assert!(form.contains("The clocks show 02:30 twice on Sun 31 Oct: the game starts at the first, in CEST."));
}

#[actix_web::test]
async fn others_games_are_not_mine_to_change() {
    let app = TestApp::at(NOW).await;
    let (olga, max, ana) = (app.organizer("Olga").await, app.organizer("Max").await, app.player("Ana").await);
    let shown = olga.posts(&[]).await;
    let hidden = olga.posts(&[("visibility", "unlisted")]).await;
    for (person, game, status) in [(&max, shown, 403), (&max, hidden, 404), (&ana, shown, 403), (&ana, hidden, 403)] {
        for path in ["/edit", "/cancel"] {
            assert_eq!(person.get(&format!("/organize/games/{game}{path}")).await.status, status, "{path}");
        }
        for path in ["", "/publish", "/cancel", "/copy"] {
            let form = game_form(&[("reason", "Mine now"), ("price", "1")]);
            assert_eq!(person.post(&format!("/organize/games/{game}{path}"), &form).await.status, status, "{path}");
        }
        assert_eq!(app.find(game).await.price.minor(), 750);
    }
    let visitor = app.visitor().get(&format!("/organize/games/{shown}/edit")).await;
    assert_eq!(visitor.status, 303);
    assert!(visitor.location().starts_with("/login?next="));
}

#[actix_web::test]
async fn players_cannot_post_unless_the_site_lets_everybody() {
    let app = TestApp::at(NOW).await;
    let ana = app.player("Ana").await;
    for path in ["/organize", "/organize/games/new", "/organize/series/new", "/organize/venues"] {
        assert_eq!(ana.get(path).await.status, 403, "{path}");
    }
    assert_eq!(ana.post("/organize/games", &game_form(&[])).await.status, 403);
    assert_eq!(app.games_of(&ana).await, 0);
}

#[actix_web::test]
async fn what_needs_me_is_on_top_of_my_games() {
    let app = TestApp::at(NOW).await;
    let (olga, ana) = (app.organizer("Olga").await, app.player("Ana Sol").await);
    let empty = olga.get("/organize").await;
    assert!(empty.contains("No games ahead"));
    olga.posts(&[("title", "Volleyball"), ("date", "2027-03-21"), ("time", "09:00")]).await;
    let full = olga.posts(&[("title", "Tennis"), ("capacity", "1"), ("minimum", "0")]).await;
    app.register(full, &ana).await;
    app.register(full, &olga).await;
    olga.post("/organize/games", &game_form(&[("title", "Padel")])).await;
    let page = olga.get("/organize").await;
    assert_eq!(page.select(".todo h3"), ["Volleyball needs 8 more", "1 waiting for Tennis", "Padel is still a draft"]);
    assert_eq!(page.select("#drafts li").len(), 1);
    assert_eq!(page.attributes("tr[data-game]", "data-mine"), ["none", "waitlisted"]);
    app.clock.set(app.find(full).await.ends_at);
    let past = olga.get("/organize?past=1").await;
    assert_eq!(past.attributes("tr[data-game]", "data-capacity"), ["1", "10"]);
    assert!(!olga.get("/organize").await.contains("Needs you"));
}

#[actix_web::test]
async fn a_long_list_has_pages() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    for number in 0..26 {
        app.game().by(&olga).title(&format!("Game {number}")).starts_in(48 + number).create().await;
    }
    let first = olga.get("/organize").await;
    assert_eq!(first.select("tr[data-game]").len(), 25);
    let next = first.attributes("[rel=next]", "href").remove(0);
    let second = olga.get(&next).await;
    assert_eq!(second.select("tr[data-game]").len(), 1);
    assert_eq!(second.attributes("[rel=prev]", "href"), ["/organize"]);
    assert_eq!(olga.get("/organize?page=-1").await.status, 200);
    assert_eq!(olga.get("/organize?page=99999999999999999999").await.status, 200);
}
