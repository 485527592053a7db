//! Messages for people that quote what somebody else wrote.

use std::borrow::Cow;

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
    use super::shortened;

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
