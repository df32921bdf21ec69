//! Brings a database to the schema that this binary knows, and refuses one that is newer.

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Access, DatabaseUrl};
use super::{DbConn, locks};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Why a database could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// It could not be opened.
    #[error("cannot open the database: {0}")]
    Connect(#[from] diesel::ConnectionError),
    /// A newer Kickabout has written to it. Nothing was changed.
    #[error("the database was written by a newer Kickabout (it knows {0}): start that one, or restore a backup")]
    Newer(String),
    /// A migration failed; nothing of it was kept.
    #[error("the database could not be brought up to date: {0}")]
    Failed(String),
}

impl From<diesel::result::Error> for MigrateError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

type Boxed = Box<dyn std::error::Error + Send + Sync>;

/// Applies what is missing, all or nothing; the names of what was applied.
pub fn migrate(url: &DatabaseUrl) -> Result<Vec<String>, MigrateError> {
    match url.connect(Access::Write)? {
        // One transaction around all of them: a second process that starts at the same moment waits here.
        DbConn::Sqlite(mut conn) => conn.immediate_transaction(|conn| apply(conn, SQLITE)),
        DbConn::Postgres(mut conn) => conn.transaction(|conn| {
            conn.batch_execute("SET LOCAL lock_timeout = 0")?;
            diesel::sql_query("SELECT pg_advisory_xact_lock($1)").bind::<BigInt, _>(locks::MIGRATIONS).execute(conn)?;
            apply(conn, POSTGRES)
        }),
    }
}

/// Whether `url` has every migration that this binary knows, and no other.
pub fn is_current(conn: &mut DbConn) -> Result<bool, MigrateError> {
    match conn {
        DbConn::Sqlite(conn) => pending(conn, &SQLITE),
        DbConn::Postgres(conn) => pending(conn, &POSTGRES),
    }
    .map(|missing| missing == 0)
}

fn apply<C, DB>(conn: &mut C, source: EmbeddedMigrations) -> Result<Vec<String>, MigrateError>
where
    C: MigrationHarness<DB>,
    DB: diesel::backend::Backend,
    EmbeddedMigrations: MigrationSource<DB>,
{
    pending(conn, &source)?;
    let applied = conn.run_pending_migrations(source).map_err(failed)?;
    Ok(applied.iter().map(ToString::to_string).collect())
}

/// How many known migrations are missing; refuses a database that has unknown ones.
fn pending<C, DB>(conn: &mut C, source: &EmbeddedMigrations) -> Result<usize, MigrateError>
where
    C: MigrationHarness<DB>,
    DB: diesel::backend::Backend,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let known: Vec<String> =
        source.migrations().map_err(failed)?.iter().map(|migration| migration.name().version().to_string()).collect();
    let applied: Vec<String> = conn.applied_migrations().map_err(failed)?.iter().map(ToString::to_string).collect();
    match applied.iter().find(|version| !known.contains(version)) {
        Some(newer) => Err(MigrateError::Newer(newer.clone())),
        None => Ok(known.len() - applied.len()),
    }
}

fn failed(error: Boxed) -> MigrateError {
    MigrateError::Failed(error.to_string())
}
