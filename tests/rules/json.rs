//! JSON Schema and mappings.

use super::bench::{Bench, verdict};
use serde_json::json;

#[test]
fn a_json_schema_and_a_mapping_become_a_plugin() {
    let bench = Bench::new();
    bench.file("rules/hund.json", r#"{"$ref":"teile/hund.json"}"#);
    bench.file(
        "rules/teile/hund.json",
        r#"{"type":"object","required":["rasse"],"properties":{"rasse":{"type":"string"}}}"#,
    );
    bench.file(
        "rules/hund.rhai",
        "if document.rasse == \"\" { throw \"Die Rasse ist leer.\" }\n#{ document: #{ satz: document.rasse } }",
    );
    let report = bench.build(&["--json-schema", "rules/hund.json", "--mapping", "rules/hund.rhai"]);
    assert_eq!(report["worlds"], json!(["validator", "transformer"]));
    bench.file("good.json", r#"{"rasse":"Dackel"}"#);
    bench.file("none.json", "{}");
    bench.file("broken.json", "{");
    bench.file("empty.json", r#"{"rasse":""}"#);
    let verdicts: Vec<_> = bench.run(&report, &["good.json", "none.json", "broken.json"]).iter().map(verdict).collect();
    assert_eq!(verdicts, ["ok", "rejected X001:required", "rejected X000:JSON"]);
    let made = bench.run(&report, &["--transform", "out", "good.json", "empty.json"]);
    assert_eq!(std::fs::read_to_string(bench.path("out/good.json.default.out")).unwrap(), r#"{"satz":"Dackel"}"#);
    assert_eq!(verdict(&made[1]), "rejected X002:ABLEHNUNG");
}

#[test]
fn mistakes_in_a_schema_or_a_mapping_are_named() {
    let bench = Bench::new();
    bench.file("a.json", r#"{"propertis":{}}"#);
    bench.file("a.rhai", "let a = 1;\nlet b = c;");
    let message = bench.refused(&["--json-schema", "a.json", "--mapping", "a.rhai"]);
    assert!(message.contains("/propertis") && message.contains("a.rhai:2: "), "{message}");
}
