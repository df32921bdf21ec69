//! The three who can sign in: their passwords are made at random, and kept in a file for their owner alone.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::people::DOMAIN;
use crate::cli::Failure;
use crate::domain::passwords::HashCost;
use crate::types::NewPassword;

/// Who they are.
const ROLES: [&str; 3] = ["admin", "organizer", "player"];

/// The passwords of admin, organizer and player.
#[derive(Clone, PartialEq, Eq)]
pub struct SignIns([String; 3]);

impl SignIns {
    /// New ones.
    pub fn new() -> Result<Self, Failure> {
        Ok(Self([password()?, password()?, password()?]))
    }

    /// Those that `write` has written; none where there is no such file.
    pub fn read(file: &Path) -> Result<Option<Self>, Failure> {
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("cannot read {}: {error}", file.display()).into()),
        };
        let of = |role: &str| {
            let line = text.lines().find(|line| line.split_whitespace().next() == Some(role));
            let password = line.and_then(|line| line.split_whitespace().last()).filter(|word| *word != role);
            password.map(str::to_owned).ok_or_else(|| format!("{} names no {role}", file.display()))
        };
        let [admin, organizer, player] = ROLES.map(of);
        Ok(Some(Self([admin?, organizer?, player?])))
    }

    /// Writes them to `file`, which only its owner can read, and which must not be there.
    pub fn write(&self, file: &Path) -> Result<(), Failure> {
        let written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file).and_then(|mut open| {
            open.write_all(self.lines().as_bytes())?;
            open.sync_all()
        });
        written.map_err(|error| format!("cannot write {}: {error}", file.display()).into())
    }

    /// A line for each: who, address, password.
    pub fn lines(&self) -> String {
        let line = |(role, password): (&str, &String)| {
            let address = format!("{role}@{DOMAIN}");
            format!("  {role:<9}  {address:<34}  {password}\n")
        };
        ROLES.into_iter().zip(&self.0).map(line).collect()
    }

    /// What the database keeps of the passwords of admin, organizer and player.
    pub fn hashes(&self) -> Result<[String; 3], Failure> {
        let hash = |password: &String| -> Result<String, Failure> {
            Ok(HashCost::default().hash(&NewPassword::check(password, &[])?)?)
        };
        let [admin, organizer, player] = &self.0;
        Ok([hash(admin)?, hash(organizer)?, hash(player)?])
    }
}

/// Four words that mean nothing, easy to read aloud: 72 random bits.
fn password() -> Result<String, getrandom::Error> {
    const CONSONANTS: &[u8; 16] = b"bdfghjklmnprstvz";
    const VOWELS: &[u8; 4] = b"aeou";
    let mut random = [0_u8; 12];
    getrandom::fill(&mut random)?;
    let syllable = |byte: &u8| {
        let (consonant, vowel) = (CONSONANTS[usize::from(byte >> 4)], VOWELS[usize::from(byte & 3)]);
        [char::from(consonant), char::from(vowel)]
    };
    let words = random.chunks(3).map(|word| word.iter().flat_map(syllable).collect::<String>());
    Ok(words.collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_file_gives_back_what_was_written_to_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sign-ins.txt");
        assert!(SignIns::read(&file).unwrap().is_none());
        let made = SignIns::new().unwrap();
        made.write(&file).unwrap();
        assert!(SignIns::read(&file).unwrap().unwrap() == made);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(made.write(&file).is_err());
    }

    #[test]
    fn passwords_are_long_and_never_the_same() {
        let made: std::collections::HashSet<String> = (0..100).map(|_| password().unwrap()).collect();
        assert_eq!(made.len(), 100);
        assert!(made.iter().all(|password| password.len() >= 15 && NewPassword::check(password, &[]).is_ok()));
    }

    #[test]
    fn a_file_without_a_password_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sign-ins.txt");
        fs::write(&file, "admin\n").unwrap();
        assert!(SignIns::read(&file).is_err());
    }
}
