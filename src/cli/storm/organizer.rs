//! The organizer: capacities that go up and down, and games that are called off.

use std::rc::Rc;
use std::time::Duration;

use super::calls::{Request, Storm};
use super::person::Person;
use super::record::{Outcome, What};
use super::stage::{Fate, Pitch};
use crate::cli::demo::Random;

/// Between two changes of the organizer's.
const PAUSE: Duration = Duration::from_millis(150);

/// Changes capacities until the storm is over, and calls games off when it is `half` over.
pub async fn organize(storm: Rc<Storm>, mut person: Person, games: Vec<Rc<Pitch>>, mut random: Random, half: Duration) {
    let mut lines = storm.lines();
    let mut doomed: Vec<_> = games.iter().filter(|pitch| pitch.fate == Fate::Cancelled).cloned().collect();
    let resized: Vec<_> = games.into_iter().filter(|pitch| pitch.is_resized()).collect();
    while !storm.over.get() {
        tokio::time::sleep(PAUSE).await;
        let is_late = storm.record.borrow().now() > half;
        let request = match (doomed.last(), random.pick(&resized)) {
            (Some(pitch), _) if is_late => cancel(&storm, pitch),
            (_, Some(pitch)) => resize(pitch, &mut random),
            (_, None) => continue,
        };
        let last = i64::try_from(lines.len()).unwrap_or(1) - 1;
        let index = usize::try_from(random.between(0, last)).unwrap_or(0);
        let reply = storm.ask(&mut lines[index], &mut person, &request).await;
        if request.what == What::Cancel && reply.outcome == Outcome::Done {
            doomed.pop();
        }
    }
}

fn cancel(storm: &Storm, pitch: &Pitch) -> Request {
    storm.cancelled.borrow_mut().insert(pitch.id);
    let path = format!("/organize/games/{}/cancel", pitch.id);
    Request::form(Some(pitch.id), What::Cancel, path, &[("reason", "The storm drowned the pitch.")])
}

fn resize(pitch: &Pitch, random: &mut Random) -> Request {
    let change = i32::try_from(random.between(-3, 3)).unwrap_or(0);
    let capacity = (pitch.capacity + change).max(2);
    let fields = pitch.form(capacity);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Request::form(Some(pitch.id), What::Resize { capacity }, format!("/organize/games/{}", pitch.id), &fields)
}
