//! The part of a page that is each reader's own: the navigation, their name, and what was just done.

use crate::web::Notice;
use crate::web::layout::notice_html;

/// What stands around the openings of one page.
#[derive(Debug)]
pub struct Frame {
    /// Between the navigation and the notice.
    between: String,
}

/// The same while the page is cut.
pub struct Cut<'a> {
    /// Everything before the navigation.
    pub head: &'a str,
    between: &'a str,
}

impl Cut<'_> {
    /// What is needed of it later.
    pub fn kept(&self) -> Frame {
        Frame { between: self.between.to_owned() }
    }
}

impl Frame {
    /// Takes the frame from a page that was cut into `parts`, and the parts that are left.
    pub fn of<'a, 'b>(parts: &'b [&'a str]) -> Option<(Cut<'a>, &'b [&'a str])> {
        match parts {
            [head, _nav, between, _notice, rest @ ..] => Some((Cut { head, between }, rest)),
            _ => None,
        }
    }

    /// The opening for the one of whom `nav` speaks, who has just done what `notice` says.
    pub fn opening(&self, nav: &str, notice: Option<Notice>) -> Option<String> {
        let notice = match notice {
            Some(notice) => notice_html(notice).ok()?,
            None => String::new(),
        };
        (!nav.is_empty()).then(|| [nav, &self.between, &notice].concat())
    }
}
