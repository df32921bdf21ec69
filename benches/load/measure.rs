//! Two sides, measured in turns, so that a noisy machine is as noisy for both.

use std::error::Error;
use std::time::{Duration, Instant};

use crate::drive::{Script, connect, drive};
use crate::histogram::median;
use crate::scripts::{Forms, Rotation};
use crate::server::Server;
use crate::tally::Tally;

/// How often and how long.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Turns of each side.
    pub rounds: usize,
    /// How long a turn is.
    pub turn: Duration,
}

/// What all turns of one side have given.
#[derive(Debug, Default)]
pub struct Side {
    rates: Vec<f64>,
    costs: Vec<f64>,
    /// Everything that was answered.
    pub tally: Tally,
}

impl Side {
    /// The median of answers a second.
    pub fn rate(&self) -> f64 {
        median(&self.rates)
    }

    /// The median of the server's processor time for an answer, in microseconds.
    pub fn cost(&self) -> f64 {
        median(&self.costs)
    }

    /// Lets `connections` follow `script`; notes how many answers there were and what they cost `server`.
    fn turn(&mut self, server: &Server, connections: usize, script: &mut impl Script) -> Result<(), Box<dyn Error>> {
        let streams = connect(server.address, connections)?;
        let (spent, began) = (server.spent()?, Instant::now());
        drive(server.address, streams, script)?;
        let (took, spent) = (began.elapsed(), server.spent()?.saturating_sub(spent));
        let tally = std::mem::take(script.tally());
        let answers = f64::from(u32::try_from(tally.pages.count() + tally.forms.count())?);
        self.rates.push(answers / took.as_secs_f64());
        self.costs.push(spent.as_secs_f64() * 1e6 / answers.max(1.0));
        self.tally.add(&tally);
        Ok(())
    }
}

/// Requests that a server is asked over and over.
pub struct Asked<'a> {
    /// The server.
    pub server: &'a Server,
    /// The requests.
    pub requests: &'a [Vec<u8>],
}

/// Asks all sides for pages in turns, each on so many connections.
pub fn pages<const N: usize>(sides: [Asked; N], connections: usize, pace: Pace) -> Result<[Side; N], Box<dyn Error>> {
    let mut measured = [(); N].map(|()| Side::default());
    for side in &sides {
        let mut warm = Rotation::new(side.requests, pace.turn / 4);
        drive(side.server.address, connect(side.server.address, connections)?, &mut warm)?;
    }
    for _ in 0..pace.rounds {
        for (side, measured) in sides.iter().zip(&mut measured) {
            measured.turn(side.server, connections, &mut Rotation::new(side.requests, pace.turn))?;
        }
    }
    Ok(measured)
}

/// Forms that a server is sent, each once.
pub struct Sent<'a> {
    /// The server.
    pub server: &'a Server,
    /// The forms of each turn.
    pub turns: Vec<Vec<Vec<u8>>>,
}

/// Sends all sides their forms in turns, each on so many connections; a turn that lasts `longest` ends.
pub fn forms(sides: &[Sent], connections: usize, longest: Duration) -> Result<Vec<Side>, Box<dyn Error>> {
    let mut measured: Vec<Side> = sides.iter().map(|_| Side::default()).collect();
    for turn in 0..sides.iter().map(|side| side.turns.len()).min().unwrap_or_default() {
        for (side, measured) in sides.iter().zip(&mut measured) {
            measured.turn(side.server, connections, &mut Forms::new(&side.turns[turn], longest))?;
        }
    }
    Ok(measured)
}
