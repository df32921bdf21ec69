//! What an organizer typed becomes a game's fields, or every reason why not.

use crate::store::games::{Game, GameFields};
use crate::store::gears::OwnGears;
use crate::store::{self, DbConn, Optional, QueryError, QueryResult};
use crate::types::{
    CancelHours, Capacity, DeadlineHours, Description, GameTitle, HowToPay, Level, MaxGuests, Minimum, Minutes, Money,
    Place, SportSlug, Timestamp, VenueId, Visibility, WallTime, WhoJoins, Zone,
};

/// A game as an organizer wants it, each field valid by itself.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "each is the field of `Game` with this name")]
pub struct GameDraft {
    pub title: GameTitle,
    pub sport: SportSlug,
    pub location: Location,
    pub starts: WallTime,
    pub minutes: Minutes,
    pub capacity: Capacity,
    pub minimum: Minimum,
    pub max_guests: MaxGuests,
    pub price: Money,
    pub how_to_pay: HowToPay,
    pub opens: Option<WallTime>,
    pub closes: Option<WallTime>,
    pub deadline_hours: DeadlineHours,
    pub level: Level,
    pub description: Description,
    pub visibility: Visibility,
    pub who_joins: Option<WhoJoins>,
    pub cancel_hours: Option<CancelHours>,
    pub gears: OwnGears,
}

/// Where a game is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// At a venue, by the venue's clock.
    Venue(VenueId),
    /// Somewhere else, by the site's clock.
    Place(Place),
}

/// What cannot be, though each field is right by itself. The text is said at the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// The sport is not offered.
    #[error("Choose one of this site's sports.")]
    UnknownSport,
    /// The venue is not offered.
    #[error("Choose one of this site's venues.")]
    UnknownVenue,
    /// Nobody could come.
    #[error("That is in the past.")]
    StartInPast,
    /// The game could never be on.
    #[error("No more players can be needed than there are spots.")]
    MinimumAboveCapacity,
    /// Nothing would ever be too few.
    #[error("Say above how many are needed to play.")]
    CancelsWithoutMinimum,
    /// It would be decided before anybody could come.
    #[error("That would have been before now. Choose fewer hours, or none.")]
    CancelsInPast,
    /// Sign-up ends at the start at the latest.
    #[error("Sign-up cannot close after the start.")]
    ClosesAfterStart,
    /// Nobody could ever sign up.
    #[error("Sign-up must open before it closes.")]
    OpensTooLate,
}

/// Why a draft is not a game.
#[derive(Debug, thiserror::Error)]
pub(in crate::domain) enum SettleError {
    #[error("{} mistakes", .0.len())]
    Mistakes(Vec<Mistake>),
    #[error(transparent)]
    Query(#[from] QueryError),
}

/// Looks up what `draft` names and derives what follows from it. What `before` has already may stay, be it a venue
/// that was retired since or a start that is past by now.
pub(in crate::domain) fn settle(
    conn: &mut DbConn,
    draft: &GameDraft,
    before: Option<&Game>,
    now: Timestamp,
) -> Result<GameFields, SettleError> {
    let sport = sport_name(conn, draft, before)?;
    let ground = ground(conn, draft, before)?;
    let (Some(sport), Some(ground)) = (&sport, &ground) else {
        let unknown = [(sport.is_none(), Mistake::UnknownSport), (ground.is_none(), Mistake::UnknownVenue)];
        return Err(SettleError::Mistakes(
            unknown.into_iter().filter(|(is, _)| *is).map(|(_, mistake)| mistake).collect(),
        ));
    };
    let fields = draft.on(ground, sport);
    let mistakes = fields.mistakes(before, now);
    if mistakes.is_empty() { Ok(fields) } else { Err(SettleError::Mistakes(mistakes)) }
}

/// The name of the sport, where a game may be of it.
fn sport_name(conn: &mut DbConn, draft: &GameDraft, before: Option<&Game>) -> QueryResult<Option<String>> {
    let keeps = before.is_some_and(|game| game.sport == draft.sport);
    let sports = store::sports::all(conn)?;
    let found = sports.into_iter().find(|sport| sport.slug == draft.sport && (sport.active || keeps));
    Ok(found.map(|sport| sport.name.to_string()))
}

/// Where a game is, with the clock it goes by.
struct Ground {
    venue: Option<VenueId>,
    place: String,
    name: String,
    zone: Zone,
}

fn ground(conn: &mut DbConn, draft: &GameDraft, before: Option<&Game>) -> QueryResult<Option<Ground>> {
    match &draft.location {
        Location::Venue(id) => {
            let keeps = before.is_some_and(|game| game.venue_id == Some(*id));
            let venue = store::venues::find(conn, *id).optional()?;
            Ok(venue.filter(|venue| venue.retired_at.is_none() || keeps).map(|venue| Ground {
                venue: Some(venue.id),
                place: String::new(),
                name: venue.name.to_string(),
                zone: venue.time_zone,
            }))
        }
        Location::Place(place) => {
            let zone = match before.filter(|game| game.venue_id.is_none()) {
                Some(game) => game.time_zone.clone(),
                None => store::site::find(conn)?.map_or_else(Zone::utc, |site| site.time_zone),
            };
            Ok(Some(Ground { venue: None, place: place.to_string(), name: place.to_string(), zone }))
        }
    }
}

impl GameDraft {
    fn on(&self, ground: &Ground, sport: &str) -> GameFields {
        let draft = self.clone();
        let mut fields = GameFields {
            visibility: draft.visibility,
            sport: draft.sport,
            title: draft.title,
            search_text: String::new(),
            venue_id: ground.venue,
            place: ground.place.clone(),
            time_zone: ground.zone.clone(),
            starts_wall: draft.starts,
            starts_at: Timestamp::EPOCH,
            minutes: draft.minutes,
            ends_at: Timestamp::EPOCH,
            local_date: draft.starts.date(),
            capacity: draft.capacity,
            minimum: draft.minimum,
            max_guests: draft.max_guests,
            price: draft.price,
            how_to_pay: draft.how_to_pay,
            level: draft.level,
            description: draft.description,
            opens_wall: draft.opens,
            opens_at: None,
            closes_wall: draft.closes,
            closes_at: Timestamp::EPOCH,
            deadline_hours: draft.deadline_hours,
            deadline_at: Timestamp::EPOCH,
            who_joins: draft.who_joins,
            cancel_hours: draft.cancel_hours,
            gears: draft.gears,
        };
        fields.derive_instants();
        fields.derive_search_text(&ground.name, sport);
        fields
    }
}

impl GameFields {
    /// Everything that cannot be. A start that was there `before` may be past by now.
    pub(super) fn mistakes(&self, before: Option<&Game>, now: Timestamp) -> Vec<Mistake> {
        let sketch = Sketch {
            zone: Some(self.time_zone.clone()),
            starts: Some(self.starts_wall),
            opens: self.opens_wall,
            closes: self.closes_wall,
            capacity: Some(self.capacity),
            minimum: Some(self.minimum),
            cancel_hours: self.cancel_hours,
        };
        sketch.mistakes(before, now)
    }
}

/// As much of a game as can be read; what is wrong with it is said together with what cannot be read.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "each is the field of `GameDraft` with this name, and the zone of its location")]
pub struct Sketch {
    pub zone: Option<Zone>,
    pub starts: Option<WallTime>,
    pub opens: Option<WallTime>,
    pub closes: Option<WallTime>,
    pub capacity: Option<Capacity>,
    pub minimum: Option<Minimum>,
    pub cancel_hours: Option<CancelHours>,
}

impl Sketch {
    /// Everything that cannot be, as far as it can be known. A start that was there `before` may be past by now.
    pub fn mistakes(&self, before: Option<&Game>, now: Timestamp) -> Vec<Mistake> {
        let mut mistakes = Vec::new();
        if let (Some(zone), Some(starts)) = (&self.zone, self.starts) {
            let starts_at = zone.instant(starts);
            if starts_at <= now && before.is_none_or(|game| game.starts_at != starts_at) {
                mistakes.push(Mistake::StartInPast);
            }
            let closes_at = self.closes.map_or(starts_at, |closes| zone.instant(closes));
            if closes_at > starts_at {
                mistakes.push(Mistake::ClosesAfterStart);
            }
            if self.opens.is_some_and(|opens| zone.instant(opens) >= closes_at) {
                mistakes.push(Mistake::OpensTooLate);
            }
            mistakes.extend(self.decided_in_past(starts_at, before, now));
        }
        if let (Some(capacity), Some(minimum)) = (self.capacity, self.minimum)
            && minimum.seats() > capacity.seats()
        {
            mistakes.push(Mistake::MinimumAboveCapacity);
        }
        if self.cancel_hours.is_some() && self.minimum.is_some_and(|minimum| minimum.seats() == 0) {
            mistakes.push(Mistake::CancelsWithoutMinimum);
        }
        mistakes
    }

    /// What was decided `before` may be past by now; a start that is past is said at the start.
    fn decided_in_past(&self, starts_at: Timestamp, before: Option<&Game>, now: Timestamp) -> Option<Mistake> {
        let hours = self.cancel_hours?;
        let is_kept = before.is_some_and(|game| (game.starts_at, game.cancel_hours) == (starts_at, self.cancel_hours));
        let is_past = now < starts_at && starts_at.minus(hours.seconds()) <= now;
        (is_past && !is_kept).then_some(Mistake::CancelsInPast)
    }
}
