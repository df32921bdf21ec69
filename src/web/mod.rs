//! HTTP in, HTML out: a file for each page or form, and the plumbing that all of them share.

pub mod account;
pub mod admin;
mod app;
pub mod assets;
pub mod attendance;
mod cards;
pub mod client_ip;
pub mod co_organizers;
mod cookie_key;
mod csrf;
mod device;
mod empty;
mod error_pages;
mod errors;
mod field_errors;
mod filter_bar;
mod filters;
mod forms;
pub mod games;
mod head;
mod headers;
mod health;
mod layout;
mod list_page;
pub mod login;
pub mod me;
pub mod month;
mod next;
mod notice;
pub mod organize;
mod passwords;
pub mod past;
mod prose;
mod public_url;
mod rate_limit;
pub mod registrations;
pub mod roster;
mod routes;
mod seats;
mod sessions;
pub mod set_up;
mod settings;
pub mod sign_in_links;
pub mod signup;
mod site;
mod site_css;
pub mod texts;
pub mod upcoming;
pub mod urls;
mod viewer;
pub mod words;

pub use app::App;
pub use cookie_key::{CookieKey, CookieKeyError};
pub use errors::WebError;
pub use field_errors::{FieldError, FieldErrors};
pub use forms::{HtmlForm, HtmlQuery};
pub use layout::{NavLink, Page, html, html_as, is_chosen};
pub use next::safe_next;
pub use notice::{Notice, redirect, redirect_with};
pub use passwords::{Checked, Passwords};
pub use public_url::{PublicUrl, PublicUrlError};
pub use rate_limit::{Limits, RateLimits};
pub use routes::{pages, plain};
pub use settings::Settings;
pub use viewer::{AdminIn, Me, OrganizerIn, SignedIn, Viewer};

/// The middleware that app.rs wraps around the routes.
pub mod middleware {
    pub use super::csrf::check as same_site_only;
    pub use super::error_pages::dress as error_pages;
    pub use super::head::route_as_get as head_as_get;
    pub use super::headers::add as headers;
    pub use super::sessions::middleware as sessions;
}
