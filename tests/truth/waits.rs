//! Waits are bounded, and whoever hears "busy" was surely not registered; a set that fails hurts nobody but its culprit.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use futures_util::FutureExt;
use futures_util::future::join_all;
use kickabout::domain::registrations::{Register, RegisterError};
use kickabout::store::{self, DatabaseUrl, DbConn, Job, QueryError, QueryResult, Scope, Together};
use kickabout::types::*;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::fixture::Fixture;

/// Keeps every writer from beginning anything, as another process on the same data may.
enum Hold {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Hold {
    fn take(fixture: &Fixture) -> Self {
        match fixture.store.url() {
            DatabaseUrl::Sqlite(file) => {
                let mut conn = SqliteConnection::establish(&file.to_string_lossy()).unwrap();
                conn.batch_execute("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE").unwrap();
                Self::Sqlite(conn)
            }
            DatabaseUrl::Postgres(url) => {
                let mut conn = PgConnection::establish(url).unwrap();
                // The lock of changes that touch everything.
                conn.batch_execute(&format!("BEGIN; SELECT pg_advisory_xact_lock({})", 0x6b69_636b_0001_i64)).unwrap();
                Self::Postgres(conn)
            }
        }
    }

    fn release(self) {
        match self {
            Self::Sqlite(mut conn) => conn.batch_execute("ROLLBACK").unwrap(),
            Self::Postgres(mut conn) => conn.batch_execute("ROLLBACK").unwrap(),
        }
    }
}

fn wait_for<T>(answer: impl Future<Output = T>) -> T {
    actix_web::rt::System::new().block_on(answer)
}

fn asks(game: GameId, player: PlayerId) -> Register {
    Register { game, player, guests: Vec::new(), note: Note::default(), attempt: 0, key: None, names_per_address: 5 }
}

#[test]
fn who_is_told_to_come_back_was_not_registered() {
    let fixture = Fixture::new();
    let (game, players) = (fixture.game(10), fixture.players(3));
    let hold = Hold::take(&fixture);
    for player in &players {
        let outcome = wait_for(fixture.store.write_within(Duration::ZERO, asks(game, *player)));
        assert!(matches!(outcome, Err(RegisterError::Query(QueryError::Busy))), "{outcome:?}");
    }
    hold.release();
    // Queued behind the others: when it is done, they would be too.
    fixture.store.write_here(asks(game, fixture.organizer)).unwrap();
    assert_eq!(fixture.taken(game), 1);
    fixture.assert_sound(game);
}

#[test]
fn what_has_started_is_waited_for_and_what_was_given_up_never_starts() {
    let fixture = Fixture::new();
    while !wait_for(starts_in_time(&fixture)) {}
}

/// Lets a job start that goes on longer than anybody's patience; whether it was started in time.
async fn starts_in_time(fixture: &Fixture) -> bool {
    /// Long enough to be started within, most times.
    const PATIENCE: Duration = Duration::from_millis(10);
    let ((started, mut has_started), (go_on, goes_on)) = (unbounded_channel(), std::sync::mpsc::channel());
    let slow = Slow { started, goes_on: Mutex::new(goes_on) };
    let mut outcome = Box::pin(fixture.store.write_within(PATIENCE, slow));
    tokio::select! {
        given_up = &mut outcome => {
            assert!(matches!(given_up, Err(QueryError::Busy)));
            assert!(has_started.try_recv().is_err());
            false
        }
        // A job that came too late is dropped without having begun, and its end of the channel with it.
        Some(()) = has_started.recv() => {
            tokio::time::timeout(2 * PATIENCE, &mut outcome).await.unwrap_err();
            go_on.send(()).unwrap();
            outcome.await.unwrap();
            true
        }
    }
}

/// Says that it has started, and waits to be let go on.
struct Slow {
    started: UnboundedSender<()>,
    goes_on: Mutex<std::sync::mpsc::Receiver<()>>,
}

impl Job for Slow {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, _conn: &mut DbConn, _now: Timestamp) -> Result<(), QueryError> {
        self.started.send(()).map_err(|_| QueryError::NotFound)?;
        self.goes_on.lock().unwrap().recv().map_err(|_| QueryError::NotFound)
    }
}

/// Leaves a player behind; the poisoned one can't, and neither can a set that it is in.
struct Leaves {
    name: PlayerName,
    is_poisoned: bool,
    largest_set: Arc<AtomicUsize>,
}

impl Job for Leaves {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), QueryError> {
        store::players::insert(conn, &self.name, Role::Player, None, now)?;
        if self.is_poisoned {
            // Refused by the database: there is no such player.
            store::players::insert(conn, &self.name, Role::Player, Some(PlayerId::new(-1)), now)?;
        }
        Ok(())
    }

    fn together() -> Option<Together<Self>> {
        Some(leave_all)
    }
}

fn leave_all(jobs: &[&Leaves], conn: &mut DbConn, now: Timestamp) -> QueryResult<Vec<Result<(), QueryError>>> {
    jobs[0].largest_set.fetch_max(jobs.len(), Ordering::SeqCst);
    jobs.iter().map(|job| job.run(conn, now).map(Ok)).collect()
}

#[test]
fn a_set_that_fails_runs_one_by_one_and_only_its_culprit_fails() {
    let fixture = Fixture::new();
    let largest_set = Arc::new(AtomicUsize::new(0));
    let leaves = |number: usize| Leaves {
        name: PlayerName::parse(&format!("Left {number}")).unwrap(),
        is_poisoned: number == 5,
        largest_set: Arc::clone(&largest_set),
    };
    let hold = Hold::take(&fixture);
    let mut outcomes: Vec<_> = (0..10).map(|number| Box::pin(fixture.store.write_at_leisure(leaves(number)))).collect();
    // Queues all of them.
    outcomes.iter_mut().for_each(|outcome| assert!(outcome.now_or_never().is_none()));
    hold.release();
    let outcomes = wait_for(join_all(outcomes));
    let failed: Vec<usize> = (0..10).filter(|number| outcomes[*number].is_err()).collect();
    assert_eq!(failed, [5]);
    assert!(largest_set.load(Ordering::SeqCst) > 1, "they ran together first");
    let left = fixture.store.read_here(|conn| store::players::search(conn, "left", 0, 100)).unwrap();
    assert_eq!(left.len(), 9);
}
