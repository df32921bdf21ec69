//! The static files, inside the binary: named by their content, so that browsers keep them for good.

use std::{
    borrow::Cow,
    collections::HashMap,
    io::{self, Write},
    sync::LazyLock,
};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, EntityTag, IfNoneMatch},
    web::{Bytes, Header, Path},
};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::WebError;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Embedded;

static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    let named = Embedded::iter().filter_map(|name| {
        let file = Embedded::get(&name)?;
        Some((name.to_string(), Asset::new(&name, &lean(&name, &file.data))))
    });
    named.collect()
});

/// One static file, compressed once.
pub struct Asset {
    hash: String,
    content_type: &'static str,
    plain: Bytes,
    gzip: Option<Bytes>,
    brotli: Option<Bytes>,
}

/// Compresses every file now instead of at the first request; their number.
pub fn prepare() -> usize {
    ASSETS.len()
}

static COPY_SCRIPT: LazyLock<String> = LazyLock::new(|| href("copy.js"));

/// The address of what puts "Copy" buttons to work.
pub fn copy_script() -> &'static str {
    &COPY_SCRIPT
}

/// The address of the static file `name`; a name that is not there leads to a 404.
pub fn href(name: &str) -> String {
    let hash = ASSETS.get(name).map_or("missing", |asset| &asset.hash);
    format!("/static/{hash}/{name}")
}

/// `GET /static/{hash}/{name}`: an old hash still gets the present file, but is not told to keep it.
pub async fn show(
    request: HttpRequest,
    path: Path<(String, String)>,
    known: Option<Header<IfNoneMatch>>,
) -> Result<HttpResponse, WebError> {
    let (hash, name) = path.into_inner();
    let asset = ASSETS.get(&name).ok_or(WebError::NotFound)?;
    Ok(asset.answer(&request, known.map(Header::into_inner), hash == asset.hash))
}

/// `GET /favicon.ico`: the icon, for browsers that ask without being told where it is.
pub async fn favicon(request: HttpRequest) -> Result<HttpResponse, WebError> {
    let asset = ASSETS.get("icon.svg").ok_or(WebError::NotFound)?;
    Ok(asset.answer(&request, None, false))
}

/// A stylesheet without its comments and indentation, which are for those who write it: the first view must be light.
fn lean<'a>(name: &str, data: &'a [u8]) -> Cow<'a, [u8]> {
    match std::str::from_utf8(data) {
        Ok(css) if name.ends_with(".css") => Cow::Owned(without_comments(css).into_bytes()),
        _ => Cow::Borrowed(data),
    }
}

fn without_comments(css: &str) -> String {
    let mut parts = css.split("/*");
    let before = parts.next().unwrap_or_default().to_owned();
    let bare = parts.fold(before, |kept, part| kept + part.split_once("*/").map_or("", |(_, after)| after));
    bare.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

impl Asset {
    fn new(name: &str, data: &[u8]) -> Self {
        let content_type = content_type(name);
        let is_text = !content_type.starts_with("image/png") && !content_type.starts_with("application/octet");
        Self {
            hash: Sha256::digest(data).iter().take(8).map(|byte| format!("{byte:02x}")).collect(),
            content_type,
            plain: Bytes::copy_from_slice(data),
            gzip: is_text.then(|| gzip(data).ok()).flatten(),
            brotli: is_text.then(|| brotli(data).ok()).flatten(),
        }
    }

    fn answer(&self, request: &HttpRequest, known: Option<IfNoneMatch>, keep: bool) -> HttpResponse {
        let (encoding, body) = self.encoded_for(request);
        // One tag per encoding: a cache must not hand one's bytes out as the other's.
        let tag = EntityTag::new_strong(format!("{}-{encoding}", self.hash));
        let unchanged = match &known {
            Some(IfNoneMatch::Any) => true,
            Some(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(&tag)),
            None => false,
        };
        let mut response = if unchanged { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        let policy = if keep { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
        response
            .insert_header((header::CACHE_CONTROL, policy))
            .insert_header((header::VARY, "Accept-Encoding"))
            .insert_header(header::ETag(tag));
        if unchanged {
            return response.finish();
        }
        // Named even when it is "identity", so that nobody compresses it again.
        response.insert_header((header::CONTENT_ENCODING, encoding)).content_type(self.content_type).body(body)
    }

    fn encoded_for(&self, request: &HttpRequest) -> (&'static str, Bytes) {
        let accepted = request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
        match (&self.brotli, &self.gzip) {
            (Some(brotli), _) if accepts(accepted, "br") => ("br", brotli.clone()),
            (_, Some(gzip)) if accepts(accepted, "gzip") => ("gzip", gzip.clone()),
            _ => ("identity", self.plain.clone()),
        }
    }
}

/// Whether an Accept-Encoding header takes `coding` at all.
fn accepts(header: Option<&str>, coding: &str) -> bool {
    header.unwrap_or("").split(',').any(|item| {
        let (name, quality) = item.split_once(';').unwrap_or((item, ""));
        let refused = quality.trim().strip_prefix("q=").is_some_and(|q| q.trim().parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case(coding) && !refused
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        "png" => "image/png",
        _ => "application/octet-stream",
    }
}

fn gzip(data: &[u8]) -> io::Result<Bytes> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(data)?;
    encoder.finish().map(Bytes::from)
}

fn brotli(data: &[u8]) -> io::Result<Bytes> {
    let mut compressed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut &data[..], &mut compressed, &parameters)?;
    Ok(Bytes::from(compressed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_used_only_where_it_is_taken() {
        assert!(accepts(Some("gzip, deflate, br"), "br"));
        assert!(accepts(Some("gzip;q=0.5"), "gzip"));
        assert!(!accepts(Some("gzip;q=0"), "gzip"));
        assert!(!accepts(Some("brotli"), "br"));
        assert!(!accepts(None, "gzip"));
    }

    #[test]
    fn a_stylesheet_goes_out_without_its_comments() {
        let css = "/* a { */\n@layer base {\n  a,\n  b { color: red } /* why\n  so */\n  i::before { content: \"/ * /\" }\n}\n";
        let expected = "@layer base {\na,\nb { color: red }\ni::before { content: \"/ * /\" }\n}";
        assert_eq!(without_comments(css), expected);
        assert_eq!(*lean("icon.svg", b"/* kept */"), *b"/* kept */");
        let whole = Embedded::get("kickabout.css").unwrap().data;
        let whole = std::str::from_utf8(&whole).unwrap();
        assert_eq!(without_comments(whole).matches('{').count(), without_comments(whole).matches('}').count());
        assert_eq!(whole.matches("/*").count(), whole.matches("*/").count());
    }

    #[test]
    fn an_address_changes_with_the_content() {
        let (one, two) = (Asset::new("a.css", b"a{}"), Asset::new("a.css", b"b{}"));
        assert_ne!(one.hash, two.hash);
        assert_eq!(one.hash.len(), 16);
        assert!(href("no-such-file.css").starts_with("/static/missing/"));
    }
}
