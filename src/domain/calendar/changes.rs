//! How what a player is in a game came about: so that a calendar knows the later of two entries.

use crate::store::calendars::Step;
use crate::types::{RegistrationId, Timestamp};

/// How often what a player is in a game became something else, and when it last did. Both only ever rise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// How often.
    pub count: i32,
    /// When last; none of somebody who never was in it.
    pub last: Option<Timestamp>,
}

impl Changes {
    /// By `steps`, which are of one player in one game, up to the last of `registration` where there is one: what was
    /// told of somebody who left is older than what is told since they came back.
    pub fn of(steps: &[Step], registration: Option<RegistrationId>) -> Self {
        let end = registration.and_then(|id| steps.iter().rposition(|step| step.registration == id));
        let steps = &steps[..end.map_or(steps.len(), |at| at + 1)];
        let mut changes = Self::default();
        let mut before = None;
        for step in steps {
            let now = Some((step.registration, step.status));
            if now != before {
                changes = Self { count: changes.count.saturating_add(1), last: Some(step.at) };
            }
            before = now;
        }
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{GameId, Status};

    /// What became of a registration, one after the other, a second each.
    fn steps(became: &[(i64, Status)]) -> Vec<Step> {
        let step = |(at, (registration, status)): (i64, &(i64, Status))| Step {
            game: GameId::new(1),
            registration: RegistrationId::new(*registration),
            status: *status,
            at: Timestamp::from_second(at),
        };
        (1..).zip(became).map(step).collect()
    }

    #[test]
    fn waiting_moved_in_left_and_back_each_count() {
        let story = [
            (1, Status::Waitlisted),
            (1, Status::Offered),
            (1, Status::Waitlisted),
            (1, Status::Confirmed),
            (1, Status::Withdrawn),
            (2, Status::Waitlisted),
            (2, Status::Confirmed),
        ];
        for length in 0..=story.len() {
            let changes = Changes::of(&steps(&story[..length]), None);
            assert_eq!(usize::try_from(changes.count).unwrap(), length);
            assert_eq!(changes.last.map(Timestamp::second), (length > 0).then(|| i64::try_from(length).unwrap()));
        }
    }

    #[test]
    fn what_leaves_the_reader_what_they_are_counts_for_nothing() {
        let with_guest = steps(&[(1, Status::Confirmed), (1, Status::Confirmed)]);
        assert_eq!(Changes::of(&with_guest, None), Changes { count: 1, last: Some(Timestamp::from_second(1)) });
        assert_eq!(Changes::of(&[], None), Changes::default());
    }

    #[test]
    fn an_end_is_older_than_what_came_after_it() {
        let back = steps(&[(1, Status::Confirmed), (1, Status::Withdrawn), (2, Status::Confirmed)]);
        let of = |id| Changes::of(&back, Some(RegistrationId::new(id))).count;
        assert_eq!((of(1), of(2)), (2, 3));
    }
}
