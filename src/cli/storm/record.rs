//! Every call of a storm: when it began and was answered, who made it, what for, and what became of it.

use std::fmt;
use std::time::{Duration, Instant};

use crate::types::{GameId, PlayerId};

/// Calls shown as the proof of something.
const SHOWN: usize = 12;

/// What somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// "I'm in", with guests, on a form of the so-manieth attempt.
    Join { attempt: i64, guests: Vec<String> },
    /// "I'm in if we get" a number, with guests, on a form of the so-manieth attempt.
    JoinIf { attempt: i64, number: i32, guests: Vec<String> },
    /// "I'm in" with a name, by somebody without a session.
    JoinByName { name: String },
    /// Other guests.
    Guests { guests: Vec<String> },
    /// "Can't make it", or leaving the line.
    Leave { attempt: i64 },
    /// "I'm in" of somebody who waits, on a form of the so-manieth attempt.
    Take { attempt: i64 },
    /// "No, thanks" to a seat that is held.
    Decline,
    /// "Still want in" of somebody who is passed over.
    WantIn,
    /// An organizer changes the number of seats.
    Resize { capacity: i32 },
    /// An organizer calls the game off.
    Cancel,
    /// An admin disables a player.
    Disable { player: PlayerId },
    /// A game's page.
    Look,
    /// The list of games.
    List,
}

impl What {
    /// Whether a player asked for it, to change what they are in a game.
    pub fn is_a_players(&self) -> bool {
        match self {
            Self::Join { .. }
            | Self::JoinIf { .. }
            | Self::JoinByName { .. }
            | Self::Guests { .. }
            | Self::Leave { .. }
            | Self::Take { .. }
            | Self::Decline
            | Self::WantIn => true,
            Self::Resize { .. } | Self::Cancel | Self::Disable { .. } | Self::Look | Self::List => false,
        }
    }
}

/// What became of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Done; repeats are answered alike.
    Done,
    /// Refused, with this status: nothing happened.
    Refused(u16),
    /// No answer, or one that says nothing: it may have happened or not.
    Unknown(String),
    /// It never reached the site.
    Unsent,
}

/// One call.
#[derive(Debug, Clone)]
pub struct Call {
    /// Since the storm began.
    pub started: Duration,
    /// Since the storm began.
    pub answered: Duration,
    /// Which address was asked.
    pub site: usize,
    /// Who asked.
    pub player: PlayerId,
    /// About which game.
    pub game: Option<GameId>,
    /// What for.
    pub what: What,
    /// What became of it.
    pub outcome: Outcome,
}

/// All calls, in the order of their answers.
#[derive(Debug)]
pub struct Record {
    begun: Instant,
    /// The calls.
    pub calls: Vec<Call>,
}

impl Record {
    /// An empty record that begins now.
    pub fn new() -> Self {
        Self { begun: Instant::now(), calls: Vec::new() }
    }

    /// How long the storm has lasted.
    pub fn now(&self) -> Duration {
        self.begun.elapsed()
    }

    /// How many calls ended in a way that `is` tells.
    pub fn count(&self, is: impl Fn(&Outcome) -> bool) -> usize {
        self.calls.iter().filter(|call| is(&call.outcome)).count()
    }

    /// The last calls of `player` about `game`, as lines; those of everybody where nobody is named.
    pub fn lines(&self, game: GameId, player: Option<PlayerId>) -> Vec<String> {
        let about = |call: &&Call| call.game == Some(game) && player.is_none_or(|player| call.player == player);
        let changes = |call: &&Call| player.is_some() || call.what != What::Look;
        let mut lines: Vec<_> =
            self.calls.iter().rev().filter(about).filter(changes).take(SHOWN).map(ToString::to_string).collect();
        lines.reverse();
        lines
    }
}

impl fmt::Display for Call {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (started, answered) = (self.started.as_secs_f64(), self.answered.as_secs_f64());
        write!(out, "{started:.3}-{answered:.3} s, address {}, player {}", self.site + 1, self.player)?;
        if let Some(game) = self.game {
            write!(out, ", game {game}")?;
        }
        write!(out, ": {} -> {}", self.what, self.outcome)
    }
}

impl fmt::Display for What {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Join { attempt, guests } => write!(out, "join, attempt {attempt}, guests [{}]", guests.join(", ")),
            Self::JoinIf { attempt, number, guests } => {
                write!(out, "join if {number}, attempt {attempt}, guests [{}]", guests.join(", "))
            }
            Self::JoinByName { name } => write!(out, "join as {name}"),
            Self::Guests { guests } => write!(out, "guests [{}]", guests.join(", ")),
            Self::Leave { attempt } => write!(out, "leave, attempt {attempt}"),
            Self::Take { attempt } => write!(out, "take, attempt {attempt}"),
            Self::Decline => out.write_str("decline"),
            Self::WantIn => out.write_str("want in"),
            Self::Resize { capacity } => write!(out, "capacity {capacity}"),
            Self::Cancel => out.write_str("cancel"),
            Self::Disable { player } => write!(out, "disable player {player}"),
            Self::Look => out.write_str("page"),
            Self::List => out.write_str("list"),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done => out.write_str("ok"),
            Self::Refused(status) => write!(out, "refused ({status})"),
            Self::Unknown(why) => write!(out, "unknown ({why})"),
            Self::Unsent => out.write_str("not sent"),
        }
    }
}
