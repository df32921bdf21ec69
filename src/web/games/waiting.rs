//! What somebody who waits can do beside the one button: pass on an offer, say until when they want to hear, leave.

use super::action::{LEAVE_THE_WAITLIST, can_take};
use crate::domain::team_sheet::TeamSheet;
use crate::types::{Status, Timestamp};
use crate::web::urls;
use crate::web::words::moment;

/// The card of somebody who waits.
#[derive(Debug)]
pub struct WaitingCard {
    /// Where "No, thanks" goes, where a spot is held.
    pub decline: Option<String>,
    /// Until when they want to hear of a spot, where none is held.
    pub hear_by: Option<HearByForm>,
    /// Leaving, where the bar does something else.
    pub leave: Option<Leaving>,
}

/// "Only if I hear by".
#[derive(Debug)]
pub struct HearByForm {
    /// Where it goes.
    pub action: String,
    /// How it stands: "Only if you hear by Thu 15:00".
    pub summary: String,
    /// As typed, or as it stands.
    pub by: String,
    /// Whose clock it goes by.
    pub hint: String,
    /// Whether the field is shown without being asked for.
    pub is_open: bool,
}

/// "Leave the waitlist".
#[derive(Debug)]
pub struct Leaving {
    /// Where it goes.
    pub action: String,
    /// How often this player has left before.
    pub attempt: usize,
    /// The button.
    pub label: &'static str,
}

impl WaitingCard {
    /// The card of the one who looks at `sheet`, where they wait; `typed` is what they wrote last.
    pub fn of(sheet: &TeamSheet, key: Option<&str>, typed: Option<&str>, now: Timestamp) -> Option<Self> {
        let (game, mine) = (&sheet.game, sheet.my_active()?);
        let is_held = mine.status == Status::Offered;
        if !game.fills(now) || !(is_held || mine.status == Status::Waitlisted) {
            return None;
        }
        // The bar leaves, unless there is something better to do.
        let is_asked_back = sheet.i_may_play() && mine.is_passed_over(now);
        let leaving = || Leaving {
            action: urls::with_key(urls::withdraw(game.id), key),
            attempt: sheet.attempt(),
            label: LEAVE_THE_WAITLIST,
        };
        Some(Self {
            decline: is_held.then(|| urls::with_key(urls::decline(game.id), key)),
            hear_by: (!is_held && sheet.i_may_play()).then(|| HearByForm::of(sheet, mine.hear_by, key, typed, now)),
            leave: (is_held || can_take(sheet, mine, now) || is_asked_back).then(leaving),
        })
    }
}

impl HearByForm {
    fn of(
        sheet: &TeamSheet,
        hear_by: Option<Timestamp>,
        key: Option<&str>,
        typed: Option<&str>,
        now: Timestamp,
    ) -> Self {
        let game = &sheet.game;
        let zone = &game.time_zone;
        let summary = match hear_by {
            None => "Only if I hear by a certain time".to_owned(),
            Some(by) if by < now => format!("You wanted to hear by {}", moment(by, zone, now)),
            Some(by) => format!("Only if you hear by {}", moment(by, zone, now)),
        };
        let stands = || hear_by.map(|by| zone.wall(by).to_string()).unwrap_or_default();
        Self {
            action: urls::with_key(urls::hear_by(game.id), key),
            summary,
            by: typed.map_or_else(stands, ToOwned::to_owned),
            hint: format!(
                "In {}. After that you are passed over. Empty: whenever a spot comes free.",
                zone.abbreviation(game.starts_at)
            ),
            is_open: typed.is_some(),
        }
    }
}
