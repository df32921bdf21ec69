//! Kickabout: the website on which a town's pickup games live.
//!
//! The rooms and the arrows between them are drawn in ARCHITECTURE.md.

pub mod app;
pub mod cli;
pub mod domain;
pub mod jobs;
pub mod mail;
pub mod store;
pub mod types;
pub mod web;
