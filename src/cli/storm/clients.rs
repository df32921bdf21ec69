//! Players who join, bring guests, change their minds and look, each client driving a few of them.

use std::rc::Rc;
use std::time::Duration;

use tokio::task::spawn_local;

use super::calls::{Line, Reply, Request, Storm};
use super::person::Person;
use super::promise::Promise;
use super::record::{Outcome, What};
use super::stage::{Fate, Pitch};
use super::standing::Standing;
use crate::cli::demo::Random;

/// Between two looks whether somebody has something to do.
const REST: Duration = Duration::from_millis(5);
/// How often one form is sent at once.
const TAPS: u32 = 3;
/// Games that each player cares for: few, so that lines stay readable.
const FAVOURITES: usize = 3;

/// One client: a connection to each address, and the players who take turns on it.
pub struct Client {
    storm: Rc<Storm>,
    lines: Vec<Line>,
    people: Vec<Person>,
    games: Vec<Rc<Pitch>>,
    random: Random,
}

impl Client {
    /// A client whose chances come from `random`.
    pub fn new(storm: &Rc<Storm>, people: Vec<Person>, games: &[Rc<Pitch>], random: Random) -> Self {
        Self { lines: storm.lines(), storm: Rc::clone(storm), people, games: games.to_vec(), random }
    }

    /// Plays until the storm is over.
    pub async fn play(mut self) {
        while !self.storm.over.get() {
            let last = i64::try_from(self.people.len()).unwrap_or(0) - 1;
            let Ok(index) = usize::try_from(self.random.between(0, last)) else { return };
            if self.people.get(index).is_some_and(Person::may_change) {
                let mut person = self.people.swap_remove(index);
                self.step(&mut person).await;
                self.people.push(person);
            } else {
                tokio::time::sleep(REST).await;
            }
        }
    }

    /// One thing that `person` does.
    async fn step(&mut self, person: &mut Person) {
        if let Some((game, what)) = person.pending.take() {
            return self.change(person, game, what).await;
        }
        let Some(pitch) = self.favourite(person) else { return tokio::time::sleep(REST).await };
        let (game, possible) = (pitch.id, self.storm.possible(pitch.id, person.id));
        let Some(standing) = possible.certain().filter(|_| !person.abandoned.contains(&game)) else {
            // After an outage that may be so in all their games: others have a turn.
            return tokio::time::sleep(REST).await;
        };
        if pitch.is_offering() && standing.guests.is_some() && self.random.chance(60) {
            return self.answer_an_offer(person, &pitch, standing.left).await;
        }
        match (standing.guests.is_some(), self.random.between(1, 100)) {
            (false, 1..=20) if standing.left > 0 => self.join_on_an_old_form(person, &pitch, standing).await,
            (true, 1..=12) => self.change(person, game, self.join(&pitch, standing.left, 0)).await,
            (_, 13..=24) if !pitch.is_timed() => self.tap(person, &pitch, standing).await,
            (_, 25..=34) => {
                let line = Self::any(&mut self.random, &mut self.lines);
                self.storm.look_at_list(line, person).await;
            }
            (_, 35..=44) => self.look(person, &pitch, Promise::T11).await,
            (true, 45..=64) => {
                let guests = self.guests(&pitch);
                self.change(person, game, What::Guests { guests }).await;
            }
            (true, _) => self.change(person, game, What::Leave { attempt: standing.left }).await,
            (false, _) => {
                let (attempt, guests) = (standing.left, self.guests(&pitch));
                let what = match pitch.fate == Fate::IfEnough && self.random.chance(50) {
                    true => What::JoinIf { attempt, number: self.number(&pitch), guests },
                    false => What::Join { attempt, guests },
                };
                self.change(person, game, what).await;
            }
        }
    }

    /// Sends a change; with luck looks at the page after it, on any instance. One without an answer is sent again or
    /// left alone for good.
    async fn change(&mut self, person: &mut Person, game: crate::types::GameId, what: What) {
        let reply = self.send(person, &Request::of_player(game, what.clone())).await;
        match reply.outcome {
            Outcome::Done if self.random.chance(50) => {
                let line = Self::any(&mut self.random, &mut self.lines);
                self.storm.look(line, person, game, Promise::T11).await;
            }
            Outcome::Unknown(_) if matches!(what, What::Guests { .. }) || self.random.chance(30) => {
                person.abandoned.insert(game);
            }
            Outcome::Unknown(_) | Outcome::Unsent => person.pending = Some((game, what)),
            Outcome::Done | Outcome::Refused(_) => {}
        }
    }

    /// Looks, and takes what is on offer, passes on it, or leaves it to itself; who is passed over may want in again.
    async fn answer_an_offer(&mut self, person: &mut Person, pitch: &Pitch, attempt: i64) {
        let line = Self::any(&mut self.random, &mut self.lines);
        let Some(shown) = self.storm.look(line, person, pitch.id, Promise::T11).await else { return };
        let what = match (shown.mine.as_deref(), pitch.fate, self.random.between(1, 100)) {
            (Some("offered"), _, 1..=60) | (Some("waitlisted"), Fate::Open, _) => What::Take { attempt },
            (Some("offered"), _, 61..=85) => What::Decline,
            (Some("waitlisted"), Fate::Held, 1..=60) => What::WantIn,
            _ => return,
        };
        let is_taking = what != What::Decline && what != What::WantIn;
        let reply = self.send(person, &Request::of_player(pitch.id, what)).await;
        if !is_taking || reply.outcome != Outcome::Done {
            return;
        }
        let line = Self::any(&mut self.random, &mut self.lines);
        let after = self.storm.look(line, person, pitch.id, Promise::T11).await;
        if let Some(mine) = after.and_then(|shown| shown.mine).filter(|mine| mine != "confirmed") {
            let says = format!("a seat was taken, and the page says \"{mine}\"");
            self.storm.broken(Promise::T3, &says, pitch.id, Some(person.id));
        }
    }

    /// A form from before the last departure, which must change nothing.
    async fn join_on_an_old_form(&mut self, person: &mut Person, pitch: &Pitch, standing: &Standing) {
        let reply = self.send(person, &Request::of_player(pitch.id, self.join(pitch, standing.left - 1, 0))).await;
        match reply.outcome {
            Outcome::Done | Outcome::Refused(_) => self.look(person, pitch, Promise::T10).await,
            // Whatever became of it, it was nothing.
            Outcome::Unknown(_) | Outcome::Unsent => {}
        }
    }

    /// Sends one form from several connections at once.
    async fn tap(&mut self, person: &mut Person, pitch: &Pitch, standing: &Standing) {
        let what = match standing.guests {
            Some(_) => What::Leave { attempt: standing.left },
            None => self.join(pitch, standing.left, 0),
        };
        let request = Request::of_player(pitch.id, what);
        person.spend(TAPS);
        let taps: Vec<_> = (0..TAPS)
            .map(|_| {
                let (storm, mut person, request) = (Rc::clone(&self.storm), person.clone(), request.clone());
                let mut line = self.random.pick_owned(storm.lines());
                spawn_local(async move {
                    match &mut line {
                        Some(line) => Some(storm.ask(line, &mut person, &request).await),
                        None => None,
                    }
                })
            })
            .collect();
        let mut replies = Vec::new();
        for tap in taps {
            replies.extend(tap.await.ok().flatten());
        }
        self.compare_taps(person, pitch, &replies);
        self.look(person, pitch, Promise::T9).await;
    }

    fn compare_taps(&self, person: &mut Person, pitch: &Pitch, replies: &[Reply]) {
        let answers = || replies.iter().filter_map(|reply| reply.answer.as_ref());
        answers().for_each(|answer| person.keep_cookies(answer));
        let mut said: Vec<_> = answers()
            .filter(|answer| matches!(answer.status, 303 | 409 | 422))
            .map(|answer| (answer.status, answer.header("location")))
            .collect();
        said.dedup();
        self.storm.looked(Promise::T9);
        if said.len() > 1 {
            self.storm.broken(Promise::T9, &format!("equal forms, other answers: {said:?}"), pitch.id, Some(person.id));
        }
        if replies.iter().any(|reply| matches!(reply.outcome, Outcome::Unknown(_))) {
            person.abandoned.insert(pitch.id);
        }
    }

    async fn send(&mut self, person: &mut Person, request: &Request) -> Reply {
        person.spend(1);
        let line = Self::any(&mut self.random, &mut self.lines);
        self.storm.ask(line, person, request).await
    }

    async fn look(&mut self, person: &mut Person, pitch: &Pitch, blamed: Promise) {
        let line = Self::any(&mut self.random, &mut self.lines);
        self.storm.look(line, person, pitch.id, blamed).await;
    }

    /// A connection to any instance.
    fn any<'a>(random: &mut Random, lines: &'a mut [Line]) -> &'a mut Line {
        let last = i64::try_from(lines.len()).unwrap_or(1) - 1;
        let index = usize::try_from(random.between(0, last)).unwrap_or(0);
        &mut lines[index]
    }

    fn favourite(&mut self, person: &Person) -> Option<Rc<Pitch>> {
        let first = usize::try_from(person.id.get()).unwrap_or(0);
        let step = usize::try_from(self.random.between(0, FAVOURITES as i64 - 1)).unwrap_or(0);
        self.games.get((first + step * 7) % self.games.len().max(1)).map(Rc::clone)
    }

    fn join(&self, pitch: &Pitch, attempt: i64, guests: i32) -> What {
        let guests = (0..guests.min(pitch.max_guests)).map(|number| format!("Guest {number}")).collect();
        What::Join { attempt, guests }
    }

    /// How many must be in for somebody who comes only then.
    fn number(&mut self, pitch: &Pitch) -> i32 {
        let number = self.random.between(2, i64::from(pitch.capacity));
        i32::try_from(number).unwrap_or(pitch.capacity)
    }

    fn guests(&mut self, pitch: &Pitch) -> Vec<String> {
        let count = self.random.between(0, i64::from(pitch.max_guests));
        (0..count).map(|_| format!("Guest {}", self.random.between(1, 99))).collect()
    }
}
