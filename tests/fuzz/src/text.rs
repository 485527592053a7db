//! Texts that the hub says to people.

/// A message about some input is short, whatever the input was, and says something.
pub fn assert_readable(text: &str, most: usize) {
    assert!(!text.trim().is_empty(), "an error that says nothing");
    let length = text.len();
    assert!(length <= most, "an error of {length} bytes: {}", text.chars().take(200).collect::<String>());
}
