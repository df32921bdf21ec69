//! The first minutes of an empty site: its name, its zone, its first admin.

use crate::store::{self, DbConn, Job, QueryError, Scope, gears::Gears, site::Site, tokens::Purpose};
use crate::types::{
    Colour, Contact, Currency, Email, LongText, MailKind, PlayerId, PlayerName, QuietHours, Role, SecretHash, SignUps,
    SiteName, SportName, SportSlug, Timestamp, WhoJoins, WhoMay, Zone, time::DAY,
};

use super::accounts::{AccountError, add_account};
use super::sessions::{NewSession, begin};

/// How long a set-up link works, in seconds; every start of an empty site prints a new one.
const LINK_LASTS: i64 = 30 * DAY;

/// What new games can be of until an admin says otherwise.
const SPORTS: [&str; 8] =
    ["Football", "Basketball", "Volleyball", "Badminton", "Table tennis", "Tennis", "Ultimate", "Running"];

/// Why the site was not set up.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// Somebody was first.
    #[error("the site is set up already")]
    Done,
    /// Not the link that was printed last.
    #[error("the link does not work")]
    Spent,
    /// The admin's account could not be made.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

/// What a new site is called and where it is.
#[derive(Debug, Clone)]
pub struct NewSite {
    /// Its name.
    pub name: SiteName,
    /// The zone of its "today".
    pub time_zone: Zone,
    /// The currency of its prices.
    pub currency: Currency,
}

impl NewSite {
    /// The settings of a site that is begun at `now`.
    pub fn settings(&self, now: Timestamp) -> Site {
        Site {
            name: self.name.clone(),
            colour: Colour::default(),
            time_zone: self.time_zone.clone(),
            currency: self.currency,
            who_organizes: WhoMay::Organizers,
            who_signs_up: SignUps::Everyone,
            who_joins: WhoJoins::Anyone,
            keep_days: None,
            quiet_hours: QuietHours::default(),
            contact: Contact::default(),
            privacy: LongText::default(),
            terms: LongText::default(),
            tzdb: Zone::database_version().to_owned(),
            created_at: now,
            gears: Gears::default(),
            has_mail: false,
        }
    }
}

/// Makes a set-up link for an empty site; an earlier one stops working.
#[derive(Debug)]
pub struct OfferSetUp {
    /// The hash of the link's secret.
    pub token: SecretHash,
}

impl Job for OfferSetUp {
    type Done = ();
    type Refused = SetUpError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), SetUpError> {
        if store::site::find(conn)?.is_some() {
            return Err(SetUpError::Done);
        }
        store::tokens::delete(conn, Purpose::SetUp, None)?;
        Ok(store::tokens::insert(conn, &self.token, Purpose::SetUp, None, now, now.plus(LINK_LASTS))?)
    }
}

/// Notes at the start of a program whether it can send mail: without, nobody is held a seat that they would not hear of.
#[derive(Debug, Clone, Copy)]
pub struct NoteMail {
    /// Whether it has a mail server.
    pub has_mail: bool,
}

impl Job for NoteMail {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, _: Timestamp) -> Result<(), QueryError> {
        match store::site::gears(conn)? {
            Some((_, has_mail)) if has_mail != self.has_mail => store::site::note_mail(conn, self.has_mail),
            Some(_) | None => Ok(()),
        }
    }
}

/// Sets up the empty site: names it, and makes and signs in its first admin.
#[derive(Debug)]
pub struct SetUp {
    /// The hash of the link's secret.
    pub token: SecretHash,
    /// The site.
    pub site: NewSite,
    /// The admin's name.
    pub name: PlayerName,
    /// The admin's address.
    pub email: Email,
    /// The hash of the admin's password.
    pub password_hash: String,
    /// The session the admin begins.
    pub session: NewSession,
    /// Whether this program has a mail server.
    pub has_mail: bool,
    /// Whether the address can be confirmed by a mailed link: it is asked for at once.
    pub confirms: bool,
}

impl Job for SetUp {
    type Done = PlayerId;
    type Refused = SetUpError;

    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<PlayerId, SetUpError> {
        if store::site::find(conn)?.is_some() {
            return Err(SetUpError::Done);
        }
        let usable = store::tokens::find_usable(conn, &self.token, Purpose::SetUp, now)?.is_some();
        if !usable || !store::tokens::use_up(conn, &self.token, now)? {
            return Err(SetUpError::Spent);
        }
        let hash = Some(self.password_hash.as_str());
        let admin = add_account(conn, &self.name, &self.email, Role::Admin, hash, now)?;
        found_site(conn, &self.site, Some(admin), now)?;
        store::site::note_mail(conn, self.has_mail)?;
        begin(conn, admin, &self.session, now)?;
        if self.confirms {
            store::mails::ask(conn, MailKind::Confirm, Some(admin), &self.email, now)?;
        }
        Ok(admin)
    }
}

/// Writes the settings and the sports of a new site.
pub fn found_site(conn: &mut DbConn, site: &NewSite, by: Option<PlayerId>, now: Timestamp) -> Result<(), QueryError> {
    store::site::insert(conn, &site.settings(now))?;
    store::sports::replace(conn, &first_sports())?;
    store::audit::record(conn, by, "site.set-up", "site", site.name.as_str(), now)
}

fn first_sports() -> Vec<(SportSlug, SportName)> {
    let named = SPORTS.iter().filter_map(|name| {
        let slug = SportSlug::from_name(name).ok()?;
        Some((slug, SportName::parse(name).ok()?))
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_first_sport_has_an_address() {
        let sports = first_sports();
        assert_eq!(sports.len(), SPORTS.len());
        assert_eq!(sports[4].0.as_str(), "table-tennis");
    }
}
