//! The games that are over.

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::filters::{FilterForm, List};
use super::{App, HtmlQuery, Viewer, WebError, list_page};

/// `GET /past`
pub async fn index(app: Data<App>, viewer: Viewer, form: HtmlQuery<FilterForm>) -> Result<HttpResponse, WebError> {
    list_page::show(app, viewer, form.0, List::Past).await
}
