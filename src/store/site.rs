//! The site's own settings: one row, written when its first admin sets it up.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::gears::Gears;
use super::schema::site;
use super::{DbConn, QueryResult};
use crate::types::{
    Colour, Contact, Currency, KeepDays, LongText, QuietHours, SignUps, SiteName, Timestamp, WhoJoins, WhoMay, Zone,
};

const THE_ROW: i32 = 1;

/// What the admin has set.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = site, treat_none_as_null = true)]
pub struct Site {
    /// Shown on top of every page.
    pub name: SiteName,
    /// The one colour of its own.
    pub colour: Colour,
    /// The zone of "today", and of games without a venue.
    pub time_zone: Zone,
    /// The currency of every price.
    pub currency: Currency,
    /// Who may post games.
    pub who_organizes: WhoMay,
    /// Who may create accounts.
    pub who_signs_up: SignUps,
    /// What one needs to join a game that says nothing else.
    pub who_joins: WhoJoins,
    /// How many days after a game what is personal about it is kept; none: for good.
    pub keep_days: Option<KeepDays>,
    /// When nobody is mailed what can wait.
    pub quiet_hours: QuietHours,
    /// How to reach the people behind the site.
    pub contact: Contact,
    /// Linked in the footer where it is not empty.
    pub privacy: LongText,
    /// Linked in the footer where it is not empty.
    pub terms: LongText,
    /// The version of the time zone data from which the games' instants were derived.
    pub tzdb: String,
    /// When the site was set up.
    pub created_at: Timestamp,
    /// How the waitlists of games change gear that say nothing else.
    #[diesel(embed)]
    pub gears: Gears,
    /// Whether the program that was started last has a mail server.
    pub has_mail: bool,
}

/// The settings; `None` while nobody has set up the site.
pub fn find(conn: &mut DbConn) -> QueryResult<Option<Site>> {
    Ok(site::table.find(THE_ROW).select(Site::as_select()).first(conn).optional()?)
}

/// What one needs to join a game that says nothing else.
pub fn who_joins(conn: &mut DbConn) -> QueryResult<WhoJoins> {
    let found: Option<WhoJoins> = site::table.find(THE_ROW).select(site::who_joins).first(conn).optional()?;
    Ok(found.unwrap_or(WhoJoins::Anyone))
}

/// How waitlists change gear, and whether the site can send mail; `None` while nobody has set up the site.
pub fn gears(conn: &mut DbConn) -> QueryResult<Option<(Gears, bool)>> {
    Ok(site::table.find(THE_ROW).select((Gears::as_select(), site::has_mail)).first(conn).optional()?)
}

/// Notes whether the site can send mail.
pub fn note_mail(conn: &mut DbConn, has_mail: bool) -> QueryResult<()> {
    diesel::update(site::table.find(THE_ROW)).set(site::has_mail.eq(has_mail)).execute(conn)?;
    Ok(())
}

/// Writes the settings for the first time.
pub fn insert(conn: &mut DbConn, settings: &Site) -> QueryResult<()> {
    let random = match conn {
        DbConn::Sqlite(_) => "lower(hex(randomblob(16)))",
        DbConn::Postgres(_) => "replace(gen_random_uuid()::text, '-', '')",
    };
    let calendar_id = site::calendar_id.eq(sql::<Text>(random));
    diesel::insert_into(site::table).values((site::id.eq(THE_ROW), settings, calendar_id)).execute(conn)?;
    Ok(())
}

/// The random part of every entry's name in calendars, the same for as long as the site lives.
pub fn calendar_id(conn: &mut DbConn) -> QueryResult<Option<String>> {
    Ok(site::table.find(THE_ROW).select(site::calendar_id).first(conn).optional()?)
}

/// Replaces the settings.
pub fn update(conn: &mut DbConn, settings: &Site) -> QueryResult<()> {
    diesel::update(site::table.find(THE_ROW)).set(settings).execute(conn)?;
    Ok(())
}
