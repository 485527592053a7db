//! Several files in one input: `=== name` on a line of its own begins the next file.

use std::path::Path;

const MARK: &[u8] = b"=== ";

/// Writes the files below `root`. Names that are no plain relative paths, and what stands before the
/// first mark, are left out: this is the fuzzer's format, not the hub's.
pub fn lay_out(input: &[u8], root: &Path) {
    let mut name: Option<String> = None;
    let mut content = Vec::new();
    for line in input.split_inclusive(|byte| *byte == b'\n') {
        let Some(next) = line.strip_prefix(MARK) else {
            content.extend_from_slice(line);
            continue;
        };
        write(root, name.take(), &content);
        content.clear();
        name = std::str::from_utf8(next).ok().map(|name| name.trim().to_owned());
    }
    write(root, name, &content);
}

fn write(root: &Path, name: Option<String>, content: &[u8]) {
    let Some(name) = name.filter(|name| plain(name)) else { return };
    let path = root.join(name);
    // A file may stand where another wants its directory.
    if std::fs::create_dir_all(path.parent().unwrap()).is_ok() {
        let _ = std::fs::write(path, content);
    }
}

fn plain(name: &str) -> bool {
    (1..=100).contains(&name.len())
        && name.split('/').all(|part| {
            !part.is_empty()
                && !part.starts_with('.')
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        })
}
