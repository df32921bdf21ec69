//! The site in numbers, and the database behind it.

use diesel::dsl::sum;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::schema::{accounts, games, players};
use super::{DbConn, QueryResult, on_each};
use crate::types::{GameStatus, Timestamp};

/// How much there is of everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Everybody who is still here.
    pub people: i64,
    /// Of them, who can sign in.
    pub accounts: i64,
    /// Of them, who is kept out.
    pub disabled: i64,
    /// Published games that are not over.
    pub games_ahead: i64,
    /// Seats taken in those.
    pub seats_taken: i64,
    /// Registrations waiting for those.
    pub waiting: i64,
    /// Published games that are over.
    pub games_past: i64,
    /// Games that only their organizers see.
    pub drafts: i64,
}

/// What the site holds at `now`.
pub fn counts(conn: &mut DbConn, now: Timestamp) -> QueryResult<Counts> {
    let here = players::table.filter(players::deleted_at.is_null());
    let shown = games::table.filter(games::status.eq(GameStatus::Published));
    let ahead = shown.filter(games::ends_at.gt(now));
    let (taken, waiting): (Option<i64>, Option<i64>) =
        ahead.select((sum(games::taken), sum(games::waiting))).first(conn)?;
    Ok(Counts {
        people: here.count().get_result(conn)?,
        accounts: accounts::table.count().get_result(conn)?,
        disabled: here.filter(players::disabled_at.is_not_null()).count().get_result(conn)?,
        games_ahead: ahead.count().get_result(conn)?,
        seats_taken: taken.unwrap_or(0),
        waiting: waiting.unwrap_or(0),
        games_past: shown.filter(games::ends_at.le(now)).count().get_result(conn)?,
        drafts: games::table.filter(games::status.eq(GameStatus::Draft)).count().get_result(conn)?,
    })
}

/// The database as its own words describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Database {
    /// "SQLite" or "Postgres".
    pub kind: &'static str,
    /// Its version.
    pub version: String,
    /// What it takes up on the disk.
    pub bytes: i64,
}

#[derive(QueryableByName)]
struct Facts {
    #[diesel(sql_type = Text)]
    version: String,
    #[diesel(sql_type = BigInt)]
    bytes: i64,
}

/// Which database this is; the questions have no common words.
pub fn database(conn: &mut DbConn) -> QueryResult<Database> {
    let (kind, question) = match conn {
        DbConn::Sqlite(_) => (
            "SQLite",
            "SELECT sqlite_version() AS version, page_count * page_size AS bytes \
             FROM pragma_page_count(), pragma_page_size()",
        ),
        DbConn::Postgres(_) => (
            "Postgres",
            "SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes",
        ),
    };
    let facts: Facts = on_each!(conn, conn => diesel::sql_query(question).get_result(conn))?;
    Ok(Database { kind, version: facts.version, bytes: facts.bytes })
}
