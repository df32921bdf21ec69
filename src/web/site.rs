//! The site's own settings, kept at hand: every page shows its name and colour.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use crate::{
    domain::set_up::NewSite,
    store::{QueryResult, Store, site::Site},
    types::{Currency, SiteName, Timestamp, Zone},
};

/// How long a change made by another instance or by the command line may go unseen here.
const LASTS: Duration = Duration::from_secs(1);

/// The site's row, read again when it was changed here or is a second old.
#[derive(Default)]
pub struct SiteCache(RwLock<Option<(Instant, Arc<Site>)>>);

impl SiteCache {
    /// The site as it is, give or take a second.
    pub async fn get(&self, store: &Store) -> QueryResult<Arc<Site>> {
        if let Some(site) = self.fresh() {
            return Ok(site);
        }
        let site = Arc::new(store.read(crate::store::site::find).await?.unwrap_or_else(before_set_up));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), Arc::clone(&site)));
        Ok(site)
    }

    /// Reads the row again at the next page.
    pub fn forget(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// What was read last, however old; for pages that must be shown while the database is away.
    pub fn last(&self) -> Option<Arc<Site>> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().map(|(_, site)| Arc::clone(site))
    }

    fn fresh(&self) -> Option<Arc<Site>> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (read_at, site) = kept.as_ref()?;
        (read_at.elapsed() < LASTS).then(|| Arc::clone(site))
    }
}

/// What pages show before anybody has set up the site.
pub fn before_set_up() -> Site {
    let nameless = NewSite { name: SiteName::default(), time_zone: Zone::utc(), currency: Currency::default() };
    nameless.settings(Timestamp::EPOCH)
}
