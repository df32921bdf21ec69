//! How many files the system lets this process open: every connection of a browser is one.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::Failure;
use crate::app::CONNECTIONS;

/// Files besides connections: the program's own, and for each core those of its database connections and threads.
const FILES: u64 = 64;
const FILES_PER_CORE: u64 = 32;
/// With fewer connections visitors would be turned away at once.
const LEAST_CONNECTIONS: u64 = 32;

/// Raises this process's limit as far as it may; the connections that then fit.
///
/// Where they are fewer than the website wants, the log says so; where they are hardly any, it is refused.
pub fn make_room() -> Result<usize, Failure> {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let own = FILES + FILES_PER_CORE * u64::try_from(cores).unwrap_or(2);
    Ok(connections(raise(), own)?)
}

/// Raises the soft limit to the hard one, which needs no rights; how many may be open then, `None` for any number.
fn raise() -> Option<u64> {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(error) => {
            log::warn!("the limit of open files could not be raised: {error}");
            limit.current
        }
    }
}

/// The connections that fit into `allowed` files beside `own` ones.
fn connections(allowed: Option<u64>, own: u64) -> Result<usize, String> {
    let wanted = u64::try_from(CONNECTIONS).unwrap_or(u64::MAX);
    let Some(allowed) = allowed.filter(|allowed| *allowed < own + wanted) else { return Ok(CONNECTIONS) };
    let fit = allowed.saturating_sub(own);
    if fit < LEAST_CONNECTIONS {
        let least = own + LEAST_CONNECTIONS;
        return Err(format!(
            "this process may open {allowed} files at once, and needs {least} or more: {}",
            raise_it(own)
        ));
    }
    log::warn!(
        "this process may open {allowed} files at once, so {fit} connections are served at once instead of {wanted}: {}",
        raise_it(own)
    );
    Ok(usize::try_from(fit).unwrap_or(CONNECTIONS))
}

fn raise_it(own: u64) -> String {
    let needed = own + u64::try_from(CONNECTIONS).unwrap_or(0);
    format!("allow {needed} by `ulimit -Hn {needed}`, or by LimitNOFILE={needed} in its systemd unit")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_take_what_the_program_leaves() {
        assert_eq!(connections(None, 100), Ok(CONNECTIONS));
        assert_eq!(connections(Some(1_000_000), 100), Ok(CONNECTIONS));
        assert_eq!(connections(Some(1024), 100), Ok(924));
    }

    #[test]
    fn too_few_files_are_refused_with_the_number_needed_and_the_way_to_it() {
        let said = connections(Some(100), 100).unwrap_err();
        let needed = (CONNECTIONS + 100).to_string();
        assert!(said.contains("may open 100 files") && said.contains("needs 132"), "{said}");
        assert!(
            said.contains(&format!("ulimit -Hn {needed}")) && said.contains(&format!("LimitNOFILE={needed}")),
            "{said}"
        );
    }
}
