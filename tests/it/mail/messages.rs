//! Those who run a game write to its players.

use super::*;

fn path(game: GameId) -> String {
    format!("/organize/games/{game}/message")
}

/// A game of Olga's in which Ana and Bo are, and Cy waits; the letters about that are gone.
async fn with_players(app: &TestApp, office: &PostOffice, olga: &Person) -> (GameId, [Person; 3]) {
    let game = app.game().by(olga).capacity(2).create().await;
    let (ana, cy) = (confirmed(app, "Ana").await, confirmed(app, "Cy").await);
    let people = [ana, app.player("Bo").await, cy];
    for person in &people {
        assert_eq!(person.join(game).await.status, 303);
    }
    pass(app, HOUR);
    delivered(app, office).await;
    (game, people)
}

#[actix_web::test]
async fn a_message_reaches_all_by_mail_or_on_the_site_with_answers_only_if_the_sender_wants_them() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let olga = app.organizer("Olga Berg").await;
    let (game, [ana, bo, cy]) = with_players(&app, &office, &olga).await;
    let form = olga.get(&path(game)).await;
    assert!(form.contains("Everybody who is in or waiting: 3 players 2 of them by mail"), "{}", form.words());
    assert!(form.contains("Those who are in: 2 players 1 of them by mail"), "{}", form.words());
    assert!(form.contains("Those who wait: 1 player 1 of them by mail"), "{}", form.words());
    let words = "Bring both shirts.\r\n\r\nAnd <b>water</b>.";
    let after = form.attributes("input[name=after]", "value")[0].clone();
    let sent = olga.post(&path(game), &[("to", "all"), ("text", words), ("after", &after)]).await;
    assert_eq!(sent.location(), format!("/organize/games/{game}"), "{}", sent.words());
    assert!(sent.follow().await.contains("Your message is on its way."));
    let mut arrived = delivered(&app, &office).await;
    arrived.sort_by(|one, other| one.to.cmp(&other.to));
    assert_eq!(arrived.iter().map(|letter| &letter.to[0]).collect::<Vec<_>>(), [&ana.email, &cy.email]);
    for letter in &arrived {
        assert_eq!((letter.subject(), letter.header("reply-to")), ("Message: Five-a-side", ""));
        assert!(letter.text.contains("Olga Berg, who runs the game, writes:"), "{}", letter.text);
        assert!(letter.text.contains("Bring both shirts.\n\nAnd <b>water</b>."), "{}", letter.text);
        assert!(!letter.html.contains("<b>water") && letter.html.contains("pre-line"), "{}", letter.html);
        assert!(!letter.text.contains(&olga.email) && !letter.header("list-unsubscribe").is_empty());
    }
    for person in [&ana, &bo, &cy] {
        assert!(person.get("/me/notices").await.contains("Olga Berg, who runs the game, writes: Bring both shirts."));
    }
    let page = app.visitor().get(&format!("/games/{game}")).await;
    assert!(page.contains("Olga B. sent a message to 3 players") && !page.contains("shirts"), "{}", page.words());
    assert!(olga.get(&path(game)).await.contains("Bring both shirts."));
    // To those waiting, with answers to Olga.
    let fields = [("to", "waiting"), ("text", "You are next."), ("reply", "1"), ("after", "1")];
    assert_eq!(olga.post(&path(game), &fields).await.status, 303);
    let arrived = delivered(&app, &office).await;
    let [letter] = &arrived[..] else { panic!("{arrived:?}") };
    assert_eq!((&letter.to[0], letter.header("reply-to")), (&cy.email, olga.email.as_str()));
}

#[actix_web::test]
async fn the_same_form_twice_sends_once_and_a_new_form_with_the_same_words_again() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let olga = app.organizer("Olga").await;
    let (game, _) = with_players(&app, &office, &olga).await;
    let hedy = app.player("Hedy").await;
    delivered(&app, &office).await;
    olga.post(&format!("/organize/games/{game}/organizers"), &[("email", &hedy.email)]).await;
    let fields = |after: &str| {
        [("to", "all"), ("text", "Pitch 2!"), ("after", after)].map(|(name, value)| (name, value.to_owned()))
    };
    let send = async |person: &Person, after: &str| {
        let fields = fields(after);
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        assert_eq!(person.post(&path(game), &fields).await.status, 303);
        delivered(&app, &office).await.len()
    };
    assert_eq!(send(&olga, "0").await, 2);
    assert_eq!(send(&olga, "0").await, 0, "a double tap");
    assert_eq!(send(&hedy, "0").await, 2, "who helps may write too, and is somebody else");
    let newest = olga.get(&path(game)).await.attributes("input[name=after]", "value")[0].clone();
    assert_eq!(send(&olga, &newest).await, 2, "once more on purpose");
    let page = app.visitor().get(&format!("/games/{game}")).await;
    assert_eq!(page.words().matches("sent a message to 3 players").count(), 3);
}

#[actix_web::test]
async fn what_cannot_be_sent_is_refused_with_the_words_kept() {
    let office = PostOffice::open();
    let app = TestApp::at_with(NOON, |config| {
        config.settings.mail = Some(office.settings());
        config.settings.messages_a_day = 2;
    })
    .await;
    let olga = app.organizer("Olga").await;
    let (game, [_, _, cy]) = with_players(&app, &office, &olga).await;
    let long = "x".repeat(2001);
    for (to, text, status, said) in [
        ("all", " ", 422, "Write what they shall read."),
        ("all", &long, 422, "Use at most 2000 characters, this has 2001."),
        ("everybody", "Hello", 422, "Choose who shall read it."),
        ("all", "a\0b", 422, "hidden character"),
    ] {
        let page = olga.post(&path(game), &[("to", to), ("text", text)]).await;
        assert_eq!(page.status, status, "{to} {text}");
        assert!(page.contains(said) && (text.contains('\0') || page.text.contains(text)), "{}", page.words());
    }
    cy.leave(game).await;
    let page = olga.post(&path(game), &[("to", "waiting"), ("text", "Soon!")]).await;
    assert!(page.status == 409 && page.contains("Nobody waits for this game.") && page.contains("Soon!"));
    for text in ["One", "Two"] {
        assert_eq!(olga.post(&path(game), &[("to", "in"), ("text", text)]).await.status, 303);
    }
    let page = olga.post(&path(game), &[("to", "in"), ("text", "Three")]).await;
    assert!(page.status == 409 && page.contains("You have sent 2 messages since yesterday."), "{}", page.words());
    let draft = app.game().by(&olga).draft().create().await;
    let page = olga.post(&path(draft), &[("to", "all"), ("text", "Hello")]).await;
    assert!(page.status == 409 && page.contains("This game is a draft"), "{}", page.words());
    pass(&app, 10 * DAY);
    let page = olga.post(&path(game), &[("to", "in"), ("text", "Late")]).await;
    assert!(page.status == 409 && page.contains("over for more than a week"), "{}", page.words());
    assert!(!olga.get(&format!("/organize/games/{game}")).await.contains("Write to the players"));
}
