//! The end: what the database says of every game beside what the answers said.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::calls::Storm;
use super::promise::Promise;
use super::standing::Standing;
use super::timeline::{self, History};
use crate::cli::Failure;
use crate::domain::truth::{self, Broken};
use crate::store::registrations::{Entry, Registration};
use crate::store::timeline::Event;
use crate::store::{self, DbConn, QueryError, Store};
use crate::types::{GameId, PlayerId, RegistrationId, Status, Timestamp};

/// A game as the database has it, in one moment.
#[derive(Debug)]
pub struct Kept {
    /// Which game.
    pub game: GameId,
    /// Its registrations, withdrawn ones too.
    pub registrations: Vec<Registration>,
    /// Who is in or waiting, with guests.
    pub entries: Vec<Entry>,
    /// Its timeline.
    pub events: Vec<Event>,
    /// When sign-up opens.
    pub opens_at: Option<Timestamp>,
    /// When sign-up closes.
    pub closes_at: Timestamp,
    /// Seats at first.
    pub capacity: i32,
    mailboxes: HashSet<PlayerId>,
    broken: Vec<Broken>,
}

/// Reads `games`, which are at rest.
pub fn read(store: &Store, games: &[(GameId, i32)]) -> Result<Vec<Kept>, Failure> {
    let now = store.now();
    let read = |(game, capacity): &(GameId, i32)| Ok(store.read_here(|conn| Kept::read(conn, *game, *capacity, now))?);
    games.iter().map(read).collect()
}

impl Kept {
    fn read(conn: &mut DbConn, id: GameId, capacity: i32, now: Timestamp) -> Result<Self, QueryError> {
        let game = store::games::find(conn, id)?;
        Ok(Self {
            game: id,
            registrations: store::crowd::registrations(conn, id)?,
            entries: store::registrations::entries(conn, id)?,
            events: store::timeline::of_game(conn, id)?,
            opens_at: game.opens_at,
            closes_at: game.closes_at,
            capacity,
            mailboxes: store::crowd::with_a_mailbox(conn, id)?.into_iter().collect(),
            broken: truth::broken(conn, id, now)?,
        })
    }

    /// Whose registration it is.
    pub fn player(&self, id: RegistrationId) -> Option<PlayerId> {
        self.registrations.iter().find(|registration| registration.id == id).map(|found| found.player_id)
    }

    /// Whether its player waits and may not play, so that others are moved in first.
    pub fn is_barred(&self, id: RegistrationId) -> bool {
        self.entries.iter().any(|entry| entry.registration.id == id && !entry.may_play)
    }

    /// Whether its player can be mailed, so that seats are held for them.
    pub fn can_be_mailed(&self, id: RegistrationId) -> bool {
        self.player(id).is_some_and(|player| self.mailboxes.contains(&player))
    }

    /// What every player is, by the rows.
    fn standings(&self) -> BTreeMap<PlayerId, Standing> {
        let mut standings = BTreeMap::<PlayerId, Standing>::new();
        for registration in &self.registrations {
            let standing = standings.entry(registration.player_id).or_default();
            standing.left += i64::from(registration.status == Status::Withdrawn);
        }
        for Entry { registration, guests, .. } in &self.entries {
            let standing = standings.entry(registration.player_id).or_default();
            standing.guests = Some(guests.iter().map(ToString::to_string).collect());
        }
        standings
    }
}

/// Compares every game with the answers.
pub fn compare(storm: &Storm, games: &[Kept]) {
    for kept in games {
        let history = History::new(kept);
        truth_of(storm, kept);
        standings_of(storm, kept);
        timeline::check(storm, kept, &history);
    }
}

fn truth_of(storm: &Storm, kept: &Kept) {
    let (events, people) = (kept.events.len(), kept.registrations.len());
    let mut findings = storm.findings.borrow_mut();
    findings.looked(Promise::T1, events);
    findings.looked(Promise::T12, events);
    [Promise::T2, Promise::T7].into_iter().for_each(|promise| findings.looked(promise, 1));
    findings.looked(Promise::T5, people);
    drop(findings);
    for broken in &kept.broken {
        let (promise, player) = match broken {
            Broken::Oversold { event, .. } => (Promise::T1, registration_in(kept, *event)),
            Broken::Miscounted { .. } => (Promise::T4, None),
            Broken::EnoughAndNotIn(id) => (Promise::T2, kept.player(*id)),
            Broken::WaitsBesideFreeSeat(id) => (Promise::T2, kept.player(*id)),
            Broken::Twice(player) => (Promise::T5, Some(*player)),
            Broken::GuestsDiffer(id) => (Promise::T4, kept.player(*id)),
            Broken::OpenForNobody { .. } => (Promise::T2, None),
            Broken::HeldWrongly(id) => (Promise::T2, kept.player(*id)),
            Broken::Untold { .. } => (Promise::T7, None),
            Broken::TimelineDiffers(id) => (Promise::T12, kept.player(*id)),
        };
        storm.broken(promise, &broken.to_string(), kept.game, player);
    }
}

fn registration_in(kept: &Kept, event: i64) -> Option<PlayerId> {
    let event = kept.events.iter().find(|found| found.id == event)?;
    kept.player(event.registration_id?)
}

/// Whoever was answered must be what the answers said; whoever was not must be one thing or the other.
fn standings_of(storm: &Storm, kept: &Kept) {
    let found = kept.standings();
    let standings = storm.standings.borrow();
    let asked: HashMap<PlayerId, _> = standings
        .iter()
        .filter(|((game, _), _)| *game == kept.game)
        .map(|((_, player), possible)| (*player, possible))
        .collect();
    for (player, possible) in &asked {
        let standing = found.get(player).cloned().unwrap_or_default();
        let promise = if possible.certain().is_some() { Promise::T3 } else { Promise::T4 };
        storm.looked(promise);
        if !possible.allows(&standing) {
            let says = format!("player {player}: the answers allow {possible:?}, the database has {standing:?}");
            storm.broken(promise, &says, kept.game, Some(*player));
        }
    }
    for player in found.keys().filter(|player| !asked.contains_key(player)) {
        storm.broken(Promise::T4, &format!("player {player} never asked and has a row"), kept.game, Some(*player));
    }
}
