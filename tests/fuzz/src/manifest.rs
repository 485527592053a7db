//! `plugin.toml`.

use super::text::assert_readable;
use drehscheibe_depot::manifest::Manifest;

/// Read, or every problem with its line and a short text.
pub fn run(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    match Manifest::parse(text) {
        Ok(manifest) => assert!(!manifest.worlds.is_empty() && manifest.limits.problems().is_empty()),
        Err(problems) => {
            assert!(!problems.is_empty());
            let lines = text.lines().count() + 1;
            for problem in problems {
                assert!((1..=lines).contains(&problem.line), "line {} of {lines}", problem.line);
                assert_readable(&problem.text, 2_000);
            }
        }
    }
}
