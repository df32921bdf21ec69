//! What a changed game says in words, before and after: for its timeline, and for everybody who is in or waiting.

use crate::store::games::{Game, GameFields};
use crate::store::{self, DbConn, Optional, QueryResult};
use crate::types::numbers::plural;
use crate::types::{Currency, EventKind, GameId, MessageKind, PlayerId, Timestamp};

/// One thing that is different now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domain) struct News {
    /// What it is.
    pub kind: EventKind,
    /// What the game said.
    pub before: String,
    /// What it says.
    pub after: String,
}

/// What players care about that is different in `after`.
pub(super) fn between(conn: &mut DbConn, before: &GameFields, after: &GameFields) -> QueryResult<Vec<News>> {
    let currency = store::site::find(conn)?.map(|site| site.currency).unwrap_or_default();
    let places = places(conn, before, after)?;
    Ok(differences(before, after, places, currency))
}

/// Where the game was and is, in words; of two venues of one name with their addresses.
fn places(conn: &mut DbConn, before: &GameFields, after: &GameFields) -> QueryResult<(String, String)> {
    let (old, new) = (place(conn, before)?, place(conn, after)?);
    if old != new || before.venue_id == after.venue_id {
        return Ok((old, new));
    }
    let mut with_address = |fields: &GameFields, name: String| -> QueryResult<String> {
        let Some(venue) = fields.venue_id else { return Ok(name) };
        let venue = store::venues::find(conn, venue).optional()?;
        Ok(venue.map_or(name.clone(), |venue| format!("{name}, {}", venue.address)))
    };
    Ok((with_address(before, old)?, with_address(after, new)?))
}

/// Where the game is, in words.
pub(super) fn place(conn: &mut DbConn, fields: &GameFields) -> QueryResult<String> {
    let Some(venue) = fields.venue_id else { return Ok(fields.place.clone()) };
    let venue = store::venues::find(conn, venue).optional()?;
    Ok(venue.map(|venue| venue.name.to_string()).unwrap_or_default())
}

fn differences(
    before: &GameFields,
    after: &GameFields,
    (old_place, new_place): (String, String),
    currency: Currency,
) -> Vec<News> {
    let mut news = vec![News::of_time(before, after), News::of_place(old_place, new_place)];
    let price = |fields: &GameFields| fields.price.show(currency);
    news.push(News { kind: EventKind::PriceChanged, before: price(before), after: price(after) });
    let spots = |fields: &GameFields| plural(i64::from(fields.capacity.get()), "spot");
    news.push(News { kind: EventKind::CapacityChanged, before: spots(before), after: spots(after) });
    news.retain(News::is_new);
    news
}

impl News {
    /// The start as the clocks there show it, with the length where that is different too.
    pub fn of_time(before: &GameFields, after: &GameFields) -> Self {
        let say = |fields: &GameFields| {
            let start = fields.starts_on_the_wall().short_with_year();
            let start = format!("{start} {}", fields.time_zone.abbreviation(fields.starts_at));
            if before.minutes == after.minutes { start } else { format!("{start}, {}", fields.minutes.shown()) }
        };
        Self { kind: EventKind::TimeChanged, before: say(before), after: say(after) }
    }

    /// Where the game is.
    pub fn of_place(before: String, after: String) -> Self {
        Self { kind: EventKind::PlaceChanged, before, after }
    }

    /// Whether it says something else than before.
    pub fn is_new(&self) -> bool {
        self.before != self.after
    }
}

/// What edits of one kind are together, the first one first: what it was before and what it is now. None where it is again
/// as it was.
pub fn together(kind: EventKind, edits: &[(&str, &str)]) -> Option<(String, String)> {
    let (before, after) = (edits.first()?.0, edits.last()?.1);
    let said = match kind {
        EventKind::TimeChanged => with_length(before, after, edits),
        _ => (before.to_owned(), after.to_owned()),
    };
    (said.0 != said.1).then_some(said)
}

/// An edit says the length only where it changed it, and another one may follow that does not.
fn with_length(before: &str, after: &str, edits: &[(&str, &str)]) -> (String, String) {
    let old = edits.iter().find_map(|(before, _)| start_and_length(before).1);
    let new = edits.iter().rev().find_map(|(_, after)| start_and_length(after).1);
    let say = |said, length: Option<&str>| {
        let (start, _) = start_and_length(said);
        length.filter(|_| old != new).map_or_else(|| start.to_owned(), |length| format!("{start}, {length}"))
    };
    (say(before, old), say(after, new))
}

/// "Mon 30 Nov 2026, 23:24 CET" and "1 h", where the length is said. A law that changed says more, and no length.
fn start_and_length(said: &str) -> (&str, Option<&str>) {
    match said.rsplit_once(", ") {
        Some((start, length)) if start.contains(", ") && !start.contains("sign-up") => (start, Some(length)),
        _ => (said, None),
    }
}

/// Writes `news` of `game` into its timeline, and tells everybody who is in or waiting of all but the spots. It was
/// done by an organizer, or by nobody where the law changed.
pub(in crate::domain) fn spread(
    conn: &mut DbConn,
    game: GameId,
    news: &[News],
    by: Option<PlayerId>,
    now: Timestamp,
) -> QueryResult<()> {
    for one in news {
        store::timeline::record_change(conn, game, one.kind, by, (&one.before, &one.after), now)?;
    }
    let told: Vec<&News> = news.iter().filter(|one| one.kind != EventKind::CapacityChanged).collect();
    if told.is_empty() {
        return Ok(());
    }
    let before = told.iter().map(|one| one.before.as_str()).collect::<Vec<_>>().join("; ");
    let after = told.iter().map(|one| one.after.as_str()).collect::<Vec<_>>().join("; ");
    for registration in store::organizing::active_in(conn, game)? {
        store::outbox::enqueue(conn, MessageKind::Changed, &registration, (&before, &after), now)?;
    }
    Ok(())
}

impl Game {
    /// The closing that stays acted on when sign-up is to close at `closes_at`: only a later closing, still to come,
    /// opens sign-up again.
    pub(in crate::domain) fn closed_with(&self, closes_at: Timestamp, now: Timestamp) -> Option<Timestamp> {
        if closes_at > self.closes_at && closes_at > now { None } else { self.closed_at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn together_at(edits: &[(&str, &str)]) -> Option<(String, String)> {
        together(EventKind::TimeChanged, edits)
    }

    fn said(before: &str, after: &str) -> Option<(String, String)> {
        Some((before.to_owned(), after.to_owned()))
    }

    const LATE: &str = "Mon 30 Nov 2026, 23:24 CET";
    const EARLY: &str = "Mon 30 Nov 2026, 20:00 CET";
    const LATE_1H: &str = "Mon 30 Nov 2026, 23:24 CET, 1 h";
    const LATE_2H: &str = "Mon 30 Nov 2026, 23:24 CET, 2 h";
    const EARLY_1H: &str = "Mon 30 Nov 2026, 20:00 CET, 1 h";
    const EARLY_2H: &str = "Mon 30 Nov 2026, 20:00 CET, 2 h";

    #[test]
    fn edits_of_start_and_length_are_one_with_both_in_either_order() {
        assert_eq!(together_at(&[(LATE_1H, LATE_2H), (LATE, EARLY)]), said(LATE_1H, EARLY_2H));
        assert_eq!(together_at(&[(LATE, EARLY), (EARLY_1H, EARLY_2H)]), said(LATE_1H, EARLY_2H));
        assert_eq!(together_at(&[(LATE_1H, LATE_2H)]), said(LATE_1H, LATE_2H));
        assert_eq!(together_at(&[(LATE, EARLY)]), said(LATE, EARLY));
    }

    #[test]
    fn what_is_again_as_it_was_is_not_said() {
        assert_eq!(together_at(&[(LATE_1H, LATE_2H), (LATE, EARLY), (EARLY_2H, EARLY_1H)]), said(LATE, EARLY));
        assert_eq!(together_at(&[(LATE, EARLY), (EARLY_1H, EARLY_2H), (EARLY_2H, EARLY_1H), (EARLY, LATE)]), None);
        assert_eq!(together_at(&[]), None);
    }

    #[test]
    fn commas_in_places_and_words_of_a_law_are_no_lengths() {
        let places = ("Hall, North, Room 3", "Hall, South, Room 3");
        assert_eq!(together(EventKind::PlaceChanged, &[places]), said(places.0, places.1));
        let law = (
            "Thu 5 Nov 2026, 19:00 UTC-7, sign-up opens Wed 4 Nov 2026, 9:00 UTC-7",
            "Thu 5 Nov 2026, 19:00 UTC-8, sign-up opens Wed 4 Nov 2026, 9:00 UTC-8",
        );
        assert_eq!(together_at(&[law]), said(law.0, law.1));
    }
}
