//! Games in people's own calendars: the files, and the pages that say how to get them.

mod files;
mod own;
mod subscribe;

pub use files::{feed, game, own as own_file};
pub use own::{create, destroy, show as show_own};
pub use subscribe::show as subscribe;

use super::{App, urls};

/// An address that calendar programs fetch again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Address {
    /// Asks the device's calendar program to subscribe; none where the site does not know its own address.
    webcal: Option<String>,
    /// To be copied; a bare path where the site does not know its own address.
    copied: String,
}

impl Address {
    fn of(app: &App, path: &str) -> Self {
        let webcal = app.settings.public_url.as_ref().map(|public_url| {
            let full = public_url.join(path);
            let (_, rest) = full.split_once("://").unwrap_or(("", &full));
            format!("webcal://{rest}")
        });
        Self { webcal, copied: app.absolute(path) }
    }

    /// The public games that the list asked for by `query` shows.
    fn of_feed(app: &App, query: &str) -> Self {
        Self::of(app, &urls::with_query(urls::CALENDAR_FILE, query))
    }
}
