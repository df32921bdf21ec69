//! My data as a file: all of what is mine, nothing of others', no secret.

use serde_json::Value;

use crate::support::*;

const FILE: &str = "/me/account/data.json";

async fn file(person: &Person) -> (Answer, Value) {
    let answer = person.get(FILE).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let data = serde_json::from_str::<Value>(&answer.text).unwrap()["data"].clone();
    (answer, data)
}

#[actix_web::test]
async fn the_file_holds_what_is_mine_and_nothing_of_others() {
    let app = TestApp::at("2027-03-20T10:00:00Z").await;
    let (olga, ana, bo) = (app.organizer("Olga").await, app.player("Ana Lind").await, app.player("Bo Berg").await);
    let game = app.game().by(&olga).title("Sunday kick").create().await;
    ana.post(&format!("/games/{game}/registration"), &[("guest", "Kim Guest"), ("note", "My knee")]).await;
    bo.post(&format!("/games/{game}/registration"), &[("guest", "Other Guest"), ("note", "Bo's secret")]).await;
    ana.post("/me/calendar", &[]).await;
    let (answer, data) = file(&ana).await;
    assert!(answer.header("content-disposition").starts_with("attachment"), "{:?}", answer.headers);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(data["player"][0]["name"], "Ana Lind");
    assert_eq!(data["player"][0]["created_at"], "2027-03-20T10:00:00Z");
    assert_eq!(data["account"][0]["email"], ana.email.as_str());
    assert_eq!(data["registrations"][0]["note"], "My knee");
    assert_eq!(data["registrations"][0]["late"], false, "true and false are no numbers");
    assert_eq!(data["guests"][0]["name"], "Kim Guest");
    assert_eq!(data["timeline"][0]["kind"], "joined");
    assert_eq!((data["calendar"].as_array().unwrap().len(), data["sessions"].as_array().unwrap().len()), (1, 1));
    for secret in ["argon2", "Bo Berg", "Other Guest", "Bo's secret", "Olga", "Sunday kick"] {
        assert!(!answer.text.contains(secret), "{secret}: {}", answer.text);
    }
    assert!(!answer.text.contains("_hash"), "{}", answer.text);
    let (_, data) = file(&olga).await;
    assert_eq!(data["games_organized"][0]["title"], "Sunday kick");
    assert!(data["registrations"].as_array().unwrap().is_empty());
}

#[actix_web::test]
async fn what_admins_did_about_me_is_in_it_and_a_name_alone_has_a_file_too() {
    let app = TestApp::spawn().await;
    let (ada, anna) = (app.admin("Ada").await, app.visitor());
    let game = app.game().create().await;
    anna.post(&format!("/games/{game}/registration"), &[("name", "Anna")]).await.follow().await;
    let (answer, data) = file(&anna).await;
    assert_eq!(data["player"][0]["name"], "Anna");
    assert_eq!(data["arrivals"][0]["game_id"], game.get());
    assert!(data["arrivals"][0]["address"].is_null(), "{}", answer.text);
    let pia = app.player("Pia").await;
    ada.post(&format!("/admin/people/{}/role", pia.player()), &[("role", "organizer")]).await;
    let (_, data) = file(&pia).await;
    assert_eq!(data["audit_about_me"][0]["details"], "player -> organizer");
    assert!(data["audit_about_me"][0]["actor_id"].is_null());
}
