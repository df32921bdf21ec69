//! How large something is, at a glance.

/// "740 kB", "14.2 MB".
pub fn size(bytes: u64) -> String {
    let kilobytes = bytes / 1000;
    if kilobytes < 1000 {
        format!("{kilobytes} kB")
    } else if kilobytes < 1_000_000 {
        format!("{}.{} MB", kilobytes / 1000, kilobytes % 1000 / 100)
    } else {
        format!("{}.{} GB", kilobytes / 1_000_000, kilobytes % 1_000_000 / 100_000)
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_read_at_a_glance() {
        assert_eq!(size(740_123), "740 kB");
        assert_eq!(size(14_260_000), "14.2 MB");
        assert_eq!(size(2_050_000_000), "2.0 GB");
    }
}
