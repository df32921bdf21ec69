//! Copies SQLite's log into its file, beside the writer: done by the writer, everybody's changes would wait for it.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use diesel::connection::SimpleConnection;

use super::connection::Access;
use super::{DatabaseUrl, DbConn, QueryResult, quiet};

/// How often the log is copied: seldom enough that a page which changes all the time is copied once for many changes.
const EVERY: Duration = Duration::from_millis(250);

/// The thread that copies; it ends with its owner.
#[derive(Debug)]
pub(super) struct Copier {
    stop: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Copier {
    /// Starts copying for the file of `url`; Postgres sees to its log by itself.
    pub fn start(url: &DatabaseUrl) -> std::io::Result<Self> {
        if url.file().is_none() {
            return Ok(Self { stop: None, thread: None });
        }
        let (stop, stopped) = sync_channel(0);
        let url = url.clone();
        let thread = std::thread::Builder::new().name("copier".to_owned()).spawn(move || work(&url, &stopped))?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Copier {
    fn drop(&mut self) {
        drop(self.stop.take());
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            log::error!("the thread that copies the log had stopped on a panic");
        }
    }
}

fn work(url: &DatabaseUrl, stopped: &Receiver<()>) {
    let mut conn = None;
    while stopped.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
        if let Err(error) = copy(url, &mut conn) {
            conn = None;
            quiet::warn(format!("the database's log was not copied into its file: {error}"));
        }
    }
}

/// Copies what no reader still needs in the log alone; waits for nobody.
fn copy(url: &DatabaseUrl, conn: &mut Option<DbConn>) -> QueryResult<()> {
    let conn = match conn {
        Some(conn) => conn,
        None => conn.insert(url.connect(Access::Write)?),
    };
    if let DbConn::Sqlite(conn) = conn {
        conn.batch_execute("PRAGMA wal_checkpoint(PASSIVE)")?;
    }
    Ok(())
}
