//! Settings against floods, and before they find it slow.

use std::{fs, num::NonZeroU32};

use clap::Args;

use super::Failure;
use crate::web::Limits;

/// A visitor's browser opens several connections, and each database connection is a file or more.
const LEAST_FILES: u64 = 128;
const FEW_FILES: u64 = 1024;

/// How often people may try what costs. Looking is never limited.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits per minute")]
pub struct LimitSettings {
    /// Sign-ins from one address
    #[arg(long, env = "KICKABOUT_SIGN_INS", value_name = "N", default_value = "60")]
    sign_ins: NonZeroU32,
    /// Sign-ins from one address to one account, once it has tried as often as --sign-ins
    #[arg(long, env = "KICKABOUT_SIGN_INS_PER_ACCOUNT", value_name = "N", default_value = "10")]
    sign_ins_per_account: NonZeroU32,
    /// New accounts from one address, behind which a whole club may sit
    #[arg(long, env = "KICKABOUT_SIGN_UPS", value_name = "N", default_value = "300")]
    sign_ups: NonZeroU32,
    /// Joining, leaving and changing guests, for each player
    #[arg(long, env = "KICKABOUT_JOININGS", value_name = "N", default_value = "60")]
    joinings: NonZeroU32,
}

impl LimitSettings {
    /// The limits as the website takes them.
    pub fn limits(&self) -> Limits {
        Limits {
            sign_ins: self.sign_ins,
            sign_ins_per_account: self.sign_ins_per_account,
            sign_ups: self.sign_ups,
            joinings: self.joinings,
        }
    }
}

/// Refuses to start where the system allows so few open files that visitors would be turned away at once.
pub fn check_open_files() -> Result<(), Failure> {
    let Some(allowed) = open_files_allowed() else { return Ok(()) };
    if allowed < LEAST_FILES {
        let advice = format!(
            "this process may open {allowed} files at once, and the website needs {LEAST_FILES} or more: \
             raise it with `ulimit -n 65536`, or LimitNOFILE= in its systemd unit"
        );
        return Err(advice.into());
    }
    if allowed < FEW_FILES {
        log::warn!("only {allowed} files may be open at once; each visitor's connection is one");
    }
    Ok(())
}

/// The soft limit of this process, where the system tells.
fn open_files_allowed() -> Option<u64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}
