//! Those who run a game write to its players.

use super::rights::{RunError, run_game};
use crate::store::games::Game;
use crate::store::messages::{NewMessage, SentMessage};
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope, Stale};
use crate::types::numbers::plural;
use crate::types::time::{DAY, WEEK};
use crate::types::{Audience, EventKind, GameId, GameStatus, MessageText, PlayerId, PlayerName, Status, Timestamp};

/// How long after its end a game's players can be written to, in seconds: somebody left a jacket.
const OPEN_FOR: i64 = WEEK;
/// Messages of a game that its organizers are shown.
const SHOWN: i64 = 20;

/// Somebody who runs a game writes to its players.
#[derive(Debug, Clone)]
pub struct SendMessage {
    /// The game.
    pub game: GameId,
    /// Who writes.
    pub by: PlayerId,
    /// Whom it is for.
    pub audience: Audience,
    /// What they shall read.
    pub text: MessageText,
    /// Whether answers go to the writer's own address.
    pub shares_address: bool,
    /// The game's newest message when the form was made: sent again, the form finds what it sent after it.
    pub after: i64,
    /// How many one may write in a day, in all games.
    pub most: u32,
}

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// There is no such game, as far as they may know.
    #[error("no such game")]
    NotFound,
    /// Somebody else runs it.
    #[error("the game is somebody else's")]
    NotYours,
    /// Nobody has seen it yet.
    #[error("the game is a draft")]
    Draft,
    /// Its end is too long ago.
    #[error("the game is long over")]
    LongOver,
    /// There is nobody whom it would reach.
    #[error("nobody is {0}")]
    Nobody(Audience),
    /// Enough for a day.
    #[error("at most {0} messages a day")]
    TooMany(u32),
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl From<RunError> for MessageError {
    fn from(error: RunError) -> Self {
        match error {
            RunError::NotFound => Self::NotFound,
            RunError::NotYours => Self::NotYours,
            RunError::Query(error) => Self::Query(error),
        }
    }
}

impl Job for SendMessage {
    /// How many were told.
    type Done = i64;
    type Refused = MessageError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn stale(&self) -> Stale {
        Stale::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<i64, MessageError> {
        let game = run_game(conn, self.game, self.by)?;
        if let Some(sent) = self.sent_before(conn)? {
            return Ok(sent.told);
        }
        game.takes_messages(now)?;
        if store::messages::count_since(conn, self.by, now.minus(DAY))? >= i64::from(self.most) {
            return Err(MessageError::TooMany(self.most));
        }
        match self.send(conn, now)? {
            0 => Err(MessageError::Nobody(self.audience)),
            told => Ok(told),
        }
    }
}

impl SendMessage {
    /// What the same form sent before.
    fn sent_before(&self, conn: &mut DbConn) -> QueryResult<Option<SentMessage>> {
        let earlier = store::messages::sent_after(conn, self.game, self.by, self.after)?;
        Ok(earlier.into_iter().find(|sent| sent.audience == self.audience && sent.text == self.text))
    }

    fn send(&self, conn: &mut DbConn, now: Timestamp) -> QueryResult<i64> {
        let own = store::accounts::find(conn, self.by)?.map(|account| account.email);
        let new = NewMessage {
            game_id: self.game,
            sender_id: self.by,
            audience: self.audience,
            text: &self.text,
            reply_to: own.as_ref().filter(|_| self.shares_address),
            created_at: now,
        };
        let told = store::messages::send(conn, &new)?;
        let whom = plural(told, "player");
        store::timeline::record_change(conn, self.game, EventKind::MessageSent, Some(self.by), ("", &whom), now)?;
        let subject = format!("game {}", self.game);
        store::audit::record(conn, Some(self.by), "game.message", &subject, &whom, now)?;
        Ok(told)
    }
}

impl Game {
    fn takes_messages(&self, now: Timestamp) -> Result<(), MessageError> {
        match self.status {
            GameStatus::Draft => Err(MessageError::Draft),
            _ if self.published_at.is_none() => Err(MessageError::Draft),
            GameStatus::Published | GameStatus::Cancelled if now >= self.ends_at.plus(OPEN_FOR) => {
                Err(MessageError::LongOver)
            }
            GameStatus::Published | GameStatus::Cancelled => Ok(()),
        }
    }

    /// Whether those who run it can write to its players.
    pub fn has_readers(&self, now: Timestamp) -> bool {
        self.takes_messages(now).is_ok() && self.taken + self.waiting > 0
    }
}

/// How many a message would reach.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reach {
    /// Players.
    pub players: i64,
    /// Those of them who can be mailed.
    pub by_mail: i64,
}

/// What somebody who writes sees first.
#[derive(Debug, Clone)]
pub struct Readers {
    /// The game.
    pub game: Game,
    /// Whom each audience is.
    pub reach: Vec<(Audience, Reach)>,
    /// What was sent before, latest first.
    pub sent: Vec<(SentMessage, PlayerName)>,
    /// The newest message; 0 where there is none.
    pub newest: i64,
}

/// Whom `actor`, who runs `game`, would reach.
pub fn readers(conn: &mut DbConn, game: GameId, actor: PlayerId) -> Result<Readers, RunError> {
    let game = run_game(conn, game, actor)?;
    let all = store::messages::readers(conn, game.id)?;
    let sent = store::messages::of_game(conn, game.id, SHOWN)?;
    let newest = store::messages::newest(conn, game.id)?.unwrap_or(0);
    let reach = Audience::ALL.iter().map(|audience| (*audience, reach(*audience, &all))).collect();
    Ok(Readers { game, reach, sent, newest })
}

fn reach(audience: Audience, all: &[(Status, bool)]) -> Reach {
    let mut reach = Reach::default();
    for (_, has_mail) in all.iter().filter(|(status, _)| audience.includes(*status)) {
        reach.players += 1;
        reach.by_mail += i64::from(*has_mail);
    }
    reach
}

impl Audience {
    fn includes(self, status: Status) -> bool {
        match self {
            Self::All => status.is_active(),
            Self::In => status.holds_seats(),
            Self::Waiting => status == Status::Waitlisted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::game;

    #[test]
    fn each_audience_is_counted_with_those_who_can_be_mailed() {
        let all = [
            (Status::Confirmed, true),
            (Status::Confirmed, false),
            (Status::Offered, true),
            (Status::Waitlisted, false),
            (Status::Withdrawn, true),
        ];
        let counted: Vec<_> = Audience::ALL.iter().map(|audience| reach(*audience, &all)).collect();
        let reach = |players, by_mail| Reach { players, by_mail };
        assert_eq!(counted, [reach(4, 2), reach(3, 2), reach(1, 0)]);
    }

    #[test]
    fn players_can_be_written_to_until_a_week_after_the_game() {
        let game = game();
        let end = game.ends_at.plus(OPEN_FOR);
        assert!(game.takes_messages(end.minus(1)).is_ok());
        assert!(matches!(game.takes_messages(end), Err(MessageError::LongOver)));
        let draft = Game { status: GameStatus::Draft, published_at: None, ..game.clone() };
        assert!(matches!(draft.takes_messages(Timestamp::EPOCH), Err(MessageError::Draft)));
        let discarded = Game { status: GameStatus::Cancelled, published_at: None, ..game };
        assert!(matches!(discarded.takes_messages(Timestamp::EPOCH), Err(MessageError::Draft)));
    }
}
