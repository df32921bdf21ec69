//! Everything that a game's page shows, read at one moment.

use std::collections::HashMap;

use super::rights;
use crate::store::games::Game;
use crate::store::registrations::{Entry, Registration};
use crate::store::site::Site;
use crate::store::timeline::Event;
use crate::store::venues::Venue;
use crate::store::{self, DbConn, QueryResult};
use crate::types::{EventKind, GameId, GuestName, PlayerId, PlayerName, RegistrationId, SportName, Status};

/// Events of a game's history that its page shows.
const EVENTS: i64 = 60;

/// A game with all that belongs to it.
#[derive(Debug, Clone)]
pub struct TeamSheet {
    /// The game.
    pub game: Game,
    /// What is played.
    pub sport: SportName,
    /// Where, unless the game says it in words.
    pub venue: Option<Venue>,
    /// Who answers for it.
    pub organizer: PlayerName,
    /// Everybody who is in or waiting, in the order of their places.
    pub entries: Vec<Entry>,
    /// What happened last, latest first, with whom it happened to.
    pub events: Vec<(Event, Option<PlayerName>)>,
    /// Who did what others saw happen.
    pub actors: HashMap<PlayerId, PlayerName>,
    /// What somebody signed in is or was in it.
    pub mine: Option<Mine>,
    /// Whether the one who looks may change the game.
    pub is_run_by_viewer: bool,
}

/// A player's last registration in a game.
#[derive(Debug, Clone, PartialEq)]
pub struct Mine {
    /// The registration.
    pub registration: Registration,
    /// How often the player has left this game: what the next form carries as `attempt`.
    pub departures: usize,
    /// Whether an organizer ended it.
    pub was_removed: bool,
}

/// The sheet of `game` as `player`, or a visitor who holds `key`, may see it.
pub fn team_sheet(
    conn: &mut DbConn,
    game: GameId,
    player: Option<PlayerId>,
    key: Option<&str>,
) -> QueryResult<Option<TeamSheet>> {
    let Some(game) = rights::visible_game(conn, game, player, key)? else { return Ok(None) };
    let events = store::timeline::latest(conn, game.id, EVENTS)?;
    let (mine, is_run_by_viewer) = match player {
        Some(player) => (mine(conn, game.id, player)?, rights::runs(conn, &game, player)?),
        None => (None, false),
    };
    Ok(Some(TeamSheet {
        sport: store::sports::find(conn, &game.sport)?.name,
        venue: game.venue_id.map(|venue| store::venues::find(conn, venue)).transpose()?,
        organizer: store::players::find(conn, game.organizer_id)?.name,
        entries: store::registrations::entries(conn, game.id)?,
        actors: actors(conn, &events)?,
        events,
        mine,
        is_run_by_viewer,
        game,
    }))
}

fn mine(conn: &mut DbConn, game: GameId, player: PlayerId) -> QueryResult<Option<Mine>> {
    let Some(registration) = store::registrations::find_last(conn, game, player)? else { return Ok(None) };
    let departures = store::registrations::departures(conn, game, player)?.len();
    let was_removed = registration.status == Status::Withdrawn
        && store::timeline::last_of(conn, game, registration.id)? == Some(EventKind::Removed);
    Ok(Some(Mine { registration, departures, was_removed }))
}

fn actors(conn: &mut DbConn, events: &[(Event, Option<PlayerName>)]) -> QueryResult<HashMap<PlayerId, PlayerName>> {
    let mut ids: Vec<PlayerId> = events.iter().filter_map(|(event, _)| event.actor_id).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(store::players::names(conn, &ids)?.into_iter().collect())
}

/// A sheet that is read once for all who look.
#[derive(Debug)]
pub struct SharedSheet {
    base: TeamSheet,
    co_organizers: Vec<PlayerId>,
    /// What each player is or was in the game.
    players: HashMap<PlayerId, Mine>,
}

/// For whom a page of the sheet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody who has nothing to do with the game.
    All,
    /// One player.
    Own,
}

impl SharedSheet {
    /// Reads what visitors see of `game`, with the site's settings; `None` where they don't find it.
    pub fn read(conn: &mut DbConn, game: GameId) -> QueryResult<Option<(Self, Option<Site>)>> {
        let Some(base) = team_sheet(conn, game, None, None)? else { return Ok(None) };
        let mut players = HashMap::<PlayerId, Mine>::new();
        for registration in store::rosters::of(conn, &[game])? {
            let before = players.get(&registration.player_id).map_or(0, |mine| mine.departures);
            let departures = before + usize::from(registration.status == Status::Withdrawn);
            players.insert(registration.player_id, Mine { registration, departures, was_removed: false });
        }
        let co_organizers = store::co_organizers::of_game(conn, game)?;
        Ok(Some((Self { base, co_organizers, players }, store::site::find(conn)?)))
    }

    /// What visitors see.
    pub fn base(&self) -> &TeamSheet {
        &self.base
    }

    /// Whether `player` sees what everybody sees; `None` where that must be looked up.
    pub fn audience(&self, player: PlayerId, is_admin: bool) -> Option<Audience> {
        match self.players.get(&player) {
            // Why somebody left is on the timeline.
            Some(mine) if mine.registration.status == Status::Withdrawn => None,
            Some(_) => Some(Audience::Own),
            None if self.is_run_by(player, is_admin) => Some(Audience::Own),
            None => Some(Audience::All),
        }
    }

    /// The sheet as `player` sees it.
    pub fn of(&self, player: PlayerId, is_admin: bool) -> TeamSheet {
        TeamSheet {
            mine: self.players.get(&player).cloned(),
            is_run_by_viewer: self.is_run_by(player, is_admin),
            ..self.base.clone()
        }
    }

    fn is_run_by(&self, player: PlayerId, is_admin: bool) -> bool {
        is_admin || self.base.game.organizer_id == player || self.co_organizers.contains(&player)
    }
}

impl TeamSheet {
    /// Those who have seats, or are offered one.
    pub fn seated(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.registration.status.holds_seats())
    }

    /// Those in line, first in line first.
    pub fn waiting(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.registration.status == Status::Waitlisted)
    }

    /// Those who come only if enough do, the earliest first.
    pub fn conditional(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.registration.status == Status::Conditional)
    }

    /// The number in line of `registration`, counted from 1.
    pub fn place_in_line(&self, registration: RegistrationId) -> Option<i64> {
        let at = self.waiting().position(|entry| entry.registration.id == registration)?;
        i64::try_from(at + 1).ok()
    }

    /// The registration with which the one who looks is in or waiting.
    pub fn my_active(&self) -> Option<&Registration> {
        self.mine.as_ref().map(|mine| &mine.registration).filter(|registration| registration.status.is_active())
    }

    /// Whether the one who looks, where they are in or waiting, may play: seats go past whom the organizer keeps out.
    pub fn i_may_play(&self) -> bool {
        let mine = self.my_active().map(|registration| registration.id);
        self.entries.iter().find(|entry| Some(entry.registration.id) == mine).is_none_or(|entry| entry.may_play)
    }

    /// The guests of the one who looks.
    pub fn my_guests(&self) -> &[GuestName] {
        let mine = self.my_active().map(|registration| registration.id);
        let entry = self.entries.iter().find(|entry| Some(entry.registration.id) == mine);
        entry.map_or(&[], |entry| &entry.guests)
    }

    /// What the next form of the one who looks carries as `attempt`.
    pub fn attempt(&self) -> usize {
        self.mine.as_ref().map_or(0, |mine| mine.departures)
    }
}
