//! How mail leaves: the mail server, and who mail is from.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Failure;
use crate::mail::{Encryption, MailSettings, Server};

/// The mail server.
#[derive(Debug, Args)]
#[command(next_help_heading = "Mail")]
pub struct SmtpSettings {
    /// Mail server, such as smtp://user:password@mail.example.org:587 (STARTTLS) or smtps://...; without it no mail is
    /// sent. ?tls=none for one that has no TLS
    #[arg(long, env = "KICKABOUT_SMTP_URL", value_name = "URL", hide_env_values = true)]
    smtp_url: Option<Server>,
    /// File with the mail server's password, where the address does not hold it
    #[arg(long, env = "KICKABOUT_SMTP_PASSWORD_FILE", value_name = "FILE", requires = "smtp_url")]
    smtp_password_file: Option<PathBuf>,
    /// File with certificates (PEM) that are trusted besides the system's, for a mail server with one of its own
    #[arg(long, env = "KICKABOUT_SMTP_CA_FILE", value_name = "FILE", requires = "smtp_url")]
    smtp_ca_file: Option<PathBuf>,
    /// Who mail is from, such as "Riverside Games <games@example.org>"
    #[arg(long, env = "KICKABOUT_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<String>,
}

impl SmtpSettings {
    /// The settings as the website takes them.
    pub fn load(&self) -> Result<Option<MailSettings>, Failure> {
        let Some(server) = self.smtp_url.clone() else { return Ok(None) };
        let from = self.mail_from.as_deref().ok_or("--smtp-url needs --mail-from, such as games@example.org")?;
        let password = match &self.smtp_password_file {
            Some(path) => Some(read_password(path)?),
            None => server.password.clone(),
        };
        if password.is_some() && server.encryption == Encryption::None && !server.hears_passwords(false) {
            return Err("--smtp-url has a password and tls=none: a password is never sent in the open".into());
        }
        let settings = MailSettings::new(Server { password, ..server }, from)?;
        let Some(path) = &self.smtp_ca_file else { return Ok(Some(settings)) };
        let pem = std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        Ok(Some(settings.trusting(&pem).map_err(|error| format!("{}: {error}", path.display()))?))
    }
}

fn read_password(path: &Path) -> Result<String, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read the mail server's password in {}: {error}", path.display()))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
