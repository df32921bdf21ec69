//! When a mail is tried again, and when it is given up; what its reader and the admins can do about it.

use crate::domain::people::{PeopleError, must_be_admin};
use crate::store::{self, DbConn, Job, QueryError, Scope, Stale};
use crate::types::time::{DAY, HOUR, MINUTE};
use crate::types::{MailKind, PlayerId, ReminderTime, SecretHash, Timestamp};

/// How long a mail is tried, in seconds.
pub const TRIED_FOR: i64 = 3 * DAY;
/// The pauses between tries; the last one goes on.
const PAUSES: [i64; 5] = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR];

/// The longest pause before a letter that somebody waits for, or that is soon not so any more.
const SHORT_PAUSE: i64 = 15 * MINUTE;

/// When a mail written at `written` is tried next that has failed `failures` times by `now`; none when it is given up.
pub fn next_try(kind: MailKind, written: Timestamp, failures: i32, now: Timestamp) -> Option<Timestamp> {
    let passed = usize::try_from(failures).unwrap_or(1).saturating_sub(1);
    let pause = PAUSES.get(passed).or(PAUSES.last()).copied().unwrap_or(HOUR);
    let next = now.plus(if kind.is_soon_over() { pause.min(SHORT_PAUSE) } else { pause });
    (next.since(written) <= TRIED_FOR).then_some(next)
}

/// A player chooses what they are mailed.
#[derive(Debug, Clone)]
pub struct ChooseNotices {
    /// Who.
    pub player: PlayerId,
    /// Of the kinds that can be stopped, those they want.
    pub wanted: Vec<MailKind>,
    /// When they want to be reminded; none for as before.
    pub reminder: Option<ReminderTime>,
    /// Whether they want to be left alone in quiet hours.
    pub keeps_quiet: bool,
}

impl Job for ChooseNotices {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, _: Timestamp) -> Result<(), QueryError> {
        for kind in MailKind::ALL.iter().filter(|kind| kind.can_be_stopped()) {
            store::notices::switch(conn, self.player, *kind, self.wanted.contains(kind))?;
        }
        store::notices::set_quiet(conn, self.player, self.keeps_quiet)?;
        match self.reminder {
            Some(time) => store::notices::set_reminder_time(conn, self.player, time),
            None => Ok(()),
        }
    }
}

/// The reader of a mail stops its kind, by the secret in it.
#[derive(Debug, Clone)]
pub struct StopNotices {
    /// The hash of the secret.
    pub secret: SecretHash,
}

impl Job for StopNotices {
    /// The kind that is stopped; none where the secret is nobody's.
    type Done = Option<MailKind>;
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, _: Timestamp) -> Result<Option<MailKind>, QueryError> {
        let Some((player, kind)) = store::mails::find_by_stop(conn, &self.secret)? else { return Ok(None) };
        store::notices::switch(conn, player, kind, false)?;
        Ok(Some(kind))
    }
}

/// An admin sends mails again that were given up.
#[derive(Debug, Clone, Copy)]
pub struct TryAgain {
    /// Which; none for all of them.
    pub mail: Option<i64>,
    /// The admin.
    pub by: PlayerId,
}

impl Job for TryAgain {
    /// How many.
    type Done = usize;
    type Refused = PeopleError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn stale(&self) -> Stale {
        Stale::Nothing
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<usize, PeopleError> {
        must_be_admin(conn, self.by)?;
        Ok(store::mails::try_again(conn, self.mail, now)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_after_three_days_it_is_over() {
        let written = Timestamp::EPOCH;
        let (mut now, mut pauses) = (written, Vec::new());
        for failures in 1.. {
            let Some(next) = next_try(MailKind::In, written, failures, now) else { break };
            pauses.push(next.since(now));
            now = next;
        }
        assert_eq!(pauses[..6], [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 4 * HOUR]);
        assert!(now.since(written) <= TRIED_FOR && now.since(written) > TRIED_FOR - 4 * HOUR);
    }

    #[test]
    fn an_offer_is_tried_every_quarter_of_an_hour() {
        let pause = |failures| next_try(MailKind::Offer, Timestamp::EPOCH, failures, Timestamp::EPOCH);
        assert_eq!([1, 3, 4, 9].map(|failures| pause(failures).map(|at| at.second())), [60, 900, 900, 900].map(Some));
    }
}
