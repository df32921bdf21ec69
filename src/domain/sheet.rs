//! A game with everything that those who run it may know.

use std::collections::HashMap;

use super::co_organizers::chooses_helpers;
use super::late::{LateDropOut, drop_outs};
use super::rights::{RunError, run_game};
use super::series::series_of;
use crate::store::games::Game;
use crate::store::registrations::Entry;
use crate::store::timeline::Event;
use crate::store::{self, DbConn, Optional, QueryResult};
use crate::types::{Email, GameId, PlayerId, PlayerName, RegistrationId, SeriesId, Status, Timestamp};

/// The last events that are shown.
const STORY: i64 = 60;

/// A game as its organizers see it.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The game.
    pub game: Game,
    /// Where it is, in words.
    pub place: String,
    /// Who holds seats, in the order they got there.
    pub seated: Vec<Line>,
    /// Who waits, first in line first.
    pub waiting: Vec<Line>,
    /// Who comes only if enough do, the earliest first.
    pub conditional: Vec<Line>,
    /// Who left late, earliest first.
    pub late: Vec<Departure>,
    /// Who answers for the game.
    pub organizer: (PlayerId, PlayerName),
    /// Who runs it too.
    pub helpers: Vec<(PlayerId, PlayerName)>,
    /// Whether the asker may choose them.
    pub chooses_helpers: bool,
    /// The series it belongs to, where the asker runs that too.
    pub series: Option<SeriesId>,
    /// What happened, latest first.
    pub story: Vec<Happening>,
    /// The newest registration, whatever became of it.
    pub newest: Option<RegistrationId>,
}

/// One registration.
#[derive(Debug, Clone)]
pub struct Line {
    /// The registration with its player and guests.
    pub entry: Entry,
    /// How to reach the player, where they have an account.
    pub email: Option<Email>,
    /// Whether that address is known to be theirs.
    pub is_confirmed: bool,
    /// The organizer who wrote them on the list.
    pub added_by: Option<PlayerName>,
}

/// Somebody who gave seats back after the deadline.
#[derive(Debug, Clone)]
pub struct Departure {
    /// Their full name.
    pub name: PlayerName,
    /// When they left.
    pub at: Option<Timestamp>,
    /// How many seats, and whether others took them.
    pub drop_out: LateDropOut,
}

/// Something that happened, with the full names of those it is about.
#[derive(Debug, Clone)]
pub struct Happening {
    /// What.
    pub event: Event,
    /// To whom.
    pub who: Option<PlayerName>,
    /// By whom, where it was somebody else.
    pub actor: Option<PlayerName>,
}

/// The game with its roster, for `actor` who runs it.
pub fn sheet(conn: &mut DbConn, game: GameId, actor: PlayerId) -> Result<Sheet, RunError> {
    let game = run_game(conn, game, actor)?;
    let status = |line: &Line| line.entry.registration.status;
    let (seated, others): (Vec<Line>, Vec<Line>) =
        lines(conn, game.id)?.into_iter().partition(|line| status(line).holds_seats());
    let (conditional, waiting) = others.into_iter().partition(|line| status(line) == Status::Conditional);
    let organizer = store::players::find(conn, game.organizer_id)?;
    Ok(Sheet {
        place: place(conn, &game)?,
        seated,
        waiting,
        conditional,
        late: departures(conn, &game)?,
        organizer: (organizer.id, organizer.name),
        helpers: store::roster::helpers(conn, game.id)?,
        chooses_helpers: chooses_helpers(conn, &game, actor)?,
        series: series_of(conn, &game, actor)?,
        story: story(conn, game.id)?,
        newest: store::roster::newest(conn, game.id)?,
        game,
    })
}

/// Everybody who is in or waiting, in the order of their places.
fn lines(conn: &mut DbConn, game: GameId) -> QueryResult<Vec<Line>> {
    let entries = store::registrations::entries(conn, game)?;
    let mut emails: HashMap<_, _> = store::roster::emails(conn, game)?.into_iter().collect();
    let organizers = names(conn, entries.iter().filter_map(|entry| entry.registration.added_by))?;
    let with_the_rest = |entry: Entry| {
        let (email, is_confirmed) = emails.remove(&entry.registration.player_id).unzip();
        let added_by = entry.registration.added_by.and_then(|by| organizers.get(&by).cloned());
        Line { email, is_confirmed: is_confirmed.unwrap_or(false), added_by, entry }
    };
    Ok(entries.into_iter().map(with_the_rest).collect())
}

fn place(conn: &mut DbConn, game: &Game) -> QueryResult<String> {
    let Some(venue) = game.venue_id else { return Ok(game.place.clone()) };
    let venue = store::venues::find(conn, venue).optional()?;
    Ok(venue.map(|venue| venue.name.to_string()).unwrap_or_default())
}

fn departures(conn: &mut DbConn, game: &Game) -> QueryResult<Vec<Departure>> {
    let left = store::roster::late_departures(conn, game.id)?;
    if left.is_empty() {
        return Ok(Vec::new());
    }
    let judged = drop_outs(&store::timeline::of_game(conn, game.id)?, game.starts_at);
    let mut judged: HashMap<_, _> = judged.into_iter().map(|late| (late.registration, late)).collect();
    let with_judgement = |(registration, name): (store::registrations::Registration, PlayerName)| {
        let drop_out = judged.remove(&registration.id)?;
        Some(Departure { name, at: registration.withdrawn_at, drop_out })
    };
    Ok(left.into_iter().filter_map(with_judgement).collect())
}

fn story(conn: &mut DbConn, game: GameId) -> QueryResult<Vec<Happening>> {
    let events = store::timeline::latest(conn, game, STORY)?;
    let actors = names(conn, events.iter().filter_map(|(event, _)| event.actor_id))?;
    let named = |(event, who): (Event, Option<PlayerName>)| Happening {
        actor: event.actor_id.and_then(|actor| actors.get(&actor).cloned()),
        event,
        who,
    };
    Ok(events.into_iter().map(named).collect())
}

fn names(conn: &mut DbConn, ids: impl Iterator<Item = PlayerId>) -> QueryResult<HashMap<PlayerId, PlayerName>> {
    let mut ids: Vec<_> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(store::players::names(conn, &ids)?.into_iter().collect())
}
