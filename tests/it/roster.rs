//! Running a game's roster: by hand, in order, as a file.

use kickabout::{
    domain::{registrations::Register, truth},
    store,
    types::{GameId, GuestName, Note, RegistrationId, time::HOUR},
};

use crate::support::*;

/// `person` joins with `guests`, whatever pages there are.
async fn join(app: &TestApp, person: &Person, game: GameId, guests: &[&str]) {
    let guests = guests.iter().map(|guest| GuestName::parse(guest).unwrap()).collect();
    let job = Register {
        game,
        player: person.player(),
        guests,
        note: Note::default(),
        attempt: 0,
        key: None,
        names_per_address: 5,
    };
    app.store.write(job).await.unwrap();
}

/// The registration of the one called `name`.
async fn registration(app: &TestApp, game: GameId, name: &str) -> RegistrationId {
    let entries = app.store.read(move |conn| store::registrations::entries(conn, game)).await.unwrap();
    entries.iter().find(|entry| entry.name.as_str() == name).unwrap().registration.id
}

/// Every promise about the game is kept.
async fn is_true(app: &TestApp, game: GameId) {
    let now = app.store.now();
    let broken = app.store.read(move |conn| truth::broken(conn, game, now)).await.unwrap();
    assert!(broken.is_empty(), "{broken:?}");
}

async fn place(app: &TestApp, game: GameId, name: &str) -> String {
    let id = registration(app, game, name).await;
    let found = app.store.read(move |conn| store::registrations::find(conn, id)).await.unwrap();
    found.place.to_string()
}

fn manage(game: GameId) -> String {
    format!("/organize/games/{game}")
}

#[actix_web::test]
async fn an_organizer_adds_somebody_by_name_with_guests_and_a_note() {
    let app = TestApp::spawn().await;
    let olga = app.organizer("Olga Berg").await;
    let game = app.game().by(&olga).create().await;
    let fields = [("name", "Old Harry"), ("guest", "Jo"), ("guest", ""), ("note", "Rang me up"), ("after", "0")];
    let answer = olga.post(&format!("{}/roster", manage(game)), &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let page = answer.follow().await;
    assert!(page.contains("Added to the list."));
    assert!(page.contains("Old Harry"));
    assert!(page.contains("with Jo · added by Olga Berg"));
    assert!(page.contains("Olga Berg added Old Harry, with 1 guest “Rang me up”"), "{}", page.words());
    assert_eq!(page.attributes("main", "data-taken"), ["2"]);
    assert_eq!(app.seats(game).await, ["Old Harry"]);
    is_true(&app, game).await;
}

#[actix_web::test]
async fn a_form_sent_twice_adds_one_player_and_a_new_form_a_second_of_the_same_name() {
    let app = TestApp::spawn().await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).create().await;
    let roster = format!("{}/roster", manage(game));
    for _ in 0..3 {
        assert_eq!(olga.post(&roster, &[("name", "Sam"), ("after", "0")]).await.status, 303);
        assert_eq!(olga.post(&roster, &[("name", "Kim")]).await.status, 303);
    }
    assert_eq!(app.seats(game).await, ["Sam", "Kim"]);
    let page = olga.get(&manage(game)).await;
    let newest = page.attributes("#add input[name=after]", "value");
    assert_eq!(olga.post(&roster, &[("name", "Sam"), ("after", &newest[0])]).await.status, 303);
    assert_eq!(app.seats(game).await, ["Sam", "Kim", "Sam"]);
}

#[actix_web::test]
async fn a_form_from_before_somebody_was_taken_off_does_not_put_them_back() {
    let app = TestApp::spawn().await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).create().await;
    let roster = format!("{}/roster", manage(game));
    olga.post(&roster, &[("name", "Sam"), ("after", "0")]).await;
    let sam = registration(&app, game, "Sam").await;
    olga.post(&format!("{roster}/{sam}/remove"), &[]).await;
    let answer = olga.post(&roster, &[("name", "Sam"), ("after", "0")]).await;
    assert_eq!(answer.status, 303);
    assert!(app.seats(game).await.is_empty());
}

#[actix_web::test]
async fn on_a_full_game_the_answer_is_to_raise_the_capacity_or_to_wait() {
    let app = TestApp::spawn().await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).capacity(1).create().await;
    let roster = format!("{}/roster", manage(game));
    olga.post(&roster, &[("name", "First")]).await;
    let answer = olga.post(&roster, &[("name", "Second"), ("note", "Late call")]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.contains("The game is full."));
    assert_eq!(answer.attributes(".notice a", "href"), [format!("{}/edit#f-capacity", manage(game))]);
    assert_eq!(answer.select(".notice button"), ["Put Second on the waitlist"]);
    assert_eq!(answer.attributes("#f-name", "value"), ["Second"]);
    assert_eq!(app.queue(game).await, Vec::<String>::new());
    let answer = olga.post(&roster, &[("name", "Second"), ("waitlist", "1")]).await.follow().await;
    assert!(answer.contains("Added to the waitlist."));
    assert_eq!((app.seats(game).await, app.queue(game).await), (vec!["First".to_owned()], vec!["Second".to_owned()]));
    is_true(&app, game).await;
}

#[actix_web::test]
async fn players_are_added_before_opening_after_closing_and_after_the_start() {
    let app = TestApp::spawn().await;
    let olga = app.organizer("Olga").await;
    let early = app.game().by(&olga).opens_in(24).create().await;
    let closed = app.game().by(&olga).closes_in(-1).create().await;
    let started = app.game().by(&olga).starts_in(-1).create().await;
    for game in [early, closed, started] {
        let answer = olga.post(&format!("{}/roster", manage(game)), &[("name", "Harry")]).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        assert_eq!(app.seats(game).await, ["Harry"]);
    }
    let draft = app.game().by(&olga).draft().create().await;
    let answer = olga.post(&format!("{}/roster", manage(draft)), &[("name", "Harry")]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.contains("This game is a draft."));
}

#[actix_web::test]
async fn a_wrong_name_is_answered_at_its_field_with_everything_kept() {
    let app = TestApp::spawn().await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).create().await;
    let long = "x".repeat(70);
    let fields = [("name", ""), ("guest", long.as_str()), ("note", "Keep me")];
    let answer = olga.post(&format!("{}/roster", manage(game)), &fields).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.select(".summary a"), ["Give a name.", "Use at most 60 characters, this has 70."]);
    assert_eq!(answer.attributes("#f-guest", "value"), [long]);
    assert_eq!(answer.attributes("#f-note", "value"), ["Keep me"]);
}

#[actix_web::test]
async fn who_is_removed_is_told_and_the_next_one_moves_in() {
    let app = TestApp::spawn().await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).capacity(1).create().await;
    let (ana, bo) = (app.player("Ana Lind").await, app.player("Bo Kay").await);
    join(&app, &ana, game, &[]).await;
    join(&app, &bo, game, &[]).await;
    let remove = format!("{}/roster/{}/remove", manage(game), registration(&app, game, "Ana Lind").await);
    for _ in 0..2 {
        let page = olga.post(&remove, &[("note", "Hurt her foot")]).await.follow().await;
        assert!(page.contains("Olga took Ana Lind off the list “Hurt her foot”"), "{}", page.words());
        assert!(page.contains("Bo Kay moved in from the waitlist"));
    }
    assert_eq!(app.seats(game).await, ["Bo Kay"]);
    let (player, now) = (ana.player(), app.store.now());
    let told = app.store.read(move |conn| store::outbox::current(conn, player, now)).await.unwrap();
    assert_eq!(told.iter().map(|(message, _)| message.after.as_str()).collect::<Vec<_>>(), ["Hurt her foot"]);
    is_true(&app, game).await;
}

#[actix_web::test]
async fn somebody_waiting_moves_up_one_place_or_to_the_front() {
    let app = TestApp::spawn().await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).capacity(1).create().await;
    let roster = format!("{}/roster", manage(game));
    for name in ["In", "A", "B", "C", "D"] {
        olga.post(&roster, &[("name", name), ("waitlist", "1")]).await;
    }
    let up = async |name: &str, fields: &[(&str, &str)]| {
        let id = registration(&app, game, name).await;
        olga.post(&format!("{roster}/{id}/up"), fields).await
    };
    assert_eq!(up("C", &[("note", "Promised")]).await.status, 303);
    assert_eq!(app.queue(game).await, ["A", "C", "B", "D"]);
    assert_eq!(up("D", &[("to", "top")]).await.status, 303);
    assert_eq!(app.queue(game).await, ["D", "A", "C", "B"]);
    is_true(&app, game).await;
    // The same form again moves nobody; nor does the first one move to the front.
    let old_place = place(&app, game, "B").await;
    assert_eq!(up("B", &[("place", &old_place)]).await.status, 303);
    assert_eq!(up("B", &[("place", &old_place)]).await.status, 303);
    assert_eq!(up("D", &[("to", "top")]).await.status, 303);
    assert_eq!(app.queue(game).await, ["D", "A", "B", "C"]);
    assert_eq!(app.seats(game).await, ["In"]);
    is_true(&app, game).await;
    assert!(olga.get(&manage(game)).await.contains("Olga moved C up in the line “Promised”"));
}

#[actix_web::test]
async fn the_first_in_line_of_a_full_game_stays_and_after_the_start_gets_a_free_seat() {
    let app = TestApp::at("2027-03-20T10:00:00Z").await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).capacity(1).starts_in(2).create().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    join(&app, &ana, game, &[]).await;
    join(&app, &bo, game, &[]).await;
    let roster = format!("{}/roster", manage(game));
    let (first, next) = (registration(&app, game, "Ana").await, registration(&app, game, "Bo").await);
    let answer = olga.post(&format!("{roster}/{next}/up"), &[]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.contains("First in line already. The game is full."), "{}", answer.words());
    app.clock.set(app.store.now().plus(3 * 3600));
    olga.post(&format!("{roster}/{first}/remove"), &[]).await;
    assert_eq!(app.queue(game).await, ["Bo"], "after the start the organizer decides");
    let page = olga.post(&format!("{roster}/{next}/up"), &[]).await.follow().await;
    assert!(page.contains("Let in from the waitlist."));
    assert!(page.contains("Olga let Bo in from the waitlist"));
    assert_eq!(app.seats(game).await, ["Bo"]);
    assert_eq!(olga.post(&format!("{roster}/{next}/up"), &[]).await.status, 303);
    is_true(&app, game).await;
}

#[actix_web::test]
async fn attendance_is_tapped_from_two_hours_before_the_start_and_taken_back() {
    let app = TestApp::at("2027-03-20T10:00:00Z").await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).starts_in(3).create().await;
    let ana = app.player("Ana").await;
    join(&app, &ana, game, &[]).await;
    let id = registration(&app, game, "Ana").await.to_string();
    let tap = async |state: &str| {
        olga.post(&format!("{}/attendance", manage(game)), &[("registration", &id), ("state", state)]).await
    };
    let early = tap("present").await;
    assert_eq!(early.status, 409);
    assert!(early.contains("You can note who came from Sat 20 Mar, 12:00 on."), "{}", early.words());
    app.clock.set(app.store.now().plus(3600));
    let answer = tap("present").await;
    assert_eq!((answer.status, answer.location().to_owned()), (303, format!("{}#r-{id}", manage(game))));
    let page = answer.follow().await;
    assert_eq!(page.select(".seg [aria-pressed=true]"), ["Present"]);
    assert!(page.contains("1 of 1 marked"));
    assert_eq!(tap("no-show").await.follow().await.select(".seg [aria-pressed=true]"), ["No-show"]);
    assert_eq!(tap("").await.follow().await.select(".seg [aria-pressed=true]"), Vec::<String>::new());
    assert_eq!(tap("maybe").await.status, 422);
    is_true(&app, game).await;
}

#[actix_web::test]
async fn a_co_organizer_runs_the_game_but_chooses_no_others() {
    let app = TestApp::spawn().await;
    let (olga, hedy, pia) = (app.organizer("Olga").await, app.player("Hedy").await, app.player("Pia").await);
    let game = app.game().by(&olga).create().await;
    let organizers = format!("{}/organizers", manage(game));
    assert_eq!(hedy.get(&manage(game)).await.status, 403);
    let unknown = olga.post(&organizers, &[("email", "nobody@example.org")]).await;
    assert_eq!(unknown.status, 422);
    assert!(unknown.contains("Nobody has an account with this address. Ask them to sign up first."));
    for _ in 0..2 {
        let answer = olga.post(&organizers, &[("email", &hedy.email.to_uppercase())]).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
    }
    assert_eq!(hedy.get(&manage(game)).await.status, 200);
    assert_eq!(hedy.post(&format!("{}/roster", manage(game)), &[("name", "Harry")]).await.status, 303);
    assert_eq!(hedy.post(&organizers, &[("email", &pia.email)]).await.status, 403);
    let remove = format!("{organizers}/{}/remove", hedy.player());
    assert_eq!(olga.post(&remove, &[]).await.status, 303);
    assert_eq!(olga.post(&remove, &[]).await.status, 303);
    assert_eq!(hedy.get(&manage(game)).await.status, 403);
    olga.post(&organizers, &[("email", &hedy.email)]).await;
    assert_eq!(hedy.post(&remove, &[]).await.location(), "/");
    assert_eq!(hedy.get(&manage(game)).await.status, 403);
}

#[actix_web::test]
async fn a_registration_is_found_only_under_its_own_game() {
    let app = TestApp::spawn().await;
    let olga = app.organizer("Olga").await;
    let (mine, other) = (app.game().by(&olga).create().await, app.game().by(&olga).create().await);
    olga.post(&format!("{}/roster", manage(other)), &[("name", "Harry")]).await;
    let id = registration(&app, other, "Harry").await.to_string();
    assert_eq!(olga.post(&format!("{}/roster/{id}/remove", manage(mine)), &[]).await.status, 404);
    assert_eq!(olga.post(&format!("{}/roster/{id}/up", manage(mine)), &[]).await.status, 404);
    let tap = [("registration", id.as_str()), ("state", "present")];
    assert_eq!(olga.post(&format!("{}/attendance", manage(mine)), &tap).await.status, 404);
    assert_eq!(app.seats(other).await, ["Harry"]);
}

#[actix_web::test]
async fn an_organizer_of_another_game_changes_nothing() {
    let app = TestApp::spawn().await;
    let (olga, otto) = (app.organizer("Olga").await, app.organizer("Otto").await);
    let game = app.game().by(&olga).create().await;
    let hidden = app.game().by(&olga).unlisted().create().await;
    assert_eq!(otto.post(&format!("{}/roster", manage(game)), &[("name", "Harry")]).await.status, 403);
    assert_eq!(otto.post(&format!("{}/roster", manage(hidden)), &[("name", "Harry")]).await.status, 404);
    assert_eq!(otto.get(&manage(hidden)).await.status, 404);
    assert!(app.seats(game).await.is_empty() && app.seats(hidden).await.is_empty());
}

#[actix_web::test]
async fn the_roster_is_a_file_in_which_no_cell_is_a_formula() {
    let app = TestApp::at("2027-03-20T10:00:00Z").await;
    let olga = app.organizer("Olga").await;
    let title = "Türkiye; \"=cup\"\u{301}/../x";
    let game = app.game().by(&olga).title(title).capacity(3).create().await;
    let evil = app.player("=1+1").await;
    join(&app, &evil, game, &["@SUM(A1)", "Jo, \"the\" cat"]).await;
    olga.post(&format!("{}/roster", manage(game)), &[("name", "Zoë"), ("waitlist", "1")]).await;
    let answer = olga.get(&format!("{}/roster.csv", manage(game))).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"turkiye-cup-x-2027-03-22.csv\"");
    assert_eq!(answer.header("cache-control"), "no-store");
    let mut lines = answer.text.lines();
    assert_eq!(lines.next(), Some("\u{feff}name,guest of,status,place,party,e-mail,note,attendance,joined at"));
    assert_eq!(lines.next(), Some(format!("'=1+1,,confirmed,1,3,{},,,2027-03-20 11:00", evil.email).as_str()));
    assert_eq!(lines.next(), Some("'@SUM(A1),'=1+1,confirmed,,,,,,"));
    assert_eq!(lines.next(), Some("\"Jo, \"\"the\"\" cat\",'=1+1,confirmed,,,,,,"));
    assert_eq!(lines.next(), Some("Zoë,,waitlisted,1,1,,,,2027-03-20 11:00"));
    assert_eq!(lines.next(), None);
}

#[actix_web::test]
async fn late_drop_outs_are_forgiven_once_somebody_took_the_spot() {
    use kickabout::domain::registrations::Withdraw;
    let app = TestApp::at("2027-03-20T10:00:00Z").await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).starts_in(6).deadline_hours(12).create().await;
    let ana = app.player("Ana Lind").await;
    join(&app, &ana, game, &[]).await;
    app.store.write(Withdraw { game, player: ana.player(), attempt: 0 }).await.unwrap();
    let page = olga.get(&manage(game)).await;
    assert!(page.select("#late small")[0].ends_with("counts as late unless the spot is taken"), "{}", page.words());
    olga.post(&format!("{}/roster", manage(game)), &[("name", "Harry")]).await;
    let verdict = async || olga.get(&manage(game)).await.select("#late small")[0].clone();
    assert!(verdict().await.ends_with("does not count while somebody else has the spot"), "{}", verdict().await);
    let harry = registration(&app, game, "Harry").await;
    olga.post(&format!("{}/roster/{harry}/remove", manage(game)), &[]).await;
    assert!(verdict().await.ends_with("counts as late unless the spot is taken"), "{}", verdict().await);
    olga.post(&format!("{}/roster", manage(game)), &[("name", "Harry")]).await;
    app.clock.set(app.store.now().plus(6 * HOUR));
    assert!(verdict().await.ends_with("forgiven: the spot was taken"), "{}", verdict().await);
}

#[actix_web::test]
async fn a_disabled_player_first_in_line_is_not_let_in() {
    use kickabout::domain::people::Disable;
    let app = TestApp::spawn().await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).capacity(1).create().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    join(&app, &ana, game, &[]).await;
    join(&app, &bo, game, &[]).await;
    let by = app.founder().await;
    app.store.write(Disable { player: bo.player(), by }).await.unwrap();
    let roster = format!("{}/roster", manage(game));
    olga.post(&format!("{roster}/{}/remove", registration(&app, game, "Ana").await), &[]).await;
    let answer = olga.post(&format!("{roster}/{}/up", registration(&app, game, "Bo").await), &[]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.contains("the account is disabled"));
    assert_eq!(app.queue(game).await, ["Bo"]);
    is_true(&app, game).await;
}
