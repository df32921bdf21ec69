//! The program as a process of its own, which a test may kill.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, ExitStatus, Output, Stdio},
};

use kickabout::store::DatabaseUrl;

use crate::support::{Database, address};

/// `kickabout serve`, running.
pub struct Server {
    child: Child,
    pub base: String,
    /// The path of the set-up link, while the site is empty.
    pub set_up: Option<String>,
}

impl Server {
    /// Starts the program over `database`, and waits until it says where it listens.
    pub fn start(database: &Database) -> Self {
        Self::start_as(command(database, &["serve", "--listen", "127.0.0.1:0"]))
    }

    pub fn start_as(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut next = || lines.next().expect("the program ended before it listened").unwrap();
        let base = next().strip_prefix("Listening on ").unwrap().trim_end_matches('/').to_owned();
        let mut server = Self { child, base, set_up: None };
        if server.is_empty() {
            let line = next();
            let link = line.strip_prefix("Set up this site: ").unwrap();
            server.set_up = Some(link.strip_prefix(&server.base).unwrap().to_owned());
        }
        server
    }

    /// Whether the console goes on with a set-up link: an empty site has no page but that.
    fn is_empty(&self) -> bool {
        let address = self.base.strip_prefix("http://").unwrap();
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        std::io::Write::write_all(&mut stream, b"GET /login HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        BufReader::new(stream).read_line(&mut answer).unwrap();
        !answer.contains(" 200 ")
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and how it ended.
    pub fn terminate(mut self) -> ExitStatus {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
        self.child.wait().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A failed test must leave no process behind; one that has ended already is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program with `arguments`, over `database`.
pub fn command(database: &Database, arguments: &[&str]) -> Command {
    program(&database.url, arguments)
}

/// The program with `arguments`, over the database at `url`.
pub fn program(url: &DatabaseUrl, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kickabout"));
    command.args(arguments).env("DATABASE_URL", address(url)).env("RUST_LOG", "warn");
    command.stdin(Stdio::null()).stderr(Stdio::piped());
    command
}

/// The same with no file allowed to grow beyond `blocks` of 512 bytes; the shell runs `first` before.
pub fn limited(program: &Command, blocks: u64, first: &str) -> Command {
    let mut limited = Command::new("sh");
    limited.arg("-c").arg(format!("{first}\nulimit -c 0; ulimit -f {blocks}; exec \"$0\" \"$@\""));
    limited.arg(program.get_program()).args(program.get_args());
    limited.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    limited.stdin(Stdio::null());
    limited
}

pub fn run(database: &Database, arguments: &[&str]) -> Output {
    command(database, arguments).output().unwrap()
}

/// What a command said, for a message about it.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
