//! The characters of DIN 91379: what names and texts in German registers may consist of.
//!
//! Some letters are a base letter and combining marks; the norm allows certain of these sequences
//! only. Text must be in normal form C, as the norm demands.
//!
//! ```
//! use drehscheibe_sdk::din91379::{Kind, first_foreign};
//! assert_eq!(first_foreign("Zoë D\u{2019}Ambrosio-Şahin", Kind::Name), None);
//! assert_eq!(first_foreign("K\u{31b}", Kind::Name), None);
//! assert_eq!(first_foreign("Bello \u{1f436}", Kind::Text), Some((6, '\u{1f436}')));
//! assert_eq!(first_foreign("a+b", Kind::Name), Some((1, '+')));
//! ```

/// Which part of the norm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Data type A: names of natural persons.
    Name,
    /// Data type C: texts, with line breaks.
    Text,
}

/// The first character that the norm does not allow there, and its byte position.
pub fn first_foreign(text: &str, kind: Kind) -> Option<(usize, char)> {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let at = text.len() - rest.len();
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
        if first.is_ascii_alphabetic() && rest.bytes().next().is_none_or(|byte| byte.is_ascii()) {
            continue;
        }
        let marked = matches!(rest.chars().next(), Some('\u{300}'..='\u{36f}'));
        match marked.then(|| sequence(first, rest)).flatten() {
            Some(after) => rest = after,
            None if allowed(first, kind) => {}
            None => return Some((at, first)),
        }
    }
    None
}

/// Whether all characters are allowed.
pub fn is_allowed(text: &str, kind: Kind) -> bool {
    first_foreign(text, kind).is_none()
}

fn allowed(character: char, kind: Kind) -> bool {
    within(IN_NAMES, character) || (kind == Kind::Text && within(ONLY_IN_TEXTS, character))
}

fn within(ranges: &[(char, char)], character: char) -> bool {
    ranges
        .binary_search_by(|(first, last)| {
            if *last < character {
                std::cmp::Ordering::Less
            } else if *first > character {
                std::cmp::Ordering::Greater
            } else {
                std::cmp::Ordering::Equal
            }
        })
        .is_ok()
}

/// What follows a sequence that begins with this letter; the longest one counts.
fn sequence(first: char, rest: &str) -> Option<&str> {
    SEQUENCES.iter().filter(|(_, letters)| letters.contains(first)).find_map(|(marks, _)| rest.strip_prefix(marks))
}

const IN_NAMES: &[(char, char)] = &[
    ('\u{20}', '\u{20}'),
    ('\u{27}', '\u{27}'),
    (',', '.'),
    ('A', 'Z'),
    ('`', 'z'),
    ('~', '~'),
    ('\u{a8}', '\u{a8}'),
    ('\u{b4}', '\u{b4}'),
    ('\u{b7}', '\u{b7}'),
    ('\u{c0}', '\u{d6}'),
    ('\u{d8}', '\u{f6}'),
    ('\u{f8}', '\u{17e}'),
    ('\u{187}', '\u{188}'),
    ('\u{18f}', '\u{18f}'),
    ('\u{197}', '\u{197}'),
    ('\u{1a0}', '\u{1a1}'),
    ('\u{1af}', '\u{1b0}'),
    ('\u{1b7}', '\u{1b7}'),
    ('\u{1cd}', '\u{1dc}'),
    ('\u{1de}', '\u{1df}'),
    ('\u{1e2}', '\u{1f0}'),
    ('\u{1f4}', '\u{1f5}'),
    ('\u{1f8}', '\u{1ff}'),
    ('\u{212}', '\u{213}'),
    ('\u{218}', '\u{21b}'),
    ('\u{21e}', '\u{21f}'),
    ('\u{227}', '\u{233}'),
    ('\u{259}', '\u{259}'),
    ('\u{268}', '\u{268}'),
    ('\u{292}', '\u{292}'),
    ('\u{2b9}', '\u{2ba}'),
    ('\u{2be}', '\u{2bf}'),
    ('\u{2c8}', '\u{2c8}'),
    ('\u{2cc}', '\u{2cc}'),
    ('\u{1e02}', '\u{1e03}'),
    ('\u{1e06}', '\u{1e07}'),
    ('\u{1e0a}', '\u{1e11}'),
    ('\u{1e17}', '\u{1e17}'),
    ('\u{1e1c}', '\u{1e2b}'),
    ('\u{1e2f}', '\u{1e37}'),
    ('\u{1e3a}', '\u{1e3b}'),
    ('\u{1e40}', '\u{1e49}'),
    ('\u{1e52}', '\u{1e5b}'),
    ('\u{1e5e}', '\u{1e63}'),
    ('\u{1e6a}', '\u{1e6f}'),
    ('\u{1e80}', '\u{1e87}'),
    ('\u{1e8c}', '\u{1e97}'),
    ('\u{1e9e}', '\u{1e9e}'),
    ('\u{1ea0}', '\u{1ef9}'),
    ('\u{2019}', '\u{2019}'),
    ('\u{2021}', '\u{2021}'),
];

const ONLY_IN_TEXTS: &[(char, char)] = &[
    ('\u{9}', '\u{a}'),
    ('\u{d}', '\u{d}'),
    ('!', '&'),
    ('(', '+'),
    ('/', '@'),
    ('[', '_'),
    ('{', '}'),
    ('\u{a0}', '\u{a7}'),
    ('\u{a9}', '\u{ac}'),
    ('\u{ae}', '\u{b3}'),
    ('\u{b5}', '\u{b6}'),
    ('\u{b8}', '\u{bf}'),
    ('\u{d7}', '\u{d7}'),
    ('\u{f7}', '\u{f7}'),
    ('\u{20ac}', '\u{20ac}'),
];

/// Combining marks and the letters that they may follow; longer ones first.
const SEQUENCES: &[(&str, &str)] = &[
    ("\u{31b}\u{304}", "Ss"),
    ("\u{325}\u{304}", "LRlr"),
    ("\u{328}\u{306}", "Cc"),
    ("\u{35f}H", "K"),
    ("\u{35f}h", "Kk"),
    ("\u{300}", "CFGKMPSTZcfgkmpstz"),
    ("\u{301}", "Jj\u{ff}\u{12a}\u{12b}"),
    ("\u{302}", "DKLMNdklmn"),
    ("\u{304}", "CFHKNPSTZcfhknpstz\u{db}\u{fb}\u{1e32}\u{1e33}\u{1e62}\u{1e63}\u{1e6c}\u{1e6d}\u{1ee4}\u{1ee5}"),
    ("\u{306}", "CMNRZcmnrz\u{c7}\u{e7}"),
    ("\u{307}", "KUku"),
    ("\u{308}", "CTZcz\u{1ea0}\u{1ea1}\u{1ecc}\u{1ecd}\u{1ee4}\u{1ee5}"),
    ("\u{30b}", "Aa"),
    ("\u{30c}", "J"),
    ("\u{30d}", "\u{113}\u{14d}"),
    ("\u{310}", "Mm"),
    ("\u{315}", "CKPTckpt\u{10c}\u{10d}"),
    ("\u{31b}", "KTkt"),
    ("\u{323}", "CPcp\u{10c}\u{10d}"),
    ("\u{325}", "LRlr"),
    ("\u{326}", "CHKLNchkln\u{17d}\u{17e}"),
    ("\u{327}", "Zz\u{17d}\u{17e}"),
    ("\u{331}", "HSs"),
];
