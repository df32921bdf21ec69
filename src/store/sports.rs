//! The sports that a site offers.

use diesel::prelude::*;

use super::schema::sports;
use super::{DbConn, QueryResult};
use crate::types::{SportName, SportSlug};

/// A sport.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, Identifiable)]
#[diesel(table_name = sports, primary_key(slug))]
pub struct Sport {
    /// Its name in addresses.
    pub slug: SportSlug,
    /// Its name on pages.
    pub name: SportName,
    /// Its place in lists.
    pub position: i32,
    /// Whether new games can be of it.
    pub active: bool,
}

/// The sport with this name in addresses.
pub fn find(conn: &mut DbConn, slug: &SportSlug) -> QueryResult<Sport> {
    Ok(sports::table.find(slug).select(Sport::as_select()).first(conn)?)
}

/// All sports, in the admin's order; those that only old games still name included.
pub fn all(conn: &mut DbConn) -> QueryResult<Vec<Sport>> {
    Ok(sports::table.order((sports::position, sports::slug)).select(Sport::as_select()).load(conn)?)
}

/// Makes `wanted` the sports that new games can be of, in this order; others stay for old games.
pub fn replace(conn: &mut DbConn, wanted: &[(SportSlug, SportName)]) -> QueryResult<()> {
    diesel::update(sports::table).set(sports::active.eq(false)).execute(conn)?;
    for (position, (slug, name)) in (0_i32..).zip(wanted) {
        let values = (sports::name.eq(name), sports::position.eq(position), sports::active.eq(true));
        let changed = diesel::update(sports::table.find(slug)).set(values).execute(conn)?;
        if changed == 0 {
            diesel::insert_into(sports::table).values((sports::slug.eq(slug), values)).execute(conn)?;
        }
    }
    Ok(())
}
