//! The conditions of the partial indexes on registrations, in the words that the databases recognize.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::Bool;

use super::schema::registrations;

/// A condition on registrations, written out: a plan that is kept for all values of a bound parameter cannot use an index
/// that holds one.
macro_rules! condition {
    ($(#[$about:meta])* $name:ident, $text:literal) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, QueryId)]
        pub(super) struct $name;

        impl Expression for $name {
            type SqlType = Bool;
        }

        impl<DB: Backend> QueryFragment<DB> for $name {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> diesel::QueryResult<()> {
                out.push_sql($text);
                Ok(())
            }
        }

        impl ValidGrouping<()> for $name {
            type IsAggregate = is_aggregate::Never;
        }

        impl<QS> AppearsOnTable<QS> for $name where registrations::status: AppearsOnTable<QS> {}
        impl<QS> SelectableExpression<QS> for $name where registrations::status: SelectableExpression<QS> {}
    };
}

condition!(
    /// Registrations that have not been withdrawn.
    IsActive,
    "registrations.status <> 'withdrawn'"
);
condition!(
    /// Registrations whose player dropped out after the deadline.
    IsLate,
    "registrations.late"
);
