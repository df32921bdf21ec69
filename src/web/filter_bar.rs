//! What stands above every list: its tabs, its chips, and the form with all filters.

use super::filters::{Asked, FilterForm, List};
use super::{FieldErrors, Viewer};
use crate::domain::listing::{Choices, weekend};
use crate::types::{Date, Month};

/// Sports that have a chip of their own; the form offers all of them.
const SPORT_CHIPS: usize = 6;

/// The tabs, chips and form of one list, ready for `games/filters.html`.
#[derive(Debug, Clone, PartialEq)]
pub struct FilterBar {
    /// Upcoming, month, past.
    pub tabs: Vec<Tab>,
    /// Filters to be tapped: those that are set first.
    pub chips: Vec<Chip>,
    /// The list without any filter.
    pub clear: String,
    /// Whether a filter is set.
    pub is_set: bool,
    /// Where the form leads.
    pub action: &'static str,
    /// The month to stay in.
    pub month: Option<Month>,
    /// What the form shows, as it was typed.
    pub form: FilterFields,
    /// What was left out of the filter, and why.
    pub errors: FieldErrors,
    /// The values and names of the sports.
    pub sports: Vec<(String, String)>,
    /// The values and names of the venues.
    pub venues: Vec<(String, String)>,
    /// Whether the list can be narrowed to some days.
    pub has_dates: bool,
    /// Whether the list can be narrowed to games with free seats.
    pub has_free_seats: bool,
}

/// The form's values.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "each is the field of `FilterForm` with this name")]
pub struct FilterFields {
    pub sport: String,
    pub venue: String,
    pub from: String,
    pub to: String,
    pub free: bool,
    pub q: String,
}

/// One of the lists.
#[derive(Debug, Clone, PartialEq)]
pub struct Tab {
    /// Its address, with what it understands of the present filter.
    pub href: String,
    /// Its name.
    pub text: &'static str,
    /// It is the one that is shown.
    pub is_current: bool,
}

/// A filter that one tap sets or takes away.
#[derive(Debug, Clone, PartialEq)]
pub struct Chip {
    /// Where the tap leads.
    pub href: String,
    /// What it is about.
    pub text: String,
    /// It is set, and the tap takes it away.
    pub is_set: bool,
}

impl FilterBar {
    /// What stands above `list` as it was asked for.
    pub fn new(
        list: List,
        form: &FilterForm,
        asked: &Asked,
        errors: FieldErrors,
        choices: &Choices,
        viewer: &Viewer,
    ) -> Self {
        let today = viewer.site.time_zone.today(viewer.now);
        let month = match list {
            List::Month(month) => Some(month),
            List::Upcoming | List::Past => None,
        };
        Self {
            tabs: tabs(list, asked, today),
            chips: chips(list, asked, choices, today),
            clear: Asked::default().first(list),
            is_set: !asked.is_empty(),
            action: list.path(),
            month,
            form: fields(form, asked),
            errors,
            sports: options("Any sport", sport_options(list, asked, choices)),
            venues: options("Any venue", choices.venues.iter().map(|(id, name)| (id.to_string(), name.to_string()))),
            has_dates: list.has_dates(),
            has_free_seats: list.has_free_seats(),
        }
    }
}

fn fields(form: &FilterForm, asked: &Asked) -> FilterFields {
    FilterFields {
        sport: form.sport.clone(),
        venue: form.venue.clone(),
        from: form.from.clone(),
        to: form.to.clone(),
        free: asked.filter.free,
        q: form.q.clone(),
    }
}

fn options(any: &str, named: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    std::iter::once((String::new(), any.to_owned())).chain(named).collect()
}

/// Sports of which no new game can be are offered where old games are.
fn sport_options(list: List, asked: &Asked, choices: &Choices) -> impl Iterator<Item = (String, String)> {
    let offered = move |sport: &crate::store::sports::Sport| {
        sport.active || list == List::Past || asked.filter.sport.as_ref() == Some(&sport.slug)
    };
    choices
        .sports
        .iter()
        .filter(move |sport| offered(sport))
        .map(|sport| (sport.slug.to_string(), sport.name.to_string()))
}

fn tabs(list: List, asked: &Asked, today: Date) -> Vec<Tab> {
    // The days of one list mean nothing in another.
    let elsewhere = asked.with(|filter| (filter.from, filter.to) = (None, None));
    let tab = |to: List, text| {
        let is_current = to.path() == list.path();
        let href = if is_current { asked.first(list) } else { elsewhere.first(to) };
        Tab { href, text, is_current }
    };
    let month = Month::of(today);
    vec![tab(List::Upcoming, "Upcoming"), tab(List::Month(month), "Month"), tab(List::Past, "Past")]
}

fn chips(list: List, asked: &Asked, choices: &Choices, today: Date) -> Vec<Chip> {
    let all = Chip { href: Asked::default().first(list), text: "All".to_owned(), is_set: false };
    let mut chips = set_chips(list, asked, choices, today);
    let toggle = |text: &str, changed: Asked| Chip { href: changed.first(list), text: text.to_owned(), is_set: false };
    let filter = &asked.filter;
    if filter.sport.is_none() {
        let offered = choices.sports.iter().filter(|sport| sport.active).take(SPORT_CHIPS);
        chips
            .extend(offered.map(|sport| {
                toggle(sport.name.as_str(), asked.with(|filter| filter.sport = Some(sport.slug.clone())))
            }));
    }
    if list == List::Upcoming && filter.from.is_none() && filter.to.is_none() {
        let (saturday, sunday) = weekend(today);
        let weekend = asked.with(|filter| (filter.from, filter.to) = (Some(saturday), Some(sunday)));
        chips.push(toggle("This weekend", weekend));
    }
    if list.has_free_seats() && !filter.free {
        chips.push(toggle("With free spots", asked.with(|filter| filter.free = true)));
    }
    std::iter::once(all).chain(chips).collect()
}

/// What is set, each with the way to take it away.
fn set_chips(list: List, asked: &Asked, choices: &Choices, today: Date) -> Vec<Chip> {
    let filter = &asked.filter;
    let set = |text: String, without: Asked| Chip { href: without.first(list), text, is_set: true };
    let sport =
        named_sport(asked, choices).map(|sport| set(sport.to_owned(), asked.with(|filter| filter.sport = None)));
    let venue =
        named_venue(asked, choices).map(|venue| set(venue.to_owned(), asked.with(|filter| filter.venue = None)));
    let days = days(filter.from, filter.to, today)
        .map(|days| set(days, asked.with(|filter| (filter.from, filter.to) = (None, None))));
    let free = filter.free.then(|| set("With free spots".to_owned(), asked.with(|filter| filter.free = false)));
    let words = (!asked.words.is_empty()).then(|| set(format!("“{}”", asked.words), asked.without_words()));
    [sport, venue, days, free, words].into_iter().flatten().collect()
}

/// All that is asked for, each part in words.
pub fn in_words(asked: &Asked, choices: &Choices, today: Date) -> Vec<String> {
    set_chips(List::Upcoming, asked, choices, today).into_iter().map(|chip| chip.text).collect()
}

/// The name of the sport that is asked for.
pub fn named_sport<'a>(asked: &Asked, choices: &'a Choices) -> Option<&'a str> {
    let slug = asked.filter.sport.as_ref()?;
    choices.sports.iter().find(|sport| sport.slug == *slug).map(|sport| sport.name.as_str())
}

/// The name of the venue that is asked for.
pub fn named_venue<'a>(asked: &Asked, choices: &'a Choices) -> Option<&'a str> {
    let venue = asked.filter.venue?;
    choices.venues.iter().find(|(id, _)| *id == venue).map(|(_, name)| name.as_str())
}

/// The days that are asked for, in words.
pub fn days(from: Option<Date>, to: Option<Date>, today: Date) -> Option<String> {
    let shown = |date: Date| if date.year() == today.year() { date.short() } else { date.short_with_year() };
    match (from, to) {
        (Some(from), Some(to)) if (from, to) == weekend(today) => Some("This weekend".to_owned()),
        (Some(from), Some(to)) if from == to => Some(shown(from)),
        (Some(from), Some(to)) => Some(format!("{} to {}", shown(from), shown(to))),
        (Some(from), None) => Some(format!("From {}", shown(from))),
        (None, Some(to)) => Some(format!("Until {}", shown(to))),
        (None, None) => None,
    }
}
