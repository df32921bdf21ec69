//! The frame around every page: head, navigation, notice, footer.

use std::sync::LazyLock;

use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;

use super::viewer::{CUT, Cuts};
use super::{Notice, Viewer, WebError, assets, site_css, urls};
use crate::{
    store::site::Site,
    types::{Email, Role},
};

static STYLESHEET: LazyLock<String> = LazyLock::new(|| assets::href("kickabout.css"));
static ICON: LazyLock<String> = LazyLock::new(|| assets::href("icon.svg"));

/// What `layout.html` shows around a page. Every page struct carries one as its field `page`.
#[derive(Clone, Debug)]
pub struct Page {
    /// The page's own title, without the site's name.
    pub title: String,
    /// The site's name.
    pub site_name: String,
    /// Where to, for this viewer.
    pub nav: Vec<NavLink>,
    /// The viewer's own name, or the way to sign in.
    pub who: NavLink,
    /// What was just done.
    pub notice: Option<&'static str>,
    /// How to reach the people behind the site, where it says so.
    pub contact: String,
    /// The same as a link, where it is an address.
    pub contact_href: Option<String>,
    /// Whether there is a privacy text.
    pub has_privacy: bool,
    /// Whether there are terms.
    pub has_terms: bool,
    /// Whether the footer offers to sign out.
    pub signed_in: bool,
    /// The site's colours as a stylesheet.
    pub colours: String,
    /// Marks where what is one reader's own begins and ends; empty in a page made for one.
    pub cut: &'static str,
}

/// One link of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavLink {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub text: String,
    /// Whether this is the page that is shown.
    pub is_current: bool,
}

impl Page {
    /// The frame of a page called `title`, as `viewer` sees it.
    pub fn new(viewer: &Viewer, title: String) -> Self {
        Self {
            nav: nav(viewer),
            who: who(viewer),
            notice: viewer.notice().map(|notice| notice.sentence()),
            signed_in: viewer.me.is_some(),
            cut: if viewer.cuts() == Cuts::Nowhere { "" } else { CUT },
            ..Self::bare(&viewer.site, title)
        }
    }

    /// The frame for when nobody can say who is looking.
    pub fn bare(site: &Site, title: String) -> Self {
        Self {
            title,
            site_name: site.name.as_str().to_owned(),
            nav: vec![NavLink::new(urls::HOME, "Games", "")],
            who: NavLink::new(urls::LOGIN, "Sign in", ""),
            notice: None,
            contact: site.contact.as_str().to_owned(),
            contact_href: contact_href(site.contact.as_str()),
            has_privacy: !site.privacy.is_empty(),
            has_terms: !site.terms.is_empty(),
            signed_in: false,
            colours: site_css::href(&site.colour),
            cut: "",
        }
    }

    /// The stylesheet's address.
    pub fn stylesheet(&self) -> &'static str {
        &STYLESHEET
    }

    /// The icon's address.
    pub fn icon(&self) -> &'static str {
        &ICON
    }
}

/// The navigation alone, for a page that was made for many.
#[derive(Template)]
#[template(path = "nav.html")]
struct Nav<'a> {
    page: &'a Page,
}

/// What the frame of a page says of `viewer`: the HTML between the first two cuts.
pub fn nav_html(viewer: &Viewer) -> Result<String, WebError> {
    Ok(Nav { page: &Page::new(viewer, String::new()) }.render()?)
}

/// One sentence as pages say it: the HTML between the last two cuts of the frame.
pub fn notice_html(notice: Notice) -> Result<String, WebError> {
    Ok(NoticeLine { notice: notice.sentence() }.render()?)
}

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticeLine {
    notice: &'static str,
}

impl NavLink {
    fn new(href: &str, text: &str, shown: &str) -> Self {
        Self { is_current: href == shown, href: href.to_owned(), text: text.to_owned() }
    }
}

fn nav(viewer: &Viewer) -> Vec<NavLink> {
    let link = |href, text| NavLink::new(href, text, viewer.path());
    // A page inside these is still one of theirs.
    let part = |href, text| NavLink { is_current: is_within(viewer.path(), href), ..link(href, text) };
    let mut links = vec![link(urls::HOME, "Games")];
    if let Some(me) = &viewer.me {
        links.push(link(urls::ME, "My games"));
        if me.may_organize {
            links.push(part(urls::ORGANIZE, "Organize"));
        }
        if me.role == Role::Admin {
            links.push(part(urls::ADMIN, "Admin"));
        }
    }
    links
}

fn is_within(path: &str, part: &str) -> bool {
    path.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn who(viewer: &Viewer) -> NavLink {
    match &viewer.me {
        Some(me) => NavLink::new(urls::ACCOUNT, me.name.as_str(), viewer.path()),
        None => NavLink {
            is_current: viewer.path() == urls::LOGIN,
            href: urls::login(viewer.way_back()),
            text: "Sign in".to_owned(),
        },
    }
}

/// A contact that is an address becomes a link; anything else stays text. Only http(s) and mail are linked.
fn contact_href(contact: &str) -> Option<String> {
    if contact.starts_with("https://") || contact.starts_with("http://") {
        return Some(contact.to_owned());
    }
    Email::parse(contact).ok().map(|email| format!("mailto:{email}"))
}

/// The page `template`, `200`.
pub fn html(template: &impl Template) -> Result<HttpResponse, WebError> {
    html_as(StatusCode::OK, template)
}

/// The page `template` with `status`: `CONFLICT` where a rule refused, `UNPROCESSABLE_ENTITY` where a field is wrong.
pub fn html_as(status: StatusCode, template: &impl Template) -> Result<HttpResponse, WebError> {
    let body = template.render()?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(body))
}

/// Whether `code` is the option that `value` names; templates hold both as one kind of text or another.
pub fn is_chosen(code: impl AsRef<str>, value: impl AsRef<str>) -> bool {
    code.as_ref() == value.as_ref()
}
