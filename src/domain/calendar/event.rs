//! One game as an entry of a calendar.

use super::changes::Changes;
use super::text::Lines;
use super::{For, Names};
use crate::store::games::{Game, GameFields};
use crate::store::registrations::Registration;
use crate::types::numbers::plural;
use crate::types::{GameStatus, Status, Timestamp};

/// A game with what its entry says besides what stands on it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The game.
    pub game: Game,
    /// What is played.
    pub sport: String,
    /// Where, in words.
    pub place: String,
    /// What the reader is in it, in a calendar of one's own.
    pub mine: Option<Registration>,
    /// How what the reader is in it came about.
    pub changes: Changes,
}

impl GameFields {
    /// Whether `after` is at another time or in another place.
    pub(in crate::domain) fn is_moved_by(&self, after: &Self) -> bool {
        let place = |fields: &Self| (fields.venue_id, fields.place.clone());
        (self.starts_at, self.ends_at) != (after.starts_at, after.ends_at) || place(self) != place(after)
    }
}

impl Entry {
    /// Writes the entry; `link` is the full address of the game's page.
    pub(super) fn write(&self, lines: &mut Lines, names: &Names, reader: For, link: Option<&str>) {
        let game = &self.game;
        lines.plain("BEGIN", "VEVENT");
        lines.plain("UID", &format!("game-{}@{}", game.id, names.id));
        // When it was fetched says nothing: the same game is the same entry.
        lines.plain("DTSTAMP", &self.changed_at().in_calendar_files());
        lines.plain("LAST-MODIFIED", &self.changed_at().in_calendar_files());
        lines.plain("SEQUENCE", &game.sequence.saturating_add(self.changes.count).to_string());
        lines.plain("DTSTART", &game.starts_at.in_calendar_files());
        lines.plain("DTEND", &game.ends_at.in_calendar_files());
        lines.text("SUMMARY", &self.summary());
        lines.text("LOCATION", &self.place);
        lines.text("DESCRIPTION", &self.description(names, link));
        if let Some(link) = link {
            lines.plain("URL", link);
        }
        lines.plain("STATUS", self.status());
        lines.plain("TRANSP", if self.takes_time(reader) { "OPAQUE" } else { "TRANSPARENT" });
        lines.plain("END", "VEVENT");
    }

    /// When the entry last said something else.
    fn changed_at(&self) -> Timestamp {
        self.changes.last.map_or(self.game.changed_at, |last| last.max(self.game.changed_at))
    }

    fn is_cancelled(&self) -> bool {
        self.game.status == GameStatus::Cancelled
    }

    /// What the reader is in the game, in a calendar of one's own.
    fn standing(&self) -> Option<Status> {
        self.mine.as_ref().map(|mine| mine.status)
    }

    fn status(&self) -> &'static str {
        match self.standing() {
            _ if self.is_cancelled() => "CANCELLED",
            None | Some(Status::Confirmed) => "CONFIRMED",
            Some(Status::Waitlisted | Status::Offered | Status::Conditional) => "TENTATIVE",
            // To everybody else the game goes on.
            Some(Status::Withdrawn) => "CANCELLED",
        }
    }

    /// Whether the reader is busy meanwhile: not with games that others play.
    fn takes_time(&self, reader: For) -> bool {
        reader != For::Everybody && self.status() == "CONFIRMED"
    }

    /// Many calendars show nothing of an entry's status, so the title says it.
    fn summary(&self) -> String {
        let title = &self.game.title;
        match self.standing() {
            _ if self.is_cancelled() => format!("Cancelled: {title}"),
            None | Some(Status::Confirmed) => title.to_string(),
            Some(Status::Waitlisted) => format!("Waitlist: {title}"),
            Some(Status::Offered) => format!("Held for you: {title}"),
            Some(Status::Conditional) => format!("If enough come: {title}"),
            Some(Status::Withdrawn) => format!("Off the list: {title}"),
        }
    }

    /// What does not change from hour to hour: no seats. The link once more, for calendars that show no URL.
    fn description(&self, names: &Names, link: Option<&str>) -> String {
        let game = &self.game;
        let parts = [
            self.first_line(),
            Some(joined([&self.sport, game.level.as_str()], " · ")),
            Some(joined([&self.price(names), game.how_to_pay.as_str()], ", ")),
            (!game.description.is_empty()).then(|| format!("\n{}", game.description)),
            link.map(|link| format!("\n{link}")),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join("\n")
    }

    /// Why it is off, or why the spot is not the reader's.
    fn first_line(&self) -> Option<String> {
        let reason = &self.game.cancelled_reason;
        if self.is_cancelled() {
            return (!reason.is_empty()).then(|| format!("Cancelled: {reason}"));
        }
        let mine = self.mine.as_ref()?;
        match mine.status {
            Status::Confirmed => None,
            Status::Waitlisted => Some("You're on the waitlist: this spot is not yours yet.".to_owned()),
            Status::Offered => Some(self.held(mine)),
            Status::Conditional => Some(only_if(mine)),
            Status::Withdrawn => Some("You're not on the list any more.".to_owned()),
        }
    }

    /// "A spot is held for you until Thu 25 Mar, 13:25 CET. Take it on the game's page."
    fn held(&self, mine: &Registration) -> String {
        let (zone, until) = (&self.game.time_zone, self.game.held_until(mine));
        let until = format!("{} {}", zone.wall(until).short(), zone.abbreviation(until));
        match mine.party_size.get() {
            1 => format!("A spot is held for you until {until}. Take it on the game's page."),
            spots => format!("{} are held for you until {until}. Take them on the game's page.", plural(spots, "spot")),
        }
    }

    fn price(&self, names: &Names) -> String {
        match self.game.price.is_free() {
            true => "Free".to_owned(),
            false => format!("{} each", self.game.price.show(names.currency)),
        }
    }
}

fn only_if(mine: &Registration) -> String {
    let number = mine.only_if.map_or_else(|| "enough".to_owned(), |number| number.to_string());
    format!("You're in if we get {number}: until then you hold no spot.")
}

fn joined(parts: [&str; 2], between: &str) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples;
    use crate::types::{Currency, Money, OnlyIf, Reason};

    fn names() -> Names {
        Names { id: "0123".to_owned(), currency: Currency::default(), site: "Riverside".to_owned() }
    }

    fn entry(game: Game, mine: Option<Status>) -> Entry {
        let mine = mine.map(|status| samples::registration(1, status, 1));
        Entry { game, sport: "Football".to_owned(), place: "Park".to_owned(), mine, changes: Changes::default() }
    }

    fn written(entry: &Entry, reader: For) -> Vec<String> {
        let mut lines = Lines::default();
        entry.write(&mut lines, &names(), reader, Some("https://games.example.org/games/1"));
        lines.into_string().replace("\r\n ", "").lines().map(str::to_owned).collect()
    }

    #[test]
    fn an_entry_says_when_where_and_what_it_costs() {
        let changed_at = Timestamp::from_second(1_805_000_000);
        let game = Game { price: Money::from_minor(750).unwrap(), sequence: 3, changed_at, ..samples::game() };
        assert_eq!(
            written(&entry(game, None), For::Everybody),
            [
                "BEGIN:VEVENT",
                "UID:game-1@0123",
                "DTSTAMP:20270314T045320Z",
                "LAST-MODIFIED:20270314T045320Z",
                "SEQUENCE:3",
                "DTSTART:20270325T120000Z",
                "DTEND:20270325T130000Z",
                "SUMMARY:Five-a-side",
                "LOCATION:Park",
                "DESCRIPTION:Football\\n7.50 EUR each\\n\\nhttps://games.example.org/games/1",
                "URL:https://games.example.org/games/1",
                "STATUS:CONFIRMED",
                "TRANSP:TRANSPARENT",
                "END:VEVENT",
            ]
        );
    }

    #[test]
    fn what_the_reader_is_in_it_decides_the_state() {
        let cancelled_reason = Reason::parse("Flooded").unwrap().as_str().to_owned();
        let off = Game { status: GameStatus::Cancelled, cancelled_reason, ..samples::game() };
        for (game, mine, status, summary, busy) in [
            (samples::game(), Status::Confirmed, "CONFIRMED", "Five-a-side", "OPAQUE"),
            (samples::game(), Status::Waitlisted, "TENTATIVE", "Waitlist: Five-a-side", "TRANSPARENT"),
            (samples::game(), Status::Offered, "TENTATIVE", "Held for you: Five-a-side", "TRANSPARENT"),
            (samples::game(), Status::Conditional, "TENTATIVE", "If enough come: Five-a-side", "TRANSPARENT"),
            (samples::game(), Status::Withdrawn, "CANCELLED", "Off the list: Five-a-side", "TRANSPARENT"),
            (off.clone(), Status::Confirmed, "CANCELLED", "Cancelled: Five-a-side", "TRANSPARENT"),
            (off, Status::Waitlisted, "CANCELLED", "Cancelled: Five-a-side", "TRANSPARENT"),
        ] {
            let lines = written(&entry(game, Some(mine)), For::Player);
            for wanted in [format!("STATUS:{status}"), format!("SUMMARY:{summary}"), format!("TRANSP:{busy}")] {
                assert!(lines.contains(&wanted), "{mine:?}: {wanted} is not in {lines:?}");
            }
        }
    }

    #[test]
    fn who_has_no_spot_yet_is_told_why() {
        let until = samples::before_start(2);
        let told = |status: Status, seats: i32| {
            let mine = Registration {
                offer_until: Some(until),
                only_if: Some(OnlyIf::new(8).unwrap()),
                ..samples::registration(1, status, seats)
            };
            Entry { mine: Some(mine), ..entry(samples::game(), None) }.first_line().unwrap_or_default()
        };
        for (status, seats, words) in [
            (Status::Confirmed, 1, ""),
            (Status::Waitlisted, 1, "You're on the waitlist: this spot is not yours yet."),
            (Status::Offered, 1, "A spot is held for you until Thu 25 Mar, 10:00 UTC. Take it on the game's page."),
            (Status::Offered, 2, "2 spots are held for you until Thu 25 Mar, 10:00 UTC. Take them on the game's page."),
            (Status::Conditional, 1, "You're in if we get 8: until then you hold no spot."),
            (Status::Withdrawn, 1, "You're not on the list any more."),
        ] {
            assert_eq!(told(status, seats), words);
        }
    }

    #[test]
    fn what_became_of_the_reader_is_a_change_of_the_entry() {
        let game = Game { sequence: 3, changed_at: Timestamp::from_second(100), ..samples::game() };
        let before = entry(game, Some(Status::Waitlisted));
        assert_eq!(before.changed_at().second(), 100);
        let changes = Changes { count: 2, last: Some(Timestamp::from_second(200)) };
        let after = Entry { changes, ..before };
        assert_eq!(after.changed_at().second(), 200);
        assert!(written(&after, For::Player).contains(&"SEQUENCE:5".to_owned()));
    }

    #[test]
    fn only_time_and_place_move_a_game() {
        let before = GameFields::of(&samples::game());
        let dearer = GameFields { price: Money::from_minor(100).unwrap(), ..before.clone() };
        let later = GameFields { ends_at: before.ends_at.plus(60), ..before.clone() };
        let elsewhere = GameFields { place: "Hall".to_owned(), ..before.clone() };
        assert_eq!([&dearer, &later, &elsewhere].map(|after| before.is_moved_by(after)), [false, true, true]);
    }
}
