//! Servers as processes: started, measured from outside, stopped.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// A server stops within this time after it is told to, or is ended.
const STOPS_WITHIN: Duration = Duration::from_secs(20);

/// A server that says where it listens.
pub struct Server {
    child: Child,
    /// Kept, so that the server never writes to a closed pipe.
    _output: BufReader<ChildStdout>,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Starts `program`, whose errors go to the file `log`, and waits until it says that it listens.
    pub fn start(program: &Path, arguments: &[&str], log: &Path) -> Result<Self, Box<dyn Error>> {
        let errors = File::options().create(true).append(true).open(log)?;
        let mut command = clean(program);
        let mut child = command.args(arguments).stdout(Stdio::piped()).stderr(errors).spawn()?;
        let output = child.stdout.take().ok_or("the server has no output")?;
        let mut output = BufReader::new(output);
        match listening(&mut output) {
            Ok(address) => Ok(Self { child, _output: output, address }),
            Err(error) => {
                child.kill()?;
                child.wait()?;
                Err(format!("{} did not start: {error}; see {}", program.display(), log.display()).into())
            }
        }
    }

    /// The time that the processor has spent on it.
    pub fn spent(&self) -> Result<Duration, Box<dyn Error>> {
        let text = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name, which may contain spaces, ends with the last bracket; the state follows as the third field.
        let fields: Vec<&str> = text.rsplit_once(')').ok_or("no such process")?.1.split_whitespace().collect();
        let [user, system] = [11, 12].map(|field| fields.get(field).and_then(|ticks| ticks.parse::<u64>().ok()));
        let ticks = user.ok_or("no user time")? + system.ok_or("no system time")?;
        Ok(Duration::from_millis(ticks * 1000 / rustix::param::clock_ticks_per_second()))
    }

    /// The memory that it holds, in bytes: VmRSS.
    pub fn memory(&self) -> Result<u64, Box<dyn Error>> {
        let text = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        let kilobytes: u64 = line.split_whitespace().next().ok_or("no VmRSS")?.parse()?;
        Ok(kilobytes * 1024)
    }

    /// Tells it to stop and waits until it has.
    pub fn stop(mut self) -> Result<(), Box<dyn Error>> {
        self.end()
    }

    fn end(&mut self) -> Result<(), Box<dyn Error>> {
        if self.child.try_wait()?.is_some() {
            return Ok(());
        }
        kill_process(Pid::from_child(&self.child), Signal::TERM)?;
        let told = Instant::now();
        while told.elapsed() < STOPS_WITHIN {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        self.child.kill()?;
        self.child.wait()?;
        Err("a server did not stop when it was told to".into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!("{error}");
        }
    }
}

/// `program` without any setting that this process was given for Kickabout.
pub fn clean(program: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("KICKABOUT_") || text == "DATABASE_URL" || text == "RUST_LOG" {
            command.env_remove(&name);
        }
    }
    command.stdin(Stdio::null());
    command
}

fn listening(output: &mut impl BufRead) -> Result<SocketAddr, Box<dyn Error>> {
    let mut line = String::new();
    output.read_line(&mut line)?;
    let address = line.trim().strip_prefix("Listening on http://").and_then(|rest| rest.strip_suffix('/'));
    Ok(address.ok_or_else(|| format!("it said “{}”", line.trim()))?.parse()?)
}
