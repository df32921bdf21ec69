//! Whom a message to a game's players is for.

use std::error::Error;
use std::fmt;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;

use super::sqltext::{TextColumn, text_column};
use super::status::{ChoiceError, choice};

choice!(
    /// Which of a game's players.
    Audience {
        /// Everybody who is in or waiting.
        All = "all",
        /// Those with a spot.
        In = "in",
        /// Those in line.
        Waiting = "waiting",
    }
);
