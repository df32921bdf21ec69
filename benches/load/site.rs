//! A site made for one measurement: its data, its players' sessions, and the server on it.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use crate::bench::Bench;
use crate::server::{Server, clean};

/// A site, in files or a database of its own.
pub struct Site<'a> {
    bench: &'a Bench,
    /// What `DATABASE_URL` says for it.
    pub database: String,
    key: PathBuf,
    sessions: PathBuf,
    /// The Cookie headers of its players.
    pub cookies: Vec<String>,
}

/// Where a site keeps its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// In a file.
    Sqlite,
    /// On the server that was named.
    Postgres,
}

impl<'a> Site<'a> {
    /// A new site called `name` with so many players, all signed in.
    pub fn found(bench: &'a Bench, name: &str, kind: Kind, players: usize) -> Result<Self, Box<dyn Error>> {
        let folder = bench.folder.join("sites").join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let database = match kind {
            Kind::Sqlite => format!("sqlite:{}", folder.join("kickabout.db").display()),
            Kind::Postgres => create(bench, &name.replace('-', "_"))?,
        };
        let (key, sessions) = (folder.join("key"), folder.join("sessions"));
        let mut site = Self { bench, database, key, sessions, cookies: Vec::new() };
        site.town(&["found"])?;
        site.make_players(players)?;
        Ok(site)
    }

    /// A site on a copy of the SQLite file of another.
    pub fn copied(bench: &'a Bench, name: &str, from: &Path) -> Result<Self, Box<dyn Error>> {
        let folder = bench.folder.join("sites").join(name);
        fs::create_dir_all(&folder)?;
        let file = folder.join("kickabout.db");
        for suffix in ["-wal", "-shm"] {
            let beside = folder.join(format!("kickabout.db{suffix}"));
            if beside.exists() {
                fs::remove_file(beside)?;
            }
        }
        fs::copy(from, &file)?;
        let database = format!("sqlite:{}", file.display());
        Ok(Self { bench, database, key: folder.join("key"), sessions: folder.join("sessions"), cookies: Vec::new() })
    }

    /// Lets the program `town` change the data; returns the ids it prints.
    pub fn town(&self, command: &[&str]) -> Result<Vec<i64>, Box<dyn Error>> {
        let output = clean(&self.bench.town).arg(&self.database).args(command).output()?;
        if !output.status.success() {
            return Err(format!("town {}: {}", command.join(" "), String::from_utf8_lossy(&output.stderr)).into());
        }
        let ids = String::from_utf8(output.stdout)?;
        ids.lines().map(|line| Ok(line.parse()?)).collect()
    }

    /// The file with the players' sessions.
    pub fn players(&self) -> String {
        self.sessions.display().to_string()
    }

    /// Its SQLite file.
    pub fn file(&self) -> Option<&Path> {
        self.database.strip_prefix("sqlite:").map(Path::new)
    }

    /// Starts Kickabout on it, as README's `serve` does, with these settings more.
    pub fn serve(&self, settings: &[&str]) -> Result<Server, Box<dyn Error>> {
        let key = self.key.display().to_string();
        let mut arguments = vec!["serve", "--listen", "127.0.0.1:0", "--database-url", &self.database];
        arguments.extend(["--cookie-key-file", &key]);
        arguments.extend(settings);
        Server::start(&self.bench.kickabout, &arguments, &self.bench.folder.join("kickabout.log"))
    }

    fn make_players(&mut self, count: usize) -> Result<(), Box<dyn Error>> {
        let mut command = clean(&self.bench.kickabout);
        command.args(["admin", "make-players", &count.to_string(), "--database-url", &self.database, "--sessions"]);
        let output = command.arg(&self.sessions).arg("--cookie-key-file").arg(&self.key).output()?;
        if !output.status.success() {
            return Err(format!("make-players: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        let text = fs::read_to_string(&self.sessions)?;
        self.cookies = text.lines().filter_map(|line| line.split('\t').nth(2)).map(str::to_owned).collect();
        if self.cookies.len() == count { Ok(()) } else { Err("make-players made too few".into()) }
    }
}

/// An empty database on the server that was named; its address.
fn create(bench: &Bench, name: &str) -> Result<String, Box<dyn Error>> {
    let server = bench.postgres.as_deref().ok_or("this line needs --postgres")?;
    let output = clean(&bench.town).args([server, "create", name]).output()?;
    if !output.status.success() {
        return Err(format!("town create: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let (start, _) = server.rsplit_once('/').ok_or("the server's address names no database")?;
    Ok(format!("{start}/{name}"))
}
