//! What was measured beside what was asked, in one table.

use std::fmt;

/// What a figure should reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Asked {
    /// So much or more.
    AtLeast {
        /// What is wanted.
        goal: f64,
        /// What is needed.
        floor: f64,
    },
    /// So much or less.
    AtMost {
        /// What is wanted.
        goal: f64,
        /// What is needed.
        floor: f64,
    },
    /// Nothing: the figure explains another.
    Nothing,
}

/// How a figure did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// As good as wanted.
    Goal,
    /// As good as needed.
    Floor,
    /// Neither.
    Short,
    /// Nothing was asked.
    None,
}

impl Asked {
    /// How `figure` does.
    pub fn verdict(self, figure: f64) -> Verdict {
        let (is_goal, is_floor) = match self {
            Self::AtLeast { goal, floor } => (figure >= goal, figure >= floor),
            Self::AtMost { goal, floor } => (figure <= goal, figure <= floor),
            Self::Nothing => return Verdict::None,
        };
        match (is_goal, is_floor) {
            (true, _) => Verdict::Goal,
            (false, true) => Verdict::Floor,
            (false, false) => Verdict::Short,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Goal => "goal",
            Self::Floor => "floor",
            Self::Short => "SHORT",
            Self::None => "",
        })
    }
}

/// One figure.
#[derive(Debug, Clone)]
pub struct Row {
    /// What was measured.
    pub what: String,
    /// What Kickabout did.
    pub measured: String,
    /// What the limit, or whatever it is compared with, did.
    pub beside: String,
    /// One divided by the other.
    pub ratio: Option<f64>,
    /// The figure that counts, and what it should reach.
    pub figure: f64,
    /// What it should reach.
    pub asked: Asked,
    /// The server's processor time for a request, Kickabout's and the limit's.
    pub cost: String,
    /// Whatever else is to be said, such as wrong answers: a figure with complaints is worth nothing.
    pub complaints: Vec<String>,
    /// What the figure was measured with.
    pub note: String,
}

impl Row {
    /// A figure called `what`, of which `measured` tells in words.
    pub fn new(what: &str, figure: f64, measured: String, asked: Asked) -> Self {
        Self {
            what: what.to_owned(),
            measured,
            beside: String::new(),
            ratio: None,
            figure,
            asked,
            cost: String::new(),
            complaints: Vec::new(),
            note: String::new(),
        }
    }

    /// How it did; with complaints, not at all.
    pub fn verdict(&self) -> Verdict {
        if self.complaints.is_empty() { self.asked.verdict(self.figure) } else { Verdict::Short }
    }

    fn cells(&self) -> [String; 8] {
        let (goal, floor) = match self.asked {
            Asked::AtLeast { goal, floor } | Asked::AtMost { goal, floor } => (number(goal), number(floor)),
            Asked::Nothing => (String::new(), String::new()),
        };
        let ratio = self.ratio.map(number).unwrap_or_default();
        let (measured, beside) = (self.measured.clone(), self.beside.clone());
        [self.what.clone(), measured, beside, ratio, goal, floor, self.verdict().to_string(), self.cost.clone()]
    }
}

const HEADINGS: [&str; 8] = ["", "Kickabout", "beside", "ratio", "goal", "floor", "reached", "µs each"];

/// All `rows` in one table that Markdown understands too, and below it what is to be said about them.
pub fn table(rows: &[Row]) -> String {
    let cells: Vec<[String; 8]> = rows.iter().map(Row::cells).collect();
    let mut widths = HEADINGS.map(|heading| heading.chars().count());
    for row in &cells {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = line(&HEADINGS.map(str::to_owned), widths);
    text.push_str(&format!("|{}|\n", widths.map(|width| "-".repeat(width + 2)).join("|")));
    cells.iter().for_each(|row| text.push_str(&line(row, widths)));
    text.push('\n');
    for row in rows {
        let said = row.complaints.iter().map(|complaint| format!("WRONG: {complaint}"));
        for note in said.chain(Some(row.note.clone()).filter(|note| !note.is_empty())) {
            text.push_str(&format!("- {}: {note}\n", row.what));
        }
    }
    text
}

fn line(cells: &[String; 8], widths: [usize; 8]) -> String {
    let padded: Vec<String> = cells.iter().zip(widths).map(|(cell, width)| format!(" {cell:<width$} ")).collect();
    format!("|{}|\n", padded.join("|"))
}

/// A number in as many digits as matter.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    if value >= 1000.0 {
        return thousands(value);
    }
    let text = if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.2}") };
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
