//! Where somebody who had to sign in first wanted to go.

use crate::types::{GameId, LinkKey};

/// `next` if it is a path of this site, so that a link cannot send people elsewhere after they sign in; else `/`.
pub fn safe_next(next: &str) -> &str {
    if is_own_path(next) { next } else { "/" }
}

/// `next` if it is the page of a game, else nothing: a mail that somebody else may have asked for leads nowhere else.
pub fn game_next(next: &str) -> &str {
    let (path, key) = next.split_once("?key=").map_or((next, None), |(path, key)| (path, Some(key)));
    let is_game = path.strip_prefix("/games/").is_some_and(|id| id.parse::<GameId>().is_ok());
    let is_found = key.is_none_or(|key| LinkKey::parse(key).is_ok());
    if is_game && is_found { next } else { "" }
}

/// A browser reads `//host`, `/\host` and a tab or line break inside as another site's address.
fn is_own_path(next: &str) -> bool {
    let plain = next.len() <= 500 && next.bytes().all(|byte| (b'!'..=b'~').contains(&byte) && byte != b'\\');
    let decoys = ["%2f", "%5c", "%0", "%1", "%7f"];
    let start: String = next.chars().take(6).collect::<String>().to_ascii_lowercase();
    plain
        && next.starts_with('/')
        && !next.starts_with("//")
        && !decoys.iter().any(|decoy| start[1..].starts_with(decoy))
}

/// What the last part of a form's address says that is done, where the page it is on has the address before it.
const DEEDS: [&str; 21] = [
    "/registration",
    "/organizers",
    "/roster",
    "/publish",
    "/cancel",
    "/copy",
    "/attendance",
    "/retire",
    "/restore",
    "/role",
    "/disable",
    "/enable",
    "/sign-in-link",
    "/access",
    "/confirm",
    "/link",
    "/name",
    "/password",
    "/time-zone",
    "/sessions",
    "/revoke",
];
/// Addresses of which forms are on a page of their own.
const FORMS: [(&str, &str); 2] =
    [("/organize/games", "/organize/games/new"), ("/organize/series", "/organize/series/new")];

/// The page a form is on, for somebody who pressed its button while signed out: a POST's own address cannot be opened.
pub fn page_of(path: &str) -> &str {
    if let Some((_, page)) = FORMS.iter().find(|(form, _)| *form == path) {
        return page;
    }
    let has_pages = ["/games/", "/organize/", "/admin/", "/me/"].iter().any(|room| path.starts_with(room));
    let end = DEEDS.iter().filter_map(|deed| path.find(deed)).min().unwrap_or(path.len());
    if has_pages { &path[..end] } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        for next in ["/", "/games/7", "/games/7?key=abc#roster", "/?q=a%20b", "/?next=//evil.example"] {
            assert_eq!(safe_next(next), next);
        }
        for next in [
            "",
            "games/7",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/\n/evil.example",
            " /games/7",
            "/%2fevil.example",
            "/%5Cevil.example",
            "/%09/evil.example",
            "/é",
            "/%0d%0aSet-Cookie:x",
        ] {
            assert_eq!(safe_next(next), "/", "{next:?}");
        }
        assert_eq!(safe_next(&format!("/{}", "a".repeat(600))), "/");
    }

    #[test]
    fn a_mail_leads_on_to_a_game_and_nowhere_else() {
        for next in ["/games/7", "/games/7?key=AAAAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(game_next(next), next);
        }
        for next in
            ["", "/", "/me/account", "/games/", "/games/7/withdraw", "/games/7?key=", "/games/7?key=a&b=1", "//games/7"]
        {
            assert_eq!(game_next(next), "", "{next:?}");
        }
    }

    #[test]
    fn a_form_leads_back_to_the_page_it_is_on() {
        for (path, page) in [
            ("/games/7/registration", "/games/7"),
            ("/games/7/registration/withdraw", "/games/7"),
            ("/organize/games", "/organize/games/new"),
            ("/organize/series", "/organize/series/new"),
            ("/organize/games/7", "/organize/games/7"),
            ("/organize/games/7/publish", "/organize/games/7"),
            ("/organize/games/7/roster/9/remove", "/organize/games/7"),
            ("/organize/venues", "/organize/venues"),
            ("/organize/venues/2/retire", "/organize/venues/2"),
            ("/admin/people", "/admin/people"),
            ("/admin/people/3/role", "/admin/people/3"),
            ("/admin/people/3/delete", "/admin/people/3/delete"),
            ("/admin/settings", "/admin/settings"),
            ("/me/account/name", "/me/account"),
            ("/me/account/confirm", "/me/account"),
            ("/me/link", "/me"),
            ("/me/calendar/revoke", "/me/calendar"),
            ("/logout", "/"),
        ] {
            assert_eq!(page_of(path), page);
        }
    }
}
