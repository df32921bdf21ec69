//! How often one visitor may try what costs or could be abused. Looking is never limited.

use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};

use super::WebError;
use crate::types::PlayerId;

/// Below so many keys a limiter remembers them all.
const FEW_KEYS: usize = 10_000;

/// How many tries are taken, each a number per minute.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Sign-ins per address.
    pub sign_ins: NonZeroU32,
    /// Sign-ins per address and e-mail, after a first burst of as many as `sign_ins`.
    pub sign_ins_per_account: NonZeroU32,
    /// New accounts per address; a whole club may sit behind one.
    pub sign_ups: NonZeroU32,
    /// Joining, leaving and changing guests, per player.
    pub joinings: NonZeroU32,
    /// Joining by name, per address; a whole club may sit behind one.
    pub names: NonZeroU32,
}

/// The running count of every limit.
pub struct RateLimits {
    sign_ins: Limit<IpAddr>,
    sign_ins_per_account: Limit<(IpAddr, String)>,
    sign_ups: Limit<IpAddr>,
    joinings: Limit<PlayerId>,
    names: Limit<IpAddr>,
}

impl RateLimits {
    /// Begins counting with nothing used.
    pub fn new(limits: &Limits) -> Self {
        Self {
            sign_ins: Limit::new(Quota::per_minute(limits.sign_ins)),
            // Counted with the address, and only slowed after a burst: nobody elsewhere can lock an owner out.
            sign_ins_per_account: Limit::new(
                Quota::per_minute(limits.sign_ins_per_account).allow_burst(limits.sign_ins),
            ),
            sign_ups: Limit::new(Quota::per_minute(limits.sign_ups)),
            joinings: Limit::new(Quota::per_minute(limits.joinings)),
            names: Limit::new(Quota::per_minute(limits.names)),
        }
    }

    /// Counts a sign-in with `folded_email` from `address`.
    pub fn sign_in(&self, address: IpAddr, folded_email: &str) -> Result<(), WebError> {
        let address = household(address);
        self.sign_ins.count(address)?;
        self.sign_ins_per_account.count((address, folded_email.to_owned()))
    }

    /// Counts a new account from `address`.
    pub fn sign_up(&self, address: IpAddr) -> Result<(), WebError> {
        self.sign_ups.count(household(address))
    }

    /// Counts a change of `player`'s own registrations.
    pub fn joining(&self, player: PlayerId) -> Result<(), WebError> {
        self.joinings.count(player)
    }

    /// Counts somebody who joins by name from `address`.
    pub fn name(&self, address: IpAddr) -> Result<(), WebError> {
        self.names.count(household(address))
    }
}

/// One kind of thing that is counted, by key.
struct Limit<K: Hash + Eq + Clone> {
    tries: DefaultKeyedRateLimiter<K>,
    sweep_at: AtomicUsize,
}

impl<K: Hash + Eq + Clone> Limit<K> {
    fn new(quota: Quota) -> Self {
        Self { tries: RateLimiter::keyed(quota), sweep_at: AtomicUsize::new(FEW_KEYS) }
    }

    fn count(&self, key: K) -> Result<(), WebError> {
        self.forget_the_idle();
        self.tries.check_key(&key).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            WebError::TooMany { retry_after: whole_seconds(wait) }
        })
    }

    /// Drops keys that have used nothing lately, each time their number has doubled: memory stays bounded by the
    /// tries of a minute, and a flood of new keys does not sweep at every try.
    fn forget_the_idle(&self) {
        let sweep_at = self.sweep_at.load(Ordering::Relaxed);
        if self.tries.len() > sweep_at {
            self.tries.retain_recent();
            self.sweep_at.store(FEW_KEYS.max(2 * self.tries.len()), Ordering::Relaxed);
        }
    }
}

/// What one visitor can hold many of counts as one: the 64 bits of an IPv6 network.
pub fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let network = u128::from(address) & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from(network))
        }
    }
}

fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> RateLimits {
        let n = |n| NonZeroU32::new(n).unwrap();
        RateLimits::new(&Limits {
            sign_ins: n(60),
            sign_ins_per_account: n(10),
            sign_ups: n(2),
            joinings: n(2),
            names: n(2),
        })
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn fifty_wrong_tries_lock_nobody_out() {
        let limits = limits();
        for _ in 0..50 {
            limits.sign_in(ip("203.0.113.9"), "ana@example.org").unwrap();
        }
        limits.sign_in(ip("203.0.113.9"), "ana@example.org").unwrap();
        limits.sign_in(ip("198.51.100.1"), "ana@example.org").unwrap();
    }

    #[test]
    fn a_flood_from_one_address_is_told_when_to_come_back() {
        let limits = limits();
        let refused = (0..100).filter(|_| limits.sign_in(ip("203.0.113.9"), "ana@example.org").is_err());
        assert!(refused.count() >= 39);
        let error = limits.sign_in(ip("203.0.113.9"), "bo@example.org").unwrap_err();
        assert!(matches!(error, WebError::TooMany { retry_after: 1..=60 }));
    }

    #[test]
    fn one_ipv6_network_is_one_visitor() {
        let limits = limits();
        limits.sign_up(ip("2001:db8::1")).unwrap();
        limits.sign_up(ip("2001:db8::2")).unwrap();
        assert!(limits.sign_up(ip("2001:db8::3")).is_err());
        limits.sign_up(ip("2001:db8:0:1::3")).unwrap();
    }
}
