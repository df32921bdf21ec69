//! Settings against floods.

use std::num::NonZeroU32;

use clap::Args;

use crate::web::Limits;

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
    /// Joining by name from one address, behind which a whole club may sit
    #[arg(long, env = "KICKABOUT_JOININGS_BY_NAME", value_name = "N", default_value = "30")]
    joinings_by_name: NonZeroU32,
}

impl LimitSettings {
    /// The limits as the website takes them.
    pub fn limits(&self) -> Limits {
        Limits {
            sign_ins: self.sign_ins,
            sign_ins_per_account: self.sign_ins_per_account,
            sign_ups: self.sign_ups,
            joinings: self.joinings,
            names: self.joinings_by_name,
        }
    }
}
