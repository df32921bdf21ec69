//! What a player can be in a game, as far as answers tell.

use super::record::{Outcome, What};

/// What one player is in one game.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// The guests of somebody who is in, waiting, or in only if enough are; nothing for somebody who is neither.
    pub guests: Option<Vec<String>>,
    /// How often they have left.
    pub left: i64,
}

impl Standing {
    /// What it is once `what` is done; nothing where it can't be done from here.
    fn after(&self, what: &What) -> Option<Self> {
        let same = Some(self.clone());
        match what {
            What::Join { .. } | What::JoinIf { .. } | What::JoinByName { .. } if self.guests.is_some() => same,
            What::JoinByName { .. } => Some(Self { guests: Some(Vec::new()), left: self.left }),
            What::Join { attempt, .. } | What::JoinIf { attempt, .. } if *attempt < self.left => same,
            What::Join { guests, .. } | What::JoinIf { guests, .. } => {
                Some(Self { guests: Some(guests.clone()), left: self.left })
            }
            What::Leave { attempt } if *attempt < self.left => same,
            What::Leave { .. } if self.guests.is_some() => Some(Self { guests: None, left: self.left + 1 }),
            What::Leave { .. } => (self.left > 0).then(|| self.clone()),
            What::Guests { guests } => {
                self.guests.is_some().then(|| Self { guests: Some(guests.clone()), left: self.left })
            }
            What::Take { attempt } if *attempt < self.left => same,
            What::Take { .. } | What::Decline | What::WantIn => self.guests.is_some().then(|| self.clone()),
            What::Resize { .. } | What::Cancel | What::Disable { .. } | What::Look | What::List => same,
        }
    }
}

/// Everything that one player can be in one game: more than one thing after a call without an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Possible(Vec<Standing>);

impl Default for Possible {
    fn default() -> Self {
        Self(vec![Standing::default()])
    }
}

impl Possible {
    /// Learns what became of a call. False where it could not have ended like that.
    pub fn learn(&mut self, what: &What, outcome: &Outcome) -> bool {
        match outcome {
            Outcome::Refused(_) | Outcome::Unsent => {}
            Outcome::Done => {
                let after: Vec<_> = self.0.iter().filter_map(|standing| standing.after(what)).collect();
                if after.is_empty() {
                    return false;
                }
                self.0 = after;
            }
            Outcome::Unknown(_) => {
                let after: Vec<_> = self.0.iter().filter_map(|standing| standing.after(what)).collect();
                self.0.extend(after);
            }
        }
        self.0.dedup();
        true
    }

    /// What the player is, where that is certain.
    pub fn certain(&self) -> Option<&Standing> {
        match self.0.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Whether the player can be `standing`.
    pub fn allows(&self, standing: &Standing) -> bool {
        self.0.contains(standing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(attempt: i64) -> What {
        What::Join { attempt, guests: vec!["Jo".to_owned()] }
    }

    fn after(calls: &[(What, Outcome)]) -> Possible {
        let mut possible = Possible::default();
        calls.iter().for_each(|(what, outcome)| assert!(possible.learn(what, outcome), "{what} -> {outcome}"));
        possible
    }

    fn lost() -> Outcome {
        Outcome::Unknown("reset".to_owned())
    }

    #[test]
    fn what_was_answered_is_certain() {
        let mine = after(&[(join(0), Outcome::Done), (What::Leave { attempt: 0 }, Outcome::Done)]);
        assert_eq!(mine.certain(), Some(&Standing { guests: None, left: 1 }));
    }

    #[test]
    fn without_an_answer_both_are_possible_until_a_retry_is_answered() {
        let mut mine = after(&[(join(0), lost())]);
        assert!(mine.certain().is_none() && mine.allows(&Standing::default()));
        assert!(mine.learn(&join(0), &Outcome::Done));
        assert_eq!(mine.certain().unwrap().guests, Some(vec!["Jo".to_owned()]));
    }

    #[test]
    fn an_old_form_and_a_refusal_change_nothing() {
        let mine = after(&[
            (join(0), Outcome::Done),
            (What::Leave { attempt: 0 }, Outcome::Done),
            (join(0), Outcome::Done),
            (join(1), Outcome::Refused(409)),
        ]);
        assert_eq!(mine.certain(), Some(&Standing { guests: None, left: 1 }));
    }

    #[test]
    fn an_answer_that_cannot_be_is_noticed() {
        assert!(!Possible::default().learn(&What::Guests { guests: Vec::new() }, &Outcome::Done));
        assert!(!Possible::default().learn(&What::Leave { attempt: 0 }, &Outcome::Done));
    }
}
