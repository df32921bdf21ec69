//! Numbers as words count things with them.

/// The number with its noun: "1 spot", "4 spots".
pub fn plural(count: impl Into<i64>, noun: &str) -> String {
    match count.into() {
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    }
}

/// The number in a line: "1st", "2nd", "3rd", "11th".
pub fn ordinal(position: impl Into<i64>) -> String {
    let position = position.into();
    let ending = match (position % 10, position % 100) {
        (1, tens) if tens != 11 => "st",
        (2, tens) if tens != 12 => "nd",
        (3, tens) if tens != 13 => "rd",
        _ => "th",
    };
    format!("{position}{ending}")
}
