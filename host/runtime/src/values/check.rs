//! What the contract asks of single fields. Each function gives what is wrong, or nothing.

/// Most problems that are listed.
const LISTED: usize = 10;

/// All problems of a result.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    listed: Vec<String>,
    more: usize,
}

impl Problems {
    pub(crate) fn add(&mut self, place: &str, problem: Option<String>) {
        let Some(problem) = problem else { return };
        if self.listed.len() < LISTED {
            self.listed.push(format!("{place}: {problem}"));
        } else {
            self.more += 1;
        }
    }

    /// One text, none if there is no problem.
    pub(crate) fn into_reason(self) -> Option<String> {
        if self.listed.is_empty() {
            return None;
        }
        let more = if self.more > 0 { format!("; and {} more", self.more) } else { String::new() };
        Some(format!("{}{more}", self.listed.join("; ")))
    }
}

/// A text of `least..=most` characters without control characters.
pub(crate) fn line(text: &str, least: usize, most: usize) -> Option<String> {
    let length = text.chars().take(most + 1).count();
    if length < least || length > most {
        Some(format!("expected {least} to {most} characters"))
    } else if text.chars().any(char::is_control) {
        Some("contains a control character".into())
    } else {
        None
    }
}

/// A text that people read: line breaks are allowed.
pub(crate) fn prose(text: &str, most: usize) -> Option<String> {
    if text.trim().is_empty() {
        Some("is empty".into())
    } else if text.chars().nth(most).is_some() {
        Some(format!("is longer than {most} characters"))
    } else if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        Some("contains a control character".into())
    } else {
        None
    }
}

/// A reason code such as `X002`.
pub(crate) fn reason_code(code: &str) -> Option<String> {
    let valid = (1..=16).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (!valid).then(|| "expected 1 to 16 letters and digits".into())
}

/// A language tag such as `de` or `de-AT`.
pub(crate) fn language(tag: &str) -> Option<String> {
    let valid = tag.len() <= 35
        && tag.split('-').all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    (!valid).then(|| "is not a BCP 47 tag".into())
}

/// An IANA media type, with or without parameters.
pub(crate) fn media_type(text: &str) -> Option<String> {
    let essence = text.split(';').next().unwrap_or_default().trim_end();
    let token =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b));
    let valid = text.len() <= 255
        && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
        && essence.split_once('/').is_some_and(|(kind, name)| token(kind) && token(name));
    (!valid).then(|| "is not a media type".into())
}

/// A file name without any directory part.
pub(crate) fn file_name(name: &str) -> Option<String> {
    if name.contains(['/', '\\', ':']) || name == ".." || name == "." {
        return Some("a file name has no directory part".into());
    }
    line(name, 1, 128)
}

/// RFC 6901.
pub(crate) fn json_pointer(text: &str) -> Option<String> {
    let escapes = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    let valid = (text.is_empty() || text.starts_with('/')) && escapes && text.len() <= 2_048;
    (!valid).then(|| "is not a JSON Pointer of at most 2,048 bytes".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_the_contract_allows() {
        assert_eq!(line("HUND-03", 1, 64), None);
        assert_eq!(prose("Zeile eins\nZeile zwei", 2_000), None);
        assert_eq!(reason_code("X002"), None);
        assert_eq!(language("de-DE"), None);
        assert_eq!(media_type("text/csv; charset=utf-8"), None);
        assert_eq!(media_type("application/vnd.example+xml"), None);
        assert_eq!(file_name("Gewerbe-Anmeldung (1).xml"), None);
        assert_eq!(json_pointer("/hund/0/ras~1se"), None);
        assert_eq!(json_pointer(""), None);
    }

    #[test]
    fn refuses_what_it_does_not() {
        assert!(line("", 1, 64).is_some() && line(&"x".repeat(65), 1, 64).is_some() && line("a\nb", 1, 64).is_some());
        assert!(prose(&"ä".repeat(2_001), 2_000).is_some() && prose("  ", 2_000).is_some());
        assert!(reason_code("").is_some() && reason_code("X 1").is_some());
        assert!(language("vielzulang").is_some() && language("").is_some());
        assert!(media_type("csv").is_some() && media_type("text/csv\r\nX: y").is_some() && media_type("/").is_some());
        for name in ["", "..", "a/b", "a\\b", "C:x", "a\0", &"x".repeat(129)] {
            assert!(file_name(name).is_some(), "{name:?}");
        }
        assert!(json_pointer("hund").is_some() && json_pointer("/a~2").is_some());
    }

    #[test]
    fn lists_the_first_problems_and_counts_the_rest() {
        let mut problems = Problems::default();
        for _ in 0..12 {
            problems.add("finding 1", Some("is wrong".into()));
        }
        assert!(problems.into_reason().is_some_and(|reason| reason.ends_with("and 2 more")));
    }
}
