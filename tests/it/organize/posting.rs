//! Forms that make a game.

use super::*;

#[actix_web::test]
async fn a_new_game_is_a_draft_on_its_own_page_with_everything_that_was_typed() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let more = [
        ("level", "All levels"),
        ("how_to_pay", "Cash"),
        ("description", "Bring\r\na ball"),
        ("opens_at", "2027-03-22T18:00"),
        ("closes_at", "2027-03-25T12:00"),
    ];
    let answer = olga.post("/organize/games", &game_form(&more)).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    assert!(answer.location().starts_with("/games/"), "{}", answer.location());
    let game = app.find(game_at(answer.location())).await;
    assert_eq!((game.status, game.organizer_id), (GameStatus::Draft, olga.player()));
    assert_eq!((game.title.as_str(), game.place.as_str()), ("Five-a-side", "The park"));
    assert_eq!((game.price.minor(), game.capacity.get(), game.minimum.get()), (750, 10, 8));
    assert_eq!((game.description.as_str(), game.level.as_str()), ("Bring\na ball", "All levels"));
    assert_eq!(game.starts_at.rfc3339(), "2027-03-25T18:00:00Z");
    assert_eq!(game.ends_at.rfc3339(), "2027-03-25T19:30:00Z");
    assert_eq!(game.opens_at.unwrap().rfc3339(), "2027-03-22T17:00:00Z");
    assert_eq!(game.closes_at.rfc3339(), "2027-03-25T11:00:00Z");
    assert_eq!(game.deadline_at.rfc3339(), "2027-03-25T06:00:00Z");
    assert_eq!(game.search_text, "five-a-side the park football");
    assert_eq!(game.link_key.len(), 22);
}

#[actix_web::test]
async fn a_free_game_says_nothing_of_how_to_pay() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    for (price, says_how) in [("7.50", true), ("0", false)] {
        let fields = [("how_to_pay", "Cash at the pitch"), ("price", price)];
        let made = olga.post("/organize/games", &game_form(&fields)).await;
        let page = olga.get(made.location()).await;
        assert_eq!(page.contains("Cash at the pitch"), says_how, "{price}: {}", page.words());
    }
}

#[actix_web::test]
async fn what_a_tool_leaves_out_has_its_default() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let fields =
        [("title", "Bare"), ("sport", "football"), ("place", "Park"), ("date", "2027-03-25"), ("time", "19:00")];
    let answer = olga.post("/organize/games", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    let game = app.find(game_at(answer.location())).await;
    let numbers = [game.minutes.get(), game.capacity.get(), game.minimum.get(), game.max_guests.get()];
    assert_eq!(numbers, [60, 10, 0, 1]);
    assert_eq!((game.deadline_hours.get(), game.price.minor(), game.opens_at), (12, 0, None));
    assert_eq!(game.closes_at, game.starts_at);
}

#[actix_web::test]
async fn wrong_fields_are_named_all_at_once_and_keep_what_was_typed() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let wrong = [
        ("title", " "),
        ("sport", "quidditch"),
        ("place", ""),
        ("venue", "999"),
        ("date", "2027-02-30"),
        ("time", "25:00"),
        ("duration", "1e3"),
        ("capacity", "0"),
        ("minimum", "+5"),
        ("price", "7.505"),
        ("max_guests", "21"),
        ("deadline_hours", "721"),
        ("opens_at", "soon"),
        ("closes_at", "2027-03-25T25:00"),
        ("visibility", "secret"),
        ("level", "x\u{202E}y"),
        ("description", "<script>alert(1)</script>"),
    ];
    let answer = olga.post("/organize/games", &game_form(&wrong)).await;
    assert_eq!(answer.status, 422);
    let invalid = answer.attributes("[aria-invalid=true]", "name");
    for field in
        wrong.iter().map(|(field, _)| *field).filter(|field| !["place", "visibility", "description"].contains(field))
    {
        assert!(invalid.iter().any(|name| name == field), "{field} is not named: {invalid:?}");
        assert!(!answer.select(&format!("#f-{field}-error")).is_empty(), "{field}");
        assert!(answer.attributes(".summary a", "href").contains(&format!("#f-{field}")), "{field}");
    }
    assert!(answer.attributes(".summary a", "href").contains(&"#f-visibility".to_owned()));
    assert_eq!(answer.attributes("[name=price]", "value"), ["7.505"]);
    assert_eq!(answer.attributes("[name=duration]", "value"), ["1e3"]);
    assert!(answer.text.contains("&#60;script&#62;alert(1)") || answer.text.contains("&lt;script&gt;alert(1)"));
    assert_eq!(app.games_of(&olga).await, 0);
}

#[actix_web::test]
async fn what_does_not_fit_together_is_named_beside_what_cannot_be_read() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let wrong = [
        ("title", ""),
        ("date", "2027-03-19"),
        ("minimum", "11"),
        ("closes_at", "2027-03-19T19:01"),
        ("opens_at", "2027-03-19T19:02"),
    ];
    let answer = olga.post("/organize/games", &game_form(&wrong)).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.select("#f-date-error"), ["That is in the past."]);
    assert_eq!(answer.select("#f-minimum-error"), ["No more players can be needed than there are spots."]);
    assert_eq!(answer.select("#f-closes_at-error"), ["Sign-up cannot close after the start."]);
    assert_eq!(answer.select("#f-opens_at-error"), ["Sign-up must open before it closes."]);
    assert_eq!(answer.select(".summary li").len(), 5);
    assert!(!answer.attributes("details[open]", "class").is_empty(), "a mistake is folded away");
}

#[actix_web::test]
async fn a_game_is_at_a_venue_or_at_a_place_and_never_nowhere() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let nowhere = olga.post("/organize/games", &game_form(&[("place", "")])).await;
    assert_eq!(nowhere.status, 422);
    assert_eq!(nowhere.select("#f-venue-error"), ["Choose a venue, or say below where it is."]);
    let vienna = [("name", "Prater"), ("address", "Hauptallee"), ("time_zone", "America/New_York")];
    olga.post("/organize/venues", &vienna).await;
    let both = olga.post("/organize/games", &game_form(&[("venue", "1")])).await;
    assert_eq!(both.status, 422);
    assert_eq!(both.select("#f-place-error").len(), 1);
    let game = app.find(olga.posts(&[("venue", "1"), ("place", "")]).await).await;
    assert_eq!(game.time_zone.name(), "America/New_York");
    assert_eq!(game.starts_at.rfc3339(), "2027-03-25T23:00:00Z");
    assert_eq!(game.search_text, "five-a-side prater football");
}

#[actix_web::test]
async fn the_next_game_begins_with_what_my_last_one_had() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let first = olga.get("/organize/games/new").await;
    assert_eq!(first.attributes("[name=duration]", "value"), ["60"]);
    assert_eq!(first.attributes("[name=capacity]", "value"), ["10"]);
    assert_eq!(first.attributes("[name=max_guests]", "value"), ["1"]);
    assert_eq!(first.attributes("[name=deadline_hours]", "value"), ["12"]);
    olga.posts(&[("title", "Seven-a-side"), ("capacity", "14"), ("opens_at", "2027-03-22T18:00")]).await;
    let next = olga.get("/organize/games/new").await;
    assert_eq!(next.attributes("[name=title]", "value"), ["Seven-a-side"]);
    assert_eq!(next.attributes("[name=capacity]", "value"), ["14"]);
    assert_eq!(next.attributes("[name=price]", "value"), ["7.50"]);
    assert_eq!(next.attributes("[name=date]", "value"), ["2027-04-01"]);
    assert_eq!(next.attributes("[name=opens_at]", "value"), ["2027-03-29T18:00"]);
}

#[actix_web::test]
async fn a_suggested_opening_moves_with_the_date_unless_it_is_changed() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    olga.posts(&[("opens_at", "2027-03-22T18:00"), ("closes_at", "2027-03-24T12:00")]).await;
    let form = olga.get("/organize/games/new").await;
    let hidden = |name: &str| form.attributes(&format!("[type=hidden][name={name}]"), "value").concat();
    let (date, opens, closes) = (hidden("suggested_date"), hidden("suggested_opens"), hidden("suggested_closes"));
    let suggested = [
        ("date", "2027-04-03"),
        ("suggested_date", date.as_str()),
        ("suggested_opens", opens.as_str()),
        ("suggested_closes", closes.as_str()),
    ];
    let posted = async |opens: &str, closes: &str| {
        let fields = [&suggested[..], &[("opens_at", opens), ("closes_at", closes)]].concat();
        let game = app.find(olga.posts(&fields).await).await;
        [game.opens_wall, game.closes_wall].map(|wall| wall.map(|wall| wall.to_string()).unwrap_or_default())
    };
    // Two days after the suggested first of April.
    assert_eq!(posted(&opens, &closes).await, ["2027-03-31T18:00", "2027-04-02T12:00"]);
    assert_eq!(posted("2027-03-30T09:00", &closes).await, ["2027-03-30T09:00", "2027-04-02T12:00"]);
    assert_eq!(posted("", "").await, ["", ""]);
}

#[actix_web::test]
async fn dates_that_lie_ages_apart_move_nothing_beyond_the_calendar() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    for (date, suggested) in [("9999-12-31", "0001-01-01"), ("2027-03-25", "9999-12-31"), ("2027-03-25", "0001-01-01")]
    {
        let opens = "2027-03-22T18:00";
        let fields = [("date", date), ("suggested_date", suggested), ("suggested_opens", opens), ("opens_at", opens)];
        let answer = olga.post("/organize/games", &game_form(&fields)).await;
        assert!([303, 422].contains(&answer.status), "{date} {suggested}: {}", answer.status);
    }
}

#[actix_web::test]
async fn a_form_that_is_sent_twice_makes_one_game() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let key = olga.get("/organize/games/new").await.attributes("[name=key]", "value").remove(0);
    let form = game_form(&[("key", &key)]);
    let (one, two) = tokio::join!(olga.post("/organize/games", &form), olga.post("/organize/games", &form));
    assert_eq!((one.status, two.status), (303, 303));
    assert_eq!(one.location(), two.location());
    assert_eq!(app.games_of(&olga).await, 1);
    let other = olga.post("/organize/games", &game_form(&[("key", &key), ("date", "2027-03-26")])).await;
    assert_ne!(other.location(), one.location(), "going back and changing the day makes another game");
    assert_eq!(app.games_of(&olga).await, 2);
}

#[actix_web::test]
async fn a_form_without_a_key_makes_a_game_each_time() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let one = olga.post("/organize/games", &game_form(&[])).await;
    let two = olga.post("/organize/games", &game_form(&[("key", "short")])).await;
    assert_ne!(one.location(), two.location());
}
