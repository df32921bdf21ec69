//! What only takes a form, asked for as a page: the address bar or a restored tab after a mistake in it.

use actix_web::{HttpRequest, HttpResponse};

use super::{next::page_of, redirect};

/// `303` to the page that the form is on.
pub async fn to_page(request: HttpRequest) -> HttpResponse {
    redirect(page_of(request.path()))
}
