//! What is written down about the town: its venues, its games, its people's names, what they say.

use serde::Deserialize;

use crate::cli::Failure;
use crate::domain::organizing::{GameDraft, Location};
use crate::store::gears::OwnGears;
use crate::types::{
    Capacity, Currency, DeadlineHours, Description, GameTitle, HowToPay, Level, MaxGuests, Minimum, Minutes, Money,
    SportSlug, Visibility, WallTime,
};

/// Every text of the town.
#[derive(Debug)]
pub struct Texts {
    /// Where games are.
    pub venues: Vec<Ground>,
    /// Games that come back every week or two.
    pub regulars: Vec<Regular>,
    /// Games with a story of their own.
    pub specials: Vec<Special>,
    /// Who lives there.
    pub people: People,
    /// What is said.
    pub words: Words,
}

impl Texts {
    /// Reads the files that are part of the program.
    pub fn read() -> Result<Self, Failure> {
        Ok(Self {
            venues: serde_json::from_str(include_str!("town/venues.json"))?,
            regulars: serde_json::from_str(include_str!("town/regulars.json"))?,
            specials: serde_json::from_str(include_str!("town/specials.json"))?,
            people: serde_json::from_str(include_str!("town/people.json"))?,
            words: serde_json::from_str(include_str!("town/words.json"))?,
        })
    }
}

/// A venue.
#[derive(Debug, Clone, Deserialize)]
pub struct Ground {
    /// Its name, by which games find it.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Its zone.
    pub time_zone: String,
}

/// What an organizer types into the form for a new game.
#[derive(Debug, Clone, Deserialize)]
#[allow(missing_docs, reason = "each is the field of the form with this name")]
pub struct Card {
    pub title: String,
    pub sport: String,
    #[serde(default)]
    pub venue: String,
    #[serde(default)]
    pub place: String,
    /// Which of the hosts organizes it.
    pub host: usize,
    /// When it may start.
    pub times: Vec<String>,
    pub minutes: i32,
    pub capacity: i32,
    pub minimum: i32,
    pub guests: i32,
    pub price: String,
    #[serde(default)]
    pub pay: String,
    pub level: String,
    pub deadline: i32,
    /// Days before the start that it is posted.
    pub posted: i64,
    /// Seats that people want, in percent of those there are.
    pub demand: i64,
    pub description: String,
}

/// A game that comes back.
#[derive(Debug, Clone, Deserialize)]
pub struct Regular {
    /// Days after Monday.
    pub weekday: u8,
    /// Weeks from one to the next.
    pub every: i64,
    /// Whether it was made as a series.
    #[serde(default)]
    pub series: bool,
    /// The rest of the form.
    #[serde(flatten)]
    pub card: Card,
}

/// A game with a story of its own.
#[derive(Debug, Clone, Deserialize)]
pub struct Special {
    /// Which story.
    pub story: Story,
    /// Days from today.
    pub day: i64,
    /// Whether it is on the first Saturday from then.
    #[serde(default)]
    pub weekend: bool,
    /// The rest of the form.
    #[serde(flatten)]
    pub card: Card,
}

/// What is special about a game.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Story {
    /// Called off with a reason.
    Cancelled,
    /// Nobody can sign up yet.
    OpensLater,
    /// Only who has the link sees it.
    Unlisted,
    /// It is near, and too few are in.
    NeedsPlayers,
    /// Somebody dropped out late, and nobody took the spot.
    LateGap,
    /// It is full, and whole parties wait.
    PartiesWait,
    /// It has more seats than a team game.
    Big,
    /// Its title is as long as titles get.
    LongTitle,
    /// Sign-up closes days before.
    ClosesEarly,
    /// It is at a place without a venue.
    FreePlace,
    /// Its organizer has not published it.
    Draft,
}

/// Who lives there.
#[derive(Debug, Clone, Deserialize)]
pub struct People {
    /// Who looks after the site.
    pub admin: Named,
    /// Whom the visitor plays as.
    pub player: Named,
    /// Who posts games.
    pub hosts: Vec<Named>,
    /// Players without an account, whom organizers add.
    pub by_name: Vec<String>,
    /// What everybody else is called.
    pub origins: Vec<Origin>,
}

/// Somebody with a given name.
#[derive(Debug, Clone, Deserialize)]
pub struct Named {
    /// The whole name.
    pub name: String,
    /// The club's town they play in.
    pub town: usize,
}

/// First and last names that go together.
#[derive(Debug, Clone, Deserialize)]
pub struct Origin {
    /// How common they are in each of the towns.
    pub towns: [i64; 4],
    /// First names.
    pub first: Vec<String>,
    /// Last names.
    pub last: Vec<String>,
}

/// What people say.
#[derive(Debug, Clone, Deserialize)]
pub struct Words {
    /// To the organizer, when joining.
    pub notes: Vec<String>,
    /// Why an organizer added somebody.
    pub added: Vec<String>,
    /// Why an organizer moved somebody up.
    pub moved_up: String,
    /// Why the coming game is off.
    pub cancelled: String,
    /// Why an earlier game was off.
    pub cancelled_before: String,
    /// The site's privacy text.
    pub privacy: String,
    /// The site's terms.
    pub terms: String,
}

impl Card {
    /// The form, filled in for a game that starts at `starts`.
    pub fn draft(&self, starts: WallTime, location: Location, currency: Currency) -> Result<GameDraft, Failure> {
        Ok(GameDraft {
            title: GameTitle::parse(&self.title)?,
            sport: SportSlug::parse(&self.sport)?,
            location,
            starts,
            minutes: Minutes::new(self.minutes)?,
            capacity: Capacity::new(self.capacity)?,
            minimum: Minimum::new(self.minimum)?,
            max_guests: MaxGuests::new(self.guests)?,
            price: Money::parse(&self.price, currency)?,
            how_to_pay: HowToPay::parse(&self.pay)?,
            opens: None,
            closes: None,
            deadline_hours: DeadlineHours::new(self.deadline)?,
            level: Level::parse(&self.level)?,
            description: Description::parse(&self.description)?,
            visibility: Visibility::Public,
            who_joins: None,
            cancel_hours: None,
            gears: OwnGears::default(),
        })
    }
}
