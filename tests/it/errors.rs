use crate::support::*;

#[actix_web::test]
async fn an_error_page_looks_like_the_site_and_leads_back() {
    let app = TestApp::spawn().await;
    let page = app.visitor().get("/no-such-page").await;
    assert_eq!(page.status, 404);
    assert_eq!(page.select(".brand"), ["Riverside"]);
    assert!(page.attributes("main a", "href").contains(&"/".to_owned()));
    assert!(page.header("content-type").starts_with("text/html"));
}

#[actix_web::test]
async fn ids_and_addresses_of_any_kind_are_answered_in_words() {
    let app = TestApp::spawn().await;
    let visitor = app.visitor();
    let paths = [
        "/sign-in/%00",
        "/sign-in/%ff",
        "/set-up/..%2f..%2fetc",
        "/static/%00/x",
        "/static/a/..%2f..%2fCargo.toml",
        "/games/1e0",
        "/games/9223372036854775808",
        "/games/%00",
        "/games/-1",
        "/games/007",
        "/%e2%80%ae",
    ];
    for path in paths {
        let answer = visitor.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.select(".brand"), ["Riverside"], "{path}");
        for inside in ["panicked", "src/", "SELECT", "sqlite", "diesel", "Path"] {
            assert!(!answer.text.contains(inside), "{path} shows {inside}");
        }
    }
    for path in ["/login?next=%zz", "/login?next=a&next=b", "/login?next=%ff"] {
        assert_eq!(visitor.get(path).await.status, 400, "{path}");
    }
}

#[actix_web::test]
async fn an_address_that_only_takes_a_form_says_so() {
    let app = TestApp::spawn().await;
    let visitor = app.visitor();
    let page = visitor.send(visitor.request("PUT", "/me")).await;
    assert_eq!(page.status, 405);
    assert!(page.contains("only takes a form"), "{}", page.words());
}

#[actix_web::test]
async fn the_address_of_a_form_leads_back_to_its_page() {
    let app = TestApp::spawn().await;
    let (visitor, ana) = (app.visitor(), app.player("Ana").await);
    for (path, page) in [
        ("/me/account/name", "/me/account"),
        ("/me/account/confirm", "/me/account"),
        ("/me/link/revoke", "/me"),
        ("/me/calendar/revoke", "/me/calendar"),
        ("/organize/games", "/organize/games/new"),
        ("/organize/games/7/copy", "/organize/games/7"),
        ("/organize/venues/2/retire", "/organize/venues/2"),
        ("/logout", "/"),
    ] {
        for person in [&visitor, &ana] {
            let answer = person.get(path).await;
            assert_eq!((answer.status, answer.location()), (303, page), "{path}");
        }
    }
    assert!(ana.is_signed_in().await, "looking signs nobody out");
}

#[actix_web::test]
async fn the_navigation_stays_the_viewers_own() {
    let app = TestApp::spawn().await;
    let (ana, olga, ada) = (app.player("Ana").await, app.organizer("Olga").await, app.admin("Ada").await);
    let nav = async |person: &Person| person.get("/no-such-page").await.select(".top nav a, .top .who");
    assert_eq!(nav(&app.visitor()).await, ["Games", "Sign in"]);
    assert_eq!(nav(&ana).await, ["Games", "My games", "Ana"]);
    assert_eq!(nav(&olga).await, ["Games", "My games", "Organize", "Olga"]);
    assert_eq!(nav(&ada).await, ["Games", "My games", "Organize", "Admin", "Ada"]);
}

#[actix_web::test]
async fn the_process_and_the_database_can_be_watched() {
    let app = TestApp::empty().await;
    assert_eq!(app.visitor().get("/healthz").await.status, 200);
    assert_eq!(app.visitor().get("/readyz").await.status, 200);
}
