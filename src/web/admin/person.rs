//! One person: what they did here, what they may do, and whether they stay.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use askama::Template;
use serde::Deserialize;

use super::{not_admin, people::tag};
use crate::{
    domain::{
        people::{Delete, Disable, Enable, PeopleError, SetRole},
        sign_in_links::{LinkError, MakeSignInLink, Owner},
    },
    store::{
        self, Job, Optional, QueryError,
        people::{Person, Played, PlayerRecord},
    },
    types::{Attendance, GameStatus, PlayerId, PlayerName, Role, Secret, Status, Zone, numbers::plural},
    web::{AdminIn, App, HtmlForm, Notice, Page, WebError, html, html_as, redirect, redirect_with, urls},
};

/// Games of one person that are shown.
const SHOWN_GAMES: i64 = 15;

#[derive(Template)]
#[template(path = "admin/person.html")]
struct PersonPage {
    page: Page,
    id: PlayerId,
    name: String,
    tag: &'static str,
    email: Option<String>,
    since: String,
    added_by: Option<String>,
    record: String,
    games: Vec<GameRow>,
    roles: Vec<RoleChoice>,
    is_deleted: bool,
    is_disabled: bool,
    loses: String,
    link: Option<String>,
    /// Whether the link begins with the site's own address.
    has_address: bool,
    refusal: Option<&'static str>,
}

/// A role that can be given.
struct RoleChoice {
    value: &'static str,
    text: &'static str,
    hint: &'static str,
    is_current: bool,
}

/// One game somebody is or was in.
struct GameRow {
    href: String,
    title: String,
    what: String,
}

/// What an admin wants to see once, or hears as a refusal, on a person's page.
#[derive(Debug, Default)]
struct Said {
    link: Option<String>,
    refusal: Option<&'static str>,
}

/// `GET /admin/people/{player}`
pub async fn show(app: Data<App>, admin: AdminIn, player: Path<PlayerId>) -> Result<HttpResponse, WebError> {
    html(&page(&app, &admin, player.into_inner(), Said::default()).await?)
}

/// `GET` of the forms' addresses, as when a page with a refusal is opened again: the person's page.
pub async fn back(player: Path<PlayerId>) -> HttpResponse {
    redirect(&urls::person(player.into_inner()))
}

/// A role, as the browser sent it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RoleForm {
    /// Its word.
    pub role: String,
}

/// `POST /admin/people/{player}/role`
pub async fn set_role(
    app: Data<App>,
    admin: AdminIn,
    player: Path<PlayerId>,
    form: HtmlForm<RoleForm>,
) -> Result<HttpResponse, WebError> {
    let player = player.into_inner();
    let Ok(role) = Role::parse(&form.role) else {
        let said = Said { refusal: Some("Choose one of the roles."), link: None };
        return html_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&app, &admin, player, said).await?);
    };
    change(&app, &admin, player, SetRole { player, role, by: admin.player }, Notice::RoleChanged).await
}

/// `POST /admin/people/{player}/disable`
pub async fn disable(app: Data<App>, admin: AdminIn, player: Path<PlayerId>) -> Result<HttpResponse, WebError> {
    let player = player.into_inner();
    change(&app, &admin, player, Disable { player, by: admin.player }, Notice::PersonDisabled).await
}

/// `POST /admin/people/{player}/enable`
pub async fn enable(app: Data<App>, admin: AdminIn, player: Path<PlayerId>) -> Result<HttpResponse, WebError> {
    let player = player.into_inner();
    change(&app, &admin, player, Enable { player, by: admin.player }, Notice::PersonEnabled).await
}

/// `POST /admin/people/{player}/delete`
pub async fn destroy(app: Data<App>, admin: AdminIn, player: Path<PlayerId>) -> Result<HttpResponse, WebError> {
    let player = player.into_inner();
    change(&app, &admin, player, Delete { player, by: admin.player }, Notice::PersonDeleted).await
}

async fn change(
    app: &App,
    admin: &AdminIn,
    player: PlayerId,
    job: impl Job<Done = (), Refused = PeopleError>,
    done: Notice,
) -> Result<HttpResponse, WebError> {
    let refusal = match app.store.write(job).await {
        // Who has just changed themselves may not be able to open this page any more.
        Ok(()) if player == admin.player => return Ok(redirect_with(done, urls::HOME)),
        Ok(()) => return Ok(redirect_with(done, &urls::person(player))),
        Err(PeopleError::NotFound) => return Err(WebError::NotFound),
        Err(PeopleError::NotAdmin) => return Err(not_admin()),
        Err(PeopleError::Query(error)) => return Err(error.into()),
        Err(PeopleError::NoAccount) => "Somebody without an account can only play: there is nothing to sign in with.",
        Err(PeopleError::LastAdmin) => "This is the only admin. Make somebody else an admin first.",
    };
    let said = Said { refusal: Some(refusal), link: None };
    html_as(StatusCode::CONFLICT, &page(app, admin, player, said).await?)
}

/// `POST /admin/people/{player}/sign-in-link`: shows the link on this one answer, and nowhere again.
pub async fn sign_in_link(app: Data<App>, admin: AdminIn, player: Path<PlayerId>) -> Result<HttpResponse, WebError> {
    let player = player.into_inner();
    let secret = Secret::new().map_err(|_| WebError::Internal("no random numbers"))?;
    let job = MakeSignInLink { owner: Owner::Player(player), token: secret.hash(), by: Some(admin.player) };
    let refusal = match app.store.write(job).await {
        Ok(_) => {
            let link = Some(app.absolute(&urls::sign_in(secret.reveal())));
            return html(&page(&app, &admin, player, Said { link, refusal: None }).await?);
        }
        Err(LinkError::NoAccount) => "Somebody without an account has nothing to sign in to.",
        Err(LinkError::Disabled) => "This account is disabled. Enable it first.",
        Err(LinkError::Spent) => return Err(WebError::Internal("a new link was spent")),
        Err(LinkError::Query(error)) => return Err(error.into()),
    };
    let said = Said { refusal: Some(refusal), link: None };
    html_as(StatusCode::CONFLICT, &page(&app, &admin, player, said).await?)
}

#[derive(Template)]
#[template(path = "admin/delete_person.html")]
struct DeletePage {
    page: Page,
    id: PlayerId,
    name: String,
    loses: String,
    runs: i64,
}

/// `GET /admin/people/{player}/delete`: says what will happen, before it does.
pub async fn confirm_delete(app: Data<App>, admin: AdminIn, player: Path<PlayerId>) -> Result<HttpResponse, WebError> {
    let found = find(&app, &admin, player.into_inner()).await?;
    if found.person.player.deleted_at.is_some() {
        return Err(WebError::NotFound);
    }
    let name = found.person.player.name.to_string();
    html(&DeletePage {
        page: admin.page(format!("Delete {name}?")),
        id: found.person.player.id,
        name,
        loses: loses(&found.record, true),
        runs: found.record.runs_ahead,
    })
}

/// What the database knows of somebody.
struct Found {
    person: Person,
    record: PlayerRecord,
    games: Vec<Played>,
    added_by: Option<PlayerName>,
}

async fn find(app: &App, admin: &AdminIn, player: PlayerId) -> Result<Found, WebError> {
    let now = admin.now;
    let found = app.store.read(move |conn| {
        let person = store::people::find(conn, player)?;
        let added_by = match person.player.added_by {
            Some(organizer) => store::players::find(conn, organizer).optional()?.map(|organizer| organizer.name),
            None => None,
        };
        let record = store::people::record_of(conn, player, now)?;
        let games = store::people::games_of(conn, player, SHOWN_GAMES)?;
        Ok::<_, QueryError>(Found { person, record, games, added_by })
    });
    Ok(found.await?)
}

async fn page(app: &App, admin: &AdminIn, player: PlayerId, said: Said) -> Result<PersonPage, WebError> {
    let found = find(app, admin, player).await?;
    let person = &found.person.player;
    Ok(PersonPage {
        page: admin.page(person.name.as_str()),
        id: person.id,
        name: person.name.to_string(),
        tag: tag(&found.person),
        email: found.person.email.as_ref().map(ToString::to_string),
        since: since(&found.person, &admin.site.time_zone),
        added_by: found.added_by.as_ref().map(ToString::to_string),
        record: record(&found.record),
        games: found.games.iter().map(game_row).collect(),
        roles: roles(person.role),
        is_deleted: person.deleted_at.is_some(),
        is_disabled: person.disabled_at.is_some(),
        loses: loses(&found.record, false),
        link: said.link,
        has_address: app.settings.public_url.is_some(),
        refusal: said.refusal,
    })
}

fn since(person: &Person, zone: &Zone) -> String {
    let since = zone.date(person.player.created_at).short_with_year();
    match person.player.disabled_at.filter(|_| person.player.deleted_at.is_none()) {
        Some(disabled) => format!("{since}, disabled since {}", zone.date(disabled).short_with_year()),
        None => since,
    }
}

fn record(record: &PlayerRecord) -> String {
    format!("{} played, {} late, {}", record.played, record.late, plural(record.no_shows, "no-show"))
}

fn roles(current: Role) -> Vec<RoleChoice> {
    let choice = |role: Role, text, hint| RoleChoice { value: role.as_str(), text, hint, is_current: role == current };
    vec![
        choice(Role::Player, "Player", "Joins games."),
        choice(Role::Organizer, "Organizer", "Posts games and runs them."),
        choice(Role::Admin, "Admin", "May do everything here, on every game."),
    ]
}

/// What somebody loses who is disabled, or deleted: then their places in line go too.
fn loses(record: &PlayerRecord, places_too: bool) -> String {
    let seats = match record.seats_ahead {
        0 => None,
        1 => Some("their spot in 1 game ahead goes to the next in line".to_owned()),
        seats => Some(format!("their spots in {seats} games ahead go to the next in line")),
    };
    let places = match record.waits_ahead {
        0 => None,
        1 if places_too => Some("they leave 1 waitlist".to_owned()),
        waits if places_too => Some(format!("they leave {waits} waitlists")),
        _ => Some("on waitlists they are passed over".to_owned()),
    };
    let said: Vec<_> = [seats, places].into_iter().flatten().collect();
    if said.is_empty() { String::new() } else { format!("; {}", said.join(", and ")) }
}

fn game_row(played: &Played) -> GameRow {
    GameRow {
        href: urls::manage(played.game),
        title: played.title.to_string(),
        what: format!("{}, {}", played.starts_wall.short_with_year(), standing(played)),
    }
}

fn standing(played: &Played) -> &'static str {
    match (played.game_status, played.status, played.attendance) {
        (GameStatus::Cancelled, ..) => "game cancelled",
        (_, Status::Confirmed, Some(Attendance::Present)) => "came",
        (_, Status::Confirmed, Some(Attendance::NoShow)) => "no-show",
        (_, Status::Confirmed, None) => "in",
        (_, Status::Offered, _) => "a spot is held",
        (_, Status::Waitlisted, _) => "waiting",
        (_, Status::Conditional, _) => "in if enough come",
        (_, Status::Withdrawn, _) if played.late => "dropped out late",
        (_, Status::Withdrawn, _) => "out",
    }
}
