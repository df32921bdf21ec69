//! What the database knows of its tables' sizes, by which it plans its questions.

use diesel::connection::SimpleConnection;

use super::{DbConn, QueryResult};

/// Counts anew after many rows came at once. Postgres does so by itself within a minute or so; until then it takes the
/// tables for empty, and its plans can be a thousand times slower. SQLite's plans don't depend on it.
pub fn count_anew(conn: &mut DbConn) -> QueryResult<()> {
    match conn {
        DbConn::Sqlite(_) => Ok(()),
        DbConn::Postgres(conn) => Ok(conn.batch_execute("ANALYZE")?),
    }
}
