//! What was answered, counted.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::histogram::Histogram;
use crate::http::Answer;

/// Answers of one kind of request.
#[derive(Debug, Default, Clone)]
pub struct Kind {
    /// How many of each status.
    pub statuses: BTreeMap<u16, u64>,
    /// How long they took, from the first byte sent to the last received.
    pub took: Histogram,
    /// Bytes of content.
    pub bytes: u64,
}

impl Kind {
    /// How many answers had `status`.
    pub fn with(&self, status: u16) -> u64 {
        self.statuses.get(&status).copied().unwrap_or_default()
    }

    /// How many answers there were.
    pub fn count(&self) -> u64 {
        self.took.count()
    }

    fn note(&mut self, answer: &Answer, took: Duration) {
        *self.statuses.entry(answer.status).or_default() += 1;
        self.took.record(took);
        self.bytes += answer.length;
    }

    fn add(&mut self, other: &Self) {
        for (status, count) in &other.statuses {
            *self.statuses.entry(*status).or_default() += count;
        }
        self.took.add(&other.took);
        self.bytes += other.bytes;
    }
}

/// Everything that happened.
#[derive(Debug, Default, Clone)]
pub struct Tally {
    /// Pages and their like.
    pub pages: Kind,
    /// Forms.
    pub forms: Kind,
    /// 503 without a word on when to try again.
    pub without_retry_after: u64,
    /// Requests on connections that broke before the answer.
    pub lost: u64,
    /// Requests that were given up.
    pub unanswered: u64,
    /// Bytes that were no answer.
    pub malformed: u64,
    /// Connections that had to be opened again.
    pub reopened: u64,
}

impl Tally {
    /// Notes the answer to a page, or to a form.
    pub fn note(&mut self, is_form: bool, answer: &Answer, took: Duration) {
        let kind = if is_form { &mut self.forms } else { &mut self.pages };
        kind.note(answer, took);
        if answer.status == 503 && answer.retry_after.is_none() {
            self.without_retry_after += 1;
        }
    }

    /// How long pages and forms took.
    pub fn together(&self) -> Histogram {
        let mut both = self.pages.took.clone();
        both.add(&self.forms.took);
        both
    }

    /// Adds what another one has noted.
    pub fn add(&mut self, other: &Self) {
        self.pages.add(&other.pages);
        self.forms.add(&other.forms);
        self.without_retry_after += other.without_retry_after;
        self.lost += other.lost;
        self.unanswered += other.unanswered;
        self.malformed += other.malformed;
        self.reopened += other.reopened;
    }

    /// Whatever must not be, in words: answers to pages and forms with other statuses than these, and what was lost.
    pub fn complaints(&self, pages: &[u16], forms: &[u16]) -> Vec<String> {
        let mut complaints = Vec::new();
        for (what, kind, allowed) in [("pages", &self.pages, pages), ("forms", &self.forms, forms)] {
            let others = kind.statuses.iter().filter(|(status, _)| !allowed.contains(status));
            complaints.extend(others.map(|(status, count)| format!("{count} {what} answered {status}")));
        }
        let counts = [
            (self.without_retry_after, "503 without Retry-After"),
            (self.lost, "lost with their connection"),
            (self.unanswered, "never answered"),
            (self.malformed, "answers that are not HTTP"),
        ];
        complaints.extend(counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
        complaints
    }
}
