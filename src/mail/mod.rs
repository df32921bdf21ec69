//! Letters: their words, their form on the wire, and the server that takes them.

mod letter;
mod links;
mod message;
mod server;
mod settings;
mod smtp;

pub use letter::{Change, Letter, Written};
pub use links::{Links, MailKey, OPEN, STOP};
pub use message::{Outgoing, new_message_id};
pub use server::{Encryption, Server, ServerError};
pub use settings::{AuthorityError, FromError, MailSettings, Patience};
pub use smtp::{Connection, Fault, SendError};
