//! A page that is the same for every visitor, as bytes in every encoding a browser may ask for.

use std::io::Write;
use std::sync::OnceLock;

use actix_web::http::header::HeaderValue;
use actix_web::web::Bytes;
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

/// How a browser wants its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As they are.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
}

/// Brotli's effort: beyond it each page takes several times as long for a few bytes.
const BROTLI_QUALITY: i32 = 7;

impl Encoding {
    /// The best of those that an `Accept-Encoding` of `accepted` takes (RFC 9110, 12.5.3).
    pub fn of(accepted: &str) -> Self {
        match Self::taken(accepted) {
            (true, _) => Self::Brotli,
            (false, true) => Self::Gzip,
            (false, false) => Self::Identity,
        }
    }

    /// Whether an `Accept-Encoding` of `accepted` takes gzip.
    pub fn takes_gzip(accepted: &str) -> bool {
        Self::taken(accepted).1
    }

    /// Whether `accepted` takes Brotli, and gzip.
    fn taken(accepted: &str) -> (bool, bool) {
        let (mut gzip, mut brotli) = (false, false);
        for part in accepted.split(',') {
            let (name, weight) = part.split_once(';').unwrap_or((part, ""));
            let is_taken = !is_zero(weight);
            match name.trim() {
                name if name.eq_ignore_ascii_case("br") => brotli = is_taken,
                name if name.eq_ignore_ascii_case("gzip") => gzip = is_taken,
                _ => {}
            }
        }
        (brotli, gzip)
    }

    /// What `Content-Encoding` says, if anything.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }
}

/// Whether `weight` is `q=0`, by which a browser refuses.
fn is_zero(weight: &str) -> bool {
    let value = weight.trim().strip_prefix("q=").or_else(|| weight.trim().strip_prefix("Q="));
    value.is_some_and(|value| value.trim().trim_end_matches('0').trim_end_matches('.').trim_end_matches('0').is_empty())
}

/// The bytes of one encoding, with the tag that names them.
#[derive(Clone, Debug)]
pub struct Copy {
    /// The body.
    pub body: Bytes,
    /// Its strong validator (RFC 9110, 8.8.3): other bytes, another tag.
    pub etag: HeaderValue,
}

/// One page in every encoding; each is made when it is first asked for.
#[derive(Debug)]
pub struct Copies {
    tag: String,
    plain: Copy,
    gzip: OnceLock<Option<Copy>>,
    brotli: OnceLock<Option<Copy>>,
}

impl Copies {
    /// The page `html`.
    pub fn new(html: String) -> Self {
        let tag: String = Sha256::digest(&html).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        let plain = Copy { body: Bytes::from(html), etag: etag(&tag, "") };
        Self { tag, plain, gzip: OnceLock::new(), brotli: OnceLock::new() }
    }

    /// The bytes for `encoding`, with the encoding they are really in.
    pub fn get(&self, encoding: Encoding) -> (Encoding, &Copy) {
        let made = match encoding {
            Encoding::Identity => None,
            Encoding::Gzip => self.gzip.get_or_init(|| self.made(gzip(&self.plain.body), "-gz")).as_ref(),
            Encoding::Brotli => self.brotli.get_or_init(|| self.made(brotli(&self.plain.body), "-br")).as_ref(),
        };
        made.map_or((Encoding::Identity, &self.plain), |copy| (encoding, copy))
    }

    fn made(&self, body: std::io::Result<Vec<u8>>, suffix: &str) -> Option<Copy> {
        match body {
            Ok(body) => Some(Copy { body: body.into(), etag: etag(&self.tag, suffix) }),
            Err(error) => {
                log::error!("a page could not be compressed: {error}");
                None
            }
        }
    }
}

fn etag(tag: &str, suffix: &str) -> HeaderValue {
    HeaderValue::try_from(format!("\"{tag}{suffix}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

fn gzip(html: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(html.len() / 4), Compression::best());
    encoder.write_all(html)?;
    encoder.finish()
}

fn brotli(html: &[u8]) -> std::io::Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams { quality: BROTLI_QUALITY, lgwin: 18, ..Default::default() };
    let mut made = Vec::with_capacity(html.len() / 4);
    brotli::BrotliCompress(&mut &html[..], &mut made, &params)?;
    Ok(made)
}

/// Whether one of the tags of an `If-None-Match` of `asked` is `etag` (RFC 9110, 13.1.2: compared weakly).
pub fn has_tag(asked: &str, etag: &HeaderValue) -> bool {
    asked.split(',').map(str::trim).any(|tag| {
        let tag = tag.strip_prefix("W/").unwrap_or(tag);
        tag == "*" || tag.as_bytes() == etag.as_bytes()
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn the_best_encoding_that_is_taken_is_chosen() {
        for (accepted, chosen) in [
            ("gzip, deflate, br, zstd", Encoding::Brotli),
            ("gzip", Encoding::Gzip),
            ("GZIP;q=0.5", Encoding::Gzip),
            ("br;q=0, gzip;q=1.0", Encoding::Gzip),
            ("br;q=0.000,gzip; q=0", Encoding::Identity),
            ("br;q=0.01", Encoding::Brotli),
            ("", Encoding::Identity),
            ("identity;q=0, zstd", Encoding::Identity),
        ] {
            assert_eq!(Encoding::of(accepted), chosen, "{accepted}");
        }
    }

    #[test]
    fn every_encoding_holds_the_same_page_under_its_own_tag() {
        let html = "<p>games</p>\n".repeat(500);
        let copies = Copies::new(html.clone());
        let (_, plain) = copies.get(Encoding::Identity);
        let (_, gzip) = copies.get(Encoding::Gzip);
        let (_, br) = copies.get(Encoding::Brotli);
        let (mut unzipped, mut unbrotlied) = (String::new(), Vec::new());
        flate2::read::GzDecoder::new(&gzip.body[..]).read_to_string(&mut unzipped).unwrap();
        brotli::BrotliDecompress(&mut &br.body[..], &mut unbrotlied).unwrap();
        assert_eq!(
            (plain.body.as_ref(), unzipped.as_bytes(), &unbrotlied[..]),
            (html.as_bytes(), html.as_bytes(), html.as_bytes())
        );
        assert!(plain.etag != gzip.etag && gzip.etag != br.etag && plain.etag != br.etag);
        assert!(has_tag("\"x\", W/\"y\"", &HeaderValue::from_static("\"y\"")));
        assert!(has_tag("*", &plain.etag) && !has_tag("\"x\"", &plain.etag) && !has_tag("", &plain.etag));
    }
}
