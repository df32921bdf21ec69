//! Mail, received by a real server and read.

mod encrypted;
mod entries;
mod late;
mod messages;
mod offers;
mod organizers;
mod quiet;
mod servers;

use kickabout::{
    domain::people::Disable,
    jobs::Postman,
    store::{self, DbConn, Job, QueryError, Scope, mails::Listed},
    types::{
        GameId, PlayerId, Timestamp,
        time::{DAY, HOUR, MINUTE},
    },
};

use crate::support::*;

const NOON: &str = "2027-03-20T12:00:00Z";

/// A site at noon that sends mail to `office` when a test tells it to.
pub async fn site(office: &PostOffice) -> TestApp {
    TestApp::at_with(NOON, |config| {
        config.settings.mail = Some(office.settings());
        config.settings.public_url = Some("http://games.example.org".parse().unwrap());
    })
    .await
}

pub fn pass(app: &TestApp, seconds: i64) {
    app.clock.set(app.clock.now().plus(seconds));
}

pub fn postman(app: &TestApp) -> &Postman {
    app.postman.as_ref().unwrap()
}

/// Sends what is due; what arrived.
pub async fn delivered(app: &TestApp, office: &PostOffice) -> Vec<Arrived> {
    postman(app).round().await.unwrap();
    office.arrived()
}

/// Somebody whose address is known to be theirs.
pub async fn confirmed(app: &TestApp, name: &str) -> Person {
    let person = app.player(name).await;
    app.store.write(Confirm(person.player())).await.unwrap();
    // The letter that asks whether it is has tests of its own.
    app.store.write(Forget(person.player())).await.unwrap();
    person
}

struct Confirm(PlayerId);

impl Job for Confirm {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), QueryError> {
        store::accounts::set_confirmed(conn, self.0, Some(now))
    }
}

struct Forget(PlayerId);

impl Job for Forget {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), QueryError> {
        let asked = store::mails::take_asked(conn, now, 100)?;
        assert!(asked.iter().all(|asked| asked.player_id == Some(self.0)), "{asked:?}");
        Ok(())
    }
}

async fn failed(app: &TestApp) -> Vec<Listed> {
    app.store.read(|conn| store::mails::failed(conn, 10)).await.unwrap()
}

async fn waiting(app: &TestApp) -> Vec<Listed> {
    app.store.read(|conn| store::mails::waiting(conn, 10)).await.unwrap()
}

/// The organizer's form for a game, with some fields changed.
pub async fn edit(organizer: &Person, game: GameId, changes: &[(&str, &str)]) {
    let form = organizer.get(&format!("/organize/games/{game}/edit")).await;
    let fields = form.fields("form[action^='/organize/games/']");
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name))
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .chain(changes.iter().copied())
        .collect();
    let answer = organizer.post(&format!("/organize/games/{game}"), &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
}

#[actix_web::test]
async fn who_registers_gets_a_letter_with_everything_that_mail_programs_want() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let game = app.game().title("Grüße & Co").create().await;
    let ana = confirmed(&app, "Ana Lind").await;
    assert_eq!(ana.join(game).await.status, 303);
    let arrived = delivered(&app, &office).await;
    let [letter] = &arrived[..] else { panic!("{arrived:?}") };
    assert!(letter.taken && letter.defects.is_empty());
    assert_eq!((letter.sender.as_str(), &letter.to[..]), ("games@riverside.example", &[ana.email.clone()][..]));
    assert_eq!(letter.subject(), "You're in: Grüße & Co");
    assert_eq!(letter.header("from"), "Riverside Games <games@riverside.example>");
    assert_eq!(letter.header("auto-submitted"), "auto-generated");
    assert_eq!(letter.header("date"), "Sat, 20 Mar 2027 12:00:00 +0000");
    assert_eq!(letter.header("list-unsubscribe-post"), "", "only where the site is reached by HTTPS");
    assert!(letter.header("message-id").ends_with("@riverside.example>"));
    assert!(letter.header("content-type").starts_with("multipart/mixed"));
    for text in [&letter.text, &letter.html] {
        assert!(text.contains("Hello Ana Lind,") && text.contains("You have a spot."), "{text}");
        assert!(text.contains("Mon 22 Mar 2027, 13:00 CET") && text.contains("Canal Street Pitch 2"), "{text}");
        assert!(text.contains("free until Mon 22 Mar 2027, 01:00 CET"), "{text}");
        assert!(text.contains(&format!("http://games.example.org/games/{game}")), "{text}");
    }
    assert!(letter.text.contains("Grüße & Co") && letter.html.contains("Grüße &#38; Co"));
    assert_eq!(delivered(&app, &office).await, [], "once is enough");
    let bo = confirmed(&app, "Bo").await;
    bo.join_with(game, &["Tom", "Tim"]).await;
    let [letter] = &delivered(&app, &office).await[..] else { panic!("no letter") };
    assert!(letter.text.contains("You have 3 spots, for you and 2 guests."), "{}", letter.text);
}

#[actix_web::test]
async fn the_line_is_told_when_it_moves_and_only_those_whose_address_is_confirmed() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let game = app.game().capacity(1).create().await;
    let bo = confirmed(&app, "Bo").await;
    let (ana, cy) = (app.player("Ana").await, app.player("Cy").await);
    delivered(&app, &office).await;
    for person in [&ana, &bo, &cy] {
        person.join(game).await;
    }
    let arrived = delivered(&app, &office).await;
    assert_eq!(arrived.iter().map(Arrived::subject).collect::<Vec<_>>(), ["You're on the waitlist: Five-a-side"]);
    assert_eq!(arrived[0].to[0], bo.email);
    assert!(arrived[0].text.contains("You're 1st in line."), "{}", arrived[0].text);
    ana.leave(game).await;
    let arrived = delivered(&app, &office).await;
    assert_eq!(arrived.iter().map(Arrived::subject).collect::<Vec<_>>(), ["You're in now: Five-a-side"]);
    bo.leave(game).await;
    assert_eq!(delivered(&app, &office).await, [], "Cy moved in, and has no confirmed address");
    assert_eq!(app.seats(game).await, ["Cy"]);
    assert!(cy.get("/me/notices").await.contains("A spot came free, and you moved in."));
}

#[actix_web::test]
pub async fn edits_within_five_minutes_become_one_letter_from_before_to_after() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).starts_at("2027-03-22T19:00", "Europe/Berlin").create().await;
    let ana = confirmed(&app, "Ana").await;
    ana.join(game).await;
    assert_eq!(delivered(&app, &office).await.len(), 1);
    edit(&olga, game, &[("time", "20:00")]).await;
    pass(&app, 2 * MINUTE);
    edit(&olga, game, &[("place", "Harbour Court"), ("time", "20:30")]).await;
    assert_eq!(delivered(&app, &office).await, [], "more of it may come");
    pass(&app, 3 * MINUTE);
    let arrived = delivered(&app, &office).await;
    let [letter] = &arrived[..] else { panic!("{arrived:?}") };
    assert_eq!(letter.subject(), "Changed: Five-a-side");
    assert!(
        letter.text.contains("Time: Mon 22 Mar 2027, 20:30 CET\n  (was: Mon 22 Mar 2027, 19:00 CET)"),
        "{}",
        letter.text
    );
    assert!(letter.text.contains("Place: Harbour Court\n  (was: Canal Street Pitch 2)"), "{}", letter.text);
    assert!(!letter.text.contains("20:00"), "{}", letter.text);
    assert_eq!(letter.header("list-unsubscribe"), "", "who is in must know");
    pass(&app, HOUR);
    assert_eq!(delivered(&app, &office).await, []);
    // There and back again is no news.
    edit(&olga, game, &[("time", "18:00")]).await;
    edit(&olga, game, &[("time", "20:30")]).await;
    pass(&app, 5 * MINUTE);
    assert_eq!(delivered(&app, &office).await, []);
}

#[actix_web::test]
async fn cancelled_and_removed_are_told_at_once_with_the_organizers_words() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let olga = app.organizer("Olga").await;
    let ana = confirmed(&app, "Ana").await;
    let game = app.game().by(&olga).create().await;
    let other = app.game().by(&olga).title("Volley").create().await;
    let roster = format!("/organize/games/{game}/roster");
    ana.join(game).await;
    delivered(&app, &office).await;
    let entries = app.store.read(move |conn| store::registrations::entries(conn, game)).await.unwrap();
    let remove = format!("{roster}/{}/remove", entries[0].registration.id);
    assert_eq!(olga.post(&remove, &[("note", "Too many\r\nBcc: x@example.org")]).await.status, 303);
    let [removed] = &delivered(&app, &office).await[..] else { panic!("no letter") };
    assert_eq!(removed.subject(), "You're off the list: Five-a-side");
    assert!(
        removed.text.contains("The organizer says: Too many\nBcc: x@example.org") && removed.header("bcc").is_empty(),
        "{}",
        removed.text
    );
    ana.join(other).await;
    delivered(&app, &office).await;
    let cancel = format!("/organize/games/{other}/cancel");
    assert_eq!(olga.post(&cancel, &[("reason", "Rain <b>everywhere</b>")]).await.status, 303);
    let [cancelled] = &delivered(&app, &office).await[..] else { panic!("no letter") };
    assert_eq!((cancelled.subject(), cancelled.header("list-unsubscribe")), ("Cancelled: Volley", ""));
    assert!(cancelled.text.contains("Why: Rain <b>everywhere</b>"), "{}", cancelled.text);
    assert!(!cancelled.html.contains("<b>everywhere"), "{}", cancelled.html);
}

#[actix_web::test]
async fn one_click_stops_a_kind_and_looking_stops_nothing() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let ana = confirmed(&app, "Ana").await;
    let games = [app.game().create().await, app.game().create().await, app.game().create().await];
    ana.join(games[0]).await;
    let [letter] = &delivered(&app, &office).await[..] else { panic!("no letter") };
    let path = letter.path("notices/stop");
    assert_eq!(letter.header("list-unsubscribe"), format!("<http://games.example.org{path}>"));
    let stranger = app.visitor();
    let page = stranger.get(&path).await;
    assert!(page.status == 200 && page.contains("Stop these mails?") && page.contains("have a spot"));
    ana.join(games[1]).await;
    assert_eq!(delivered(&app, &office).await.len(), 1, "a GET changes nothing");
    let done = stranger.post(&path, &[("List-Unsubscribe", "One-Click")]).await;
    assert!(done.status == 200 && done.contains("No more of these mails"), "{}", done.words());
    ana.join(games[2]).await;
    assert_eq!(delivered(&app, &office).await, []);
    // What must be known still comes, and the kind can be chosen again.
    let choice = ana.get("/me/account/notices").await;
    assert!(!choice.attributes("input[checked]", "value").contains(&"in".to_owned()));
    assert_eq!(ana.post("/me/account/notices", &[("mail", "in"), ("mail", "nonsense")]).await.status, 303);
    let choice = ana.get("/me/account/notices").await;
    assert_eq!(choice.attributes("input[checked]", "value"), ["in"]);
    assert_eq!(stranger.get("/notices/stop/AAAAAAAAAAAAAAAAAAAAAA").await.status, 404);
}

#[actix_web::test]
async fn a_backup_opens_nothing_because_no_secret_is_kept() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let ana = confirmed(&app, "Ana").await;
    let game = app.game().create().await;
    ana.join(game).await;
    office.treat(Treat::Defer);
    assert_eq!(delivered(&app, &office).await, []);
    let kept = app.store.read(|conn| store::mails::claim(conn, Timestamp::MAX, Timestamp::MAX));
    // Reading connections write nothing: only what is there can be seen.
    assert!(kept.await.is_err());
    office.treat(Treat::Take);
    pass(&app, MINUTE);
    let [letter] = &delivered(&app, &office).await[..] else { panic!("no letter") };
    let secret = letter.path("notices/stop").rsplit('/').next().unwrap().to_owned();
    let key = &app.config.settings.cookie_key.mail_key();
    assert_eq!(key.stop(letter.header("message-id")).reveal(), secret, "it follows from the key");
}

#[actix_web::test]
async fn who_is_deleted_or_was_disabled_gets_no_more_of_it() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (ada, ana, bo) = (app.admin("Ada").await, confirmed(&app, "Ana").await, confirmed(&app, "Bo").await);
    let game = app.game().create().await;
    ana.join(game).await;
    bo.join(game).await;
    office.treat(Treat::Defer);
    postman(&app).round().await.unwrap();
    let delete = format!("/admin/people/{}/delete", ana.player());
    assert_eq!(ada.post(&delete, &[]).await.status, 303);
    app.store.write(Disable { player: bo.player(), by: ada.player() }).await.unwrap();
    office.treat(Treat::Take);
    pass(&app, HOUR);
    let arrived = delivered(&app, &office).await;
    assert!(arrived.iter().all(|letter| letter.to == [bo.email.clone()]), "{arrived:?}");
    assert!(arrived.iter().any(|letter| letter.subject().starts_with("You're off the list")), "{arrived:?}");
}

#[actix_web::test]
async fn the_test_button_says_what_the_server_said() {
    let office = PostOffice::with_password("right");
    let with = |password: Option<&str>| {
        let mut settings = office.settings();
        settings.server.user = Some("games".to_owned());
        settings.server.password = password.map(str::to_owned);
        settings
    };
    let app = TestApp::with(|config| config.settings.mail = Some(with(Some("right")))).await;
    let ada = app.admin("Ada").await;
    let page = ada.post("/admin/mail/test", &[]).await;
    assert_eq!(page.status, 200, "{}", page.words());
    assert!(page.contains("It said: 250 2.0.0 Queued as 4711"), "{}", page.words());
    let [letter] = &office.arrived()[..] else { panic!("no letter") };
    assert_eq!((letter.to.clone(), letter.subject()), (vec![ada.email.clone()], "Riverside can send mail"));
    assert!(page.contains("Mails carry no links."));
    let mut config = app.config.clone();
    config.settings.mail = Some(with(Some("wrong")));
    let wrong = TestApp::start(config).await;
    let there = Person::new(&wrong.base, "Ada", &ada.email);
    there.sign_in(PASSWORD).await;
    let page = there.post("/admin/mail/test", &[]).await;
    assert_eq!(page.status, 409);
    assert!(page.contains("Signing in: 535"), "{}", page.words());
    assert!(!page.text.contains("wrong"), "no password on a page");
}

#[actix_web::test]
async fn a_site_without_mail_says_so_and_works() {
    let app = TestApp::spawn().await;
    let (ada, ana) = (app.admin("Ada").await, app.player("Ana").await);
    let game = app.game().create().await;
    assert!(ada.get("/admin/mail").await.contains("This site sends no mail"));
    assert!(ada.get("/admin").await.contains("nothing is mailed"));
    assert_eq!(ada.post("/admin/mail/test", &[]).await.location(), "/admin/mail");
    ana.join(game).await;
    let page = ana.get("/me/notices").await;
    assert!(page.contains("You registered, and have a spot.") && page.contains("This site sends no mail"));
    assert!(ana.get("/me/account/notices").await.contains("sends no mail at present"));
}
