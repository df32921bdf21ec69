//! The folder in which a demo lives: its database, its cookie key, its sign-ins.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::sign_ins::SignIns;
use crate::cli::Failure;
use crate::store::DatabaseUrl;

/// The only files that a demo makes in its folder, and that a fresh start removes.
const FILES: [&str; 5] = ["kickabout.db", "kickabout.db-wal", "kickabout.db-shm", "kickabout.db.key", SIGN_INS];
const SIGN_INS: &str = "sign-ins.txt";
const LOCK: &str = "demo.lock";

/// A demo's folder, held for one running demo.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    // The system frees it when the process ends, however it ends.
    _lock: File,
}

impl Folder {
    /// The folder at `path`, made if missing; refused while another demo runs there.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let cannot = |error: io::Error| format!("cannot use the folder {}: {error}", path.display());
        fs::create_dir_all(path).map_err(cannot)?;
        let lock = File::create(path.join(LOCK)).map_err(cannot)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(fs::TryLockError::WouldBlock) => {
                Err(format!("another demo runs in {}: stop it, or choose another --data-dir", path.display()).into())
            }
            Err(fs::TryLockError::Error(error)) => Err(cannot(error).into()),
        }
    }

    /// The town's database.
    pub fn database(&self) -> DatabaseUrl {
        DatabaseUrl::Sqlite(self.path.join(FILES[0]))
    }

    /// Who can sign in: as before, or, in a new folder and where a `fresh` town is asked for, with new passwords. They
    /// are written before there is a database, so that one without them is not a demo's and is left alone.
    pub fn sign_ins(&self, fresh: bool) -> Result<SignIns, Failure> {
        let file = self.path.join(SIGN_INS);
        let before = SignIns::read(&file)?;
        let database = self.path.join(FILES[0]);
        match before {
            None if database.exists() => {
                Err(format!("{} is not a demo's: choose another --data-dir", database.display()).into())
            }
            Some(before) if !fresh => Ok(before),
            Some(_) | None => {
                self.clear()?;
                let made = SignIns::new()?;
                made.write(&file)?;
                Ok(made)
            }
        }
    }

    /// Removes our own files and no other; the sign-ins last, because they say whose the others are.
    fn clear(&self) -> Result<(), Failure> {
        for name in FILES {
            let file = self.path.join(name);
            match fs::remove_file(&file) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(format!("cannot remove {}: {error}", file.display()).into()),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_ins_stay_until_a_fresh_town_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let demo = Folder::open(folder.path()).unwrap();
        let first = demo.sign_ins(false).unwrap();
        assert!(demo.sign_ins(false).unwrap() == first);
        assert!(demo.sign_ins(true).unwrap() != first);
    }

    #[test]
    fn a_fresh_town_leaves_the_files_of_others() {
        let folder = tempfile::tempdir().unwrap();
        let demo = Folder::open(folder.path()).unwrap();
        demo.sign_ins(false).unwrap();
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        fs::write(folder.path().join("kickabout.db"), "town").unwrap();
        demo.sign_ins(true).unwrap();
        assert!(folder.path().join("notes.txt").exists());
        assert!(!folder.path().join("kickabout.db").exists());
    }

    #[test]
    fn a_real_database_is_never_touched() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("kickabout.db"), "years of games").unwrap();
        let demo = Folder::open(folder.path()).unwrap();
        assert!(demo.sign_ins(false).is_err() && demo.sign_ins(true).is_err());
        assert_eq!(fs::read_to_string(folder.path().join("kickabout.db")).unwrap(), "years of games");
    }

    #[test]
    fn two_demos_need_two_folders() {
        let folder = tempfile::tempdir().unwrap();
        let first = Folder::open(folder.path()).unwrap();
        assert!(Folder::open(folder.path()).is_err());
        drop(first);
        assert!(Folder::open(folder.path()).is_ok());
    }
}
