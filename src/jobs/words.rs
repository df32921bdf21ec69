//! What each letter says.

use crate::domain::calendar;
use crate::domain::gears::sentence;
use crate::domain::organizing::together;
use crate::mail::{Change, Letter, Links};
use crate::store::games::Game;
use crate::store::outbox::Message;
use crate::store::registrations::Registration;
use crate::store::{self, DbConn, Optional, QueryResult};
use crate::types::numbers::{ordinal, plural};
use crate::types::{EventKind, GameId, MailKind, MessageKind, PartySize, Timestamp, Visibility};

/// Who reads a letter, and where.
pub struct Addressee<'a> {
    /// The site's name.
    pub site: &'a str,
    /// Their name.
    pub name: &'a str,
    /// Addresses of the site, where it knows its own.
    pub links: Option<&'a Links>,
}

/// The letter about `message`, but for what changed.
pub fn about_game(conn: &mut DbConn, to: &Addressee<'_>, message: &Message, now: Timestamp) -> QueryResult<Letter> {
    let game = store::games::find(conn, message.game_id)?;
    let registration = match message.registration_id {
        Some(registration) => Some(store::registrations::find(conn, registration)?),
        None => None,
    };
    let party = registration.as_ref().map_or(PartySize::ALONE, |registration| registration.party_size);
    let (gears, has_mail) = store::site::gears(conn)?.unwrap_or_default();
    let freed = sentence(&game, gears, has_mail, now);
    let waiting = registration.as_ref().filter(|_| message.kind == MessageKind::Waiting);
    let stands = waiting.map(|waiting| in_line(conn, &game, waiting, &freed)).transpose()?.unwrap_or_default();
    let (subject, mut lines) = said(message, &game, registration.as_ref(), (stands, &freed), now);
    let subject = match message.kind {
        MessageKind::Offer => are_held(party),
        _ => subject.to_owned(),
    };
    let key = (game.visibility == Visibility::Unlisted).then_some(game.link_key.as_str());
    let link = to.links.map(|links| links.game(game.id, key));
    let calendar = match registration.filter(|_| goes_into_calendars(message.kind)) {
        Some(mine) => Some(calendar::of_registration(conn, &game, mine)?.write("", |_| link.clone())),
        None => None,
    };
    let written = match message.message_id {
        Some(message) => Some(store::messages::find(conn, message)?),
        None => None,
    };
    if let Some((sent, sender)) = &written {
        lines.extend([format!("{sender}, who runs the game, writes:"), sent.text.to_string()]);
    }
    let is_run_by_reader = MailKind::from(message.kind).is_for_organizers();
    let manage = to.links.filter(|_| is_run_by_reader).map(|links| ("See who is in", links.manage(game.id)));
    Ok(Letter {
        subject: format!("{subject}: {}", game.title),
        site: to.site.to_owned(),
        name: to.name.to_owned(),
        lines,
        facts: vec![("Game", game.title.to_string()), ("When", when(&game)), ("Where", place(conn, &game)?)],
        button: manage.or(link.map(|link| ("Open the game", link))),
        reply_to: written.and_then(|(sent, _)| sent.reply_to).map(|email| email.to_string()),
        because: because(message).to_owned(),
        calendar,
        ..Letter::default()
    })
}

/// Where the party of `waiting` stands, and how it gets a spot that comes free, which `freed` says.
fn in_line(conn: &mut DbConn, game: &Game, waiting: &Registration, freed: &str) -> QueryResult<Vec<String>> {
    let number = ordinal(store::line::number(conn, game.id, waiting.place)?);
    let with = match waiting.party_size.guests() {
        0 => String::new(),
        guests => format!(", with {}", plural(guests, "guest")),
    };
    let gears = store::site::gears(conn)?.map(|(gears, _)| gears).unwrap_or_default();
    let told = "You are told. On the game's page you can say until when you want to hear of one.";
    let mut lines = vec![format!("You're {number} in line{with}."), format!("{freed}. {told}")];
    let holds = game.gears.or(gears).at_once_hours.get() > 0;
    if holds && store::notices::is_off(conn, waiting.player_id, MailKind::Offer)? {
        let none = "You want no mail about offers, so no spot is held for you: near the start, the first tap wins.";
        lines.push(none.to_owned());
    }
    Ok(lines)
}

/// "You have a spot." or "You have 3 spots, for you and 2 guests."
fn have(party: PartySize) -> String {
    match party.guests() {
        0 => "You have a spot.".to_owned(),
        guests => format!("You have {} spots, for you and {}.", party.get(), plural(guests, "guest")),
    }
}

/// "A spot is held for you" or "3 spots are held for you".
fn are_held(party: PartySize) -> String {
    match party.get() {
        1 => "A spot is held for you".to_owned(),
        spots => format!("{spots} spots are held for you"),
    }
}

/// The subject's first words, and what happened.
fn said(
    message: &Message,
    game: &Game,
    mine: Option<&Registration>,
    (stands, freed): (Vec<String>, &str),
    now: Timestamp,
) -> (&'static str, Vec<String>) {
    let is_in = mine.is_some_and(|mine| mine.status.holds_seats());
    let party = mine.map_or(PartySize::ALONE, |mine| mine.party_size);
    let with_reason = |sentence: &str, label: &str| match message.after.is_empty() {
        true => vec![sentence.to_owned()],
        false => vec![sentence.to_owned(), format!("{label}: {}", message.after)],
    };
    match message.kind {
        MessageKind::In => {
            let lines = [Some(have(party)), Some(drop_out(game, mine, now)), may_be_off(game, now)];
            ("You're in", lines.into_iter().flatten().collect())
        }
        MessageKind::Waiting => ("You're on the waitlist", stands.into_iter().chain(may_be_off(game, now)).collect()),
        MessageKind::CameTrue if is_in => {
            ("You're in now", vec![format!("{}.", message.after), drop_out(game, mine, now)])
        }
        MessageKind::CameTrue => {
            ("You're on the waitlist", vec![format!("{}.", message.after), format!("{freed}. You are told.")])
        }
        MessageKind::NotEnough => {
            let line = format!("Sign-up has closed, and fewer than {} were in. You're not on the list.", message.after);
            ("Not enough players", vec![line])
        }
        MessageKind::Reminder => {
            let lines = [Some(have(party)), Some(drop_out(game, mine, now)), may_be_off(game, now)];
            (day_of(game, now), lines.into_iter().flatten().collect())
        }
        MessageKind::MovedIn => {
            let then = "If you can't make it after all, say so on the game's page: that never counts as late.";
            let line = match party.guests() {
                0 => format!("A spot came free, and you moved in. {then}"),
                guests => format!(
                    "{} spots came free, and you moved in with {}. {then}",
                    party.get(),
                    plural(guests, "guest")
                ),
            };
            ("You're in now", with_reason(&line, "The organizer says"))
        }
        MessageKind::Offer => {
            let until = format!("{} until {}.", are_held(party), message.after);
            let them = if party == PartySize::ALONE { "it" } else { "them" };
            let then = format!(
                "Take {them} on the game's page, or pass on {them} there: if you do neither, you are passed over until you \
                 say that you still want in."
            );
            ("A spot is held for you", vec![until, then])
        }
        MessageKind::OfferEnded => {
            let line = "The offer of a spot ended, and you are passed over now. If you still want in, say so on the game's \
                        page: you go to the end of the line.";
            ("The offer ended", vec![line.to_owned()])
        }
        MessageKind::FirstTap => {
            let line =
                format!("{} on offer to everybody waiting. The first tap on the game's page wins.", message.after);
            ("The first tap wins", vec![line, newcomers(game, now)])
        }
        MessageKind::Changed => ("Changed", vec!["The organizer changed the game.".to_owned()]),
        MessageKind::Cancelled => ("Cancelled", with_reason("The game is off.", "Why")),
        MessageKind::Removed => {
            ("You're off the list", with_reason("The organizer took you off the list.", "The organizer says"))
        }
        MessageKind::Added if is_in => {
            let line = format!("The organizer added you. {}", have(party));
            ("You're in", with_reason(&line, "The organizer says"))
        }
        MessageKind::Added => {
            let mut lines = with_reason("The organizer put you on the waitlist.", "The organizer says");
            lines.push(format!("{freed}. You are told."));
            ("You're on the waitlist", lines)
        }
        MessageKind::Full => ("Full", vec![full(game), waiting(game)]),
        MessageKind::LateGap => {
            let line = "Somebody dropped out after the deadline, and nobody waiting has taken the spot.";
            let free = plural(game.seats_for_newcomers(now), "spot");
            ("A spot is free again", vec![line.to_owned(), format!("{free} of {} free.", game.capacity)])
        }
        // Who writes, and what, stands in a row of its own.
        MessageKind::Message => ("Message", Vec::new()),
        MessageKind::BelowMinimum => {
            let day = match day_of(game, now) {
                "Soon" => "so far".to_owned(),
                day => format!("for {}", day.to_lowercase()),
            };
            let line = format!("Too few are in {day}. Share the link once more, or call the game off in time.");
            let lines = [Some(line), Some(format!("{}.", below_minimum(game))), may_be_off(game, now)];
            ("Too few so far", lines.into_iter().flatten().collect())
        }
    }
}

/// "Tomorrow", by the clock of the game.
fn day_of(game: &Game, now: Timestamp) -> &'static str {
    match game.time_zone.today(now).days_until(game.local_date) {
        0 => "Today",
        1 => "Tomorrow",
        _ => "Soon",
    }
}

/// From when on others may take what is on offer to those waiting.
fn newcomers(game: &Game, now: Timestamp) -> String {
    match game.open_seats.next_for_newcomers(now) {
        None => "Newcomers may take it too.".to_owned(),
        Some(from) => {
            let (wall, zone) = (game.time_zone.wall(from).time(), game.time_zone.abbreviation(from));
            format!("From {wall} {zone} on newcomers may take it too.")
        }
    }
}

/// When the game is called off by itself, while that is still to come.
fn may_be_off(game: &Game, now: Timestamp) -> Option<String> {
    let at = game.cancels_at().filter(|at| now < *at)?;
    let (wall, zone) = (game.time_zone.wall(at).short_with_year(), game.time_zone.abbreviation(at));
    Some(format!("It is called off by itself on {wall} {zone} if fewer than {} are in by then.", game.minimum))
}

/// "All 8 spots are taken.", and how many of them are only held.
fn full(game: &Game) -> String {
    match (game.capacity.get(), game.offered) {
        (1, 0) => "The one spot is taken.".to_owned(),
        (1, _) => "The one spot is held for somebody who waited.".to_owned(),
        (2, 0) => "Both spots are taken.".to_owned(),
        (spots, 0) => format!("All {spots} spots are taken."),
        (_, held) => format!("No spot is free: {} in, {held} held for those who waited.", game.seats_in()),
    }
}

/// "Nobody waits." or "2 wait."
fn waiting(game: &Game) -> String {
    match game.waiting {
        0 => "Nobody waits yet.".to_owned(),
        1 => "1 waits.".to_owned(),
        more => format!("{more} wait."),
    }
}

/// "5 are in, and it takes 8".
fn below_minimum(game: &Game) -> String {
    let are = if game.seats_in() == 1 { "is" } else { "are" };
    format!("{} {are} in, and it takes {}", game.seats_in(), game.minimum)
}

/// Whether a calendar that its reader keeps says something else from then on.
const fn goes_into_calendars(kind: MessageKind) -> bool {
    match kind {
        MessageKind::In
        | MessageKind::Waiting
        | MessageKind::MovedIn
        | MessageKind::CameTrue
        | MessageKind::Added
        | MessageKind::Changed
        | MessageKind::Cancelled
        | MessageKind::Removed => true,
        MessageKind::Offer
        | MessageKind::OfferEnded
        | MessageKind::FirstTap
        | MessageKind::NotEnough
        | MessageKind::Reminder
        | MessageKind::BelowMinimum
        | MessageKind::Full
        | MessageKind::LateGap
        | MessageKind::Message => false,
    }
}

fn drop_out(game: &Game, mine: Option<&Registration>, now: Timestamp) -> String {
    if mine.is_some_and(Registration::was_moved_in) {
        return "If you can't make it, say so on the game's page. It never counts as late, for you were moved in."
            .to_owned();
    }
    if now >= game.deadline_at {
        return "If you can't make it, say so on the game's page. It counts as late unless someone takes your spot."
            .to_owned();
    }
    let until = game.time_zone.wall(game.deadline_at).short_with_year();
    let zone = game.time_zone.abbreviation(game.deadline_at);
    format!("If you can't make it, say so on the game's page. That is free until {until} {zone}.")
}

fn because(message: &Message) -> &'static str {
    match message.kind {
        MessageKind::Cancelled if message.registration_id.is_none() => "You get this because you run the game.",
        MessageKind::Reminder => "You get this because you are in the game.",
        MessageKind::CameTrue | MessageKind::NotEnough => "You get this because you said that you come if enough do.",
        MessageKind::In | MessageKind::Waiting => "You get this because you registered for the game.",
        MessageKind::MovedIn | MessageKind::Offer | MessageKind::OfferEnded | MessageKind::FirstTap => {
            "You get this because you were waiting for the game."
        }
        MessageKind::Changed | MessageKind::Cancelled => "You get this because you are in the game, or waiting for it.",
        MessageKind::Removed | MessageKind::Added => "You get this because it is about your spot in the game.",
        MessageKind::BelowMinimum | MessageKind::Full | MessageKind::LateGap => {
            "You get this because you run the game."
        }
        MessageKind::Message => "You get this because you are in the game, or waiting for it.",
    }
}

/// What is different in `game` since an instant, each thing once, from what it was before to what it is now.
pub fn changes(conn: &mut DbConn, game: GameId, since: Timestamp) -> QueryResult<Vec<Change>> {
    let events = store::timeline::of_game(conn, game)?;
    let things =
        [(EventKind::TimeChanged, "Time"), (EventKind::PlaceChanged, "Place"), (EventKind::PriceChanged, "Price")];
    let mut changes = Vec::new();
    for (kind, what) in things {
        let of_kind = events.iter().filter(|event| event.kind == kind && event.at >= since);
        let edits: Vec<(&str, &str)> = of_kind.map(|event| (event.before.as_str(), event.after.as_str())).collect();
        changes.extend(together(kind, &edits).map(|(before, after)| Change { what, before, after }));
    }
    Ok(changes)
}

fn when(game: &Game) -> String {
    let (start, zone) = (game.time_zone.wall(game.starts_at), game.time_zone.abbreviation(game.starts_at));
    format!("{} {zone}", start.short_with_year())
}

fn place(conn: &mut DbConn, game: &Game) -> QueryResult<String> {
    let Some(venue) = game.venue_id else { return Ok(game.place.clone()) };
    let venue = store::venues::find(conn, venue).optional()?;
    Ok(venue.map_or_else(String::new, |venue| match venue.address.is_empty() {
        true => venue.name.to_string(),
        false => format!("{}, {}", venue.name, venue.address),
    }))
}
