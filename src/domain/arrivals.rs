//! In with a name: a stranger types it, and is a player with a session and a registration, or nothing of it.

use super::registrations::{JoinIf, Placed, Register, RegisterError, leaves_spots};
use super::rights;
use super::sessions::{NewSession, begin_unseen};
use crate::store::arrivals::Origin;
use crate::store::games::Game;
use crate::store::{self, DbConn, Job, Optional, QueryError, QueryResult, Scope, Stale};
use crate::types::time::MINUTE;
use crate::types::{GameId, GuestName, Note, OnlyIf, PartySize, PlayerId, PlayerName, Role, Timestamp, WhoJoins};

/// For how long the same name from the same browser and address may be the same attempt, in seconds.
const SAME_ATTEMPT: i64 = 10 * MINUTE;

/// A visitor joins a game by a name alone.
///
/// A first tap carries nothing to know it by: the page is the same for all visitors. A second one, or a retry after a
/// lost answer, is known by coming into the same game by the same name from the same address and browser, while
/// nobody has come with the session that the first one began. Whoever has seen an answer comes with that session, and
/// is known by it; so a second Anna behind the same address is another player.
#[derive(Debug)]
pub struct JoinByName {
    /// The game.
    pub game: GameId,
    /// The random part of an unlisted game's link.
    pub key: Option<String>,
    /// What they call themselves.
    pub name: PlayerName,
    /// The named guests.
    pub guests: Vec<GuestName>,
    /// To the organizer.
    pub note: Note,
    /// How many must be in for them to come; none: in any case.
    pub only_if: Option<OnlyIf>,
    /// Where they come from.
    pub origin: Origin,
    /// How many spots of one game those may have who are a name alone and came from one address.
    pub names_per_address: u32,
    /// The session they begin.
    pub session: NewSession,
}

/// Notes from where a player comes who is a name alone and of whom that is not known: who signed up and has not confirmed
/// their address yet, or is back after their games were over. So they count among the names from there.
#[derive(Debug)]
pub struct NoteOrigin {
    /// Who.
    pub player: PlayerId,
    /// The game that they want to join.
    pub game: GameId,
    /// Where they come from.
    pub origin: Origin,
}

impl Job for NoteOrigin {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn stale(&self) -> Stale {
        Stale::Nothing
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> QueryResult<()> {
        let is_known = store::arrivals::address_of_name(conn, self.player)?.is_some();
        let is_name = store::accounts::find(conn, self.player)?.is_none();
        if is_known || !is_name || store::games::find(conn, self.game).optional()?.is_none() {
            return Ok(());
        }
        store::arrivals::note(conn, self.player, self.game, &self.origin, now)
    }
}

/// Why nobody came in.
#[derive(Debug, thiserror::Error)]
pub enum ArrivalError {
    /// A name is not enough here.
    #[error("an account is asked for")]
    AccountsOnly,
    /// An address is asked for that is known to be theirs.
    #[error("a confirmed address is asked for")]
    ConfirmedOnly,
    /// What keeps anybody out.
    #[error(transparent)]
    Register(#[from] RegisterError),
}

impl From<QueryError> for ArrivalError {
    fn from(error: QueryError) -> Self {
        Self::Register(error.into())
    }
}

impl Job for JoinByName {
    type Done = Placed;
    type Refused = ArrivalError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn stale(&self) -> Stale {
        self.session.stale().and(Stale::Games(vec![self.game]))
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Placed, ArrivalError> {
        let game = rights::visible_game(conn, self.game, None, self.key.as_deref())?;
        let game = game.ok_or(RegisterError::NotFound)?;
        let since = now.minus(SAME_ATTEMPT);
        let player = match store::arrivals::find_unclaimed(conn, game.id, &self.name, &self.origin, since)? {
            Some(player) => player,
            None => {
                self.must_be_let_in(conn, &game, now)?;
                self.arrive(conn, now)?
            }
        };
        begin_unseen(conn, player, &self.session, now)?;
        let asked = self.registration(player);
        match self.only_if {
            Some(number) => Ok(JoinIf { asked, number: Some(number) }.run(conn, now)?),
            None => Ok(asked.run(conn, now)?),
        }
    }

    fn keeps(&self, refused: &ArrivalError) -> bool {
        matches!(refused, ArrivalError::Register(RegisterError::Closed | RegisterError::Started))
    }
}

impl JoinByName {
    /// Asked before anything is written: what is kept of a refusal is that the game has closed, and nothing else.
    fn must_be_let_in(&self, conn: &mut DbConn, game: &Game, now: Timestamp) -> Result<(), ArrivalError> {
        let party = PartySize::with_guests(self.guests.len());
        let party = party.map_err(|_| RegisterError::TooManyGuests(game.max_guests))?;
        if let Err(refused) = game.room_for(party, now) {
            if matches!(refused, RegisterError::Closed | RegisterError::Started) && game.closed_at.is_none() {
                store::games::note_closed(conn, game.id, now)?;
            }
            return Err(refused.into());
        }
        match game.asks_for(store::site::who_joins(conn)?) {
            WhoJoins::Anyone => {}
            WhoJoins::Accounts => return Err(ArrivalError::AccountsOnly),
            WhoJoins::Confirmed => return Err(ArrivalError::ConfirmedOnly),
        }
        let from = (game.id, self.origin.address.clone());
        let spots = store::arrivals::spots(conn, &[from])?.into_iter().sum();
        Ok(leaves_spots(spots, party, self.names_per_address)?)
    }

    fn arrive(&self, conn: &mut DbConn, now: Timestamp) -> QueryResult<PlayerId> {
        let player = store::players::insert(conn, &self.name, Role::Player, None, now)?;
        store::arrivals::insert(conn, player, self.game, &self.origin, now)?;
        Ok(player)
    }

    fn registration(&self, player: PlayerId) -> Register {
        Register {
            game: self.game,
            player,
            guests: self.guests.clone(),
            note: self.note.clone(),
            attempt: 0,
            key: self.key.clone(),
            names_per_address: self.names_per_address,
        }
    }
}

impl Game {
    /// Whether a name is enough to join, where `site` is what the site asks for.
    pub fn takes_names(&self, site: WhoJoins) -> bool {
        self.asks_for(site) == WhoJoins::Anyone
    }

    /// What one needs to join, where `site` is what the site asks for.
    pub fn asks_for(&self, site: WhoJoins) -> WhoJoins {
        self.who_joins.unwrap_or(site)
    }
}
