//! Small scenes whose end is known: forty for ten seats, and a seat that frees up beside somebody who may not play.

use std::rc::Rc;
use std::time::Duration;

use tokio::task::spawn_local;

use super::calls::{Line, Request, Storm};
use super::page::Shown;
use super::person::Person;
use super::promise::Promise;
use super::record::{Outcome, What};
use crate::types::GameId;

/// Players in each contest.
pub const PLAYERS: usize = 40;
/// Seats they fight for.
pub const SEATS: i32 = 10;
/// Who ask at the same moment.
const AT_ONCE: usize = 4;
/// Until somebody who is told to try again gives up.
const TRIES: u32 = 50;
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(200);

/// Lets `people` join `game`, four at a time; as many must be in as there are seats, and everybody must be told.
pub async fn compete(storm: Rc<Storm>, people: Vec<Person>, game: GameId) -> Vec<Person> {
    let mut told = Vec::new();
    let mut waiting = people.into_iter().peekable();
    while waiting.peek().is_some() {
        let four: Vec<_> =
            waiting.by_ref().take(AT_ONCE).map(|person| spawn_local(enter(Rc::clone(&storm), person, game))).collect();
        for one in four {
            told.extend(one.await.ok());
        }
    }
    let (mut in_, mut line) = (0, 0);
    let mut lines = storm.lines();
    for (person, _) in &mut told {
        match state(&storm, &mut lines, person, game).await.as_deref() {
            Some("confirmed") => in_ += 1,
            Some("waitlisted") => line += 1,
            Some(_) | None => {}
        }
    }
    storm.looked(Promise::T15);
    let (seats, asked) = (usize::try_from(SEATS).unwrap_or(0).min(told.len()), told.len());
    if (in_, line) != (seats, asked - seats) {
        let says = format!("{asked} asked for {SEATS} seats: {in_} are in, {line} are told to wait");
        storm.broken(Promise::T15, &says, game, None);
    }
    told.into_iter().map(|(person, _)| person).collect()
}

async fn enter(storm: Rc<Storm>, mut person: Person, game: GameId) -> (Person, bool) {
    let mut lines = storm.lines();
    let join = Request::of_player(game, What::Join { attempt: 0, guests: Vec::new() });
    person.spend(1);
    let done = insist(&storm, &mut lines, &mut person, &join).await;
    (person, done)
}

/// Sends `request` until there is an answer.
async fn insist(storm: &Storm, lines: &mut [Line], person: &mut Person, request: &Request) -> bool {
    let first = usize::try_from(person.id.get()).unwrap_or(0);
    for turn in 0..TRIES as usize {
        let index = (first + turn) % lines.len();
        match storm.ask(&mut lines[index], person, request).await.outcome {
            Outcome::Done => return true,
            Outcome::Refused(409 | 422) => return false,
            Outcome::Refused(_) | Outcome::Unknown(_) | Outcome::Unsent => tokio::time::sleep(PAUSE).await,
        }
    }
    false
}

/// What `person` is in `game`, by the page.
async fn state(storm: &Storm, lines: &mut [Line], person: &mut Person, game: GameId) -> Option<String> {
    let first = usize::try_from(person.id.get()).unwrap_or(0);
    for turn in 0..TRIES as usize {
        let index = (first + turn) % lines.len();
        if let Some(Shown { mine, .. }) = storm.look(&mut lines[index], person, game, Promise::T11).await {
            return mine;
        }
        tokio::time::sleep(PAUSE).await;
    }
    None
}

/// A game with one seat: the first is in, the second waits and is disabled, and when the first leaves, the third must
/// get the seat.
pub async fn pass_over(storm: Rc<Storm>, mut admin: Person, three: [Person; 3], game: GameId) {
    let mut lines = storm.lines();
    let [mut first, mut second, mut third] = three;
    let join = Request::of_player(game, What::Join { attempt: 0, guests: Vec::new() });
    for person in [&mut first, &mut second, &mut third] {
        insist(&storm, &mut lines, person, &join).await;
    }
    let disable =
        Request::form(None, What::Disable { player: second.id }, format!("/admin/people/{}/disable", second.id), &[]);
    let leave = Request::of_player(game, What::Leave { attempt: 0 });
    let ready =
        insist(&storm, &mut lines, &mut admin, &disable).await && insist(&storm, &mut lines, &mut first, &leave).await;
    storm.looked(Promise::T14);
    let mine = state(&storm, &mut lines, &mut third, game).await;
    if !ready || mine.as_deref() != Some("confirmed") {
        let says = format!("after a disabled player the next in line is {}", mine.as_deref().unwrap_or("nothing"));
        storm.broken(Promise::T14, &says, game, None);
    }
}
