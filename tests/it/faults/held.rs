//! A change on Postgres that is not committed yet, so that the program's own work waits for it half-way.

use std::process::Command;

use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::BigInt,
};
use kickabout::store::DatabaseUrl;

use crate::support::Database;

/// Who holds it, and who looks: one view of the others lasts as long as a transaction.
pub struct Held {
    holder: PgConnection,
    looker: PgConnection,
}

/// How many are connected to this database, and wait for a lock.
const WAITING: &str =
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
/// How many others are in the middle of something.
const BUSY: &str = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' \
                    AND pid <> pg_backend_pid()";

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

impl Held {
    /// Begins `change`; nothing to hold on SQLite.
    pub fn by(database: &Database, change: &str) -> Option<Self> {
        let DatabaseUrl::Postgres(url) = &database.url else { return None };
        let mut holder = PgConnection::establish(url).unwrap();
        holder.batch_execute("BEGIN").unwrap();
        holder.batch_execute(change).unwrap();
        Some(Self { holder, looker: PgConnection::establish(url).unwrap() })
    }

    /// Starts `program`, kills it when it waits for the change, takes the change back, and waits until Postgres has
    /// noticed that nobody is there any more.
    pub fn kill_when_it_waits(&mut self, mut program: Command) {
        let mut child = program.spawn().unwrap();
        while self.count(WAITING) == 0 {
            assert_eq!(child.try_wait().unwrap(), None, "it ended without waiting");
        }
        child.kill().unwrap();
        child.wait().unwrap();
        self.holder.batch_execute("ROLLBACK").unwrap();
        while self.count(BUSY) > 0 {
            std::thread::yield_now();
        }
    }

    /// The one number that `question` answers.
    pub fn count(&mut self, question: &str) -> i64 {
        let question = format!("SELECT ({question}) AS count");
        sql_query(question).get_result::<Count>(&mut self.looker).unwrap().count
    }
}
