//! Which of several instances answered: who has just changed something through one sees it through every other.
//!
//! Instances hear of each other's writes within a moment. In that moment, whoever wrote carries a cookie that names the
//! instance they wrote through; any other then reads the database for them instead of what it keeps.

use actix_web::http::header::HeaderValue;

/// For longer than instances need to hear of each other, in seconds.
const MOMENT: u32 = 2;

/// This instance's name.
#[derive(Debug, Clone)]
pub struct Instance {
    name: String,
    cookie: HeaderValue,
}

impl Instance {
    /// The cookie that names where its browser wrote.
    pub const COOKIE: &str = "wrote";

    /// The instance whose writes have this `origin`.
    pub fn new(origin: u64) -> Self {
        let name = format!("{origin:016x}");
        let cookie = format!("{}={name}; HttpOnly; SameSite=Lax; Path=/; Max-Age={MOMENT}", Self::COOKIE);
        Self { cookie: HeaderValue::try_from(cookie).unwrap_or(HeaderValue::from_static("")), name }
    }

    /// The Set-Cookie for whoever has just written here.
    pub fn cookie(&self) -> HeaderValue {
        self.cookie.clone()
    }

    /// Whether `name` is its own.
    pub fn is_named(&self, name: &str) -> bool {
        self.name == name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_knows_its_own_name() {
        let (one, other) = (Instance::new(1), Instance::new(2));
        assert!(one.is_named("0000000000000001") && !other.is_named("0000000000000001"));
        assert!(one.cookie().to_str().unwrap().starts_with("wrote=0000000000000001; HttpOnly"));
    }
}
