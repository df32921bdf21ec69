//! The disk is full. On Postgres that is the server's matter; on SQLite the program must say so and lose nothing.

use diesel::{Connection, SqliteConnection, connection::SimpleConnection};
use kickabout::store::{self, Clock, DatabaseUrl, Store};

use super::{
    killed::{prepare, sign_in},
    server::{Server, command, limited},
};

#[actix_web::test]
async fn on_a_full_disk_it_refuses_goes_on_showing_pages_and_keeps_what_it_answered() {
    let (database, game, emails) = prepare().await;
    let DatabaseUrl::Sqlite(file) = &database.url else { return };
    let mut conn = SqliteConnection::establish(&file.to_string_lossy()).unwrap();
    conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    drop(conn);
    // No file may grow beyond this, in blocks of 512 bytes: the log of changes soon reaches it.
    let blocks = std::fs::metadata(file).unwrap().len() / 512 + 1000;
    let serve = command(&database, &["serve", "--listen", "127.0.0.1:0"]);
    let mut serve = limited(&serve, blocks, "trap '' XFSZ");
    serve.stderr(std::process::Stdio::null());
    let server = Server::start_as(serve);
    let mut player = sign_in(&server, &emails[..1], &database, game).await.remove(0);
    // While somebody reads, the log can't be begun anew: it grows with every change, however slow they come.
    let mut reader = SqliteConnection::establish(&file.to_string_lossy()).unwrap();
    reader.batch_execute("BEGIN; SELECT id FROM games").unwrap();
    let refused = loop {
        let path = format!("/games/{game}/registration{}", if player.is_in { "/withdraw" } else { "" });
        let answer = player.person.post(&path, &[("attempt", player.left.to_string().as_str())]).await;
        if answer.status != 303 {
            break answer;
        }
        player.left += i64::from(player.is_in);
        player.is_in = !player.is_in;
        assert!(player.left < 40, "the disk never filled up");
    };
    drop(reader);
    assert_eq!(refused.status, 503, "{}", refused.text);
    assert!(!refused.header("retry-after").is_empty());
    let said = refused.text.to_lowercase();
    assert!(["i/o", "sql", "database"].iter().all(|inside| !said.contains(inside)), "{}", refused.words());
    assert_eq!(player.person.get(&format!("/games/{game}")).await.status, 200);
    server.kill();
    let store = Store::open(&database.url, Clock::System).unwrap();
    let id = player.person.player();
    let active = store.read_here(|conn| store::registrations::find_active(conn, game, id)).unwrap();
    let left = store.read_here(|conn| store::registrations::departures(conn, game, id)).unwrap().len();
    assert_eq!((active.is_some(), i64::try_from(left).unwrap()), (player.is_in, player.left));
    store.stop();
    let server = Server::start(&database);
    let player = sign_in(&server, &emails[..1], &database, game).await.remove(0);
    let answer = player.person.post(&format!("/games/{game}/registration"), &[("attempt", "99")]).await;
    assert_eq!(answer.status, 303, "with room again, it goes on");
}
