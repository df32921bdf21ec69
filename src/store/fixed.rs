//! Statements whose preparation a connection keeps, and many rows as one parameter of them.
//!
//! Diesel prepares its own UPDATEs, its inserts of many rows and `sql_query` anew each time: in a storm of
//! registrations that costs more than running them.

use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, HasSqlType, Text};
use serde::Serialize;

use super::{DbConn, QueryError, QueryResult};

/// A parameter.
pub(super) enum Bind {
    Number(i64),
    Text(String),
}

/// A statement that answers rows of the SQL types `T`; each `?` of its text is a parameter.
pub(super) struct Fixed<T> {
    text: String,
    binds: Vec<Bind>,
    answers: PhantomData<fn() -> T>,
}

impl<T> Fixed<T> {
    pub fn new(text: String, binds: Vec<Bind>) -> Self {
        Self { text, binds, answers: PhantomData }
    }
}

impl<T, DB> QueryFragment<DB> for Fixed<T>
where
    DB: Backend + HasSqlType<BigInt> + HasSqlType<Text>,
    i64: ToSql<BigInt, DB>,
    String: ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> diesel::QueryResult<()> {
        let mut parts = self.text.split('?');
        out.push_sql(parts.next().unwrap_or_default());
        for (bind, part) in self.binds.iter().zip(parts) {
            match bind {
                Bind::Number(number) => out.push_bind_param::<BigInt, _>(number)?,
                Bind::Text(text) => out.push_bind_param::<Text, _>(text)?,
            }
            out.push_sql(part);
        }
        Ok(())
    }
}

/// Known again by its text, which is the same each time.
impl<T> QueryId for Fixed<T> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T> Query for Fixed<T> {
    type SqlType = T;
}

impl<T, Conn> RunQueryDsl<Conn> for Fixed<T> {}

/// Rows that travel as one parameter, so that a statement's text does not change with their number.
pub(super) trait Row: Serialize {
    /// The names of its fields, each with its type in Postgres.
    const COLUMNS: &'static [(&'static str, &'static str)];
}

/// A source of rows named `asked`, whose one parameter is `in_one`'s answer; `number` counts them from 1.
pub(super) fn asked<R: Row>(conn: &DbConn) -> String {
    let columns = |write: &dyn Fn(&str, &str) -> String| {
        let columns: Vec<String> = R::COLUMNS.iter().map(|(name, kind)| write(name, kind)).collect();
        columns.join(", ")
    };
    match conn {
        DbConn::Sqlite(_) => {
            let columns = columns(&|name, _| format!("value ->> '{name}' AS {name}"));
            format!("(SELECT key + 1 AS number, {columns} FROM jsonb_each(?)) AS asked")
        }
        DbConn::Postgres(_) => {
            let (columns, names) =
                (columns(&|name, kind| format!("{name} {kind}")), columns(&|name, _| name.to_owned()));
            format!(
                "(SELECT number, {names} FROM ROWS FROM (json_to_recordset(?::json) AS ({columns})) \
                 WITH ORDINALITY AS rows({names}, number)) AS asked"
            )
        }
    }
}

/// A join that looks up, for each row before it, those of `table` for which `keys` holds; `kind` is `CROSS` or `LEFT`.
///
/// Written so that Postgres can plan nothing else: a statement that it prepared while `table` was empty or unknown would
/// read all of it for each set, for as long as the connection lasts and the table grows.
pub(super) fn looked_up(conn: &DbConn, kind: &str, table: &str, keys: &str) -> String {
    match conn {
        // SQLite joins in the order in which it is written, and by the keys that it finds an index for.
        DbConn::Sqlite(_) => format!("{kind} JOIN {table} ON {keys}"),
        DbConn::Postgres(_) => {
            format!(
                "{kind} JOIN LATERAL (SELECT * FROM {table} WHERE {keys} OFFSET 0) AS {table}{}",
                match kind {
                    "CROSS" => "",
                    _ => " ON TRUE",
                }
            )
        }
    }
}

/// `rows` as one parameter.
pub(super) fn in_one<R: Row>(rows: &[R]) -> QueryResult<Bind> {
    let text = serde_json::to_string(rows).map_err(|error| diesel::result::Error::SerializationError(error.into()));
    Ok(Bind::Text(text.map_err(QueryError::from)?))
}
