//! What the upcoming and the past games have in common: filter, days, pages.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use super::cards::{Card, Mine};
use super::empty::Empty;
use super::filter_bar::FilterBar;
use super::filters::{Asked, FilterForm, List};
use super::viewer::CUT;
use super::{App, FieldErrors, Page, Viewer, WebError, html_as, urls};
use crate::domain::listing::{self, Choices, Day, Listed, Listing, PageNumber};
use crate::domain::upcoming::Upcoming;
use crate::store::{QueryError, listing::has_any};
use crate::types::Date;

/// A page of a list.
#[derive(Template)]
#[template(path = "games/list.html")]
struct ListPage {
    page: Page,
    heading: &'static str,
    bar: FilterBar,
    days: Vec<DayView>,
    calendar: Option<String>,
    pager: Option<Pager>,
    empty: Option<Empty>,
}

/// The games of one local date.
struct DayView {
    name: &'static str,
    date: String,
    games: Vec<Card>,
}

/// The way to the pages before and behind.
struct Pager {
    previous: Option<String>,
    previous_text: &'static str,
    shown: String,
    next: Option<String>,
    next_text: &'static str,
}

/// What the database knows of a list as it was asked for.
struct Answer {
    choices: Choices,
    asked: Asked,
    errors: FieldErrors,
    number: PageNumber,
    listing: Listing,
    has_any: bool,
}

/// The page of `list` that `form` asks for; `422` where a part of the filter had to be left out.
pub async fn show(app: Data<App>, viewer: Viewer, form: FilterForm, list: List) -> Result<HttpResponse, WebError> {
    let (player, now) = (viewer.player(), viewer.now);
    let query = form.clone();
    let answer = app
        .store
        .read(move |conn| {
            let choices = listing::choices(conn, query.venue())?;
            let (asked, mut errors) = query.parse(list, &choices);
            let number = query.page(&mut errors);
            let find = if list == List::Past { listing::past } else { listing::upcoming };
            let listing = find(conn, &asked.filter, number, player, now)?;
            let has_any = !listing.games.is_empty() || has_any(conn)?;
            Ok::<_, QueryError>(Answer { choices, asked, errors, number, listing, has_any })
        })
        .await?;
    let status = if answer.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html_as(status, &ListPage::new(list, &form, answer, &viewer))
}

/// The first page of `upcoming` as `viewer` sees it.
pub fn upcoming_html(upcoming: &Upcoming, viewer: &Viewer) -> Result<String, WebError> {
    let answer = Answer {
        choices: upcoming.choices.clone(),
        asked: Asked::default(),
        errors: FieldErrors::default(),
        number: PageNumber::FIRST,
        listing: upcoming.listing.clone(),
        has_any: upcoming.has_any,
    };
    Ok(ListPage::new(List::Upcoming, &FilterForm::default(), answer, viewer).render()?)
}

impl ListPage {
    fn new(list: List, form: &FilterForm, answer: Answer, viewer: &Viewer) -> Self {
        let Answer { choices, asked, errors, number, listing, has_any } = answer;
        let heading = if list == List::Past { "Past games" } else { "Upcoming games" };
        let empty = listing.games.is_empty();
        Self {
            page: viewer.page(heading),
            heading,
            empty: empty.then(|| Empty::of(list, number, &asked, &choices, viewer, has_any)),
            bar: FilterBar::new(list, form, &asked, errors, &choices, viewer),
            calendar: (list == List::Upcoming).then(|| calendar(&asked)),
            pager: Pager::new(list, &asked, number, &listing),
            days: days(&listing.games, viewer),
        }
    }
}

/// Where one subscribes to the games that are asked for.
fn calendar(asked: &Asked) -> String {
    urls::with_query(urls::CALENDAR, &asked.query(List::Upcoming, PageNumber::FIRST))
}

impl Pager {
    /// None where everything fits on one page.
    fn new(list: List, asked: &Asked, number: PageNumber, listing: &Listing) -> Option<Self> {
        let href = |page| asked.href(list, page);
        let next = if listing.has_more { number.next().map(href) } else { None };
        let previous = number.previous().map(href);
        let (first, count) = (number.skipped() + 1, listing.games.len());
        let (previous_text, next_text) =
            if list == List::Past { ("← Newer", "Older →") } else { ("← Earlier", "Later →") };
        let shown = match count {
            0 => String::new(),
            1 => format!("Game {first}"),
            count => format!("Games {first} to {}", number.skipped() + i64::try_from(count).unwrap_or(i64::MAX)),
        };
        let is_needed = next.is_some() || previous.is_some() && count > 0;
        is_needed.then_some(Self { previous, previous_text, shown, next, next_text })
    }
}

fn days(games: &[Listed], viewer: &Viewer) -> Vec<DayView> {
    let today = viewer.site.time_zone.today(viewer.now);
    let days = listing::by_day(games, |listed| listed.game.local_date);
    days.into_iter().map(|day| DayView::new(&day, today, viewer)).collect()
}

impl DayView {
    fn new(day: &Day<&Listed>, today: Date, viewer: &Viewer) -> Self {
        let name = listing::day_name(day.date, today);
        Self {
            name,
            date: date_beside(name, day.date, today),
            games: day.games.iter().map(|listed| Card::new(listed, viewer)).collect(),
        }
    }
}

/// The date beside a day's name: with its weekday where the name is none, with its year where it is another.
fn date_beside(name: &str, day: Date, today: Date) -> String {
    let date = format!("{} {}", day.day(), day.month_name());
    let date = if name == day.weekday_name() { date } else { format!("{} {date}", day.weekday_name()) };
    if day.year() == today.year() { date } else { format!("{date} {}", day.year()) }
}
