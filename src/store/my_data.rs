//! Every row that names one player, as it is kept. Rows are read as JSON, so that a new column comes along by itself.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde_json::{Map, Value};

use super::{DbConn, QueryError, QueryResult};
use crate::types::{PlayerId, Timestamp};

/// Rows of one table that name a player in one of its columns.
struct Rows {
    /// What they are called in the file.
    heading: &'static str,
    table: &'static str,
    /// The column that names the player.
    column: &'static str,
    named: Named,
    /// More that must be so of a row; empty for nothing.
    only_where: &'static str,
    /// What of them is the player's to read.
    shown: Shown,
}

/// What stands in the column.
#[derive(Clone, Copy)]
enum Named {
    /// The player's number.
    Player,
    /// The number of a registration of theirs.
    Registration,
    /// The player's number after the word "player", as the audit log writes it, maybe with more behind a colon. It may
    /// also be the number of somebody with whom they have become one.
    Audited,
    /// The player's address, in rows of others who gave it.
    Address,
}

/// Which columns of a row are handed out: never secrets, not even as hashes, and nothing about others.
enum Shown {
    AllBut(&'static [&'static str]),
    Only(&'static [&'static str]),
}

/// Every place where a player can be named, with what is handed out of it. A test insists that none is missing.
const PLACES: &[Rows] = &[
    all("player", "players", "id", &["name_folded", "added_by"]),
    only("people_added", "players", "added_by", &["created_at"]),
    all("account", "accounts", "player_id", &["email_folded", "password_hash"]),
    all("sessions", "sessions", "player_id", &["token_hash"]),
    all("links", "tokens", "player_id", &["token_hash"]),
    all("calendar", "calendar_feeds", "player_id", &["token_hash"]),
    all("venues", "venues", "created_by", &["name_folded"]),
    all("series", "series", "organizer_id", &[]),
    all("games_organized", "games", "organizer_id", &["link_key", "search_text"]),
    all("games_helped", "game_organizers", "player_id", &[]),
    all("registrations", "registrations", "player_id", &["added_by"]),
    only("registrations_made_for_others", "registrations", "added_by", &["game_id", "created_at"]),
    by_registration(all("guests", "guests", "registration_id", &[])),
    by_registration(all("timeline", "timeline", "registration_id", &["actor_id"])),
    only("deeds", "timeline", "actor_id", &["game_id", "at", "kind", "before", "after", "note"]),
    all("notices", "outbox", "player_id", &["message_id"]),
    // They are among the notices, by the player they are for.
    by_registration(only("", "outbox", "registration_id", &[])),
    all("messages_sent", "messages", "sender_id", &[]),
    all("notices_off", "notices_off", "player_id", &[]),
    Rows {
        only_where: "t.kind <> 'confirm'",
        ..all("mails", "mails", "player_id", &["message_id", "stop_hash", "html", "claimed_until", "outbox_id"])
    },
    // Their words are for whoever reads the mail: they say whose the address is.
    Rows { only_where: "t.kind = 'confirm'", ..only("links_asked_for", "mails", "player_id", ASKED) },
    Rows { named: Named::Address, ..only("mails_others_asked_for", "mails", "recipient", ASKED) },
    Rows {
        named: Named::Address,
        ..only("links_others_asked_for", "tokens", "email", &["purpose", "email", "created_at"])
    },
    all("arrivals", "arrivals", "player_id", &["address", "browser"]),
    only("blocked_from_games_of_an_organizer", "blocks", "player_id", &["created_at"]),
    only("blocks_of_others_from_my_games", "blocks", "organizer_id", &["created_at"]),
    only("blocks_made", "blocks", "blocked_by", &["created_at"]),
    only("audit", "audit", "actor_id", &["at", "action", "subject"]),
    Rows { named: Named::Audited, ..only("audit_about_me", "audit", "subject", &["at", "action", "details"]) },
    Rows {
        named: Named::Audited,
        ..only("audit_naming_me", "audit", "details", &["at", "action", "subject", "details"])
    },
];

/// What is told of a letter that was asked for, the same whatever stands in it.
const ASKED: &[&str] = &["kind", "recipient", "created_at", "sent_at"];

const fn all(heading: &'static str, table: &'static str, column: &'static str, but: &'static [&'static str]) -> Rows {
    Rows { heading, table, column, named: Named::Player, only_where: "", shown: Shown::AllBut(but) }
}

const fn only(
    heading: &'static str,
    table: &'static str,
    column: &'static str,
    shown: &'static [&'static str],
) -> Rows {
    Rows { heading, table, column, named: Named::Player, only_where: "", shown: Shown::Only(shown) }
}

const fn by_registration(rows: Rows) -> Rows {
    Rows { named: Named::Registration, ..rows }
}

/// Everything that is kept about `player`, under readable headings; instants are written out, in UTC.
pub fn of_player(conn: &mut DbConn, player: PlayerId) -> QueryResult<Map<String, Value>> {
    let mut found = Map::new();
    for place in PLACES.iter().filter(|place| !place.heading.is_empty()) {
        let rows = place.read(conn, player)?;
        found.insert(place.heading.to_owned(), Value::Array(rows));
    }
    Ok(found)
}

/// Every column that holds a player's number, with its table. A player who becomes another is another in all of them.
pub(super) fn columns_of_players() -> impl Iterator<Item = (&'static str, &'static str)> {
    PLACES.iter().filter(|place| matches!(place.named, Named::Player)).map(|place| (place.table, place.column))
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    row: String,
}

impl Rows {
    fn read(&self, conn: &mut DbConn, player: PlayerId) -> QueryResult<Vec<Value>> {
        let found: Vec<Found> = match conn {
            DbConn::Sqlite(conn) => {
                let object = object_on_sqlite(conn, self.table)?;
                let condition = self.condition("?1");
                let text =
                    format!("{} SELECT {object} AS row FROM {} AS t WHERE {condition}", self.names("?1"), self.table);
                diesel::sql_query(text).bind::<BigInt, _>(player.get()).load(conn)?
            }
            DbConn::Postgres(conn) => {
                let condition = self.condition("$1");
                let names = self.names("$1");
                let text =
                    format!("{names} SELECT row_to_json(t)::text AS row FROM {} AS t WHERE {condition}", self.table);
                diesel::sql_query(text).bind::<BigInt, _>(player.get()).load(conn)?
            }
        };
        let rows: Result<Vec<Value>, _> = found.iter().map(|found| serde_json::from_str(&found.row)).collect();
        let mut rows = rows.map_err(|error| diesel::result::Error::DeserializationError(error.into()))?;
        rows.sort_by_key(|row| (row["id"].as_i64(), row["position"].as_i64(), row["created_at"].as_i64()));
        Ok(rows.into_iter().filter_map(|row| self.handed_out(row)).collect())
    }

    /// What the audit log calls the player, and those with whom they have become one, where that is looked for.
    fn names(&self, parameter: &str) -> String {
        match self.named {
            Named::Player | Named::Registration | Named::Address => String::new(),
            Named::Audited => format!(
                "WITH RECURSIVE me (name) AS (SELECT 'player ' || CAST({parameter} AS text) UNION SELECT m.details \
                 FROM audit AS m JOIN me ON m.subject = me.name WHERE m.action = 'account.merge')"
            ),
        }
    }

    fn condition(&self, parameter: &str) -> String {
        let names = self.names_player(parameter);
        if self.only_where.is_empty() { names } else { format!("{names} AND {}", self.only_where) }
    }

    /// The condition under which a row names the player whose number is the parameter.
    fn names_player(&self, parameter: &str) -> String {
        let column = self.column;
        match self.named {
            Named::Player => format!("t.{column} = {parameter}"),
            Named::Registration => {
                let of_theirs =
                    |what| format!("(SELECT r.{what} FROM registrations AS r WHERE r.player_id = {parameter})");
                // A game's history is found by the game.
                let games = if self.table == "timeline" { Some(of_theirs("game_id")) } else { None };
                let games = games.map(|games| format!("t.game_id IN {games} AND ")).unwrap_or_default();
                format!("{games}t.{column} IN {}", of_theirs("id"))
            }
            Named::Audited => {
                format!("EXISTS (SELECT 1 FROM me WHERE t.{column} = me.name OR t.{column} LIKE me.name || ':%')")
            }
            // SQLite knows the small letters of English alone, so what was typed alike is asked for, too.
            Named::Address => format!(
                "(t.player_id IS NULL OR t.player_id <> {parameter}) AND EXISTS (SELECT 1 FROM accounts AS a \
                 WHERE a.player_id = {parameter} AND (lower(t.{column}) = a.email_folded OR t.{column} = a.email))"
            ),
        }
    }

    fn handed_out(&self, row: Value) -> Option<Value> {
        let Value::Object(row) = row else { return None };
        let kept = row.into_iter().filter(|(name, _)| self.shows(name)).map(|(name, value)| {
            let value = written_out(&name, value);
            (name, value)
        });
        Some(Value::Object(kept.collect()))
    }

    fn shows(&self, column: &str) -> bool {
        match self.shown {
            Shown::AllBut(withheld) => !withheld.contains(&column),
            Shown::Only(shown) => shown.contains(&column),
        }
    }
}

/// Instants as people and programs read them.
fn written_out(column: &str, value: Value) -> Value {
    match value.as_i64().filter(|_| column == "at" || column.ends_with("_at")) {
        Some(second) => Value::String(Timestamp::from_second(second).rfc3339()),
        None => value,
    }
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

/// A row of `table`, known as `t`, as one JSON object; SQLite would write what is true or false as a number.
fn object_on_sqlite(conn: &mut SqliteConnection, table: &str) -> Result<String, QueryError> {
    let columns: Vec<Column> = diesel::sql_query("SELECT name, type AS kind FROM pragma_table_info(?) ORDER BY cid")
        .bind::<Text, _>(table)
        .load(conn)?;
    let pairs: Vec<String> = columns
        .iter()
        .map(|Column { name, kind }| match kind.as_str() {
            "BOOLEAN" => format!("'{name}', json(CASE WHEN t.{name} THEN 'true' ELSE 'false' END)"),
            _ => format!("'{name}', t.{name}"),
        })
        .collect();
    Ok(format!("json_object({})", pairs.join(", ")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::store::{DatabaseUrl, migrate};

    #[derive(QueryableByName)]
    struct Reference {
        #[diesel(sql_type = Text)]
        owner: String,
        #[diesel(sql_type = Text)]
        column: String,
        #[diesel(sql_type = Text)]
        to: String,
    }

    fn schema() -> (tempfile::TempDir, SqliteConnection) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("k.db");
        migrate(&DatabaseUrl::Sqlite(file.clone())).unwrap();
        let conn = SqliteConnection::establish(&file.to_string_lossy()).unwrap();
        (folder, conn)
    }

    /// Every column that refers to a player or to a registration.
    fn references(conn: &mut SqliteConnection) -> Vec<Reference> {
        diesel::sql_query(
            "SELECT m.name AS owner, f.\"from\" AS \"column\", f.\"table\" AS \"to\" \
             FROM sqlite_master AS m, pragma_foreign_key_list(m.name) AS f \
             WHERE m.type = 'table' AND f.\"table\" IN ('players', 'registrations') ORDER BY 1, 2",
        )
        .load(conn)
        .unwrap()
    }

    #[test]
    fn every_column_that_names_a_player_is_decided() {
        let (_folder, mut conn) = schema();
        let there: BTreeSet<_> = references(&mut conn).into_iter().map(|found| (found.owner, found.column)).collect();
        assert!(there.len() > 20, "the schema could not be read: {there:?}");
        let decided: BTreeSet<_> =
            PLACES.iter().map(|place| (place.table.to_owned(), place.column.to_owned())).collect();
        let missing: Vec<_> = there.difference(&decided).collect();
        assert!(missing.is_empty(), "say in PLACES what of these a player may read: {missing:?}");
    }

    #[test]
    fn no_secret_and_no_other_player_is_handed_out() {
        let (_folder, mut conn) = schema();
        let others = references(&mut conn);
        for place in PLACES {
            let columns: Vec<Column> =
                diesel::sql_query("SELECT name, type AS kind FROM pragma_table_info(?) ORDER BY cid")
                    .bind::<Text, _>(place.table)
                    .load(&mut conn)
                    .unwrap();
            for Column { name, .. } in columns.iter().filter(|column| place.shows(&column.name)) {
                let is_secret = ["hash", "token", "key", "secret", "message_id"].iter().any(|word| name.contains(word));
                assert!(!is_secret, "{}.{name} is no business of anybody", place.table);
                let names_another = others.iter().any(|reference| {
                    reference.owner == place.table
                        && reference.column == *name
                        && reference.to == "players"
                        && *name != place.column
                });
                assert!(!names_another, "{}.{name} names somebody else under {:?}", place.table, place.heading);
            }
        }
    }
}
