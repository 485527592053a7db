use std::sync::Arc;

use drehscheibe_xslt::Files;

use crate::{Refused, Schema, compile};

const HEAD: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:t" targetNamespace="urn:t" elementFormDefault="qualified">"#;

fn schema(files: &[(&str, &str)]) -> Result<Schema, Vec<String>> {
    let mut all = Files::new();
    for (name, text) in files {
        all.add(*name, text.as_bytes().to_vec());
    }
    compile(&[files[0].0], Arc::new(all)).map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

fn notice() -> Schema {
    let text = format!(
        r#"{HEAD}
        <xs:element name="notice"><xs:complexType><xs:sequence>
            <xs:element name="date" type="xs:date"/>
            <xs:element name="person" maxOccurs="unbounded"><xs:complexType><xs:sequence>
                <xs:element name="name"><xs:simpleType><xs:restriction base="xs:string"><xs:maxLength value="5"/></xs:restriction></xs:simpleType></xs:element>
                <xs:element name="amount" type="xs:decimal" minOccurs="0"/>
            </xs:sequence><xs:attribute name="id" type="xs:ID" use="required"/></xs:complexType></xs:element>
        </xs:sequence></xs:complexType></xs:element></xs:schema>"#
    );
    schema(&[("a.xsd", &text)]).unwrap()
}

fn found(document: &str) -> Vec<(String, String)> {
    let violations = notice().validate(document.as_bytes()).unwrap();
    violations.into_iter().map(|v| (v.code, v.location)).collect()
}

#[test]
fn a_document_that_follows_the_schema_has_no_violations() {
    let document =
        r#"<notice xmlns="urn:t"><date>2026-02-28</date><person id="p1"><name>Anna</name></person></notice>"#;
    assert_eq!(found(document), []);
}

#[test]
fn all_violations_are_told_with_their_place_and_without_the_documents_values() {
    let document = r#"<notice xmlns="urn:t"><date>gestern</date><person id="p1"><name>Geheimnis</name></person><person><name>B</name></person></notice>"#;
    let all = notice().validate(document.as_bytes()).unwrap();
    let places: Vec<_> = all.iter().map(|v| v.location.as_str()).collect();
    let step = |name: &str, n: u32| format!("/*[local-name()='{name}' and namespace-uri()='urn:t'][{n}]");
    let root = step("notice", 1);
    assert_eq!(
        places,
        [
            format!("{root}{}", step("date", 1)),
            format!("{root}{}{}", step("person", 1), step("name", 1)),
            format!("{root}{}", step("person", 2)),
        ]
    );
    for violation in &all {
        assert!(!violation.german.contains("Geheimnis") && !violation.german.contains("gestern"), "{violation:?}");
        assert!(violation.german != "Das Dokument entspricht nicht dem Schema.", "{violation:?}");
    }
}

#[test]
fn another_root_element_is_a_violation() {
    assert_eq!(found("<other/>").len(), 1);
    assert_eq!(found("<notice/>").len(), 1);
}

#[test]
fn an_include_that_is_missing_is_named_with_file_and_line() {
    let text = format!("{HEAD}\n<xs:include schemaLocation=\"gone.xsd\"/></xs:schema>");
    let problems = schema(&[("dir/a.xsd", &text)]).unwrap_err();
    assert!(problems.iter().any(|p| p.starts_with("dir/a.xsd:2: ") && p.contains("gone.xsd")), "{problems:?}");
}

#[test]
fn an_import_that_is_missing_is_named_and_never_fetched() {
    let text = format!(
        "{HEAD}\n<xs:import namespace=\"urn:x\" schemaLocation=\"http://example.org/x.xsd\"/><xs:element name=\"a\"/></xs:schema>"
    );
    let problems = schema(&[("a.xsd", &text)]).unwrap_err();
    assert!(problems.iter().any(|p| p.contains("a.xsd:2: ") && p.contains("example.org/x.xsd")), "{problems:?}");
}

#[test]
fn includes_are_found_beside_the_schema() {
    let main =
        format!("{HEAD}<xs:include schemaLocation=\"../types/t.xsd\"/><xs:element name=\"a\" type=\"t\"/></xs:schema>");
    let types =
        format!("{HEAD}<xs:simpleType name=\"t\"><xs:restriction base=\"xs:int\"/></xs:simpleType></xs:schema>");
    let schema = schema(&[("main/a.xsd", &main), ("types/t.xsd", &types)]).unwrap();
    assert_eq!(schema.validate(b"<a xmlns='urn:t'>1</a>").unwrap(), []);
    assert_eq!(schema.validate(b"<a xmlns='urn:t'>x</a>").unwrap().len(), 1);
}

#[test]
fn what_belongs_to_version_1_1_is_refused() {
    let text = format!(
        r#"{HEAD}<xs:element name="a"><xs:complexType><xs:sequence/><xs:assert test="true()"/></xs:complexType></xs:element></xs:schema>"#
    );
    assert!(schema(&[("a.xsd", &text)]).is_err());
}

#[test]
fn references_that_lead_nowhere_are_named() {
    for reference in [
        "<xs:element name='a' type='b'/>",
        "<xs:element name='a'><xs:complexType><xs:sequence><xs:element ref='b'/></xs:sequence></xs:complexType></xs:element>",
        "<xs:element name='a'><xs:complexType><xs:attribute ref='b'/></xs:complexType></xs:element>",
        "<xs:element name='a'><xs:complexType><xs:group ref='b'/></xs:complexType></xs:element>",
        "<xs:complexType name='a'><xs:complexContent><xs:extension base='b'/></xs:complexContent></xs:complexType>",
        "<xs:simpleType name='a'><xs:union memberTypes='xs:int b'/></xs:simpleType>",
    ] {
        let text = format!("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>\n{reference}</xs:schema>");
        let Err(problems) = schema(&[("a.xsd", &text)]) else { panic!("{reference} is taken") };
        assert!(problems[0].starts_with("a.xsd:2: "), "{reference}: {problems:?}");
    }
    // A document without a namespace takes that of the one which includes it.
    let main = format!("{HEAD}<xs:include schemaLocation='t.xsd'/><xs:element name='a' type='t'/></xs:schema>");
    let part = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:complexType name='t'><xs:sequence>
        <xs:element name='x' type='u'/></xs:sequence></xs:complexType><xs:simpleType name='u'>
        <xs:restriction base='xs:int'/></xs:simpleType></xs:schema>";
    schema(&[("a.xsd", &main), ("t.xsd", part)]).unwrap();
}

#[test]
fn wrong_schemas_are_errors_with_a_line() {
    for (text, line) in [
        ("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>\n<xs:element name='a' type='b'/></xs:schema>", 2),
        ("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>\n<xs:elment name='a'/></xs:schema>", 2),
        ("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>\n<xs:element nam='a'/></xs:schema>", 2),
        ("<html/>", 1),
    ] {
        let Err(problems) = schema(&[("a.xsd", text)]) else { panic!("{text} is taken") };
        assert!(problems[0].starts_with(&format!("a.xsd:{line}: ")), "{problems:?}");
    }
}

#[test]
fn decimals_are_exact() {
    // The typed value of a decimal must not pass through a double.
    let text = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='a'><xs:simpleType>
        <xs:restriction base='xs:decimal'><xs:maxInclusive value='0.30000000000000000001'/></xs:restriction>
        </xs:simpleType></xs:element></xs:schema>";
    let schema = schema(&[("a.xsd", text)]).unwrap();
    assert_eq!(schema.validate(b"<a>0.30000000000000000001</a>").unwrap().len(), 0);
    assert_eq!(schema.validate(b"<a>0.30000000000000000002</a>").unwrap().len(), 1);
}

#[test]
fn hostile_documents_are_refused() {
    let schema = notice();
    let deep = "<a>".repeat(100_000);
    assert!(matches!(schema.validate(deep.as_bytes()), Err(Refused::TooLarge(_))));
    let attributes: String = (0..5_000).map(|n| format!(" a{n}=''")).collect();
    assert!(matches!(schema.validate(format!("<a{attributes}/>").as_bytes()), Err(Refused::TooLarge(_))));
    assert!(matches!(schema.validate(b"<a><b></a>"), Err(Refused::NotWellFormed(_))));
    assert!(matches!(schema.validate(b""), Err(Refused::NotWellFormed(_))));
}
