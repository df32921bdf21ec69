//! What connections ask, in which order.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::drive::{Next, Script};
use crate::http::Answer;
use crate::tally::Tally;

/// The same requests over and over, until a time.
pub struct Rotation<'a> {
    requests: &'a [Vec<u8>],
    next: usize,
    until: Instant,
    tally: Tally,
}

impl<'a> Rotation<'a> {
    /// Each of `requests` in its turn, for `long` from now.
    pub fn new(requests: &'a [Vec<u8>], long: Duration) -> Self {
        Self { requests, next: 0, until: Instant::now() + long, tally: Tally::default() }
    }
}

impl Script for Rotation<'_> {
    fn next(&mut self, _: usize, now: Instant) -> Next {
        if now >= self.until {
            return Next::Stop;
        }
        self.next = (self.next + 1) % self.requests.len();
        Next::Ask(self.next)
    }

    fn bytes(&self, request: usize) -> &[u8] {
        &self.requests[request]
    }

    fn answered(&mut self, _: usize, _: usize, answer: &Answer, took: Duration) {
        self.tally.note(false, answer, took);
    }

    fn lost(&mut self, _: usize, _: usize) {
        self.tally.lost += 1;
    }

    fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    fn into_tally(self) -> Tally {
        self.tally
    }
}

/// Forms, each sent once; who hears 503 sends it again when told to.
pub struct Forms<'a> {
    requests: &'a [Vec<u8>],
    next: usize,
    again: VecDeque<(Instant, usize)>,
    until: Instant,
    tally: Tally,
}

impl<'a> Forms<'a> {
    /// Each of `requests` once, in order, and none after `long` from now.
    pub fn new(requests: &'a [Vec<u8>], long: Duration) -> Self {
        let until = Instant::now() + long;
        Self { requests, next: 0, again: VecDeque::new(), until, tally: Tally::default() }
    }
}

impl Script for Forms<'_> {
    fn next(&mut self, _: usize, now: Instant) -> Next {
        if now >= self.until {
            return Next::Stop;
        }
        if let Some((at, request)) = self.again.front().copied() {
            if at <= now {
                self.again.pop_front();
                return Next::Ask(request);
            }
            if self.next == self.requests.len() {
                return Next::Wait(at);
            }
        }
        if self.next == self.requests.len() {
            return Next::Stop;
        }
        self.next += 1;
        Next::Ask(self.next - 1)
    }

    fn bytes(&self, request: usize) -> &[u8] {
        &self.requests[request]
    }

    fn answered(&mut self, _: usize, request: usize, answer: &Answer, took: Duration) {
        self.tally.note(true, answer, took);
        if answer.status == 503 {
            let pause = Duration::from_secs(answer.retry_after.unwrap_or(1));
            self.again.push_back((Instant::now() + pause, request));
        }
    }

    fn lost(&mut self, _: usize, _: usize) {
        self.tally.lost += 1;
    }

    fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    fn into_tally(self) -> Tally {
        self.tally
    }
}

/// Everybody of a town: each session asks for the page so often and joins once meanwhile, one thing after the other.
/// Who hears 503 asks again when told to.
pub struct Town<'a> {
    pages: &'a [Vec<u8>],
    joins: &'a [Vec<u8>],
    pages_each: usize,
    next_session: usize,
    /// What each connection is at: whose session, which step, and what it must ask again and when.
    at: Vec<Option<Turn>>,
    tally: Tally,
}

#[derive(Debug, Clone, Copy)]
struct Turn {
    session: usize,
    step: usize,
    again: Option<Instant>,
}

impl<'a> Town<'a> {
    /// The sessions with these requests for the page and these joins, on so many connections.
    pub fn new(pages: &'a [Vec<u8>], joins: &'a [Vec<u8>], pages_each: usize, connections: usize) -> Self {
        let at = vec![None; connections];
        Self { pages, joins, pages_each, next_session: 0, at, tally: Tally::default() }
    }

    /// Requests are numbered session by session, pages even and joins odd.
    fn request(&self, turn: Turn) -> usize {
        // Everybody joins at another point of their visit, never before they have seen the page.
        let is_join = turn.step == 1 + turn.session % self.pages_each;
        2 * turn.session + usize::from(is_join)
    }
}

impl Script for Town<'_> {
    fn next(&mut self, connection: usize, now: Instant) -> Next {
        if let Some(turn) = &mut self.at[connection] {
            match turn.again {
                Some(until) if until > now => return Next::Wait(until),
                Some(_) => turn.again = None,
                None => turn.step += 1,
            }
            if turn.step <= self.pages_each {
                let turn = *turn;
                return Next::Ask(self.request(turn));
            }
        }
        if self.next_session == self.pages.len() {
            return Next::Stop;
        }
        let turn = Turn { session: self.next_session, step: 0, again: None };
        self.next_session += 1;
        self.at[connection] = Some(turn);
        Next::Ask(self.request(turn))
    }

    fn bytes(&self, request: usize) -> &[u8] {
        if request.is_multiple_of(2) { &self.pages[request / 2] } else { &self.joins[request / 2] }
    }

    fn answered(&mut self, connection: usize, request: usize, answer: &Answer, took: Duration) {
        self.tally.note(!request.is_multiple_of(2), answer, took);
        if let (503, Some(turn)) = (answer.status, &mut self.at[connection]) {
            turn.again = Some(Instant::now() + Duration::from_secs(answer.retry_after.unwrap_or(1)));
        }
    }

    fn lost(&mut self, _: usize, _: usize) {
        self.tally.lost += 1;
    }

    fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    fn into_tally(self) -> Tally {
        self.tally
    }
}

/// So many requests a second, whether or not the earlier ones were answered.
pub struct Paced<'a> {
    requests: &'a [Vec<u8>],
    a_second: u32,
    began: Instant,
    next: usize,
    /// The request that each connection waits to send.
    mine: Vec<Option<usize>>,
    tally: Tally,
}

impl<'a> Paced<'a> {
    /// Each of `requests` once, in time from now on, as long as one of the connections is free.
    pub fn new(requests: &'a [Vec<u8>], a_second: u32, connections: usize) -> Self {
        let mine = vec![None; connections];
        Self { requests, a_second, began: Instant::now(), next: 0, mine, tally: Tally::default() }
    }
}

impl Script for Paced<'_> {
    fn next(&mut self, connection: usize, now: Instant) -> Next {
        let request = match self.mine[connection].take() {
            Some(request) => request,
            None if self.next == self.requests.len() => return Next::Stop,
            None => {
                self.next += 1;
                self.next - 1
            }
        };
        let due = self.began + Duration::from_secs(1) * u32::try_from(request).unwrap_or(u32::MAX) / self.a_second;
        if due <= now {
            return Next::Ask(request);
        }
        self.mine[connection] = Some(request);
        Next::Wait(due)
    }

    fn bytes(&self, request: usize) -> &[u8] {
        &self.requests[request]
    }

    fn answered(&mut self, _: usize, _: usize, answer: &Answer, took: Duration) {
        self.tally.note(true, answer, took);
    }

    fn lost(&mut self, _: usize, _: usize) {
        self.tally.lost += 1;
    }

    fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    fn into_tally(self) -> Tally {
        self.tally
    }
}
