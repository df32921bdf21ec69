//! Who is looking: read from the database at every request, so that a changed role counts at once.

use std::{future::Future, ops::Deref, pin::Pin, sync::Arc};

use actix_session::{Session, SessionExt};
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::Method, web::Data};

use super::{App, Instance, Notice, WebError, layout::Page, next, sessions, shelf, urls};
use crate::{
    store::{sessions::Viewing, site::Site},
    types::{PlayerId, PlayerName, Role, SecretHash, Timestamp, WhoMay, Zone},
};

/// A signed-in person, as every page may need to know them.
#[derive(Clone, Debug)]
pub struct Me {
    /// Who they are.
    pub player: PlayerId,
    /// Their full name.
    pub name: PlayerName,
    /// What they may do.
    pub role: Role,
    /// The zone they chose for their own lists.
    pub time_zone: Option<Zone>,
    /// Whether they may post games of their own.
    pub may_post: bool,
    /// Whether the organizers' pages are for them: they may post, or some game is theirs to run.
    pub may_organize: bool,
    /// Whether they are more than a name.
    pub has_account: bool,
    /// Whether their address is known to be theirs.
    pub has_confirmed: bool,
    /// Whether a letter about a spot that is held for them would reach them.
    pub mailbox: Mailbox,
    /// The session they came with.
    pub session: SecretHash,
}

/// Whether letters about spots that are held reach somebody, where the site sends any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mailbox {
    /// They do.
    Open,
    /// They were switched off.
    Stopped,
    /// The address may be another's.
    Unconfirmed,
    /// There is no address.
    None,
}

impl Mailbox {
    /// The mailbox of whom `viewing` is about.
    pub fn of(viewing: &Viewing) -> Self {
        match (viewing.has_account, viewing.is_confirmed, viewing.stopped_offers) {
            (false, ..) => Self::None,
            (true, false, _) => Self::Unconfirmed,
            (true, true, true) => Self::Stopped,
            (true, true, false) => Self::Open,
        }
    }
}

/// Anybody: a visitor, or somebody signed in.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// Who is signed in, if anybody.
    pub me: Option<Me>,
    /// The site they look at.
    pub site: Arc<Site>,
    /// When they ask.
    pub now: Timestamp,
    notice: Option<Notice>,
    path: String,
    way_back: String,
    cuts: Cuts,
}

/// Where a page made for many is cut, so that what is one person's own can be put in later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cuts {
    /// Nowhere: it is made for this reader.
    #[default]
    Nowhere,
    /// Around the navigation and the notice.
    Frame,
    /// There, and where each game of a list says how its reader stands in it.
    FrameAndGames,
}

/// Marks a cut. What people write can't contain it: a page spells their every `<` differently.
pub const CUT: &str = "<!cut>";

impl Viewer {
    /// Somebody who looks at `path`, as far as the page shows who it is.
    pub fn new(me: Option<Me>, site: Arc<Site>, now: Timestamp, path: &str, cuts: Cuts) -> Self {
        let path = path.to_owned();
        Self { me, site, now, notice: None, way_back: path.clone(), path, cuts }
    }

    /// Where the page is cut.
    pub fn cuts(&self) -> Cuts {
        self.cuts
    }

    /// What the layout needs to frame a page called `title`.
    pub fn page(&self, title: impl Into<String>) -> Page {
        Page::new(self, title.into())
    }

    /// What was just done, to be said once.
    pub fn notice(&self) -> Option<Notice> {
        self.notice
    }

    /// The path that was asked for, without its query.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where a sign-in begun on this page leads back to.
    pub fn way_back(&self) -> &str {
        &self.way_back
    }

    /// The player who is signed in, if anybody.
    pub fn player(&self) -> Option<PlayerId> {
        self.me.as_ref().map(|me| me.player)
    }

    /// The same as somebody signed in, where they are.
    pub fn signed_in(&self) -> Option<SignedIn> {
        self.me.clone().map(|me| SignedIn { player: me.player, me, viewer: self.clone() })
    }

    /// Looks up who sent `request`.
    pub async fn of(request: &HttpRequest) -> Result<Self, WebError> {
        let app = request.app_data::<Data<App>>().ok_or(WebError::Internal("the application is not wired"))?;
        let session = request.get_session();
        let site = app.site().await?;
        let now = app.store.now();
        let me = match sessions::has_token(&session) {
            true => find_me(app, &site, &session, request, now).await?,
            false => None,
        };
        let (path, way_back) = (request.path().to_owned(), way_back(request));
        let notice = Notice::of(request);
        Ok(Self { me, site, now, notice, path, way_back, cuts: Cuts::Nowhere })
    }
}

async fn find_me(
    app: &App,
    site: &Site,
    session: &Session,
    request: &HttpRequest,
    now: Timestamp,
) -> Result<Option<Me>, WebError> {
    let name = sessions::cookie_name(app.settings.is_https());
    let Some(cookie) = shelf::cookie(request, name) else { return Ok(None) };
    let wrote_elsewhere = shelf::cookie(request, Instance::COOKIE).is_some_and(|name| !app.instance.is_named(name));
    let Some(known) = app.people.find(cookie, wrote_elsewhere).await? else {
        // The session is over: without its cookie the browser gets the visitors' shared pages again.
        session.purge();
        return Ok(None);
    };
    if now.since(known.viewing.seen_at) >= sessions::TOUCH_AFTER {
        sessions::touch(session, now);
        app.people.note_seen(cookie, &known, now);
    }
    Ok(Some(Me::new(known.viewing.clone(), site, known.token.clone())))
}

impl Me {
    /// Whom the session with the hash `session` signs in.
    pub fn new(viewing: Viewing, site: &Site, session: SecretHash) -> Self {
        let everyone = viewing.has_account && site.who_organizes == WhoMay::Everyone;
        let may_post = viewing.role.may_organize() || everyone;
        let mailbox = Mailbox::of(&viewing);
        Self {
            player: viewing.player_id,
            name: viewing.name,
            role: viewing.role,
            time_zone: viewing.time_zone,
            may_post,
            may_organize: may_post || viewing.runs_a_game,
            has_account: viewing.has_account,
            has_confirmed: viewing.is_confirmed,
            mailbox,
            session,
        }
    }
}

/// Somebody signed in; visitors are sent to the sign-in form and come back.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who they are.
    pub player: PlayerId,
    /// The same, with name and role.
    pub me: Me,
    viewer: Viewer,
}

/// Somebody for whom the organizers' pages are; which games they may change is the domain's to say.
#[derive(Clone, Debug)]
pub struct OrganizerIn(SignedIn);

/// An admin.
#[derive(Clone, Debug)]
pub struct AdminIn(SignedIn);

impl Deref for SignedIn {
    type Target = Viewer;

    fn deref(&self) -> &Viewer {
        &self.viewer
    }
}

impl Deref for OrganizerIn {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

impl Deref for AdminIn {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

impl SignedIn {
    async fn of(request: &HttpRequest) -> Result<Self, WebError> {
        let viewer = Viewer::of(request).await?;
        viewer.signed_in().ok_or(WebError::SignIn { next: viewer.way_back })
    }
}

/// Pages about getting in, where nobody wants back to, and addresses with a secret that belongs in no other address.
const DOORS: [&str; 8] =
    [urls::LOGIN, urls::SIGN_UP, "/sign-in/", "/set-up/", "/open/", "/calendar/", "/confirm/", "/notices/stop/"];

/// Where somebody lands after signing in on the way to `request`.
fn way_back(request: &HttpRequest) -> String {
    if DOORS.iter().any(|door| request.path().starts_with(door)) {
        return urls::HOME.to_owned();
    }
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
    } else {
        // Without the key that its form carries, an unlisted game is not found again.
        let page = next::page_of(request.path());
        match request.query_string() {
            "" => page.to_owned(),
            query => format!("{page}?{query}"),
        }
    }
}

type Extracting<T> = Pin<Box<dyn Future<Output = Result<T, WebError>>>>;

impl FromRequest for Viewer {
    type Error = WebError;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let viewer = Self::of(&request).await?;
            // An error page after this need not ask again.
            request.extensions_mut().insert(viewer.clone());
            Ok(viewer)
        })
    }
}

impl FromRequest for SignedIn {
    type Error = WebError;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let signed_in = Self::of(&request).await?;
            request.extensions_mut().insert(signed_in.viewer.clone());
            Ok(signed_in)
        })
    }
}

impl FromRequest for OrganizerIn {
    type Error = WebError;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed_in = SignedIn::from_request(request, payload);
        Box::pin(async move {
            let signed_in = signed_in.await?;
            match signed_in.me.may_organize {
                true => Ok(Self(signed_in)),
                false => Err(WebError::Forbidden("Only organizers can open this page. An admin can make you one.")),
            }
        })
    }
}

impl FromRequest for AdminIn {
    type Error = WebError;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed_in = SignedIn::from_request(request, payload);
        Box::pin(async move {
            let signed_in = signed_in.await?;
            match signed_in.me.role.is_admin() {
                true => Ok(Self(signed_in)),
                false => Err(WebError::Forbidden("Only admins can open this page.")),
            }
        })
    }
}
