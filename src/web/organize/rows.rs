//! A game as one row of an organizer's list.

use crate::store::games::Game;
use crate::store::registrations::Registration;
use crate::types::{GameId, Timestamp};
use crate::web::words::{self, Words};

/// What a row shows.
#[derive(Debug, Clone)]
pub struct GameRow {
    /// The game.
    pub id: GameId,
    /// Its name.
    pub title: String,
    /// When it starts, by the clock there.
    pub when: String,
    /// The start for machines.
    pub datetime: String,
    /// Seats.
    pub capacity: i32,
    /// Seats taken.
    pub taken: i32,
    /// Seats of those who are in.
    pub seats_in: i32,
    /// Registrations in line.
    pub waiting: i32,
    /// What I am in it.
    pub mine: &'static str,
    /// Its state.
    pub state: Words,
    /// It has not started.
    pub is_ahead: bool,
    /// A series' changes leave it alone.
    pub edited_by_hand: bool,
}

impl GameRow {
    /// The row of `game`; `standings` are the viewer's registrations.
    pub fn of(game: &Game, standings: &[Registration], now: Timestamp) -> Self {
        let mine = standings.iter().find(|registration| registration.game_id == game.id);
        Self {
            id: game.id,
            title: game.title.to_string(),
            when: words::moment_with_date(game.starts_at, &game.time_zone, now),
            datetime: game.starts_at.rfc3339(),
            capacity: game.capacity.get(),
            taken: game.taken,
            seats_in: game.seats_in(),
            waiting: game.waiting,
            mine: words::mine_attribute(mine.map(|registration| registration.status)),
            state: words::state(game, now),
            is_ahead: !game.has_started(now),
            edited_by_hand: game.edited_by_hand,
        }
    }
}
