//! Many who say "I'm in" at once: looked up together, decided one after the other, written together.
//!
//! The one path for one and for many. Each sees what those before it did, by the copies of games and standings that
//! are carried along.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{Newcomer, Placed, Register, RegisterError, enter, is_old};
use crate::domain::fill::fill;
use crate::domain::games::Room;
use crate::domain::organizers;
use crate::domain::rights;
use crate::store::games::Game;
use crate::store::standings::Standing;
use crate::store::{self, DbConn, QueryError, QueryResult};
use crate::types::{GameId, KeyedHash, PartySize, PlayerId, Status, Timestamp, WhoJoins};

/// Registers each of `asked` in their order; asked again, answers the same. Must run inside `Store::write`.
pub(super) fn register_all(
    asked: &[&Register],
    conn: &mut DbConn,
    now: Timestamp,
) -> QueryResult<Vec<Result<Placed, RegisterError>>> {
    let mut book = Book::open(conn, asked)?;
    let mut became = Vec::with_capacity(asked.len());
    for one in asked {
        became.push(if book.shows(conn, one)? { book.register(one, now) } else { Err(RegisterError::NotFound) });
    }
    book.keep(conn, now)?;
    Ok(became)
}

/// The games that are asked for and what the players are to them, with all that was decided so far.
struct Book<'a> {
    games: HashMap<GameId, Game>,
    standings: HashMap<(GameId, PlayerId), Standing>,
    /// Who may not join which games, and what it is that they lack.
    lacking: BTreeMap<(GameId, PlayerId), WhoJoins>,
    /// How many spots names from one address have in a game.
    names: HashMap<(GameId, KeyedHash), i64>,
    newcomers: Vec<Newcomer<'a>>,
    changed: BTreeSet<GameId>,
    /// Whose last free seats were taken.
    filled: BTreeSet<GameId>,
}

impl<'a> Book<'a> {
    fn open(conn: &mut DbConn, asked: &[&'a Register]) -> QueryResult<Self> {
        let games: BTreeSet<GameId> = asked.iter().map(|one| one.game).collect();
        let games = store::games::find_all(conn, &Vec::from_iter(games))?;
        let pairs: BTreeSet<_> = asked.iter().map(|one| (one.game, one.player)).collect();
        let pairs = Vec::from_iter(pairs);
        let standings = store::standings::of(conn, &pairs)?;
        let lacking = lacking(conn, &games, &pairs)?;
        let names = names(conn, pairs.iter().zip(&standings))?;
        Ok(Self {
            lacking,
            names,
            games: games.into_iter().map(|game| (game.id, game)).collect(),
            standings: pairs.into_iter().zip(standings).collect(),
            newcomers: Vec::new(),
            changed: BTreeSet::new(),
            filled: BTreeSet::new(),
        })
    }

    /// Whether the game is the player's to see: by its listing, its link, or being part of it.
    fn shows(&self, conn: &mut DbConn, asked: &Register) -> QueryResult<bool> {
        let Some(game) = self.games.get(&asked.game) else { return Ok(false) };
        let was_ever_in = self.standings.get(&(asked.game, asked.player)).is_some_and(|standing| standing.was_ever_in);
        let is_open = game.is_open_to(asked.key.as_deref()) || (game.published_at.is_some() && was_ever_in);
        Ok(is_open || rights::runs(conn, game, asked.player)?)
    }

    /// Registers one; the database hears of it in `keep`.
    fn register(&mut self, asked: &'a Register, now: Timestamp) -> Result<Placed, RegisterError> {
        let game = self.games.get_mut(&asked.game).ok_or(RegisterError::NotFound)?;
        let standing = self.standings.entry((asked.game, asked.player)).or_default();
        let from = standing.came_from.clone().map(|address| (asked.game, address));
        let spots = from.as_ref().and_then(|from| self.names.get(from)).copied().unwrap_or(0);
        let decision = decide(game, standing, asked, now).and_then(|decision| match decision {
            Decision::Unchanged(_) => Ok(decision),
            Decision::Enters(party, _) => {
                lacks_nothing(self.lacking.get(&(asked.game, asked.player)))?;
                if from.is_some() {
                    leaves_spots(spots, party, asked.names_per_address)?;
                }
                Ok(decision)
            }
        });
        match decision {
            Ok(Decision::Unchanged(placed)) => Ok(placed),
            Ok(Decision::Enters(party, room)) => {
                let had_seats = game.untaken_seats() > 0;
                let place = game.admit(party, room);
                if had_seats && game.untaken_seats() == 0 {
                    self.filled.insert(asked.game);
                }
                if let Some(from) = from {
                    *self.names.entry(from).or_default() += i64::from(party.get());
                }
                standing.active = Some(room.status());
                standing.was_ever_in = true;
                let (guests, note) = (&asked.guests, &asked.note);
                let (game, player) = (asked.game, asked.player);
                self.newcomers.push(Newcomer { game, player, party, guests, note, added_by: None, room, place });
                self.changed.insert(asked.game);
                Ok(placed(room))
            }
            Err(refused) => {
                if matches!(refused, RegisterError::Closed | RegisterError::Started) && game.closed_at.is_none() {
                    // Once somebody was told "closed", a clock set back must not let the next one in.
                    game.closed_at = Some(now);
                    self.changed.insert(asked.game);
                }
                Err(refused)
            }
        }
    }

    /// Writes what was decided.
    fn keep(self, conn: &mut DbConn, now: Timestamp) -> QueryResult<()> {
        if !self.newcomers.is_empty() {
            let made = enter(conn, &self.newcomers, now)?;
            store::outbox::enqueue_receipts(conn, &made, now)?;
        }
        organizers::tell_of_full(conn, &Vec::from_iter(self.filled.iter().copied()), None, now)?;
        let changed: Vec<&Game> = self.changed.iter().filter_map(|game| self.games.get(game)).collect();
        if !changed.is_empty() {
            store::counts::keep(conn, &changed)?;
        }
        // Newcomers take seats and free none, so nobody in line fits who did not before. Where seats are left beside
        // a line, be they on offer to it, that is looked at all the same; and where somebody comes only if enough do.
        for game in changed {
            if game.may_move_in(now) || game.conditional > 0 {
                fill(conn, game.id, now)?;
            }
        }
        Ok(())
    }
}

/// Those of `pairs` whose player lacks what the game asks for: an account, or a confirmed address.
fn lacking(
    conn: &mut DbConn,
    games: &[Game],
    pairs: &[(GameId, PlayerId)],
) -> QueryResult<BTreeMap<(GameId, PlayerId), WhoJoins>> {
    let site = store::site::who_joins(conn)?;
    let strict = games.iter().filter(|game| !game.takes_names(site));
    let strict: BTreeMap<GameId, WhoJoins> = strict.map(|game| (game.id, game.asks_for(site))).collect();
    let asked: Vec<_> =
        pairs.iter().filter_map(|pair| strict.get(&pair.0).map(|asks_for| (*pair, *asks_for))).collect();
    if asked.is_empty() {
        return Ok(BTreeMap::new());
    }
    let players: Vec<PlayerId> = asked.iter().map(|((_, player), _)| *player).collect();
    let owners: BTreeMap<PlayerId, bool> = store::accounts::among(conn, &players)?.into_iter().collect();
    let lacks = |((_, player), asks_for): &(_, WhoJoins)| match owners.get(player) {
        None => true,
        Some(is_confirmed) => *asks_for == WhoJoins::Confirmed && !is_confirmed,
    };
    Ok(asked.into_iter().filter(lacks).collect())
}

/// How many spots names have in each game from each address, of those who may want one more.
fn names<'a>(
    conn: &mut DbConn,
    standings: impl Iterator<Item = (&'a (GameId, PlayerId), &'a Standing)>,
) -> QueryResult<HashMap<(GameId, KeyedHash), i64>> {
    let newcomers = standings.filter(|(_, standing)| standing.active.is_none());
    let from: HashSet<_> =
        newcomers.filter_map(|((game, _), standing)| Some((*game, standing.came_from.clone()?))).collect();
    if from.is_empty() {
        return Ok(HashMap::new());
    }
    let from = Vec::from_iter(from);
    let spots = store::arrivals::spots(conn, &from)?;
    Ok(from.into_iter().zip(spots).collect())
}

/// Refuses the party of one more name from an address whose names have so many `spots`.
pub(in crate::domain) fn leaves_spots(spots: i64, party: PartySize, most: u32) -> Result<(), RegisterError> {
    let fits = spots + i64::from(party.get()) <= i64::from(most);
    if fits { Ok(()) } else { Err(RegisterError::TooManyNames(most)) }
}

/// Refuses a player who lacks what `game` asks for, or who is one name too many from one address.
pub(super) fn must_be_let_in(
    conn: &mut DbConn,
    game: &Game,
    asked: &Register,
    standing: &Standing,
) -> Result<(), RegisterError> {
    let pair = (game.id, asked.player);
    lacks_nothing(lacking(conn, std::slice::from_ref(game), &[pair])?.get(&pair))?;
    let Some(spots) = names(conn, [(&pair, standing)].into_iter())?.into_values().next() else { return Ok(()) };
    let party =
        PartySize::with_guests(asked.guests.len()).map_err(|_| RegisterError::TooManyGuests(game.max_guests))?;
    leaves_spots(spots, party, asked.names_per_address)
}

fn lacks_nothing(lacking: Option<&WhoJoins>) -> Result<(), RegisterError> {
    match lacking {
        None | Some(WhoJoins::Anyone) => Ok(()),
        Some(WhoJoins::Accounts) => Err(RegisterError::NeedsAccount),
        Some(WhoJoins::Confirmed) => Err(RegisterError::NeedsConfirmed),
    }
}

/// What becomes of somebody who may be registered.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// Nothing changes; the answer says how things stand.
    Unchanged(Placed),
    /// The party comes in, or gets a place in line.
    Enters(PartySize, Room),
}

/// What becomes of `asked`, as `game` and `standing` are.
pub(super) fn decide(
    game: &Game,
    standing: &Standing,
    asked: &Register,
    now: Timestamp,
) -> Result<Decision, RegisterError> {
    if let Some(active) = standing.active {
        return Ok(Decision::Unchanged(match active {
            Status::Confirmed => Placed::In,
            Status::Offered => Placed::Offered,
            Status::Conditional => Placed::Conditional,
            Status::Waitlisted | Status::Withdrawn => Placed::Waiting,
        }));
    }
    if let Some(left) = standing.departures.last().filter(|_| is_old(asked.attempt, &standing.departures)) {
        return Ok(Decision::Unchanged(Placed::LeftSince(*left)));
    }
    if !standing.may_play.ok_or(QueryError::NotFound)? {
        return Err(RegisterError::Blocked);
    }
    if standing.is_blocked {
        return Err(RegisterError::KeptOut);
    }
    let party =
        PartySize::with_guests(asked.guests.len()).map_err(|_| RegisterError::TooManyGuests(game.max_guests))?;
    Ok(Decision::Enters(party, game.room_for(party, now)?))
}

fn placed(room: Room) -> Placed {
    match room {
        Room::Seats => Placed::In,
        Room::Line => Placed::Waiting,
    }
}
