//! As much of HTTP/1.1 as it takes to ask and to understand answers.

/// What a server answered.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Bytes of content, as they travelled.
    pub length: u64,
    /// Seconds after which to ask again.
    pub retry_after: Option<u64>,
    /// Whether the server closes the connection.
    pub closes: bool,
}

/// Bytes that are no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

impl std::fmt::Display for Malformed {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "not an HTTP answer: {}", self.0)
    }
}

impl std::error::Error for Malformed {}

/// Longer heads are refused.
const LONGEST_HEAD: usize = 64 * 1024;

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Part {
    #[default]
    Head,
    Content(u64),
    /// The size of the next chunk as far as it was read, and whether what follows it on the line is skipped.
    ChunkSize(u64, bool),
    Chunk(u64),
    ChunkEnd,
    /// Bytes on this line of the trailer.
    Trailer(usize),
    Done,
}

/// Reads one answer after the other from bytes as they arrive.
#[derive(Debug, Default)]
pub struct Reader {
    part: Part,
    head: Vec<u8>,
    answer: Answer,
    content: Option<Vec<u8>>,
}

impl Reader {
    /// One that keeps the content, for `content`.
    pub fn keeping() -> Self {
        Self { content: Some(Vec::new()), ..Self::default() }
    }

    /// Reads on; tells how many bytes it took, which are all of them unless an answer has ended before.
    pub fn read(&mut self, bytes: &[u8]) -> Result<usize, Malformed> {
        let mut at = 0;
        while at < bytes.len() && self.part != Part::Done {
            at += self.step(&bytes[at..])?;
        }
        Ok(at)
    }

    /// The answer, once it is whole; the next one can be read then.
    pub fn take(&mut self) -> Option<Answer> {
        if self.part != Part::Done {
            return None;
        }
        self.part = Part::Head;
        self.head.clear();
        Some(std::mem::take(&mut self.answer))
    }

    /// Names and values of the head, before the answer is taken.
    pub fn headers(&self) -> Vec<(String, String)> {
        let text = String::from_utf8_lossy(&self.head);
        let lines = text.split("\r\n").skip(1).filter_map(|line| line.split_once(':'));
        lines.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect()
    }

    /// What a `keeping` reader has kept.
    pub fn content(self) -> Vec<u8> {
        self.content.unwrap_or_default()
    }

    fn step(&mut self, bytes: &[u8]) -> Result<usize, Malformed> {
        match self.part {
            Part::Head => self.read_head(bytes),
            Part::Content(left) => Ok(self.pass(bytes, left, Part::Content, Part::Done)),
            Part::Chunk(left) => Ok(self.pass(bytes, left, Part::Chunk, Part::ChunkEnd)),
            Part::ChunkSize(size, skipping) => {
                self.part = chunk_size(bytes[0], size, skipping)?;
                Ok(1)
            }
            Part::ChunkEnd => {
                if bytes[0] == b'\n' {
                    self.part = Part::ChunkSize(0, false);
                }
                Ok(1)
            }
            Part::Trailer(length) => {
                self.part = match (bytes[0], length) {
                    (b'\n', 0) => Part::Done,
                    (b'\n', _) => Part::Trailer(0),
                    (b'\r', _) => Part::Trailer(length),
                    _ => Part::Trailer(length + 1),
                };
                Ok(1)
            }
            Part::Done => Ok(0),
        }
    }

    /// Takes as much content as there is, up to `left`.
    fn pass(&mut self, bytes: &[u8], left: u64, more: fn(u64) -> Part, end: Part) -> usize {
        let here = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
        let taken = here as u64;
        self.answer.length += taken;
        if let Some(content) = &mut self.content {
            content.extend_from_slice(&bytes[..here]);
        }
        self.part = if taken == left { end } else { more(left - taken) };
        here
    }

    fn read_head(&mut self, bytes: &[u8]) -> Result<usize, Malformed> {
        let before = self.head.len();
        self.head.extend_from_slice(bytes);
        let Some(end) = end_of_head(&self.head, before.saturating_sub(3)) else {
            return if self.head.len() > LONGEST_HEAD {
                Err(Malformed("its head has no end"))
            } else {
                Ok(bytes.len())
            };
        };
        self.head.truncate(end);
        (self.answer, self.part) = parse_head(&self.head)?;
        Ok(end - before)
    }
}

/// Where the content begins, looking from `from` on.
fn end_of_head(head: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(found) = head[at..].iter().position(|byte| *byte == b'\r') {
        at += found;
        if head[at..].starts_with(b"\r\n\r\n") {
            return Some(at + 4);
        }
        at += 1;
    }
    None
}

fn parse_head(head: &[u8]) -> Result<(Answer, Part), Malformed> {
    let mut lines = head.split(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let status = first.strip_prefix(b"HTTP/1.1 ").and_then(number).ok_or(Malformed("it has no status"))?;
    let status = u16::try_from(status).map_err(|_| Malformed("its status is out of range"))?;
    let mut answer = Answer { status, ..Answer::default() };
    let (mut length, mut is_chunked) = (None, false);
    for line in lines {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if name.eq_ignore_ascii_case(b"content-length") {
            length = Some(number(value).ok_or(Malformed("its length is no number"))?);
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            is_chunked = value.eq_ignore_ascii_case(b"chunked");
        } else if name.eq_ignore_ascii_case(b"retry-after") {
            answer.retry_after = number(value);
        } else if name.eq_ignore_ascii_case(b"connection") {
            answer.closes = value.eq_ignore_ascii_case(b"close");
        }
    }
    let part = match (status, is_chunked, length) {
        (204 | 304, _, _) | (_, false, Some(0)) => Part::Done,
        (_, true, _) => Part::ChunkSize(0, false),
        (_, false, Some(length)) => Part::Content(length),
        (_, false, None) => return Err(Malformed("its end cannot be known")),
    };
    Ok((answer, part))
}

/// The number that `text` begins with.
fn number(text: &[u8]) -> Option<u64> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&text[..digits]).ok()?.parse().ok()
}

fn chunk_size(byte: u8, size: u64, skipping: bool) -> Result<Part, Malformed> {
    match (byte, char::from(byte).to_digit(16)) {
        (b'\n', _) if size == 0 => Ok(Part::Trailer(0)),
        (b'\n', _) => Ok(Part::Chunk(size)),
        (_, Some(digit)) if !skipping => {
            let larger = size.checked_mul(16).and_then(|size| size.checked_add(u64::from(digit)));
            Ok(Part::ChunkSize(larger.ok_or(Malformed("a chunk is too large"))?, false))
        }
        (b';' | b'\r' | b' ', _) => Ok(Part::ChunkSize(size, true)),
        _ if skipping => Ok(Part::ChunkSize(size, true)),
        _ => Err(Malformed("the size of a chunk is no number")),
    }
}

/// A GET with `headers` besides Host.
pub fn get(path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    let mut request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    request.into_bytes()
}

/// A form as a browser sends it from a page of the site itself.
pub fn post(path: &str, headers: &[(&str, &str)], form: &str) -> Vec<u8> {
    let length = form.len().to_string();
    let mut all = vec![
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Content-Length", length.as_str()),
        ("Sec-Fetch-Site", "same-origin"),
        ("Accept-Encoding", "gzip"),
    ];
    all.extend_from_slice(headers);
    let mut request = get(path, &all);
    request.splice(..3, *b"POST");
    request.extend_from_slice(form.as_bytes());
    request
}
