//! What a game's form offers to choose from.

use crate::domain::organizing::Location;
use crate::store::games::Game;
use crate::store::gears::Gears;
use crate::store::sports::Sport;
use crate::store::venues::Venue;
use crate::store::{self, DbConn, QueryResult};
use crate::types::{Currency, Timestamp, WhoJoins, Zone};
use crate::web::gears;

/// The most venues that one list offers.
const MOST_VENUES: i64 = 500;

/// What a game's form offers to choose from.
#[derive(Debug, Clone)]
pub struct Choices {
    /// The sports.
    pub sports: Vec<Sport>,
    /// The venues, by name.
    pub venues: Vec<Venue>,
    /// The zone of a game without a venue: the site's, unless it has kept another.
    pub site_zone: Zone,
    /// The currency of prices.
    pub currency: Currency,
    /// What one needs to join a game that says nothing else.
    pub site_joins: WhoJoins,
    /// How the waitlists of games change gear that say nothing else.
    pub site_gears: Gears,
    /// Whether an address can be confirmed here: by a link that is mailed.
    pub mails_links: bool,
    /// When the form is looked at.
    pub now: Timestamp,
}

/// What a site or a game may ask for; nobody can confirm an address where links are not mailed.
pub fn joiners(mails_links: bool) -> impl Iterator<Item = (&'static str, &'static str)> {
    let confirmed = (WhoJoins::Confirmed.as_str(), "Only with a confirmed e-mail address");
    [(WhoJoins::Anyone.as_str(), "Anyone who gives a name"), (WhoJoins::Accounts.as_str(), "Only with an account")]
        .into_iter()
        .chain(mails_links.then_some(confirmed))
}

/// What one needs to join, or none of one's own; refused where nobody could meet it.
pub fn parse_joiners(typed: &str, mails_links: bool) -> Result<Option<WhoJoins>, String> {
    match WhoJoins::parse_optional(typed) {
        Ok(Some(WhoJoins::Confirmed)) if !mails_links => {
            Err("This site sends no mail, so nobody could confirm an address.".to_owned())
        }
        Ok(chosen) => Ok(chosen),
        Err(error) => Err(error.to_string()),
    }
}

impl Choices {
    /// What is offered now; `before` keeps what it has, be it offered no more.
    pub fn read(conn: &mut DbConn, before: Option<&Game>, mails_links: bool, now: Timestamp) -> QueryResult<Self> {
        let site = store::site::find(conn)?;
        let mut sports = store::sports::all(conn)?;
        sports.retain(|sport| sport.active || before.is_some_and(|game| game.sport == sport.slug));
        let mut venues = store::venues::offered(conn, MOST_VENUES)?;
        if let Some(kept) = before.and_then(|game| game.venue_id)
            && !venues.iter().any(|venue| venue.id == kept)
        {
            venues.push(store::venues::find(conn, kept)?);
        }
        let currency = site.as_ref().map(|site| site.currency).unwrap_or_default();
        let site_joins = site.as_ref().map_or(WhoJoins::Accounts, |site| site.who_joins);
        let site_gears = site.as_ref().map(|site| site.gears).unwrap_or_default();
        let kept = before.filter(|game| game.venue_id.is_none()).map(|game| game.time_zone.clone());
        let site_zone = kept.unwrap_or_else(|| site.map_or_else(Zone::utc, |site| site.time_zone));
        Ok(Self { sports, venues, site_zone, currency, site_joins, site_gears, mails_links, now })
    }

    /// The sports as a select shows them.
    pub fn sport_options(&self) -> Vec<(String, String)> {
        self.sports.iter().map(|sport| (sport.slug.to_string(), sport.name.to_string())).collect()
    }

    /// The venues as a select shows them, and the way to say a place in words.
    pub fn venue_options(&self) -> Vec<(String, String)> {
        let venues = self.venues.iter().map(|venue| (venue.id.to_string(), venue.name.to_string()));
        std::iter::once((String::new(), "No venue: the place below".to_owned())).chain(venues).collect()
    }

    /// What one may need to join, as a select shows it.
    pub fn joiner_options(&self) -> Vec<(&'static str, &'static str)> {
        let as_the_site = match self.site_joins {
            WhoJoins::Anyone => "As everywhere here: anyone who gives a name",
            WhoJoins::Accounts => "As everywhere here: only with an account",
            WhoJoins::Confirmed => "As everywhere here: only with a confirmed e-mail address",
        };
        std::iter::once(("", as_the_site)).chain(joiners(self.mails_links)).collect()
    }

    /// What the numbers of the waitlist are that a game leaves out.
    pub fn gears_elsewhere(&self) -> String {
        gears::elsewhere(self.site_gears)
    }

    /// The zone whose clock goes at `location`, where it is one of those offered.
    pub fn zone_of(&self, location: &Location) -> Option<Zone> {
        match location {
            Location::Place(_) => Some(self.site_zone.clone()),
            Location::Venue(id) => {
                self.venues.iter().find(|venue| venue.id == *id).map(|venue| venue.time_zone.clone())
            }
        }
    }

    /// What is said under the field for a place in words.
    pub fn place_hint(&self) -> String {
        format!("Where there is no venue; by the clock of {}", self.site_zone)
    }

    /// What the price's field is called.
    pub fn price_label(&self) -> String {
        format!("Price each ({})", self.currency)
    }
}
