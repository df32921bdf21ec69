//! The end of the program, for those who are in the middle of something.

use std::sync::Arc;

use tokio::sync::watch;

/// Whether the program ends; all clones hear of it.
#[derive(Clone, Debug, Default)]
pub struct Ending(Arc<watch::Sender<bool>>);

impl Ending {
    /// Says that the program ends.
    pub fn say(&self) {
        self.0.send_replace(true);
    }

    /// Whether that was said.
    pub fn is_near(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is said.
    pub async fn comes(&self) {
        // It can't be closed: this holds the sender itself.
        let _ = self.0.subscribe().wait_for(|is_near| *is_near).await;
    }
}
