//! Each feature of Schematron on a small schema of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use drehscheibe_schematron::{Error, ErrorKind, Options, Report, Schema, Severity, compile};
use drehscheibe_xslt::{Files, RunOptions};

fn schema_of(files: &[(&str, &str)], phase: Option<&str>) -> Result<Schema, Vec<Error>> {
    let mut all = Files::new();
    for (name, text) in files {
        all.add(*name, text.as_bytes().to_vec());
    }
    compile("main.sch", &all, &Options { phase: phase.map(str::to_string), ..Options::default() })
}

fn wrapped(content: &str) -> String {
    format!("<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'>{content}</schema>")
}

fn report(content: &str, document: &str) -> Report {
    let schema = schema_of(&[("main.sch", &wrapped(content))], None).unwrap();
    schema.validate(document.as_bytes(), &RunOptions::default()).unwrap()
}

fn ids(report: &Report) -> Vec<&str> {
    report.findings().map(|f| f.rule_id.as_str()).collect()
}

#[test]
fn the_first_rule_of_a_pattern_fires_and_each_pattern_on_its_own() {
    let content = "<pattern><rule context='a[@x]'><assert id='1' test='false()'/></rule>\
        <rule context='a'><assert id='2' test='false()'/></rule></pattern>\
        <pattern><rule context='*'><report id='3' test='true()'/></rule></pattern>";
    assert_eq!(ids(&report(content, "<r><a x=''/><a/></r>")), ["1", "2", "3", "3", "3"]);
}

#[test]
fn phases_choose_patterns() {
    let text = wrapped(
        "<phase id='p'><active pattern='one'/></phase><pattern id='one'><rule context='/'><assert id='1' test='false()'/></rule></pattern>\
         <pattern id='two'><rule context='/'><assert id='2' test='false()'/></rule></pattern>",
    );
    let run = |phase| {
        let schema = schema_of(&[("main.sch", &text)], phase).unwrap();
        let found = schema.validate(b"<a/>", &RunOptions::default()).unwrap();
        found.findings().map(|f| f.rule_id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(run(None), ["1", "2"]);
    assert_eq!(run(Some("p")), ["1"]);
    assert!(schema_of(&[("main.sch", &text)], Some("none")).is_err());
}

#[test]
fn includes_abstract_patterns_and_abstract_rules() {
    let main = wrapped(
        "<include href='parts/abstract.sch'/><pattern is-a='base' id='x'><param name='where ' value='b'/><param name='what' value='@n &gt; 1'/></pattern>\
         <pattern><rule abstract='true' id='r'><assert id='A' test='c'/></rule><rule context='b'><extends rule='r'/></rule></pattern>",
    );
    let part = "<pattern xmlns='http://purl.oclc.org/dsdl/schematron' abstract='true' id='base'><rule context='$where'><assert id='P' test='$what'>n</assert></rule></pattern>";
    let schema = schema_of(&[("main.sch", &main), ("parts/abstract.sch", part)], None).unwrap();
    let found = schema.validate(b"<a><b n='1'/><b n='2'><c/></b></a>", &RunOptions::default()).unwrap();
    assert_eq!(ids(&found), ["P", "A"]);
}

#[test]
fn variables_at_every_level_texts_diagnostics_and_severities() {
    let content = "<let name='g' value='1'/><pattern><let name='p' value='$g + 1'/><rule context='b' role='warning'><let name='r' value='$p + @n'/>\
        <assert id='1' test='$r = 0' diagnostics='d'>Wert <value-of select='$r'/> in <name/></assert>\
        <report id='2' test='$r gt 0' flag='fatal' role='information'/></rule></pattern>\
        <diagnostics><diagnostic id='d' xml:lang='de'>Bitte <emph>prüfen</emph>.</diagnostic></diagnostics>";
    let found = report(content, "<a><b n='5'/></a>");
    let all: Vec<_> = found.findings().collect();
    assert_eq!(all[0].text.content, "Wert 7 in b");
    assert_eq!(all[0].severity, Severity::Warning);
    assert_eq!(all[0].german(), "Bitte prüfen.");
    assert_eq!(all[1].severity, Severity::Information);
    assert!(found.is_valid());
}

#[test]
fn locations_are_exact() {
    let content = "<ns prefix='p' uri='urn:p'/><pattern><rule context='p:b | @x | text()'><report id='1' test='true()'/></rule></pattern>";
    let found = report(content, "<q:a xmlns:q='urn:p'><q:b/><c/><q:b x='1'>t</q:b></q:a>");
    let paths: Vec<&str> = found.findings().map(|f| f.path.as_str()).collect();
    assert_eq!(paths, ["/q:a[1]/q:b[1]", "/q:a[1]/q:b[2]", "/q:a[1]/q:b[2]/@x", "/q:a[1]/q:b[2]/text()[1]"]);
    let step = |n: &str, i: u32| format!("/*[local-name()='{n}' and namespace-uri()='urn:p'][{i}]");
    assert_eq!(found.findings().next().unwrap().location, format!("{}{}", step("a", 1), step("b", 1)));
}

#[test]
fn functions_and_keys_of_the_schema() {
    let content = "<ns prefix='f' uri='urn:f'/><ns prefix='xs' uri='http://www.w3.org/2001/XMLSchema'/>\
        <xsl:function xmlns:xsl='http://www.w3.org/1999/XSL/Transform' name='f:two' as='xs:integer'><xsl:param name='x'/><xsl:sequence select='2 * $x'/></xsl:function>\
        <xsl:key xmlns:xsl='http://www.w3.org/1999/XSL/Transform' name='k' match='b' use='@n'/>\
        <pattern><rule context='a'><assert id='1' test='f:two(2) = 5'/><assert id='2' test='count(key(\"k\", \"1\")) = 1'/></rule></pattern>";
    assert_eq!(ids(&report(content, "<a><b n='1'/></a>")), ["1"]);
}

#[test]
fn what_is_not_supported_is_refused_with_its_place() {
    let kind = |files: &[(&str, &str)]| schema_of(files, None).unwrap_err();
    let three = "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt3'/>";
    let error = &kind(&[("main.sch", three)])[0];
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.message().contains("xslt3"));
    let many = wrapped(
        "\n<pattern><rule context='a'>\n<assert test='1 +'/>\n<assert/>\n<unknown/></rule></pattern>\n<pattern is-a='none'/>",
    );
    let lines: Vec<u32> = kind(&[("main.sch", &many)]).iter().map(|e| e.place().unwrap().1).collect();
    assert_eq!(lines, [3, 4, 5, 6]);
    let circle = wrapped("<include href='main.sch'/>");
    assert!(kind(&[("main.sch", &circle)]).iter().any(|e| e.kind() == ErrorKind::Limit));
}

#[test]
fn a_test_that_fails_to_evaluate_is_an_error_that_names_it() {
    let schema = schema_of(
        &[("main.sch", &wrapped("<pattern>\n<rule context='a'><assert id='X1' test='@n + 1 = 2'/></rule></pattern>"))],
        None,
    )
    .unwrap();
    let error = schema.validate(b"<a n='x'/>", &RunOptions::default()).unwrap_err();
    assert_eq!((error.code(), error.place().unwrap().1), ("FORG0001", 2));
    assert!(error.message().starts_with("X1: "));
}

#[test]
fn svrl_says_the_same() {
    let content = "<title>T</title><ns prefix='p' uri='urn:p'/><pattern id='P'><rule context='a'><assert id='1' test='b &lt; 1' role='warning'>Text &amp; mehr</assert></rule></pattern>";
    let svrl = report(content, "<a/>").to_svrl();
    for part in [
        "title=\"T\"",
        "<svrl:active-pattern id=\"P\"/>",
        "<svrl:fired-rule context=\"a\"/>",
        "<svrl:failed-assert id=\"1\" location=\"/a[1]\" test=\"b &lt; 1\" role=\"warning\">",
        "<svrl:text>Text &amp; mehr</svrl:text>",
    ] {
        assert!(svrl.contains(part), "{part} in {svrl}");
    }
}

#[test]
fn hostile_documents_are_refused() {
    let schema = schema_of(
        &[("main.sch", &wrapped("<pattern><rule context='a'><assert test='true()'/></rule></pattern>"))],
        None,
    )
    .unwrap();
    let deep = "<a>".repeat(1_000_000);
    for document in ["", "x", "<a>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", deep.as_str()] {
        assert_eq!(schema.validate(document.as_bytes(), &RunOptions::default()).unwrap_err().code(), "SXXP0003");
    }
}
