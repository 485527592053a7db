//! How two texts differ.

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

/// Lines around a change.
const CONTEXT: usize = 2;
/// Texts over this size, in bytes, are not compared line by line.
const MAX_TEXT: usize = 256 << 10;
/// Lines shown of one difference.
const MAX_LINES: usize = 200;

/// One thing that differs from what was expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mismatch {
    /// What differs, for example `outcome` or `outputs[ihk]`.
    pub what: String,
    /// None: nothing of the kind was expected.
    pub expected: Option<String>,
    /// None: nothing of the kind was there.
    pub actual: Option<String>,
    /// Line by line, if both are texts of several lines.
    pub difference: Vec<DiffLine>,
}

/// A line of a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiffLine {
    pub sign: Sign,
    pub text: String,
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sign {
    /// In both.
    Same,
    /// Only in what was expected.
    Expected,
    /// Only in what was there.
    Actual,
    /// Lines were left out here.
    Gap,
}

impl Mismatch {
    /// From texts; `None` stands for nothing. Long texts are reduced to their difference.
    pub fn of_texts(what: &str, expected: Option<String>, actual: Option<String>) -> Self {
        if let (Some(expected), Some(actual)) = (&expected, &actual)
            && (expected.trim_end().contains('\n') || actual.trim_end().contains('\n'))
        {
            return Self { what: what.into(), difference: lines(expected, actual), expected: None, actual: None };
        }
        let short = |text: Option<String>| text.map(|text| shorten(text.trim_end()));
        Self { what: what.into(), expected: short(expected), actual: short(actual), difference: Vec::new() }
    }

    /// From bytes: a difference of lines for texts, otherwise the first byte that differs.
    pub fn of_bytes(what: &str, expected: &[u8], actual: &[u8]) -> Self {
        let texts = std::str::from_utf8(expected).ok().zip(std::str::from_utf8(actual).ok());
        if let Some((expected, actual)) = texts
            && expected.len() <= MAX_TEXT
            && actual.len() <= MAX_TEXT
        {
            return Self { what: what.into(), difference: lines(expected, actual), expected: None, actual: None };
        }
        let first = expected.iter().zip(actual).take_while(|(a, b)| a == b).count();
        let describe = |bytes: &[u8]| format!("{} bytes; from byte {first} on they differ", bytes.len());
        Self {
            what: what.into(),
            expected: Some(describe(expected)),
            actual: Some(describe(actual)),
            difference: Vec::new(),
        }
    }
}

fn shorten(text: &str) -> String {
    const MAX: usize = 4_000;
    if text.len() <= MAX {
        return text.to_owned();
    }
    format!("{} … ({} bytes)", text.chars().take(MAX).collect::<String>(), text.len())
}

/// The lines that differ, with some around them.
fn lines(expected: &str, actual: &str) -> Vec<DiffLine> {
    let diff = TextDiff::from_lines(expected, actual);
    let mut lines = Vec::new();
    for (number, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if number > 0 {
            lines.push(DiffLine { sign: Sign::Gap, text: String::new() });
        }
        for change in group.iter().flat_map(|operation| diff.iter_changes(operation)) {
            let sign = match change.tag() {
                ChangeTag::Equal => Sign::Same,
                ChangeTag::Delete => Sign::Expected,
                ChangeTag::Insert => Sign::Actual,
            };
            let value = change.value();
            let mut text = shorten(value.trim_end_matches(['\n', '\r']));
            if value.ends_with("\r\n") {
                text.push_str("\\r");
            }
            if !value.ends_with('\n') {
                text.push_str(" (no newline at the end)");
            }
            lines.push(DiffLine { sign, text });
        }
    }
    if lines.len() > MAX_LINES {
        let left = lines.len() - MAX_LINES;
        lines.truncate(MAX_LINES);
        lines.push(DiffLine { sign: Sign::Gap, text: format!("{left} more lines") });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_shows_what_changed_and_not_the_rest() {
        let expected = (1..=20).map(|n| format!("line {n}\n")).collect::<String>();
        let actual = expected.replace("line 10\n", "line ten\n");
        let mismatch = Mismatch::of_bytes("body", expected.as_bytes(), actual.as_bytes());
        let signs: Vec<_> = mismatch.difference.iter().map(|line| (line.sign, line.text.as_str())).collect();
        assert_eq!(
            signs,
            [
                (Sign::Same, "line 8"),
                (Sign::Same, "line 9"),
                (Sign::Expected, "line 10"),
                (Sign::Actual, "line ten"),
                (Sign::Same, "line 11"),
                (Sign::Same, "line 12"),
            ]
        );
    }

    #[test]
    fn line_ends_are_not_overlooked() {
        let texts = |expected: &str, actual: &str| {
            let mismatch = Mismatch::of_bytes("body", expected.as_bytes(), actual.as_bytes());
            mismatch.difference.into_iter().map(|line| line.text).collect::<Vec<_>>()
        };
        assert_eq!(texts("a\r\n", "a\n"), ["a\\r", "a"]);
        assert_eq!(texts("a\n", "a"), ["a", "a (no newline at the end)"]);
    }

    #[test]
    fn bytes_that_are_no_text_are_named_by_the_first_that_differs() {
        let mismatch = Mismatch::of_bytes("body", &[0xff, 1, 2], &[0xff, 1, 3, 4]);
        assert_eq!(mismatch.expected.as_deref(), Some("3 bytes; from byte 2 on they differ"));
        assert_eq!(mismatch.actual.as_deref(), Some("4 bytes; from byte 2 on they differ"));
    }
}
