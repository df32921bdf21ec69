use crate::support::*;

#[actix_web::test]
async fn a_new_player_is_signed_in_and_welcomed_once() {
    let app = TestApp::spawn().await;
    let ana = app.visitor();
    let answer = ana.sign_up().await;
    assert_eq!((answer.status, answer.location()), (303, "/"));
    let page = ana.get("/no-such-page").await;
    assert!(page.contains("Welcome"), "{}", page.words());
    assert!(!ana.get("/no-such-page").await.contains("Welcome"), "a notice is shown once");
}

#[actix_web::test]
async fn an_address_has_one_account_however_it_is_written() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    let again = app.visitor();
    let email = ana.email.to_uppercase();
    let fields = [("name", "Another"), ("email", &*email), ("password", PASSWORD)];
    let answer = again.post("/signup", &fields).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.select("#f-email-error").len(), 1);
    let fields = [("email", email.as_str()), ("password", PASSWORD)];
    assert_eq!(again.post("/login", &fields).await.status, 303);
}

#[actix_web::test]
async fn people_land_where_they_wanted_to_go() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    for (next, location) in [
        ("/games/7", "/games/7"),
        ("/games/7?key=a%20b", "/games/7?key=a%20b"),
        ("", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\tevil.example", "/"),
        ("javascript:alert(1)", "/"),
    ] {
        let fields = [("email", ana.email.as_str()), ("password", PASSWORD), ("next", next)];
        let answer = ana.elsewhere().post("/login", &fields).await;
        assert_eq!((answer.status, answer.location()), (303, location), "{next:?}");
    }
    // Also for somebody who is signed in already, and on the way to a new account.
    assert_eq!(ana.get("/login?next=/games/7").await.location(), "/games/7");
    assert_eq!(ana.get("/login?next=//evil.example").await.location(), "/");
    let page = app.visitor().get("/login?next=/games/7").await;
    assert_eq!(page.attributes("main a", "href"), ["/login/link?next=%2Fgames%2F7", "/signup?next=%2Fgames%2F7"]);
    assert_eq!(page.attributes("[name=next]", "value"), ["/games/7"]);
    let page = app.visitor().get("/login?next=//evil.example").await;
    assert_eq!(page.attributes("[name=next]", "value"), ["/"]);
}

#[actix_web::test]
async fn a_sign_in_that_is_wrong_says_the_same_whatever_is_wrong() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    let nobody = app.visitor();
    let wrong = ana.elsewhere().sign_in("not the password").await;
    let unknown = nobody.sign_in("not the password").await;
    assert_eq!((wrong.status, unknown.status), (422, 422));
    assert_eq!(wrong.text.replace(&ana.email, "E"), unknown.text.replace(&nobody.email, "E"));
    // The address is kept, the password is not.
    assert_eq!(wrong.attributes("#f-email", "value"), [ana.email.as_str()]);
    assert!(!wrong.text.contains("not the password"));
}

#[actix_web::test]
async fn passwords_are_neither_trimmed_nor_cut() {
    let app = TestApp::spawn().await;
    let bo = app.visitor();
    let password = format!("  {} ✓ ", "long ".repeat(20));
    let fields = [("name", "Bo"), ("email", &*bo.email), ("password", &*password)];
    assert_eq!(bo.post("/signup", &fields).await.status, 303);
    for wrong in [password.trim(), &password[..72], &password.to_uppercase()] {
        assert_eq!(bo.elsewhere().sign_in(wrong).await.status, 422, "{wrong:?}");
    }
    assert_eq!(bo.elsewhere().sign_in(&password).await.status, 303);
}

#[actix_web::test]
async fn passwords_that_others_would_guess_are_refused() {
    let app = TestApp::spawn().await;
    let eve = app.visitor();
    for password in ["1234567", "password123", "Riverside", &"x".repeat(129), &eve.email] {
        let fields = [("name", "Eve Example"), ("email", &*eve.email), ("password", password)];
        let answer = eve.post("/signup", &fields).await;
        assert_eq!(answer.status, 422, "{password}");
        assert_eq!(answer.select("#f-password-error").len(), 1, "{password}");
    }
}

#[actix_web::test]
async fn names_of_every_kind_are_taken_or_refused_in_words() {
    let app = TestApp::spawn().await;
    for (name, status) in [
        ("Ana María López", 303),
        ("李小龙", 303),
        ("O'Brien <script>", 303),
        ("a\u{0}b", 422),
        ("\u{202e}evil", 422),
        ("\u{200b}", 422),
        (&"x".repeat(61), 422),
    ] {
        let person = app.visitor();
        let fields = [("name", name), ("email", &*person.email), ("password", PASSWORD)];
        let answer = person.post("/signup", &fields).await;
        assert_eq!(answer.status, status, "{name:?}");
        let page = person.get("/no-such-page").await;
        assert!(!page.text.contains("<script>"), "{name:?}");
    }
}
