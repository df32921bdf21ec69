//! One connection type over both databases, chosen by the scheme of the database's address.

use std::fmt;
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::{Connection, ConnectionResult, PgConnection, SqliteConnection};

use super::{quiet, sabotage};

/// A connection to either database; queries are written once against it.
#[derive(diesel::MultiConnection)]
pub enum DbConn {
    /// The embedded database: one file.
    Sqlite(SqliteConnection),
    /// A Postgres server.
    Postgres(PgConnection),
}

/// Compiles one body for each concrete connection, for the parts of diesel that the enum can't express
/// (`returning`, `on_conflict`, batch inserts, `FOR UPDATE`).
macro_rules! on_each {
    ($conn:expr, $concrete:ident => $body:expr) => {
        match $conn {
            $crate::store::DbConn::Sqlite($concrete) => $body,
            $crate::store::DbConn::Postgres($concrete) => $body,
        }
    };
}
pub(crate) use on_each;

/// Where the data lives.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `sqlite:PATH` or a plain path.
    Sqlite(PathBuf),
    /// `postgres://...`, as libpq reads it.
    Postgres(String),
}

/// Why an address names no database.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseUrlError {
    /// The scheme is neither SQLite's nor Postgres's.
    #[error("unknown kind of database {0:?}: write sqlite:FILE or postgres://...")]
    UnknownScheme(String),
    /// No file is named.
    #[error("name the database's file, as in sqlite:kickabout.db")]
    NoFile,
}

impl DatabaseUrl {
    /// Decides by the scheme alone: trying one database after the other would turn a mistyped Postgres
    /// address into a new, empty SQLite file.
    pub fn parse(text: &str) -> Result<Self, DatabaseUrlError> {
        let (scheme, rest) = match text.split_once(':') {
            Some((scheme, rest)) if scheme.len() > 1 => (scheme, rest),
            _ => ("sqlite", text),
        };
        match scheme {
            "postgres" | "postgresql" => Ok(Self::Postgres(text.to_owned())),
            "sqlite" => {
                let path = rest.strip_prefix("//").unwrap_or(rest);
                if path.is_empty() { Err(DatabaseUrlError::NoFile) } else { Ok(Self::Sqlite(path.into())) }
            }
            other => Err(DatabaseUrlError::UnknownScheme(other.to_owned())),
        }
    }

    /// The SQLite file, where the data is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }

    /// Connects for `access`.
    pub(super) fn connect(&self, access: Access) -> ConnectionResult<DbConn> {
        match self {
            Self::Sqlite(path) => {
                if access == Access::Write {
                    make_private(path);
                }
                let mut conn = SqliteConnection::establish(&path.to_string_lossy())?;
                conn.batch_execute(access.sqlite_settings())
                    .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
                if sabotage::without_sync() {
                    conn.batch_execute("PRAGMA synchronous = NORMAL")
                        .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
                }
                Ok(DbConn::Sqlite(conn))
            }
            Self::Postgres(url) => {
                let mut conn = PgConnection::establish(&with_patience(url))?;
                conn.batch_execute(
                    "SET TIME ZONE 'UTC'; SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '60s'",
                )
                .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
                if access == Access::Write {
                    conn.batch_execute(POSTGRES_WRITER).map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
                }
                if sabotage::without_sync() {
                    conn.batch_execute("SET synchronous_commit = off")
                        .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
                }
                Ok(DbConn::Postgres(conn))
            }
        }
    }
}

/// A writer asks for few rows by their keys, over and over: plans are made once, and must stay good while tables that
/// were empty then grow to millions of rows.
pub const POSTGRES_WRITER: &str = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; \
                               SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off";

/// How long to wait for a server that does not answer (libpq, 34.1.2): for a connection in seconds, for the
/// acknowledgement of what was sent in milliseconds; and when a silent connection is asked whether it is still there.
const PATIENCE: [(&str, &str); 5] = [
    ("connect_timeout", "2"),
    ("tcp_user_timeout", "4000"),
    ("keepalives_idle", "4"),
    ("keepalives_interval", "2"),
    ("keepalives_count", "2"),
];

/// The address `url`, with bounds where it names none.
fn with_patience(url: &str) -> String {
    let mut url = url.to_owned();
    for (name, value) in PATIENCE {
        if !url.contains(&format!("{name}=")) {
            let mark = if url.contains('?') { '&' } else { '?' };
            url.push_str(&format!("{mark}{name}={value}"));
        }
    }
    url
}

/// Makes a database's new file readable by its owner alone, before SQLite makes it readable by all; the files beside
/// it take after it. One that cannot be made is SQLite's to explain.
fn make_private(path: &Path) {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    drop(made);
}

/// Shown without the password that a Postgres address may carry.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(out, "sqlite:{}", path.display()),
            Self::Postgres(url) => match url.split_once("://").map(|(_, rest)| rest) {
                Some(rest) => write!(out, "postgres://{}", rest.rsplit_once('@').map_or(rest, |(_, host)| host)),
                None => out.write_str("postgres"),
            },
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self}")
    }
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

impl Access {
    /// `synchronous=FULL`: with NORMAL a power cut loses commits that were already answered. `wal_autocheckpoint`: the
    /// log is copied into the file beside the writer (`copier.rs`); the writer itself does what is left at 80 megabytes,
    /// which begins the log anew under a load that never pauses.
    fn sqlite_settings(self) -> &'static str {
        match self {
            Self::Write => {
                "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                 PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY; \
                 PRAGMA wal_autocheckpoint = 20000"
            }
            Self::Read => {
                "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA query_only = ON; PRAGMA cache_size = -8000"
            }
        }
    }
}

/// Makes the pool's read connections; diesel's own manager would guess the database.
#[derive(Debug)]
pub(super) struct Readers(pub DatabaseUrl);

impl r2d2::ManageConnection for Readers {
    type Connection = DbConn;
    type Error = diesel::ConnectionError;

    fn connect(&self) -> Result<DbConn, Self::Error> {
        self.0.connect(Access::Read)
    }

    fn is_valid(&self, conn: &mut DbConn) -> Result<(), Self::Error> {
        conn.batch_execute("SELECT 1").map_err(diesel::ConnectionError::CouldntSetupConfiguration)
    }

    fn has_broken(&self, conn: &mut DbConn) -> bool {
        use diesel::connection::TransactionManager;
        type Manager = <DbConn as Connection>::TransactionManager;
        !matches!(
            Manager::transaction_manager_status_mut(conn),
            diesel::connection::TransactionManagerStatus::Valid(status)
                if status.transaction_depth().is_none()
        )
    }
}

/// Names what keeps the pool from connecting once, and not at each of its many tries.
#[derive(Debug)]
pub(super) struct OnceLogged;

impl r2d2::HandleError<diesel::ConnectionError> for OnceLogged {
    fn handle_error(&self, error: diesel::ConnectionError) {
        quiet::error(format!("no database connection: {error}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_not_waited_for_without_end() {
        let bounded = with_patience("postgres://h/db");
        assert!(bounded.starts_with("postgres://h/db?connect_timeout=2&tcp_user_timeout="), "{bounded}");
        let own = with_patience("postgres://h/db?connect_timeout=9&sslmode=disable");
        assert!(own.contains("connect_timeout=9&sslmode=disable&tcp") && !own.contains("connect_timeout=2"), "{own}");
    }

    #[test]
    fn the_scheme_alone_decides() {
        assert_eq!(DatabaseUrl::parse("kick.db").unwrap(), DatabaseUrl::Sqlite("kick.db".into()));
        assert_eq!(DatabaseUrl::parse("sqlite:/srv/k.db").unwrap(), DatabaseUrl::Sqlite("/srv/k.db".into()));
        assert_eq!(DatabaseUrl::parse("sqlite:///srv/k.db").unwrap(), DatabaseUrl::Sqlite("/srv/k.db".into()));
        assert!(matches!(DatabaseUrl::parse("postgres://h/db").unwrap(), DatabaseUrl::Postgres(_)));
        assert!(DatabaseUrl::parse("postgress://h/db").is_err());
        assert!(DatabaseUrl::parse("sqlite:").is_err());
    }

    #[test]
    fn an_address_is_shown_without_its_password() {
        let url = DatabaseUrl::parse("postgres://kick:secret@db:5432/kick").unwrap();
        assert_eq!(format!("{url} {url:?}"), "postgres://db:5432/kick postgres://db:5432/kick");
    }

    #[test]
    fn a_new_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("town.db");
        let mut conn = DatabaseUrl::Sqlite(file).connect(Access::Write).unwrap();
        conn.batch_execute("CREATE TABLE t (x)").unwrap();
        let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(Result::unwrap).collect();
        assert!(files.len() > 1);
        for file in files {
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
        }
    }
}
