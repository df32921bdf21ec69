//! The storm itself: what everybody in it shares, and how a call is made, written down and judged.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::time::Duration;

use url::form_urlencoded::Serializer;

use super::http::{Address, Answer, Connection, Failed};
use super::page::{self, Shown};
use super::person::Person;
use super::promise::{Findings, Promise};
use super::record::{Call, Outcome, Record, What};
use super::stage::{Fate, Pitch};
use super::standing::{Possible, Standing};
use crate::types::{GameId, PlayerId};

/// What everybody in the storm shares. One thread drives it all.
#[derive(Debug)]
pub struct Storm {
    /// Where the site is, once for each instance.
    pub addresses: Vec<Address>,
    /// Every call.
    pub record: RefCell<Record>,
    /// What was found.
    pub findings: RefCell<Findings>,
    /// What each player is in each game.
    pub standings: RefCell<HashMap<(GameId, PlayerId), Possible>>,
    /// The games, once they are made.
    pub pitches: RefCell<HashMap<GameId, Rc<Pitch>>>,
    /// Games that somebody has begun to call off.
    pub cancelled: RefCell<HashSet<GameId>>,
    /// What strangers call themselves, with the number they go by until the database tells theirs.
    pub strangers: RefCell<HashMap<String, PlayerId>>,
    /// Set when everybody shall come to an end.
    pub over: Cell<bool>,
    /// How often a server was killed.
    pub kills: Cell<u32>,
    /// Whether servers are killed, so that a proxy in between has something to say of it.
    pub kills_servers: bool,
}

/// A connection to one of the site's addresses.
#[derive(Debug)]
pub struct Line {
    site: usize,
    connection: Connection,
}

/// What became of a call, with the answer where there was one.
#[derive(Debug)]
pub struct Reply {
    /// In a word.
    pub outcome: Outcome,
    /// In full.
    pub answer: Option<Answer>,
}

/// A call about to be made.
#[derive(Debug, Clone)]
pub struct Request {
    /// About which game.
    pub game: Option<GameId>,
    /// What for.
    pub what: What,
    path: String,
    form: Option<String>,
}

impl Request {
    /// A player's own call about `game`.
    pub fn of_player(game: GameId, what: What) -> Self {
        let mut form = Serializer::new(String::new());
        let tail = match &what {
            What::Join { attempt, guests } => {
                form.append_pair("attempt", &attempt.to_string());
                form.extend_pairs(guests.iter().map(|guest| ("guest", guest)));
                "/registration"
            }
            What::JoinIf { attempt, number, guests } => {
                form.append_pair("attempt", &attempt.to_string());
                form.append_pair("only_if", &number.to_string());
                form.extend_pairs(guests.iter().map(|guest| ("guest", guest)));
                "/registration"
            }
            What::JoinByName { name } => {
                form.append_pair("name", name);
                "/registration"
            }
            What::Leave { attempt } => {
                form.append_pair("attempt", &attempt.to_string());
                "/registration/withdraw"
            }
            What::Guests { guests } => {
                form.extend_pairs(guests.iter().map(|guest| ("guest", guest)));
                "/registration/guests"
            }
            What::Take { attempt } => {
                form.append_pair("attempt", &attempt.to_string());
                "/registration/take"
            }
            What::Decline => "/registration/decline",
            What::WantIn => "/registration/want-in",
            What::Resize { .. } | What::Cancel | What::Disable { .. } | What::Look | What::List => {
                return Self { game: Some(game), what, path: format!("/games/{game}"), form: None };
            }
        };
        Self { game: Some(game), what, path: format!("/games/{game}{tail}"), form: Some(form.finish()) }
    }

    /// The list of games.
    pub fn list() -> Self {
        Self { game: None, what: What::List, path: "/".to_owned(), form: None }
    }

    /// An organizer's or admin's form.
    pub fn form(game: Option<GameId>, what: What, path: String, fields: &[(&str, &str)]) -> Self {
        let form = Serializer::new(String::new()).extend_pairs(fields).finish();
        Self { game, what, path, form: Some(form) }
    }
}

impl Storm {
    /// A connection to each address.
    pub fn lines(&self) -> Vec<Line> {
        let addresses = self.addresses.iter().cloned().enumerate();
        addresses.map(|(site, address)| Line { site, connection: Connection::new(address) }).collect()
    }

    /// Makes the call, writes it down and learns from it.
    pub async fn ask(&self, line: &mut Line, person: &mut Person, request: &Request) -> Reply {
        let started = self.record.borrow().now();
        let answered = line.connection.call(&request.path, &person.cookies(), request.form.as_deref()).await;
        let (outcome, answer) = match answered {
            Ok(answer) => (self.judge(&answer, request, person.id), Some(answer)),
            Err(Failed::Unsent) => (Outcome::Unsent, None),
            Err(Failed::Unanswered(error)) => (Outcome::Unknown(error.to_string()), None),
        };
        if let Some(answer) = &answer {
            person.keep_cookies(answer);
        }
        let answered = self.record.borrow().now();
        let (what, game) = (request.what.clone(), request.game);
        let call = Call { started, answered, site: line.site, player: person.id, game, what, outcome };
        let outcome = call.outcome.clone();
        self.note(call);
        if outcome == Outcome::Unsent {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Reply { outcome, answer }
    }

    fn note(&self, call: Call) {
        let Some(game) = call.game.filter(|_| call.what.is_a_players()) else {
            return self.record.borrow_mut().calls.push(call);
        };
        let player = call.player;
        let mut standings = self.standings.borrow_mut();
        let can_be = standings.entry((game, player)).or_default().learn(&call.what, &call.outcome);
        self.record.borrow_mut().calls.push(call);
        if !can_be {
            self.broken(Promise::T3, "an answer contradicts earlier answers", game, Some(player));
        }
    }

    /// Notes that `promise` is broken, with the calls of `player` in `game` as the proof.
    pub fn broken(&self, promise: Promise, says: &str, game: GameId, player: Option<PlayerId>) {
        let calls = self.record.borrow().lines(game, player);
        self.findings.borrow_mut().broken(promise, format!("game {game}: {says}"), calls);
    }

    /// Notes that `promise` was looked at once.
    pub fn looked(&self, promise: Promise) {
        self.findings.borrow_mut().looked(promise, 1);
    }

    /// What an answer means; one that no site may give is noted.
    fn judge(&self, answer: &Answer, request: &Request, player: PlayerId) -> Outcome {
        self.looked(Promise::T15);
        let status = answer.status;
        let retry = answer.header("retry-after").is_some();
        let wrong = |promise, says: &str| {
            let call = format!("player {player}: {} {}", request.path, request.what);
            self.findings.borrow_mut().broken(promise, says, vec![call]);
            Outcome::Unknown(says.to_owned())
        };
        match status {
            303 if answer.header("location").is_some_and(|to| to.starts_with("/login")) => {
                wrong(Promise::T3, "somebody was signed out")
            }
            200 | 303 | 304 => Outcome::Done,
            409 | 422 => Outcome::Refused(status),
            429 if retry => Outcome::Refused(status),
            503 if retry => Outcome::Unknown(status.to_string()),
            // A site that stood still for seconds counts them against what arrived meanwhile.
            408 => Outcome::Unknown(status.to_string()),
            502 | 504 if self.kills_servers => Outcome::Unknown(status.to_string()),
            429 | 503 => wrong(Promise::T15, &format!("answered {status} without Retry-After")),
            _ => wrong(Promise::T15, &format!("answered {status}")),
        }
    }

    /// What `player` is in `game`.
    pub fn possible(&self, game: GameId, player: PlayerId) -> Possible {
        self.standings.borrow().get(&(game, player)).cloned().unwrap_or_default()
    }

    /// Looks at the page of `game`, which must show what the answers said; `blamed` is broken where it does not.
    pub async fn look(&self, line: &mut Line, person: &mut Person, game: GameId, blamed: Promise) -> Option<Shown> {
        let reply = self.ask(line, person, &Request::of_player(game, What::Look)).await;
        let answer = reply.answer.filter(|answer| answer.status == 200)?;
        let shown = page::games(&answer.body).into_iter().find(|shown| shown.game == game)?;
        self.check_shown(&shown, person.id, blamed);
        if let (Some(attempt), Some(standing)) = (page::attempt(&answer.body), self.possible(game, person.id).certain())
            && attempt != standing.left
        {
            let says = format!("the form carries attempt {attempt}, not {}", standing.left);
            self.broken(blamed, &says, game, Some(person.id));
        }
        Some(shown)
    }

    /// Looks at the list of games.
    pub async fn look_at_list(&self, line: &mut Line, person: &mut Person) {
        let reply = self.ask(line, person, &Request::list()).await;
        let Some(answer) = reply.answer.filter(|answer| answer.status == 200) else { return };
        for shown in page::games(&answer.body) {
            self.check_shown(&shown, person.id, Promise::T11);
        }
    }

    fn check_shown(&self, shown: &Shown, player: PlayerId, blamed: Promise) {
        if let Some(pitch) = self.pitches.borrow().get(&shown.game) {
            self.check_seats(shown, pitch);
        }
        let possible = self.possible(shown.game, player);
        if let (Some(mine), Some(standing)) = (&shown.mine, possible.certain()) {
            self.looked(blamed);
            if shows(mine) != standing.guests.is_some() {
                let says = format!("the page says \"{mine}\", the answers say {}", words(standing));
                self.broken(blamed, &says, shown.game, Some(player));
            }
        }
    }

    fn check_seats(&self, shown: &Shown, pitch: &Pitch) {
        if self.cancelled.borrow().contains(&shown.game) {
            return;
        }
        self.looked(Promise::T8);
        // A seat on offer to everybody waiting is not free.
        let free = shown.capacity - shown.taken - shown.offered;
        // Whoever waits fits, however large the party; but where seats are held, some of them are passed over.
        if free > pitch.max_guests && shown.waiting > 0 && pitch.fate != Fate::Held {
            let says = format!("a page shows {free} free seats and {} waiting", shown.waiting);
            self.broken(Promise::T8, &says, shown.game, None);
        }
        if free < 0 && !pitch.is_resized() {
            let says = format!("a page shows {} of {} taken", shown.taken, shown.capacity);
            self.broken(Promise::T1, &says, shown.game, None);
        }
    }
}

/// Whether a page's word is for somebody who is in, waiting, or in only if enough are.
fn shows(mine: &str) -> bool {
    matches!(mine, "confirmed" | "waitlisted" | "offered" | "conditional")
}

fn words(standing: &Standing) -> String {
    let is = if standing.guests.is_some() { "in or waiting" } else { "not in" };
    format!("{is}, {} times left", standing.left)
}
