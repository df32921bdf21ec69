//! What the operator decides about the website at start.

use std::time::Duration;

use ipnet::IpNet;

use super::{CookieKey, PublicUrl, rate_limit::Limits};
use crate::domain::passwords::HashCost;
use crate::mail::MailSettings;

/// The website's settings, fixed while it runs.
#[derive(Clone)]
pub struct Settings {
    /// The address under which people know the site; without it the site answers under any name, over plain HTTP.
    pub public_url: Option<PublicUrl>,
    /// Whose X-Forwarded-For is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Signs the session cookie; instances that share visitors share it.
    pub cookie_key: CookieKey,
    /// How many sign-ins, sign-ups and joinings are taken.
    pub limits: Limits,
    /// How many players may be in one game by name from one address.
    pub names_per_address: u32,
    /// How many messages one organizer may send to players in a day.
    pub messages_a_day: u32,
    /// What a password hash costs.
    pub hash_cost: HashCost,
    /// How mail leaves; a site without it works, and tells players on its pages alone.
    pub mail: Option<MailSettings>,
    /// How long a form may take to arrive.
    pub body_timeout: Duration,
}

impl Settings {
    /// Whether links can be mailed: there is a mail server, and the site knows its own address.
    pub fn mails_links(&self) -> bool {
        self.mail.is_some() && self.public_url.is_some()
    }

    /// Whether people reach the site over HTTPS, so that cookies may insist on it.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(PublicUrl::is_https)
    }
}
