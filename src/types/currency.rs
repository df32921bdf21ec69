//! The currencies that a site can count in.

use std::error::Error;
use std::fmt;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;

use super::sqltext::{TextColumn, text_column};

/// Why a text is no currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CurrencyError {
    /// Nothing was chosen.
    #[error("Choose a currency.")]
    Missing,
    /// The text is none of the codes.
    #[error("Choose a currency from the list, like EUR.")]
    Unknown,
}

/// A currency of ISO 4217.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Currency {
    code: &'static str,
    decimals: u32,
    name: &'static str,
}

impl Currency {
    /// Reads the code from a form, in any case.
    pub fn parse(text: &str) -> Result<Self, CurrencyError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(CurrencyError::Missing);
        }
        let found = LISTED.iter().find(|listed| listed.code.eq_ignore_ascii_case(text));
        found.copied().ok_or(CurrencyError::Unknown)
    }

    /// Every one there is, by code.
    pub fn all() -> &'static [Self] {
        &LISTED
    }

    const fn listed(code: &'static str, decimals: u32, name: &'static str) -> Self {
        Self { code, decimals, name }
    }

    /// "EUR".
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// "EUR".
    pub const fn as_str(self) -> &'static str {
        self.code
    }

    /// "Euro".
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// How many decimals its minor unit makes: 2 for most, 0 for the yen, 3 for the dinars.
    pub const fn decimals(self) -> u32 {
        self.decimals
    }
}

impl Default for Currency {
    fn default() -> Self {
        Self::listed("EUR", 2, "Euro")
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.as_str())
    }
}

impl TextColumn for Currency {
    fn text(&self) -> &str {
        self.as_str()
    }

    fn from_text(text: String) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self::parse(&text).map_err(|_| format!("no currency is called {text:?}"))?)
    }
}

text_column!(Currency);

/// ISO 4217 of 2026 without funds, metals and test codes.
#[rustfmt::skip]
static LISTED: [Currency; 155] = [
    Currency::listed("AED", 2, "UAE dirham"), Currency::listed("AFN", 2, "Afghani"),
    Currency::listed("ALL", 2, "Albanian lek"), Currency::listed("AMD", 2, "Armenian dram"),
    Currency::listed("AOA", 2, "Kwanza"), Currency::listed("ARS", 2, "Argentine peso"),
    Currency::listed("AUD", 2, "Australian dollar"), Currency::listed("AWG", 2, "Aruban florin"),
    Currency::listed("AZN", 2, "Azerbaijan manat"), Currency::listed("BAM", 2, "Convertible mark"),
    Currency::listed("BBD", 2, "Barbados dollar"), Currency::listed("BDT", 2, "Taka"),
    Currency::listed("BHD", 3, "Bahraini dinar"), Currency::listed("BIF", 0, "Burundi franc"),
    Currency::listed("BMD", 2, "Bermudian dollar"), Currency::listed("BND", 2, "Brunei dollar"),
    Currency::listed("BOB", 2, "Boliviano"), Currency::listed("BRL", 2, "Brazilian real"),
    Currency::listed("BSD", 2, "Bahamian dollar"), Currency::listed("BTN", 2, "Ngultrum"),
    Currency::listed("BWP", 2, "Pula"), Currency::listed("BYN", 2, "Belarusian ruble"),
    Currency::listed("BZD", 2, "Belize dollar"), Currency::listed("CAD", 2, "Canadian dollar"),
    Currency::listed("CDF", 2, "Congolese franc"), Currency::listed("CHF", 2, "Swiss franc"),
    Currency::listed("CLP", 0, "Chilean peso"), Currency::listed("CNY", 2, "Yuan renminbi"),
    Currency::listed("COP", 2, "Colombian peso"), Currency::listed("CRC", 2, "Costa Rican colón"),
    Currency::listed("CUP", 2, "Cuban peso"), Currency::listed("CVE", 2, "Cabo Verde escudo"),
    Currency::listed("CZK", 2, "Czech koruna"), Currency::listed("DJF", 0, "Djibouti franc"),
    Currency::listed("DKK", 2, "Danish krone"), Currency::listed("DOP", 2, "Dominican peso"),
    Currency::listed("DZD", 2, "Algerian dinar"), Currency::listed("EGP", 2, "Egyptian pound"),
    Currency::listed("ERN", 2, "Nakfa"), Currency::listed("ETB", 2, "Ethiopian birr"),
    Currency::listed("EUR", 2, "Euro"), Currency::listed("FJD", 2, "Fiji dollar"),
    Currency::listed("FKP", 2, "Falkland Islands pound"), Currency::listed("GBP", 2, "Pound sterling"),
    Currency::listed("GEL", 2, "Lari"), Currency::listed("GHS", 2, "Ghana cedi"),
    Currency::listed("GIP", 2, "Gibraltar pound"), Currency::listed("GMD", 2, "Dalasi"),
    Currency::listed("GNF", 0, "Guinean franc"), Currency::listed("GTQ", 2, "Quetzal"),
    Currency::listed("GYD", 2, "Guyana dollar"), Currency::listed("HKD", 2, "Hong Kong dollar"),
    Currency::listed("HNL", 2, "Lempira"), Currency::listed("HTG", 2, "Gourde"), Currency::listed("HUF", 2, "Forint"),
    Currency::listed("IDR", 2, "Rupiah"), Currency::listed("ILS", 2, "New Israeli shekel"),
    Currency::listed("INR", 2, "Indian rupee"), Currency::listed("IQD", 3, "Iraqi dinar"),
    Currency::listed("IRR", 2, "Iranian rial"), Currency::listed("ISK", 0, "Iceland króna"),
    Currency::listed("JMD", 2, "Jamaican dollar"), Currency::listed("JOD", 3, "Jordanian dinar"),
    Currency::listed("JPY", 0, "Yen"), Currency::listed("KES", 2, "Kenyan shilling"),
    Currency::listed("KGS", 2, "Som"), Currency::listed("KHR", 2, "Riel"),
    Currency::listed("KMF", 0, "Comorian franc"), Currency::listed("KPW", 2, "North Korean won"),
    Currency::listed("KRW", 0, "Won"), Currency::listed("KWD", 3, "Kuwaiti dinar"),
    Currency::listed("KYD", 2, "Cayman Islands dollar"), Currency::listed("KZT", 2, "Tenge"),
    Currency::listed("LAK", 2, "Lao kip"), Currency::listed("LBP", 2, "Lebanese pound"),
    Currency::listed("LKR", 2, "Sri Lanka rupee"), Currency::listed("LRD", 2, "Liberian dollar"),
    Currency::listed("LSL", 2, "Loti"), Currency::listed("LYD", 3, "Libyan dinar"),
    Currency::listed("MAD", 2, "Moroccan dirham"), Currency::listed("MDL", 2, "Moldovan leu"),
    Currency::listed("MGA", 2, "Malagasy ariary"), Currency::listed("MKD", 2, "Denar"),
    Currency::listed("MMK", 2, "Kyat"), Currency::listed("MNT", 2, "Tugrik"), Currency::listed("MOP", 2, "Pataca"),
    Currency::listed("MRU", 2, "Ouguiya"), Currency::listed("MUR", 2, "Mauritius rupee"),
    Currency::listed("MVR", 2, "Rufiyaa"), Currency::listed("MWK", 2, "Malawi kwacha"),
    Currency::listed("MXN", 2, "Mexican peso"), Currency::listed("MYR", 2, "Malaysian ringgit"),
    Currency::listed("MZN", 2, "Mozambique metical"), Currency::listed("NAD", 2, "Namibia dollar"),
    Currency::listed("NGN", 2, "Naira"), Currency::listed("NIO", 2, "Córdoba oro"),
    Currency::listed("NOK", 2, "Norwegian krone"), Currency::listed("NPR", 2, "Nepalese rupee"),
    Currency::listed("NZD", 2, "New Zealand dollar"), Currency::listed("OMR", 3, "Rial Omani"),
    Currency::listed("PAB", 2, "Balboa"), Currency::listed("PEN", 2, "Sol"), Currency::listed("PGK", 2, "Kina"),
    Currency::listed("PHP", 2, "Philippine peso"), Currency::listed("PKR", 2, "Pakistan rupee"),
    Currency::listed("PLN", 2, "Zloty"), Currency::listed("PYG", 0, "Guaraní"),
    Currency::listed("QAR", 2, "Qatari rial"), Currency::listed("RON", 2, "Romanian leu"),
    Currency::listed("RSD", 2, "Serbian dinar"), Currency::listed("RUB", 2, "Russian ruble"),
    Currency::listed("RWF", 0, "Rwanda franc"), Currency::listed("SAR", 2, "Saudi riyal"),
    Currency::listed("SBD", 2, "Solomon Islands dollar"), Currency::listed("SCR", 2, "Seychelles rupee"),
    Currency::listed("SDG", 2, "Sudanese pound"), Currency::listed("SEK", 2, "Swedish krona"),
    Currency::listed("SGD", 2, "Singapore dollar"), Currency::listed("SHP", 2, "Saint Helena pound"),
    Currency::listed("SLE", 2, "Leone"), Currency::listed("SOS", 2, "Somali shilling"),
    Currency::listed("SRD", 2, "Surinam dollar"), Currency::listed("SSP", 2, "South Sudanese pound"),
    Currency::listed("STN", 2, "Dobra"), Currency::listed("SVC", 2, "El Salvador colón"),
    Currency::listed("SYP", 2, "Syrian pound"), Currency::listed("SZL", 2, "Lilangeni"),
    Currency::listed("THB", 2, "Baht"), Currency::listed("TJS", 2, "Somoni"),
    Currency::listed("TMT", 2, "Turkmenistan manat"), Currency::listed("TND", 3, "Tunisian dinar"),
    Currency::listed("TOP", 2, "Pa’anga"), Currency::listed("TRY", 2, "Turkish lira"),
    Currency::listed("TTD", 2, "Trinidad and Tobago dollar"), Currency::listed("TWD", 2, "New Taiwan dollar"),
    Currency::listed("TZS", 2, "Tanzanian shilling"), Currency::listed("UAH", 2, "Hryvnia"),
    Currency::listed("UGX", 0, "Uganda shilling"), Currency::listed("USD", 2, "US dollar"),
    Currency::listed("UYU", 2, "Peso uruguayo"), Currency::listed("UZS", 2, "Uzbekistan sum"),
    Currency::listed("VED", 2, "Bolívar digital"), Currency::listed("VES", 2, "Bolívar soberano"),
    Currency::listed("VND", 0, "Dong"), Currency::listed("VUV", 0, "Vatu"), Currency::listed("WST", 2, "Tala"),
    Currency::listed("XAF", 0, "CFA franc BEAC"), Currency::listed("XCD", 2, "East Caribbean dollar"),
    Currency::listed("XCG", 2, "Caribbean guilder"), Currency::listed("XOF", 0, "CFA franc BCEAO"),
    Currency::listed("XPF", 0, "CFP franc"), Currency::listed("YER", 2, "Yemeni rial"),
    Currency::listed("ZAR", 2, "Rand"), Currency::listed("ZMW", 2, "Zambian kwacha"),
    Currency::listed("ZWG", 2, "Zimbabwe Gold"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_in_any_case() {
        let euro = Currency::parse(" eur ").unwrap();
        assert_eq!((euro, euro.as_str(), euro.name(), euro.decimals()), (Currency::default(), "EUR", "Euro", 2));
        assert_eq!(Currency::parse("").unwrap_err().to_string(), "Choose a currency.");
        for text in ["€", "EURO", "XXX", "XAU", "EU\0"] {
            assert_eq!(Currency::parse(text), Err(CurrencyError::Unknown), "{text:?}");
        }
    }

    #[test]
    fn the_minor_units_are_those_of_the_standard() {
        let with = |decimals| {
            Currency::all()
                .iter()
                .copied()
                .filter(|listed| listed.decimals() == decimals)
                .map(Currency::code)
                .collect::<Vec<_>>()
        };
        let whole = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
        assert_eq!(with(0).join(" "), whole);
        assert_eq!(with(3).join(" "), "BHD IQD JOD KWD LYD OMR TND");
        assert_eq!(with(2).len() + with(0).len() + with(3).len(), Currency::all().len());
    }

    #[test]
    fn the_list_is_in_order_and_says_everything_once() {
        assert!(LISTED.windows(2).all(|pair| pair[0].code < pair[1].code));
        assert!(Currency::all().iter().all(|listed| listed.code.len() == 3 && !listed.name.is_empty()));
        assert_eq!(Currency::parse("EUR").map(Currency::name), Ok(Currency::default().name()));
    }
}
