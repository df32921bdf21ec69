//! What caches on the way may keep.

use kickabout::types::time::HOUR;

use super::{MATRIX, town_in};
use crate::support::*;

/// Whoever was last seen long ago gets their cookie anew with the next answer, whatever it is.
#[actix_web::test]
async fn no_answer_that_a_cache_may_hand_to_others_carries_a_cookie() {
    let town = town_in(TestApp::at("2027-03-20T10:00:00Z").await, false).await;
    let (mut kept, mut renewed, mut wrong) = (0, 0, Vec::new());
    for (route, ..) in MATRIX.iter().filter(|(route, ..)| route.starts_with("GET ")) {
        for person in &town.people {
            town.app.clock.set(town.app.store.now().plus(2 * HOUR));
            let answer = person.get(&town.stage.path(route)).await;
            let is_for_all = answer.header("cache-control").contains("public");
            let has_cookie = !answer.header("set-cookie").is_empty();
            kept += usize::from(is_for_all);
            renewed += usize::from(has_cookie);
            if is_for_all && has_cookie {
                wrong.push(format!("{route} for {}: {}", person.name, answer.header("set-cookie")));
            }
        }
    }
    assert!(kept > 6 && renewed > 50, "this says little: {kept} may be kept, {renewed} carry a cookie");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
