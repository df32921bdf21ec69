//! What pages say of games, by the attributes they carry for programs.

use crate::types::GameId;

/// A game as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Which game.
    pub game: GameId,
    /// Seats there are.
    pub capacity: i32,
    /// Seats taken.
    pub taken: i32,
    /// Seats on offer to everybody who waits.
    pub offered: i32,
    /// Registrations in line.
    pub waiting: i32,
    /// What the reader is in it; nothing for a visitor.
    pub mine: Option<String>,
}

/// Every game that `page` shows.
pub fn games(page: &str) -> Vec<Shown> {
    let tags = page.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag);
    tags.filter_map(read).collect()
}

fn read(tag: &str) -> Option<Shown> {
    let number = |name| attribute(tag, name)?.parse().ok();
    Some(Shown {
        game: GameId::parse(attribute(tag, "data-game")?).ok()?,
        capacity: number("data-capacity")?,
        taken: number("data-taken")?,
        offered: number("data-offered").unwrap_or(0),
        waiting: number("data-waiting")?,
        mine: attribute(tag, "data-mine").map(ToOwned::to_owned),
    })
}

/// The number that the forms of `page` carry: how often the reader has left the game.
pub fn attempt(page: &str) -> Option<i64> {
    let (_, rest) = page.split_once("name=\"attempt\"")?;
    attribute(rest.split_once('>')?.0, "value")?.parse().ok()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_tells_what_it_shows() {
        let page = "<p>7 > 5</p><main data-game=\"12\" data-capacity=\"10\" data-taken=\"9\" data-waiting=\"2\" \
                    data-offered=\"1\" \
                    data-mine=\"waitlisted\"><form><input type=\"hidden\" name=\"attempt\" value=\"3\"></form>";
        let shown = Shown {
            game: GameId::new(12),
            capacity: 10,
            taken: 9,
            offered: 1,
            waiting: 2,
            mine: Some("waitlisted".to_owned()),
        };
        assert_eq!((games(page), attempt(page)), (vec![shown], Some(3)));
    }

    #[test]
    fn a_page_without_games_shows_none() {
        assert_eq!((games("<p>data-game=\"1\"</p>"), attempt("")), (Vec::new(), None));
    }
}
