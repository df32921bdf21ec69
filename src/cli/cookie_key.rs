//! The secret that signs session cookies: made at the first start, kept beside the data, readable by its owner alone.

use std::{
    ffi::OsString,
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use clap::Args;

use super::Failure;
use crate::{store::DatabaseUrl, types::Secret, web::CookieKey};

/// Where the secret comes from.
#[derive(Debug, Default, Args)]
pub struct CookieKeySettings {
    /// File with the secret that signs session cookies; made if missing. Instances that share visitors share it
    /// [default: the database's file with .key added, or kickabout.key]
    #[arg(long, env = "KICKABOUT_COOKIE_KEY_FILE", value_name = "FILE")]
    cookie_key_file: Option<PathBuf>,
    /// The secret itself, 32 characters or more, instead of a file
    #[arg(long, env = "KICKABOUT_COOKIE_KEY", value_name = "TEXT", hide_env_values = true)]
    #[arg(conflicts_with = "cookie_key_file")]
    cookie_key: Option<String>,
}

impl CookieKeySettings {
    /// The key for the website over `database`.
    pub fn load(&self, database: &DatabaseUrl) -> Result<CookieKey, Failure> {
        if let Some(text) = &self.cookie_key {
            return Ok(CookieKey::from_text(text)?);
        }
        let path = self.cookie_key_file.clone().unwrap_or_else(|| beside(database));
        let text = read_or_make(&path).map_err(|error| explain(&path, &error))?;
        CookieKey::from_text(&text).map_err(|error| format!("{}: {error}", path.display()).into())
    }
}

/// The key is the first file that a start touches, so this is where a wrong folder shows.
fn explain(path: &Path, error: &io::Error) -> String {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.display();
    match error.kind() {
        io::ErrorKind::NotFound => format!("there is no folder {folder}: make it first"),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            format!(
                "cannot write to the folder {folder}: the site's data and its cookie key {} live there",
                path.display()
            )
        }
        _ => format!("cannot use the cookie key {}: {error}", path.display()),
    }
}

fn beside(database: &DatabaseUrl) -> PathBuf {
    match database.file() {
        Some(file) => {
            let mut name = OsString::from(file);
            name.push(".key");
            name.into()
        }
        None => "kickabout.key".into(),
    }
}

fn read_or_make(path: &Path) -> io::Result<String> {
    match fs::read_to_string(path) {
        Ok(text) => {
            warn_of_readers(path)?;
            Ok(text)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(path),
        Err(error) => Err(error),
    }
}

/// Writes a new secret. Where another process was faster, its secret is the one.
fn make(path: &Path) -> io::Result<String> {
    let random = || Secret::new().map_err(io::Error::other);
    let text = format!("{}{}{}", random()?.reveal(), random()?.reveal(), random()?.reveal());
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(mut file) => {
            writeln!(file, "{text}")?;
            file.sync_all()?;
            Ok(text)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => fs::read_to_string(path),
        Err(error) => Err(error),
    }
}

fn warn_of_readers(path: &Path) -> io::Result<()> {
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & 0o077 != 0 {
        log::warn!("others on this machine can read {}: `chmod 600` it", path.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("town.db.key");
        let first = read_or_make(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(read_or_make(&path).unwrap().trim(), first);
    }

    #[test]
    fn the_key_lies_beside_the_data() {
        let beside = |url| beside(&DatabaseUrl::parse(url).unwrap());
        assert_eq!(beside("sqlite:/srv/town.db"), PathBuf::from("/srv/town.db.key"));
        assert_eq!(beside("postgres://localhost/town"), PathBuf::from("kickabout.key"));
    }
}
