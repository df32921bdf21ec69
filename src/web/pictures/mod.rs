//! Pictures that the site draws itself.

mod canvas;
mod card;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::web::Bytes;
use tokio::sync::Semaphore;

pub use canvas::Rgb;
pub use card::{Facts, HEIGHT, WIDTH};

use super::WebError;

/// Pictures kept; each has some thirty thousand bytes.
const KEPT: usize = 64;
/// Who may wait for theirs, before the next is told to come back. Each takes some milliseconds of a core.
const QUEUE: usize = 32;

/// Draws one picture at a time, and keeps those asked for last.
pub struct Pictures {
    kept: Mutex<VecDeque<(Facts, Bytes)>>,
    queue: Arc<Semaphore>,
    brush: Arc<Semaphore>,
}

impl Default for Pictures {
    fn default() -> Self {
        Self { kept: Mutex::default(), queue: Arc::new(Semaphore::new(QUEUE)), brush: Arc::new(Semaphore::new(1)) }
    }
}

impl Pictures {
    /// The card of `facts` as a PNG file.
    pub async fn card(&self, facts: Facts) -> Result<Bytes, WebError> {
        if let Some(kept) = self.find(&facts) {
            return Ok(kept);
        }
        let place = self.queue.try_acquire().map_err(|_| WebError::Busy)?;
        let brush = Arc::clone(&self.brush).acquire_owned().await.map_err(|_| WebError::Busy)?;
        drop(place);
        // Whoever had the brush before may have drawn the same.
        if let Some(kept) = self.find(&facts) {
            return Ok(kept);
        }
        let wanted = facts.clone();
        let drawn = tokio::task::spawn_blocking(move || {
            let drawn = card::draw(&wanted);
            // It draws on also where its asker has hung up.
            drop(brush);
            drawn
        });
        let drawn = drawn.await.map_err(|_| WebError::Internal("drawing a picture panicked"))?;
        let file = Bytes::from(drawn.map_err(|error| {
            log::error!("{error}");
            WebError::Internal("a picture could not be drawn")
        })?);
        self.keep(facts, file.clone());
        Ok(file)
    }

    fn find(&self, facts: &Facts) -> Option<Bytes> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(drawn, _)| drawn == facts).map(|(_, file)| file.clone())
    }

    fn keep(&self, facts: Facts, file: Bytes) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.truncate(KEPT - 1);
        kept.push_front((facts, file));
    }
}
