//! Strangers who join with a name, without a session, at the pace that one address is allowed.

use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use super::calls::{Line, Reply, Request, Storm};
use super::person::Person;
use super::promise::Promise;
use super::record::{Outcome, What};
use super::stage::Pitch;
use crate::cli::demo::Random;
use crate::types::{GameId, PlayerId, PlayerName};

/// From one call with a name to the next: 30 a minute may come from one address.
const PACE: Duration = Duration::from_millis(2100);
/// How often a call without an answer is made again.
const TRIES: u32 = 5;

/// Comes with one new name after the other until the storm is over.
///
/// A stranger has no number until the database tells it: until then they go by a negative one.
pub struct Strangers {
    storm: Rc<Storm>,
    games: Vec<Rc<Pitch>>,
    lines: Vec<Line>,
    random: Random,
    /// What all their names begin with: no storm before had it.
    family: String,
}

impl Strangers {
    /// Strangers for those of `games` whose sign-up is open all the time.
    pub fn new(storm: &Rc<Storm>, games: &[Rc<Pitch>], random: Random, family: String) -> Self {
        let games = games.iter().filter(|pitch| !pitch.is_timed()).map(Rc::clone).collect();
        Self { lines: storm.lines(), storm: Rc::clone(storm), games, random, family }
    }

    /// Comes and goes until the storm is over.
    pub async fn play(mut self) {
        for number in 1.. {
            if self.storm.over.get() || self.games.is_empty() {
                return;
            }
            self.come(number).await;
            tokio::time::sleep(PACE).await;
        }
    }

    /// One stranger: joins, looks at the page that only they see, and half of them leave again, so that others from this
    /// address may join.
    async fn come(&mut self, number: i64) {
        let last = i64::try_from(self.games.len()).unwrap_or(1) - 1;
        let Some(pitch) = usize::try_from(self.random.between(0, last)).ok().and_then(|at| self.games.get(at)) else {
            return;
        };
        let (game, name) = (pitch.id, format!("{} {number}", self.family));
        let mut person = Person::stranger(PlayerId::new(-number));
        self.storm.strangers.borrow_mut().insert(name.clone(), person.id);
        let reply = self.join(&mut person, game, name).await;
        if reply.is_none_or(|reply| reply.outcome != Outcome::Done) {
            return;
        }
        self.look(&mut person, game).await;
        if self.random.chance(50) {
            let leave = Request::of_player(game, What::Leave { attempt: 0 });
            if self.ask(&mut person, &leave).await.is_some_and(|reply| reply.outcome == Outcome::Done) {
                self.look(&mut person, game).await;
            }
        }
    }

    /// Sends the form with the name until it is answered: a retry after a lost answer is the same stranger.
    async fn join(&mut self, person: &mut Person, game: GameId, name: String) -> Option<Reply> {
        let request = Request::of_player(game, What::JoinByName { name });
        for _ in 0..TRIES {
            let reply = self.ask(person, &request).await?;
            match reply.outcome {
                Outcome::Done | Outcome::Refused(_) => return Some(reply),
                Outcome::Unknown(_) | Outcome::Unsent => tokio::time::sleep(PACE).await,
            }
        }
        None
    }

    async fn ask(&mut self, person: &mut Person, request: &Request) -> Option<Reply> {
        let line = Self::any(&mut self.random, &mut self.lines)?;
        Some(self.storm.ask(line, person, request).await)
    }

    async fn look(&mut self, person: &mut Person, game: GameId) {
        if let Some(line) = Self::any(&mut self.random, &mut self.lines) {
            self.storm.look(line, person, game, Promise::T11).await;
        }
    }

    fn any<'a>(random: &mut Random, lines: &'a mut [Line]) -> Option<&'a mut Line> {
        let last = i64::try_from(lines.len()).unwrap_or(1) - 1;
        usize::try_from(random.between(0, last)).ok().and_then(|at| lines.get_mut(at))
    }
}

/// Gives the strangers of `storm` the numbers that the database has for their names; a name that became two players is a
/// form that counted twice.
pub fn identify(storm: &Storm, found: &[(PlayerId, PlayerName)]) {
    let strangers = storm.strangers.borrow().clone();
    let mut known = HashMap::new();
    for (player, name) in found {
        let Some(stranger) = strangers.get(name.as_str()) else { continue };
        if known.insert(*stranger, *player).is_some() {
            let says = format!("one form made two players called {name}");
            storm.findings.borrow_mut().broken(Promise::T9, says, Vec::new());
        }
    }
    storm.findings.borrow_mut().looked(Promise::T9, known.len());
    let named = |player: PlayerId| known.get(&player).copied().unwrap_or(player);
    storm.record.borrow_mut().calls.iter_mut().for_each(|call| call.player = named(call.player));
    let standings = storm.standings.take();
    storm.standings.replace(standings.into_iter().map(|((game, player), is)| ((game, named(player)), is)).collect());
}
