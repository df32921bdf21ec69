//! Servers that the storm starts itself, so that it may kill them.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::calls::Storm;
use super::http::{Address, Connection};
use crate::cli::Failure;
use crate::cli::demo::Random;
use crate::store::DatabaseUrl;

/// A start takes a moment, longer after a crash.
const PATIENCE: Duration = Duration::from_secs(120);
/// Starts that are tried.
const STARTS: u32 = 4;
const BETWEEN_STARTS: Duration = Duration::from_millis(500);
/// A killed process is gone after this.
const DYING: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(25);

/// A server and the command that starts it.
#[derive(Debug)]
pub struct Server {
    command: String,
    address: Address,
    database: String,
    child: Option<Child>,
}

impl Server {
    /// A server that listens on `address` when `command` has started it.
    pub fn new(command: &str, address: &Address, database: &DatabaseUrl) -> Self {
        let database = match database {
            DatabaseUrl::Sqlite(file) => format!("sqlite:{}", file.display()),
            DatabaseUrl::Postgres(url) => url.clone(),
        };
        Self { command: command.to_owned(), address: address.clone(), database, child: None }
    }

    /// Starts it, and waits until it is ready. What the one before held, such as its port, may be free a moment later.
    pub async fn start(&mut self) -> Result<(), Failure> {
        for _ in 1..STARTS {
            match self.start_once().await {
                Ok(()) => return Ok(()),
                Err(failure) => log::warn!("{failure}; trying again"),
            }
            tokio::time::sleep(BETWEEN_STARTS).await;
        }
        self.start_once().await
    }

    async fn start_once(&mut self) -> Result<(), Failure> {
        self.kill();
        let mut shell = Command::new("sh");
        // A group of its own: whatever the command starts dies with it.
        shell.args(["-c", &self.command]).process_group(0).stdin(Stdio::null()).stdout(Stdio::null());
        shell.env("DATABASE_URL", &self.database);
        if std::env::var_os("RUST_LOG").is_none() {
            shell.env("RUST_LOG", "error");
        }
        let began = Instant::now();
        self.child = Some(shell.spawn()?);
        while !is_ready(&self.address).await {
            if let Some(child) = &mut self.child
                && let Some(status) = child.try_wait()?
            {
                return Err(format!("`{}` ended before it was ready: {status}", self.command).into());
            }
            if began.elapsed() > PATIENCE {
                return Err(format!("`{}` is not ready at {}", self.command, self.address.shown).into());
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// `kill -9`, with all that it has started.
    pub fn kill(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        if !signal("-9", &child) {
            // Gone already, or without a group: then it is the child alone.
            drop(child.kill());
        }
        drop(child.wait());
        // What the child had started is not ours to wait for, and holds its port until it is gone.
        let began = Instant::now();
        while signal("-0", &child) && began.elapsed() < DYING {
            std::thread::sleep(PAUSE);
        }
    }

    /// Lets `command` do the harm; the server's process is in its SERVER_PID.
    async fn crash(&mut self, command: &str) -> Result<(), Failure> {
        let pid = self.child.as_ref().map_or(0, Child::id);
        let mut shell = Command::new("sh");
        shell.args(["-c", command]).env("SERVER_PID", pid.to_string()).stdin(Stdio::null());
        let status = tokio::task::spawn_blocking(move || shell.status()).await??;
        self.kill();
        if status.success() { Ok(()) } else { Err(format!("`{command}` failed: {status}").into()) }
    }
}

/// Sends `signal` to the group of `child`; whether there was anybody.
fn signal(signal: &str, child: &Child) -> bool {
    let group = format!("-{}", child.id());
    let told = Command::new("kill").args([signal, "--", &group]).stderr(Stdio::null()).status();
    told.is_ok_and(|status| status.success())
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Whether the site at `address` answers and has its database.
pub async fn is_ready(address: &Address) -> bool {
    Connection::new(address.clone()).call("/readyz", "", None).await.is_ok_and(|answer| answer.status == 200)
}

/// Kills one of `servers` about every `mean` until the storm has lasted `end`; each is running again afterwards.
pub async fn rage(
    storm: Rc<Storm>,
    mut servers: Vec<Server>,
    (mean, crash): (Duration, Option<String>),
    mut random: Random,
    end: Duration,
) -> Result<Vec<Server>, Failure> {
    while !servers.is_empty() {
        let pause = mean.mul_f64(0.4 + 1.2 * random.unit());
        if storm.record.borrow().now() + pause >= end {
            break;
        }
        tokio::time::sleep(pause).await;
        let last = i64::try_from(servers.len()).unwrap_or(1) - 1;
        let index = usize::try_from(random.between(0, last)).unwrap_or(0);
        match &crash {
            Some(command) => servers[index].crash(command).await?,
            None => servers[index].kill(),
        }
        storm.kills.set(storm.kills.get() + 1);
        servers[index].start().await?;
    }
    Ok(servers)
}
