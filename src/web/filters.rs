//! The filters of the lists: read from the address, shown as chips and as a form, written back into links.

use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::{FieldErrors, urls};
use crate::domain::listing::{Choices, PageNumber};
use crate::store::listing::Filter;
use crate::types::{Date, Month, SearchText, SportSlug, VenueId};

/// The query of a list exactly as it was asked, so that it can be shown again unchanged.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FilterForm {
    /// A sport's slug.
    pub sport: String,
    /// A venue's number.
    pub venue: String,
    /// The first local date.
    pub from: String,
    /// The last local date.
    pub to: String,
    /// `1`: only games with a free seat.
    pub free: String,
    /// Words.
    pub q: String,
    /// The page, from 1.
    pub page: String,
    /// The month, in the month view.
    pub m: String,
}

/// One of the three lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Games that have not ended.
    Upcoming,
    /// Games that have.
    Past,
    /// The games of one month.
    Month(Month),
}

/// A filter whose every part is good, with the words as they were typed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    /// What the list is asked for.
    pub filter: Filter,
    /// The words before they were folded.
    pub words: String,
}

impl List {
    /// Its address without a query.
    pub fn path(self) -> &'static str {
        match self {
            Self::Upcoming => urls::HOME,
            Self::Past => urls::PAST,
            Self::Month(_) => urls::MONTH,
        }
    }

    /// Whether it can be narrowed to some days.
    pub fn has_dates(self) -> bool {
        !matches!(self, Self::Month(_))
    }

    /// Whether one can still get a seat in any of its games.
    pub fn has_free_seats(self) -> bool {
        !matches!(self, Self::Past)
    }
}

impl FilterForm {
    /// The venue that is asked for, as far as it can be one.
    pub fn venue(&self) -> Option<VenueId> {
        VenueId::parse(&self.venue).ok()
    }

    /// Reads every part; a wrong one is left out of the filter, and said at its field.
    pub fn parse(&self, list: List, choices: &Choices) -> (Asked, FieldErrors) {
        let mut errors = FieldErrors::default();
        let mut filter = Filter {
            sport: self.sport(choices, &mut errors),
            venue: self.known_venue(choices, &mut errors),
            ..Filter::default()
        };
        if list.has_dates() {
            filter.from = day("from", &self.from, &mut errors);
            filter.to = day("to", &self.to, &mut errors);
        }
        if filter.from.zip(filter.to).is_some_and(|(from, to)| to < from) {
            filter.to = None;
            errors.add("to", "This day is before the first one, so it was left out.");
        }
        if list.has_free_seats() {
            filter.free = self.free(&mut errors);
        }
        let words = SearchText::parse(&self.q).map_err(|error| format!("{error} The words were left out."));
        let words = errors.check("q", words);
        let typed = words.as_ref().map(|_| self.q.trim().to_owned()).unwrap_or_default();
        filter.words = words.unwrap_or_default();
        (Asked { filter, words: typed }, errors)
    }

    fn sport(&self, choices: &Choices, errors: &mut FieldErrors) -> Option<SportSlug> {
        let asked = self.sport.trim();
        let known = choices.sports.iter().find(|sport| sport.slug.as_str() == asked).map(|sport| sport.slug.clone());
        if known.is_none() && !asked.is_empty() {
            errors.add("sport", "There is no such sport here. Games of every sport are shown.");
        }
        known
    }

    fn known_venue(&self, choices: &Choices, errors: &mut FieldErrors) -> Option<VenueId> {
        let known = self.venue().filter(|asked| choices.venues.iter().any(|(venue, _)| venue == asked));
        if known.is_none() && !self.venue.trim().is_empty() {
            errors.add("venue", "There is no such venue. Games at every venue are shown.");
        }
        known
    }

    fn free(&self, errors: &mut FieldErrors) -> bool {
        match self.free.as_str() {
            "1" => true,
            "" | "0" => false,
            _ => {
                errors.add("free", "Write free=1 for games with free spots. All games are shown.");
                false
            }
        }
    }

    /// The page that is asked for.
    pub fn page(&self, errors: &mut FieldErrors) -> PageNumber {
        PageNumber::parse(&self.page).unwrap_or_else(|| {
            errors.add("page", "There is no such page. This is the first.");
            PageNumber::FIRST
        })
    }
}

fn day(field: &str, typed: &str, errors: &mut FieldErrors) -> Option<Date> {
    if typed.trim().is_empty() {
        return None;
    }
    errors.check(field, Date::parse(typed).map_err(|error| format!("{error} This day was left out.")))
}

impl Asked {
    /// Whether every game is asked for.
    pub fn is_empty(&self) -> bool {
        self.filter == Filter::default()
    }

    /// The address of `list` with this filter, as far as the list knows its parts.
    pub fn href(&self, list: List, page: PageNumber) -> String {
        urls::with_query(list.path(), &self.query(list, page))
    }

    /// What stands behind the question mark there.
    pub fn query(&self, list: List, page: PageNumber) -> String {
        let filter = &self.filter;
        let date = |date: Option<Date>| date.filter(|_| list.has_dates()).map(|date| date.to_string());
        let parts = [
            (
                "m",
                match list {
                    List::Month(month) => Some(month.to_string()),
                    List::Upcoming | List::Past => None,
                },
            ),
            ("sport", filter.sport.as_ref().map(ToString::to_string)),
            ("venue", filter.venue.map(|venue| venue.to_string())),
            ("from", date(filter.from)),
            ("to", date(filter.to)),
            ("free", (filter.free && list.has_free_seats()).then(|| "1".to_owned())),
            ("q", (!self.words.is_empty()).then(|| self.words.clone())),
            ("page", (page > PageNumber::FIRST).then(|| page.get().to_string())),
        ];
        let mut query = Serializer::new(String::new());
        query.extend_pairs(parts.into_iter().filter_map(|(name, value)| Some((name, value?))));
        query.finish()
    }

    /// The address of `list` from its beginning.
    pub fn first(&self, list: List) -> String {
        self.href(list, PageNumber::FIRST)
    }

    /// The same filter with one part changed.
    pub fn with(&self, change: impl FnOnce(&mut Filter)) -> Self {
        let mut changed = self.clone();
        change(&mut changed.filter);
        changed
    }

    /// The same filter without words.
    pub fn without_words(&self) -> Self {
        let mut changed = self.with(|filter| filter.words = SearchText::default());
        changed.words.clear();
        changed
    }
}
