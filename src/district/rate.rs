//! How often something may be sent without a signature: by one address, and by all together.
//!
//! Not here: signed calls, which a device answers for. Addresses are counted in memory for an hour and written nowhere.
//!
//! Invariant: "Nobody fills the disk, and one address does not take the place of all others."

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// The counts begin anew with every hour.
const WINDOW_S: i64 = 3600;
/// Tries of one address, whatever becomes of them: a neighbourhood may share one.
const PER_ADDRESS: u32 = 30;
/// What is stored of all together.
const IN_TOTAL: u32 = 200;
/// Addresses that are told apart. There are not so many honest ones.
const MAX_ADDRESSES: usize = 10_000;

/// The counts of the present hour.
#[derive(Debug, Default)]
pub(crate) struct Rate {
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    window: i64,
    tries: HashMap<IpAddr, u32>,
    n_stored: u32,
}

/// Seconds after which the counts begin anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMany(pub(crate) u32);

impl Rate {
    /// One more try of this address.
    pub(crate) fn try_from_address(&self, address: IpAddr, now_s: i64) -> Result<(), TooMany> {
        self.count(now_s, |counts| {
            let is_full = counts.tries.len() >= MAX_ADDRESSES;
            let network = network_of(address);
            if is_full && !counts.tries.contains_key(&network) {
                return None;
            }
            Some((counts.tries.entry(network).or_insert(0), PER_ADDRESS))
        })
    }

    /// One more to be stored.
    pub(crate) fn store(&self, now_s: i64) -> Result<(), TooMany> {
        self.count(now_s, |counts| Some((&mut counts.n_stored, IN_TOTAL)))
    }

    /// Counts where there is room.
    fn count(
        &self,
        now_s: i64,
        find: impl FnOnce(&mut Counts) -> Option<(&mut u32, u32)>,
    ) -> Result<(), TooMany> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let window = now_s.div_euclid(WINDOW_S);
        if counts.window != window {
            *counts = Counts { window, ..Counts::default() };
        }
        match find(&mut counts) {
            Some((count, most)) if *count < most => {
                *count += 1;
                Ok(())
            }
            _ => {
                let left_s = WINDOW_S - now_s.rem_euclid(WINDOW_S);
                Err(TooMany(u32::try_from(left_s).unwrap_or(1)))
            }
        }
    }
}

/// One subscriber has 2⁶⁴ addresses of the sixth version.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) & !u128::from(u64::MAX)).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n_tries(rate: &Rate, address: &str, now_s: i64) -> u32 {
        let address = address.parse().unwrap();
        (0..).take_while(|_| rate.try_from_address(address, now_s).is_ok()).count() as u32
    }

    #[test]
    fn an_address_tries_so_often_an_hour() {
        let rate = Rate::default();
        assert_eq!(n_tries(&rate, "10.0.0.1", 7200), PER_ADDRESS);
        assert_eq!(n_tries(&rate, "10.0.0.2", 7300), PER_ADDRESS, "another has its own count");
        assert_eq!(n_tries(&rate, "::ffff:10.0.0.1", 7300), 0, "the same, written differently");
        assert_eq!(
            rate.try_from_address("10.0.0.1".parse().unwrap(), 10_790),
            Err(TooMany(10)),
            "until the hour ends"
        );
        assert_eq!(n_tries(&rate, "10.0.0.1", 10_800), PER_ADDRESS);
        assert_eq!(n_tries(&rate, "2001:db8::1", 10_800), PER_ADDRESS);
        assert_eq!(n_tries(&rate, "2001:db8::ffff:2", 10_800), 0, "the same subscriber");
        assert_eq!(n_tries(&rate, "2001:db8:0:1::1", 10_800), PER_ADDRESS);
    }

    #[test]
    fn all_together_are_stored_so_often_an_hour() {
        let rate = Rate::default();
        let n = (0..).take_while(|_| rate.store(0).is_ok()).count() as u32;
        assert_eq!(n, IN_TOTAL);
        assert_eq!(rate.store(3599), Err(TooMany(1)));
        assert_eq!(rate.store(3600), Ok(()));
    }

    #[test]
    fn so_many_addresses_are_told_apart() {
        let rate = Rate::default();
        let address = |n: usize| IpAddr::V4((n as u32).into());
        for n in 0..MAX_ADDRESSES {
            assert_eq!(rate.try_from_address(address(n), 0), Ok(()));
        }
        assert!(rate.try_from_address(address(MAX_ADDRESSES), 0).is_err());
        assert_eq!(rate.try_from_address(address(0), 0), Ok(()), "a known one goes on");
    }
}
