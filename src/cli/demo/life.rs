//! What people do about each game: join, wait, bring friends, change their minds, come or not.

use super::people::{HOSTS, PLAYER, Person};
use super::plan::{Planned, awake};
use super::random::Random;
use super::texts::{Story, Texts};
use crate::types::Timestamp;
use crate::types::time::{DAY, HOUR, MINUTE};

/// One of these games was called off in a storm.
const STORMY: &str = "Saturday Morning Football";

/// Something that somebody does.
#[derive(Debug, Clone)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// In which game.
    pub game: usize,
    /// What.
    pub act: Act,
}

/// What can be done about a game.
#[derive(Debug, Clone)]
pub enum Act {
    /// Its organizer posts it.
    Post,
    /// Somebody gets a hand in running it.
    Helper(usize),
    /// Somebody is in, with guests and a note.
    Join(usize, Vec<String>, String),
    /// Somebody can't make it.
    Leave(usize),
    /// Somebody brings these guests after all.
    Guests(usize, Vec<String>),
    /// Its organizer adds somebody without an account, with a note.
    Add(String, String),
    /// It starts a quarter of an hour later.
    Later,
    /// It costs half as much.
    Cheaper,
    /// It has two seats more.
    MoreSeats,
    /// Its organizer moves up who waits last.
    MoveUp(String),
    /// It is called off.
    CallOff(String),
    /// Its organizer notes who came.
    Attendance,
}

/// Everything about `games` that has happened by `now`, in its order.
pub fn steps(texts: &Texts, people: &[Person], games: &[Planned], now: Timestamp, random: &mut Random) -> Vec<Step> {
    let mut steps = Vec::new();
    for (number, game) in games.iter().enumerate() {
        let mut life = Life { texts, people, game, number, now, random, steps: &mut steps };
        life.organize();
        life.play();
    }
    add_by_name(texts, games, now, random, &mut steps);
    steps.retain(|step| step.at < now);
    steps.sort_by_key(|step| step.at);
    steps
}

/// Organizers write players without an account on their lists, each of them once.
fn add_by_name(texts: &Texts, games: &[Planned], now: Timestamp, random: &mut Random, steps: &mut Vec<Step>) {
    let open: Vec<usize> = (0..games.len())
        .filter(|&at| {
            games[at].opens_at() < now.minus(2 * DAY)
                && games[at].story.is_none()
                && games[at].town == 0
                && games[at].card.title != STORMY
        })
        .collect();
    for name in &texts.people.by_name {
        let (Some(&game), Some(note)) = (random.pick(&open), random.pick(&texts.words.added)) else { return };
        let (from, to) = (games[game].opens_at().plus(HOUR), games[game].starts_at.minus(HOUR).min(now.minus(HOUR)));
        let at = awake(from.plus(random.between(0, to.since(from))), &games[game].zone, random).max(from);
        steps.push(Step { at, game, act: Act::Add(name.clone(), note.clone()) });
    }
}

/// One game's life while it is made up.
struct Life<'a> {
    texts: &'a Texts,
    people: &'a [Person],
    game: &'a Planned,
    number: usize,
    now: Timestamp,
    random: &'a mut Random,
    steps: &'a mut Vec<Step>,
}

/// What the demo's player does about a game.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mine {
    Nothing,
    In,
    InWithGuest,
    Waits,
    LeavesLate,
}

impl Life<'_> {
    fn act(&mut self, at: Timestamp, act: Act) {
        self.steps.push(Step { at, game: self.number, act });
    }

    fn host(&self) -> usize {
        HOSTS + self.game.card.host
    }

    /// Whether it is the `nth` of so many regular games, counted by its day.
    fn every(&self, weeks: i64, nth: i64) -> bool {
        let week = self.game.starts_at.second() / (7 * DAY);
        self.game.story.is_none() && (week + i64::from(self.game.card.minutes)).rem_euclid(weeks) == nth
    }

    /// What its organizer does.
    fn organize(&mut self) {
        let (posted, starts) = (self.game.posted, self.game.starts_at);
        self.act(posted, Act::Post);
        if self.game.card.host == 1 || self.game.series {
            self.act(posted.plus(10 * MINUTE), Act::Helper(if self.game.series { HOSTS + 7 } else { HOSTS }));
        }
        let halfway = posted.plus(starts.since(posted) / 2);
        let changes_at = awake(halfway, &self.game.zone, self.random);
        if self.is_called_off() {
            let (at, reason) = match self.game.story {
                Some(_) => (self.now.minus(100 * MINUTE), self.texts.words.cancelled.clone()),
                None => (starts.minus(5 * HOUR), self.texts.words.cancelled_before.clone()),
            };
            self.act(at, Act::CallOff(reason));
        } else if !self.game.series && self.every(11, 3) {
            self.act(changes_at, Act::Later);
        } else if self.every(13, 5) {
            self.act(changes_at, Act::Cheaper);
        } else if self.game.card.demand > 120 && self.every(4, 1) {
            self.act(starts.minus(30 * HOUR), Act::MoreSeats);
        } else if self.game.card.demand > 120 && self.every(4, 2) {
            self.act(starts.minus(28 * HOUR), Act::MoveUp(self.texts.words.moved_up.clone()));
        }
        let noted = self.game.ends_at.plus(self.random.between(5 * MINUTE, 3 * HOUR));
        let is_fresh = self.game.card.host == 0 && self.now.since(starts) < 6 * DAY;
        if !is_fresh && !self.is_called_off() && self.random.chance(88) {
            self.act(noted, Act::Attendance);
        }
    }

    fn is_called_off(&self) -> bool {
        let weeks_ago = self.now.since(self.game.starts_at) / (7 * DAY);
        let in_the_storm = self.game.card.title == STORMY && weeks_ago == 3;
        self.game.story == Some(Story::Cancelled) || (in_the_storm && self.game.starts_at < self.now)
    }

    /// What players do.
    fn play(&mut self) {
        let (opens, until) = (self.game.opens_at().plus(2 * MINUTE), self.until());
        if self.game.card.demand == 0 || until <= opens {
            return;
        }
        let mine = self.mine();
        let mut wanted = self.wanted();
        wanted -= self.my_part(mine, opens);
        if self.game.card.host != 0 || self.random.chance(60) {
            self.act(opens.plus(MINUTE), Act::Join(self.host(), Vec::new(), String::new()));
            wanted -= 1;
        }
        let mut leaver = None;
        for person in self.who_likes_it() {
            if wanted <= 0 {
                break;
            }
            let guests = self.guests(wanted - 1);
            wanted -= 1 + i64::try_from(guests.len()).unwrap_or(0);
            let at = self.join_at(opens, until);
            self.joins(person, at, guests);
            leaver = leaver.or(Some(person));
        }
        match (self.game.story, leaver) {
            (Some(Story::LateGap), Some(person)) => self.act(self.now.minus(50 * MINUTE), Act::Leave(person)),
            (Some(Story::PartiesWait), Some(first)) => self.parties_wait(first),
            _ => {}
        }
    }

    /// The last moment of joining that is made up: special games are complete by now.
    fn until(&self) -> Timestamp {
        let before = if self.is_called_off() { 6 * HOUR } else { 20 * MINUTE };
        let last = self.game.closes_at().minus(before);
        if self.game.story.is_some() { last.min(self.now.minus(3 * HOUR)) } else { last }
    }

    fn wanted(&mut self) -> i64 {
        let seats = i64::from(self.game.card.capacity) * self.game.card.demand / 100;
        match self.game.story {
            Some(_) => seats,
            None => seats + self.random.between(-seats / 6, seats / 6),
        }
    }

    /// Those who would come, the likeliest first.
    fn who_likes_it(&mut self) -> Vec<usize> {
        let mut drawn: Vec<(f64, usize)> = Vec::new();
        for (number, person) in self.people.iter().enumerate().skip(PLAYER + 1) {
            let likes = person.likes.iter().filter(|sport| **sport == self.game.card.sport).count();
            let weight = person.keenness * if likes > 0 { 1.0 } else { 0.12 };
            if person.town == self.game.town && number != self.host() {
                drawn.push((-self.random.unit().max(1e-9).ln() / weight, number));
            }
        }
        drawn.sort_by(|one, other| one.0.total_cmp(&other.0));
        drawn.into_iter().map(|(_, number)| number).collect()
    }

    /// Popular games fill right after they open; others when the day comes near.
    fn join_at(&mut self, opens: Timestamp, until: Timestamp) -> Timestamp {
        let eager = match self.game.card.demand {
            140.. => 6.0,
            100.. => 3.0,
            _ => 1.3,
        };
        let share = self.random.unit().powf(eager);
        let minute = u32::try_from(until.since(opens) / MINUTE).unwrap_or(0);
        let at = opens.plus(3 * MINUTE).plus(part(minute, share) * MINUTE + self.random.between(0, 59));
        awake(at, &self.game.zone, self.random)
            .max(opens.plus(3 * MINUTE + self.random.between(0, 20 * MINUTE)))
            .min(until)
    }

    fn guests(&mut self, most: i64) -> Vec<String> {
        let most = most.min(i64::from(self.game.card.guests));
        if most <= 0 || !self.random.chance(22) {
            return Vec::new();
        }
        let count = 1 + self.random.between(0, most - 1).min(self.random.between(0, most - 1));
        (0..count).map(|_| Person::guest(self.texts, self.game.town, self.random)).collect()
    }

    /// Somebody joins, and perhaps changes their mind.
    fn joins(&mut self, person: usize, at: Timestamp, guests: Vec<String>) {
        let note = if self.random.chance(9) { self.random.pick(&self.texts.words.notes) } else { None };
        let note = note.cloned().unwrap_or_default();
        let (has_guests, fewer) = (!guests.is_empty(), guests.iter().skip(1).cloned().collect());
        self.act(at, Act::Join(person, guests, note));
        if self.game.story.is_some_and(|story| story != Story::Big) {
            return;
        }
        let last = self.game.starts_at.minus(if self.is_called_off() { 6 * HOUR } else { 40 * MINUTE });
        let minutes = u32::try_from(last.since(at) / MINUTE).unwrap_or(0);
        let later = at.plus(part(minutes, self.random.unit().powf(0.7)) * MINUTE + self.random.between(1, 59));
        let later = awake(later, &self.game.zone, self.random);
        if later <= at.plus(5 * MINUTE) {
            return;
        }
        if self.random.chance(11) {
            self.act(later, Act::Leave(person));
            let back = later.plus(self.random.between(HOUR, 20 * HOUR));
            if self.random.chance(15) && back < last && self.game.closes.is_none() {
                let back = awake(back, &self.game.zone, self.random).max(later.plus(MINUTE));
                self.act(back, Act::Join(person, Vec::new(), String::new()));
            }
        } else if has_guests && self.random.chance(12) {
            self.act(later, Act::Guests(person, fewer));
        }
    }

    /// Whole parties stand in line, the demo's player among them.
    fn parties_wait(&mut self, friend: usize) {
        let others: Vec<usize> = self.who_likes_it().into_iter().rev().filter(|other| *other != friend).collect();
        let sizes = [3_usize, 1, 0, 2];
        for (hours, (&person, guests)) in (0_i64..).zip(others.iter().zip(sizes)) {
            let at = self.now.minus((170 - 20 * hours) * MINUTE);
            let guests = (0..guests).map(|_| Person::guest(self.texts, self.game.town, self.random)).collect();
            self.act(at, Act::Join(person, guests, String::new()));
        }
    }

    /// What the demo's player does here.
    fn mine(&self) -> Mine {
        let (card, ahead) = (&self.game.card, self.game.starts_at.since(self.now));
        match self.game.story {
            Some(Story::PartiesWait) => return Mine::Waits,
            Some(Story::Unlisted) => return Mine::In,
            Some(Story::Big) => return Mine::InWithGuest,
            Some(_) => return Mine::Nothing,
            None => {}
        }
        let is_hers = card.title == "Thursday Night Football" || card.title == "Sunday Hoops Across the Lake";
        match (is_hers, ahead) {
            (true, 1..) => Mine::In,
            (true, _) if self.every(5, 1) => Mine::LeavesLate,
            (true, _) if self.every(5, 2) => Mine::Nothing,
            (true, _) => Mine::In,
            (false, _) => Mine::Nothing,
        }
    }

    /// Does it; how many seats it takes.
    fn my_part(&mut self, mine: Mine, opens: Timestamp) -> i64 {
        let join = |guests: &[&str]| {
            Act::Join(PLAYER, guests.iter().map(|guest| (*guest).to_owned()).collect(), String::new())
        };
        match mine {
            Mine::Nothing => 0,
            Mine::Waits => {
                self.act(self.now.minus(80 * MINUTE), join(&["Paul"]));
                0
            }
            Mine::In => {
                self.act(opens, join(&[]));
                1
            }
            Mine::InWithGuest => {
                self.act(opens, join(&["Paul"]));
                2
            }
            Mine::LeavesLate => {
                self.act(opens, join(&[]));
                self.act(self.game.starts_at.minus(4 * HOUR), Act::Leave(PLAYER));
                0
            }
        }
    }
}

/// `share` of `whole`.
fn part(whole: u32, share: f64) -> i64 {
    // Shares are from 0 to 1 and minutes fit in 32 bits, so nothing is lost that a story would miss.
    #[allow(clippy::cast_possible_truncation)]
    let part = (f64::from(whole) * share) as i64;
    part
}
