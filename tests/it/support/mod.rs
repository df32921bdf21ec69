//! A site of its own for every test, and people who use it.

mod answer;
mod app;
mod certificate;
mod database;
mod games;
mod person;
mod post_office;

pub use answer::Answer;
pub use app::{TestApp, set_up_fields};
pub use certificate::Certificate;
pub use database::{Database, address};
pub use games::GameBuilder;
pub use person::Person;
pub use post_office::{Arrived, PostOffice, Treat, Way};

/// Everybody's password in tests.
pub const PASSWORD: &str = "correct horse battery staple";
