//! The parts of the benchmark that can be wrong by themselves.

#![allow(dead_code, clippy::unwrap_used, reason = "only some parts run here, and a test panics when it fails")]

#[path = "../benches/load/histogram.rs"]
mod histogram;
#[path = "../benches/load/http.rs"]
mod http;
#[path = "../benches/load/table.rs"]
mod table;

use std::time::Duration;

use histogram::{Histogram, median};
use http::{Answer, Reader, get, post};
use table::{Asked, Row, Verdict, number, table};

#[test]
fn no_value_is_told_more_than_a_sixty_fourth_too_long() {
    for value in (0..5000).chain([65_535, 65_536, 1_000_000, 3_600_000_000]) {
        let exact = Duration::from_micros(value);
        let mut histogram = Histogram::default();
        histogram.record(exact);
        histogram.record(Duration::from_secs(7000));
        let told = histogram.percentile(50.0);
        assert!(told >= exact && told <= exact + exact / 64, "{exact:?} is told as {told:?}");
    }
}

#[test]
fn percentiles_come_from_the_counts() {
    let mut histogram = Histogram::default();
    assert_eq!(histogram.percentile(99.0), Duration::ZERO);
    for millis in 1..=100 {
        histogram.record(Duration::from_millis(millis));
    }
    let near = |percent, millis: u64| {
        let found = histogram.percentile(percent);
        let exact = Duration::from_millis(millis);
        assert!(found >= exact && found <= exact + exact / 64 + Duration::from_micros(1), "{percent}: {found:?}");
    };
    near(50.0, 50);
    near(99.0, 99);
    near(1.0, 1);
    assert_eq!(histogram.percentile(100.0), Duration::from_millis(100));
    assert_eq!((histogram.count(), histogram.longest()), (100, Duration::from_millis(100)));
}

#[test]
fn two_can_be_put_together() {
    let (mut one, mut other) = (Histogram::default(), Histogram::default());
    one.record(Duration::from_micros(10));
    other.record(Duration::from_secs(9999));
    one.add(&other);
    assert_eq!((one.count(), one.longest()), (2, Duration::from_secs(9999)));
    assert_eq!(one.percentile(50.0), Duration::from_micros(10));
}

#[test]
fn the_median_is_in_the_middle() {
    for (values, middle) in [(&[][..], 0.0), (&[3.0], 3.0), (&[9.0, 1.0, 2.0], 2.0), (&[4.0, 1.0, 2.0, 9.0], 3.0)] {
        assert!((median(values) - middle).abs() < 1e-9, "{values:?}");
    }
}

const CHUNKED: &[u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=1\r\nhello\r\n1A\r\n, \
    this is a longer text \r\n\r\n0\r\nTrail: er\r\n\r\n";
const PLAIN: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\nretry-after: 2\r\n\
    Connection: close\r\n\r\nbusy";
const BARE: &[u8] = b"HTTP/1.1 304 Not Modified\r\nContent-Length: 900\r\n\r\n";

fn answer(status: u16, length: u64) -> Answer {
    Answer { status, length, ..Answer::default() }
}

#[test]
fn answers_are_read_however_they_are_cut() {
    let stream = [CHUNKED, PLAIN, BARE, CHUNKED].concat();
    let busy = Answer { retry_after: Some(2), closes: true, ..answer(503, 4) };
    for size in 1..stream.len() {
        let (mut reader, mut answers) = (Reader::default(), Vec::new());
        for mut piece in stream.chunks(size) {
            while !piece.is_empty() {
                let taken = reader.read(piece).unwrap();
                piece = &piece[taken..];
                answers.extend(reader.take());
            }
        }
        assert_eq!(answers, [answer(200, 31), busy.clone(), answer(304, 0), answer(200, 31)], "cut by {size}");
    }
}

#[test]
fn content_and_headers_can_be_kept() {
    let mut reader = Reader::keeping();
    assert_eq!(reader.read(PLAIN).unwrap(), PLAIN.len());
    assert!(reader.headers().contains(&("retry-after".to_owned(), "2".to_owned())));
    assert_eq!(reader.content(), b"busy");
}

#[test]
fn half_an_answer_is_none() {
    let mut reader = Reader::default();
    reader.read(&PLAIN[..PLAIN.len() - 1]).unwrap();
    assert_eq!(reader.take(), None);
}

#[test]
fn what_is_no_answer_is_refused() {
    for bytes in [
        &b"SSH-2.0-x\r\n\r\n"[..],
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
    ] {
        assert!(Reader::default().read(bytes).is_err(), "{}", String::from_utf8_lossy(bytes));
    }
    assert!(Reader::default().read(&[b'a'; 70_000]).is_err());
}

#[test]
fn requests_are_spelled_as_browsers_spell_them() {
    assert_eq!(get("/", &[("A", "b")]), b"GET / HTTP/1.1\r\nHost: localhost\r\nA: b\r\n\r\n");
    let form = String::from_utf8(post("/x", &[("Cookie", "c=d")], "a=1")).unwrap();
    assert!(form.starts_with("POST /x HTTP/1.1\r\n") && form.ends_with("Cookie: c=d\r\n\r\na=1"), "{form}");
    assert!(form.contains("Content-Length: 3\r\n"), "{form}");
}

#[test]
fn a_figure_is_judged_by_what_was_asked() {
    let more = Asked::AtLeast { goal: 0.9, floor: 0.8 };
    let less = Asked::AtMost { goal: 30.0, floor: 60.0 };
    for (asked, figure, verdict) in [
        (more, 0.95, Verdict::Goal),
        (more, 0.8, Verdict::Floor),
        (more, 0.79, Verdict::Short),
        (less, 30.0, Verdict::Goal),
        (less, 31.0, Verdict::Floor),
        (less, 61.0, Verdict::Short),
        (Asked::Nothing, 5.0, Verdict::None),
    ] {
        assert_eq!(asked.verdict(figure), verdict, "{asked:?} {figure}");
    }
    let mut row = Row::new("x", 1.0, String::new(), more);
    assert_eq!(row.verdict(), Verdict::Goal);
    row.complaints.push("3 pages answered 500".to_owned());
    assert_eq!(row.verdict(), Verdict::Short);
    assert!(table(&[row]).contains("WRONG: 3 pages answered 500"));
}

#[test]
fn numbers_have_the_digits_that_matter() {
    for (value, text) in [(0.0, "0"), (0.954, "0.95"), (0.5, "0.5"), (30.0, "30"), (100.0, "100"), (6000.0, "6,000")] {
        assert_eq!(number(value), text);
    }
    assert_eq!(number(1_234_567.0), "1,234,567");
}
