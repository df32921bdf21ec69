//! The site at a glance.

use actix_web::{HttpResponse, web::Data};
use askama::Template;

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
        database: format!("{} {}, {}", database.kind, short_version(&database), size(database.bytes)),
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

/// "740 kB", "14.2 MB".
fn size(bytes: i64) -> String {
    let kilobytes = bytes / 1000;
    if kilobytes < 1000 {
        format!("{kilobytes} kB")
    } else if kilobytes < 1_000_000 {
        format!("{}.{} MB", kilobytes / 1000, kilobytes % 1000 / 100)
    } else {
        format!("{}.{} GB", kilobytes / 1_000_000, kilobytes % 1_000_000 / 100_000)
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_read_at_a_glance() {
        assert_eq!(size(740_123), "740 kB");
        assert_eq!(size(14_260_000), "14.2 MB");
        assert_eq!(size(2_050_000_000), "2.0 GB");
    }
}
