//! The website over HTTP, as browsers and tools meet it. `KICKABOUT_TEST_DATABASE=postgres` runs it all on Postgres.

mod support;

mod assets;
mod cross_site;
mod errors;
mod forms;
mod headers;
