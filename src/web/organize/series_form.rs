//! The form of a series: how often, until when, and the form of its first game.

use serde::Deserialize;

use super::choices::Choices;
use super::game_form::{GameForm, field_of};
use crate::domain::series::{Last, SeriesDraft, SeriesMistake, dates};
use crate::types::{Date, EveryWeeks, GameCount, OpensDaysBefore, TimeOfDay};
use crate::web::FieldErrors;

/// The form of a series exactly as the browser sent it.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct SeriesForm {
    /// Its first game.
    #[serde(flatten)]
    pub game: GameForm,
    /// Weeks from one game to the next.
    pub every_weeks: String,
    /// No game after this day.
    pub until: String,
    /// Or so many games.
    pub count: String,
    /// Sign-up opens so many days before each game.
    pub opens_days_before: String,
    /// At this time of that day.
    pub opens_time: String,
}

impl Default for SeriesForm {
    fn default() -> Self {
        Self {
            game: GameForm::default(),
            every_weeks: EveryWeeks::default().to_string(),
            until: String::new(),
            count: String::new(),
            opens_days_before: String::new(),
            opens_time: String::new(),
        }
    }
}

impl SeriesForm {
    /// Checks every field before answering, those of the game included.
    pub fn parse(&self, choices: &Choices) -> Result<SeriesDraft, FieldErrors> {
        let mut errors = FieldErrors::default();
        let every = errors.check("every_weeks", EveryWeeks::parse(&self.every_weeks));
        let last = self.parse_last(&mut errors);
        let opening = self.parse_opening(&mut errors);
        let first = match self.first_game(opening.flatten()).parse(choices, None) {
            Ok(first) => Some(first),
            Err(mistakes) => {
                mistakes.iter().for_each(|mistake| errors.add(self.own_field(&mistake.field), mistake.message.clone()));
                None
            }
        };
        if let (Ok(first), Some(every), Some(last)) = (Date::parse(&self.game.date), every, last) {
            errors.check(field_of_end(last), dates(first, every, last));
        }
        match (first, every, last, opening) {
            (Some(first), Some(every), Some(last), Some(opening)) if errors.is_empty() => {
                Ok(SeriesDraft { first, every, last, opening })
            }
            _ => Err(errors),
        }
    }

    /// The form of the first game, with the opening that the series gives it.
    fn first_game(&self, opening: Option<(OpensDaysBefore, TimeOfDay)>) -> GameForm {
        let mut first = self.game.clone();
        if let (Some((days, time)), Ok(date)) = (opening, Date::parse(&first.date)) {
            first.opens_at = date.add_days(-i64::from(days.get())).at(time).to_string();
        }
        first
    }

    /// Where a mistake of the first game is mended.
    fn own_field<'a>(&self, field: &'a str) -> &'a str {
        if field == "opens_at" && !self.opens_days_before.trim().is_empty() { "opens_days_before" } else { field }
    }

    fn parse_last(&self, errors: &mut FieldErrors) -> Option<Last> {
        match (self.until.trim(), self.count.trim()) {
            ("", "") => {
                errors.add("until", "Say until when, or how many games.");
                None
            }
            ("", count) => errors.check("count", GameCount::parse(count)).map(Last::Count),
            (until, _) => errors.check("until", Date::parse(until)).map(Last::Until),
        }
    }

    /// `Some(None)` where sign-up opens as the first game says.
    fn parse_opening(&self, errors: &mut FieldErrors) -> Option<Option<(OpensDaysBefore, TimeOfDay)>> {
        match (self.opens_days_before.trim(), self.opens_time.trim()) {
            ("", "") => Some(None),
            ("", _) => {
                errors.add("opens_days_before", "Say how many days before the game.");
                None
            }
            (days, time) => {
                let days = errors.check("opens_days_before", OpensDaysBefore::parse(days));
                let time = if time.is_empty() { &self.game.time } else { time };
                let time = errors.check("opens_time", TimeOfDay::parse(time));
                days.zip(time).map(Some)
            }
        }
    }
}

fn field_of_end(last: Last) -> &'static str {
    match last {
        Last::Until(_) => "until",
        Last::Count(_) => "count",
    }
}

/// Puts each mistake at the field where it is mended.
pub fn add_mistakes(errors: &mut FieldErrors, form: &SeriesForm, mistakes: &[SeriesMistake]) {
    for mistake in mistakes {
        let field = match mistake {
            SeriesMistake::Game(mistake) => form.own_field(field_of(*mistake)),
            SeriesMistake::UntilBeforeFirst | SeriesMistake::TooMany | SeriesMistake::BeyondCalendar => {
                if form.until.is_empty() { "count" } else { "until" }
            }
        };
        errors.add(field, mistake.to_string());
    }
}
