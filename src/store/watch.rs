//! Noticing what other processes write: other instances on Postgres, the command line on either database.

use std::sync::{Arc, Weak};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::connection::Access;
use super::fixed::{Bind, Fixed};
use super::{Changes, DatabaseUrl, DbConn, QueryError, QueryResult, Stale};
use crate::types::GameId;

/// Where writers tell each other, on Postgres.
const CHANNEL: &str = "kickabout";
/// How often Postgres is asked what the others told: well within the second in which instances must agree.
const EVERY: Duration = Duration::from_millis(50);
/// How long to wait before a lost connection is tried again.
const AGAIN_AFTER: Duration = Duration::from_millis(250);
/// Postgres refuses longer messages.
const LONGEST: usize = 7900;
/// What stands for everything.
const EVERYTHING: &str = "*";

/// Starts listening to what other instances tell; on SQLite the writer itself sees what others write.
pub(super) fn start(url: &DatabaseUrl, changes: &Arc<Changes>) -> std::io::Result<()> {
    if matches!(url, DatabaseUrl::Sqlite(_)) {
        return Ok(());
    }
    changes.expect_news();
    let (url, changes) = (url.clone(), Arc::downgrade(changes));
    std::thread::Builder::new().name("listener".to_owned()).spawn(move || listen_on(&url, &changes))?;
    Ok(())
}

/// Listens until nobody keeps anything any more, through every loss of the connection.
fn listen_on(url: &DatabaseUrl, changes: &Weak<Changes>) {
    let mut is_lost = false;
    while changes.strong_count() > 0 {
        if let Err(error) = listen(url, changes, &mut is_lost) {
            if !is_lost {
                log::warn!("other instances are not heard, so every page is read anew: {error}");
            }
            is_lost = true;
            std::thread::sleep(AGAIN_AFTER);
        }
    }
}

/// Listens on one connection; returns when it is lost, or nobody keeps anything any more.
fn listen(url: &DatabaseUrl, changes: &Weak<Changes>, is_lost: &mut bool) -> QueryResult<()> {
    let DbConn::Postgres(mut conn) = url.connect(Access::Read)? else { return Ok(()) };
    conn.batch_execute(&format!("LISTEN {CHANNEL}"))?;
    // What was written before the first message could come is unknown.
    let Some(all) = changes.upgrade() else { return Ok(()) };
    all.note(&Stale::Everything);
    drop(all);
    if std::mem::take(is_lost) {
        log::info!("other instances are heard again");
    }
    loop {
        // Asks the server itself: a connection that is cut off would stay silent as if nothing happened.
        conn.batch_execute("SELECT 1")?;
        let Some(all) = changes.upgrade() else { return Ok(()) };
        for told in conn.notifications_iter() {
            let told = told?;
            if let Some(stale) = read(&told.payload, all.origin()) {
                all.note(&stale);
            }
        }
        all.heard();
        drop(all);
        std::thread::sleep(EVERY);
    }
}

/// Tells the other instances, in the transaction that makes the change.
pub(super) fn tell(conn: &mut DbConn, stale: &Stale, origin: u64) -> QueryResult<()> {
    let DbConn::Postgres(conn) = conn else { return Ok(()) };
    if let Some(message) = write(stale, origin) {
        let binds = vec![Bind::Text(CHANNEL.to_owned()), Bind::Text(message)];
        Fixed::<()>::new("SELECT pg_notify(?, ?)".to_owned(), binds).execute(conn)?;
    }
    Ok(())
}

fn write(stale: &Stale, origin: u64) -> Option<String> {
    let what = match stale {
        Stale::Nothing => return None,
        Stale::Everything => EVERYTHING.to_owned(),
        Stale::Games(games) => {
            let mut games: Vec<_> = games.iter().map(|game| game.get()).collect();
            games.sort_unstable();
            games.dedup();
            games.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
        }
    };
    let what = if what.len() > LONGEST { EVERYTHING } else { &what };
    Some(format!("{origin:016x} {what}"))
}

/// What a message says; nothing for one's own. One that can't be read may mean anything.
fn read(message: &str, own: u64) -> Option<Stale> {
    let (origin, what) = message.split_once(' ').unwrap_or(("", message));
    if u64::from_str_radix(origin, 16) == Ok(own) {
        return None;
    }
    let games: Option<Vec<GameId>> = what.split(',').map(|id| id.parse().ok().map(GameId::new)).collect();
    Some(games.map_or(Stale::Everything, Stale::Games))
}

#[derive(QueryableByName)]
struct DataVersion {
    #[diesel(sql_type = Integer)]
    data_version: i32,
}

/// A number that differs when another connection has written to SQLite's file since this one was asked last.
pub(super) fn data_version(conn: &mut DbConn) -> Result<Option<i32>, QueryError> {
    let DbConn::Sqlite(conn) = conn else { return Ok(None) };
    let row: DataVersion = diesel::sql_query("PRAGMA data_version").get_result(conn)?;
    Ok(Some(row.data_version))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn games(ids: &[i64]) -> Stale {
        Stale::Games(ids.iter().copied().map(GameId::new).collect())
    }

    #[test]
    fn what_is_told_is_what_is_heard() {
        for (told, heard) in [(games(&[3, 1, 3]), games(&[1, 3])), (Stale::Everything, Stale::Everything)] {
            let message = write(&told, 7).unwrap();
            assert_eq!(read(&message, 8), Some(heard));
            assert_eq!(read(&message, 7), None);
        }
        assert_eq!(write(&Stale::Nothing, 7), None);
    }

    #[test]
    fn a_message_that_is_too_long_says_everything() {
        let many: Vec<i64> = (1_000_000..1_002_000).collect();
        let message = write(&games(&many), 7).unwrap();
        assert_eq!(read(&message, 8), Some(Stale::Everything));
    }

    #[test]
    fn what_nobody_understands_means_everything() {
        for message in ["", "0000000000000008 x", "hello", "zz 1"] {
            let heard = read(message, 7);
            assert!(matches!(heard, Some(Stale::Everything | Stale::Games(_))), "{message}");
        }
    }
}
