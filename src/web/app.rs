//! What every handler can reach.

use std::{net::IpAddr, sync::Arc};

use actix_web::{HttpRequest, http::header::USER_AGENT};

use super::{
    Instance, Passwords, RateLimits, Settings, WebError, client_ip,
    pictures::Pictures,
    rate_limit::household,
    sessions,
    shelf::{People, Shelf},
    site::{self, SiteCache},
};
use crate::{
    domain::passwords::HashError,
    store::{Store, arrivals::Origin, site::Site},
};

/// The website: its data, its settings, and the counters that all requests share.
pub struct App {
    /// The data.
    pub store: Store,
    /// What the operator decided at start.
    pub settings: Settings,
    /// Who has tried how often.
    pub limits: RateLimits,
    /// Hashes and checks passwords.
    pub passwords: Passwords,
    /// Which of several instances this is.
    pub instance: Instance,
    /// Pages that are kept ready.
    pub(super) shelf: Shelf,
    /// Pictures of games, for chats.
    pub(super) pictures: Pictures,
    /// Who is signed in.
    pub(super) people: People,
    site: SiteCache,
}

impl App {
    /// The website over `store`.
    pub fn new(store: Store, settings: Settings) -> Result<Self, HashError> {
        let passwords = Passwords::new(settings.hash_cost)?;
        let limits = RateLimits::new(&settings.limits);
        let cookie_name = sessions::cookie_name(settings.is_https());
        let people = People::new(store.clone(), cookie_name, settings.cookie_key.key());
        let instance = Instance::new(store.changes().origin());
        Ok(Self {
            store,
            limits,
            passwords,
            settings,
            instance,
            people,
            shelf: Shelf::default(),
            pictures: Pictures::default(),
            site: SiteCache::default(),
        })
    }

    /// The site's own settings, at most a second old.
    pub async fn site(&self) -> Result<Arc<Site>, WebError> {
        Ok(self.site.get(&self.store).await?)
    }

    /// The site's settings have just been changed: the next page shows them.
    pub fn forget_site(&self) {
        self.site.forget();
    }

    /// The settings as last seen, for when the database is away.
    pub fn last_site(&self) -> Arc<Site> {
        self.site.last().unwrap_or_else(|| Arc::new(site::before_set_up()))
    }

    /// The address `request` comes from, as far as trusted proxies tell.
    pub fn client_ip(&self, request: &HttpRequest) -> Result<IpAddr, WebError> {
        let client = client_ip::client_ip(request, &self.settings.trusted_proxies);
        client.ok_or(WebError::Internal("a request without an address"))
    }

    /// From where `request` comes, known again by hashes alone.
    pub fn origin(&self, request: &HttpRequest) -> Result<Origin, WebError> {
        let agent = request.headers().get(USER_AGENT).map(|agent| String::from_utf8_lossy(agent.as_bytes()));
        let hash = |what, text: &str| self.settings.cookie_key.hash(&format!("{what} {text}"));
        let address = hash("address", &household(self.client_ip(request)?).to_string());
        Ok(Origin { address, browser: hash("browser", &agent.unwrap_or_default()) })
    }

    /// `path` as a link that also works outside the site; a bare path where no public address is set.
    pub fn absolute(&self, path: &str) -> String {
        match &self.settings.public_url {
            Some(public_url) => public_url.join(path),
            None => path.to_owned(),
        }
    }
}
