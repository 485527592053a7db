//! One directory into which an adapter may write, for adapters that declare `drop-folder`.

pub use crate::bindings::imports::drehscheibe::rule::drop_folder::{Content, ErrorCode};

use crate::contract::DeliveryFailure;
use crate::delivery_failure;

/// Writes one file atomically. Missing directories are made. The same bytes under the same name again
/// succeed and change nothing.
pub fn write(path: &str, content: &Content) -> Result<(), ErrorCode> {
    #[cfg(target_arch = "wasm32")]
    return crate::bindings::imports::drehscheibe::rule::drop_folder::write(path, content);
    #[cfg(not(target_arch = "wasm32"))]
    return crate::test::double::write_file(path, content);
}

/// Writes bytes; see [`write`].
pub fn write_bytes(path: &str, bytes: impl Into<Vec<u8>>) -> Result<(), ErrorCode> {
    write(path, &Content::Bytes(bytes.into()))
}

/// Copies an attachment of the delivery; its bytes do not enter the plugin. See [`write`].
pub fn write_attachment(path: &str, id: &str) -> Result<(), ErrorCode> {
    write(path, &Content::Attachment(id.to_owned()))
}

/// Whether a file or directory of this name exists.
pub fn exists(path: &str) -> Result<bool, ErrorCode> {
    #[cfg(target_arch = "wasm32")]
    return crate::bindings::imports::drehscheibe::rule::drop_folder::exists(path);
    #[cfg(not(target_arch = "wasm32"))]
    return Ok(crate::test::double::file_exists(path));
}

impl From<ErrorCode> for DeliveryFailure {
    /// No room and errors of the file system may pass; the rest needs a person. A file that was not
    /// written whole was not written, so nothing is in doubt.
    fn from(error: ErrorCode) -> Self {
        match error {
            ErrorCode::NotGranted => delivery_failure::permanent("the activation grants no folder"),
            ErrorCode::NotPermitted(why) => delivery_failure::permanent(format!("the path is not permitted: {why}")),
            ErrorCode::Exist => delivery_failure::permanent("a file of this name exists with other content"),
            ErrorCode::InsufficientSpace => delivery_failure::transient("no space left in the folder"),
            ErrorCode::Io(why) => delivery_failure::transient(format!("the folder cannot be written: {why}")),
        }
    }
}

/// Makes one part of a path of any text: what is not a letter, a digit, `-` or `_`, or a dot within,
/// becomes `_`; at most 100 characters; never empty and never a dotted name. Two texts can become one:
/// add an id where that matters.
pub fn safe_name(text: &str) -> String {
    let mut name: String = text
        .chars()
        .take(100)
        .map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' })
        .collect();
    if name.starts_with('.') {
        name.replace_range(..1, "_");
    }
    if name.ends_with('.') {
        name.pop();
        name.push('_');
    }
    if name.is_empty() { "_".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::safe_name;

    #[test]
    fn names_never_leave_their_directory() {
        let cases = [
            ("..", "__"),
            (".", "_"),
            ("", "_"),
            ("../../etc/passwd", "_._.._etc_passwd"),
            ("Bescheid (1).pdf", "Bescheid__1_.pdf"),
            ("Größe.xml", "Größe.xml"),
            ("a\0b", "a_b"),
            ("x.", "x_"),
        ];
        for (text, name) in cases {
            assert_eq!(safe_name(text), name);
        }
        assert_eq!(safe_name(&"ä".repeat(300)).chars().count(), 100);
    }
}
