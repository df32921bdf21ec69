//! The form of a game: what the browser sent, and what is wrong with it.

use serde::Deserialize;

use super::choices::{Choices, parse_joiners};
use crate::domain::organizing::{Clock, EditScope, GameDraft, Location, Mistake, Sketch};
use crate::store::games::{Game, GameFields};
use crate::store::{self, DbConn, QueryResult};
use crate::types::{
    CancelHours, Capacity, Currency, Date, DeadlineHours, Description, GameTitle, HowToPay, Level, MaxGuests, Minimum,
    Minutes, Money, Place, PlayerId, SportSlug, TimeOfDay, VenueId, Visibility, WallTime,
};
use crate::web::FieldErrors;

/// The form of a game exactly as the browser sent it. A field that was not sent has its default.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "each is the field of the form with this name")]
pub struct GameForm {
    pub title: String,
    pub sport: String,
    pub venue: String,
    pub place: String,
    pub date: String,
    pub time: String,
    pub duration: String,
    pub capacity: String,
    pub minimum: String,
    pub price: String,
    pub how_to_pay: String,
    pub max_guests: String,
    pub opens_at: String,
    pub closes_at: String,
    pub deadline_hours: String,
    pub level: String,
    pub description: String,
    pub visibility: String,
    /// Hours before the start at which too few players end it; empty: never.
    pub cancel_hours: String,
    /// What one needs to join; empty: what the site asks for.
    pub who_joins: String,
    /// How the waitlist changes gear; empty: as everywhere on the site.
    pub at_once_hours: String,
    pub short_hold_hours: String,
    pub open_hours: String,
    pub long_hold_minutes: String,
    pub short_hold_minutes: String,
    pub newcomers_minutes: String,
    /// The random part of the link of the game to be made: the same form sent twice makes one game.
    pub key: String,
    /// The button that was pressed: `publish`, or else a draft is kept.
    pub then: String,
    /// `Game::edition` when the form was made.
    pub edition: String,
    /// `following`, or else this game alone.
    pub scope: String,
    /// The date, opening and closing that the form came with, where those of the last game were suggested.
    pub suggested_date: String,
    pub suggested_opens: String,
    pub suggested_closes: String,
}

impl Default for GameForm {
    fn default() -> Self {
        let empty = String::new;
        Self {
            title: empty(),
            sport: empty(),
            venue: empty(),
            place: empty(),
            date: empty(),
            time: empty(),
            duration: Minutes::default().to_string(),
            capacity: Capacity::default().to_string(),
            minimum: Minimum::default().to_string(),
            price: empty(),
            how_to_pay: empty(),
            max_guests: MaxGuests::default().to_string(),
            opens_at: empty(),
            closes_at: empty(),
            deadline_hours: DeadlineHours::default().to_string(),
            level: empty(),
            description: empty(),
            visibility: Visibility::Public.to_string(),
            cancel_hours: empty(),
            who_joins: empty(),
            at_once_hours: empty(),
            short_hold_hours: empty(),
            open_hours: empty(),
            long_hold_minutes: empty(),
            short_hold_minutes: empty(),
            newcomers_minutes: empty(),
            key: empty(),
            then: empty(),
            edition: empty(),
            scope: empty(),
            suggested_date: empty(),
            suggested_opens: empty(),
            suggested_closes: empty(),
        }
    }
}

impl GameForm {
    /// Without opening and closing, where there is no date that they could go with.
    pub fn at_once(self) -> Self {
        let empty = String::new;
        Self {
            opens_at: empty(),
            closes_at: empty(),
            suggested_date: empty(),
            suggested_opens: empty(),
            suggested_closes: empty(),
            ..self
        }
    }

    /// With opening and closing as far from its date as they are now, whichever is chosen.
    fn suggested(self) -> Self {
        let (date, opens, closes) = (self.date.clone(), self.opens_at.clone(), self.closes_at.clone());
        Self { suggested_date: date, suggested_opens: opens, suggested_closes: closes, ..self }
    }

    /// Whether an opening or closing was suggested that follows the date.
    pub fn follows_the_date(&self) -> bool {
        !(self.suggested_opens.is_empty() && self.suggested_closes.is_empty())
    }

    /// The empty form, or one like the last game of `player`, a week on.
    pub fn fresh(conn: &mut DbConn, player: PlayerId, choices: &Choices) -> QueryResult<Self> {
        let mut form = match store::games::last_of(conn, player)? {
            // A series reaches far ahead: the week after its last game is hardly meant.
            Some(last) if last.series_id.is_some() => {
                let form = Self::of(&GameFields::of(&last), choices.currency).at_once();
                Self { date: String::new(), ..form }
            }
            Some(last) => Self::of(&GameFields::of(&last).next_week(choices.now), choices.currency).suggested(),
            None => Self::default(),
        };
        // Far down in a fold: whoever posted one surprise would miss every later game on the list.
        form.visibility = Visibility::Public.to_string();
        if !choices.venues.iter().any(|venue| venue.id.to_string() == form.venue) {
            form.venue = match choices.venues.as_slice() {
                [only] if form.place.is_empty() => only.id.to_string(),
                _ => String::new(),
            };
        }
        if !choices.sports.iter().any(|sport| sport.slug.as_str() == form.sport) {
            form.sport = choices.sports.first().map(|sport| sport.slug.to_string()).unwrap_or_default();
        }
        Ok(form)
    }

    /// The form filled in with what is set on a game.
    pub fn of(game: &GameFields, currency: Currency) -> Self {
        let typed = |wall: Option<WallTime>| wall.map(|wall| wall.to_string()).unwrap_or_default();
        Self {
            title: game.title.to_string(),
            sport: game.sport.to_string(),
            venue: game.venue_id.map(|venue| venue.to_string()).unwrap_or_default(),
            place: game.place.clone(),
            date: game.starts_wall.date().to_string(),
            time: game.starts_wall.time().to_string(),
            duration: game.minutes.to_string(),
            capacity: game.capacity.to_string(),
            minimum: game.minimum.to_string(),
            price: game.price.input(currency),
            how_to_pay: game.how_to_pay.to_string(),
            max_guests: game.max_guests.to_string(),
            opens_at: typed(game.opens_wall),
            closes_at: typed(game.closes_wall),
            deadline_hours: game.deadline_hours.to_string(),
            level: game.level.to_string(),
            description: game.description.to_string(),
            visibility: game.visibility.to_string(),
            cancel_hours: game.cancel_hours.map(|hours| hours.to_string()).unwrap_or_default(),
            who_joins: game.who_joins.map(|who| who.to_string()).unwrap_or_default(),
            at_once_hours: in_digits(game.gears.at_once_hours),
            short_hold_hours: in_digits(game.gears.short_hold_hours),
            open_hours: in_digits(game.gears.open_hours),
            long_hold_minutes: in_digits(game.gears.long_hold_minutes),
            short_hold_minutes: in_digits(game.gears.short_hold_minutes),
            newcomers_minutes: in_digits(game.gears.newcomers_minutes),
            ..Self::default()
        }
    }

    /// Checks every field and how they fit together before answering, so that all mistakes are seen at once.
    pub fn parse(&self, choices: &Choices, before: Option<&Game>) -> Result<GameDraft, FieldErrors> {
        let mut errors = FieldErrors::default();
        let title = errors.check("title", GameTitle::parse(&self.title));
        let sport = self.parse_sport(choices, &mut errors);
        let location = self.parse_location(choices, &mut errors);
        let starts = self.parse_start(&mut errors);
        let minutes = errors.check("duration", Minutes::parse(&self.duration));
        let capacity = errors.check("capacity", Capacity::parse(&self.capacity));
        let minimum = errors.check("minimum", Minimum::parse(&self.minimum));
        let max_guests = errors.check("max_guests", MaxGuests::parse(&self.max_guests));
        let price = errors.check("price", Money::parse(&self.price, choices.currency));
        let deadline_hours = errors.check("deadline_hours", DeadlineHours::parse(&self.deadline_hours));
        let cancel_hours = errors.check("cancel_hours", CancelHours::parse_optional(&self.cancel_hours));
        let words = self.parse_words(&mut errors);
        let who_joins = errors.check("who_joins", parse_joiners(&self.who_joins, choices.mails_links));
        let gears = self.gears().parse(choices.site_gears, &mut errors);
        let opens = errors.check("opens_at", WallTime::parse_optional(&self.opens_at));
        let opens = opens.map(|opens| self.moved(opens, &self.opens_at, &self.suggested_opens));
        let closes = errors.check("closes_at", WallTime::parse_optional(&self.closes_at));
        let closes = closes.map(|closes| self.moved(closes, &self.closes_at, &self.suggested_closes));
        let sketch = Sketch {
            zone: location.as_ref().and_then(|location| choices.zone_of(location)),
            starts,
            opens: opens.flatten(),
            closes: closes.flatten(),
            capacity,
            minimum,
            cancel_hours: cancel_hours.flatten(),
        };
        add_mistakes(&mut errors, &sketch.mistakes(before, choices.now));
        let draft = || {
            let (how_to_pay, level, description, visibility) = words?;
            Some(GameDraft {
                title: title?,
                sport: sport?,
                location: location?,
                starts: starts?,
                minutes: minutes?,
                capacity: capacity?,
                minimum: minimum?,
                max_guests: max_guests?,
                price: price?,
                how_to_pay,
                opens: opens?,
                closes: closes?,
                deadline_hours: deadline_hours?,
                level,
                description,
                visibility,
                who_joins: who_joins?,
                cancel_hours: cancel_hours?,
                gears: gears?,
            })
        };
        match draft() {
            Some(draft) if errors.is_empty() => Ok(draft),
            Some(_) | None => Err(errors),
        }
    }

    /// `wall` as it was `typed`; where it was `suggested` and left alone, it moves with the date.
    fn moved(&self, wall: Option<WallTime>, typed: &str, suggested: &str) -> Option<WallTime> {
        let wall = wall?;
        let days = match (Date::parse(&self.suggested_date), Date::parse(&self.date)) {
            (Ok(before), Ok(chosen)) if typed == suggested => before.days_until(chosen),
            (Ok(_) | Err(_), Ok(_) | Err(_)) => 0,
        };
        Some(wall.plus_days(days))
    }

    fn parse_start(&self, errors: &mut FieldErrors) -> Option<WallTime> {
        let date = errors.check("date", Date::parse(&self.date));
        let time = errors.check("time", TimeOfDay::parse(&self.time));
        date.zip(time).map(|(date, time)| date.at(time))
    }

    fn parse_words(&self, errors: &mut FieldErrors) -> Option<(HowToPay, Level, Description, Visibility)> {
        let how_to_pay = errors.check("how_to_pay", HowToPay::parse(&self.how_to_pay));
        let level = errors.check("level", Level::parse(&self.level));
        let description = errors.check("description", Description::parse(&self.description));
        let visibility = errors.check("visibility", Visibility::parse(&self.visibility));
        Some((how_to_pay?, level?, description?, visibility?))
    }

    fn parse_sport(&self, choices: &Choices, errors: &mut FieldErrors) -> Option<SportSlug> {
        let sport = errors.check("sport", SportSlug::parse(&self.sport))?;
        let is_offered = choices.sports.iter().any(|offered| offered.slug == sport);
        errors.check("sport", if is_offered { Ok(sport) } else { Err(Mistake::UnknownSport) })
    }

    fn parse_location(&self, choices: &Choices, errors: &mut FieldErrors) -> Option<Location> {
        match (self.venue.trim(), self.place.trim()) {
            ("", "") => {
                errors.add("venue", "Choose a venue, or say below where it is.");
                None
            }
            ("", _) => errors.check("place", Place::parse(&self.place)).map(Location::Place),
            (venue, "") => {
                let location = VenueId::parse(venue).map(Location::Venue);
                let offered = location.ok().filter(|location| choices.zone_of(location).is_some());
                errors.check("venue", offered.ok_or(Mistake::UnknownVenue))
            }
            (_, _) => {
                errors.add(
                    "place",
                    "There is a venue above. Choose \u{201c}No venue\u{201d} there, or leave this empty.",
                );
                None
            }
        }
    }

    /// How far a change reaches.
    pub fn edit_scope(&self) -> EditScope {
        if self.scope == "following" { EditScope::Following } else { EditScope::One }
    }
}

/// A number in its field, which is empty where there is none.
fn in_digits(number: Option<impl ToString>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// Puts each mistake at the field where it is mended.
pub fn add_mistakes(errors: &mut FieldErrors, mistakes: &[Mistake]) {
    for mistake in mistakes {
        errors.add(field_of(*mistake), mistake.to_string());
    }
}

/// The field at which `mistake` is mended.
pub fn field_of(mistake: Mistake) -> &'static str {
    match mistake {
        Mistake::UnknownSport => "sport",
        Mistake::UnknownVenue => "venue",
        Mistake::StartInPast => "date",
        Mistake::MinimumAboveCapacity => "minimum",
        Mistake::CancelsWithoutMinimum | Mistake::CancelsInPast => "cancel_hours",
        Mistake::ClosesAfterStart => "closes_at",
        Mistake::OpensTooLate => "opens_at",
    }
}

impl GameForm {
    /// What the clocks do at the start that is typed, where that is not plain.
    pub fn clock_note(&self, choices: &Choices) -> Option<String> {
        let starts = WallTime::parse(&self.date, &self.time).ok()?;
        let location = match VenueId::parse(&self.venue) {
            Ok(venue) => Location::Venue(venue),
            Err(_) => Location::Place(Place::parse(&self.place).ok()?),
        };
        let zone = choices.zone_of(&location)?;
        let (day, typed) = (starts.date().short(), starts.time());
        match Clock::at(starts, &zone) {
            Clock::Once => None,
            Clock::Skipped(shown) => Some(format!(
                "The clocks go forward over {typed} on {day}: the game starts at {} {}.",
                shown.time(),
                zone.abbreviation(zone.instant(starts))
            )),
            Clock::Twice => Some(format!(
                "The clocks show {typed} twice on {day}: the game starts at the first, in {}.",
                zone.abbreviation(zone.instant(starts))
            )),
        }
    }

    /// Whether the fields that are seldom needed are in sight: where one of them is set, or wrong.
    pub fn more_is_open(&self, errors: &FieldErrors) -> bool {
        let is_set = [&self.how_to_pay, &self.opens_at, &self.closes_at, &self.cancel_hours]
            .iter()
            .any(|field| !field.is_empty());
        let is_wrong = ["how_to_pay", "opens_at", "closes_at", "cancel_hours", "visibility", "who_joins"];
        let is_narrowed = self.visibility == "unlisted" || !self.who_joins.is_empty();
        is_set || is_narrowed || is_wrong.iter().any(|field| errors.for_field(field).is_some())
    }
}
