//! A real mail server, in a process of its own, and what it was given.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use kickabout::mail::{MailSettings, Patience};
use serde::Deserialize;

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
    Done { done: String },
    Letter(Box<Arrived>),
}

/// The server; it ends with the test.
pub struct PostOffice {
    pub port: u16,
    child: Child,
    talk: Mutex<(ChildStdin, Lines<BufReader<ChildStdout>>)>,
}

impl PostOffice {
    pub fn open() -> Self {
        Self::with_password("")
    }

    /// One that wants a password from everybody; none with an empty one.
    pub fn with_password(password: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python");
        let python = folder.join(".venv/bin/python");
        assert!(python.exists(), "the tests of mail need aiosmtpd: run scripts/test, which installs it");
        let mut child = Command::new(python)
            .arg(folder.join("mail_server.py"))
            .arg(password)
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
        Self { port, child, talk: Mutex::new((input, lines)) }
    }

    /// How a site sends mail to it, with little patience.
    pub fn settings(&self) -> MailSettings {
        let server = format!("smtp://127.0.0.1:{}", self.port).parse().unwrap();
        let patience = Patience {
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(5),
            taken: Duration::from_millis(300),
        };
        MailSettings { patience, ..MailSettings::new(server, "Riverside Games <games@riverside.example>").unwrap() }
    }

    /// What arrived until now and was not asked for before.
    pub fn arrived(&self) -> Vec<Arrived> {
        self.tell("sync")
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
                Said::Done { done } => {
                    assert_eq!(done, command);
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
