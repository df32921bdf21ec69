//! What a list says that has nothing to show: why, and the one thing to do.

use super::filter_bar::{days, named_sport, named_venue};
use super::filters::{Asked, List};
use super::{Viewer, urls};
use crate::domain::listing::{Choices, PageNumber};
use crate::types::Date;

/// An empty list, ready for `games/empty.html`.
#[derive(Debug, Clone, PartialEq)]
pub struct Empty {
    /// What is not here.
    pub title: String,
    /// What would be here, or what helps.
    pub text: String,
    /// Where to go: the first is the main one.
    pub links: Vec<(String, &'static str)>,
}

impl Empty {
    /// Says why `list` shows nothing on `page`; `has_any` when the site has any game to show at all.
    pub fn of(list: List, page: PageNumber, asked: &Asked, choices: &Choices, viewer: &Viewer, has_any: bool) -> Self {
        if page > PageNumber::FIRST {
            Self::beyond_the_end(list, page, asked)
        } else if asked.is_empty() {
            Self::of_everything(list, viewer, has_any)
        } else {
            Self::of_filter(list, asked, choices, viewer)
        }
    }

    fn beyond_the_end(list: List, page: PageNumber, asked: &Asked) -> Self {
        Self {
            title: format!("Nothing on page {}", page.get()),
            text: "The list ends before this page.".to_owned(),
            links: vec![(asked.first(list), "To the first page")],
        }
    }

    fn of_everything(list: List, viewer: &Viewer, has_any: bool) -> Self {
        let may_post = viewer.me.as_ref().is_some_and(|me| me.may_post);
        let post = may_post.then(|| (urls::NEW_GAME.to_owned(), "Post a game"));
        let upcoming = Some((urls::HOME.to_owned(), "Upcoming games"));
        let (title, text, links) = match list {
            List::Upcoming if has_any => (
                "No games coming up".to_owned(),
                "The next one stands here as soon as an organizer posts it.",
                [post, Some((urls::PAST.to_owned(), "Past games"))],
            ),
            List::Upcoming => (
                "No games yet".to_owned(),
                "Every game stands here with its time, its place and who is in, as soon as an organizer posts it.",
                [post, None],
            ),
            List::Past => ("No past games".to_owned(), "Games that have been played are kept here.", [upcoming, None]),
            List::Month(month) => (
                format!("No games in {}", month.title()),
                "Look at another month, or at the list of all that come.",
                [upcoming, post],
            ),
        };
        Self { title, text: text.to_owned(), links: links.into_iter().flatten().collect() }
    }

    fn of_filter(list: List, asked: &Asked, choices: &Choices, viewer: &Viewer) -> Self {
        let with_full = asked.with(|filter| filter.free = false);
        let include_full = asked.filter.free && !with_full.is_empty();
        let include_full = include_full.then(|| (with_full.first(list), "Include full games"));
        let text = if asked.filter.free {
            "You can also wait for a spot in a full game: it is yours when somebody drops out."
        } else {
            "Leave something out of the filter to see more."
        };
        let elsewhere = elsewhere(list, asked, today(viewer));
        let everything = (Asked::default().first(list), "Show all games");
        Self {
            title: describe(list, asked, choices, viewer),
            text: text.to_owned(),
            links: include_full.into_iter().chain(elsewhere).chain([everything]).collect(),
        }
    }
}

/// The list that has the days which are asked for, where this one cannot.
fn elsewhere(list: List, asked: &Asked, today: Date) -> Option<(String, &'static str)> {
    let filter = &asked.filter;
    match list {
        List::Upcoming if filter.to.is_some_and(|to| to < today) => {
            Some((asked.first(List::Past), "Look in past games"))
        }
        List::Past if filter.from.is_some_and(|from| from > today) => {
            Some((asked.first(List::Upcoming), "Look in upcoming games"))
        }
        List::Upcoming | List::Past | List::Month(_) => None,
    }
}

/// "No football games with free spots at Canal Street this weekend".
fn describe(list: List, asked: &Asked, choices: &Choices, viewer: &Viewer) -> String {
    let sport = named_sport(asked, choices).map(|sport| format!("{} ", sport.to_lowercase()));
    let free = asked.filter.free.then(|| " with free spots".to_owned());
    let venue = named_venue(asked, choices).map(|venue| format!(" at {venue}"));
    let when = match list {
        List::Month(month) => Some(format!(" in {}", month.title())),
        List::Upcoming | List::Past => days(asked.filter.from, asked.filter.to, today(viewer)).map(in_a_sentence),
    };
    let words = (!asked.words.is_empty()).then(|| format!(" for “{}”", asked.words));
    let parts = [Some("No ".to_owned()), sport, Some("games".to_owned()), free, venue, when, words];
    parts.into_iter().flatten().collect()
}

/// " this weekend", " from Thu 26 Nov to Fri 27 Nov", " on Thu 26 Nov".
fn in_a_sentence(days: String) -> String {
    match days.split_once(' ') {
        Some((first @ ("This" | "From" | "Until"), rest)) => format!(" {} {rest}", first.to_lowercase()),
        _ if days.contains(" to ") => format!(" from {days}"),
        _ => format!(" on {days}"),
    }
}

fn today(viewer: &Viewer) -> Date {
    viewer.site.time_zone.today(viewer.now)
}
