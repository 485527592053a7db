//! `plugin diff` on files.

use super::fixtures::drehscheibe;

const A: &str = "tests/fixtures/components/hundesteuer-0.1.0.wasm";
const B: &str = "tests/fixtures/components/webservice-0.1.0.wasm";

#[test]
fn a_component_is_equal_to_itself_and_two_differ_in_named_things() {
    let (equal, said) = drehscheibe(&["plugin", "diff", A, A]);
    assert!(equal, "{said}");

    let (equal, said) = drehscheibe(&["plugin", "diff", A, B, "--plan", "plugins/webservice", "--json"]);
    assert!(!equal, "{said}");
    let diff: serde_json::Value = serde_json::from_str(&said).unwrap();
    let changes = |name: &str| {
        let sections = diff["sections"].as_array().unwrap();
        let section = sections.iter().find(|section| section["name"] == name).unwrap();
        section["changes"].as_array().unwrap().clone()
    };
    let worlds: Vec<_> = changes("worlds").iter().map(|change| change["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(worlds, ["adapter", "transformer", "validator"]);
    assert!(changes("imports").iter().any(|change| change["name"] == "drehscheibe:rule/outbound-http@0.1.0"));
    assert!(!changes("settings").is_empty());
    // The one delivers, the other cannot.
    assert!(diff["behaviour"]["cases"][0]["lines"][0].as_str().unwrap().starts_with("outcome"), "{diff}");
}

#[test]
fn what_is_neither_a_file_nor_a_package_is_said() {
    let (_, said) = drehscheibe(&["plugin", "diff", "nothing.wasm", A]);
    assert!(said.contains("there is no file or folder nothing.wasm"), "{said}");
}
