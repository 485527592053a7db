//! Paths that a guest may name within its folder.

/// Longest path and longest part, in bytes.
const PATH_BYTES: usize = 1_024;
const PART_BYTES: usize = 200;

/// The parts of a path, if each is a plain name.
pub(super) fn parts(path: &str) -> Result<Vec<&str>, String> {
    let refuse = |reason: &str| Err(format!("`{}`: {reason}", shown(path)));
    if path.is_empty() {
        return refuse("the path is empty");
    }
    if path.len() > PATH_BYTES {
        return refuse("the path is longer than 1,024 bytes");
    }
    if path.starts_with('/') {
        return refuse("the path is absolute");
    }
    if path.chars().any(char::is_control) {
        return refuse("the path contains a control character");
    }
    if path.contains(['\\', ':']) {
        return refuse("the path contains `\\` or `:`, which separate parts elsewhere");
    }
    let parts: Vec<&str> = path.split('/').collect();
    for part in &parts {
        if part.is_empty() {
            return refuse("a part is empty");
        }
        if part.starts_with('.') {
            return refuse("a part begins with a dot");
        }
        if part.len() > PART_BYTES {
            return refuse("a part is longer than 200 bytes");
        }
    }
    Ok(parts)
}

fn shown(path: &str) -> String {
    path.chars().take(80).flat_map(char::escape_default).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_plain_names_and_refuses_everything_else() {
        assert_eq!(parts("akte/2026 a/antrag.xml"), Ok(vec!["akte", "2026 a", "antrag.xml"]));
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../b",
            "a/..",
            "..",
            ".",
            "./a",
            "a//b",
            "a/",
            "a/.hidden",
            "a\0b",
            "a\nb",
            "a\\..\\b",
            "C:x",
            "\u{85}",
        ] {
            assert!(parts(path).is_err(), "{path:?}");
        }
        assert!(parts(&"a/".repeat(600)).is_err());
        assert!(parts(&"a".repeat(201)).is_err());
    }
}
