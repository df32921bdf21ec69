//! A series: one form becomes a game every so many weeks, each with its own opening of sign-up.

use super::organizing::{GameDraft, Mistake, SettleError, publish, settle};
use super::rights;
use crate::store::games::{Game, GameFields};
use crate::store::series::Series;
use crate::store::{self, DbConn, Job, Optional, QueryError, QueryResult, Scope};
use crate::types::{Date, EveryWeeks, GameCount, LinkKey, OpensDaysBefore, PlayerId, SeriesId, TimeOfDay, Timestamp};

/// A series as an organizer wants it.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesDraft {
    /// Its first game.
    pub first: GameDraft,
    /// Weeks from one game to the next.
    pub every: EveryWeeks,
    /// Where it ends.
    pub last: Last,
    /// Days before each game, and the time of that day, at which its sign-up opens. `None`: as the first game says.
    pub opening: Option<(OpensDaysBefore, TimeOfDay)>,
}

/// Where a series ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Last {
    /// No game after this day.
    Until(Date),
    /// After so many games.
    Count(GameCount),
}

/// What cannot be, though each field is right by itself. The text is said at the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SeriesMistake {
    /// Of the first game, and so of all.
    #[error(transparent)]
    Game(#[from] Mistake),
    /// There would be no game.
    #[error("That is before the first game.")]
    UntilBeforeFirst,
    /// There would be more than a series can have.
    #[error("That would be more than 60 games. Choose an earlier day.")]
    TooMany,
    /// The last day would be after all that this site can write.
    #[error("The last game would be after the year 2200.")]
    BeyondCalendar,
}

/// The days of the games.
pub fn dates(first: Date, every: EveryWeeks, last: Last) -> Result<Vec<Date>, SeriesMistake> {
    let step = 7 * i64::from(every.get());
    let most = match last {
        Last::Until(until) if until < first => return Err(SeriesMistake::UntilBeforeFirst),
        Last::Until(until) => first.days_until(until) / step + 1,
        Last::Count(count) => i64::from(count.get()),
    };
    if most > i64::from(GameCount::MOST) {
        return Err(SeriesMistake::TooMany);
    }
    let dates: Vec<Date> = (0..most).map(|number| first.add_days(number * step)).collect();
    // Adding days stops at the end of the calendar.
    let stays_inside = first.days_until(dates.last().copied().unwrap_or(first)) == (most - 1) * step;
    if stays_inside { Ok(dates) } else { Err(SeriesMistake::BeyondCalendar) }
}

/// An organizer makes a series; all its games are published at once.
#[derive(Debug, Clone)]
pub struct CreateSeries {
    /// What was typed.
    pub draft: SeriesDraft,
    /// Who makes it.
    pub by: PlayerId,
    /// The random parts of the games' links, as many as a series can have. The first came with the form: the same
    /// form sent again is known by it.
    pub keys: Vec<LinkKey>,
}

/// Why no series was made.
#[derive(Debug, thiserror::Error)]
pub enum SeriesError {
    /// Only organizers post games.
    #[error("may not post games")]
    NotAnOrganizer,
    /// Something does not fit together.
    #[error("{} mistakes", .0.len())]
    Mistakes(Vec<SeriesMistake>),
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl From<SettleError> for SeriesError {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::Mistakes(mistakes) => Self::Mistakes(mistakes.into_iter().map(SeriesMistake::Game).collect()),
            SettleError::Query(error) => Self::Query(error),
        }
    }
}

impl Job for CreateSeries {
    type Done = SeriesId;
    type Refused = SeriesError;

    /// Alone, so that of two equal forms sent at once the second finds what the first has made.
    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<SeriesId, SeriesError> {
        if !rights::may_organize(conn, self.by)? {
            return Err(SeriesError::NotAnOrganizer);
        }
        let first = settle(conn, &self.draft.first_game(), None, now)?;
        let dates = dates(first.typed_date(), self.draft.every, self.draft.last)
            .map_err(|mistake| SeriesError::Mistakes(vec![mistake]))?;
        if let Some(made) = made_before(conn, self, &first)? {
            return Ok(made);
        }
        let series = store::series::insert(conn, self.by, self.draft.every, self.draft.opening, now)?;
        for (date, key) in dates.iter().zip(&self.keys) {
            let fields = first.days_later(first.typed_date().days_until(*date));
            let game = store::games::insert(conn, &fields, self.by, Some(series), key.as_str(), now)?;
            publish(conn, game, self.by, now)?;
        }
        let details = format!("{}, {} games", first.title, dates.len());
        store::audit::record(conn, Some(self.by), "series.create", &format!("series {series}"), &details, now)?;
        Ok(series)
    }
}

impl SeriesDraft {
    /// The first game, with the opening that the series gives it.
    fn first_game(&self) -> GameDraft {
        let mut first = self.first.clone();
        if let Some((days, time)) = self.opening {
            let day = first.starts.date().add_days(-i64::from(days.get()));
            first.opens = Some(day.at(time));
        }
        first
    }
}

/// The series that this very form has made already.
fn made_before(conn: &mut DbConn, asked: &CreateSeries, first: &GameFields) -> QueryResult<Option<SeriesId>> {
    let Some(key) = asked.keys.first() else { return Ok(None) };
    for (game, series) in store::series::made_with_key(conn, asked.by, key.as_str())? {
        if series.is_some() && GameFields::of(&store::games::find(conn, game)?) == *first {
            return Ok(series);
        }
    }
    Ok(None)
}

/// A series with its games, where `player` runs it: who made it, and admins.
pub fn run_series(conn: &mut DbConn, id: SeriesId, player: PlayerId) -> QueryResult<Option<(Series, Vec<Game>)>> {
    let Some(series) = store::series::find(conn, id).optional()? else { return Ok(None) };
    if !is_run_by(conn, &series, player)? {
        return Ok(None);
    }
    let games = store::series::games(conn, id)?;
    Ok(Some((series, games)))
}

/// The series of `game`, where it has one and `player` runs it too.
pub fn series_of(conn: &mut DbConn, game: &Game, player: PlayerId) -> QueryResult<Option<SeriesId>> {
    let Some(id) = game.series_id else { return Ok(None) };
    let series = store::series::find(conn, id)?;
    Ok(is_run_by(conn, &series, player)?.then_some(id))
}

fn is_run_by(conn: &mut DbConn, series: &Series, player: PlayerId) -> QueryResult<bool> {
    Ok(series.organizer_id == player || store::players::find(conn, player)?.role.is_admin())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn every(weeks: i32) -> EveryWeeks {
        EveryWeeks::new(weeks).unwrap()
    }

    #[test]
    fn a_count_makes_so_many_games_so_many_weeks_apart() {
        let days = dates(date("2027-03-25"), every(2), Last::Count(GameCount::new(3).unwrap())).unwrap();
        assert_eq!(days, [date("2027-03-25"), date("2027-04-08"), date("2027-04-22")]);
    }

    #[test]
    fn the_last_day_is_part_of_the_series_and_the_day_before_it_is_not_enough() {
        let until = |text| dates(date("2027-03-25"), every(1), Last::Until(date(text))).map(|days| days.len());
        assert_eq!(until("2027-04-08"), Ok(3));
        assert_eq!(until("2027-04-07"), Ok(2));
        assert_eq!(until("2027-03-25"), Ok(1));
        assert_eq!(until("2027-03-24"), Err(SeriesMistake::UntilBeforeFirst));
    }

    #[test]
    fn sixty_games_are_enough_for_anybody() {
        let until = |text| dates(date("2027-01-07"), every(1), Last::Until(date(text))).map(|days| days.len());
        assert_eq!(until("2028-02-24"), Ok(60));
        assert_eq!(until("2028-03-02"), Err(SeriesMistake::TooMany));
    }

    #[test]
    fn no_two_games_pile_up_at_the_end_of_the_calendar() {
        let days = dates(date("2200-12-20"), every(1), Last::Count(GameCount::new(3).unwrap()));
        assert_eq!(days, Err(SeriesMistake::BeyondCalendar));
    }
}
