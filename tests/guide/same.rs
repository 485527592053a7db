//! One and the same rule in three languages: not only the same verdicts, but the same bytes.
//!
//! Needs the components that `make test-sdk` builds, so only where `SAME_RULE` is set.

use serde_json::Value;

const FOLDERS: [&str; 3] = ["plugins/hundesteuer", "sdk/js/examples/hundesteuer", "sdk/python/examples/hundesteuer"];
const PLAN: &str = "plugins/hundesteuer";

/// Files of a folder with this ending, in order.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let entries = super::root().join(folder).read_dir().unwrap();
    let mut found: Vec<_> = entries.map(|entry| entry.unwrap().path().display().to_string()).collect();
    found.retain(|path| path.ends_with(ending));
    found.sort();
    assert!(!found.is_empty(), "{folder} is empty");
    found
}

/// What validator and transformer say: findings with their texts, outputs with their bytes.
fn results(plugin: &str, document: &str, settings: &str) -> Vec<Value> {
    let (_, said) = super::fixtures::drehscheibe(&[
        "plugin",
        "run",
        document,
        "--dir",
        plugin,
        "--settings",
        settings,
        "--received-at",
        "2026-03-02T09:15:00+01:00",
        "--json",
    ]);
    let answer: Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{plugin}, {document}:\n{said}"));
    let mut results = answer["results"].as_array().unwrap().clone();
    for result in &mut results {
        // What it costs differs, and what it notes for its author may.
        let result = result.as_object_mut().unwrap();
        result.remove("used");
        result.remove("log");
    }
    results
}

#[test]
fn the_same_rule_gives_the_same_bytes_in_every_language() {
    if std::env::var_os("SAME_RULE").is_none() {
        eprintln!("not run: SAME_RULE is not set (make test-sdk)");
        return;
    }
    let (mut compared, mut outputs, mut findings) = (0, 0, 0);
    for document in files(&format!("{PLAN}/plan/inputs"), ".json") {
        for settings in files(&format!("{PLAN}/settings"), ".json") {
            let [rust, javascript, python] = FOLDERS.map(|plugin| results(plugin, &document, &settings));
            assert_eq!(rust, javascript, "JavaScript: {document} under {settings}");
            assert_eq!(rust, python, "Python: {document} under {settings}");
            let count = |key: &str| rust.iter().filter_map(|one| one[key].as_array()).map(Vec::len).sum::<usize>();
            outputs += count("outputs");
            findings += count("findings");
            compared += 1;
        }
    }
    assert!(outputs >= 8 && findings >= 20, "{outputs} outputs and {findings} findings are no comparison");
    println!("{compared} pairs of document and settings, {outputs} outputs and {findings} findings: the same bytes");
}
