//! Every game there is, for admins: drafts and unlisted ones too.

use diesel::prelude::*;

use super::games::Game;
use super::schema::{games, players};
use super::{DbConn, QueryResult};
use crate::types::{GameId, GameTitle, PlayerName};

/// A page of the games whose title, venue or sport contains `text` (folded), latest start first, with their organizers.
pub fn page(conn: &mut DbConn, text: &str, offset: i64, most: i64) -> QueryResult<Vec<(Game, PlayerName)>> {
    Ok(games::table
        .inner_join(players::table)
        .filter(games::search_text.like(super::contains(text)).escape('\\'))
        .order((games::starts_at.desc(), games::id.desc()))
        .offset(offset)
        .limit(most)
        .select((Game::as_select(), players::name))
        .load(conn)?)
}

/// The titles of `ids`, in no order.
pub fn titles(conn: &mut DbConn, ids: &[GameId]) -> QueryResult<Vec<(GameId, GameTitle)>> {
    Ok(games::table.filter(games::id.eq_any(ids)).select((games::id, games::title)).load(conn)?)
}

/// Whether any game asks for money.
pub fn any_has_a_price(conn: &mut DbConn) -> QueryResult<bool> {
    Ok(diesel::select(diesel::dsl::exists(games::table.filter(games::price.gt(crate::types::Money::ZERO))))
        .get_result(conn)?)
}
