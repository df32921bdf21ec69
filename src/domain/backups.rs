//! Admins take backups along.

use super::people::{PeopleError, must_be_admin};
use crate::store::{self, DbConn, Job, Scope};
use crate::types::{PlayerId, Timestamp};

/// An admin is about to be handed a backup: it is written down before a byte of it leaves.
#[derive(Debug, Clone)]
pub struct HandOutBackup {
    /// How large it is, in words.
    pub size: String,
    /// The admin.
    pub by: PlayerId,
}

impl Job for HandOutBackup {
    type Done = ();
    type Refused = PeopleError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), PeopleError> {
        must_be_admin(conn, self.by)?;
        Ok(store::audit::record(conn, Some(self.by), "backup", "site", &self.size, now)?)
    }
}
