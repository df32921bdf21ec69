//! A calendar file, read by the letter of RFC 5545: whatever is not allowed there stops the test.

use std::collections::BTreeMap;

use crate::support::Answer;

/// A file's own properties, and its entries'.
pub struct File {
    pub properties: BTreeMap<String, String>,
    pub entries: Vec<BTreeMap<String, String>>,
}

/// The properties that an entry must have, each once.
const WANTED: [&str; 11] = [
    "UID",
    "DTSTAMP",
    "LAST-MODIFIED",
    "SEQUENCE",
    "DTSTART",
    "DTEND",
    "SUMMARY",
    "LOCATION",
    "DESCRIPTION",
    "STATUS",
    "TRANSP",
];

impl File {
    /// The file that was answered.
    pub fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 200, "{}", answer.words());
        assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
        let text = std::str::from_utf8(&answer.bytes).unwrap();
        Self::read(text)
    }

    /// The file that is in a mail.
    pub fn read(text: &str) -> Self {
        let mut lines = unfolded(text).into_iter();
        assert_eq!(lines.next().unwrap(), ("BEGIN".to_owned(), "VCALENDAR".to_owned()));
        let (mut properties, mut entries, mut open) = (BTreeMap::new(), Vec::new(), vec!["VCALENDAR".to_owned()]);
        for (name, value) in lines {
            match (name.as_str(), open.last().map(String::as_str)) {
                ("BEGIN", Some(_)) => {
                    entries.extend((value == "VEVENT").then(BTreeMap::new));
                    open.push(value);
                }
                ("END", Some(_)) => assert_eq!(open.pop().unwrap(), value),
                (_, Some("VCALENDAR")) => {
                    assert!(entries.is_empty(), "{name} stands behind an entry");
                    assert_eq!(properties.insert(name, value), None);
                }
                (_, Some("VEVENT")) => assert_eq!(entries.last_mut().unwrap().insert(name, value), None),
                (_, Some("VTIMEZONE" | "STANDARD")) => assert!(entries.is_empty()),
                (_, open) => panic!("{name} stands in {open:?}"),
            }
        }
        assert!(open.is_empty(), "{open:?} is not ended");
        for entry in &entries {
            let names: Vec<&str> = entry.keys().map(String::as_str).filter(|name| *name != "URL").collect();
            let mut wanted = WANTED.to_vec();
            wanted.sort_unstable();
            assert_eq!(names, wanted);
        }
        Self { properties, entries }
    }

    /// The one entry.
    pub fn entry(&self) -> &BTreeMap<String, String> {
        assert_eq!(self.entries.len(), 1);
        &self.entries[0]
    }

    /// What every entry says under `name`.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.entries.iter().map(|entry| entry[name].as_str()).collect()
    }
}

/// The properties, after every line was looked at octet by octet.
fn unfolded(text: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> =
        text.strip_suffix("\r\n").expect("the last line ends like all others").split("\r\n").collect();
    let mut whole: Vec<String> = Vec::new();
    for line in lines {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.chars().any(char::is_control), "{line:?}");
        match line.strip_prefix(' ') {
            Some(more) => whole.last_mut().unwrap().push_str(more),
            None => whole.push(line.to_owned()),
        }
    }
    let property = |line: String| {
        let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("no property: {line}"));
        let name = name.split_once(';').map_or(name, |(name, _)| name);
        assert!(!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-'), "{line}");
        (name.to_owned(), value.to_owned())
    };
    whole.into_iter().map(property).collect()
}

/// A text as its reader sees it.
pub fn said(value: &str) -> String {
    let (mut text, mut letters) = (String::new(), value.chars());
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next().unwrap() {
                'n' => text.push('\n'),
                letter @ ('\\' | ';' | ',') => text.push(letter),
                other => panic!("\\{other} means nothing"),
            },
            ';' | ',' => panic!("{letter} stands alone in {value}"),
            letter => text.push(letter),
        }
    }
    text
}
