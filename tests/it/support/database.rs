//! A database for one test: a file in a folder of its own, or a database of its own on a Postgres server.

use std::sync::atomic::{AtomicU32, Ordering};

use diesel::{Connection, PgConnection, RunQueryDsl, sql_query};
use kickabout::store::DatabaseUrl;
use tempfile::TempDir;

/// The database, gone when the test is.
pub struct Database {
    pub url: DatabaseUrl,
    on_server: Option<(String, String)>,
    _folder: TempDir,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Database {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        match std::env::var("KICKABOUT_TEST_DATABASE").as_deref() {
            Ok("postgres") => Self::on_postgres(folder),
            Ok("sqlite") | Err(_) => {
                let url = DatabaseUrl::parse(&format!("sqlite:{}", folder.path().join("town.db").display())).unwrap();
                Self { url, on_server: None, _folder: folder }
            }
            Ok(other) => panic!("KICKABOUT_TEST_DATABASE={other}: sqlite or postgres"),
        }
    }

    fn on_postgres(folder: TempDir) -> Self {
        let server = std::env::var("KICKABOUT_TEST_POSTGRES").expect("KICKABOUT_TEST_POSTGRES names the server");
        let name = format!("it_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let mut admin = PgConnection::establish(&server).unwrap();
        sql_query(format!("CREATE DATABASE {name}")).execute(&mut admin).unwrap();
        let mut url = url::Url::parse(&server).unwrap();
        url.set_path(&name);
        Self { url: DatabaseUrl::parse(url.as_str()).unwrap(), on_server: Some((server, name)), _folder: folder }
    }
}

/// What `DATABASE_URL` says for `url`.
pub fn address(url: &DatabaseUrl) -> String {
    match url {
        DatabaseUrl::Sqlite(file) => format!("sqlite:{}", file.display()),
        DatabaseUrl::Postgres(url) => url.clone(),
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.on_server
            && let Ok(mut admin) = PgConnection::establish(server)
        {
            // A connection that is still open must not keep it.
            let _ = sql_query(format!("DROP DATABASE {name} WITH (FORCE)")).execute(&mut admin);
        }
    }
}
