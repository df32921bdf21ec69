//! Who did what, and when.

use std::collections::HashMap;

use actix_web::{HttpResponse, web::Data};
use askama::Template;
use serde::Deserialize;

use super::pager::{ASKED, Pager, number, offset};
use crate::{
    store::{self, DbConn, QueryResult, audit::Entry},
    types::{GameId, GameTitle, PlayerId, PlayerName, Timestamp},
    web::{AdminIn, App, HtmlQuery, Page, WebError, html, urls, words},
};

/// Which page of the log.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AuditQuery {
    /// Its number.
    pub page: String,
}

#[derive(Template)]
#[template(path = "admin/audit.html")]
struct AuditPage {
    page: Page,
    tab: &'static str,
    entries: Vec<Row>,
    pager: Pager,
}

/// One line of the log.
struct Row {
    at: String,
    when: String,
    who: Option<Link>,
    what: String,
    on: Option<Link>,
    details: String,
    whom: Option<Link>,
}

/// A person or game.
struct Link {
    href: String,
    text: String,
}

/// `GET /admin/audit`
pub async fn index(app: Data<App>, admin: AdminIn, query: HtmlQuery<AuditQuery>) -> Result<HttpResponse, WebError> {
    let shown = number(&query.page);
    let (mut entries, names) = app.store.read(move |conn| find(conn, offset(shown))).await?;
    let pager = Pager::cut(&mut entries, shown, urls::AUDIT, &[]);
    let (zone, now) = (&admin.site.time_zone, admin.now);
    let row = |(entry, who): &(Entry, Option<PlayerName>)| {
        let when = words::moment_with_date(entry.at, zone, now);
        names.row(entry, who.as_ref(), when, entry.at)
    };
    html(&AuditPage { page: admin.page("Audit log"), tab: "audit", entries: entries.iter().map(row).collect(), pager })
}

type Entries = Vec<(Entry, Option<PlayerName>)>;

fn find(conn: &mut DbConn, from: i64) -> QueryResult<(Entries, Names)> {
    let entries = store::audit::page(conn, from, ASKED)?;
    let subjects = entries.iter().flat_map(|(entry, _)| [Subject::of(&entry.subject), Subject::of(&entry.details)]);
    let (mut players, mut games) = (Vec::new(), Vec::new());
    for subject in subjects {
        match subject {
            Subject::Player(player, _) => players.push(player),
            Subject::Game(game, _) => games.push(game),
            Subject::Words => {}
        }
    }
    let players = store::players::names(conn, &players)?.into_iter().collect();
    let games = store::all_games::titles(conn, &games)?.into_iter().collect();
    Ok((entries, Names { players, games }))
}

/// What a text of the log begins with; names are looked up, so that a deleted person's are gone from it.
#[derive(Debug, PartialEq, Eq)]
enum Subject<'a> {
    Player(PlayerId, &'a str),
    Game(GameId, &'a str),
    Words,
}

impl<'a> Subject<'a> {
    /// "player 7: present" is the player and ": present".
    fn of(text: &'a str) -> Self {
        let Some((kind, rest)) = text.split_once(' ') else { return Self::Words };
        let (id, rest) = rest.split_at(rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len()));
        match (kind, PlayerId::parse(id), GameId::parse(id)) {
            ("player", Ok(player), _) => Self::Player(player, rest),
            ("game", _, Ok(game)) => Self::Game(game, rest),
            _ => Self::Words,
        }
    }
}

struct Names {
    players: HashMap<PlayerId, PlayerName>,
    games: HashMap<GameId, GameTitle>,
}

impl Names {
    fn row(&self, entry: &Entry, who: Option<&PlayerName>, when: String, at: Timestamp) -> Row {
        let (whom, details) = self.split(&entry.details);
        let on = self.split(&entry.subject).0;
        // A new game's entry tells its title, which stands there already unless it has changed since.
        let is_said = on.as_ref().is_some_and(|on| on.text == details);
        let who = entry.actor_id.zip(who).map(|(id, name)| Link { href: urls::person(id), text: name.to_string() });
        Row {
            at: at.rfc3339(),
            when,
            who,
            what: verb(&entry.action).to_owned(),
            on,
            whom,
            details: if is_said { String::new() } else { details },
        }
    }

    /// The person or game that `text` begins with, and the rest of it.
    fn split(&self, text: &str) -> (Option<Link>, String) {
        let rest = |rest: &str| rest.trim_start_matches([':', ',']).trim().to_owned();
        match Subject::of(text) {
            Subject::Player(player, more) => (Some(self.player(player)), rest(more)),
            Subject::Game(game, more) => (Some(self.game(game)), rest(more)),
            Subject::Words => (None, text.to_owned()),
        }
    }

    fn player(&self, id: PlayerId) -> Link {
        let name = self.players.get(&id).map(ToString::to_string);
        Link { href: urls::person(id), text: name.unwrap_or_else(|| format!("player {id}")) }
    }

    fn game(&self, id: GameId) -> Link {
        let title = self.games.get(&id).map(ToString::to_string);
        Link { href: urls::manage(id), text: title.unwrap_or_else(|| format!("game {id}")) }
    }
}

/// What was done, as a heading over what it was done to.
fn verb(action: &str) -> &str {
    match action {
        "game.create" => "Made a game",
        "game.copy" => "Copied a game",
        "game.edit" => "Edited",
        "game.publish" => "Published",
        "game.cancel" => "Cancelled",
        "series.create" => "Made a series",
        "venue.add" => "Added a venue",
        "venue.edit" => "Edited a venue",
        "venue.retire" => "Retired a venue",
        "venue.restore" => "Offered a venue again",
        "roster.add" => "Added to the list",
        "roster.remove" => "Took off the list",
        "roster.up" => "Moved up in the line",
        "attendance" => "Noted attendance",
        "organizers.add" => "Added a co-organizer",
        "organizers.remove" => "Removed a co-organizer",
        "account.add" => "Made an account",
        "account.sign-in-link" => "Made a sign-in link",
        "account.sign-in-link.used" => "Signed in by link",
        "account.delete" => "Left the site",
        "account.get" => "Got an account",
        "account.merge" => "Became one with",
        "game.hand-over" => "Handed over",
        "roster.block" => "Blocked",
        "roster.unblock" => "Lifted a block",
        "account.email" => "Changed the address",
        "password.change" => "Changed the password",
        "player.role" => "Changed a role",
        "player.disable" => "Disabled",
        "player.enable" => "Enabled",
        "player.delete" => "Deleted",
        "site.set-up" => "Set the site up",
        "site.settings" => "Changed the settings",
        "backup" => "Made a backup",
        "restore" => "Restored a backup",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_told_from_words() {
        assert_eq!(Subject::of("player 7"), Subject::Player(PlayerId::new(7), ""));
        assert_eq!(Subject::of("player 7: present"), Subject::Player(PlayerId::new(7), ": present"));
        assert_eq!(Subject::of("game 12"), Subject::Game(GameId::new(12), ""));
        for words in ["", "site", "player", "player x", "game of 7", "player 0", "capacity: 7 -> 8"] {
            assert_eq!(Subject::of(words), Subject::Words, "{words:?}");
        }
    }
}
