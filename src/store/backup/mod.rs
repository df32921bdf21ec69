//! Backup and restore. A backup is a Kickabout SQLite file, whichever database it was taken from, so that it can be
//! looked into with any tool, and carries a site from SQLite to Postgres and back.

mod handed;
mod rows;

pub use handed::hand_out;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::connection::{Access, DatabaseUrl};
use super::migrations::{self, MigrateError};
use super::{DbConn, QueryError, statistics};

/// Why a backup could not be made or read back. What was there before is untouched.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Backups never overwrite.
    #[error("{} exists already: choose another name", .0.display())]
    Exists(PathBuf),
    /// There is nothing to restore.
    #[error("there is no file {}", .0.display())]
    Missing(PathBuf),
    /// The file is damaged, or something else.
    #[error("{file} is not a whole Kickabout backup: {why}", file = .0.display(), why = .1)]
    NotABackup(PathBuf, String),
    /// The file could not be written or read.
    #[error("{file}: {why}", file = .0.display(), why = .1)]
    File(PathBuf, io::Error),
    /// The schema of the database or of the backup is not usable.
    #[error(transparent)]
    Schema(#[from] MigrateError),
    /// A statement failed.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl From<diesel::result::Error> for BackupError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Query(error.into())
    }
}

impl From<diesel::ConnectionError> for BackupError {
    fn from(error: diesel::ConnectionError) -> Self {
        Self::Query(error.into())
    }
}

/// Writes all data of `url` as of one moment to the new file `to`, while the site goes on.
///
/// The file appears under its name only when it is whole and on the disk: after a crash there is none.
pub fn backup(url: &DatabaseUrl, to: &Path) -> Result<(), BackupError> {
    if to.exists() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    let unfinished = beside(to, "unfinished");
    remove_database(&unfinished).map_err(|error| BackupError::File(unfinished.clone(), error))?;
    let written = write_to(url, &unfinished).and_then(|()| {
        sync(&unfinished)
            .and_then(|()| fs::rename(&unfinished, to))
            .and_then(|()| sync_folder_of(to))
            .map_err(|error| BackupError::File(to.to_owned(), error))
    });
    if written.is_err() {
        // What is half written helps nobody; the error that is reported is the first one.
        drop(remove_database(&unfinished));
    }
    written
}

fn write_to(url: &DatabaseUrl, file: &Path) -> Result<(), BackupError> {
    match url.connect(Access::Read)? {
        DbConn::Sqlite(mut conn) => {
            create_private(file).map_err(|error| BackupError::File(file.to_owned(), error))?;
            // The copy is a write, though not to this database.
            conn.batch_execute("PRAGMA query_only = OFF")?;
            diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(file.to_string_lossy()).execute(&mut conn)?;
            Ok(())
        }
        DbConn::Postgres(mut conn) => {
            create_private(file).map_err(|error| BackupError::File(file.to_owned(), error))?;
            let copy = DatabaseUrl::Sqlite(file.to_owned());
            migrations::migrate(&copy)?;
            let DbConn::Sqlite(mut target) = copy.connect(Access::Write)? else { return Ok(()) };
            conn.transaction(|conn| {
                conn.batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")?;
                target.immediate_transaction(|target| rows::copy_to_sqlite(conn, target))
            })?;
            // One file, without a log beside it.
            Ok(target.batch_execute("PRAGMA journal_mode = DELETE")?)
        }
    }
}

/// Replaces all data of `url` by the backup `from`, in one transaction; what was there is kept in a backup of its
/// own, whose name is answered (`None` where the database was empty).
pub fn restore(url: &DatabaseUrl, from: &Path, stamp: &str) -> Result<Option<PathBuf>, BackupError> {
    if !from.is_file() {
        return Err(BackupError::Missing(from.to_owned()));
    }
    // Brought up to date in a copy: the backup itself stays as it is.
    let copy = beside(from, "restoring");
    let damaged = |error: String| BackupError::NotABackup(from.to_owned(), error);
    remove_database(&copy).map_err(|error| BackupError::File(copy.clone(), error))?;
    fs::copy(from, &copy).map_err(|error| BackupError::File(copy.clone(), error))?;
    let done = check(&copy).map_err(damaged).and_then(|()| {
        migrations::migrate(&DatabaseUrl::Sqlite(copy.clone()))?;
        migrations::migrate(url)?;
        let kept = keep_present(url, from, stamp)?;
        replace_by(url, &copy)?;
        Ok(kept)
    });
    drop(remove_database(&copy));
    done
}

/// Refuses what SQLite finds damaged, and databases of other programs.
fn check(file: &Path) -> Result<(), String> {
    let mut conn = SqliteConnection::establish(&file.to_string_lossy()).map_err(|error| error.to_string())?;
    let report: Vec<Line> = diesel::sql_query("SELECT integrity_check AS line FROM pragma_integrity_check LIMIT 3")
        .load(&mut conn)
        .map_err(|error| error.to_string())?;
    let report = report.into_iter().map(|line| line.line).collect::<Vec<_>>().join("; ");
    if report != "ok" {
        return Err(report);
    }
    let tables: Vec<Line> = diesel::sql_query(
        "SELECT name AS line FROM sqlite_master WHERE name IN ('__diesel_schema_migrations', 'registrations', 'site')",
    )
    .load(&mut conn)
    .map_err(|error| error.to_string())?;
    if tables.len() == 3 { Ok(()) } else { Err("it holds other data".to_owned()) }
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

fn keep_present(url: &DatabaseUrl, from: &Path, stamp: &str) -> Result<Option<PathBuf>, BackupError> {
    if super::site::find(&mut url.connect(Access::Read)?)?.is_none() {
        return Ok(None);
    }
    let kept = from.with_file_name(format!("kickabout-before-restore-{stamp}.db"));
    backup(url, &kept)?;
    Ok(Some(kept))
}

fn replace_by(url: &DatabaseUrl, copy: &Path) -> Result<(), BackupError> {
    let mut target = url.connect(Access::Write)?;
    match &mut target {
        DbConn::Sqlite(conn) => {
            diesel::sql_query("ATTACH DATABASE ? AS backup").bind::<Text, _>(copy.to_string_lossy()).execute(conn)?;
            conn.immediate_transaction(rows::replace_from_attached)?;
        }
        DbConn::Postgres(conn) => {
            let mut source = SqliteConnection::establish(&copy.to_string_lossy())?;
            conn.transaction(|conn| rows::replace_in_postgres(&mut source, conn))?;
        }
    }
    Ok(statistics::count_anew(&mut target)?)
}

/// `name.suffix` in the same folder, so that renaming it is one step.
fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

/// A new empty file that only its owner can read: it holds everybody's addresses.
fn create_private(file: &Path) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(drop)
}

fn remove_database(file: &Path) -> io::Result<()> {
    remove_if_there(file)?;
    for log in ["-wal", "-shm", "-journal"] {
        let mut name = file.as_os_str().to_owned();
        name.push(log);
        remove_if_there(Path::new(&name))?;
    }
    Ok(())
}

fn remove_if_there(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn sync(file: &Path) -> io::Result<()> {
    File::open(file)?.sync_all()
}

fn sync_folder_of(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
