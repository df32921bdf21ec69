//! Everybody of the site: looking for people, and making accounts for them.

use actix_web::{HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use serde::Deserialize;

use super::{
    not_admin,
    pager::{ASKED, Pager, number, offset},
};
use crate::{
    domain::accounts::{AccountError, AddAccount},
    store::{
        self, QueryError,
        people::{PeopleFilter, Person, Standing},
    },
    types::{Email, PlayerName, Role, SearchText, Zone},
    web::{AdminIn, App, FieldErrors, HtmlForm, HtmlQuery, Notice, Page, WebError, html, html_as, redirect_with, urls},
};

/// Who is looked for, as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PeopleQuery {
    /// Part of a name or address.
    pub q: String,
    /// A role, or empty for any.
    pub role: String,
    /// A standing, or empty for everybody.
    pub state: String,
    /// Which page.
    pub page: String,
}

const ROLES: [(&str, &str); 4] = [("", "Any"), ("player", "Player"), ("organizer", "Organizer"), ("admin", "Admin")];
const STATES: [(&str, &str); 5] = [
    ("", "Any"),
    ("account", "With an account"),
    ("name", "Added by name"),
    ("disabled", "Disabled"),
    ("deleted", "Deleted"),
];

impl PeopleQuery {
    /// A role or standing that does not exist looks for everybody, as an old link may.
    fn parse(&self) -> Result<PeopleFilter, FieldErrors> {
        let text = SearchText::parse(&self.q).map_err(|error| FieldErrors::one("q", error.to_string()))?;
        let standing = match self.state.as_str() {
            "account" => Standing::WithAccount,
            "name" => Standing::NameOnly,
            "disabled" => Standing::Disabled,
            "deleted" => Standing::Deleted,
            _ => Standing::Anyone,
        };
        Ok(PeopleFilter { text: text.as_str().to_owned(), role: Role::parse(&self.role).ok(), standing })
    }
}

/// The form that makes an account for somebody, as the browser sent it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PersonForm {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they may do; empty for a player.
    pub role: String,
}

impl PersonForm {
    fn parse(&self) -> Result<(PlayerName, Email, Role), FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.check("name", PlayerName::parse(&self.name));
        let email = errors.check("email", Email::parse(&self.email));
        let role = if self.role.is_empty() { Ok(Role::Player) } else { Role::parse(&self.role) };
        let role = errors.check("role", role);
        match (name, email, role) {
            (Some(name), Some(email), Some(role)) => Ok((name, email, role)),
            _ => Err(errors),
        }
    }
}

#[derive(Template)]
#[template(path = "admin/people.html")]
struct PeoplePage<'a> {
    page: Page,
    tab: &'static str,
    query: &'a PeopleQuery,
    roles: &'static [(&'static str, &'static str)],
    states: &'static [(&'static str, &'static str)],
    count: String,
    people: Vec<Row>,
    pager: Pager,
    form: &'a PersonForm,
    errors: FieldErrors,
}

/// One person of the list.
struct Row {
    href: String,
    name: String,
    email: String,
    role: &'static str,
    tag: &'static str,
    since: String,
}

/// `GET /admin/people`
pub async fn index(app: Data<App>, admin: AdminIn, query: HtmlQuery<PeopleQuery>) -> Result<HttpResponse, WebError> {
    let form = PersonForm::default();
    match query.parse() {
        Ok(filter) => {
            let found = find(&app, filter, number(&query.page)).await?;
            html(&page(&admin, &query, found, &form, FieldErrors::default()))
        }
        Err(errors) => html_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&admin, &query, (Vec::new(), 0), &form, errors)),
    }
}

/// `POST /admin/people`
pub async fn create(app: Data<App>, admin: AdminIn, form: HtmlForm<PersonForm>) -> Result<HttpResponse, WebError> {
    let (name, email, role) = match form.parse() {
        Ok(parsed) => parsed,
        Err(errors) => return again(&app, &admin, &form, errors).await,
    };
    let job = AddAccount { name, email, role, password_hash: None, by: Some(admin.player) };
    match app.store.write(job).await {
        Ok(player) => Ok(redirect_with(Notice::PersonAdded, &urls::person(player))),
        Err(AccountError::EmailTaken) => {
            let errors = FieldErrors::one("email", "Somebody has an account with this address.");
            again(&app, &admin, &form, errors).await
        }
        Err(AccountError::Query(error)) => Err(error.into()),
        Err(
            AccountError::SignUpClosed
            | AccountError::NotSetUp
            | AccountError::Stale
            | AccountError::HasOne
            | AccountError::NotFound,
        ) => Err(not_admin()),
    }
}

async fn again(app: &App, admin: &AdminIn, form: &PersonForm, errors: FieldErrors) -> Result<HttpResponse, WebError> {
    let found = find(app, PeopleFilter::default(), 1).await?;
    html_as(StatusCode::UNPROCESSABLE_ENTITY, &page(admin, &PeopleQuery::default(), found, form, errors))
}

/// A page of those who match, and how many there are in all.
async fn find(app: &App, filter: PeopleFilter, shown: i64) -> Result<(Vec<Person>, i64), WebError> {
    let found = app.store.read(move |conn| {
        let people = store::people::search(conn, &filter, offset(shown), ASKED)?;
        Ok::<_, QueryError>((people, store::people::count(conn, &filter)?))
    });
    Ok(found.await?)
}

fn page<'a>(
    admin: &AdminIn,
    query: &'a PeopleQuery,
    (mut people, count): (Vec<Person>, i64),
    form: &'a PersonForm,
    errors: FieldErrors,
) -> PeoplePage<'a> {
    let kept = [("q", query.q.as_str()), ("role", &query.role), ("state", &query.state)];
    let pager = Pager::cut(&mut people, number(&query.page), urls::PEOPLE, &kept);
    PeoplePage {
        page: admin.page("People"),
        tab: "people",
        query,
        roles: &ROLES,
        states: &STATES,
        count: if count == 1 { "1 person".to_owned() } else { format!("{count} people") },
        people: people.iter().map(|person| row(person, &admin.site.time_zone)).collect(),
        pager,
        form,
        errors,
    }
}

fn row(person: &Person, zone: &Zone) -> Row {
    Row {
        href: urls::person(person.player.id),
        name: person.player.name.to_string(),
        email: person.email.as_ref().map(ToString::to_string).unwrap_or_default(),
        role: person.player.role.as_str(),
        tag: tag(person),
        since: zone.date(person.player.created_at).short_with_year(),
    }
}

/// What is special about somebody, in a word.
pub(super) fn tag(person: &Person) -> &'static str {
    if person.player.deleted_at.is_some() {
        "Deleted"
    } else if person.player.disabled_at.is_some() {
        "Disabled"
    } else if person.email.is_none() {
        "Added by name"
    } else {
        ""
    }
}
