use crate::{Problem, Schema};

fn compile(files: &[(&str, &str)]) -> Result<Schema, Vec<Problem>> {
    let give = |name: &str| files.iter().find(|file| file.0 == name).map(|file| file.1.as_bytes().to_vec());
    Schema::compile(files[0].0, &give)
}

fn found(schema: &Schema, document: &str) -> Vec<(String, String)> {
    schema.validate(document.as_bytes()).unwrap().into_iter().map(|f| (f.keyword, f.pointer)).collect()
}

#[test]
fn all_violations_are_told_by_keyword_and_place() {
    let text = r#"{"type":"object","required":["name","alter"],"properties":{"name":{"type":"string","maxLength":3},"alter":{"type":"integer","minimum":0}},"additionalProperties":false}"#;
    let schema = compile(&[("a.json", text)]).unwrap();
    assert_eq!(found(&schema, r#"{"name":"Bo","alter":3}"#), []);
    let mut all = found(&schema, r#"{"name":"Bello","alter":-1,"farbe":"rot"}"#);
    all.sort();
    let names: Vec<_> = all.iter().map(|f| (f.0.as_str(), f.1.as_str())).collect();
    assert_eq!(names, [("additionalProperties", ""), ("maxLength", "/name"), ("minimum", "/alter")]);
    assert_eq!(found(&schema, "{}").len(), 2);
}

#[test]
fn texts_hold_no_value_of_the_document() {
    let schema = compile(&[("a.json", r#"{"properties":{"a":{"enum":["x"]}}}"#)]).unwrap();
    let all = schema.validate(br#"{"a":"geheim"}"#).unwrap();
    assert_eq!(all[0].german, "Der Wert ist keiner der erlaubten Werte.");
    assert!(!format!("{all:?}").contains("geheim"));
}

#[test]
fn references_lead_to_files_beside_the_schema_and_nowhere_else() {
    let main = r#"{"properties":{"ort":{"$ref":"../typen/ort.json#/$defs/plz"}}}"#;
    let types = r#"{"$defs":{"plz":{"type":"string","pattern":"^[0-9]{5}$"}}}"#;
    let schema = compile(&[("main/a.json", main), ("typen/ort.json", types)]).unwrap();
    assert_eq!(found(&schema, r#"{"ort":"04416"}"#), []);
    assert_eq!(found(&schema, r#"{"ort":"4416"}"#).len(), 1);
    let gone = compile(&[("main/a.json", main)]).unwrap_err();
    assert_eq!(gone[0].file.as_deref(), Some("typen/ort.json"), "{gone:?}");
    let far = compile(&[("a.json", r#"{"$ref":"https://example.org/s.json"}"#)]).unwrap_err();
    assert!(far[0].text.contains("example.org"), "{far:?}");
    let disk = compile(&[("a.json", r#"{"$ref":"file:///etc/passwd"}"#)]).unwrap_err();
    assert!(disk[0].text.contains("passwd"), "{disk:?}");
}

#[test]
fn a_schema_that_is_wrong_is_refused_with_its_place() {
    let not_json = compile(&[("a.json", "{\n\"type\": }")]).unwrap_err();
    assert_eq!((not_json[0].line, not_json[0].code.as_str()), (2, "JSON"));
    assert!(compile(&[("a.json", r#"{"type":"strin"}"#)]).is_err());
    let typing = compile(&[("a.json", r#"{"properties":{"a":{"maxLenght":3}}}"#)]).unwrap_err();
    assert_eq!(typing[0].text, "/properties/a/maxLenght is no keyword of JSON Schema");
}

#[test]
fn hostile_documents_and_patterns_come_to_an_end() {
    let schema = compile(&[("a.json", r#"{"properties":{"a":{"pattern":"^(a+)+$"}}}"#)]).unwrap();
    let text = format!(r#"{{"a":"{}!"}}"#, "a".repeat(100_000));
    assert_eq!(found(&schema, &text).len(), 1);
    assert!(schema.validate("[".repeat(1_000_000).as_bytes()).is_err());
    assert!(schema.validate(b"\xff").is_err() && schema.validate(b"").is_err());
    let recursive = compile(&[("a.json", r##"{"$ref":"#"}"##)]).unwrap();
    let _ = recursive.validate(b"1");
}

mod mapping {
    use crate::{Fault, Made, Mapping, Problem};

    fn compile(text: &str) -> Result<Mapping, Vec<Problem>> {
        Mapping::compile("m.rhai", &|name| (name == "m.rhai").then(|| text.as_bytes().to_vec()))
    }

    fn run(text: &str, document: &str) -> Result<Vec<Made>, Fault> {
        compile(text).unwrap().run(document.as_bytes(), r#"{"amt":"A"}"#, "2026-03-02T09:15:00+01:00")
    }

    #[test]
    fn a_mapping_makes_outputs_of_document_and_settings() {
        let text = r#"
            let all = [];
            for t in document.taetigkeiten { if t.aktiv { all.push(t.name.to_upper()); } }
            [ #{ document: #{ amt: settings.amt, all: all, am: received.sub_string(0, 10) } },
              #{ recipient: "statistik", text: `${document.taetigkeiten.len()}`, media_type: "text/csv", file_name: "s.csv" } ]"#;
        let made = run(text, r#"{"taetigkeiten":[{"name":"a","aktiv":true},{"name":"b","aktiv":false}]}"#).unwrap();
        assert_eq!(made.len(), 2);
        let body: serde_json::Value = serde_json::from_slice(&made[0].body).unwrap();
        assert_eq!(body, serde_json::json!({"amt": "A", "all": ["A"], "am": "2026-03-02"}));
        assert_eq!((made[0].recipient.as_str(), made[0].media_type.as_str()), ("default", "application/json"));
        assert_eq!((made[1].body.as_slice(), made[1].file_name.as_deref()), (&b"2"[..], Some("s.csv")));
    }

    #[test]
    fn what_is_thrown_is_refused_and_everything_else_is_a_failure_with_its_line() {
        assert_eq!(run("throw \"Das geht nicht.\"", "{}"), Err(Fault::Refused("Das geht nicht.".into())));
        assert_eq!(run("fn f() { throw \"innen\" } f()", "{}"), Err(Fault::Refused("innen".into())));
        let Err(Fault::Failed(text)) = run("\n\ndocument.a.b", "{}") else { panic!() };
        assert!(text.starts_with("m.rhai:3: "), "{text}");
        assert!(matches!(run("1", "{}"), Err(Fault::Failed(_))));
        assert!(matches!(run("#{ documnt: 1 }", "{}"), Err(Fault::Failed(_))));
        assert!(matches!(run("#{ document: 1 }", "{"), Err(Fault::NotJson(_))));
    }

    #[test]
    fn mistakes_are_found_when_a_mapping_is_compiled() {
        assert_eq!(compile("let a = 1;\nlet b = c;\n").unwrap_err()[0].line, 2);
        assert_eq!(compile("let a = ;").unwrap_err()[0].line, 1);
        assert!(compile("import \"x\" as y;").is_err());
        assert!(compile("eval(\"1\")").is_err());
    }

    #[test]
    fn hostile_mappings_come_to_an_end() {
        for text in [
            "loop { }",
            "fn f(n) { f(n + 1) } f(0)",
            "let s = \"x\"; loop { s += s; }",
            "let a = [1]; loop { a += a; }",
            "let a = [1]; loop { let b = [a, a, a, a]; a = b; }",
        ] {
            assert!(matches!(run(text, "{}"), Err(Fault::Failed(_))), "{text}");
        }
    }
}
