//! What letters say that carry a link somebody asked for, or are about an account.

use super::compose::SECRET;
use super::words::Addressee;
use crate::mail::Letter;
use crate::types::Email;

/// The letter that asks whether an address is its reader's. It says no name: whoever gave the address chose theirs.
pub fn confirm(to: &Addressee<'_>, email: &Email) -> Letter {
    let site = to.site;
    let line = format!("{email} was given as yours at {site}. Confirm it, and you are told by mail about your games.");
    Letter {
        subject: format!("Is this your address? {site}"),
        name: String::new(),
        lines: vec![line, "The link works for a day.".to_owned()],
        button: to.links.map(|links| ("Confirm the address", links.confirm(SECRET))),
        because: "If you know nothing of this, leave it: nothing happens.".to_owned(),
        ..plain(to)
    }
}

/// The letter that asks whether somebody who gave its reader's address is its reader, who is known as `known`. The name
/// that the other one chose is on the page behind the button only: a mail is not theirs to write in.
pub fn connect(to: &Addressee<'_>, known: &str) -> Letter {
    let site = to.site;
    Letter {
        subject: format!("Is that you too? {site}"),
        name: known.to_owned(),
        lines: vec![
            format!(
                "Somebody with another name at {site} gave this address, with which you have an account there as “{known}”."
            ),
            "If both are you, the two become one: what was joined under the other name is yours. What else it means stands \
             beside the button. To use the account that you have, you can also just sign in."
                .to_owned(),
            "The link works for a day.".to_owned(),
        ],
        button: to.links.map(|links| ("See who, and what it means", links.confirm(SECRET))),
        because: "If somebody else did this, leave it: nothing happens, and nobody gets into your account.".to_owned(),
        ..plain(to)
    }
}

/// The letter that lets its reader in without a password.
pub fn sign_in(to: &Addressee<'_>) -> Letter {
    Letter {
        subject: format!("Your sign-in link for {}", to.site),
        lines: vec![
            "With this link you are signed in without your password, and can choose a new one.".to_owned(),
            "It works once, for an hour.".to_owned(),
        ],
        button: to.links.map(|links| ("Sign in", links.sign_in(SECRET))),
        because: "If you did not ask for it, leave it: nothing has changed, and nobody else got it.".to_owned(),
        ..plain(to)
    }
}

/// The letter that tells the old and the new address of an account that it has changed.
pub fn address_changed(to: &Addressee<'_>, is_new: bool, contact: &str) -> Letter {
    let lines = match is_new {
        true => vec![format!("From now on your account at {} has this address.", to.site)],
        false => {
            let mut lines = vec![format!("Your account at {} has another address now, and this one no more.", to.site)];
            let whom = if contact.is_empty() { "an admin of the site" } else { contact };
            lines.push(format!("If that was not you, tell {whom} at once."));
            lines
        }
    };
    let because = "You get this because it is about who can get into your account.".to_owned();
    Letter { subject: format!("Another address for your account: {}", to.site), lines, because, ..plain(to) }
}

fn plain(to: &Addressee<'_>) -> Letter {
    Letter { site: to.site.to_owned(), name: to.name.to_owned(), ..Letter::default() }
}
