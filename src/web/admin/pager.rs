//! Long lists, a page at a time.

/// Rows on one page.
pub const PER_PAGE: i64 = 50;
/// What to ask for: one row more than is shown tells whether there is a page after it.
pub const ASKED: i64 = PER_PAGE + 1;
/// Nobody turns more pages than this; what is beyond it is found by searching.
const LAST: i64 = 10_000;

/// Which page of a list is shown, and where its neighbours are.
#[derive(Debug, PartialEq, Eq)]
pub struct Pager {
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// "51 to 100".
    pub range: String,
}

/// The page number typed in an address; anything else is the first page.
pub fn number(typed: &str) -> i64 {
    typed.parse().unwrap_or(1).clamp(1, LAST)
}

/// The rows before page `number`.
pub fn offset(number: i64) -> i64 {
    (number - 1) * PER_PAGE
}

impl Pager {
    /// Page `number` of the list at `path`, searched by `query`; takes the row too many off `rows`.
    pub fn cut<T>(rows: &mut Vec<T>, number: i64, path: &str, query: &[(&str, &str)]) -> Self {
        let most = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
        let has_more = rows.len() > most;
        rows.truncate(most);
        let first = offset(number) + 1;
        let last = offset(number) + i64::try_from(rows.len()).unwrap_or(0);
        Self {
            previous: (number > 1).then(|| address(path, query, number - 1)),
            next: (has_more && number < LAST).then(|| address(path, query, number + 1)),
            range: format!("{first} to {last}"),
        }
    }

    /// Whether everything is on one page.
    pub fn is_needless(&self) -> bool {
        self.previous.is_none() && self.next.is_none()
    }
}

fn address(path: &str, query: &[(&str, &str)], number: i64) -> String {
    let mut written = url::form_urlencoded::Serializer::new(String::new());
    written.extend_pairs(query.iter().filter(|(_, value)| !value.is_empty()));
    if number > 1 {
        written.append_pair("page", &number.to_string());
    }
    let written = written.finish();
    if written.is_empty() { path.to_owned() } else { format!("{path}?{written}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_its_neighbours_and_keeps_what_was_searched() {
        let mut rows: Vec<i64> = (0..ASKED).collect();
        let pager = Pager::cut(&mut rows, 2, "/admin/people", &[("q", "a b"), ("role", "")]);
        assert_eq!(rows.len(), 50);
        assert_eq!(pager.previous.as_deref(), Some("/admin/people?q=a+b"));
        assert_eq!(pager.next.as_deref(), Some("/admin/people?q=a+b&page=3"));
        assert_eq!(pager.range, "51 to 100");
    }

    #[test]
    fn a_short_list_needs_no_pages() {
        let mut rows = vec![1, 2];
        assert!(Pager::cut(&mut rows, 1, "/admin/audit", &[]).is_needless());
    }

    #[test]
    fn any_other_number_is_the_first_page() {
        for typed in ["", "0", "-3", "x", "1e3", "99999999999999999999"] {
            assert_eq!(number(typed), 1, "{typed}");
        }
        assert_eq!(number("7"), 7);
        assert_eq!(number("999999999"), LAST);
    }
}
