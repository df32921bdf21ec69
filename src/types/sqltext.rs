//! How a value becomes a TEXT column, on every database alike.

use std::error::Error;

/// A value that a TEXT column holds.
pub(super) trait TextColumn: Sized {
    /// What the column holds.
    fn text(&self) -> &str;

    /// The value again; trusts that the database holds what was put in, and refuses what no value could have been.
    fn from_text(text: String) -> Result<Self, Box<dyn Error + Send + Sync>>;
}

/// Lets diesel bind and load a [`TextColumn`]. Generic over the backend, because each connection type has its own and the
/// choice between them is made in `store`; a macro, because diesel's traits are not ours to implement for every `T`.
macro_rules! text_column {
    ($name:ty) => {
        impl<DB> diesel::serialize::ToSql<diesel::sql_types::Text, DB> for $name
        where
            DB: diesel::backend::Backend,
            str: diesel::serialize::ToSql<diesel::sql_types::Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
                $crate::types::sqltext::TextColumn::text(self).to_sql(out)
            }
        }

        impl<DB> diesel::deserialize::FromSql<diesel::sql_types::Text, DB> for $name
        where
            DB: diesel::backend::Backend,
            String: diesel::deserialize::FromSql<diesel::sql_types::Text, DB>,
        {
            fn from_sql(raw: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                let text = <String as diesel::deserialize::FromSql<diesel::sql_types::Text, DB>>::from_sql(raw)?;
                $crate::types::sqltext::TextColumn::from_text(text)
            }
        }
    };
}

pub(super) use text_column;
