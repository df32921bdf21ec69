//! What is wrong with a form, field by field, so that every mistake can be shown at once.

use std::fmt::Display;

/// One mistake: the field it belongs to and the sentence shown beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name, as in the form.
    pub field: String,
    /// What is wrong and what would be right, as a sentence.
    pub message: String,
}

impl FieldError {
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
