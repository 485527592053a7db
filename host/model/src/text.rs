//! Messages for people that quote what somebody else wrote.

use std::borrow::Cow;
use std::error::Error;

/// An error with its causes, outermost first, on one line. A cause that is already quoted by what wraps
/// it is not repeated.
pub fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}

/// The text in at most `most` characters: of a longer one, its beginning and its end with `…` between
/// them. A message that quotes an input stays short however long the input is, and what it says after
/// the quotation is still there.
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    // No text has more characters than bytes.
    if text.len() <= most || text.chars().count() <= most {
        return text.into();
    }
    let kept = most.saturating_sub(1);
    let (head, tail) = (kept - kept / 2, kept / 2);
    let end = text.char_indices().nth(head).map_or(text.len(), |(at, _)| at);
    let start = match tail {
        0 => text.len(),
        _ => text.char_indices().nth_back(tail - 1).map_or(0, |(at, _)| at),
    };
    format!("{}…{}", text.get(..end).unwrap_or_default(), text.get(start..).unwrap_or_default()).into()
}

#[cfg(test)]
mod tests {
    use super::{shortened, with_causes};
    use std::error::Error;

    #[derive(Debug, thiserror::Error)]
    #[error("{text}")]
    struct Layer {
        text: &'static str,
        source: Option<Box<dyn Error>>,
    }

    fn layer(text: &'static str, source: Option<Layer>) -> Layer {
        Layer { text, source: source.map(Into::into) }
    }

    #[test]
    fn causes_follow_the_error_and_none_is_said_twice() {
        let disk = layer("no space left", None);
        let file = layer("cannot write a.json: no space left", Some(disk));
        assert_eq!(with_causes(&layer("not saved", Some(file))), "not saved: cannot write a.json: no space left");
        let refused = layer("connection refused", None);
        assert_eq!(with_causes(&layer("no answer", Some(refused))), "no answer: connection refused");
    }

    #[test]
    fn the_middle_of_a_long_text_is_left_out() {
        assert_eq!(shortened("", 3), "");
        assert_eq!(shortened("äöü", 3), "äöü");
        assert_eq!(shortened("äöüß", 3), "ä…ß");
        assert_eq!(shortened("abcdef", 4), "ab…f");
        assert_eq!(shortened("abcdef", 1), "…");
        let long = format!("`{}` is not known; allowed: name", "k".repeat(1 << 20));
        let short = shortened(&long, 100);
        assert_eq!(short.chars().count(), 100);
        assert!(short.starts_with("`kk") && short.ends_with("allowed: name"), "{short}");
    }
}
