//! The people of the town, composed at random from names that go together.

use std::collections::HashSet;

use super::random::Random;
use super::texts::{Origin, People, Texts};
use crate::types::{Role, fold};

/// How many people play in each of the clubs' towns, beside those with a given name.
const TOWNS: [usize; 4] = [200, 26, 20, 20];
/// The domain of everybody's address; nothing can be sent there.
pub const DOMAIN: &str = "demo.kickabout.example";

/// Where the admin stands among the people.
pub const ADMIN: usize = 0;
/// Where the demo's player stands.
pub const PLAYER: usize = 1;
/// Where the hosts begin; the first is the demo's organizer.
pub const HOSTS: usize = 2;

/// Somebody with an account.
#[derive(Debug, Clone)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// The town they play in.
    pub town: usize,
    /// The sports they like best.
    pub likes: Vec<String>,
    /// How often they play: most now and then, a few always.
    pub keenness: f64,
}

/// Everybody with an account: admin, player, hosts, then all others.
pub fn everybody(texts: &Texts, random: &mut Random) -> Vec<Person> {
    let mut people = with_given_names(&texts.people);
    let mut taken: HashSet<String> = people.iter().map(|person| fold(&person.name)).collect();
    for (town, count) in TOWNS.into_iter().enumerate() {
        let before = people.len();
        while people.len() < before + count {
            let Some(name) = compose(&texts.people.origins, town, random) else { break };
            if taken.insert(fold(&name)) {
                people.push(Person::new(&name, &address(&name), Role::Player, town));
            }
        }
    }
    let sports: Vec<&str> = texts.regulars.iter().map(|regular| regular.card.sport.as_str()).collect();
    for person in &mut people {
        // Popular sports stand there more often.
        person.likes = (0..3).filter_map(|_| random.pick(&sports)).map(|sport| (*sport).to_owned()).collect();
        person.keenness = 0.15 + random.unit().powi(3);
    }
    people
}

fn with_given_names(people: &People) -> Vec<Person> {
    let named = |local: &str, role, person: &super::texts::Named| {
        Person::new(&person.name, &format!("{local}@{DOMAIN}"), role, person.town)
    };
    let mut all = vec![named("admin", Role::Admin, &people.admin), named("player", Role::Player, &people.player)];
    for host in &people.hosts {
        let mut person = Person::new(&host.name, &address(&host.name), Role::Organizer, host.town);
        if all.len() == HOSTS {
            person.email = format!("organizer@{DOMAIN}");
        }
        all.push(person);
    }
    all
}

/// A first and a last name that go together; now and then a mixed family.
fn compose(origins: &[Origin], town: usize, random: &mut Random) -> Option<String> {
    let weight = |origin: &Origin| origin.towns.get(town).copied().unwrap_or(0);
    let given = random.pick_by(origins, weight)?;
    let family = if random.chance(8) { random.pick_by(origins, weight)? } else { given };
    Some(format!("{} {}", random.pick(&given.first)?, random.pick(&family.last)?))
}

fn address(name: &str) -> String {
    let plain: String = fold(name).chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == ' ').collect();
    format!("{}@{DOMAIN}", plain.replace(' ', "."))
}

impl Person {
    fn new(name: &str, email: &str, role: Role, town: usize) -> Self {
        Self { name: name.to_owned(), email: email.to_owned(), role, town, likes: Vec::new(), keenness: 0.5 }
    }

    /// A guest of theirs is called so: often only by a first name.
    pub fn guest(texts: &Texts, town: usize, random: &mut Random) -> String {
        let name = compose(&texts.people.origins, town, random).unwrap_or_else(|| "Kim".to_owned());
        match name.split_once(' ') {
            Some((first, _)) if random.chance(70) => first.to_owned(),
            Some(_) | None => name,
        }
    }
}
