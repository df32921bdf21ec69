//! What a chat shows beside a game's link: the words, and the picture.

use actix_web::http::header::{self, ETag, EntityTag, IfNoneMatch};
use actix_web::web::{Data, Header, Path};
use actix_web::{HttpResponse, http::StatusCode};
use sha2::{Digest, Sha256};

use super::facts::{Place, Price};
use super::{GameQuery, find, key_of};
use crate::domain::team_sheet::TeamSheet;
use crate::store::site::Site;
use crate::types::{GameStatus, Visibility};
use crate::web::pictures::{Facts, HEIGHT, Rgb, WIDTH};
use crate::web::{App, HtmlQuery, Viewer, WebError, urls};

/// The Open Graph properties of a game's page (ogp.me), none of which changes with each player who joins: chats keep
/// what they saw first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The game's title, and that it is off.
    pub title: String,
    /// When, where, what and for how much.
    pub description: String,
    /// The full address of the page.
    pub url: String,
    /// The full address of the picture, another one where its words are other ones.
    pub picture: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

impl Preview {
    /// Of the game of `sheet`; none of a draft, and none where the site does not know its own address.
    pub fn of(app: &App, site: &Site, sheet: &TeamSheet) -> Option<Self> {
        let public_url = app.settings.public_url.as_ref().filter(|_| sheet.game.status != GameStatus::Draft)?;
        let (game, facts) = (&sheet.game, facts(site, sheet));
        let key = key_of(game);
        let picture = urls::with_key(urls::game_picture(game.id), key);
        let joint = if key.is_some() { '&' } else { '?' };
        let off = if facts.is_cancelled { "CANCELLED: " } else { "" };
        Some(Self {
            title: format!("{off}{}", facts.title),
            description: [&facts.when, &facts.place, &facts.sport, &facts.price].map(String::as_str).join(" · "),
            url: public_url.join(&urls::with_key(urls::game(game.id), key)),
            picture: public_url.join(&format!("{picture}{joint}of={}", fingerprint(&facts))),
            width: WIDTH,
            height: HEIGHT,
        })
    }
}

/// `GET /games/{game}/picture.png`: the game on a card, for whoever may see its page.
pub async fn picture(
    app: Data<App>,
    viewer: Viewer,
    game: Path<crate::types::GameId>,
    query: HtmlQuery<GameQuery>,
    known: Option<Header<IfNoneMatch>>,
) -> Result<HttpResponse, WebError> {
    let sheet = find(&app, &viewer, game.into_inner(), query.key()).await?;
    let facts = facts(&viewer.site, &sheet);
    let tag = EntityTag::new_strong(fingerprint(&facts));
    // With the answer to somebody signed in their cookie may be renewed.
    let is_public =
        viewer.me.is_none() && sheet.game.visibility == Visibility::Public && sheet.game.status != GameStatus::Draft;
    let policy = if is_public { "public, max-age=3600" } else { "private, no-cache" };
    let is_known = match known.map(Header::into_inner) {
        Some(IfNoneMatch::Any) => true,
        Some(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(&tag)),
        None => false,
    };
    let mut response = HttpResponse::build(if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    response.insert_header((header::CACHE_CONTROL, policy)).insert_header(ETag(tag));
    if is_known {
        return Ok(response.finish());
    }
    Ok(response.content_type("image/png").body(app.pictures.card(facts).await?))
}

fn facts(site: &Site, sheet: &TeamSheet) -> Facts {
    let game = &sheet.game;
    let (zone, accent) = (&game.time_zone, site.colour.light());
    let price = Price::of(game, site.currency).amount;
    Facts {
        site: site.name.to_string(),
        ground: rgb(&accent.accent),
        ink: rgb(&accent.ink),
        title: game.title.to_string(),
        // With the year: a picture stays in a chat for years.
        when: format!("{} {}", zone.wall(game.starts_at).short_with_year(), zone.abbreviation(game.starts_at)),
        place: Place::of(sheet).name,
        sport: sheet.sport.to_string(),
        price,
        is_cancelled: game.status == GameStatus::Cancelled,
    }
}

/// `#1a6b3c` as numbers; black where it is none.
fn rgb(colour: &str) -> Rgb {
    let part = |at| colour.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or(0);
    [part(1), part(3), part(5)]
}

/// Other words, another one.
fn fingerprint(facts: &Facts) -> String {
    Sha256::digest(format!("{facts:?}")).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
