//! The calendar files.

use actix_web::http::header::{self, EntityTag, IfNoneMatch};
use actix_web::web::{Data, Header, Path};
use actix_web::{HttpResponse, http::StatusCode};
use sha2::{Digest, Sha256};

use crate::domain::calendar::{self, Calendar};
use crate::domain::listing;
use crate::store::QueryError;
use crate::store::games::Game;
use crate::types::{GameId, Secret, Visibility};
use crate::web::filter_bar::{named_sport, named_venue};
use crate::web::filters::{FilterForm, List};
use crate::web::games::GameQuery;
use crate::web::{App, HtmlQuery, Viewer, WebError, urls};

/// What was fetched is asked for again each time; a file that has not changed is not sent again.
const SHARED: &str = "no-cache";
/// The same, and nobody on the way keeps it.
const PRIVATE: &str = "private, no-cache";

type Known = Option<Header<IfNoneMatch>>;

/// `GET /calendar.ics`: the public games, with the filters of the list. A part that means nothing here is an error:
/// nobody sees what a calendar program would be told about it.
pub async fn feed(app: Data<App>, form: HtmlQuery<FilterForm>, known: Known) -> Result<HttpResponse, WebError> {
    let now = app.store.now();
    let found = app.store.read(move |conn| {
        let choices = listing::choices(conn, form.venue())?;
        let (asked, errors) = form.parse(List::Upcoming, &choices);
        if !errors.is_empty() {
            return Ok::<_, QueryError>(None);
        }
        let calendar = calendar::everybodys(conn, &asked.filter, now)?;
        let narrowed = [named_sport(&asked, &choices), named_venue(&asked, &choices)];
        let title: Vec<&str> =
            std::iter::once(calendar.names.site.as_str()).chain(narrowed.into_iter().flatten()).collect();
        let title = title.join(" · ");
        Ok(Some((calendar, title)))
    });
    let (calendar, title) = found.await?.ok_or(WebError::BadAddress)?;
    Ok(answer(known, &written(&app, &calendar, &title), SHARED))
}

/// `GET /games/{game}.ics`: one game, for whoever may see its page.
pub async fn game(
    app: Data<App>,
    viewer: Viewer,
    game: Path<GameId>,
    query: HtmlQuery<GameQuery>,
    known: Known,
) -> Result<HttpResponse, WebError> {
    let (game, player, key) = (game.into_inner(), viewer.player(), query.key().map(ToOwned::to_owned));
    let found = app.store.read(move |conn| calendar::of_game(conn, game, player, key.as_deref())).await?;
    let calendar = found.ok_or(WebError::NotFound)?;
    let is_public = calendar.entries.iter().all(|entry| entry.game.visibility == Visibility::Public);
    // With the answer to somebody signed in their cookie may be renewed.
    let policy = if is_public && viewer.me.is_none() { SHARED } else { PRIVATE };
    let mut file = answer(known, &written(&app, &calendar, ""), policy);
    if let Ok(name) = header::HeaderValue::try_from(format!("inline; filename=\"game-{game}.ics\"")) {
        file.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(file)
}

/// `GET /calendar/{secret}.ics`: the games of the player whose address it is.
pub async fn own(app: Data<App>, secret: Path<String>, known: Known) -> Result<HttpResponse, WebError> {
    let token = Secret::parse(&secret).map_err(|_| WebError::NotFound)?.hash();
    let now = app.store.now();
    let calendar = app.store.read(move |conn| calendar::own(conn, &token, now)).await?.ok_or(WebError::NotFound)?;
    let title = format!("{}: my games", calendar.names.site);
    Ok(answer(known, &written(&app, &calendar, &title), PRIVATE))
}

fn written(app: &App, calendar: &Calendar, title: &str) -> String {
    let key = |game: &Game| (game.visibility == Visibility::Unlisted).then(|| game.link_key.clone());
    calendar.write(title, |game| {
        let path = urls::with_key(urls::game(game.id), key(game).as_deref());
        app.settings.public_url.as_ref().map(|public_url| public_url.join(&path))
    })
}

/// The file, or 304 for who has it already. Its tag is weak: it is compressed on the way, or not.
fn answer(known: Known, file: &str, policy: &'static str) -> HttpResponse {
    let hash: String = Sha256::digest(file).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    let tag = EntityTag::new_weak(hash);
    let is_known = match known.map(Header::into_inner) {
        Some(IfNoneMatch::Any) => true,
        Some(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(&tag)),
        None => false,
    };
    let mut response = HttpResponse::build(if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    response.insert_header((header::CACHE_CONTROL, policy)).insert_header(header::ETag(tag));
    match is_known {
        true => response.insert_header((header::VARY, "Accept-Encoding")).finish(),
        false => response.content_type("text/calendar; charset=utf-8").body(file.to_owned()),
    }
}
