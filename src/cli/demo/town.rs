//! The town's whole life as one change: every row comes from the verbs that real people use, each at its time.

use std::collections::HashMap;

use super::life::{Act, Step};
use super::people::{ADMIN, HOSTS, PLAYER, Person};
use super::plan::{Planned, SERIES_OPENS};
use super::random::Random;
use super::texts::{Story, Texts};
use crate::cli::{Failure, serve::NAMES_PER_ADDRESS};
use crate::domain::accounts::{AddAccount, add_account};
use crate::domain::attendance::NoteAttendance;
use crate::domain::co_organizers::AddCoOrganizer;
use crate::domain::line::{MoveUp, Step as Upwards};
use crate::domain::organizing::{Cancel, CreateGame, EditGame, EditScope, GameDraft, Location};
use crate::domain::registrations::{ChangeGuests, Register, Withdraw};
use crate::domain::roster::AddByName;
use crate::domain::series::{CreateSeries, Last, SeriesDraft};
use crate::domain::set_up::{NewSite, found_site};
use crate::domain::venues::AddVenue;
use crate::store::site::Site;
use crate::store::venues::VenueFields;
use crate::store::{self, DbConn, Job, Scope};
use crate::types::time::{DAY, HOUR, MINUTE};
use crate::types::{
    Address, Attendance, Capacity, Contact, Currency, Email, EveryWeeks, GameCount, GameId, GuestName, LinkKey,
    LongText, Money, Note, OpensDaysBefore, Place, PlayerId, PlayerName, Reason, Role, SiteName, SportName, SportSlug,
    Status, TimeOfDay, Timestamp, VenueId, VenueName, Visibility, WallTime, Zone,
};

/// The name of the site.
const SITE: &str = "Lindenhafen Kickabout";
/// A sport that the site has beside those of every new one.
const LOCAL_SPORT: &str = "Rounders";

/// A town as it was made up, ready to be lived.
#[derive(Debug)]
pub struct Town {
    /// What is written about it.
    pub texts: Texts,
    /// Who lives there.
    pub people: Vec<Person>,
    /// Its games.
    pub games: Vec<Planned>,
    /// What happened.
    pub steps: Vec<Step>,
    /// Hashes of the passwords of admin, organizer and player.
    pub password_hashes: [String; 3],
    /// The site's zone.
    pub home: Zone,
}

/// What was not done because a rule forbids it: nothing, if the town was made up well.
#[derive(Debug)]
pub struct Forbidden(pub Vec<String>);

impl Job for Town {
    type Done = Forbidden;
    type Refused = Failure;

    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Forbidden, Failure> {
        let begins = self.steps.first().map_or(now, |step| step.at).minus(4 * DAY);
        let mut history = History {
            town: self,
            conn,
            players: vec![None; self.people.len()],
            venues: HashMap::new(),
            games: vec![None; self.games.len()],
            random: Random::new(7),
        };
        history.found(begins)?;
        let mut forbidden = Vec::new();
        for step in &self.steps {
            if let Err(error) = history.live(step) {
                forbidden.push(format!("{:?} in {}: {error}", step.act, self.games[step.game].card.title));
            }
        }
        for person in 0..self.people.len() {
            let joined = now.minus(history.random.between(HOUR, 90 * DAY));
            history.player(person, joined)?;
        }
        Ok(Forbidden(forbidden))
    }
}

impl Town {
    fn password_hash(&self, person: usize) -> Option<&str> {
        let [admin, organizer, player] = &self.password_hashes;
        match person {
            ADMIN => Some(admin),
            PLAYER => Some(player),
            HOSTS => Some(organizer),
            _ => None,
        }
    }
}

/// A posted game, with what lets people in.
#[derive(Debug, Clone)]
struct Posted {
    id: GameId,
    key: Option<String>,
}

/// The town's life while it is written down.
struct History<'a> {
    town: &'a Town,
    conn: &'a mut DbConn,
    players: Vec<Option<PlayerId>>,
    venues: HashMap<&'a str, VenueId>,
    games: Vec<Option<Posted>>,
    random: Random,
}

impl History<'_> {
    /// The site, its admin, its hosts and its venues.
    fn found(&mut self, at: Timestamp) -> Result<(), Failure> {
        let admin = self.player(ADMIN, at)?;
        let site =
            NewSite { name: SiteName::parse(SITE)?, time_zone: self.town.home.clone(), currency: Currency::default() };
        found_site(self.conn, &site, Some(admin), at)?;
        let words = &self.town.texts.words;
        let contact = &self.town.people[ADMIN].email;
        let settings = Site {
            contact: Contact::parse(contact)?,
            privacy: LongText::parse(&words.privacy)?,
            terms: LongText::parse(&words.terms)?,
            ..site.settings(at)
        };
        store::site::update(self.conn, &settings)?;
        self.offer_local_sport()?;
        self.player(PLAYER, at.plus(9 * HOUR))?;
        for host in 0..self.town.texts.people.hosts.len() {
            self.host(HOSTS + host, admin, at.plus(HOUR))?;
        }
        for (number, ground) in self.town.texts.venues.iter().enumerate() {
            let fields = VenueFields {
                name: VenueName::parse(&ground.name)?,
                address: Address::parse(&ground.address)?,
                time_zone: Zone::parse(&ground.time_zone)?,
            };
            let by = if number < 4 { self.player(HOSTS, at)? } else { admin };
            let venue = AddVenue { fields, by }.run(self.conn, at.plus(2 * HOUR))?;
            self.venues.insert(&ground.name, venue);
        }
        Ok(())
    }

    fn offer_local_sport(&mut self) -> Result<(), Failure> {
        let mut sports: Vec<_> =
            store::sports::all(self.conn)?.into_iter().map(|sport| (sport.slug, sport.name)).collect();
        sports.push((SportSlug::from_name(LOCAL_SPORT)?, SportName::parse(LOCAL_SPORT)?));
        Ok(store::sports::replace(self.conn, &sports)?)
    }

    fn host(&mut self, number: usize, admin: PlayerId, at: Timestamp) -> Result<(), Failure> {
        let person = &self.town.people[number];
        let account = AddAccount {
            name: PlayerName::parse(&person.name)?,
            email: Email::parse(&person.email)?,
            role: Role::Organizer,
            password_hash: self.town.password_hash(number).map(str::to_owned),
            by: Some(admin),
        };
        self.players[number] = Some(account.run(self.conn, at)?);
        Ok(())
    }

    /// The player who `person` is; a newcomer has just got an account.
    fn player(&mut self, person: usize, now: Timestamp) -> Result<PlayerId, Failure> {
        if let Some(player) = self.players[person] {
            return Ok(player);
        }
        let newcomer = &self.town.people[person];
        let (name, email) = (PlayerName::parse(&newcomer.name)?, Email::parse(&newcomer.email)?);
        let town = self.town;
        let hash = town.password_hash(person);
        let at = now.minus(self.random.between(MINUTE, 20 * MINUTE));
        let player = add_account(self.conn, &name, &email, newcomer.role, hash, at)?;
        self.players[person] = Some(player);
        Ok(player)
    }

    /// Does what was done.
    fn live(&mut self, step: &Step) -> Result<(), Failure> {
        let (at, planned) = (step.at, &self.town.games[step.game]);
        if let Act::Post = step.act {
            return self.post(step.game, at);
        }
        let posted = self.games[step.game].clone().ok_or("not posted")?;
        let (game, by) = (posted.id, self.player(HOSTS + planned.card.host, at)?);
        match &step.act {
            Act::Post => {}
            Act::Helper(person) => {
                let email = Email::parse(&self.town.people[*person].email)?;
                AddCoOrganizer { game, by, email }.run(self.conn, at)?;
            }
            Act::Join(person, guests, note) => {
                let player = self.player(*person, at)?;
                let attempt = self.attempt(game, player)?;
                let (guests, note) = (names(guests)?, Note::parse(note)?);
                Register { game, player, guests, note, attempt, key: posted.key, names_per_address: NAMES_PER_ADDRESS }
                    .run(self.conn, at)?;
            }
            Act::Leave(person) => {
                let player = self.player(*person, at)?;
                let attempt = self.attempt(game, player)?;
                Withdraw { game, player, attempt }.run(self.conn, at)?;
            }
            Act::Guests(person, guests) => {
                let player = self.player(*person, at)?;
                ChangeGuests { game, player, guests: names(guests)?, names_per_address: NAMES_PER_ADDRESS }
                    .run(self.conn, at)?;
            }
            Act::Add(name, note) => {
                let (name, note) = (PlayerName::parse(name)?, Note::parse(note)?);
                AddByName { game, by, name, guests: Vec::new(), note, may_wait: true, after: None }
                    .run(self.conn, at)?;
            }
            Act::Later | Act::Cheaper | Act::MoreSeats => self.change(step, game, by)?,
            Act::MoveUp(note) => self.move_last_up(game, by, note, at)?,
            Act::CallOff(reason) => {
                Cancel { game, by, reason: Some(Reason::parse(reason)?) }.run(self.conn, at)?;
            }
            Act::Attendance => self.note_attendance(game, by, at)?,
        }
        Ok(())
    }

    fn attempt(&mut self, game: GameId, player: PlayerId) -> Result<i64, Failure> {
        Ok(i64::try_from(store::registrations::departures(self.conn, game, player)?.len())?)
    }

    /// Posts a game; the first of a series brings the others along.
    fn post(&mut self, number: usize, at: Timestamp) -> Result<(), Failure> {
        let planned = &self.town.games[number];
        if self.games[number].is_some() {
            return Ok(());
        }
        if planned.series {
            return self.post_series(planned, at);
        }
        let key = LinkKey::new()?;
        let (draft, by) = (self.draft(planned)?, self.player(HOSTS + planned.card.host, at)?);
        let posted = Posted {
            key: (draft.visibility == Visibility::Unlisted).then(|| key.as_str().to_owned()),
            id: CreateGame { draft, by, key, publish: planned.story != Some(Story::Draft) }.run(self.conn, at)?,
        };
        self.games[number] = Some(posted);
        Ok(())
    }

    fn post_series(&mut self, first: &Planned, at: Timestamp) -> Result<(), Failure> {
        let all: Vec<usize> = (0..self.town.games.len())
            .filter(|&other| self.town.games[other].series && self.town.games[other].card.title == first.card.title)
            .collect();
        let (days, hour) = SERIES_OPENS;
        let opening = (OpensDaysBefore::new(days)?, TimeOfDay::new(hour, 0).ok_or("no such hour")?);
        let draft = SeriesDraft {
            first: self.draft(first)?,
            every: EveryWeeks::default(),
            last: Last::Count(GameCount::new(i32::try_from(all.len())?)?),
            opening: Some(opening),
        };
        let by = self.player(HOSTS + first.card.host, at)?;
        let keys = all.iter().map(|_| LinkKey::new()).collect::<Result<_, _>>()?;
        let series = CreateSeries { draft, by, keys }.run(self.conn, at)?;
        for (number, game) in all.into_iter().zip(store::series::games(self.conn, series)?) {
            self.games[number] = Some(Posted { id: game.id, key: None });
        }
        Ok(())
    }

    /// What the organizer typed.
    fn draft(&self, planned: &Planned) -> Result<GameDraft, Failure> {
        let location = match self.venues.get(planned.card.venue.as_str()) {
            Some(venue) => Location::Venue(*venue),
            None => Location::Place(Place::parse(&planned.card.place)?),
        };
        let mut draft = planned.card.draft(planned.starts, location, Currency::default())?;
        draft.opens = planned.opens;
        draft.closes = planned.closes;
        if planned.story == Some(Story::Unlisted) {
            draft.visibility = Visibility::Unlisted;
        }
        Ok(draft)
    }

    fn change(&mut self, step: &Step, game: GameId, by: PlayerId) -> Result<(), Failure> {
        let mut draft = self.draft(&self.town.games[step.game])?;
        match step.act {
            Act::Later => {
                let time = draft.starts.time();
                let later = TimeOfDay::new(time.hour(), time.minute() + 15).unwrap_or(time);
                draft.starts = WallTime::new(draft.starts.date(), later);
            }
            Act::MoreSeats => draft.capacity = Capacity::new(draft.capacity.get() + 2)?,
            _ => draft.price = Money::from_minor(draft.price.minor() / 2).ok_or("no such price")?,
        }
        EditGame { game, by, draft, scope: EditScope::One, edition: None }.run(self.conn, step.at)?;
        Ok(())
    }

    fn move_last_up(&mut self, game: GameId, by: PlayerId, note: &str, at: Timestamp) -> Result<(), Failure> {
        let line = store::registrations::line(self.conn, game)?;
        if let [_, .., (last, _)] = line.as_slice() {
            let (registration, note) = (last.id, Note::parse(note)?);
            MoveUp { game, registration, by, step: Upwards::Front, note, from: None }.run(self.conn, at)?;
        }
        Ok(())
    }

    /// Nearly everybody came.
    fn note_attendance(&mut self, game: GameId, by: PlayerId, at: Timestamp) -> Result<(), Failure> {
        for registration in store::organizing::active_in(self.conn, game)? {
            if registration.status == Status::Confirmed {
                let came = if self.random.chance(96) { Attendance::Present } else { Attendance::NoShow };
                NoteAttendance { game, registration: registration.id, by, attendance: Some(came) }
                    .run(self.conn, at)?;
            }
        }
        Ok(())
    }
}

fn names(typed: &[String]) -> Result<Vec<GuestName>, Failure> {
    Ok(typed.iter().map(|name| GuestName::parse(name)).collect::<Result<_, _>>()?)
}
