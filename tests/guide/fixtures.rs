//! Components that were built with an earlier SDK: each later hub must run them.

use std::process::Command;

/// File below `fixtures/components`, and the plan that it passes.
const KEPT: [(&str, &str); 4] = [
    ("hundesteuer-0.1.0.wasm", "plugins/hundesteuer"), // Rust, validator and transformer
    ("webservice-0.1.0.wasm", "plugins/webservice"),   // Rust, outbound HTTP
    ("filedrop-0.1.0.wasm", "plugins/filedrop"),       // Rust
    ("veranstaltung-js-0.1.0.wasm", "tests/fixtures/plans/veranstaltung"), // JavaScript, QuickJS
];

pub fn drehscheibe(arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_drehscheibe"))
        .current_dir(super::root())
        .env("DREHSCHEIBE_CACHE", super::root().join("target/guide-cache"))
        .args(arguments)
        .output()
        .unwrap();
    (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

#[test]
fn components_of_earlier_sdks_still_pass_their_plans() {
    for (component, plan) in KEPT {
        let component = format!("tests/fixtures/components/{component}");
        let (passed, said) = drehscheibe(&["plugin", "test", "--plan", plan, plan, "--component", &component]);
        assert!(passed, "{component}: {said}");
    }
}

#[test]
fn inspect_says_which_hubs_can_run_a_component() {
    let (fine, said) = drehscheibe(&["plugin", "inspect", "--json", "tests/fixtures/components/filedrop-0.1.0.wasm"]);
    assert!(fine, "{said}");
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["runs_on"]["contract"], ">= 0.1.0, < 0.2.0");
    assert_eq!((&said["capabilities"][0], &said["worlds"][0]), (&"drop-folder".into(), &"adapter".into()));
}

#[test]
fn inspect_names_the_imports_of_a_component_that_was_built_for_wasi() {
    let text = r#"(component (import "wasi:clocks/wall-clock@0.2.0" (instance))
        (import "drehscheibe:rule/host@0.1.0" (instance)))"#;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wasi.wasm");
    std::fs::write(&path, wat::parse_str(text).unwrap()).unwrap();
    let (fine, said) = drehscheibe(&["plugin", "inspect", &path.display().to_string()]);
    assert!(!fine && said.contains("wasi:clocks/wall-clock@0.2.0") && said.contains("host::now()"), "{said}");
}
