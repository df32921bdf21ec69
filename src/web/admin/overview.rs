//! The site at a glance.

use actix_web::{HttpResponse, web::Data};
use askama::Template;

use super::size::size;
use crate::{
    store::{
        self, QueryError,
        overview::{Counts, Database},
    },
    types::{KeepDays, Zone, numbers::plural},
    web::{AdminIn, App, Page, WebError, html, words::moment_with_date},
};

#[derive(Template)]
#[template(path = "admin/overview.html")]
struct OverviewPage {
    page: Page,
    tab: &'static str,
    people: String,
    games: String,
    seats: String,
    database: String,
    file: Option<String>,
    address: Option<String>,
    sends_mail: bool,
    given_up: Option<String>,
    forgets: String,
    version: &'static str,
    zones: &'static str,
}

/// `GET /admin`
pub async fn show(app: Data<App>, admin: AdminIn) -> Result<HttpResponse, WebError> {
    let now = admin.now;
    let facts = app.store.read(move |conn| {
        let (counts, schedule) = (store::overview::counts(conn, now)?, store::forgetting::schedule(conn)?);
        let given_up = store::mails::count_failed(conn)?;
        Ok::<_, QueryError>((counts, store::overview::database(conn)?, schedule, given_up))
    });
    let (counts, database, (keep, last), given_up) = facts.await?;
    html(&OverviewPage {
        page: admin.page("Admin"),
        tab: "overview",
        people: people(&counts),
        games: games(&counts),
        seats: format!("{} taken, {} waiting", plural(counts.seats_taken, "spot"), counts.waiting),
        database: format!("{} {}, {}", database.kind, short_version(&database), size(database.bytes.unsigned_abs())),
        file: app.store.url().file().map(|file| file.display().to_string()),
        address: app.settings.public_url.as_ref().map(ToString::to_string),
        sends_mail: app.settings.mail.is_some(),
        given_up: (given_up > 0).then(|| plural(given_up, "mail")),
        forgets: forgets(keep, last.map(|last| moment_with_date(last, &admin.site.time_zone, now))),
        version: env!("CARGO_PKG_VERSION"),
        zones: Zone::database_version(),
    })
}

fn people(counts: &Counts) -> String {
    let disabled = match counts.disabled {
        0 => String::new(),
        disabled => format!(", {disabled} disabled"),
    };
    format!("{}, {} with an account{disabled}", counts.people, counts.accounts)
}

fn games(counts: &Counts) -> String {
    format!("{} ahead, {} played, {}", counts.games_ahead, counts.games_past, plural(counts.drafts, "draft"))
}

/// What becomes of what is personal about games that are over.
fn forgets(keep: Option<KeepDays>, last: Option<String>) -> String {
    let Some(days) = keep else { return "Kept after games are over. Settings can have it removed.".to_owned() };
    let last = last.map_or_else(|| "not done yet".to_owned(), |last| format!("last done {last}"));
    format!("Removed {} after a game; {last}", plural(days.get(), "day"))
}

/// Postgres adds the distribution's name to its number.
fn short_version(database: &Database) -> &str {
    database.version.split_whitespace().next().unwrap_or_default()
}
