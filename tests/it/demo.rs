//! `kickabout demo`, as somebody starts it who has just cloned the repository.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::support::*;

/// A running demo, with what it said.
struct Demo {
    child: Child,
    base: String,
    /// Role, address and password, as printed.
    sign_ins: Vec<(String, String, String)>,
}

impl Demo {
    fn start(folder: &Path, more: &[&str]) -> Self {
        let mut child = demo(folder, &["--listen", "127.0.0.1:0"]).args(more).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut next = || lines.next().expect("the demo ended before it listened").unwrap();
        let base = next().strip_prefix("Kickabout demo at ").unwrap().trim_end_matches('/').to_owned();
        let sign_in = |line: String| {
            let mut words = line.strip_prefix("  ").unwrap().split_whitespace().map(str::to_owned);
            (words.next().unwrap(), words.next().unwrap(), words.next().unwrap())
        };
        let sign_ins = (0..3).map(|_| sign_in(next())).collect();
        assert!(next().contains("--fresh"));
        Self { child, base, sign_ins }
    }

    async fn person(&self, role: &str) -> Person {
        let (_, email, password) = self.sign_ins.iter().find(|(named, ..)| named == role).unwrap();
        let person = Person::new(&self.base, role, email);
        assert_eq!(person.sign_in(password).await.status, 303, "{role}");
        assert!(person.is_signed_in().await, "{role}");
        person
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // A failed test must leave no process behind; one that has ended already is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn demo(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kickabout"));
    command.arg("demo").arg("--data-dir").arg(folder).args(arguments);
    command.env("RUST_LOG", "warn").stdin(Stdio::null()).stderr(Stdio::piped());
    command
}

#[actix_web::test]
async fn a_demo_lets_three_people_in_and_keeps_its_town_until_a_fresh_one_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let first = Demo::start(folder.path(), &[]);
    for (role, page) in [("admin", "/"), ("organizer", "/organize"), ("player", "/me")] {
        assert_eq!(first.person(role).await.get(page).await.status, 200, "{role}");
    }
    let printed = first.sign_ins.clone();
    assert!(printed.iter().all(|(_, _, password)| password.len() >= 15));
    assert!(!demo(folder.path(), &["--listen", "127.0.0.1:0"]).output().unwrap().status.success());
    drop(first);

    let again = Demo::start(folder.path(), &[]);
    assert_eq!(again.sign_ins, printed);
    again.person("player").await;
    drop(again);

    let renewed = Demo::start(folder.path(), &["--fresh"]);
    assert_ne!(renewed.sign_ins, printed);
    renewed.person("organizer").await;
}

#[actix_web::test]
async fn a_demo_hands_out_whole_links_and_takes_forms_under_each_of_its_names() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), &[]);
    let visitor = Person::new(&demo.base, "Vera", "vera@example.org");
    let game = visitor.get("/").await.attributes("main a[href^='/games/']", "href").remove(0);
    let shared = visitor.get(&game).await.attributes(".share input", "value").concat();
    assert_eq!(shared, format!("{}{game}", demo.base));
    let port = demo.base.rsplit_once(':').unwrap().1;
    let sign_in = async |host: &str, origin: &str| {
        let person = Person::new(&demo.base, "Nobody", "nobody@example.org");
        let request = person.request("POST", "/login").header("Host", host).header("Origin", origin);
        person.send(request.form(&[("email", "nobody@example.org"), ("password", "wrong")])).await.status
    };
    for name in ["127.0.0.1", "localhost"] {
        let host = format!("{name}:{port}");
        assert_eq!(sign_in(&host, &format!("http://{host}")).await, 422, "{host}");
        assert_eq!(sign_in(&host, "http://evil.example").await, 403, "{host}");
    }
}

#[test]
fn a_demo_listens_on_this_machine_alone() {
    let folder = tempfile::tempdir().unwrap();
    for outside in ["0.0.0.0:0", "[::]:0", "192.0.2.1:80"] {
        let refused = demo(folder.path(), &["--listen", outside]).output().unwrap();
        assert!(!refused.status.success(), "{outside}");
        assert!(String::from_utf8_lossy(&refused.stderr).contains("this machine alone"), "{outside}");
    }
}
