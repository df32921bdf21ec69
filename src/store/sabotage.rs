//! Breaks the writer on purpose, so that the tests can see their checker turn red. Only with the feature `sabotage`.

/// Whether jobs shall run beside each other, without a lock and outside of a transaction.
#[cfg(feature = "sabotage")]
pub(super) fn without_lock() -> bool {
    std::env::var_os("KICKABOUT_SABOTAGE").is_some_and(|what| what == "lock")
}

/// Never in a binary that anyone runs.
#[cfg(not(feature = "sabotage"))]
pub(super) const fn without_lock() -> bool {
    false
}
