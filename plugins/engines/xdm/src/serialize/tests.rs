use super::*;
use crate::{ParseOptions, parse};

fn write(text: &str, properties: OutputProperties) -> String {
    let mut names = NameTable::new();
    let tree = parse(text.as_bytes(), &mut names, &ParseOptions::default()).unwrap();
    serialize(&tree, &names, &properties, 10_000).unwrap()
}

fn xml(omit: bool) -> OutputProperties {
    OutputProperties { method: Some(Method::Xml), omit_xml_declaration: omit, ..Default::default() }
}

#[test]
fn xml_round_trips() {
    let text = "<p:a xmlns:p=\"urn:p\" x=\"1&#34;\"><b xmlns=\"urn:q\">&lt;&amp;</b><!--c--><?p d?><c/></p:a>";
    assert_eq!(write(text, xml(true)), text);
}

#[test]
fn indentation_leaves_mixed_content_alone() {
    let out = write("<a><b><c/></b><d>t<e/></d></a>", OutputProperties { indent: Some(true), ..xml(true) });
    assert_eq!(out, "<a>\n   <b>\n      <c/>\n   </b>\n   <d>t<e/></d>\n</a>");
}

#[test]
fn html_knows_void_elements_and_scripts() {
    let out = write(
        "<html><br/><p/><script>a &lt; b</script></html>",
        OutputProperties { indent: Some(false), ..Default::default() },
    );
    assert_eq!(out, "<!DOCTYPE HTML><html><br><p></p><script>a < b</script></html>");
}

#[test]
fn too_large_is_an_error() {
    let mut names = NameTable::new();
    let tree = parse(b"<a>0123456789</a>", &mut names, &ParseOptions::default()).unwrap();
    let error = serialize(&tree, &names, &xml(true), 5).unwrap_err();
    assert_eq!(error, SerializeError::TooLarge { limit: 5 });
}

#[test]
fn what_an_encoding_does_not_have_is_written_by_its_number() {
    let text = "<a b='ß€'>äł<!--x--></a>";
    let latin = write(text, OutputProperties { encoding: Encoding::Latin1, ..xml(false) });
    assert_eq!(latin, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a b=\"ß&#x20AC;\">ä&#x142;<!--x--></a>");
    assert_eq!(Encoding::Latin1.bytes("äß"), [0xe4, 0xdf]);
    let ascii = write(text, OutputProperties { encoding: Encoding::Ascii, ..xml(true) });
    assert!(ascii.is_ascii(), "{ascii}");
}

#[test]
fn where_a_number_means_nothing_a_missing_character_is_an_error() {
    let mut names = NameTable::new();
    let tree = parse("<a>10 €</a>".as_bytes(), &mut names, &ParseOptions::default()).unwrap();
    let properties = OutputProperties { method: Some(Method::Text), encoding: Encoding::Latin1, ..Default::default() };
    let error = serialize(&tree, &names, &properties, 100).unwrap_err();
    assert!(error.to_string().contains("U+20AC"), "{error}");
}
