//! A real mail server, in a process of its own, and what it was given.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use kickabout::mail::MailSettings;
use serde::Deserialize;

use super::Certificate;

/// What the server does with mail.
#[derive(Debug, Clone, Copy)]
pub enum Treat {
    Take,
    /// 4xx to the recipient.
    Defer,
    /// 5xx to the recipient.
    Refuse,
    /// 5xx to the letter.
    RefuseLetter,
    /// 5xx to the sender.
    DenySender,
    /// Says nothing when it has got the letter.
    Slow,
    /// Takes a while before it says that it has taken the letter.
    Late,
    /// Gets the letter, and is gone before it says so.
    Die,
}

/// A letter as it arrived.
#[derive(Debug, Clone, Deserialize, PartialEq)]
pub struct Arrived {
    /// Whether the server said that it took it.
    pub taken: bool,
    pub sender: String,
    pub to: Vec<String>,
    pub headers: HashMap<String, String>,
    pub text: String,
    pub html: String,
    /// Calendar files that go with it, what each is for, and what each is called.
    pub calendars: Vec<String>,
    pub methods: Vec<String>,
    pub files: Vec<String>,
    /// Whether it came behind TLS, and from somebody who had said a password.
    pub encrypted: bool,
    pub signed_in: bool,
    /// The same for the same bytes.
    pub digest: String,
    pub defects: Vec<String>,
}

impl Arrived {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub fn subject(&self) -> &str {
        self.header("subject")
    }

    /// The path of the first link to `/part/...`.
    pub fn path(&self, part: &str) -> String {
        let start = self.text.find(&format!("/{part}/")).unwrap_or_else(|| panic!("no /{part}/ in {}", self.text));
        self.text[start..].split_whitespace().next().unwrap().to_owned()
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Said {
    Port { port: u16 },
    Done { done: String, passwords_in_the_open: usize },
    Letter(Box<Arrived>),
}

/// How the way to the server is kept.
#[derive(Debug, Clone, Copy)]
pub enum Way<'a> {
    /// In the open; it knows nothing of TLS.
    Open,
    /// It insists on STARTTLS.
    StartTls(&'a Certificate),
    /// TLS from the first byte.
    Tls(&'a Certificate),
}

/// The server; it ends with the test.
pub struct PostOffice {
    pub port: u16,
    /// Passwords that were said to it where anybody could listen.
    pub passwords_in_the_open: AtomicUsize,
    child: Child,
    talk: Mutex<(ChildStdin, Lines<BufReader<ChildStdout>>)>,
}

impl PostOffice {
    pub fn open() -> Self {
        Self::with_password("")
    }

    /// One that wants a password from everybody; none with an empty one.
    pub fn with_password(password: &str) -> Self {
        Self::behind(Way::Open, password)
    }

    /// One that is reached in a certain way.
    pub fn behind(way: Way<'_>, password: &str) -> Self {
        let way: Vec<OsString> = match way {
            Way::Open => vec!["plain".into()],
            Way::StartTls(with) => vec!["starttls".into(), with.file().into(), with.key_file().into()],
            Way::Tls(with) => vec!["tls".into(), with.file().into(), with.key_file().into()],
        };
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python");
        let python = folder.join(".venv/bin/python");
        assert!(python.exists(), "the tests of mail need aiosmtpd: run scripts/test, which installs it");
        let mut child = Command::new(python)
            .arg(folder.join("mail_server.py"))
            .arg(password)
            .args(way)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut lines = BufReader::new(output).lines();
        let first = lines.next().expect("the mail server did not start: run scripts/test, which installs it").unwrap();
        let Said::Port { port } = serde_json::from_str(&first).unwrap() else {
            panic!("the mail server did not say its port")
        };
        Self { port, passwords_in_the_open: AtomicUsize::new(0), child, talk: Mutex::new((input, lines)) }
    }

    /// How a site sends mail to it.
    pub fn settings(&self) -> MailSettings {
        self.settings_for("smtp://127.0.0.1:{port}")
    }

    /// The same with another address, in which `{port}` stands for its port.
    pub fn settings_for(&self, address: &str) -> MailSettings {
        let server = address.replace("{port}", &self.port.to_string()).parse().unwrap();
        MailSettings::new(server, "Riverside Games <games@riverside.example>").unwrap()
    }

    /// What arrived until now and was not asked for before.
    pub fn arrived(&self) -> Vec<Arrived> {
        self.tell("sync")
    }

    /// Waits until a letter has come in, whatever becomes of it.
    pub fn next(&self) -> Arrived {
        let mut talk = self.talk.lock().unwrap_or_else(PoisonError::into_inner);
        match serde_json::from_str(&talk.1.next().unwrap().unwrap()).unwrap() {
            Said::Letter(letter) => *letter,
            Said::Done { .. } | Said::Port { .. } => panic!("nothing was asked"),
        }
    }

    /// Treats mail differently from now on.
    pub fn treat(&self, how: Treat) {
        let word = match how {
            Treat::Take => "take",
            Treat::Defer => "defer",
            Treat::Refuse => "refuse",
            Treat::RefuseLetter => "refuse-letter",
            Treat::DenySender => "deny-sender",
            Treat::Slow => "slow",
            Treat::Late => "late",
            Treat::Die => "die",
        };
        assert_eq!(self.tell(word), [], "nobody has asked for these");
    }

    fn tell(&self, command: &str) -> Vec<Arrived> {
        let mut talk = self.talk.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(talk.0, "{command}").unwrap();
        let mut letters = Vec::new();
        loop {
            match serde_json::from_str(&talk.1.next().unwrap().unwrap()).unwrap() {
                Said::Letter(letter) => letters.push(*letter),
                Said::Done { done, passwords_in_the_open } => {
                    assert_eq!(done, command);
                    self.passwords_in_the_open.store(passwords_in_the_open, Ordering::Relaxed);
                    return letters;
                }
                Said::Port { .. } => panic!("a port in the middle"),
            }
        }
    }
}

impl Drop for PostOffice {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
