//! Somebody made up who takes part: cookies of their own, and never more calls than the site's limits allow.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use super::http::Answer;
use super::record::What;
use crate::cli::make_players::Made;
use crate::types::{GameId, PlayerId};

/// A little over the second that each call has by the default limit of 60 a minute.
const EACH: Duration = Duration::from_millis(1050);
/// How far somebody may run ahead of it; the limit itself allows a minute's worth.
const AHEAD: Duration = Duration::from_secs(20);

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who.
    pub id: PlayerId,
    cookies: Vec<(String, String)>,
    spent_until: Instant,
    /// A call without an answer, to be sent again.
    pub pending: Option<(GameId, What)>,
    /// Games left alone since a call about them got no answer.
    pub abandoned: HashSet<GameId>,
}

impl Person {
    /// Somebody who was made.
    pub fn new(made: Made) -> Self {
        let cookies = made.cookie.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            id: made.id,
            cookies: cookies.into_iter().collect(),
            spent_until: Instant::now(),
            pending: None,
            abandoned: HashSet::new(),
        }
    }

    /// Somebody without a session, by a number of the storm's own.
    pub fn stranger(id: PlayerId) -> Self {
        Self { id, cookies: Vec::new(), spent_until: Instant::now(), pending: None, abandoned: HashSet::new() }
    }

    /// What a browser would send.
    pub fn cookies(&self) -> String {
        let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    /// Keeps the cookies that `answer` sets, and forgets those it takes away.
    pub fn keep_cookies(&mut self, answer: &Answer) {
        for set in answer.all("set-cookie") {
            let mut parts = set.split(';').map(str::trim);
            let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { continue };
            self.cookies.retain(|(kept, _)| kept != name);
            if !parts.any(|part| part.eq_ignore_ascii_case("max-age=0")) {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }

    /// Whether one more change is within the limits.
    pub fn may_change(&self) -> bool {
        self.spent_until < Instant::now() + AHEAD
    }

    /// Counts so many changes.
    pub fn spend(&mut self, changes: u32) {
        self.spent_until = self.spent_until.max(Instant::now()) + EACH * changes;
    }
}
