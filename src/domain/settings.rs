//! Admins change the site's own settings.

use super::people::{PeopleError, must_be_admin};
use crate::store::gears::OwnGears;
use crate::store::site::Site;
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope};
use crate::types::{
    Colour, Contact, Currency, KeepDays, LongText, PlayerId, QuietHours, SignUps, SiteName, SportName, SportSlug,
    Timestamp, WhoJoins, WhoMay, Zone,
};

/// What an admin may change about the site.
#[derive(Debug, Clone)]
pub struct SettingsDraft {
    /// Shown on top of every page.
    pub name: SiteName,
    /// The one colour of its own.
    pub colour: Colour,
    /// The zone of "today".
    pub time_zone: Zone,
    /// The currency of every price.
    pub currency: Currency,
    /// The sports that new games can be of, in this order.
    pub sports: Vec<(SportSlug, SportName)>,
    /// Who may post games.
    pub who_organizes: WhoMay,
    /// Who may make accounts.
    pub who_signs_up: SignUps,
    /// What one needs to join a game; none for what is set already.
    pub who_joins: Option<WhoJoins>,
    /// How many days after a game what is personal about it is kept, or for good; none for what is set already.
    pub keep_days: Option<Option<KeepDays>>,
    /// How waitlists change gear; what is left out stays as it is.
    pub gears: OwnGears,
    /// When nobody is mailed what can wait; none for what is set already.
    pub quiet_hours: Option<QuietHours>,
    /// How to reach the people behind the site.
    pub contact: Contact,
    /// What becomes of people's data.
    pub privacy: LongText,
    /// What one agrees to.
    pub terms: LongText,
}

/// An admin replaces the settings.
#[derive(Debug, Clone)]
pub struct SaveSettings {
    /// What they shall be.
    pub draft: SettingsDraft,
    /// The admin.
    pub by: PlayerId,
}

/// Why the settings were not changed.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Who asks is no admin any more.
    #[error("only admins may")]
    NotAdmin,
    /// Nobody has set up the site yet.
    #[error("the site is not set up")]
    NotSetUp,
    /// Prices are kept in the smallest coin: in a currency with another one they would mean something else.
    #[error("games have prices in {0}")]
    PricesWouldChange(Currency),
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl From<PeopleError> for SettingsError {
    fn from(error: PeopleError) -> Self {
        match error {
            PeopleError::Query(error) => Self::Query(error),
            PeopleError::NotFound | PeopleError::NotAdmin | PeopleError::NoAccount | PeopleError::LastAdmin => {
                Self::NotAdmin
            }
        }
    }
}

impl Job for SaveSettings {
    type Done = ();
    type Refused = SettingsError;

    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), SettingsError> {
        must_be_admin(conn, self.by)?;
        let old = store::site::find(conn)?.ok_or(SettingsError::NotSetUp)?;
        let new = self.draft.applied_to(&old);
        if new.currency.decimals() != old.currency.decimals() && store::all_games::any_has_a_price(conn)? {
            return Err(SettingsError::PricesWouldChange(old.currency));
        }
        let mut changes = changes(&old, &new);
        changes.extend(self.replace_sports(conn)?);
        if changes.is_empty() {
            return Ok(());
        }
        store::site::update(conn, &new)?;
        if new.gears != old.gears {
            // What is on offer goes on by the new numbers, game by game: nobody's write has to wait for all of them.
            store::due::lines(conn, now)?;
        }
        Ok(store::audit::record(conn, Some(self.by), "site.settings", "site", &changes.join("; "), now)?)
    }
}

impl SaveSettings {
    /// What is different about the sports, in words.
    fn replace_sports(&self, conn: &mut DbConn) -> QueryResult<Option<String>> {
        let before = store::sports::all(conn)?.into_iter().filter(|sport| sport.active);
        let before: Vec<_> = before.map(|sport| (sport.slug, sport.name)).collect();
        if before == self.draft.sports {
            return Ok(None);
        }
        store::sports::replace(conn, &self.draft.sports)?;
        Ok(Some(format!("sports: {} -> {}", in_a_row(&before), in_a_row(&self.draft.sports))))
    }
}

fn in_a_row(sports: &[(SportSlug, SportName)]) -> String {
    sports.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ")
}

impl SettingsDraft {
    fn applied_to(&self, old: &Site) -> Site {
        Site {
            name: self.name.clone(),
            colour: self.colour.clone(),
            time_zone: self.time_zone.clone(),
            currency: self.currency,
            who_organizes: self.who_organizes,
            who_signs_up: self.who_signs_up,
            who_joins: self.who_joins.unwrap_or(old.who_joins),
            keep_days: self.keep_days.unwrap_or(old.keep_days),
            gears: self.gears.or(old.gears),
            quiet_hours: self.quiet_hours.clone().unwrap_or_else(|| old.quiet_hours.clone()),
            contact: self.contact.clone(),
            privacy: self.privacy.clone(),
            terms: self.terms.clone(),
            ..old.clone()
        }
    }
}

fn kept(days: Option<KeepDays>) -> String {
    days.map_or_else(|| "for good".to_owned(), |days| format!("{days} days"))
}

/// The numbers by which waitlists change gear, before and after.
fn gears(old: &Site, new: &Site) -> [(&'static str, String, String); 6] {
    let numbers = |site: &Site| {
        let gears = site.gears;
        let hours = [gears.at_once_hours, gears.short_hold_hours, gears.open_hours].map(|hours| hours.get());
        let minutes = [gears.long_hold_minutes.get(), gears.short_hold_minutes.get(), gears.newcomers_minutes.get()];
        [hours[0], hours[1], hours[2], minutes[0], minutes[1], minutes[2]]
    };
    let names = [
        "at once, hours",
        "short hold, hours",
        "everybody, hours",
        "long hold, minutes",
        "short hold, minutes",
        "newcomers, minutes",
    ];
    let (before, after) = (numbers(old), numbers(new));
    std::array::from_fn(|at| (names[at], before[at].to_string(), after[at].to_string()))
}

/// What is different, in words for the audit log; of long texts only that they are.
fn changes(old: &Site, new: &Site) -> Vec<String> {
    let short = [
        ("name", old.name.to_string(), new.name.to_string()),
        ("colour", old.colour.to_string(), new.colour.to_string()),
        ("time zone", old.time_zone.to_string(), new.time_zone.to_string()),
        ("currency", old.currency.to_string(), new.currency.to_string()),
        ("who organizes", old.who_organizes.to_string(), new.who_organizes.to_string()),
        ("who signs up", old.who_signs_up.to_string(), new.who_signs_up.to_string()),
        ("who joins", old.who_joins.to_string(), new.who_joins.to_string()),
        ("personal data kept", kept(old.keep_days), kept(new.keep_days)),
        ("quiet hours", old.quiet_hours.to_string(), new.quiet_hours.to_string()),
        ("contact", old.contact.to_string(), new.contact.to_string()),
    ];
    let gears = gears(old, new);
    let changed = short.into_iter().chain(gears).filter(|(_, before, after)| before != after);
    let mut said: Vec<_> = changed.map(|(what, before, after)| format!("{what}: {before} -> {after}")).collect();
    if old.privacy != new.privacy {
        said.push("privacy text".to_owned());
    }
    if old.terms != new.terms {
        said.push("terms".to_owned());
    }
    said
}
