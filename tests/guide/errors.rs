//! `sdk/errors.md` against the code: no error without its row, no row without cause and cure.

use drehscheibe_model::call::Stop;
use std::collections::BTreeSet;

fn read(name: &str) -> String {
    std::fs::read_to_string(super::root().join(name)).unwrap()
}

/// The catalogue's rows: what it says, why, what to do.
fn rows() -> Vec<[String; 3]> {
    let page = read("sdk/errors.md");
    let lines = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| It says"));
    let lines = lines.filter(|line| !line.starts_with("| Outcome") && !line.starts_with("| Failure"));
    lines
        .map(|line| {
            let cells: Vec<_> = line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect();
            cells.try_into().unwrap_or_else(|cells| panic!("not three cells: {cells:?}"))
        })
        .collect()
}

/// The string literals behind a word, `{…}` in them as `…`.
fn literals(source: &str, before: &str) -> BTreeSet<String> {
    let found = source.split(before).skip(1).filter_map(|rest| rest.split_once('"'));
    found.map(|(literal, _)| shown(literal)).filter(|literal| literal.chars().any(char::is_alphabetic)).collect()
}

fn shown(literal: &str) -> String {
    let mut text = String::new();
    let mut depth = 0;
    for character in literal.chars() {
        match character {
            '{' => {
                depth += 1;
                text.push('…');
            }
            '}' => depth -= 1,
            // Marks of code would end the code of the page.
            '`' => {}
            other if depth == 0 => text.push(other),
            _ => {}
        }
    }
    text
}

#[test]
fn every_row_has_a_cause_and_a_cure() {
    let rows = rows();
    assert!(rows.len() > 50, "{}", rows.len());
    for row in rows {
        assert!(row.iter().all(|cell| !cell.is_empty()), "{row:?}");
    }
}

#[test]
fn every_error_of_a_build_is_in_the_catalogue() {
    let error = read("host/cli/src/plugin/build/error.rs");
    let mut expected = literals(&error, "#[error(\"");
    assert!(expected.len() >= 12, "{expected:?}");
    // Those that are only a reason: the reasons.
    for file in ["guest.rs", "javascript.rs", "python.rs", "../language.rs"] {
        let source = read(&format!("host/cli/src/plugin/build/{file}"));
        for kind in ["BuildError::Crate {", "BuildError::Project {"] {
            for block in source.split(kind).skip(1) {
                let block = block.split("})").next().unwrap();
                let reasons = literals(block, "format!(\"").into_iter();
                expected.extend(reasons.filter(|reason| reason.trim_matches([' ', '…', ':']).contains(' ')));
            }
        }
    }
    assert!(expected.len() >= 18, "{expected:?}");
    let said: Vec<_> = rows().into_iter().map(|[said, ..]| said.replace('`', "")).collect();
    for error in expected {
        // A row may leave away what changes in front and behind.
        let core = error.split('…').map(str::trim).max_by_key(|part| part.len()).unwrap().to_owned();
        assert!(said.iter().any(|row| row.contains(&core)), "no row for `{error}` (`{core}`)");
    }
}

#[test]
fn every_end_of_a_call_is_in_the_catalogue() {
    let source = read("host/model/src/call.rs");
    let names = literals(&source, "} => \"");
    assert!(names.contains(Stop::FuelExhausted { limit: 1 }.name()) && names.len() >= 17, "{names:?}");
    let busy = Stop::Busy.name().to_owned();
    let said: Vec<_> = rows().into_iter().map(|[said, ..]| said).collect();
    for name in names.into_iter().chain([busy]) {
        assert!(said.iter().any(|row| *row == format!("`stopped:{name}`")), "no row for {name}");
    }
    for outcome in ["rejected", "transient", "permanent", "in-doubt"] {
        assert!(said.iter().any(|row| *row == format!("`{outcome}`")), "no row for {outcome}");
    }
}

#[test]
fn every_failure_of_the_sdk_is_in_the_catalogue_and_the_same_in_each_language() {
    let page = read("sdk/errors.md");
    for module in ["folder", "mail"] {
        let source = read(&format!("sdk/rust/src/{module}.rs"));
        let (js, python) =
            (read(&format!("sdk/js/src/{module}.js")), read(&format!("sdk/python/src/drehscheibe_sdk/{module}.py")));
        for kind in ["permanent", "transient", "in_doubt"] {
            let plain = literals(&source, &format!("delivery_failure::{kind}(\""));
            let made = literals(&source, &format!("delivery_failure::{kind}(format!(\""));
            for text in plain.into_iter().chain(made) {
                let row = format!("| {}: `{text}` |", kind.replace('_', "-"));
                assert!(page.contains(&row), "no row `{row}`");
                let core = text.trim_end_matches('…').trim_end();
                assert!(js.contains(core) && python.contains(core), "`{core}` is not said by every SDK");
            }
        }
    }
}
