//! Stand-ins until the real Money, Currency and Colour land: whoever lands those deletes this file and its line in mod.rs.
#![allow(missing_docs)]
use super::sqltext::{TextColumn, text_column};
use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use std::error::Error;
macro_rules! st {
    ($n:ident) => {
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
        #[diesel(sql_type = Text)]
        pub struct $n(pub String);
        impl TextColumn for $n {
            fn text(&self) -> &str {
                &self.0
            }
            fn from_text(t: String) -> Result<Self, Box<dyn Error + Send + Sync>> {
                Ok(Self(t))
            }
        }
        text_column!($n);
    };
}
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, diesel_derive_newtype::DieselNewType)]
pub struct Money(pub i64);
st!(Currency);
st!(Colour);
