//! The rule about freed seats that holds now, in one sentence, and until when it does.

use super::Gear;
use super::night::edges;
use crate::store::games::Game;
use crate::store::gears::Gears;
use crate::types::Timestamp;
use crate::types::numbers::plural;

/// What happens with a spot that comes free in `game` at `now`, without a full stop; on a site that sends no mail none is
/// held.
pub fn sentence(game: &Game, site: Gears, has_mail: bool, now: Timestamp) -> String {
    match game.gear(site, now) {
        Gear::AtOnce => "A free spot goes at once to the first in line that fits".to_owned(),
        Gear::Held(until) if has_mail => {
            let held = held(game, site, until, now);
            // Both at once: beside those who can be mailed, somebody may wait who can't.
            format!(
                "A free spot is offered to the first in line that fits, and held {held}; where nobody there gets mail, the \
                 first tap wins"
            )
        }
        Gear::Held(_) | Gear::Everybody => format!(
            "A free spot is on offer to everybody waiting at once, and the first tap wins{}",
            newcomers(game, site, now)
        ),
        Gear::Organizer => "The game has started: its organizer decides who gets a free spot".to_owned(),
    }
}

fn held(game: &Game, site: Gears, until: Timestamp, now: Timestamp) -> String {
    let gears = game.gears.or(site);
    let lasts =
        [gears.long_hold_minutes, gears.short_hold_minutes].into_iter().find(|hold| now.plus(hold.seconds()) == until);
    match lasts {
        Some(hold) => format!("for {}", hold.shown()),
        None if until == game.starts_at => "until the start".to_owned(),
        None => format!("over the night until {}", game.time_zone.wall(until).time()),
    }
}

/// When newcomers may take it too; nothing where sign-up is closed by then, or not open yet.
fn newcomers(game: &Game, site: Gears, now: Timestamp) -> String {
    let minutes = game.gears.or(site).newcomers_minutes;
    let from = now.plus(minutes.seconds());
    match minutes.get() {
        _ if from >= game.closes_when() || game.opens_at.is_some_and(|opens| from < opens) => String::new(),
        0 => ", of newcomers too".to_owned(),
        minutes => format!("; after {} newcomers may take it too", plural(minutes, "minute")),
    }
}

/// The first instant after `now` at which `sentence` may say something else.
pub fn next_words(game: &Game, site: Gears, now: Timestamp) -> Timestamp {
    let gears = game.gears.or(site);
    let holds = [gears.long_hold_minutes.seconds(), gears.short_hold_minutes.seconds()];
    let changes = [gears.at_once_hours, gears.short_hold_hours, gears.open_hours]
        .map(|hours| game.starts_at.minus(hours.seconds()));
    let nights = edges(&game.time_zone, now).flat_map(|edge| [edge, edge.minus(holds[0]), edge.minus(holds[1])]);
    let ends = holds.map(|hold| game.starts_at.minus(hold));
    let sign_up = [Some(game.closes_when()), game.opens_at].into_iter().flatten();
    let sign_up = sign_up.map(|at| at.minus(gears.newcomers_minutes.seconds()));
    let all = changes.into_iter().chain(nights).chain(ends).chain(sign_up).chain([game.starts_at]);
    // Each may be the last instant of the old words or the first of the new ones.
    let all = all.flat_map(|at| [at, at.plus(1)]);
    all.filter(|at| *at > now).min().unwrap_or(Timestamp::MAX)
}
