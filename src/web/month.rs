//! The month view: what is on which day.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use super::cards::{look, standing, status};
use super::empty::Empty;
use super::filter_bar::FilterBar;
use super::filters::{Asked, FilterForm, List};
use super::words::{self, Words};
use super::{App, FieldErrors, HtmlQuery, Page, Viewer, WebError, html_as, urls};
use crate::domain::listing::{self, Choices, Listed, Listing, PageNumber};
use crate::store::QueryError;
use crate::types::{Date, GameId, Month, Status};

/// Games shown in one day's cell; the list has the others.
const GAMES_A_DAY: usize = 6;

/// A month.
#[derive(Template)]
#[template(path = "games/month.html")]
struct MonthPage {
    page: Page,
    title: String,
    bar: FilterBar,
    previous: Option<MonthLink>,
    this_month: Option<MonthLink>,
    next: Option<MonthLink>,
    weekdays: [&'static str; 7],
    days: Vec<Cell>,
    /// Where the games are that did not fit.
    rest: Option<String>,
    empty: Option<Empty>,
}

/// The way to another month.
struct MonthLink {
    href: String,
    text: String,
}

/// One day.
struct Cell {
    class: String,
    is_today: bool,
    weekday: &'static str,
    number: u8,
    month: &'static str,
    games: Vec<Entry>,
    rest: Option<Rest>,
}

/// The games of a day that its cell does not show.
struct Rest {
    href: String,
    count: usize,
}

/// One game.
struct Entry {
    id: GameId,
    href: String,
    title: String,
    look: &'static str,
    time: String,
    datetime: String,
    state: String,
    mine: Option<Words>,
    mine_attribute: Option<&'static str>,
    capacity: i32,
    taken: i32,
    waiting: i32,
    offered: i32,
}

/// `GET /month`
pub async fn show(app: Data<App>, viewer: Viewer, form: HtmlQuery<FilterForm>) -> Result<HttpResponse, WebError> {
    let form = form.0;
    let (player, now) = (viewer.player(), viewer.now);
    let (month, mut errors) = asked_month(&form, &viewer);
    let list = List::Month(month);
    let query = form.clone();
    let (choices, asked, mistakes, found) = app
        .store
        .read(move |conn| {
            let choices = listing::choices(conn, query.venue())?;
            let (asked, mistakes) = query.parse(list, &choices);
            let found = listing::month(conn, &asked.filter, month, player, now)?;
            Ok::<_, QueryError>((choices, asked, mistakes, found))
        })
        .await?;
    for mistake in &mistakes {
        errors.add(&mistake.field, mistake.message.clone());
    }
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let bar = FilterBar::new(list, &form, &asked, errors, &choices, &viewer);
    html_as(status, &MonthPage::new(month, bar, &asked, &choices, &found, &viewer))
}

/// The month of the address; nothing means the present one.
fn asked_month(form: &FilterForm, viewer: &Viewer) -> (Month, FieldErrors) {
    let present = Month::of(viewer.site.time_zone.today(viewer.now));
    let mut errors = FieldErrors::default();
    let typed = form.m.as_str();
    let month = if typed.is_empty() { Some(present) } else { errors.check("m", Month::parse(typed)) };
    (month.unwrap_or(present), errors)
}

impl MonthPage {
    fn new(month: Month, bar: FilterBar, asked: &Asked, choices: &Choices, found: &Listing, viewer: &Viewer) -> Self {
        let list = List::Month(month);
        let today = viewer.site.time_zone.today(viewer.now);
        let present = Month::of(today);
        let link = |to: Month, text: String| MonthLink { href: asked.first(List::Month(to)), text };
        Self {
            page: viewer.page(month.title()),
            title: month.title(),
            bar,
            previous: month.previous().map(|to| link(to, format!("← {}", name(to, month)))),
            this_month: (month != present).then(|| link(present, "This month".to_owned())),
            next: month.next().map(|to| link(to, format!("{} →", name(to, month)))),
            weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
            days: month.days().map(|day| Cell::new(day, today, asked, &found.games, viewer)).collect(),
            rest: found.has_more.then(|| asked.with(|filter| filter.from = Some(month.first())).first(List::Upcoming)),
            empty: found.games.is_empty().then(|| Empty::of(list, PageNumber::FIRST, asked, choices, viewer, true)),
        }
    }
}

/// "December", or "January 2027" from another year.
fn name(month: Month, from: Month) -> String {
    if month.first().year() == from.first().year() { month.first().month_name().to_owned() } else { month.title() }
}

impl Cell {
    fn new(day: Date, today: Date, asked: &Asked, games: &[Listed], viewer: &Viewer) -> Self {
        let of_day: Vec<&Listed> = games.iter().filter(|listed| listed.game.local_date == day).collect();
        let beyond = of_day.len().saturating_sub(GAMES_A_DAY);
        let list = if day < today { List::Past } else { List::Upcoming };
        let that_day = asked.with(|filter| (filter.from, filter.to) = (Some(day), Some(day)));
        Self {
            class: class(day, today),
            is_today: day == today,
            weekday: day.weekday_name(),
            number: day.day(),
            month: day.month_name(),
            games: of_day.iter().take(GAMES_A_DAY).map(|listed| Entry::new(listed, viewer)).collect(),
            rest: (beyond > 0).then(|| Rest { href: that_day.first(list), count: beyond }),
        }
    }
}

/// Where the month's first day stands in its week, and which day is today.
fn class(day: Date, today: Date) -> String {
    let mut class = match (day.day(), day.weekday().days_since_monday()) {
        (1, after_monday @ 1..) => format!("from-{}", after_monday + 1),
        _ => String::new(),
    };
    if day == today {
        class.push_str(" today");
    }
    class.trim_start().to_owned()
}

impl Entry {
    fn new(listed: &Listed, viewer: &Viewer) -> Self {
        let (game, now) = (&listed.game, viewer.now);
        Self {
            id: game.id,
            href: urls::game(game.id),
            title: game.title.as_str().to_owned(),
            look: look(game, now).trim_start(),
            time: game.time_zone.wall(game.starts_at).time().to_string(),
            datetime: game.starts_at.rfc3339(),
            state: words::state(game, now).text,
            // That I left would fill the cell; the game's own page says it.
            mine: standing(listed, now).filter(|_| status(listed).is_some_and(Status::is_active)),
            mine_attribute: viewer.player().map(|_| words::mine_attribute(status(listed))),
            capacity: game.capacity.get(),
            taken: game.taken,
            waiting: game.waiting,
            offered: game.open_seats.count(),
        }
    }
}
