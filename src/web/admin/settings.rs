//! The site's own settings.

use actix_web::{HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use serde::Deserialize;

use super::not_admin;
use crate::{
    domain::settings::{SaveSettings, SettingsDraft, SettingsError},
    store::{self, gears::Gears, site::Site, sports::Sport},
    types::{
        Colour, Contact, Currency, KeepDays, LongText, NumberError, QuietError, QuietHours, SignUps, SiteName,
        SportName, SportSlug, WhoMay, Zone,
    },
    web::gears::TypedGears,
    web::organize::{joiners, parse_joiners},
    web::{AdminIn, App, FieldErrors, HtmlForm, Notice, Page, WebError, html, html_as, redirect_with, urls},
};

/// The most sports that a site offers.
const MOST_SPORTS: usize = 60;

/// The settings, as the browser sent them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SettingsForm {
    /// The site's name.
    pub name: String,
    /// `#rrggbb`.
    pub colour: String,
    /// An IANA name.
    pub time_zone: String,
    /// An ISO 4217 code.
    pub currency: String,
    /// One sport a line.
    pub sports: String,
    /// Who may post games.
    pub who_organizes: String,
    /// Who may make accounts.
    pub who_signs_up: String,
    /// What one needs to join a game.
    pub who_joins: String,
    /// How many days after a game what is personal about it is kept; an empty one for good. Not there where the form
    /// does not ask.
    pub keep_days: Vec<String>,
    /// How waitlists change gear; empty fields change nothing.
    pub at_once_hours: String,
    #[allow(missing_docs, reason = "the field of `Gears` with this name")]
    pub short_hold_hours: String,
    #[allow(missing_docs, reason = "the field of `Gears` with this name")]
    pub open_hours: String,
    #[allow(missing_docs, reason = "the field of `Gears` with this name")]
    pub long_hold_minutes: String,
    #[allow(missing_docs, reason = "the field of `Gears` with this name")]
    pub short_hold_minutes: String,
    #[allow(missing_docs, reason = "the field of `Gears` with this name")]
    pub newcomers_minutes: String,
    /// When quiet hours begin; a form without them leaves them as they are.
    pub quiet_from: Option<String>,
    /// When they end.
    pub quiet_until: Option<String>,
    /// How to reach the people behind the site.
    pub contact: String,
    /// What becomes of people's data.
    pub privacy: String,
    /// What one agrees to.
    pub terms: String,
}

impl SettingsForm {
    fn of(site: &Site, sports: &[Sport]) -> Self {
        let offered: Vec<_> = sports.iter().filter(|sport| sport.active).map(|sport| sport.name.as_str()).collect();
        let quiet = site.quiet_hours.hours();
        Self {
            name: site.name.to_string(),
            colour: site.colour.to_string(),
            time_zone: site.time_zone.to_string(),
            currency: site.currency.to_string(),
            sports: offered.join("\n"),
            who_organizes: site.who_organizes.to_string(),
            who_signs_up: site.who_signs_up.to_string(),
            who_joins: site.who_joins.to_string(),
            quiet_from: Some(quiet.map(|(from, _)| from.to_string()).unwrap_or_default()),
            quiet_until: Some(quiet.map(|(_, until)| until.to_string()).unwrap_or_default()),
            keep_days: vec![site.keep_days.map(|days| days.to_string()).unwrap_or_default()],
            at_once_hours: site.gears.at_once_hours.to_string(),
            short_hold_hours: site.gears.short_hold_hours.to_string(),
            open_hours: site.gears.open_hours.to_string(),
            long_hold_minutes: site.gears.long_hold_minutes.to_string(),
            short_hold_minutes: site.gears.short_hold_minutes.to_string(),
            newcomers_minutes: site.gears.newcomers_minutes.to_string(),
            contact: site.contact.to_string(),
            privacy: site.privacy.to_string(),
            terms: site.terms.to_string(),
        }
    }

    /// Checks every field before answering, so that all mistakes are shown together; `before` are the numbers that stand
    /// where none is typed.
    fn parse(&self, mails_links: bool, before: Gears) -> Result<SettingsDraft, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.check("name", SiteName::parse(&self.name));
        let contact = errors.check("contact", Contact::parse(&self.contact));
        let colour = errors.check("colour", Colour::parse(&self.colour));
        let time_zone = errors.check("time_zone", Zone::parse(&self.time_zone));
        let currency = errors.check("currency", Currency::parse(&self.currency));
        let sports = errors.check("sports", sports(&self.sports));
        let who_organizes = errors.check("who_organizes", WhoMay::parse(&self.who_organizes));
        let who_signs_up = errors.check("who_signs_up", SignUps::parse(&self.who_signs_up));
        let who_joins = errors.check("who_joins", parse_joiners(&self.who_joins, mails_links));
        let keep_days = errors.check("keep_days", self.keep_days());
        let gears = self.gears().parse(before, &mut errors);
        let privacy = errors.check("privacy", LongText::parse(&self.privacy));
        let terms = errors.check("terms", LongText::parse(&self.terms));
        let quiet_hours = errors.check("quiet_from", self.quiet_hours());
        let who = (who_organizes, who_signs_up, who_joins, keep_days, gears);
        let texts = (contact, privacy, terms, quiet_hours);
        match (name, colour, time_zone, currency, sports, who, texts) {
            (
                Some(name),
                Some(colour),
                Some(time_zone),
                Some(currency),
                Some(sports),
                (Some(who_organizes), Some(who_signs_up), Some(who_joins), Some(keep_days), Some(gears)),
                (Some(contact), Some(privacy), Some(terms), Some(quiet_hours)),
            ) => Ok(SettingsDraft {
                name,
                colour,
                time_zone,
                currency,
                sports,
                who_organizes,
                who_signs_up,
                who_joins,
                keep_days,
                gears,
                quiet_hours,
                contact,
                privacy,
                terms,
            }),
            _ => Err(errors),
        }
    }

    fn gears(&self) -> TypedGears<'_> {
        TypedGears {
            at_once_hours: &self.at_once_hours,
            short_hold_hours: &self.short_hold_hours,
            open_hours: &self.open_hours,
            long_hold_minutes: &self.long_hold_minutes,
            short_hold_minutes: &self.short_hold_minutes,
            newcomers_minutes: &self.newcomers_minutes,
        }
    }
}

impl SettingsForm {
    /// None where the form does not ask, an empty one where it is kept for good.
    fn quiet_hours(&self) -> Result<Option<QuietHours>, QuietError> {
        match (&self.quiet_from, &self.quiet_until) {
            (None, None) => Ok(None),
            (from, until) => {
                let typed = |text: &Option<String>| text.clone().unwrap_or_default();
                QuietHours::parse(&typed(from), &typed(until)).map(Some)
            }
        }
    }

    /// The beginning and the end of the quiet hours, as typed.
    fn typed_quiet(&self) -> (&str, &str) {
        (self.quiet_from.as_deref().unwrap_or_default(), self.quiet_until.as_deref().unwrap_or_default())
    }

    fn keep_days(&self) -> Result<Option<Option<KeepDays>>, NumberError> {
        match self.keep_days.first().map(|typed| typed.trim()) {
            None => Ok(None),
            Some("") => Ok(Some(None)),
            Some(typed) => KeepDays::parse(typed).map(|days| Some(Some(days))),
        }
    }

    /// What is in the field.
    fn typed_days(&self) -> &str {
        self.keep_days.first().map_or("", String::as_str)
    }
}

/// One sport a line; empty lines are nothing.
fn sports(typed: &str) -> Result<Vec<(SportSlug, SportName)>, String> {
    let mut sports: Vec<(SportSlug, SportName)> = Vec::new();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let name = SportName::parse(line).map_err(|error| format!("“{line}”: {error}"))?;
        let slug = SportSlug::from_name(line).map_err(|error| format!("“{line}”: {error}"))?;
        if let Some((_, other)) = sports.iter().find(|(other, _)| *other == slug) {
            return Err(format!("“{other}” and “{name}” would have the same address. Keep one of them."));
        }
        sports.push((slug, name));
    }
    match sports.len() {
        0 => Err("Name at least one sport.".to_owned()),
        count if count > MOST_SPORTS => Err(format!("Name at most {MOST_SPORTS} sports, these are {count}.")),
        _ => Ok(sports),
    }
}

#[derive(Template)]
#[template(path = "admin/settings.html")]
struct SettingsPage<'a> {
    page: Page,
    tab: &'static str,
    form: &'a SettingsForm,
    zones: Vec<&'static str>,
    currencies: Vec<(&'static str, String)>,
    organizers: [(&'static str, &'static str); 2],
    sign_ups: [(&'static str, &'static str); 2],
    joiners: Vec<(&'static str, &'static str)>,
    errors: FieldErrors,
}

/// `GET /admin/settings`
pub async fn show(app: Data<App>, admin: AdminIn) -> Result<HttpResponse, WebError> {
    let sports = app.store.read(store::sports::all).await?;
    let form = SettingsForm::of(&admin.site, &sports);
    html(&page(&app, &admin, &form, FieldErrors::default()))
}

/// `POST /admin/settings`
pub async fn update(app: Data<App>, admin: AdminIn, form: HtmlForm<SettingsForm>) -> Result<HttpResponse, WebError> {
    let draft = match form.parse(app.settings.mails_links(), admin.site.gears) {
        Ok(draft) => draft,
        Err(errors) => return html_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&app, &admin, &form, errors)),
    };
    let wanted = draft.currency;
    match app.store.write(SaveSettings { draft, by: admin.player }).await {
        Ok(()) => {
            app.forget_site();
            Ok(redirect_with(Notice::SettingsSaved, urls::SETTINGS))
        }
        Err(SettingsError::PricesWouldChange(kept)) => {
            let errors = FieldErrors::one("currency", other_coins(kept, wanted));
            html_as(StatusCode::CONFLICT, &page(&app, &admin, &form, errors))
        }
        Err(SettingsError::NotAdmin) => Err(not_admin()),
        Err(SettingsError::NotSetUp) => Err(WebError::Refused("This site is not set up yet.".to_owned())),
        Err(SettingsError::Query(error)) => Err(error.into()),
    }
}

fn other_coins(kept: Currency, wanted: Currency) -> String {
    format!(
        "Games have prices in {kept} already, and {wanted} has other coins: every price would be wrong. Keep {kept}."
    )
}

fn page<'a>(app: &App, admin: &AdminIn, form: &'a SettingsForm, errors: FieldErrors) -> SettingsPage<'a> {
    SettingsPage {
        page: admin.page("Settings"),
        tab: "settings",
        form,
        zones: Zone::all().collect(),
        currencies: Currency::all()
            .iter()
            .map(|one| (one.code(), format!("{} · {}", one.code(), one.name())))
            .collect(),
        organizers: [
            (WhoMay::Organizers.as_str(), "Organizers and admins"),
            (WhoMay::Everyone.as_str(), "Everybody with an account"),
        ],
        sign_ups: [
            (SignUps::Everyone.as_str(), "Everybody, for themselves"),
            (SignUps::Admins.as_str(), "Only admins, for others"),
        ],
        joiners: joiners(app.settings.mails_links()).collect(),
        errors,
    }
}

#[cfg(test)]
mod tests {
    use super::sports;

    #[test]
    fn one_sport_a_line_in_their_order() {
        let found = sports("Football\r\n\r\n  Table tennis \n").unwrap();
        let said: Vec<_> = found.iter().map(|(slug, name)| (slug.as_str(), name.as_str())).collect();
        assert_eq!(said, [("football", "Football"), ("table-tennis", "Table tennis")]);
    }

    #[test]
    fn two_sports_cannot_share_an_address_and_none_is_too_few() {
        assert!(sports("Table tennis\ntable-tennis").unwrap_err().contains("same address"));
        assert!(sports(" \n").unwrap_err().contains("at least one"));
    }
}
