//! What the site asks of its database, and whether a question reads a whole table that grows for years.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use diesel::connection::SimpleConnection;
use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};

use super::{MATRIX, ask_everybody, town};
use crate::support::{Database, address};

/// Tables that hold a row for everything that ever happened.
const GROWING: [&str; 8] = ["registrations", "guests", "timeline", "outbox", "mails", "sessions", "tokens", "arrivals"];

static ASKED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Notes from here on what every new connection of this process is asked.
fn listen() {
    set_default_instrumentation(|| Some(Box::new(Listener))).unwrap();
}

struct Listener;

impl Instrumentation for Listener {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let text = query.to_string();
            let text = text.split(" -- binds:").next().unwrap_or_default();
            ASKED.lock().unwrap_or_else(PoisonError::into_inner).insert(text.to_owned());
        }
    }
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// The questions so far that read a growing table from one end to the other, each with that step.
fn whole_tables() -> Vec<String> {
    let asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(asked.len() > 100, "only {} questions were heard", asked.len());
    let database = Database::new();
    kickabout::store::migrate(&database.url).unwrap();
    let mut conn = SqliteConnection::establish(&database.url.file().unwrap().to_string_lossy()).unwrap();
    // An INSERT's plan names what refers to its table, which is read only where a reference was broken.
    let verbs = ["SELECT", "UPDATE", "DELETE", "WITH"];
    // Diesel writes a choice among nothing as `1=0`.
    let questions = asked
        .iter()
        .filter(|text| verbs.iter().any(|verb| text.trim_start().starts_with(verb)) && !text.contains("(1=0)"));
    questions.flat_map(|text| whole_tables_of(&mut conn, text)).collect()
}

fn whole_tables_of(conn: &mut SqliteConnection, text: &str) -> Vec<String> {
    let steps: Vec<Step> = sql_query(format!("EXPLAIN QUERY PLAN {text}")).load(conn).unwrap();
    let is_whole = |detail: &str| GROWING.iter().any(|table| detail == format!("SCAN {table}"));
    steps.iter().filter(|step| is_whole(&step.detail)).map(|step| format!("{}: {text}", step.detail)).collect()
}

#[derive(QueryableByName)]
struct Plan {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    step: String,
}

/// The statements about sets of rows that Postgres, asked as a writer asks it, would run by reading whole tables: each
/// with the step that says so. The tables are known to be empty, as on the first day of a site.
fn sets_not_looked_up() -> Vec<String> {
    let asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let sets: Vec<_> = asked.iter().filter(|text| text.contains("json_to_recordset")).collect();
    assert!(sets.len() > 4, "only {} statements about sets were heard", sets.len());
    let database = Database::new();
    kickabout::store::migrate(&database.url).unwrap();
    let mut conn = PgConnection::establish(&address(&database.url)).unwrap();
    conn.batch_execute(kickabout::store::POSTGRES_WRITER).unwrap();
    conn.batch_execute("ANALYZE").unwrap();
    sets.into_iter().flat_map(|text| not_looked_up(&mut conn, text)).collect()
}

fn not_looked_up(conn: &mut PgConnection, text: &str) -> Vec<String> {
    let parameters = (1..).take_while(|number| text.contains(&format!("${number}"))).count();
    conn.batch_execute(&format!("PREPARE asked AS {text}")).unwrap();
    let nothing = vec!["NULL"; parameters].join(", ");
    let plan: Vec<Plan> = sql_query(format!("EXPLAIN EXECUTE asked({nothing})")).load(conn).unwrap();
    conn.batch_execute("DEALLOCATE asked").unwrap();
    let steps: Vec<&str> = plan.iter().map(|plan| plan.step.as_str()).chain([""]).collect();
    let by_no_key = |pair: &&[&str]| {
        let reads_a_table = ["Seq Scan", "Index Scan", "Index Only Scan"].iter().any(|scan| pair[0].contains(scan));
        reads_a_table && !pair[1].contains("Index Cond")
    };
    steps.windows(2).filter(by_no_key).map(|pair| format!("{}: {text}", pair[0])).collect()
}

fn is_on_postgres() -> bool {
    std::env::var("KICKABOUT_TEST_DATABASE").as_deref() == Ok("postgres")
}

async fn ask_everything() {
    listen();
    let town = town(false).await;
    let expected = MATRIX.iter().map(|(route, letters, _)| (*route, *letters)).collect();
    ask_everybody(&town, &expected).await;
}

/// On Postgres the plan for a table of ten rows says nothing of one with a million.
#[actix_web::test]
async fn no_page_reads_the_history_of_the_site_to_answer() {
    if !is_on_postgres() {
        ask_everything().await;
        assert!(whole_tables().is_empty(), "{:#?}", whole_tables());
    }
}

/// Plans are kept as long as a connection lasts, and tables that were empty grow meanwhile.
#[actix_web::test]
async fn what_is_asked_about_sets_is_looked_up_by_keys() {
    if is_on_postgres() {
        ask_everything().await;
        let found = sets_not_looked_up();
        assert!(found.is_empty(), "{found:#?}");
    }
}
