//! What each letter says.

use super::compose::SECRET;
use crate::domain::calendar;
use crate::domain::gears::sentence;
use crate::mail::{Change, Letter, Links};
use crate::store::games::Game;
use crate::store::outbox::Message;
use crate::store::registrations::Registration;
use crate::store::{self, DbConn, Optional, QueryResult};
use crate::types::numbers::plural;
use crate::types::{Email, EventKind, GameId, MailKind, MessageKind, Timestamp, Visibility};

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
    let (gears, has_mail) = store::site::gears(conn)?.unwrap_or_default();
    let freed = sentence(&game, gears, has_mail, now);
    let (subject, mut lines) = said(message, &game, registration.as_ref(), &freed, now);
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

/// The subject's first words, and what happened.
fn said(
    message: &Message,
    game: &Game,
    mine: Option<&Registration>,
    freed: &str,
    now: Timestamp,
) -> (&'static str, Vec<String>) {
    let is_in = mine.is_some_and(|mine| mine.status.holds_seats());
    let with_reason = |sentence: &str, label: &str| match message.after.is_empty() {
        true => vec![sentence.to_owned()],
        false => vec![sentence.to_owned(), format!("{label}: {}", message.after)],
    };
    match message.kind {
        MessageKind::In => {
            let lines = [Some("You have a spot.".to_owned()), Some(drop_out(game, mine, now)), may_be_off(game, now)];
            ("You're in", lines.into_iter().flatten().collect())
        }
        MessageKind::Waiting => {
            let told = "You are told. On the game's page you can say until when you want to hear of one.";
            let lines = [Some(format!("{freed}. {told}")), may_be_off(game, now)];
            ("You're on the waitlist", lines.into_iter().flatten().collect())
        }
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
            let lines = [Some("You have a spot.".to_owned()), Some(drop_out(game, mine, now)), may_be_off(game, now)];
            (day_of(game, now), lines.into_iter().flatten().collect())
        }
        MessageKind::MovedIn => {
            let line = "A spot came free, and you moved in. If you can't make it after all, say so on the game's page: \
                        that never counts as late.";
            ("You're in now", with_reason(line, "The organizer says"))
        }
        MessageKind::Offer => {
            let until = format!("A spot is held for you until {}.", message.after);
            let then = "Take it on the game's page, or pass on it there: if you do neither, you are passed over until you \
                        say that you still want in.";
            ("A spot is held for you", vec![until, then.to_owned()])
        }
        MessageKind::OfferEnded => {
            let line = "The offer of a spot ended, and you are passed over now. If you still want in, say so on the game's \
                        page: you go to the end of the line.";
            ("The offer ended", vec![line.to_owned()])
        }
        MessageKind::FirstTap => {
            let line =
                format!("{} on offer to everybody waiting. The first tap on the game's page wins.", message.after);
            ("The first tap wins", vec![line])
        }
        MessageKind::Changed => ("Changed", vec!["The organizer changed the game.".to_owned()]),
        MessageKind::Cancelled => ("Cancelled", with_reason("The game is off.", "Why")),
        MessageKind::Removed => {
            ("You're off the list", with_reason("The organizer took you off the list.", "The organizer says"))
        }
        MessageKind::Added if is_in => {
            ("You're in", with_reason("The organizer added you: you have a spot.", "The organizer says"))
        }
        MessageKind::Added => {
            let mut lines = with_reason("The organizer put you on the waitlist.", "The organizer says");
            lines.push(format!("{freed}. You are told."));
            ("You're on the waitlist", lines)
        }
        MessageKind::Full => {
            let line = format!("All {} spots are taken.", game.capacity);
            ("Full", vec![line, waiting(game)])
        }
        MessageKind::LateGap => {
            let line = "Somebody dropped out after the deadline, and nobody waiting has taken the spot.";
            let free = plural(game.seats_for_newcomers(now), "spot");
            ("A spot is free again", vec![line.to_owned(), format!("{free} of {} free.", game.capacity)])
        }
        // Who writes, and what, stands in a row of its own.
        MessageKind::Message => ("Message", Vec::new()),
        MessageKind::BelowMinimum => {
            let line = "Too few are in for tomorrow. Share the link once more, or call the game off in time.";
            ("Too few so far", vec![line.to_owned(), format!("{}.", below_minimum(game))])
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

/// When the game is called off by itself, while that is still to come.
fn may_be_off(game: &Game, now: Timestamp) -> Option<String> {
    let at = game.cancels_at().filter(|at| now < *at)?;
    let (wall, zone) = (game.time_zone.wall(at).short_with_year(), game.time_zone.abbreviation(at));
    Some(format!("It is called off by itself on {wall} {zone} if fewer than {} are in by then.", game.minimum))
}

/// "Nobody waits." or "2 wait."
fn waiting(game: &Game) -> String {
    match game.waiting {
        0 => "Nobody waits. Whoever comes now does.".to_owned(),
        1 => "1 waits.".to_owned(),
        more => format!("{more} wait."),
    }
}

/// "5 are in, and it takes 8".
fn below_minimum(game: &Game) -> String {
    let are = if game.seats_in() == 1 { "is" } else { "are" };
    format!("{} {are} in, and it takes {}", game.seats_in(), game.minimum)
}

/// Whether a calendar that its reader keeps says something else from then on. Who was taken off the list finds nothing to
/// take: the game itself goes on.
const fn goes_into_calendars(kind: MessageKind) -> bool {
    match kind {
        MessageKind::In
        | MessageKind::Waiting
        | MessageKind::MovedIn
        | MessageKind::CameTrue
        | MessageKind::Added
        | MessageKind::Changed
        | MessageKind::Cancelled => true,
        MessageKind::Offer
        | MessageKind::OfferEnded
        | MessageKind::FirstTap
        | MessageKind::Removed
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
        let mut of_kind = events.iter().filter(|event| event.kind == kind && event.at >= since);
        let Some(first) = of_kind.next() else { continue };
        let last = of_kind.next_back().unwrap_or(first);
        if first.before != last.after {
            changes.push(Change { what, before: first.before.clone(), after: last.after.clone() });
        }
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

/// The letter that asks whether an address is its reader's.
pub fn confirm(to: &Addressee<'_>, email: &Email) -> Letter {
    Letter {
        subject: format!("Is this your address? {}", to.site),
        lines: vec![
            format!(
                "{email} was given as yours at {}. Confirm it, and you are told by mail about your games.",
                to.site
            ),
            "The link works for a day.".to_owned(),
        ],
        button: to.links.map(|links| ("Confirm the address", links.confirm(SECRET))),
        because: "If you know nothing of this, leave it: nothing happens, and no more mail comes.".to_owned(),
        ..plain(to)
    }
}

/// The letter that asks whether somebody who gave its reader's address is its reader, who is known as `known`.
pub fn connect(to: &Addressee<'_>, known: &str) -> Letter {
    Letter {
        subject: format!("Are you “{}” too? {}", to.name, to.site),
        lines: vec![
            format!("“{}” at {} gave this address, with which you are known there as “{known}”.", to.name, to.site),
            format!(
                "If both are you, the two become one: what “{}” has joined is yours, and the browser in which that was \
                 done is signed in as you.",
                to.name
            ),
            "The link works for a day.".to_owned(),
        ],
        button: to.links.map(|links| ("See what it means", links.confirm(SECRET))),
        because: "If somebody else did this, leave it: nothing happens, and nobody gets into your account.".to_owned(),
        ..plain(to)
    }
}

/// The letter that lets its reader in without a password.
pub fn sign_in(to: &Addressee<'_>) -> Letter {
    Letter {
        subject: format!("Your sign-in link for {}", to.site),
        lines: vec![
            "With this link you are signed in without your password, and can choose a new one.".to_owned(),
            "It works once, for a day.".to_owned(),
        ],
        button: to.links.map(|links| ("Sign in", links.sign_in(SECRET))),
        because: "If you did not ask for it, leave it: nothing has changed, and nobody else got it.".to_owned(),
        ..plain(to)
    }
}

/// The letter that tells the old and the new address of an account that it has changed.
pub fn address_changed(to: &Addressee<'_>, is_new: bool, contact: &str) -> Letter {
    let lines = match is_new {
        true => vec![format!("From now on your account at {} has this address.", to.site)],
        false => {
            let mut lines = vec![format!("Your account at {} has another address now, and this one no more.", to.site)];
            let whom = if contact.is_empty() { "an admin of the site" } else { contact };
            lines.push(format!("If that was not you, tell {whom} at once."));
            lines
        }
    };
    let because = "You get this because it is about who can get into your account.".to_owned();
    Letter { subject: format!("Another address for your account: {}", to.site), lines, because, ..plain(to) }
}

fn plain(to: &Addressee<'_>) -> Letter {
    Letter { site: to.site.to_owned(), name: to.name.to_owned(), ..Letter::default() }
}
