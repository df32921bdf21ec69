//! What is wrong with a form, field by field, so that every mistake can be shown at once.

use std::fmt::Display;

/// What fields are called whose mistakes ("Use at least 7.") only say at the field what they are about.
const LABELS: [(&str, &str); 15] = [
    ("duration", "Length"),
    ("capacity", "Spots"),
    ("minimum", "Needed to play"),
    ("max_guests", "Guests each"),
    ("deadline_hours", "Free to drop out until"),
    ("cancel_hours", "Call it off by itself"),
    ("keep_days", "Kept after a game for"),
    ("quiet_from", "Quiet hours from"),
    ("quiet_until", "Quiet hours until"),
    ("at_once_hours", "Moved in at once, until"),
    ("long_hold_minutes", "From then on held for"),
    ("short_hold_hours", "A shorter time, from"),
    ("short_hold_minutes", "Then held for"),
    ("open_hours", "To everybody waiting, from"),
    ("newcomers_minutes", "To newcomers too, after"),
];

/// One mistake: the field it belongs to and the sentence shown beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name, as in the form.
    pub field: String,
    /// What is wrong and what would be right, as a sentence.
    pub message: String,
}

impl FieldError {
    /// What the summary says: the message, behind its field's label where it does not say itself what it is about.
    pub fn summary(&self) -> String {
        match LABELS.iter().find(|(field, _)| *field == self.field) {
            Some((_, label)) => format!("{label}: {}", self.message),
            None => self.message.clone(),
        }
    }

    /// Where the summary's link leads: the field's own id.
    pub fn anchor(&self) -> String {
        format!("#f-{}", self.field)
    }
}

/// The mistakes of one form, in the order of its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<FieldError>);

impl FieldErrors {
    /// Passes a good value on; notes a bad one at `field` with the sentence its error says.
    pub fn check<T, E: Display>(&mut self, field: &str, result: Result<T, E>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(field, error.to_string());
                None
            }
        }
    }

    /// Notes a mistake at `field`.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldError { field: field.to_owned(), message: message.into() });
    }

    /// A single mistake at `field`.
    pub fn one(field: &str, message: impl Into<String>) -> Self {
        let mut errors = Self::default();
        errors.add(field, message);
        errors
    }

    /// The first mistake noted at `field`.
    pub fn for_field(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many things are wrong.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// All mistakes, for the summary on top of the form.
    pub fn iter(&self) -> std::slice::Iter<'_, FieldError> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a FieldErrors {
    type Item = &'a FieldError;
    type IntoIter = std::slice::Iter<'a, FieldError>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_says_which_field_a_bare_number_is_about() {
        let errors = FieldErrors::one("keep_days", "Use at least 7.");
        assert_eq!(
            errors.iter().map(FieldError::summary).collect::<Vec<_>>(),
            ["Kept after a game for: Use at least 7."]
        );
        let forms = ["gears_fields", "organize/game_fields", "admin/settings"];
        let forms = forms.map(|form| std::fs::read_to_string(format!("templates/{form}.html")).unwrap()).concat();
        for (field, label) in LABELS {
            assert!(forms.contains(&format!("(\"{field}\", \"{label}")), "{field} is not called {label}");
        }
    }

    #[test]
    fn mistakes_keep_the_order_of_the_fields() {
        let mut errors = FieldErrors::default();
        assert_eq!(errors.check("title", Ok::<_, String>(1)), Some(1));
        assert_eq!(errors.check("capacity", Err::<i32, _>("Seats must be a number.")), None);
        errors.add("price", "Give a price like 7.50.");
        let fields: Vec<_> = errors.iter().map(FieldError::anchor).collect();
        assert_eq!(fields, ["#f-capacity", "#f-price"]);
        assert_eq!(errors.for_field("capacity"), Some("Seats must be a number."));
        assert_eq!(errors.for_field("title"), None);
    }
}
