//! The scenes of a storm in their order: contests, the storm itself, and the comparison.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use tokio::task::spawn_local;

use super::calls::Storm;
use super::clients::Client;
use super::http::Address;
use super::person::Person;
use super::promise::Findings;
use super::record::Record;
use super::servers::{Server, rage};
use super::stage::{Fate, Pitch, Stage};
use super::strangers::{self, Strangers};
use super::{compare, contest, organizer, report};
use crate::cli::Failure;
use crate::cli::demo::Random;
use crate::store;
use crate::types::{GameId, Role};

/// Between two lines about how it goes.
const PROGRESS: Duration = Duration::from_secs(2);
/// Games in which somebody is disabled.
const BANS: usize = 5;

/// How long, how many, how often.
pub struct Plan {
    /// How long the storm lasts, after the contests.
    pub lasts: Duration,
    /// Clients at once.
    pub clients: u32,
    /// Players.
    pub players: u32,
    /// Games of the storm.
    pub games: u32,
    /// Games before it.
    pub contests: u32,
    /// Where chance begins.
    pub seed: u64,
    /// Between two kills.
    pub kill_every: Duration,
    /// Instead of a kill.
    pub crash: Option<String>,
    /// Where every call is written.
    pub calls: Option<PathBuf>,
}

/// Everybody who takes part.
struct Cast {
    organizer: Person,
    admin: Person,
    players: Vec<Person>,
    banned: Vec<[Person; 3]>,
}

/// Plays all scenes; what was found.
pub async fn play(
    stage: &Stage,
    addresses: Vec<Address>,
    servers: Vec<Server>,
    plan: Plan,
) -> Result<Findings, Failure> {
    let storm = Rc::new(Storm {
        addresses,
        record: RefCell::new(Record::new()),
        findings: RefCell::new(Findings::default()),
        standings: RefCell::new(HashMap::new()),
        pitches: RefCell::new(HashMap::new()),
        cancelled: RefCell::new(HashSet::new()),
        strangers: RefCell::new(HashMap::new()),
        over: Cell::new(false),
        kills: Cell::new(0),
        kills_servers: !servers.is_empty(),
    });
    let telling = Rc::clone(&storm);
    let progress = spawn_local(async move {
        loop {
            tokio::time::sleep(PROGRESS).await;
            println!("{}", report::progress(&telling));
        }
    });
    let mut cast = cast(stage, &plan).await?;
    let mut games = contests(&storm, stage, &mut cast, &plan).await?;
    let (stormed, servers) = rain(&storm, stage, cast, servers, &plan).await?;
    games.extend(stormed);
    progress.abort();
    println!("{}", report::progress(&storm));
    let family = family(&plan, &storm);
    let (kept, strangers) = stage
        .work(move |store, _| {
            let strangers = store.read_here(|conn| store::players::named_like(conn, &family))?;
            Ok((compare::read(store, &games)?, strangers))
        })
        .await?;
    strangers::identify(&storm, &strangers);
    compare::compare(&storm, &kept);
    drop(servers);
    if let Some(path) = &plan.calls {
        write_calls(&storm, path)?;
    }
    Ok(storm.findings.take())
}

async fn cast(stage: &Stage, plan: &Plan) -> Result<Cast, Failure> {
    let players = plan.players;
    stage
        .work(move |store, stage| {
            let mut special = stage.people(store, Role::Admin, 2)?;
            let (Some(organizer), Some(admin)) = (special.pop(), special.pop()) else {
                return Err("nobody was made".into());
            };
            let mut three = stage.people(store, Role::Player, 3 * BANS as u32)?.into_iter();
            let mut banned = Vec::new();
            while let (Some(first), Some(second), Some(third)) = (three.next(), three.next(), three.next()) {
                banned.push([first, second, third]);
            }
            Ok(Cast { organizer, admin, players: stage.people(store, Role::Player, players)?, banned })
        })
        .await
}

/// Makes games of `seats` (capacity and guests), each with its fate.
async fn pitches(stage: &Stage, by: &Person, wanted: Vec<((i32, i32), Fate)>) -> Result<Vec<Pitch>, Failure> {
    let by = by.id;
    stage
        .work(move |store, _| wanted.into_iter().map(|(seats, fate)| Stage::pitch(store, by, seats, fate)).collect())
        .await
}

/// The contests, in as many groups of forty as there are players and clients for; then the bans.
async fn contests(
    storm: &Rc<Storm>,
    stage: &Stage,
    cast: &mut Cast,
    plan: &Plan,
) -> Result<Vec<(GameId, i32)>, Failure> {
    let wanted = vec![((contest::SEATS, 0), Fate::Plain); plan.contests as usize];
    let games = pitches(stage, &cast.organizer, wanted).await?;
    let groups = (cast.players.len() / contest::PLAYERS).min(plan.clients as usize / 4).max(1);
    let tasks: Vec<_> = (0..groups)
        .map(|group| {
            let mut people: Vec<_> = cast.players.drain(..contest::PLAYERS).collect();
            let games: Vec<_> = games.iter().skip(group).step_by(groups).map(|pitch| pitch.id).collect();
            let storm = Rc::clone(storm);
            spawn_local(async move {
                for game in games {
                    people = contest::compete(Rc::clone(&storm), people, game).await;
                }
                people
            })
        })
        .collect();
    for task in tasks {
        cast.players.extend(task.await?);
    }
    let bans = pitches(stage, &cast.organizer, vec![((1, 0), Fate::Plain); cast.banned.len()]).await?;
    for (three, pitch) in cast.banned.drain(..).zip(&bans) {
        contest::pass_over(Rc::clone(storm), cast.admin.clone(), three, pitch.id).await;
    }
    Ok(games.iter().chain(&bans).map(|pitch| (pitch.id, pitch.capacity)).collect())
}

/// The storm itself: clients, the organizer and the kills beside each other.
async fn rain(
    storm: &Rc<Storm>,
    stage: &Stage,
    cast: Cast,
    servers: Vec<Server>,
    plan: &Plan,
) -> Result<(Vec<(GameId, i32)>, Vec<Server>), Failure> {
    let half = plan.lasts / 2;
    let games = pitches(stage, &cast.organizer, wanted(plan.games, half)).await?;
    let games: Vec<_> = games.into_iter().map(Rc::new).collect();
    storm.pitches.borrow_mut().extend(games.iter().map(|pitch| (pitch.id, Rc::clone(pitch))));
    let begun = storm.record.borrow().now();
    let mut random = Random::new(plan.seed);
    let mut tasks = Vec::new();
    let share = cast.players.len().div_ceil(plan.clients as usize).max(1);
    let mut players = cast.players.into_iter();
    loop {
        let people: Vec<_> = players.by_ref().take(share).collect();
        if people.is_empty() {
            break;
        }
        tasks.push(spawn_local(Client::new(storm, people, &games, random.fork()).play()));
    }
    let strangers = Strangers::new(storm, &games, random.fork(), family(plan, storm));
    tasks.push(spawn_local(strangers.play()));
    let organizing = organizer::organize(Rc::clone(storm), cast.organizer, games.clone(), random.fork(), begun + half);
    tasks.push(spawn_local(organizing));
    let end = begun + plan.lasts;
    let killing = rage(Rc::clone(storm), servers, (plan.kill_every, plan.crash.clone()), random.fork(), end);
    let killing = spawn_local(killing);
    tokio::time::sleep(plan.lasts).await;
    // Every server is running again before the last calls are made.
    let servers = killing.await??;
    storm.over.set(true);
    for task in tasks {
        task.await?;
    }
    Ok((games.iter().map(|pitch| (pitch.id, pitch.capacity)).collect(), servers))
}

/// What all strangers of this storm are called: its games' numbers are no other's.
fn family(plan: &Plan, storm: &Storm) -> String {
    let first = storm.pitches.borrow().keys().min().map_or(0, |game| game.get());
    format!("Stranger {}-{first}", plan.seed)
}

/// Small games and larger ones, with and without guests, and a few with a fate of their own.
fn wanted(count: u32, half: Duration) -> Vec<((i32, i32), Fate)> {
    let middle = crate::store::Clock::System.now().plus(i64::try_from(half.as_secs()).unwrap_or(0));
    let games = (0_i32..).take(count as usize);
    games
        .map(|number| {
            let fate = match number % 10 {
                0 => Fate::Opens(middle),
                1 => Fate::Closes(middle),
                2 => Fate::Cancelled,
                3..=4 => Fate::Resized,
                5 | 7 => Fate::Held,
                6 => Fate::Open,
                9 => Fate::IfEnough,
                _ => Fate::Plain,
            };
            ((6 + number % 9, number % 3), fate)
        })
        .collect()
}

fn write_calls(storm: &Storm, path: &Path) -> Result<(), Failure> {
    let mut lines = BufWriter::new(File::create(path)?);
    for call in &storm.record.borrow().calls {
        writeln!(lines, "{call}")?;
    }
    Ok(lines.flush()?)
}
