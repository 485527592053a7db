//! Regular expressions of XPath 2.0, run by an engine whose time is linear in the text.
//!
//! Only patterns with back-references need backtracking; their steps are limited.

mod translate;

use self::translate::Translator;
use crate::error::{Error, Result};

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Regex {
    engine: Engine,
    /// Number of groups, the whole match not counted.
    pub groups: usize,
    pub matches_empty: bool,
}

#[derive(Debug, Clone)]
enum Engine {
    Linear(regex::Regex),
    Backtracking(fancy_regex::Regex),
}

/// One match: byte ranges of the whole and of each group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub start: usize,
    pub end: usize,
    pub groups: Vec<Option<(usize, usize)>>,
}

/// Steps that a pattern with back-references may take for one search.
const BACKTRACKING_STEPS: usize = 1_000_000;
/// Bytes of a compiled pattern.
const SIZE: usize = 8 << 20;
/// Bytes of a pattern.
const PATTERN: usize = 64 << 10;

impl Regex {
    /// Compiles a pattern with the flags `s`, `m`, `i`, `x`.
    ///
    /// # Errors
    /// FORX0001 for a wrong flag, FORX0002 for a wrong or too large pattern.
    pub fn new(pattern: &str, flags: &str) -> Result<Regex> {
        if let Some(bad) = flags.chars().find(|c| !"smixq".contains(*c)) {
            return Err(Error::dynamic("FORX0001", format!("{bad:?} is not a flag of regular expressions")));
        }
        if pattern.len() > PATTERN {
            return Err(Error::dynamic("FORX0002", format!("the pattern is longer than {PATTERN} bytes")));
        }
        let bad = |message: String| Error::dynamic("FORX0002", format!("the pattern \"{pattern}\": {message}"));
        let translated = Translator::translate(pattern, flags).map_err(bad)?;
        let mut prefix = String::from("(?");
        for flag in ['s', 'm', 'i'] {
            if flags.contains(flag) {
                prefix.push(flag);
            }
        }
        prefix.push(')');
        let source = if prefix.len() > 3 { format!("{prefix}{}", translated.text) } else { translated.text };
        let engine = if translated.back_references {
            let built = fancy_regex::RegexBuilder::new(&source).backtrack_limit(BACKTRACKING_STEPS).build();
            Engine::Backtracking(built.map_err(|e| bad(e.to_string()))?)
        } else {
            let built = regex::RegexBuilder::new(&source).size_limit(SIZE).dfa_size_limit(SIZE).build();
            Engine::Linear(built.map_err(|e| bad(e.to_string()))?)
        };
        let mut regex = Regex { engine, groups: translated.groups, matches_empty: false };
        regex.matches_empty = regex.is_match("")?;
        Ok(regex)
    }

    pub fn is_match(&self, text: &str) -> Result<bool> {
        match &self.engine {
            Engine::Linear(r) => Ok(r.is_match(text)),
            Engine::Backtracking(r) => r.is_match(text).map_err(steps),
        }
    }

    /// The first match at or after a byte offset.
    pub fn find_at(&self, text: &str, from: usize) -> Result<Option<Found>> {
        match &self.engine {
            Engine::Linear(r) => Ok(r.captures_at(text, from).and_then(|c| {
                let whole = c.get(0)?;
                let groups = (1..=self.groups).map(|i| c.get(i).map(|m| (m.start(), m.end()))).collect();
                Some(Found { start: whole.start(), end: whole.end(), groups })
            })),
            Engine::Backtracking(r) => Ok(r.captures_from_pos(text, from).map_err(steps)?.and_then(|c| {
                let whole = c.get(0)?;
                let groups = (1..=self.groups).map(|i| c.get(i).map(|m| (m.start(), m.end()))).collect();
                Some(Found { start: whole.start(), end: whole.end(), groups })
            })),
        }
    }

    /// All matches that are not empty, from left to right.
    pub fn find_all(&self, text: &str) -> Result<Vec<Found>> {
        let mut out = Vec::new();
        let mut at = 0;
        while at <= text.len() {
            let Some(found) = self.find_at(text, at)? else { break };
            if found.end == found.start {
                at = found.end + text.get(found.end..).and_then(|r| r.chars().next()).map_or(1, char::len_utf8);
                continue;
            }
            at = found.end;
            out.push(found);
        }
        Ok(out)
    }
}

fn steps(error: fancy_regex::Error) -> Error {
    Error::limit(format!("a regular expression with back-references took too many steps: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, flags: &str, text: &str) -> bool {
        Regex::new(pattern, flags).unwrap().is_match(text).unwrap()
    }

    #[test]
    fn the_language_of_xpath() {
        assert!(matches("^[A-Z]{3}$", "", "EUR"));
        assert!(!matches("^[A-Z]{3}$", "", "EUR\n"));
        assert!(matches("^a.c$", "s", "a\nc"));
        assert!(!matches("^a.c$", "", "a\nc"));
        assert!(matches("^[a-z-[aeiou]]+$", "", "xyz"));
        assert!(!matches("^[a-z-[aeiou]]+$", "", "xaz"));
        assert!(matches("^\\i\\c*$", "", "ab-c"));
        assert!(matches("(a)\\1", "", "aa"));
        assert!(!matches("(a)\\1", "", "ab"));
        assert!(matches("a b # c", "", "a b # c"));
        assert!(matches("h e l l o", "x", "hello"));
        assert!(matches("^\\p{Lu}\\p{IsBasicLatin}$", "", "Äa"));
        assert!(matches("^b$", "m", "a\nb\nc"));
        assert!(matches("^[\\w\\-]+$", "", "a-b"));
    }

    #[test]
    fn what_xpath_does_not_allow_is_refused() {
        for bad in ["(?=a)", "a**", "[", "(", ")", "\\y", "[]", "a{2,1}", "{", "\\1(a)", "(?i)a", "\\p{Nope}"] {
            assert_eq!(Regex::new(bad, "").unwrap_err().code(), "FORX0002", "{bad}");
        }
        assert_eq!(Regex::new("a", "y").unwrap_err().code(), "FORX0001");
    }

    #[test]
    fn evil_patterns_end() {
        let text = "a".repeat(100_000);
        assert!(!matches("^(a+)+$", "", &format!("{text}b")));
        assert!(!matches("^(a|a)*b$", "", &text));
        let error = Regex::new("^((a|aa)+)\\1c$", "").unwrap().is_match(&"a".repeat(2_000)).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::Limit);
        assert!(Regex::new("((a{1000}){1000}){1000}", "").is_err());
    }
}
