//! "I'm in if we get 8": who comes in together because enough do.

use super::organizers::tell_of_full;
use crate::store::games::Game;
use crate::store::registrations::Registration;
use crate::store::{self, DbConn, QueryResult};
use crate::types::{EventKind, GameStatus, MessageKind, Status, Timestamp};

/// A party that comes only if so many are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Players and guests.
    pub seats: i32,
    /// How many must be in with them.
    pub number: i32,
}

/// What becomes of the wishes, by their positions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// In for good.
    pub seated: Vec<usize>,
    /// Their number is reached, but they do not fit: they go to the waitlist.
    pub waiting: Vec<usize>,
}

impl Settled {
    /// Whether anything happens.
    pub fn is_empty(&self) -> bool {
        self.seated.is_empty() && self.waiting.is_empty()
    }
}

/// Who of `wishes`, which are in the order of their places, comes in where so many seats are taken for good and so many
/// are free.
///
/// Each who comes in has their number: it counts those who are in already and those who come in with them, nobody who
/// only waits. Of all sets of which that is true, it is the one with the earliest places: everybody is in it who can be,
/// without anybody before them being left out for it.
pub fn settle(taken: i32, free: i32, wishes: &[Wish]) -> Settled {
    let seated = (0..=free).map(|more| exactly(taken, more, wishes)).max_by(earliest).unwrap_or_default();
    let total = taken + seated.iter().zip(wishes).filter(|(is_in, _)| **is_in).map(|(_, wish)| wish.seats).sum::<i32>();
    let with = |wanted: bool| {
        let those = seated.iter().zip(wishes).enumerate();
        those.filter(move |(_, (is_in, wish))| **is_in == wanted && wish.number <= total).map(|(at, _)| at).collect()
    };
    Settled { seated: with(true), waiting: with(false) }
}

/// By the first place at which two sets differ: who stands there is in the better one.
fn earliest(one: &Vec<bool>, other: &Vec<bool>) -> std::cmp::Ordering {
    one.cmp(other)
}

/// The set with the earliest places that takes exactly `more` seats and has everybody's number then; nobody where there
/// is none.
fn exactly(taken: i32, more: i32, wishes: &[Wish]) -> Vec<bool> {
    let may_come: Vec<bool> = wishes.iter().map(|wish| wish.number <= taken + more).collect();
    let reachable = reachable(more, wishes, &may_come);
    let mut left = more;
    let can = |from: usize, seats: i32| {
        let sums: Option<&Vec<bool>> = reachable.get(from);
        usize::try_from(seats).ok().and_then(|seats| sums?.get(seats).copied()).unwrap_or(false)
    };
    if !can(0, left) {
        return vec![false; wishes.len()];
    }
    let chosen = wishes.iter().zip(may_come).enumerate().map(|(at, (wish, may_come))| {
        let is_in = may_come && can(at + 1, left - wish.seats);
        left -= if is_in { wish.seats } else { 0 };
        is_in
    });
    chosen.collect()
}

/// For each position, which numbers of seats up to `most` those from there on can take exactly.
fn reachable(most: i32, wishes: &[Wish], may_come: &[bool]) -> Vec<Vec<bool>> {
    let most = usize::try_from(most).unwrap_or(0);
    let mut from_here = vec![false; most + 1];
    from_here[0] = true;
    let mut all = vec![from_here];
    for (wish, may_come) in wishes.iter().zip(may_come).rev() {
        let mut sums = all.last().cloned().unwrap_or_default();
        let seats = usize::try_from(wish.seats).unwrap_or(usize::MAX);
        if *may_come && seats <= most {
            for sum in (seats..=most).rev() {
                sums[sum] |= sums[sum - seats];
            }
        }
        all.push(sums);
    }
    all.reverse();
    all
}

/// Lets those of `game` in whose number is reached, and ends all such wishes once nobody can join any more; whether
/// anything changed.
pub(super) fn see_to(conn: &mut DbConn, game: &Game, now: Timestamp) -> QueryResult<bool> {
    if game.conditional == 0 || game.status != GameStatus::Published {
        return Ok(false);
    }
    if game.is_closed(now) || game.has_started(now) { end_all(conn, game, now) } else { come_true(conn, game, now) }
}

fn come_true(conn: &mut DbConn, game: &Game, now: Timestamp) -> QueryResult<bool> {
    let parties = store::conditional::of_game(conn, game.id)?;
    let settled = game.settle(&parties);
    for party in settled.seated.iter().filter_map(|at| parties.get(*at)) {
        store::registrations::seat(conn, party.id, now)?;
        let seated = Registration { status: Status::Confirmed, seated_at: Some(now), ..party.clone() };
        tell(conn, &seated, "and so are you", now)?;
    }
    for party in settled.waiting.iter().filter_map(|at| parties.get(*at)) {
        let place = store::games::take_place(conn, game.id)?;
        store::conditional::to_line(conn, party.id, place)?;
        let waiting = Registration { status: Status::Waitlisted, place, ..party.clone() };
        tell(conn, &waiting, "and you're on the waitlist, for there is no room for you yet", now)?;
    }
    let seats: i32 = settled.seated.iter().filter_map(|at| parties.get(*at)).map(|party| party.party_size.get()).sum();
    if seats > 0 && seats == game.free_seats() {
        tell_of_full(conn, &[game.id], None, now)?;
    }
    Ok(!settled.is_empty())
}

/// "8 are in, and so are you."
fn tell(conn: &mut DbConn, party: &Registration, and: &str, now: Timestamp) -> QueryResult<()> {
    let number = party.only_if.map(|number| number.get()).unwrap_or_default();
    store::timeline::record(conn, EventKind::CameTrue, party, None, "", now)?;
    store::outbox::enqueue(conn, MessageKind::CameTrue, party, ("", &format!("{number} are in, {and}")), now)
}

fn end_all(conn: &mut DbConn, game: &Game, now: Timestamp) -> QueryResult<bool> {
    let parties = store::conditional::all_of_game(conn, game.id)?;
    for party in &parties {
        store::conditional::end(conn, party.id, now)?;
        let ended = Registration { status: Status::Withdrawn, ..party.clone() };
        store::timeline::record(conn, EventKind::NotEnough, &ended, None, "", now)?;
        let number = party.only_if.map(|number| number.get().to_string()).unwrap_or_default();
        store::outbox::enqueue(conn, MessageKind::NotEnough, &ended, ("", &number), now)?;
    }
    Ok(!parties.is_empty())
}

impl Game {
    /// What becomes of `parties`, who are in the order of their places.
    pub(super) fn settle(&self, parties: &[Registration]) -> Settled {
        let wish = |party: &Registration| Wish {
            seats: party.party_size.get(),
            number: party.only_if.map(|number| number.get()).unwrap_or_default(),
        };
        let wishes: Vec<Wish> = parties.iter().map(wish).collect();
        settle(self.seats_in(), self.free_seats(), &wishes)
    }

    /// When wishes that have not come true end; none where there are none.
    pub(super) fn wishes_end_at(&self) -> Option<Timestamp> {
        (self.conditional > 0).then(|| self.closes_when().min(self.starts_at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wishes(all: &[(i32, i32)]) -> Vec<Wish> {
        all.iter().map(|(seats, number)| Wish { seats: *seats, number: *number }).collect()
    }

    fn settled(taken: i32, free: i32, all: &[(i32, i32)]) -> (Vec<usize>, Vec<usize>) {
        let Settled { seated, waiting } = settle(taken, free, &wishes(all));
        (seated, waiting)
    }

    #[test]
    fn two_who_are_missing_come_together() {
        assert_eq!(settled(6, 4, &[(1, 8)]), (vec![], vec![]));
        assert_eq!(settled(6, 4, &[(1, 8), (1, 8)]), (vec![0, 1], vec![]));
        assert_eq!(settled(6, 4, &[(2, 8)]), (vec![0], vec![]));
    }

    #[test]
    fn each_needs_their_own_number_and_the_largest_set_that_has_it_comes() {
        assert_eq!(settled(5, 5, &[(1, 7), (1, 9), (1, 7)]), (vec![0, 2], vec![]));
        assert_eq!(settled(5, 5, &[(1, 7), (1, 8), (1, 7)]), (vec![0, 1, 2], vec![]));
        assert_eq!(settled(5, 5, &[(1, 9), (1, 9), (1, 9)]), (vec![], vec![]));
    }

    #[test]
    fn those_for_whom_there_is_no_room_wait() {
        assert_eq!(settled(6, 2, &[(1, 8), (1, 8), (1, 8)]), (vec![0, 1], vec![2]));
        assert_eq!(settled(8, 0, &[(1, 8)]), (vec![], vec![0]));
    }

    #[test]
    fn nobody_comes_on_the_word_of_somebody_who_does_not_fit() {
        // The two of the second party make eight only without the first.
        assert_eq!(settled(6, 2, &[(1, 8), (2, 8)]), (vec![1], vec![0]));
        // Seven is enough for the first; nine never come, for there are eight spots.
        assert_eq!(settled(6, 2, &[(1, 7), (2, 8)]), (vec![0], vec![]));
    }

    /// Every set, tried one by one.
    fn by_trying(taken: i32, free: i32, wishes: &[Wish]) -> Vec<bool> {
        let sets = (0..1_u32 << wishes.len())
            .map(|set| (0..wishes.len()).map(|at| set & (1 << at) != 0).collect::<Vec<bool>>());
        let holds = |set: &Vec<bool>| {
            let those: Vec<&Wish> = set.iter().zip(wishes).filter(|(is_in, _)| **is_in).map(|(_, wish)| wish).collect();
            let seats: i32 = those.iter().map(|wish| wish.seats).sum();
            seats <= free && those.iter().all(|wish| wish.number <= taken + seats)
        };
        sets.filter(holds).max().unwrap_or_default()
    }

    #[test]
    fn it_is_what_trying_every_set_gives() {
        // A small generator of its own, so that a failure comes again.
        let mut seed = 7_u64;
        let mut next = |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i32::try_from((seed >> 33) % most).unwrap()
        };
        for _ in 0..3_000 {
            let (taken, free) = (next(8), next(7));
            let all: Vec<(i32, i32)> = (0..next(8)).map(|_| (1 + next(3), 2 + next(12))).collect();
            let wishes = wishes(&all);
            let Settled { seated, waiting } = settle(taken, free, &wishes);
            let found: Vec<bool> = (0..wishes.len()).map(|at| seated.contains(&at)).collect();
            assert_eq!(found, by_trying(taken, free, &wishes), "{taken} taken, {free} free, {all:?}");
            let total = taken + seated.iter().map(|at| wishes[*at].seats).sum::<i32>();
            assert!(waiting.iter().all(|at| wishes[*at].number <= total), "{all:?}");
            // At rest: asked again, nothing more happens but for those who wait by then.
            let rest: Vec<(i32, i32)> =
                (0..all.len()).filter(|at| !seated.contains(at) && !waiting.contains(at)).map(|at| all[at]).collect();
            assert_eq!(settled(total, free - (total - taken), &rest), (vec![], vec![]), "{all:?}");
        }
    }
}
