//! All rows of all tables, from one database to another. Rows travel as JSON, so that no table needs code of its own.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

/// Every table of ours, each after those it refers to.
const TABLES: [(&str, &str); 21] = [
    ("players", "id"),
    ("accounts", "player_id"),
    ("sessions", "token_hash"),
    ("tokens", "token_hash"),
    ("calendar_feeds", "player_id"),
    ("sports", "slug"),
    ("venues", "id"),
    ("series", "id"),
    ("games", "id"),
    ("game_organizers", "game_id, player_id"),
    ("registrations", "id"),
    ("guests", "registration_id, position"),
    ("timeline", "id"),
    ("messages", "id"),
    ("outbox", "id"),
    ("arrivals", "player_id"),
    ("blocks", "organizer_id, player_id"),
    ("notices_off", "player_id, kind"),
    ("mails", "id"),
    ("site", "id"),
    ("audit", "id"),
];

/// Rows that travel together.
const CHUNK: usize = 500;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    row: String,
}

/// Fills the empty tables of `target` from Postgres.
pub fn copy_to_sqlite(source: &mut PgConnection, target: &mut SqliteConnection) -> QueryResult<()> {
    target.batch_execute("PRAGMA defer_foreign_keys = ON")?;
    for (table, key) in TABLES {
        let columns = columns(target, table)?;
        let values: Vec<String> = columns.iter().map(|column| format!("json_extract(value, '$.{column}')")).collect();
        let insert =
            format!("INSERT INTO {table} ({}) SELECT {} FROM json_each(?)", columns.join(", "), values.join(", "));
        let select = format!("SELECT row_to_json(t)::text AS row FROM (SELECT * FROM {table} ORDER BY {key}) t");
        let rows = diesel::sql_query(select).load_iter::<Row, diesel::pg::PgRowByRowLoadingMode>(source)?;
        in_chunks(rows, |chunk| diesel::sql_query(&insert).bind::<Text, _>(chunk).execute(target).map(drop))?;
    }
    Ok(())
}

/// Replaces everything in Postgres by the rows of `source`.
pub fn replace_in_postgres(source: &mut SqliteConnection, target: &mut PgConnection) -> QueryResult<()> {
    let tables: Vec<&str> = TABLES.iter().map(|(table, _)| *table).collect();
    target.batch_execute(&format!("TRUNCATE {}", tables.join(", ")))?;
    for (table, key) in TABLES {
        let columns = columns(source, table)?;
        let pairs: Vec<String> = columns.iter().map(|column| format!("'{column}', {column}")).collect();
        let select = format!("SELECT json_object({}) AS row FROM {table} ORDER BY {key}", pairs.join(", "));
        let names = columns.join(", ");
        let insert = format!(
            "INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_recordset(NULL::{table}, $1::json)"
        );
        let rows = diesel::sql_query(select).load_iter::<Row, diesel::connection::DefaultLoadingMode>(source)?;
        in_chunks(rows, |chunk| diesel::sql_query(&insert).bind::<Text, _>(chunk).execute(target).map(drop))?;
        continue_numbering(target, table, key)?;
    }
    Ok(())
}

/// Rows came with their ids: the next new one must be greater.
fn continue_numbering(conn: &mut PgConnection, table: &str, key: &str) -> QueryResult<()> {
    // The site's one row has a fixed number.
    if key != "id" || table == "site" {
        return Ok(());
    }
    conn.batch_execute(&format!(
        "SELECT setval(pg_get_serial_sequence('{table}', 'id'), COALESCE(MAX(id), 1), MAX(id) IS NOT NULL) FROM {table}"
    ))
}

/// Replaces everything by the rows of the SQLite database attached as `backup`.
pub fn replace_from_attached(conn: &mut SqliteConnection) -> QueryResult<()> {
    conn.batch_execute("PRAGMA defer_foreign_keys = ON")?;
    for (table, _) in TABLES.iter().rev() {
        conn.batch_execute(&format!("DELETE FROM main.{table}"))?;
    }
    for (table, _) in TABLES {
        let names = columns(conn, table)?.join(", ");
        conn.batch_execute(&format!("INSERT INTO main.{table} ({names}) SELECT {names} FROM backup.{table}"))?;
    }
    Ok(())
}

/// The names of a table's columns, as SQLite knows them.
fn columns(conn: &mut SqliteConnection, table: &str) -> QueryResult<Vec<String>> {
    let rows: Vec<Row> = diesel::sql_query("SELECT name AS row FROM pragma_table_info(?) ORDER BY cid")
        .bind::<Text, _>(table)
        .load(conn)?;
    Ok(rows.into_iter().map(|row| row.row).collect())
}

/// Hands `rows` on as JSON arrays.
fn in_chunks(
    rows: impl Iterator<Item = QueryResult<Row>>,
    mut insert: impl FnMut(String) -> QueryResult<()>,
) -> QueryResult<()> {
    let mut chunk = Vec::with_capacity(CHUNK);
    for row in rows {
        chunk.push(row?.row);
        if chunk.len() == CHUNK {
            insert(format!("[{}]", chunk.join(",")))?;
            chunk.clear();
        }
    }
    if chunk.is_empty() { Ok(()) } else { insert(format!("[{}]", chunk.join(","))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{DatabaseUrl, migrate};

    #[test]
    fn no_table_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("k.db");
        migrate(&DatabaseUrl::Sqlite(file.clone())).unwrap();
        let mut conn = SqliteConnection::establish(&file.to_string_lossy()).unwrap();
        let there: Vec<Row> = diesel::sql_query(
            "SELECT name AS row FROM sqlite_master WHERE type = 'table' \
             AND name NOT LIKE 'sqlite~_%' ESCAPE '~' AND name NOT LIKE '~_~_%' ESCAPE '~' ORDER BY name",
        )
        .load(&mut conn)
        .unwrap();
        let mut known: Vec<&str> = TABLES.iter().map(|(table, _)| *table).collect();
        known.sort_unstable();
        assert_eq!(there.iter().map(|row| row.row.as_str()).collect::<Vec<_>>(), known);
    }
}
