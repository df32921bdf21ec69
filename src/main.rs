//! The program: everything is in the library.

use std::process::ExitCode;

use libmimalloc_sys::{mi_option_get, mi_option_set, mi_option_t};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// For how many milliseconds the allocator keeps freed memory before the system gets it back: its header's
/// `mi_option_purge_delay`, in its versions 2 and 3.
const PURGE_DELAY: mi_option_t = 15;
/// What the allocator sets by itself.
const USUAL_DELAY: std::ffi::c_long = 1000;

fn main() -> ExitCode {
    return_memory_at_once();
    kickabout::cli::run()
}

/// Gives freed memory back at once. The allocator would wait, and look only when memory is asked for again: a site that
/// is idle after its start, or after a crowd, would keep two to four times what it needs.
#[allow(unsafe_code, reason = "the allocator has no other door to its options")]
fn return_memory_at_once() {
    // SAFETY: one number in a table of the allocator's is read and set, before there is another thread. Should another
    // version number its options anew, that one has another default, and is left alone.
    unsafe {
        if mi_option_get(PURGE_DELAY) == USUAL_DELAY {
            mi_option_set(PURGE_DELAY, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(unsafe_code, reason = "as above")]
    fn memory_is_returned_at_once() {
        return_memory_at_once();
        // SAFETY: as above.
        assert_eq!(unsafe { mi_option_get(PURGE_DELAY) }, 0);
    }
}
