//! My games: what comes, what I wait for, what was, and what I was told.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;
use serde::Deserialize;

use super::cards::{Card, Mine};
use super::viewer::CUT;
use super::words::moment_with_date;
use super::{App, HtmlQuery, Page, SignedIn, WebError, html, urls};
use crate::domain::listing::{Listed, PageNumber};
use crate::domain::me::{MyGames, my_games};
use crate::store::outbox::Message;
use crate::types::numbers::plural;
use crate::types::{GameTitle, MessageKind, Timestamp, Zone};

/// Which page of the past games is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct MeQuery {
    page: String,
}

#[derive(Template)]
#[template(path = "me/show.html")]
struct MePage {
    page: Page,
    is_first: bool,
    is_empty: bool,
    news: Vec<NewsItem>,
    sections: Vec<Section>,
    record: Vec<(&'static str, String)>,
    newer: Option<String>,
    older: Option<String>,
}

/// Games under one heading.
struct Section {
    heading: &'static str,
    count: String,
    games: Vec<Card>,
}

/// Something the player was told.
struct NewsItem {
    class: &'static str,
    text: String,
    href: String,
    game: String,
    datetime: String,
    at: String,
}

/// `GET /me`
pub async fn show(app: Data<App>, viewer: SignedIn, query: HtmlQuery<MeQuery>) -> Result<HttpResponse, WebError> {
    let number = PageNumber::parse(&query.page).ok_or(WebError::NotFound)?;
    let (player, now) = (viewer.player, viewer.now);
    let mine = app.store.read(move |conn| my_games(conn, player, number, now)).await?;
    html(&MePage::new(&viewer, &mine, number))
}

impl MePage {
    fn new(viewer: &SignedIn, mine: &MyGames, number: PageNumber) -> Self {
        let is_first = number == PageNumber::FIRST;
        let zone = viewer.me.time_zone.as_ref().unwrap_or(&viewer.site.time_zone);
        let ahead = [("Coming", &mine.coming), ("Waiting", &mine.waiting)];
        let ahead = ahead.into_iter().filter(|_| is_first).map(|(heading, games)| Section::new(heading, games, viewer));
        let past = Section { count: String::new(), ..Section::new("Past", &mine.past.games, viewer) };
        let sections: Vec<Section> =
            ahead.chain(std::iter::once(past)).filter(|section| !section.games.is_empty()).collect();
        Self {
            page: viewer.page("My games"),
            is_first,
            is_empty: sections.is_empty(),
            news: match is_first {
                true => {
                    mine.news.iter().map(|(message, title)| NewsItem::new(message, title, zone, viewer.now)).collect()
                }
                false => Vec::new(),
            },
            sections,
            record: record(mine),
            newer: number.previous().map(address),
            older: number.next().filter(|_| mine.past.has_more).map(address),
        }
    }
}

fn address(page: PageNumber) -> String {
    if page == PageNumber::FIRST { urls::ME.to_owned() } else { format!("{}?page={}", urls::ME, page.get()) }
}

/// What is remembered of the player: what is counted, and how much there is of it.
fn record(mine: &MyGames) -> Vec<(&'static str, String)> {
    let record = mine.record;
    vec![
        ("Games played", record.played.to_string()),
        ("Late drop-outs", record.late.to_string()),
        ("No-shows", record.no_shows.to_string()),
    ]
}

impl Section {
    fn new(heading: &'static str, games: &[Listed], viewer: &SignedIn) -> Self {
        Self {
            heading,
            count: plural(i64::try_from(games.len()).unwrap_or(i64::MAX), "game"),
            games: games.iter().map(|listed| card(listed, viewer)).collect(),
        }
    }
}

/// The card of a game in a list without days: it says its own.
fn card(listed: &Listed, viewer: &SignedIn) -> Card {
    let date = listed.game.local_date;
    let is_this_year = date.year() == viewer.site.time_zone.today(viewer.now).year();
    let under = if is_this_year { date.short() } else { date.short_with_year() };
    Card { under: day_and_month_together(&under), ..Card::new(listed, viewer) }
}

/// "Thu 26 Nov" in a column too narrow for it: "Thu", and "26 Nov" below.
fn day_and_month_together(date: &str) -> String {
    let mut words = date.splitn(4, ' ');
    let [weekday, day, month, year] = std::array::from_fn(|_| words.next().unwrap_or_default());
    format!("{weekday} {day}\u{a0}{month} {year}").trim_end().to_owned()
}

impl NewsItem {
    fn new(message: &Message, title: &GameTitle, zone: &Zone, now: Timestamp) -> Self {
        let (class, text) = said(message);
        Self {
            class,
            text,
            href: urls::game(message.game_id),
            game: title.to_string(),
            datetime: message.created_at.rfc3339(),
            at: moment_with_date(message.created_at, zone, now),
        }
    }
}

/// What was `before` and is so `after`: each thing by itself, so that no price leads to a time.
fn changed(before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.split("; ").collect(), after.split("; ").collect());
    if old.len() != new.len() {
        return format!("Changed from {before} to {after}");
    }
    let each: Vec<String> = old.iter().zip(new).map(|(before, after)| format!("from {before} to {after}")).collect();
    format!("Changed {}", each.join(", "))
}

pub(super) fn said(message: &Message) -> (&'static str, String) {
    let (before, after) = (&message.before, &message.after);
    let because = if after.is_empty() { String::new() } else { format!(": {after}") };
    match message.kind {
        MessageKind::In => ("on", "You're in".to_owned()),
        MessageKind::Waiting => ("", "You're on the waitlist".to_owned()),
        MessageKind::MovedIn => ("on", "A spot came free, and you moved in".to_owned()),
        MessageKind::Offer => ("on", format!("A spot is held for you until {after}")),
        MessageKind::OfferEnded => ("off", "The offer of a spot ended, and you are passed over".to_owned()),
        MessageKind::FirstTap => ("on", format!("{after} on offer to everybody waiting: the first tap wins")),
        MessageKind::Changed => ("", changed(before, after)),
        MessageKind::Cancelled => ("off", format!("Cancelled{because}")),
        MessageKind::Removed => ("off", format!("The organizer took you off the list{because}")),
        MessageKind::Added => ("on", format!("The organizer added you{because}")),
        MessageKind::CameTrue => ("on", after.clone()),
        MessageKind::NotEnough => ("off", format!("Fewer than {after} were in, so you're not on the list")),
        MessageKind::Reminder => ("on", "Reminder: you're in".to_owned()),
        MessageKind::Full => ("on", "Your game is full".to_owned()),
        MessageKind::LateGap => ("off", "Somebody dropped out late of your game, and a spot is free again".to_owned()),
        MessageKind::Message => ("", format!("{before}, who runs the game, writes: {after}")),
        MessageKind::BelowMinimum => ("off", format!("Too few so far: {after}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_breaks_beside_its_weekday_and_its_year_alone() {
        assert_eq!(day_and_month_together("Thu 26 Nov"), "Thu 26\u{a0}Nov");
        assert_eq!(day_and_month_together("Thu 26 Nov 2026"), "Thu 26\u{a0}Nov 2026");
    }
}
