//! Brings a database to the schema that this binary knows, and refuses one that is newer.

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Access, DatabaseUrl};
use super::{DbConn, locks};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Why a database could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// It could not be opened.
    #[error("cannot open {0}: {1}{advice}", advice = advice(.0))]
    Connect(DatabaseUrl, diesel::ConnectionError),
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
    match url.connect(Access::Write).map_err(|error| MigrateError::Connect(url.clone(), error))? {
        // One transaction around all of them: a second process that starts at the same moment waits here.
        DbConn::Sqlite(mut conn) => conn.immediate_transaction(|conn| apply(conn, SQLITE)),
        DbConn::Postgres(mut conn) => conn.transaction(|conn| {
            conn.batch_execute("SET LOCAL lock_timeout = 0")?;
            diesel::sql_query("SELECT pg_advisory_xact_lock($1)").bind::<BigInt, _>(locks::MIGRATIONS).execute(conn)?;
            apply(conn, POSTGRES)
        }),
    }
}

fn advice(url: &DatabaseUrl) -> &'static str {
    match url {
        DatabaseUrl::Sqlite(_) => "; its folder must be there, and writable for the user who runs this",
        DatabaseUrl::Postgres(_) => "",
    }
}

/// Whether the database has every migration that this binary knows, and no other.
///
/// Asked directly: diesel's own question would create the table of migrations, which no reader may.
pub fn is_current(conn: &mut DbConn) -> Result<bool, MigrateError> {
    let mut known = match conn {
        DbConn::Sqlite(_) => versions::<diesel::sqlite::Sqlite>(&SQLITE)?,
        DbConn::Postgres(_) => versions::<diesel::pg::Pg>(&POSTGRES)?,
    };
    let rows: Vec<Version> = diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load(conn)?;
    let mut applied: Vec<String> = rows.into_iter().map(|row| row.version).collect();
    known.sort_unstable();
    applied.sort_unstable();
    Ok(known == applied)
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

fn versions<DB: diesel::backend::Backend>(source: &EmbeddedMigrations) -> Result<Vec<String>, MigrateError>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    let migrations = source.migrations().map_err(failed)?;
    Ok(migrations.iter().map(|migration| migration.name().version().to_string()).collect())
}

fn apply<C, DB>(conn: &mut C, source: EmbeddedMigrations) -> Result<Vec<String>, MigrateError>
where
    C: MigrationHarness<DB>,
    DB: diesel::backend::Backend,
    EmbeddedMigrations: MigrationSource<DB>,
{
    refuse_newer(conn, &source)?;
    let applied = conn.run_pending_migrations(source).map_err(failed)?;
    Ok(applied.iter().map(ToString::to_string).collect())
}

/// Refuses a database that has migrations which this binary does not know.
fn refuse_newer<C, DB>(conn: &mut C, source: &EmbeddedMigrations) -> Result<(), MigrateError>
where
    C: MigrationHarness<DB>,
    DB: diesel::backend::Backend,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let known = versions(source)?;
    let applied = conn.applied_migrations().map_err(failed)?;
    match applied.iter().map(ToString::to_string).find(|version| !known.contains(version)) {
        Some(newer) => Err(MigrateError::Newer(newer)),
        None => Ok(()),
    }
}

fn failed(error: Boxed) -> MigrateError {
    MigrateError::Failed(error.to_string())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_migrations_have_one_version_and_both_databases_have_the_same() {
        let on_sqlite = versions::<diesel::sqlite::Sqlite>(&SQLITE).unwrap();
        let on_postgres = versions::<diesel::pg::Pg>(&POSTGRES).unwrap();
        let distinct: BTreeSet<&String> = on_sqlite.iter().collect();
        assert_eq!(distinct.len(), on_sqlite.len(), "{on_sqlite:?}");
        assert_eq!(on_sqlite, on_postgres);
    }
}
