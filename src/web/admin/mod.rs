//! The admins' pages.

pub mod audit;
pub mod backup;
pub mod games;
pub mod mail;
pub mod overview;
mod pager;
pub mod people;
pub mod person;
pub mod settings;
mod size;

/// What an admin hears whose role was taken while the page was open.
fn not_admin() -> super::WebError {
    super::WebError::Forbidden("Only admins can do that.")
}
