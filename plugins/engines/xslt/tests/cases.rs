//! A stylesheet for each instruction, and what the reference processor (SaxonC-HE) makes of
//! `cases/source.xml` with it. A result may differ in what the recommendation leaves open: the kind
//! of reference for a quotation mark, white space in the prolog, the order of namespaces.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;

use drehscheibe_xslt::{CompileOptions, Files, Output, ResultDocument, RunOptions, compile};

fn normal(text: &str) -> String {
    let mut parts = text.split("&#x");
    let first = parts.next().unwrap_or("").to_string();
    let text = parts.fold(first, |text, part| {
        let (digits, rest) = part.split_once(';').unwrap_or((part, ""));
        format!("{text}&#x{};{rest}", digits.to_uppercase())
    });
    let text = text.replace("&#34;", "&quot;").replace("?>\n", "?>");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace("> <", "><");
    text.split('<').map(namespaces_in_order).collect::<Vec<_>>().join("<")
}

/// Sorts the namespace declarations of a start tag.
fn namespaces_in_order(tag: &str) -> String {
    let Some((head, rest)) = tag.split_once('>') else { return tag.to_string() };
    let empty = head.ends_with('/');
    let mut words: Vec<&str> = head.trim_end_matches('/').split(' ').collect();
    let from = words.iter().position(|w| w.starts_with("xmlns"));
    if let Some(from) = from {
        let to = words.iter().rposition(|w| w.starts_with("xmlns")).unwrap() + 1;
        words[from..to].sort_unstable();
    }
    format!("{}{}>{rest}", words.join(" "), if empty { "/" } else { "" })
}

/// The main result, then those of `xsl:result-document` in order of name.
fn all(mut output: Output) -> String {
    output.documents.sort_by(|a, b| a.href.cmp(&b.href));
    let named =
        |d: &ResultDocument| if d.href.is_empty() { d.text.clone() } else { format!("\n[{}]{}", d.href, d.text) };
    output.documents.iter().map(named).collect()
}

#[test]
fn every_instruction_gives_what_the_reference_gives() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files = Files::new();
    let mut names = Vec::new();
    for (directory, prefix) in [(root.clone(), ""), (root.join("lib"), "lib/")] {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "xsl") {
                let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
                files.add(name.clone(), std::fs::read(&path).unwrap());
                if prefix.is_empty() {
                    names.push(name);
                }
            }
        }
    }
    names.sort();
    let source = std::fs::read(root.join("source.xml")).unwrap();
    let mut wrong = Vec::new();
    for name in &names {
        let expected = std::fs::read_to_string(root.join(name.replace(".xsl", ".expected"))).unwrap();
        let found = match compile(name, &files, &CompileOptions::default()) {
            Ok(sheet) => match sheet.run(&source, &RunOptions::default()) {
                Ok(output) => all(output),
                Err(error) => format!("ERROR {}", error.code()),
            },
            Err(errors) => format!("{errors:?}"),
        };
        if normal(&found) != normal(&expected) {
            wrong.push(format!("{name}\n    expected {}\n    found    {}", normal(&expected), normal(&found)));
        }
    }
    assert!(names.len() > 50);
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), names.len(), wrong.join("\n"));
}
