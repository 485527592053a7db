use std::sync::Arc;

use drehscheibe_xslt::Files;

use crate::{Fault, Order, Parameters, Problem, RuleSet, Severity, Surroundings};

const XSD: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="hund"><xs:complexType>
    <xs:sequence><xs:element name="rasse" type="xs:string" minOccurs="0"/></xs:sequence>
    <xs:attribute name="alter" type="xs:int"/></xs:complexType></xs:element></xs:schema>"#;
const SCH: &str = r#"<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"><pattern>
    <rule context="hund"><assert id="H-1" test="rasse" flag="warning">A breed is needed.</assert>
    <assert id="H-2" test="not(@alter) or @alter &lt; 30">Too old.</assert></rule></pattern></schema>"#;
const XSL: &str = r#"<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
    <xsl:param name="amt" select="'Steueramt'"/>
    <xsl:output method="xml"/>
    <xsl:template match="/hund"><xsl:if test="@alter = 99"><xsl:message terminate="yes">Das geht nicht.</xsl:message></xsl:if>
    <satz amt="{$amt}"><xsl:copy-of select="rasse"/></satz>
    <xsl:result-document href="akte.csv" method="text">hund;<xsl:value-of select="rasse"/></xsl:result-document>
    </xsl:template></xsl:stylesheet>"#;

fn files(more: &[(&str, &str)]) -> Arc<Files> {
    let mut files = Files::new();
    for (name, text) in [("a.xsd", XSD), ("a.sch", SCH), ("a.xsl", XSL)].iter().chain(more) {
        files.add(*name, text.as_bytes().to_vec());
    }
    Arc::new(files)
}

fn order(xsd: bool, sch: bool) -> Order {
    let some = |yes: bool, name: &str| if yes { vec![name.to_string()] } else { Vec::new() };
    Order { xsd: some(xsd, "a.xsd"), schematron: some(sch, "a.sch"), ..Order::default() }
}

fn codes(rules: &RuleSet, document: &str) -> Vec<(String, &'static str, Severity)> {
    let found = rules.validate(document.as_bytes(), &Surroundings::default()).unwrap();
    found.into_iter().map(|f| (f.rule_id, f.reason_code, f.severity)).collect()
}

#[test]
fn a_level_is_looked_at_only_if_the_one_before_is_passed() {
    let rules = RuleSet::build(&order(true, true), files(&[])).unwrap();
    let code = |document: &str| codes(&rules, document).into_iter().map(|c| c.1).collect::<Vec<_>>();
    assert_eq!(code("<hund>"), ["X000"]);
    assert_eq!(code("<!DOCTYPE hund><hund/>"), ["X000"]);
    assert_eq!(code("<hund alter='x'/>"), ["X001"]);
    assert_eq!(code("<katze/>"), ["X001"]);
    assert_eq!(code("<hund alter='31'/>"), ["X002", "X002"]);
    assert_eq!(code("<hund alter='3'><rasse>x</rasse></hund>"), [""; 0]);
}

#[test]
fn each_level_alone_is_a_validator_too() {
    let schema = RuleSet::build(&order(true, false), files(&[])).unwrap();
    assert_eq!(codes(&schema, "<hund alter='31'/>"), []);
    assert_eq!(codes(&schema, "<hund")[0].1, "X000");
    let business = RuleSet::build(&order(false, true), files(&[])).unwrap();
    assert_eq!(codes(&business, "<hund alter='31'/>").len(), 2);
    assert_eq!(codes(&business, "<hund")[0].1, "X000");
}

#[test]
fn a_text_in_another_language_gets_a_german_sentence_and_stays_beside_it() {
    let rules = RuleSet::build(&order(false, true), files(&[])).unwrap();
    let found = rules.validate(b"<hund/>", &Surroundings::default()).unwrap();
    let texts: Vec<_> = found[0].texts.iter().map(|t| (t.0.as_str(), t.1.as_str())).collect();
    assert_eq!(texts[0], ("de", "Die Regel H-1 ist nicht eingehalten: A breed is needed."));
    assert_eq!(texts[1], ("und", "A breed is needed."));
    let german = Order { language: Some("de".into()), ..order(false, true) };
    let rules = RuleSet::build(&german, files(&[])).unwrap();
    let found = rules.validate(b"<hund/>", &Surroundings::default()).unwrap();
    assert_eq!(found[0].texts, [("de".to_string(), "A breed is needed.".to_string())]);
}

#[test]
fn a_stylesheet_makes_one_document_for_each_recipient() {
    let order = Order { xslt: Some("a.xsl".into()), ..Order::default() };
    let rules = RuleSet::build(&order, files(&[])).unwrap();
    let around = Surroundings {
        parameters: Parameters::from_settings(r#"{"amt": "Kämmerei"}"#).unwrap(),
        ..Surroundings::default()
    };
    let (made, _) = rules.transform("<hund><rasse>Dackel</rasse></hund>".as_bytes(), &around).unwrap();
    let got: Vec<_> =
        made.iter().map(|m| (m.recipient.as_str(), m.media_type.as_str(), m.file_name.as_deref())).collect();
    assert_eq!(got, [("default", "application/xml", None), ("akte", "text/plain", Some("akte.csv"))]);
    assert!(String::from_utf8_lossy(&made[0].body).contains("<satz amt=\"Kämmerei\"><rasse>Dackel</rasse></satz>"));
    assert_eq!(made[1].body, b"hund;Dackel");
    assert!(rules.settings_schema().contains("\"amt\""));
}

#[test]
fn what_a_stylesheet_refuses_is_rejected_with_its_text() {
    let order = Order { xslt: Some("a.xsl".into()), ..Order::default() };
    let rules = RuleSet::build(&order, files(&[])).unwrap();
    let Err(Fault::Rejected(found)) = rules.transform(b"<hund alter='99'/>", &Surroundings::default()) else {
        panic!()
    };
    assert!(found[0].texts[0].1.contains("Das geht nicht."), "{found:?}");
    let Err(Fault::Rejected(found)) = rules.transform(b"<hund", &Surroundings::default()) else { panic!() };
    assert_eq!(found[0].reason_code, "X000");
}

#[test]
fn a_compiled_schematron_is_read_by_its_report() {
    let sheet = r#"<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:svrl="http://purl.oclc.org/dsdl/svrl">
        <xsl:template match="/"><svrl:schematron-output><xsl:if test="not(hund/rasse)">
        <svrl:failed-assert id="C-1" flag="warning" location="/hund[1]"><svrl:text>Keine  Rasse.</svrl:text></svrl:failed-assert>
        </xsl:if></svrl:schematron-output></xsl:template></xsl:stylesheet>"#;
    let order = Order { schematron: vec!["c.xsl".into()], ..Order::default() };
    let rules = RuleSet::build(&order, files(&[("c.xsl", sheet)])).unwrap();
    assert_eq!(codes(&rules, "<hund/>"), [("C-1".to_string(), "X002", Severity::Warning)]);
    assert_eq!(codes(&rules, "<hund><rasse/></hund>"), []);
}

#[test]
fn all_problems_of_all_files_are_named_with_file_and_line() {
    let order = Order {
        xsd: vec!["bad.xsd".into()],
        schematron: vec!["bad.sch".into()],
        xslt: Some("bad.xsl".into()),
        ..Order::default()
    };
    let bad = [
        ("bad.xsd", "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>\n<xs:element nam='a'/></xs:schema>"),
        (
            "bad.sch",
            "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'><pattern>\n<rule context='a'><assert id='1' test='1 +'/></rule></pattern></schema>",
        ),
        (
            "bad.xsl",
            "<xsl:stylesheet version='2.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>\n<xsl:template match='/' visibility='public'>\n<xsl:evaluate xpath='1'/></xsl:template></xsl:stylesheet>",
        ),
    ];
    let problems = RuleSet::build(&order, files(&bad)).unwrap_err();
    let places: Vec<_> = problems.iter().map(|p| (p.file.as_deref().unwrap_or(""), p.line)).collect();
    for expected in [("bad.xsd", 2), ("bad.sch", 2), ("bad.xsl", 2), ("bad.xsl", 3)] {
        assert!(places.contains(&expected), "{problems:?}");
    }
}

#[test]
fn addresses_are_found_by_the_catalogue_only() {
    let main = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:include schemaLocation='http://example.org/v1/part.xsd'/></xs:schema>";
    let part = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='part'/></xs:schema>";
    let catalog = "<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'><rewriteURI uriStartString='http://example.org/v1/' rewritePrefix='parts/'/></catalog>";
    let all = files(&[("m.xsd", main), ("parts/part.xsd", part), ("catalog.xml", catalog)]);
    let order = Order { xsd: vec!["m.xsd".into()], ..Order::default() };
    assert!(RuleSet::build(&order, all.clone()).is_err());
    let order = Order { catalog: Some("catalog.xml".into()), ..order };
    let rules = RuleSet::build(&order, all).unwrap();
    assert_eq!(codes(&rules, "<part/>"), []);
}

#[test]
fn a_file_with_two_addresses_is_one_file() {
    let schema = |inside: &str| format!("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>{inside}</xs:schema>");
    let include = |address: &str| format!("<xs:include schemaLocation='{address}'/>");
    let main = schema(&(include("http://example.org/v1/part.xsd") + &include("https://example.org/v1/part.xsd")));
    // Relative to its address: http://example.org/more/type.xsd, which is another folder's file.
    let part = schema(&(include("../more/type.xsd") + "<xs:element name='part' type='t'/>"));
    let kind = schema("<xs:simpleType name='t'><xs:restriction base='xs:int'/></xs:simpleType>");
    let rewrite = |from: &str, to: &str| format!("<rewriteURI uriStartString='{from}' rewritePrefix='{to}'/>");
    let catalog = format!(
        "<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'>{}{}{}</catalog>",
        rewrite("http://example.org/v1/", "parts/"),
        rewrite("https://example.org/v1/", "parts/"),
        rewrite("http://example.org/more/", "types/2026/")
    );
    let all =
        files(&[("m.xsd", &main), ("parts/part.xsd", &part), ("types/2026/type.xsd", &kind), ("c.xml", &catalog)]);
    let order = Order { xsd: vec!["m.xsd".into()], catalog: Some("c.xml".into()), ..Order::default() };
    let rules = RuleSet::build(&order, all).unwrap_or_else(|problems| panic!("{problems:?}"));
    assert_eq!(codes(&rules, "<part>1</part>"), []);
    assert_eq!(codes(&rules, "<part>x</part>").len(), 1);
}

#[test]
fn a_catalogue_says_what_it_cannot_do() {
    let catalog = "<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'>\n<nextCatalog catalog='x'/></catalog>";
    let order = Order { catalog: Some("catalog.xml".into()), ..order(true, false) };
    let problems = RuleSet::build(&order, files(&[("catalog.xml", catalog)])).unwrap_err();
    assert!(matches!(&problems[..], [Problem { line: 2, .. }]), "{problems:?}");
}

#[test]
fn more_findings_than_the_hub_takes_are_counted() {
    let many = format!("<hunde>{}</hunde>", "<hund/>".repeat(2_500));
    let rules = RuleSet::build(&order(false, true), files(&[])).unwrap();
    let found = rules.validate(many.as_bytes(), &Surroundings::default()).unwrap();
    assert_eq!(found.len(), 1_000);
    assert!(found[999].texts[0].1.starts_with("1501 weitere"), "{:?}", found[999]);
}
