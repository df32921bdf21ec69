//! What two spellings have in common, for searching and for telling names apart.

use unicode_normalization::UnicodeNormalization;

/// The text in lower case without accents and needless white space: "  Søren  Ñandú" becomes "soren nandu".
///
/// Folded text can be compared byte by byte, which both databases do alike. Folding twice is the same as folding once.
pub fn fold(text: &str) -> String {
    let mut bare = fold_once(text);
    // A letter may only show its accent in lower case, so the rare text that still changes goes round again.
    for _ in 0..3 {
        let again = fold_once(&bare);
        if again == bare {
            break;
        }
        bare = again;
    }
    bare
}

fn fold_once(text: &str) -> String {
    let lower = text.nfkd().filter(|letter| !is_accent(*letter)).collect::<String>().to_lowercase();
    let mut plain = String::with_capacity(lower.len());
    for letter in lower.nfkd().filter(|letter| !is_accent(*letter) && !super::text::is_unseen(*letter)) {
        match in_ascii(letter) {
            Some(letters) => plain.push_str(letters),
            None => plain.push(letter),
        }
    }
    // Composed again, because what is left (Korean syllables, Japanese voicing) is no accent.
    plain.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect()
}

/// The marks that a hurried typist leaves out. Vowel signs of Indic scripts are letters in their own right and stay.
const fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{64B}'..='\u{65F}' | '\u{1AB0}'..='\u{1AFF}'
        | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// How Latin letters that do not decompose are typed on a keyboard without them.
const fn in_ascii(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ŋ' => "n",
        '’' | '‘' | 'ʼ' => "'",
        '‐' | '–' | '—' => "-",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_accents_and_spaces_do_not_tell_names_apart() {
        assert_eq!(fold("  Søren\t Ñandú "), "soren nandu");
        assert_eq!(fold("Straße"), fold("STRASSE"));
        assert_eq!(fold("José"), fold("Jose\u{301}"));
        assert_eq!(fold("İstanbul"), "istanbul");
        assert_eq!(fold("Łódź"), "lodz");
        assert_eq!(fold("O’Brien"), "o'brien");
        assert_eq!(fold("ﬁve-a-side ２"), "five-a-side 2");
        assert_eq!(fold("an\u{200b}na"), "anna");
    }

    #[test]
    fn letters_that_are_no_accents_stay() {
        assert_ne!(fold("कि"), fold("कु"));
        assert_ne!(fold("が"), fold("か"));
        assert_eq!(fold("김민준"), "김민준");
        assert_eq!(fold("й"), "и");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn folding_forgets_the_case(text in "[a-zA-Zà-öø-ÿ ]{0,40}") {
            prop_assert_eq!(fold(&text), fold(&text.to_uppercase()));
        }
    }
}
