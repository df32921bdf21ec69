//! The first page of the upcoming games with everybody in them, as one snapshot that all who look share.

use std::collections::HashMap;
use std::sync::Arc;

use super::listing::{self, Choices, Listing, PageNumber};
use crate::store::listing::{Filter, Standing};
use crate::store::registrations::Registration;
use crate::store::site::Site;
use crate::store::{self, DbConn, QueryResult};
use crate::types::{GameId, PlayerId, Status, Timestamp};

/// What the page shows, whoever looks.
#[derive(Debug)]
pub struct Upcoming {
    /// The games, without where anybody stands.
    pub listing: Listing,
    /// What its filter offers.
    pub choices: Choices,
    /// Whether the site has any game to show.
    pub has_any: bool,
    /// The site's settings; none before it is set up.
    pub site: Option<Site>,
    rosters: HashMap<GameId, Arc<Roster>>,
    /// Who is or was in which of the listed games, counted from 0; in order. Most readers are in none or a few of them,
    /// so that asking each game costs more than all else that is done for a reader.
    members: Vec<(PlayerId, usize)>,
}

/// Everybody who is or was in one game.
#[derive(Debug, Clone, Default)]
struct Roster {
    /// The last event that it knows of.
    event: i64,
    /// The game's version with which it was read: every change of a roster raises it.
    version: i64,
    /// Each player's last registration.
    last: HashMap<PlayerId, Registration>,
    /// The places of those waiting, in order.
    line: Vec<i64>,
}

impl Upcoming {
    /// Reads the page; of games that are in `known` and unchanged since, the roster is taken from there.
    ///
    /// `has_changed` says of which games something has happened since `known` was read; `None` where anything may have.
    pub fn read(
        conn: &mut DbConn,
        known: Option<(&Self, &dyn Fn(GameId) -> bool)>,
        now: Timestamp,
    ) -> QueryResult<Self> {
        let listing = listing::upcoming(conn, &Filter::default(), PageNumber::FIRST, None, now)?;
        let mut rosters = HashMap::new();
        let mut unknown = Vec::new();
        for (game, version) in listing.games.iter().map(|listed| (listed.game.id, listed.game.version)) {
            let roster = known.and_then(|(known, has_changed)| Some((known.rosters.get(&game)?, has_changed(game))));
            match roster {
                // What another instance wrote may be in what is read here before it is heard of.
                Some((roster, false)) if roster.version == version => drop(rosters.insert(game, Arc::clone(roster))),
                Some((roster, _)) => drop(rosters.insert(game, roster.brought_up_to_date(conn, (game, version))?)),
                None => unknown.push((game, version)),
            }
        }
        rosters.extend(read_rosters(conn, &unknown)?);
        Ok(Self {
            choices: listing::choices(conn, None)?,
            has_any: !listing.games.is_empty() || store::listing::has_any(conn)?,
            site: store::site::find(conn)?,
            members: members(&listing, &rosters),
            listing,
            rosters,
        })
    }

    /// The listed games that `player` is or was in, in their order and counted from 0, with what the player is in each.
    pub fn standings(&self, player: PlayerId) -> impl Iterator<Item = (usize, Standing)> {
        let from = self.members.partition_point(|(member, _)| *member < player);
        let theirs = self.members.iter().skip(from).take_while(move |(member, _)| *member == player);
        theirs.filter_map(move |(_, number)| {
            let listed = self.listing.games.get(*number)?;
            Some((*number, self.rosters.get(&listed.game.id)?.standing(player)?))
        })
    }
}

fn members(listing: &Listing, rosters: &HashMap<GameId, Arc<Roster>>) -> Vec<(PlayerId, usize)> {
    let numbered = listing.games.iter().enumerate();
    let known = numbered.filter_map(|(number, listed)| Some((number, rosters.get(&listed.game.id)?)));
    let mut members: Vec<_> =
        known.flat_map(|(number, roster)| roster.last.keys().map(move |player| (*player, number))).collect();
    members.sort_unstable();
    members
}

fn read_rosters(conn: &mut DbConn, versions: &[(GameId, i64)]) -> QueryResult<HashMap<GameId, Arc<Roster>>> {
    let games: Vec<GameId> = versions.iter().map(|(game, _)| *game).collect();
    let events = store::rosters::last_events(conn, &games)?;
    let empty = |(game, version): &(GameId, i64)| {
        let event = events.get(game).copied().unwrap_or(0);
        (*game, Roster { event, version: *version, ..Roster::default() })
    };
    let mut rosters: HashMap<GameId, Roster> = versions.iter().map(empty).collect();
    for registration in store::rosters::of(conn, &games)? {
        if let Some(roster) = rosters.get_mut(&registration.game_id) {
            roster.last.insert(registration.player_id, registration);
        }
    }
    Ok(rosters.into_iter().map(|(game, roster)| (game, Arc::new(roster.with_line()))).collect())
}

impl Roster {
    fn brought_up_to_date(&self, conn: &mut DbConn, (game, version): (GameId, i64)) -> QueryResult<Arc<Self>> {
        let mut roster = Self { version, ..self.clone() };
        for (event, registration) in store::rosters::since(conn, game, self.event)? {
            roster.event = event;
            if let Some(registration) = registration {
                roster.note(registration);
            }
        }
        Ok(Arc::new(roster.with_line()))
    }

    /// A player's last registration replaces the others.
    fn note(&mut self, registration: Registration) {
        let known = self.last.get(&registration.player_id).filter(|known| known.id != registration.id);
        if known.is_none_or(|known| known.end() < registration.end()) {
            self.last.insert(registration.player_id, registration);
        }
    }

    fn with_line(mut self) -> Self {
        let waiting = self.last.values().filter(|registration| registration.status == Status::Waitlisted);
        self.line = waiting.map(|registration| registration.place).collect();
        self.line.sort_unstable();
        self
    }

    fn standing(&self, player: PlayerId) -> Option<Standing> {
        let registration = self.last.get(&player)?.clone();
        let position = match registration.status {
            Status::Waitlisted => {
                let ahead = self.line.partition_point(|place| *place < registration.place);
                i64::try_from(ahead + 1).ok()
            }
            Status::Confirmed | Status::Offered | Status::Conditional | Status::Withdrawn => None,
        };
        Some(Standing { registration, position })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::listing::Listed;
    use crate::domain::samples::{game, registration};
    use crate::store::games::Game;

    fn of(player: i64, id: i64, status: Status) -> Registration {
        Registration { player_id: PlayerId::new(player), ..registration(id, status, 1) }
    }

    fn position(roster: &Roster, player: i64) -> Option<i64> {
        roster.standing(PlayerId::new(player)).and_then(|standing| standing.position)
    }

    #[test]
    fn the_number_in_line_counts_those_before() {
        let mut roster = Roster::default();
        for (player, status) in [(1, Status::Confirmed), (2, Status::Waitlisted), (3, Status::Waitlisted)] {
            roster.note(of(player, player, status));
        }
        let roster = roster.with_line();
        assert_eq!([1, 2, 3, 4].map(|player| position(&roster, player)), [None, Some(1), Some(2), None]);
    }

    #[test]
    fn a_reader_stands_in_the_games_that_they_are_in_and_in_no_other() {
        let listed = |id| Listed {
            game: Game { id: GameId::new(id), ..game() },
            sport: "Football".to_owned(),
            venue: None,
            standing: None,
        };
        let listing = Listing { games: [7, 5, 9].map(listed).into(), has_more: false };
        let roster = |players: &[i64]| {
            let mut roster = Roster::default();
            players.iter().for_each(|player| roster.note(of(*player, *player, Status::Confirmed)));
            Arc::new(roster.with_line())
        };
        let rosters = [(7, roster(&[1, 3])), (5, roster(&[2])), (9, roster(&[3, 2]))];
        let rosters = rosters.map(|(game, roster)| (GameId::new(game), roster)).into();
        let members = members(&listing, &rosters);
        let choices = Choices { sports: Vec::new(), venues: Vec::new() };
        let upcoming = Upcoming { listing, choices, has_any: true, site: None, rosters, members };
        let places = |player| -> Vec<_> {
            let standings = upcoming.standings(PlayerId::new(player));
            standings.map(|(number, standing)| (number, standing.registration.player_id.get())).collect()
        };
        assert_eq!(places(1), [(0, 1)]);
        assert_eq!(places(2), [(1, 2), (2, 2)]);
        assert_eq!(places(3), [(0, 3), (2, 3)]);
        assert_eq!(places(4), []);
    }

    #[test]
    fn the_last_registration_of_a_player_counts_in_whatever_order_it_is_heard_of() {
        let mut roster = Roster::default();
        let left = |id, at| Registration { withdrawn_at: Some(at), ..of(1, id, Status::Withdrawn) };
        let now = Timestamp::from_second(1_805_976_000);
        // Of two players who became one, the later registration may be the one that was released.
        for registration in [left(4, now), of(1, 5, Status::Confirmed), left(6, now)] {
            roster.note(registration);
        }
        let mut roster = roster.with_line();
        assert_eq!(roster.standing(PlayerId::new(1)).unwrap().registration.status, Status::Confirmed);
        roster.note(left(5, now.plus(60)));
        assert_eq!(roster.standing(PlayerId::new(1)).unwrap().registration.withdrawn_at, Some(now.plus(60)));
    }
}
