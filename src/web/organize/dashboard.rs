//! My games as an organizer, and what of them needs me.

use actix_web::{HttpResponse, web::Data};
use askama::Template;
use serde::Deserialize;

use super::rows::GameRow;
use crate::domain::blocks;
use crate::domain::organizing::{LateGap, Need};
use crate::store::games::Game;
use crate::store::registrations::Registration;
use crate::store::{self, DbConn, QueryResult};
use crate::types::numbers::plural;
use crate::types::{GameId, PlayerId, Timestamp};
use crate::web::{App, HtmlQuery, OrganizerIn, Page, WebError, html, urls, words};

/// Games on one page of the list.
const PAGE: i64 = 25;
/// Games that are looked through for what needs me, soonest first.
const LOOKED_THROUGH: i64 = 100;
/// Drafts that are listed.
const DRAFTS: i64 = 60;
/// No list is so long that anybody pages further.
const LAST_PAGE: i64 = 10_000;

/// Which part of the list is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DashboardQuery {
    /// `1`: games that are over.
    past: String,
    /// The page, from 1.
    page: String,
}

#[derive(Template)]
#[template(path = "organize/dashboard.html")]
struct DashboardPage {
    page: Page,
    may_post: bool,
    has_blocked: bool,
    is_past: bool,
    needs: Vec<NeedCard>,
    drafts: Vec<GameRow>,
    games: Vec<GameRow>,
    earlier: Option<String>,
    later: Option<String>,
}

struct NeedCard {
    class: &'static str,
    heading: String,
    text: String,
    href: String,
    action: &'static str,
}

/// `GET /organize`
pub async fn show(
    app: Data<App>,
    organizer: OrganizerIn,
    query: HtmlQuery<DashboardQuery>,
) -> Result<HttpResponse, WebError> {
    let is_past = query.past == "1";
    let number = query.page.parse::<i64>().unwrap_or(1).clamp(1, LAST_PAGE);
    let (player, now) = (organizer.player, organizer.now);
    let mut lists = app.store.read(move |conn| Lists::read(conn, player, is_past, number, now)).await?;
    let has_more = lists.games.len() as i64 > PAGE;
    lists.games.truncate(PAGE as usize);
    let row = |game: &Game| GameRow::of(game, &lists.standings, now);
    html(&DashboardPage {
        page: organizer.page("Organize"),
        may_post: organizer.me.may_post,
        has_blocked: lists.has_blocked,
        is_past,
        needs: lists.needs(now),
        drafts: lists.drafts.iter().map(row).collect(),
        games: lists.games.iter().map(row).collect(),
        earlier: (number > 1).then(|| address(is_past, number - 1)),
        later: has_more.then(|| address(is_past, number + 1)),
    })
}

fn address(is_past: bool, number: i64) -> String {
    match (is_past, number) {
        (false, 1) => urls::ORGANIZE.to_owned(),
        (false, _) => format!("{}?page={number}", urls::ORGANIZE),
        (true, 1) => format!("{}?past=1", urls::ORGANIZE),
        (true, _) => format!("{}?past=1&page={number}", urls::ORGANIZE),
    }
}

/// Everything that the page shows, of one moment.
#[derive(Default)]
struct Lists {
    games: Vec<Game>,
    drafts: Vec<Game>,
    /// Published games that are looked through for what needs me.
    soon: Vec<Game>,
    gaps: Vec<(GameId, LateGap)>,
    /// How many of those waiting are passed over, in games where somebody is.
    passed_over: Vec<(GameId, i64)>,
    standings: Vec<Registration>,
    has_blocked: bool,
}

impl Lists {
    fn read(conn: &mut DbConn, player: PlayerId, is_past: bool, number: i64, now: Timestamp) -> QueryResult<Self> {
        let offset = (number - 1) * PAGE;
        let mut lists = Self::default();
        if is_past {
            lists.games = store::organizing::past(conn, player, now, offset, PAGE + 1)?;
        } else {
            lists.games = store::organizing::ahead(conn, player, now, offset, PAGE + 1)?;
        }
        if !is_past && number == 1 {
            lists.drafts = store::organizing::drafts(conn, player, DRAFTS)?;
            lists.soon = store::organizing::ahead(conn, player, now, 0, LOOKED_THROUGH)?;
            let ids: Vec<GameId> = lists.soon.iter().map(|game| game.id).collect();
            let gaps = store::organizing::late_drop_outs(conn, &ids)?;
            lists.passed_over = store::organizing::passed_over(conn, &ids, now)?;
            lists.gaps = gaps.into_iter().map(|(game, name, left_at)| (game, LateGap { name, left_at })).collect();
        }
        let ids: Vec<GameId> = lists.games.iter().chain(&lists.drafts).map(|game| game.id).collect();
        let organizers = blocks::answers_for(conn, player)?;
        lists.has_blocked = !store::blocks::of_organizers(conn, organizers.as_deref(), 1)?.is_empty();
        lists.standings = store::registrations::standings(conn, player, &ids)?;
        Ok(lists)
    }

    /// What needs me, the soonest game first.
    fn needs(&self, now: Timestamp) -> Vec<NeedCard> {
        let mut games: Vec<&Game> = self.soon.iter().chain(&self.drafts).collect();
        games.sort_by_key(|game| (game.starts_at, game.id));
        let needs = games.into_iter().flat_map(|game| {
            let gap = self.gaps.iter().find(|(of, _)| *of == game.id).map(|(_, gap)| gap.clone());
            let passed = self.passed_over.iter().find(|(of, _)| *of == game.id).map_or(0, |(_, passed)| *passed);
            let passed = i32::try_from(passed).unwrap_or(game.waiting);
            game.needs(gap, passed, now).into_iter().map(|need| card(game, &need, now))
        });
        needs.collect()
    }
}

fn card(game: &Game, need: &Need, now: Timestamp) -> NeedCard {
    let title = &game.title;
    let when = words::moment(game.starts_at, &game.time_zone, now);
    let seats = words::are_in(game);
    let (class, heading, text, href, action) = match need {
        Need::Players { more } => (
            "need",
            format!("{title} needs {more} more"),
            format!("{when}: {seats}, it is on at {}.", game.minimum),
            urls::game(game.id),
            "Share the game",
        ),
        Need::Gap(gap) => (
            "off",
            "Late drop-out not filled".to_owned(),
            format!(
                "{} left {title} at {}. {seats}.",
                gap.name.public(),
                words::moment(gap.left_at, &game.time_zone, now)
            ),
            urls::game(game.id),
            "Share the spot",
        ),
        Need::Parties { waiting, free } => (
            "full",
            format!("Nobody waiting fits {title}"),
            format!(
                "{} free, but {} more. Raise the capacity, or ask them.",
                plural(i64::from(*free), "spot"),
                if *waiting == 1 {
                    "the party waiting needs".to_owned()
                } else {
                    format!("all {waiting} parties waiting need")
                },
            ),
            urls::manage(game.id),
            "See the list",
        ),
        Need::Silent { waiting, free } => (
            "full",
            format!("Nobody waiting takes a spot in {title}"),
            format!(
                "{} free, and {}: an offer went by, or they wanted to hear earlier.",
                plural(i64::from(*free), "spot"),
                if *waiting == 1 {
                    "the one waiting is passed over".to_owned()
                } else {
                    format!("all {waiting} waiting are passed over")
                },
            ),
            urls::message(game.id),
            "Write to them",
        ),
        Need::Line { waiting } => (
            "full",
            format!("{waiting} waiting for {title}"),
            format!("{when}: {seats}. Is there room for more?"),
            urls::edit_game(game.id),
            "Raise the capacity",
        ),
        Need::Unpublished => (
            "",
            format!("{title} is still a draft"),
            format!("{when}. Nobody else sees it."),
            "#drafts".to_owned(),
            "Publish it",
        ),
    };
    NeedCard { class, heading, text, href, action }
}
