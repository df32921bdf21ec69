//! The page that the console's one-time link opens on an empty site.

use actix_session::Session;
use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use askama::Template;
use serde::Deserialize;

use super::{App, FieldErrors, HtmlForm, Notice, Page, Viewer, WebError, html, html_as, redirect_with, sessions, urls};
use crate::{
    domain::set_up::{NewSite, SetUp, SetUpError},
    store::{self, tokens::Purpose},
    types::{Currency, Email, NewPassword, PlayerName, Secret, SecretHash, SiteName, Zone},
};

/// The set-up form as the browser sent it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SetUpForm {
    /// The site's name.
    pub site_name: String,
    /// The site's zone.
    pub time_zone: String,
    /// The code of the site's currency.
    pub currency: String,
    /// The admin's name.
    pub name: String,
    /// The admin's address.
    pub email: String,
    /// The admin's password; never shown again.
    pub password: String,
}

struct Parsed {
    site: NewSite,
    name: PlayerName,
    email: Email,
    password: NewPassword,
}

impl SetUpForm {
    /// Checks every field before answering, so that all mistakes are shown together.
    fn parse(&self) -> Result<Parsed, FieldErrors> {
        let mut errors = FieldErrors::default();
        let site_name = errors.check("site_name", SiteName::parse(&self.site_name));
        let time_zone = errors.check("time_zone", Zone::parse(&self.time_zone));
        let currency = errors.check("currency", Currency::parse(&self.currency));
        let name = errors.check("name", PlayerName::parse(&self.name));
        let email = errors.check("email", Email::parse(&self.email));
        let own = [self.name.as_str(), self.email.as_str(), self.site_name.as_str()];
        let password = errors.check("password", NewPassword::check(&self.password, &own));
        match (site_name, time_zone, currency, name, email, password) {
            (Some(site_name), Some(time_zone), Some(currency), Some(name), Some(email), Some(password)) => {
                Ok(Parsed { site: NewSite { name: site_name, time_zone, currency }, name, email, password })
            }
            _ => Err(errors),
        }
    }
}

#[derive(Template)]
#[template(path = "set_up/show.html")]
struct SetUpPage<'a> {
    page: Page,
    token: &'a str,
    form: &'a SetUpForm,
    zones: Vec<&'static str>,
    currencies: Vec<(&'static str, &'static str)>,
    errors: FieldErrors,
}

/// `GET /set-up/{token}`
pub async fn show(app: Data<App>, viewer: Viewer, token: Path<String>) -> Result<HttpResponse, WebError> {
    find(&app, &token).await?;
    let form = SetUpForm { currency: Currency::default().code().to_owned(), ..SetUpForm::default() };
    html(&page(&viewer, &token, &form, FieldErrors::default()))
}

/// `POST /set-up/{token}`
pub async fn create(
    app: Data<App>,
    viewer: Viewer,
    session: Session,
    request: HttpRequest,
    token: Path<String>,
    form: HtmlForm<SetUpForm>,
) -> Result<HttpResponse, WebError> {
    let link = find(&app, &token).await?;
    let Parsed { site, name, email, password } = match form.parse() {
        Ok(parsed) => parsed,
        Err(errors) => {
            let page = page(&viewer, &token, &form, errors);
            return html_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let password_hash = app.passwords.hash(password).await?;
    let (key, new) = sessions::prepare(&session, &request)?;
    let (has_mail, confirms) = (app.settings.mail.is_some(), app.settings.mails_links());
    let job = SetUp { token: link, site, name, email, password_hash, session: new, has_mail, confirms };
    match app.store.write(job).await {
        Ok(_) => {
            app.forget_site();
            sessions::begin(&session, &key)?;
            Ok(redirect_with(Notice::SiteReady, urls::HOME))
        }
        Err(SetUpError::Done) => Err(WebError::Refused("This site is set up already. Sign in.".to_owned())),
        Err(SetUpError::Spent) => Err(spent()),
        Err(SetUpError::Account(error)) => {
            log::error!("the first account could not be made: {error}");
            Err(WebError::Refused("The account could not be made. Try another address.".to_owned()))
        }
        Err(SetUpError::Query(error)) => Err(error.into()),
    }
}

fn spent() -> WebError {
    WebError::Gone("This link does not work any more. An empty site shows a new one on its console when it starts.")
}

/// The link's hash, while it works.
async fn find(app: &App, token: &str) -> Result<SecretHash, WebError> {
    let hash = Secret::parse(token).map_err(|_| spent())?.hash();
    let (asked, now) = (hash.clone(), app.store.now());
    let found = app.store.read(move |conn| store::tokens::find_usable(conn, &asked, Purpose::SetUp, now)).await?;
    found.map(|_| hash).ok_or_else(spent)
}

fn page<'a>(viewer: &Viewer, token: &'a str, form: &'a SetUpForm, errors: FieldErrors) -> SetUpPage<'a> {
    SetUpPage {
        page: viewer.page("Set up this site"),
        token,
        form,
        zones: Zone::all().collect(),
        currencies: Currency::all().iter().map(|currency| (currency.code(), currency.name())).collect(),
        errors,
    }
}
