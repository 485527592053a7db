//! What this processor does not do is named with its line when a stylesheet is compiled.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use drehscheibe_xslt::{CompileOptions, Files, RunOptions, compile};

/// The problems of a stylesheet of version `version` with this on its second line.
fn problems(version: &str, declaration: &str) -> Vec<String> {
    let text = format!(
        "<xsl:stylesheet version=\"{version}\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\">\n{declaration}</xsl:stylesheet>"
    );
    let mut files = Files::new();
    files.add("a.xsl", text.into_bytes());
    match compile("a.xsl", &files, &CompileOptions::default()) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}

fn in_template(instruction: &str) -> Vec<String> {
    problems("2.0", &format!("<xsl:template match=\"/\">{instruction}</xsl:template>"))
}

#[test]
fn an_unknown_attribute_is_a_problem_on_every_element() {
    for instruction in [
        "<xsl:value-of selct=\"1\" select=\"1\"/>",
        "<xsl:if test=\"1\" else=\"2\"/>",
        "<xsl:choose><xsl:when test=\"1\" tset=\"2\"/></xsl:choose>",
        "<xsl:for-each select=\"1\"><xsl:sort slect=\".\"/></xsl:for-each>",
        "<xsl:apply-templates><xsl:with-param name=\"a\" value=\"1\"/></xsl:apply-templates>",
        "<xsl:analyze-string select=\"'a'\" regex=\"a\"><xsl:matching-substring x=\"\"/></xsl:analyze-string>",
        "<xsl:text indent=\"no\">a</xsl:text>",
    ] {
        let found = in_template(instruction);
        assert!(found.len() == 1 && found[0].starts_with("a.xsl:2: XTSE0090: "), "{instruction}: {found:?}");
    }
    for declaration in [
        "<xsl:template match=\"/\" visibility=\"public\"/>",
        "<xsl:template name=\"a\"><xsl:param name=\"p\" static=\"yes\"/></xsl:template>",
        "<xsl:function name=\"f:a\" xmlns:f=\"urn:f\" cache=\"yes\"><xsl:param name=\"p\" default=\"1\"/></xsl:function>",
        "<xsl:key name=\"k\" match=\"a\" use=\"b\" composite=\"yes\"/>",
        "<xsl:output method=\"xml\" build-tree=\"yes\"/>",
        "<xsl:character-map name=\"m\"><xsl:output-character character=\"a\" string=\"b\" x=\"\"/></xsl:character-map>",
        "<xsl:strip-space element=\"*\" elements=\"*\"/>",
    ] {
        let found = problems("2.0", declaration);
        assert!(
            !found.is_empty() && found.iter().all(|f| f.starts_with("a.xsl:2: XTSE0090: ")),
            "{declaration}: {found:?}"
        );
    }
}

#[test]
fn attributes_of_other_namespaces_and_standard_ones_are_allowed() {
    assert_eq!(
        in_template(
            "<xsl:value-of select=\"1\" use-when=\"true()\" xpath-default-namespace=\"\" a:b=\"\" xmlns:a=\"urn:a\"/>"
        ),
        [""; 0]
    );
    // What is not compiled is not looked at.
    assert_eq!(in_template("<xsl:value-of use-when=\"false()\" bogus=\"1\"/>"), [""; 0]);
}

#[test]
fn attributes_of_a_later_version_are_not_skipped() {
    let found = problems("3.0", "<xsl:template match=\"/\" visibility=\"public\"/>");
    assert!(found.len() == 1 && found[0].contains("DRUNSUPPORTED"), "{found:?}");
}

#[test]
fn what_is_known_and_not_done_is_named() {
    for instruction in [
        "<xsl:copy validation=\"strict\"/>",
        "<xsl:element name=\"a\" type=\"b\"/>",
        "<xsl:copy inherit-namespaces=\"no\"/>",
        "<xsl:number value=\"1\" lang=\"fr\"/>",
        "<xsl:number value=\"1\" letter-value=\"traditional\"/>",
        "<xsl:result-document href=\"a\" normalization-form=\"NFC\"/>",
    ] {
        let found = in_template(instruction);
        assert!(found.len() == 1 && found[0].contains("DRUNSUPPORTED"), "{instruction}: {found:?}");
    }
    let prefixes =
        |method: &str| problems("2.0", &format!("<xsl:output method=\"{method}\" undeclare-prefixes=\"yes\"/>"));
    assert!(prefixes("xml")[0].contains("DRUNSUPPORTED"));
    assert_eq!(prefixes("html"), [""; 0], "HTML has no prefixes to undeclare");
    let found = problems("2.0", "<xsl:output encoding=\"EBCDIC\"/>");
    assert!(found.len() == 1 && found[0].starts_with("a.xsl:2: DRUNSUPPORTED: "), "{found:?}");
}

#[test]
fn a_result_has_the_encoding_that_the_stylesheet_says() {
    let text = "<xsl:stylesheet version=\"2.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\">
        <xsl:output encoding=\"ISO-8859-1\"/>
        <xsl:template match=\"/\"><a>Größe: 1 €</a></xsl:template></xsl:stylesheet>";
    let mut files = Files::new();
    files.add("a.xsl", text.as_bytes().to_vec());
    let sheet = compile("a.xsl", &files, &CompileOptions::default()).unwrap();
    let output = sheet.run(b"<x/>", &RunOptions::default()).unwrap();
    let expected = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>Gr\xf6\xdfe: 1 &#x20AC;</a>";
    assert_eq!(output.documents[0].bytes(), expected);
}
