//! The condition of the partial indexes on registrations, in the words that the databases recognize.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::Bool;

use super::schema::registrations;

/// Registrations that have not been withdrawn.
///
/// Written out, because a plan that is kept for all values of a bound parameter cannot use an index that holds one.
#[derive(Debug, Clone, Copy, QueryId)]
pub(super) struct IsActive;

impl Expression for IsActive {
    type SqlType = Bool;
}

impl<DB: Backend> QueryFragment<DB> for IsActive {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> diesel::QueryResult<()> {
        out.push_sql("registrations.status <> 'withdrawn'");
        Ok(())
    }
}

impl ValidGrouping<()> for IsActive {
    type IsAggregate = is_aggregate::Never;
}

impl<QS> AppearsOnTable<QS> for IsActive where registrations::status: AppearsOnTable<QS> {}
impl<QS> SelectableExpression<QS> for IsActive where registrations::status: SelectableExpression<QS> {}
