//! What can keep a page from being shown, and what the visitor is told.

use actix_web::{
    HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
};

use super::{redirect, urls};
use crate::store::{QueryError, quiet};

/// Why a handler cannot answer as asked. Each becomes a page of the site that says so and leads back.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// There is no such thing, or not for this visitor.
    #[error("not found")]
    NotFound,
    /// There was such a thing; the sentence says what to do instead.
    #[error("gone: {0}")]
    Gone(&'static str),
    /// A visitor must sign in first, and comes back to `next`.
    #[error("needs to be signed in")]
    SignIn {
        /// A path of this site.
        next: String,
    },
    /// The role does not reach; the sentence says who may.
    #[error("not allowed: {0}")]
    Forbidden(&'static str),
    /// Another site sent the form.
    #[error("sent from another site")]
    CrossSite,
    /// The address's query cannot be read.
    #[error("unreadable address")]
    BadAddress,
    /// A rule refuses; the sentence says which. Pages with more to show render their own 409.
    #[error("refused: {0}")]
    Refused(String),
    /// The body is longer than any form of ours.
    #[error("the form is too large")]
    TooLarge,
    /// The body is no form.
    #[error("the body is not a form")]
    NotAForm,
    /// The form cannot be read.
    #[error("the form cannot be read")]
    BrokenForm,
    /// The connection broke inside the body.
    #[error("the body broke off")]
    BrokenBody,
    /// The form took too long to arrive.
    #[error("the body came too slowly")]
    SlowBody,
    /// Tried too often.
    #[error("too many tries")]
    TooMany {
        /// Seconds until the next try is taken.
        retry_after: u64,
    },
    /// Too much to do at this moment.
    #[error("too busy")]
    Busy,
    /// The database failed.
    #[error("the database failed")]
    Query(#[from] QueryError),
    /// A page could not be rendered.
    #[error("a page could not be rendered")]
    Template(#[from] askama::Error),
    /// Something else inside failed, named for the log only.
    #[error("{0}")]
    Internal(&'static str),
}

/// What the error page says: left on the bare answer for the middleware that dresses it.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The page's heading.
    pub title: String,
    /// One sentence on what happened and what to do.
    pub text: String,
}

impl WebError {
    fn explanation(&self) -> Option<Explanation> {
        let (title, text) = match self {
            Self::Gone(text) => ("Nothing here any more", (*text).to_owned()),
            Self::Forbidden(text) => ("Not for you", (*text).to_owned()),
            Self::CrossSite => (
                "That came from another site",
                "Nothing was changed. Open the page here and press the button again.".to_owned(),
            ),
            Self::Refused(text) => ("That does not work", text.clone()),
            Self::NotAForm => {
                ("That is not a form", "This address takes a form as browsers send it. Nothing was changed.".to_owned())
            }
            Self::TooMany { retry_after } => ("That was a lot at once", wait_sentence(*retry_after)),
            Self::Query(QueryError::Commit(_)) => (
                "That may not have gone through",
                "Something broke on our side just then. Look at the page before you try again.".to_owned(),
            ),
            _ => return None,
        };
        Some(Explanation { title: title.to_owned(), text })
    }

    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooMany { retry_after } => Some(*retry_after),
            _ if self.status_code() == StatusCode::SERVICE_UNAVAILABLE => Some(1),
            _ => None,
        }
    }

    /// Names a failure of ours in the log where it becomes an answer.
    fn log(&self) {
        match self {
            // A full queue is the crowd's doing, and would fill the log as well.
            // What keeps the database away, the store has named.
            Self::Query(QueryError::Busy | QueryError::Away | QueryError::Unreachable(_)) => {}
            Self::Query(error) if self.status_code().is_server_error() => quiet::error(format!("{self}: {error}")),
            Self::Template(error) => quiet::error(format!("{self}: {error}")),
            Self::Internal(_) => quiet::error(self.to_string()),
            _ => {}
        }
    }
}

impl ResponseError for WebError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::Gone(_) => StatusCode::NOT_FOUND,
            Self::SignIn { .. } => StatusCode::SEE_OTHER,
            Self::Forbidden(_) | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::BadAddress | Self::BrokenBody => StatusCode::BAD_REQUEST,
            Self::Refused(_) | Self::Query(QueryError::Taken) => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotAForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BrokenForm => StatusCode::UNPROCESSABLE_ENTITY,
            Self::SlowBody => StatusCode::REQUEST_TIMEOUT,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Query(QueryError::NotFound) => StatusCode::NOT_FOUND,
            Self::Query(error) if error.is_passing() => StatusCode::SERVICE_UNAVAILABLE,
            Self::Query(_) | Self::Template(_) | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        self.log();
        if let Self::SignIn { next } = self {
            return redirect(&urls::login(next));
        }
        let mut response = HttpResponse::new(self.status_code());
        if let Some(seconds) = self.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(explanation) = self.explanation() {
            response.extensions_mut().insert(explanation);
        }
        // What is left of such a body is not worth reading.
        if matches!(self, Self::TooLarge | Self::SlowBody | Self::BrokenBody) {
            response.head_mut().set_connection_type(actix_web::http::ConnectionType::Close);
        }
        response
    }
}

/// What an answer of `status` says when nobody explained more.
pub fn general_explanation(status: StatusCode) -> Explanation {
    let (title, text) = match status {
        StatusCode::BAD_REQUEST => ("That cannot be read", "The address or the form is not one of this site's."),
        StatusCode::FORBIDDEN => ("Not for you", "This page is for other people."),
        StatusCode::NOT_FOUND => {
            ("Nothing here", "There is no such page, or it is not for you. The link may be old or cut off.")
        }
        StatusCode::METHOD_NOT_ALLOWED => {
            ("Nothing to see here", "This address only takes a form. Open the page that the form is on.")
        }
        StatusCode::REQUEST_TIMEOUT => (
            "That took too long",
            "The form did not arrive in time, and nothing was changed. Send it again when the signal is better.",
        ),
        StatusCode::CONFLICT => ("That does not work", "Things have changed meanwhile. Have a look at the page."),
        StatusCode::PAYLOAD_TOO_LARGE => ("That is too much", "The form is too long. Nothing was changed."),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("That is not a form", "Nothing was changed."),
        StatusCode::UNPROCESSABLE_ENTITY => (
            "That cannot be read",
            "The form is damaged or has a field twice. Nothing was changed. Open its page and fill it in again.",
        ),
        StatusCode::SERVICE_UNAVAILABLE => (
            "Too busy right now",
            "More people are here than can be served at once. Nothing was changed. Try again in a few seconds.",
        ),
        status if status.is_client_error() => ("That does not work", "Nothing was changed."),
        _ => (
            "That is our mistake",
            "Something broke on our side. If you sent a form, look whether it went through before you send it again.",
        ),
    };
    Explanation { title: title.to_owned(), text: text.to_owned() }
}

fn wait_sentence(seconds: u64) -> String {
    match seconds {
        0 | 1 => "Wait a second, then try again.".to_owned(),
        seconds => format!("Wait {seconds} seconds, then try again."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_not_have_been_saved_is_said_in_words_that_name_nothing_inside() {
        let error = WebError::Query(QueryError::Commit("disk I/O error".to_owned()));
        let said = error.explanation().map(|explanation| format!("{}. {}", explanation.title, explanation.text));
        let said = said.unwrap_or_default();
        assert!(said.starts_with("That may not have gone through."), "{said}");
        assert!(!said.contains("database") && !said.contains("I/O"), "{said}");
        assert_eq!((error.status_code(), error.retry_after()), (StatusCode::SERVICE_UNAVAILABLE, Some(1)));
    }
}
