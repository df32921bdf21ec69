//! A backup for somebody who downloads it: a file without a name, gone when it is closed.

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;

use super::{BackupError, backup};
use crate::store::DatabaseUrl;
use crate::types::Secret;

/// All data of `url` as of one moment, in a file for temporary files that nobody else can read or name.
pub fn hand_out(url: &DatabaseUrl) -> Result<File, BackupError> {
    let path = new_path().map_err(|error| BackupError::File(std::env::temp_dir(), error))?;
    backup(url, &path)?;
    let opened = File::open(&path);
    // Whatever becomes of the download, even of the program: nobody's addresses stay behind.
    let removed = fs::remove_file(&path);
    opened.and_then(|file| removed.map(|()| file)).map_err(|error| BackupError::File(path, error))
}

fn new_path() -> io::Result<PathBuf> {
    let secret = Secret::new().map_err(io::Error::other)?;
    Ok(std::env::temp_dir().join(format!("kickabout-{}.db", secret.reveal())))
}
