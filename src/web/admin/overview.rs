//! The site at a glance.

use actix_web::{HttpResponse, web::Data};
use askama::Template;

use super::size::size;
use crate::{
    store::{
        self, QueryError,
        overview::{Counts, Database},
    },
    types::{Zone, numbers::plural},
    web::{AdminIn, App, Page, WebError, html},
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
    version: &'static str,
    zones: &'static str,
}

/// `GET /admin`
pub async fn show(app: Data<App>, admin: AdminIn) -> Result<HttpResponse, WebError> {
    let now = admin.now;
    let facts = app
        .store
        .read(move |conn| Ok::<_, QueryError>((store::overview::counts(conn, now)?, store::overview::database(conn)?)));
    let (counts, database) = facts.await?;
    html(&OverviewPage {
        page: admin.page("Admin"),
        tab: "overview",
        people: people(&counts),
        games: games(&counts),
        seats: format!("{} taken, {} waiting", plural(counts.seats_taken, "spot"), counts.waiting),
        database: format!("{} {}, {}", database.kind, short_version(&database), size(database.bytes.unsigned_abs())),
        file: app.store.url().file().map(|file| file.display().to_string()),
        address: app.settings.public_url.as_ref().map(ToString::to_string),
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

/// Postgres adds the distribution's name to its number.
fn short_version(database: &Database) -> &str {
    database.version.split_whitespace().next().unwrap_or_default()
}
