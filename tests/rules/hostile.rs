//! Hostile documents and hostile rules: each ends with a clear outcome, within the limits.

use super::bench::{ALL, Bench, verdict};
use serde_json::Value;

#[test]
fn hostile_stylesheets_come_to_a_clear_end() {
    let bench = Bench::with_rules();
    let report = bench.build(&ALL);
    let many = "a".repeat(50_000) + "!";
    let expected = [
        ("gut", "ok", ""),
        ("endlos", "permanent", "DRLIMIT"),
        ("kreis", "permanent", "DRLIMIT"),
        ("passwort", "permanent", "FODC0002"),
        ("text", "permanent", "XTDE1170"),
        ("netz", "permanent", "FODC0002"),
        ("muster", "ok", ""),
        ("rueckbezug", "permanent", ""),
        ("gross", "permanent", "DRLIMIT"),
        ("folge", "", ""),
        ("dateien", "permanent", "DRLIMIT"),
        ("pfad", "permanent", "result-document"),
    ];
    let files: Vec<_> = expected
        .iter()
        .map(|(name, ..)| bench.file(&format!("{name}.xml"), format!("<{name}>{many}</{name}>")))
        .collect();
    let mut arguments = vec!["--transform", "out"];
    arguments.extend(files.iter().map(|path| path.to_str().unwrap()));
    let results = bench.run(&report, &arguments);
    assert_eq!(results.len(), expected.len());
    for ((name, outcome, text), result) in expected.iter().zip(&results) {
        let (got, said) = (result["outcome"].as_str().unwrap(), result["text"].as_str().unwrap_or(""));
        // What only costs time may come to an end or be stopped at the limit.
        let stopped = outcome.is_empty() && matches!(got, "ok" | "permanent" | "stopped:DeadlineExceeded");
        assert!(got == *outcome || stopped, "{name}: {result}");
        assert!(said.contains(text), "{name}: {result}");
        assert!(!said.contains("root:"), "{name}: {result}");
    }
}

#[test]
fn hostile_documents_are_refused_as_not_well_formed() {
    let bench = Bench::with_rules();
    let report = bench.build(&ALL);
    let laughs: String =
        (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let attributes: String = (0..1_000_000).map(|n| format!(" a{n}=''")).collect();
    let documents: Vec<(&str, Vec<u8>)> = vec![
        ("dtd", b"<!DOCTYPE a><a/>".to_vec()),
        ("external-dtd", b"<!DOCTYPE a SYSTEM 'http://example.org/x.dtd'><a/>".to_vec()),
        ("external-entity", b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>".to_vec()),
        ("billion-laughs", format!("<!DOCTYPE a [<!ENTITY l0 'ha'>{laughs}]><a>&l9;</a>").into_bytes()),
        ("undefined-entity", b"<a>&x;</a>".to_vec()),
        ("deep", [b"<a>".repeat(1_000_000), b"</a>".repeat(1_000_000)].concat()),
        ("attributes", format!("<a{attributes}/>").into_bytes()),
        ("twice", b"<a b='1' b='2'/>".to_vec()),
        ("unbound", b"<x:a/>".to_vec()),
        ("control", b"<a>\x01</a>".to_vec()),
        ("latin", b"<a>\xe4</a>".to_vec()),
        ("cut", b"<a><b>".to_vec()),
        ("empty", Vec::new()),
        ("json", b"{}".to_vec()),
        ("zip", b"PK\x03\x04\0\0\0\0".to_vec()),
    ];
    let files: Vec<_> = documents.iter().map(|(name, bytes)| bench.file(&format!("{name}.xml"), bytes)).collect();
    let arguments: Vec<_> = files.iter().map(|path| path.to_str().unwrap()).collect();
    let results = bench.run(&report, &arguments);
    for ((name, _), result) in documents.iter().zip(&results) {
        assert_eq!(verdict(result), "rejected X000:XML", "{name}: {result}");
        let text = result["findings"][0]["texts"]["de"].as_str().unwrap();
        assert!(text.len() < 500 && !text.contains("root:"), "{name}: {text}");
    }
    // An inclusion is an element like any other: nothing is read.
    let include = bench.file(
        "include.xml",
        "<beliebig><xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='/etc/passwd'/></beliebig>",
    );
    let results: Vec<Value> = bench.run(&report, &[include.to_str().unwrap()]);
    assert_eq!(verdict(&results[0]), "ok");
}
