//! How the games of a list get into one's calendar.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use super::Address;
use crate::domain::listing::{self, PageNumber};
use crate::store::QueryError;
use crate::web::filter_bar::in_words;
use crate::web::filters::{FilterForm, List};
use crate::web::{App, HtmlQuery, Page, Viewer, WebError, html};

#[derive(Template)]
#[template(path = "calendar/subscribe.html")]
struct SubscribePage {
    page: Page,
    only: String,
    /// Whether games without a free spot are left out.
    only_free: bool,
    back: String,
    address: Address,
}

/// `GET /calendar`: takes the filters of the list, and leaves out what means nothing.
pub async fn show(app: Data<App>, viewer: Viewer, form: HtmlQuery<FilterForm>) -> Result<HttpResponse, WebError> {
    let today = viewer.site.time_zone.today(viewer.now);
    let found = app.store.read(move |conn| {
        let choices = listing::choices(conn, form.venue())?;
        let (asked, _) = form.parse(List::Upcoming, &choices);
        Ok::<_, QueryError>((in_words(&asked, &choices, today), asked))
    });
    let (only, asked) = found.await?;
    html(&SubscribePage {
        page: viewer.page("Games in your calendar"),
        only: only.join(", "),
        only_free: asked.filter.free,
        back: asked.first(List::Upcoming),
        address: Address::of_feed(&app, &asked.query(List::Upcoming, PageNumber::FIRST)),
    })
}
