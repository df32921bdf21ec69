//! Games with the texts and the sizes of the demo's.

use kickabout::domain::organizing::{CreateGame, GameDraft, Location};
use kickabout::domain::registrations::Register;
use kickabout::store::{self, DbConn, Job, listing};
use kickabout::types::time::{DAY, HOUR};
use kickabout::types::{
    Capacity, Currency, DeadlineHours, Description, Email, GameId, GameTitle, GuestName, HowToPay, Level, LinkKey,
    MaxGuests, Minimum, Minutes, Money, Note, PlayerId, SportSlug, TimeOfDay, Timestamp, VenueId, Visibility, WallTime,
    Zone,
};
use serde::Deserialize;

use crate::Failure;

/// A venue of the demo.
#[derive(Debug, Deserialize)]
pub struct Ground {
    pub name: String,
    pub address: String,
    pub time_zone: String,
}

/// A game of the demo that comes back every week.
#[derive(Debug, Deserialize)]
struct Card {
    weekday: u8,
    title: String,
    sport: String,
    venue: String,
    times: Vec<String>,
    minutes: i32,
    capacity: i32,
    minimum: i32,
    guests: i32,
    price: String,
    #[serde(default)]
    pay: String,
    level: String,
    deadline: i32,
    #[serde(default)]
    description: String,
    /// How many of a hundred spots are asked for.
    demand: usize,
}

/// The demo's venues.
pub fn grounds() -> Result<Vec<Ground>, Failure> {
    Ok(serde_json::from_str(include_str!("../../src/cli/demo/town/venues.json"))?)
}

/// The public games that are to come, so many at most.
pub fn upcoming(conn: &mut DbConn, most: i64, now: Timestamp) -> Result<Vec<GameId>, Failure> {
    let window = listing::Window { skip: 0, most };
    let (games, _) = listing::upcoming(conn, &listing::Filter::default(), window, now)?;
    Ok(games.into_iter().map(|game| game.id).collect())
}

/// Who is in the games that are posted.
#[derive(Debug, Clone, Copy)]
pub enum Filling<'a> {
    /// As many of these players as the demo's demand says, some with a guest.
    AsInTheDemo(&'a [PlayerId]),
    /// Nobody, and there are so many spots.
    Nobody(i32),
}

/// The games as they are written down, ready to be posted.
pub struct Cards {
    cards: Vec<(Card, VenueId, Zone)>,
    by: PlayerId,
}

impl Cards {
    /// The demo's games, at the venues of this site.
    pub fn read(conn: &mut DbConn) -> Result<Self, Failure> {
        let cards: Vec<Card> = serde_json::from_str(include_str!("../../src/cli/demo/town/regulars.json"))?;
        let venues = listing::venue_choices(conn, None, i64::from(i32::MAX))?;
        let grounds = grounds()?;
        let mut found = Vec::new();
        for card in cards {
            let ground = grounds.iter().find(|ground| ground.name == card.venue).ok_or("no such ground")?;
            let venue = venues.iter().find(|(_, name)| name.as_str() == card.venue).ok_or("no such venue")?;
            found.push((card, venue.0, Zone::parse(&ground.time_zone)?));
        }
        let admin = Email::parse("greta@bench.kickabout.example")?;
        let by = store::accounts::find_by_email(conn, &admin)?.ok_or("the site has no admin")?.player;
        Ok(Self { cards: found, by })
    }

    /// Posts `count` games, week after week from next week on, so that those of a small set begin a large one.
    pub fn post(
        &self,
        conn: &mut DbConn,
        count: usize,
        filling: Filling<'_>,
        now: Timestamp,
    ) -> Result<Vec<GameId>, Failure> {
        let posted = now.minus(2 * DAY);
        let mut games = Vec::with_capacity(count);
        let mut turn = 0;
        for number in 0..count {
            let card = &self.cards[number % self.cards.len()].0;
            let week = i64::try_from(number / self.cards.len())? + 1;
            let (capacity, players) = match filling {
                Filling::Nobody(capacity) => (capacity, &[][..]),
                Filling::AsInTheDemo(players) => (card.capacity, players),
            };
            let game = self.post_one(conn, number, week, capacity, posted, now)?;
            let asking = usize::try_from(capacity)? * card.demand / 100;
            for _ in 0..asking.min(players.len()) {
                // A stride that shares no divisor with many counts spreads everybody over the games.
                turn += 7;
                let guest = (turn % 5 == 0 && card.guests > 0).then(|| GuestName::parse("Kim")).transpose()?;
                register(conn, game, players[turn % players.len()], guest, now.minus(DAY))?;
            }
            games.push(game);
        }
        Ok(games)
    }

    /// Posts the game with this number, in the week that is so far from the one of `around`.
    pub fn post_one(
        &self,
        conn: &mut DbConn,
        number: usize,
        week: i64,
        capacity: i32,
        posted: Timestamp,
        around: Timestamp,
    ) -> Result<GameId, Failure> {
        let (card, venue, zone) = &self.cards[number % self.cards.len()];
        let today = zone.today(around);
        let back = i64::from(today.weekday().days_since_monday()) - i64::from(card.weekday);
        let time = TimeOfDay::parse(card.times.first().ok_or("a game has no time")?)?;
        let starts = WallTime::new(today.add_days(7 * week - back), time);
        let draft = card.draft(*venue, starts, capacity)?;
        let game = CreateGame { draft, by: self.by, key: LinkKey::new()?, publish: true };
        Ok(game.run(conn, posted)?)
    }
}

/// Puts a player into a game, or into its line.
pub fn register(
    conn: &mut DbConn,
    game: GameId,
    player: PlayerId,
    guest: Option<GuestName>,
    now: Timestamp,
) -> Result<(), Failure> {
    let guests = guest.into_iter().collect();
    Register { game, player, guests, note: Note::parse("")?, attempt: 0, key: None, names_per_address: 5 }
        .run(conn, now)?;
    Ok(())
}

impl Card {
    fn draft(&self, venue: VenueId, starts: WallTime, capacity: i32) -> Result<GameDraft, Failure> {
        Ok(GameDraft {
            title: GameTitle::parse(&self.title)?,
            sport: SportSlug::parse(&self.sport)?,
            location: Location::Venue(venue),
            starts,
            minutes: Minutes::new(self.minutes)?,
            capacity: Capacity::new(capacity)?,
            minimum: Minimum::new(self.minimum.min(capacity))?,
            max_guests: MaxGuests::new(self.guests)?,
            price: Money::parse(&self.price, Currency::default())?,
            how_to_pay: HowToPay::parse(&self.pay)?,
            opens: None,
            closes: None,
            deadline_hours: DeadlineHours::new(self.deadline)?,
            level: Level::parse(&self.level)?,
            description: Description::parse(&self.description)?,
            visibility: Visibility::Public,
            who_joins: None,
            cancel_hours: None,
            gears: kickabout::store::gears::OwnGears::default(),
        })
    }
}

/// How long before its start a game that is over was posted, and how long before that people joined.
pub const POSTED_BEFORE: i64 = 6 * DAY;
/// When the players of a game that is over had joined, before its start.
pub const JOINED_BEFORE: i64 = 20 * HOUR;
