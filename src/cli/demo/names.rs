//! As many believable names as anybody asks for, no two alike.

use super::texts::People;
use crate::cli::Failure;

/// A step between numbers that go with each other, so that neighbours differ in first and last name.
const STRIDE: usize = 7919;

/// First and last names, from all over the town.
#[derive(Debug)]
pub struct Names {
    first: Vec<String>,
    last: Vec<String>,
}

impl Names {
    /// Reads the town's people.
    pub fn read() -> Result<Self, Failure> {
        let people: People = serde_json::from_str(include_str!("town/people.json"))?;
        let (mut first, mut last) = (Vec::new(), Vec::new());
        for origin in people.origins {
            first.extend(origin.first);
            last.extend(origin.last);
        }
        Ok(Self { first, last })
    }

    /// The name with this number; when first and last names have all met, they get middle initials.
    pub fn get(&self, number: i64) -> String {
        let number = usize::try_from(number).unwrap_or(0);
        let pairs = self.first.len() * self.last.len();
        let (round, pair) = (number / pairs, number % pairs * STRIDE % pairs);
        let (first, last) = (&self.first[pair % self.first.len()], &self.last[pair / self.first.len()]);
        format!("{first} {}{last}", initials(round))
    }
}

/// "", "A. ", ... "Z. ", "A. A. ", ...
fn initials(round: usize) -> String {
    let mut rest = round;
    let mut words = String::new();
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        words.insert_str(0, &format!("{}. ", char::from(b'A' + letter)));
        rest = (rest - 1) / 26;
    }
    words
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::types::PlayerName;

    #[test]
    fn everybody_in_a_crowd_has_a_name_of_their_own() {
        let names = Names::read().unwrap();
        let crowd: HashSet<String> = (0..50_000).map(|number| names.get(number)).collect();
        assert_eq!(crowd.len(), 50_000);
        assert!(crowd.iter().all(|name| PlayerName::parse(name).is_ok()));
    }

    #[test]
    fn middle_initials_go_on_after_z() {
        assert_eq!([0, 1, 26, 27, 52].map(initials), ["", "A. ", "Z. ", "A. A. ", "A. Z. "]);
    }
}
