//! What a player sees of their own games, and what is remembered of them.

use std::collections::HashMap;

use super::late;
use super::listing::{GAMES_A_PAGE, Listed, Listing, PageNumber, look_up};
use crate::store::outbox::Message;
use crate::store::timeline::Event;
use crate::store::{self, DbConn, QueryResult};
use crate::types::{GameId, GameTitle, PlayerId, RegistrationId, Timestamp};

/// Games ahead that a page shows; nobody is in more.
const AHEAD: i64 = 100;
/// Late drop-outs that are looked at for the record.
const LATE: i64 = 100;

/// A player's own games, read at one moment.
#[derive(Debug, Clone)]
pub struct MyGames {
    /// What they were told about games that are not over, latest first.
    pub news: Vec<(Message, GameTitle)>,
    /// Games they are in, soonest first.
    pub coming: Vec<Listed>,
    /// Games they wait for, soonest first.
    pub waiting: Vec<Listed>,
    /// A page of games that are over, latest first.
    pub past: Listing,
    /// What is remembered of them.
    pub record: Record,
}

/// What is remembered of a player.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Record {
    /// Games they had a seat in and came to, as far as anybody noted.
    pub played: i64,
    /// Late drop-outs for which nobody else came.
    pub late: usize,
    /// Games they had a seat in and did not come to.
    pub no_shows: i64,
}

/// The games of `player` at `now`, with a page of the past ones.
pub fn my_games(conn: &mut DbConn, player: PlayerId, page: PageNumber, now: Timestamp) -> QueryResult<MyGames> {
    let (coming, waiting) =
        (store::me::coming(conn, player, now, AHEAD)?, store::me::waiting(conn, player, now, AHEAD)?);
    let past = store::me::past(conn, player, now, page.skipped(), GAMES_A_PAGE)?;
    let mut listed = |games| look_up(conn, games, Some(player));
    let (coming, waiting, past) = (listed((coming, false))?, listed((waiting, false))?, listed(past)?);
    Ok(MyGames {
        coming: coming.games,
        waiting: waiting.games,
        past,
        news: store::outbox::current(conn, player, now)?,
        record: record(conn, player, now)?,
    })
}

/// What is remembered of `player` at `now`.
pub fn record(conn: &mut DbConn, player: PlayerId, now: Timestamp) -> QueryResult<Record> {
    let late = store::me::late_drop_outs(conn, player, now, LATE)?;
    let games: Vec<GameId> = late.iter().map(|(_, game, _)| *game).collect();
    let events = store::timeline::of_games(conn, &games)?;
    Ok(Record {
        played: store::me::count_played(conn, player, now)?,
        late: count_unforgiven(&late, events),
        no_shows: store::me::count_no_shows(conn, player)?,
    })
}

/// How many of these late drop-outs nobody else made good, by what happened in their games.
fn count_unforgiven(late: &[(RegistrationId, GameId, Timestamp)], events: Vec<Event>) -> usize {
    let mut histories = HashMap::<GameId, Vec<Event>>::new();
    for event in events {
        histories.entry(event.game_id).or_default().push(event);
    }
    late.iter()
        .filter(|(registration, game, starts_at)| {
            let history = histories.get(game).map_or(&[][..], Vec::as_slice);
            let judged = late::drop_outs(history, *starts_at);
            judged.iter().any(|drop_out| drop_out.registration == *registration && !drop_out.is_forgiven)
        })
        .count()
}
