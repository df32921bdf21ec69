//! Pages for the signed in, put together from pieces that were compressed once.
//!
//! A gzip member (RFC 1952) is one deflate stream and a checksum. Deflate (RFC 1951) is a row of blocks; after a sync
//! flush the next begins at a whole byte, so blocks made at different times can be laid side by side. What is one
//! reader's own goes in as stored blocks, which cost a copy. A block may refer back to earlier bytes by their distance:
//! so a gap that readers fill differently has one length for all, and nothing refers into it.

use crc32fast::Hasher;
use flate2::{Compress, Compression, FlushCompress, Status};

/// The bytes of a gap. Longer texts don't fit, and their pages are rendered for one.
pub const GAP: usize = 160;

/// No HTML has this byte, so that no compressed piece can refer into a gap.
const NOWHERE: u8 = 0xff;
/// RFC 1952: deflate, no name, no time, unknown system.
const GZIP_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
/// The last block: stored, and empty.
const END: [u8; 5] = [1, 0, 0, 0xff, 0xff];
/// The longest stored block.
const LONGEST_STORED: usize = 0xffff;

/// How much is spent on making a page small.
#[derive(Debug, Clone, Copy)]
pub enum Effort {
    /// For a page that thousands get.
    Best,
    /// For a page that few get.
    Some,
}

impl Effort {
    fn level(self) -> Compression {
        match self {
            Self::Best => Compression::best(),
            Self::Some => Compression::default(),
        }
    }
}

/// A page with an opening that is each reader's own, and gaps for what else is.
#[derive(Debug)]
pub struct Stitched {
    /// What comes before the reader's own opening.
    head: Piece,
    /// The rest, with every gap as one that nobody fills.
    rest: Piece,
    gaps: Vec<Gap>,
    /// What a gap says to whom it does not concern.
    unfilled: [u8; GAP],
}

/// A run of bytes, compressed, with what a checksum needs to know of it.
#[derive(Debug)]
struct Piece {
    deflated: Vec<u8>,
    length: usize,
    checksum: u32,
}

/// A place in the rest for one reader's text.
#[derive(Debug)]
struct Gap {
    /// Where its unfilled block begins and ends in the deflated rest.
    from: usize,
    to: usize,
    /// The bytes between the gap's end and the page's.
    to_end: usize,
}

/// The text of a gap for one reader, padded.
pub struct Filling {
    /// Which gap, counted from 0.
    pub gap: usize,
    /// Its text.
    pub text: String,
}

impl Stitched {
    /// A page of `head`, each reader's own opening, and `pieces` with a gap between each two; `unfilled` is what a gap
    /// says to whom it does not concern. `None` where that is too long.
    pub fn new(head: &str, pieces: &[&str], unfilled: &str, effort: Effort) -> Option<Self> {
        let unfilled = padded(unfilled)?;
        let blank = deflate_alone(&unfilled, effort)?;
        let mut stream = Stream::new(effort);
        let (mut deflated, mut hasher, mut length) = (Vec::new(), Hasher::new(), 0);
        let mut places = Vec::new();
        for (number, piece) in pieces.iter().enumerate() {
            if number > 0 {
                stream.skip(GAP)?;
                let from = deflated.len();
                deflated.extend_from_slice(&blank);
                hasher.update(&unfilled);
                length += GAP;
                places.push((from, deflated.len(), length));
            }
            stream.add(piece.as_bytes(), &mut deflated)?;
            hasher.update(piece.as_bytes());
            length += piece.len();
        }
        let gaps = places.into_iter().map(|(from, to, end)| Gap { from, to, to_end: length - end });
        Some(Self {
            head: Piece {
                deflated: deflate_alone(head.as_bytes(), effort)?,
                length: head.len(),
                checksum: checksum(head.as_bytes()),
            },
            gaps: gaps.collect(),
            unfilled,
            rest: Piece { deflated, length, checksum: hasher.finalize() },
        })
    }

    /// Its bytes in memory, about.
    pub fn size(&self) -> usize {
        self.head.deflated.len() + self.rest.deflated.len() + self.gaps.len() * size_of::<Gap>()
    }

    /// The page as one gzip member for the reader with this `opening`; `fillings` in the order of their gaps. `None` where a filling is too long for its gap.
    pub fn page(&self, opening: &str, fillings: &[Filling]) -> Option<Vec<u8>> {
        let room =
            self.head.deflated.len() + opening.len() + self.rest.deflated.len() + fillings.len() * (GAP + 5) + 64;
        let mut page = Vec::with_capacity(room);
        page.extend_from_slice(&GZIP_HEADER);
        page.extend_from_slice(&self.head.deflated);
        store(opening.as_bytes(), &mut page);
        let mut rest_checksum = self.rest.checksum;
        let mut copied = 0;
        for filling in fillings {
            let gap = self.gaps.get(filling.gap)?;
            let text = padded(&filling.text)?;
            page.extend_from_slice(self.rest.deflated.get(copied..gap.from)?);
            store(&text, &mut page);
            copied = gap.to;
            // The checksum is linear: what differs here counts by itself, moved to the end of the page.
            rest_checksum ^= moved_over(gap.to_end, linear(&text) ^ linear(&self.unfilled));
        }
        page.extend_from_slice(self.rest.deflated.get(copied..)?);
        page.extend_from_slice(&END);
        let mut before = Hasher::new_with_initial(self.head.checksum);
        before.update(opening.as_bytes());
        let checksum = moved_over(self.rest.length, before.finalize()) ^ rest_checksum;
        let length = self.head.length + opening.len() + self.rest.length;
        page.extend_from_slice(&checksum.to_le_bytes());
        // RFC 1952: the length modulo 2^32.
        page.extend_from_slice(&u32::try_from(length & 0xffff_ffff).unwrap_or(0).to_le_bytes());
        Some(page)
    }
}

fn padded(text: &str) -> Option<[u8; GAP]> {
    let mut bytes = [b' '; GAP];
    bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
    Some(bytes)
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut hasher = Hasher::new();
    hasher.update(bytes);
    hasher.finalize()
}

/// The checksum without what it begins and ends with, so that checksums of equal length can be added up.
fn linear(bytes: &[u8]) -> u32 {
    let mut hasher = Hasher::new_with_initial(u32::MAX);
    hasher.update(bytes);
    !hasher.finalize()
}

/// The checksum `crc` as it counts when `length` bytes follow, without those bytes' own part.
fn moved_over(length: usize, crc: u32) -> u32 {
    let mut hasher = Hasher::new_with_initial_len(crc, 0);
    hasher.combine(&Hasher::new_with_initial_len(0, u64::try_from(length).unwrap_or(0)));
    hasher.finalize()
}

/// Writes `bytes` as stored blocks.
fn store(bytes: &[u8], page: &mut Vec<u8>) {
    for part in bytes.chunks(LONGEST_STORED) {
        let length = u16::try_from(part.len()).unwrap_or(u16::MAX);
        page.push(0);
        page.extend_from_slice(&length.to_le_bytes());
        page.extend_from_slice(&(!length).to_le_bytes());
        page.extend_from_slice(part);
    }
}

/// `bytes` as blocks that refer to nothing before them.
fn deflate_alone(bytes: &[u8], effort: Effort) -> Option<Vec<u8>> {
    let mut deflated = Vec::new();
    Stream::new(effort).add(bytes, &mut deflated)?;
    Some(deflated)
}

/// A deflate stream in the making, of which some parts are left out.
struct Stream(Compress);

impl Stream {
    fn new(effort: Effort) -> Self {
        Self(Compress::new(effort.level(), false))
    }

    /// Adds `bytes` as blocks that end at a whole byte.
    fn add(&mut self, bytes: &[u8], deflated: &mut Vec<u8>) -> Option<()> {
        let mut left = bytes;
        loop {
            deflated.reserve(left.len() / 2 + 64);
            let before = self.0.total_in();
            let status = self.0.compress_vec(left, deflated, FlushCompress::Sync).ok()?;
            let taken = usize::try_from(self.0.total_in() - before).ok()?;
            left = left.get(taken..)?;
            let has_room = deflated.len() < deflated.capacity();
            if left.is_empty() && has_room && matches!(status, Status::Ok | Status::BufError) {
                return Some(());
            }
        }
    }

    /// Passes over `length` bytes that come from elsewhere, and that nothing may refer to.
    fn skip(&mut self, length: usize) -> Option<()> {
        self.add(&vec![NOWHERE; length], &mut Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use proptest::prelude::*;

    use super::*;

    fn unzip(page: &[u8]) -> String {
        let mut text = String::new();
        flate2::read::GzDecoder::new(page).read_to_string(&mut text).unwrap();
        text
    }

    fn whole(head: &str, opening: &str, pieces: &[String], texts: &[Option<String>], unfilled: &str) -> String {
        let mut page = format!("{head}{opening}");
        for (number, piece) in pieces.iter().enumerate() {
            if number > 0 {
                let text = texts[number - 1].as_deref().unwrap_or(unfilled);
                page.push_str(&format!("{text:<GAP$}"));
            }
            page.push_str(piece);
        }
        page
    }

    #[test]
    fn the_reader_gets_one_whole_page() {
        let pieces = ["<article>one".to_owned(), "</article><article>two".to_owned(), "</article>".to_owned()];
        let refs: Vec<&str> = pieces.iter().map(String::as_str).collect();
        let stitched = Stitched::new("<head>", &refs, ">none", Effort::Best).unwrap();
        let fillings = [Filling { gap: 1, text: ">You're in".to_owned() }];
        let page = stitched.page("<nav>Ana</nav>", &fillings).unwrap();
        let texts = [None, Some(">You're in".to_owned())];
        assert_eq!(unzip(&page), whole("<head>", "<nav>Ana</nav>", &pieces, &texts, ">none"));
    }

    #[test]
    fn what_does_not_fit_its_gap_is_refused() {
        let stitched = Stitched::new("", &["a", "b"], "", Effort::Some).unwrap();
        let long = Filling { gap: 0, text: "x".repeat(GAP + 1) };
        assert!(stitched.page("", &[long]).is_none());
        let beyond = Filling { gap: 1, text: String::new() };
        assert!(stitched.page("", &[beyond]).is_none());
        assert!(Stitched::new("", &["a"], &"x".repeat(GAP + 1), Effort::Some).is_none());
    }

    proptest! {
        #[test]
        fn any_pieces_make_a_page_that_a_browser_can_read(
            head in "[a-c<>é]{0,300}",
            opening in "[a-c<>é]{0,300}",
            pieces in prop::collection::vec("(<p>[a-c]{0,9}</p>){0,80}", 1..9),
            texts in prop::collection::vec(prop::option::of("[a-z>]{0,160}"), 9),
        ) {
            let refs: Vec<&str> = pieces.iter().map(String::as_str).collect();
            let stitched = Stitched::new(&head, &refs, ">none", Effort::Some).unwrap();
            let fillings: Vec<Filling> = texts.iter().take(pieces.len() - 1).enumerate()
                .filter_map(|(gap, text)| Some(Filling { gap, text: text.clone()? })).collect();
            let page = stitched.page(&opening, &fillings).unwrap();
            prop_assert_eq!(unzip(&page), whole(&head, &opening, &pieces, &texts, ">none"));
        }
    }
}
