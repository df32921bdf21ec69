//! "My data as a file": every row that names whoever asks.

use actix_web::{HttpResponse, http::header, web::Data};
use serde_json::json;

use super::{App, SignedIn, WebError};
use crate::store;

/// `GET /me/account/data.json`
pub async fn download(app: Data<App>, viewer: SignedIn) -> Result<HttpResponse, WebError> {
    let player = viewer.player;
    let rows = app.store.read(move |conn| store::my_data::of_player(conn, player)).await?;
    let file = json!({
        "site": viewer.site.name.as_str(),
        "made_at": viewer.now.rfc3339(),
        "about": "Everything this site keeps about you. Instants are in UTC; prices are in the smallest coin. \
                  Left out are secrets, which are kept as hashes, and what is about others.",
        "data": rows,
    });
    let body = serde_json::to_string_pretty(&file).map_err(|_| WebError::Internal("data could not be written"))?;
    Ok(HttpResponse::Ok()
        .content_type("application/json; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"my-data.json\""))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(body))
}
