//! Checking passwords without letting a flood of sign-ins take the machine from everybody else.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::WebError;
use crate::{
    domain::passwords::{HashCost, HashError, fits},
    types::NewPassword,
};

/// How many may wait for a core before the next is told to come back.
const QUEUE: usize = 64;

/// Hashes and checks passwords: at most one core fewer than there are works on it at once.
pub struct Passwords {
    cost: HashCost,
    cores: Arc<Semaphore>,
    waiting: AtomicUsize,
    decoy: String,
}

/// What a check found.
#[derive(Debug, PartialEq, Eq)]
pub enum Checked {
    /// The password is not the account's, or there is no such account.
    Wrong,
    /// It fits; `rehash` is a stronger hash of it where the stored one is weak by today's settings.
    Right {
        /// To be stored in the old one's place.
        rehash: Option<String>,
    },
}

impl Passwords {
    /// Prepares hashing at `cost`.
    pub fn new(cost: HashCost) -> Result<Self, HashError> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            cost,
            cores: Arc::new(Semaphore::new(cores.saturating_sub(1).max(1))),
            waiting: AtomicUsize::new(0),
            decoy: cost.decoy()?,
        })
    }

    /// The hash of a new password.
    pub async fn hash(&self, password: NewPassword) -> Result<String, WebError> {
        let cost = self.cost;
        let hashed = self.work(move || cost.hash(&password)).await?;
        hashed.map_err(report)
    }

    /// Whether `typed` fits `hash`. Without a hash (nobody has that e-mail) a decoy is checked, which takes as long.
    pub async fn check(&self, typed: String, hash: Option<String>) -> Result<Checked, WebError> {
        let (cost, known, hash) = (self.cost, hash.is_some(), hash.unwrap_or_else(|| self.decoy.clone()));
        let checked = self.work(move || {
            if !fits(&typed, &hash) || !known {
                return Ok(Checked::Wrong);
            }
            let rehash = if cost.outdoes(&hash) { Some(cost.rehash(&typed)?) } else { None };
            Ok(Checked::Right { rehash })
        });
        checked.await?.map_err(report)
    }

    /// Runs `task` on a core of its own, or answers "busy" when too many wait already.
    async fn work<T: Send + 'static>(&self, task: impl FnOnce() -> T + Send + 'static) -> Result<T, WebError> {
        let permit = self.permit().await?;
        // The task owns the permit: a visitor who hangs up frees the core only when the hash is done.
        let done = tokio::task::spawn_blocking(move || {
            let outcome = task();
            drop(permit);
            outcome
        });
        done.await.map_err(|_| WebError::Internal("hashing a password panicked"))
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit, WebError> {
        if let Ok(permit) = Arc::clone(&self.cores).try_acquire_owned() {
            return Ok(permit);
        }
        let place = Place::take(&self.waiting)?;
        let permit = Arc::clone(&self.cores).acquire_owned().await;
        drop(place);
        permit.map_err(|_| WebError::Busy)
    }
}

/// A place in the queue, given back also when the visitor hangs up while waiting.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize) -> Result<Self, WebError> {
        if waiting.fetch_add(1, Ordering::SeqCst) >= QUEUE {
            waiting.fetch_sub(1, Ordering::SeqCst);
            return Err(WebError::Busy);
        }
        Ok(Self(waiting))
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn report(error: HashError) -> WebError {
    log::error!("{error}");
    WebError::Internal("hashing failed")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn password() -> NewPassword {
        NewPassword::check("correct horse battery", &[]).unwrap()
    }

    async fn has_to_wait<T>(permit: impl Future<Output = T>) -> bool {
        tokio::time::timeout(Duration::ZERO, permit).await.is_err()
    }

    #[actix_web::test]
    async fn a_right_password_is_told_from_a_wrong_one() {
        let passwords = Passwords::new(HashCost::cheapest()).unwrap();
        let hash = passwords.hash(password()).await.unwrap();
        let check = |typed: &str, hash: Option<&String>| passwords.check(typed.to_owned(), hash.cloned());
        let right = check("correct horse battery", Some(&hash)).await.unwrap();
        assert_eq!(right, Checked::Right { rehash: None });
        assert_eq!(check("wrong horse battery", Some(&hash)).await.unwrap(), Checked::Wrong);
        assert_eq!(check("nobody's password", None).await.unwrap(), Checked::Wrong);
    }

    #[actix_web::test]
    async fn a_weaker_hash_is_redone_at_sign_in() {
        let weak = Passwords::new(HashCost::cheapest()).unwrap().hash(password()).await.unwrap();
        let stronger = HashCost { passes: 2, ..HashCost::cheapest() };
        let passwords = Passwords::new(stronger).unwrap();
        let checked = passwords.check("correct horse battery".to_owned(), Some(weak)).await.unwrap();
        let Checked::Right { rehash: Some(rehash) } = checked else { panic!("{checked:?}") };
        assert!(!stronger.outdoes(&rehash) && fits("correct horse battery", &rehash));
    }

    #[actix_web::test]
    async fn beyond_the_queue_people_are_told_to_come_back() {
        let passwords = Passwords::new(HashCost::cheapest()).unwrap();
        let cores = passwords.cores.available_permits();
        let _busy = Arc::clone(&passwords.cores).acquire_many_owned(cores as u32).await.unwrap();
        let mut waiting: Vec<_> = (0..QUEUE).map(|_| Box::pin(passwords.permit())).collect();
        for place in &mut waiting {
            assert!(has_to_wait(place).await);
        }
        assert!(matches!(passwords.permit().await, Err(WebError::Busy)));
        waiting.pop();
        assert!(has_to_wait(passwords.permit()).await);
    }
}
