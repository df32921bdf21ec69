//! Venues are added, changed and retired; the games there come along.

use super::fill::fill;
use super::organizing::{News, spread};
use super::rights;
use crate::store::games::{Game, GameFields};
use crate::store::venues::{Venue, VenueFields};
use crate::store::{self, DbConn, Job, Optional, QueryError, QueryResult, Scope};
use crate::types::{GameStatus, PlayerId, Timestamp, VenueId, fold};

/// Why a venue was not changed.
#[derive(Debug, thiserror::Error)]
pub enum VenueError {
    /// There is no such venue.
    #[error("no such venue")]
    NotFound,
    /// Only who added it and admins change it.
    #[error("the venue is somebody else's")]
    NotYours,
    /// Only organizers add venues.
    #[error("may not post games")]
    NotAnOrganizer,
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

/// An organizer adds a venue.
#[derive(Debug, Clone)]
pub struct AddVenue {
    /// What was typed.
    pub fields: VenueFields,
    /// Who adds it.
    pub by: PlayerId,
}

impl Job for AddVenue {
    type Done = VenueId;
    type Refused = VenueError;

    /// Alone, so that of two equal forms sent at once the second finds what the first has made.
    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<VenueId, VenueError> {
        if !rights::may_organize(conn, self.by)? {
            return Err(VenueError::NotAnOrganizer);
        }
        if let Some(same) = store::venues::same_as(conn, &self.fields)? {
            return Ok(same);
        }
        let venue = store::venues::insert(conn, &self.fields, self.by, now)?;
        note(conn, self.by, "venue.add", venue, &self.fields.in_words(), now)?;
        Ok(venue)
    }
}

/// Whoever may changes a venue. Upcoming games there keep their wall times, in the new zone.
#[derive(Debug, Clone)]
pub struct EditVenue {
    /// The venue.
    pub venue: VenueId,
    /// All of it, as it shall be.
    pub fields: VenueFields,
    /// Who changes it.
    pub by: PlayerId,
}

impl Job for EditVenue {
    type Done = ();
    type Refused = VenueError;

    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), VenueError> {
        let venue = run_venue(conn, self.venue, self.by)?;
        let before = venue.fields();
        if before == self.fields {
            return Ok(());
        }
        store::venues::update(conn, venue.id, &self.fields)?;
        let details = format!("{} -> {}", before.in_words(), self.fields.in_words());
        note(conn, self.by, "venue.edit", venue.id, &details, now)?;
        for game in store::organizing::ahead_at(conn, venue.id, now)? {
            bring_along(conn, &game, &before, self, now)?;
        }
        if before.name != self.fields.name {
            for (game, title, sport) in store::organizing::all_at(conn, venue.id)? {
                let text = fold(&format!("{title} {} {sport}", self.fields.name));
                store::organizing::set_search_text(conn, game, &text)?;
            }
        }
        Ok(())
    }
}

/// Brings an upcoming game along with its venue, and tells everybody in it what is different.
fn bring_along(
    conn: &mut DbConn,
    game: &Game,
    before: &VenueFields,
    asked: &EditVenue,
    now: Timestamp,
) -> QueryResult<()> {
    let old = GameFields::of(game);
    let mut new = old.clone();
    new.time_zone.clone_from(&asked.fields.time_zone);
    new.derive_instants();
    let mut news = vec![News::of_time(&old, &new)];
    news.push(News::of_place(before.place_in_words(), asked.fields.place_in_words()));
    news.retain(News::is_new);
    store::games::update(conn, game.id, &new, game.closed_with(new.closes_at, now))?;
    store::calendars::note_change(conn, game.id, !news.is_empty(), now)?;
    if game.status == GameStatus::Published {
        spread(conn, game.id, &news, Some(asked.by), now)?;
    }
    fill(conn, game.id, now)
}

/// Takes a venue from the choice for new games, or offers it again. Games that are planned there stay.
#[derive(Debug, Clone)]
pub struct RetireVenue {
    /// The venue.
    pub venue: VenueId,
    /// Whether it is taken from the choice.
    pub retired: bool,
    /// Who decides it.
    pub by: PlayerId,
}

impl Job for RetireVenue {
    type Done = ();
    type Refused = VenueError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), VenueError> {
        let venue = run_venue(conn, self.venue, self.by)?;
        if venue.retired_at.is_some() == self.retired {
            return Ok(());
        }
        store::venues::set_retired(conn, venue.id, self.retired.then_some(now))?;
        let action = if self.retired { "venue.retire" } else { "venue.restore" };
        Ok(note(conn, self.by, action, venue.id, venue.name.as_str(), now)?)
    }
}

/// The venue, where `player` may change it: who added it and still organizes, and admins.
pub fn run_venue(conn: &mut DbConn, venue: VenueId, player: PlayerId) -> Result<Venue, VenueError> {
    if !rights::may_organize(conn, player)? {
        return Err(VenueError::NotAnOrganizer);
    }
    let venue = store::venues::find(conn, venue).optional()?.ok_or(VenueError::NotFound)?;
    let is_admin = store::players::find(conn, player)?.role.is_admin();
    if is_admin || venue.created_by == Some(player) { Ok(venue) } else { Err(VenueError::NotYours) }
}

fn note(
    conn: &mut DbConn,
    by: PlayerId,
    action: &str,
    venue: VenueId,
    details: &str,
    now: Timestamp,
) -> QueryResult<()> {
    store::audit::record(conn, Some(by), action, &format!("venue {venue}"), details, now)
}

impl Venue {
    /// What an organizer has set.
    pub fn fields(&self) -> VenueFields {
        VenueFields { name: self.name.clone(), address: self.address.clone(), time_zone: self.time_zone.clone() }
    }
}

impl VenueFields {
    /// Name and address.
    pub fn place_in_words(&self) -> String {
        if self.address.is_empty() { self.name.to_string() } else { format!("{}, {}", self.name, self.address) }
    }

    fn in_words(&self) -> String {
        format!("{} ({})", self.place_in_words(), self.time_zone.name())
    }
}
