//! Prices, counted in the smallest coin.

use diesel_derive_newtype::DieselNewType;

use super::currency::Currency;

/// Why a text is no price.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The text is no amount.
    #[error("Write the price like {0}.")]
    NotAPrice(String),
    /// Finer than the smallest coin.
    #[error("{currency} has {}: write the price like {like}.", decimals(*.currency))]
    TooManyDecimals {
        /// The site's currency.
        currency: Currency,
        /// A price that would do.
        like: String,
    },
    /// Below nothing.
    #[error("A price can't be below 0.")]
    Negative,
    /// A slip of the finger.
    #[error("Use a price of at most {most} {0}.", most = Money::MOST_UNITS)]
    TooLarge(Currency),
}

fn decimals(currency: Currency) -> String {
    match currency.decimals() {
        0 => "no decimals".to_owned(),
        many => format!("{many} decimals"),
    }
}

/// An amount in the minor unit of the site's currency, never below 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, DieselNewType)]
pub struct Money(i64);

impl Money {
    /// Nothing: the game is free.
    pub const ZERO: Self = Self(0);
    /// The most whole units of a price.
    pub const MOST_UNITS: i64 = 1_000_000;

    /// The amount of so many minor units, unless it is below 0.
    pub fn from_minor(minor: i64) -> Option<Self> {
        (minor >= 0).then_some(Self(minor))
    }

    /// The amount in minor units.
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// There is nothing to pay.
    pub const fn is_free(self) -> bool {
        self.0 == 0
    }

    /// Reads the price from a form, with a point or a comma before the decimals; an empty one is free.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let text = text.trim();
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (units, rest) = unsigned.split_once(['.', ',']).unwrap_or((unsigned, "0"));
        let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if text.is_empty() {
            return Ok(Self::ZERO);
        }
        if !is_number(units) || !is_number(rest) {
            return Err(MoneyError::NotAPrice(example(currency)));
        }
        let minor = to_minor(units, rest, unsigned.len() > units.len(), currency)?;
        if unsigned.len() < text.len() && minor > 0 { Err(MoneyError::Negative) } else { Ok(Self(minor)) }
    }

    /// The price as pages show it: "7.50 EUR", or "free".
    pub fn show(self, currency: Currency) -> String {
        if self.is_free() { "free".to_owned() } else { format!("{} {currency}", self.amount(currency)) }
    }

    /// The price as its field shows it: "7.50", or nothing where the game is free.
    pub fn input(self, currency: Currency) -> String {
        if self.is_free() { String::new() } else { self.amount(currency) }
    }

    /// "7.50".
    fn amount(self, currency: Currency) -> String {
        let one = 10_i64.pow(currency.decimals());
        let width = currency.decimals() as usize;
        match width {
            0 => self.0.to_string(),
            _ => format!("{}.{:0width$}", self.0 / one, self.0 % one),
        }
    }
}

fn to_minor(units: &str, rest: &str, has_decimals: bool, currency: Currency) -> Result<i64, MoneyError> {
    let places = currency.decimals() as usize;
    if has_decimals && rest.len() > places {
        return Err(MoneyError::TooManyDecimals { currency, like: example(currency) });
    }
    let too_large = MoneyError::TooLarge(currency);
    let units: i64 = units.parse().map_err(|_| too_large.clone())?;
    let rest: i64 = format!("{rest:0<places$}").parse().map_err(|_| too_large.clone())?;
    let most = Money::MOST_UNITS * 10_i64.pow(currency.decimals());
    let minor = units.checked_mul(10_i64.pow(currency.decimals())).and_then(|minor| minor.checked_add(rest));
    minor.filter(|minor| *minor <= most).ok_or(too_large)
}

/// A price that would do.
fn example(currency: Currency) -> String {
    match currency.decimals() {
        0 => "750".to_owned(),
        many => Money(75 * 10_i64.pow(many - 1)).amount(currency),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    fn read(text: &str, code: &str) -> Result<i64, String> {
        Money::parse(text, currency(code)).map(Money::minor).map_err(|error| error.to_string())
    }

    #[test]
    fn a_price_is_read_with_a_point_or_a_comma() {
        assert_eq!(read("7.50", "EUR"), Ok(750));
        assert_eq!(read(" 7,5 ", "EUR"), Ok(750));
        assert_eq!(read("7", "EUR"), Ok(700));
        assert_eq!(read("007", "EUR"), Ok(700));
        assert_eq!(
            (read("", "EUR"), read("0", "EUR"), read("0,00", "EUR"), read("-0", "EUR")),
            (Ok(0), Ok(0), Ok(0), Ok(0))
        );
        assert_eq!(read("500", "JPY"), Ok(500));
        assert_eq!(read("1,250", "KWD"), Ok(1250));
        assert_eq!(read("1000000", "EUR"), Ok(100_000_000));
    }

    #[test]
    fn a_mistake_is_answered_with_what_to_do() {
        for text in [
            "abc", "7.50 EUR", "€7", "7.", ".5", "7.5.0", "1.000,00", "1e3", "+7", "٧", "--7", "7.-5", "NaN", "7\0",
            "0x7", "-",
        ] {
            assert_eq!(read(text, "EUR"), Err("Write the price like 7.50.".into()), "{text:?}");
        }
        assert_eq!(read("x", "JPY"), Err("Write the price like 750.".into()));
        assert_eq!(read("7.505", "EUR"), Err("EUR has 2 decimals: write the price like 7.50.".into()));
        assert_eq!(read("7.5", "JPY"), Err("JPY has no decimals: write the price like 750.".into()));
        assert_eq!(read("1.2345", "KWD"), Err("KWD has 3 decimals: write the price like 7.500.".into()));
        assert_eq!(read("-7.50", "EUR"), Err("A price can't be below 0.".into()));
        for text in ["1000000.01", "9999999999", "99999999999999999999999"] {
            assert_eq!(read(text, "EUR"), Err("Use a price of at most 1000000 EUR.".into()), "{text}");
        }
    }

    #[test]
    fn a_price_is_shown_with_its_currency() {
        let shown = |minor, code| Money::from_minor(minor).unwrap().show(currency(code));
        assert_eq!(
            (shown(750, "EUR"), shown(5, "EUR"), shown(0, "EUR")),
            ("7.50 EUR".into(), "0.05 EUR".into(), "free".into())
        );
        assert_eq!((shown(500, "JPY"), shown(1250, "KWD")), ("500 JPY".into(), "1.250 KWD".into()));
        assert_eq!(Money::from_minor(750).unwrap().input(currency("EUR")), "7.50");
        assert_eq!(Money::ZERO.input(currency("EUR")), "");
        assert_eq!(Money::from_minor(-1), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_parsing_panic(text in any::<String>(), like in "-?[0-9]{0,25}[.,]?[0-9]{0,25}") {
            for code in ["EUR", "JPY", "KWD"] {
                let _ = (Money::parse(&text, currency(code)), Money::parse(&like, currency(code)));
            }
        }

        #[test]
        fn what_is_shown_is_read_again(minor in 0..=1_000_000_i64) {
            for &listed in Currency::all() {
                let price = Money::from_minor(minor).unwrap();
                prop_assert_eq!(Money::parse(&price.input(listed), listed), Ok(price));
                prop_assert_eq!(Money::parse(&price.input(listed).replace('.', ","), listed), Ok(price));
            }
        }
    }
}
