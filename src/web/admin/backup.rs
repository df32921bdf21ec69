//! All data as one file to download.

use std::{
    fs::File,
    io::{self, Read},
};

use actix_web::{
    HttpResponse,
    body::SizedStream,
    http::{
        StatusCode,
        header::{self, ContentEncoding},
    },
    web::{Bytes, Data, block},
};
use askama::Template;
use futures_util::{Stream, stream::try_unfold};
use tokio::sync::Semaphore;

use super::{not_admin, size::size};
use crate::{
    domain::{backups::HandOutBackup, people::PeopleError},
    store::{
        DatabaseUrl,
        backup::{BackupError, hand_out},
    },
    types::Date,
    web::{AdminIn, App, Page, WebError, html, html_as},
};

/// What is read of the file at a time.
const CHUNK: usize = 64 * 1024;
/// One is made at a time, however many admins press the button: each takes up as much room as the data.
static MAKING: Semaphore = Semaphore::const_new(1);

#[derive(Template)]
#[template(path = "admin/backup.html")]
struct BackupPage {
    page: Page,
    tab: &'static str,
    failed: bool,
}

/// `GET /admin/backup`
pub async fn show(admin: AdminIn) -> Result<HttpResponse, WebError> {
    html(&page(&admin, false))
}

/// `POST /admin/backup`: the file.
pub async fn create(app: Data<App>, admin: AdminIn) -> Result<HttpResponse, WebError> {
    let (file, bytes) = match make(app.store.url().clone()).await {
        Ok(made) => made,
        Err(error) => {
            log::error!("no backup could be made: {error}");
            return html_as(StatusCode::INTERNAL_SERVER_ERROR, &page(&admin, true));
        }
    };
    match app.store.write(HandOutBackup { size: size(bytes), by: admin.player }).await {
        Ok(()) => Ok(download(file, bytes, &file_name(admin.site.time_zone.date(admin.now)))),
        Err(PeopleError::Query(error)) => Err(error.into()),
        Err(_) => Err(not_admin()),
    }
}

fn page(admin: &AdminIn, failed: bool) -> BackupPage {
    BackupPage { page: admin.page("Backup"), tab: "backup", failed }
}

/// The file and its length. What is begun is ended and put away even if nobody waits for it any more.
async fn make(database: DatabaseUrl) -> Result<(File, u64), BackupError> {
    let failed = |error: io::Error| BackupError::File(std::env::temp_dir(), error);
    let turn = MAKING.acquire().await.map_err(io::Error::other).map_err(failed)?;
    let made = block(move || {
        let _turn = turn;
        let file = hand_out(&database)?;
        let bytes = file.metadata().map_err(failed)?.len();
        Ok((file, bytes))
    });
    made.await.map_err(io::Error::other).map_err(failed)?
}

/// "kickabout-2026-11-20.db"
fn file_name(today: Date) -> String {
    format!("kickabout-{today}.db")
}

fn download(file: File, bytes: u64, name: &str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/vnd.sqlite3")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Compressed, the browser could not say how much of it is still to come.
        .insert_header(ContentEncoding::Identity)
        .body(SizedStream::new(bytes, chunks(file)))
}

fn chunks(file: File) -> impl Stream<Item = io::Result<Bytes>> {
    try_unfold(file, async |file| {
        let (file, chunk) = block(move || read(file)).await.map_err(io::Error::other)??;
        Ok((!chunk.is_empty()).then_some((chunk, file)))
    })
}

fn read(mut file: File) -> io::Result<(File, Bytes)> {
    let mut chunk = vec![0; CHUNK];
    let read = file.read(&mut chunk)?;
    chunk.truncate(read);
    Ok((file, chunk.into()))
}
