use super::*;
use crate::tree::{Kind, NONE};

fn tree(text: &str) -> Result<Tree, ParseError> {
    parse(text.as_bytes(), &mut NameTable::new(), &ParseOptions::default())
}

#[test]
fn nodes_are_in_document_order_and_string_values_are_slices() {
    let mut names = NameTable::new();
    let t = parse(b"<a x='1'>t<b>u</b><!--c-->v</a>", &mut names, &ParseOptions::default()).unwrap();
    let a = t.document_element();
    assert_eq!(t.string(a), "tuv");
    assert_eq!(t.string(0), "tuv");
    let kinds: Vec<Kind> = (0..t.len() as u32).map(|n| t.kind(n)).collect();
    use Kind::*;
    assert_eq!(kinds, [Document, Element, Attribute, Text, Element, Text, Comment, Text]);
    let b = t.elements_named(names.name("", "b"))[0];
    assert_eq!(t.string(t.prev_sibling(b)), "t");
    assert_eq!(t.kind(t.next_sibling(b)), Comment);
    assert_eq!(t.next_sibling(t.next_sibling(t.next_sibling(b))), NONE);
}

#[test]
fn what_is_not_well_formed_is_refused_with_its_place() {
    for bad in [
        "",
        " ",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "x<a/>",
        "<a/>x",
        "<a b/>",
        "<a b=c/>",
        "<a b='1'c='2'/>",
        "<a b='1' b='2'/>",
        "<a b='<'/>",
        "<a>&x;</a>",
        "<a>&#0;</a>",
        "<a>& b</a>",
        "<a>]]></a>",
        "<p:a/>",
        "<a xmlns:p=''/>",
        "<a xmlns:xml='urn:x'/>",
        "<a xmlns:p='urn:x' xmlns:q='urn:x' p:b='' q:b=''/>",
        "<1/>",
        "<a><!-- -- --></a>",
        "<a>\u{1}</a>",
        "<?xml version='2.0'?><a/>",
        "<a/><?xml version='1.0'?>",
        "<a:b:c/>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
        "<a",
        "<",
        "<a><![CDATA[",
    ] {
        assert!(tree(bad).is_err(), "{bad}");
    }
    let error = tree("<a>\n  <b></c>\n</a>").unwrap_err();
    assert_eq!((error.line, error.column), (2, 6));
}

#[test]
fn references_line_ends_and_attribute_values_are_normalised() {
    let mut names = NameTable::new();
    let t = parse(b"<a x='1\r\n2\t&#10;'>a\r\nb\rc&lt;&#x41;</a>", &mut names, &ParseOptions::default()).unwrap();
    assert_eq!(t.string(1), "a\nb\nc<A");
    assert_eq!(t.string(2), "1 2 \n");
}

#[test]
fn limits_are_errors() {
    let deep = "<a>".repeat(1_000_000);
    assert!(tree(&deep).unwrap_err().message.contains("nested deeper"));
    let mut wide = String::from("<a");
    for i in 0..1_000_000 {
        wide.push_str(&format!(" a{i}=''"));
    }
    wide.push_str("/>");
    assert!(tree(&wide).unwrap_err().message.contains("attributes"));
    let options = ParseOptions { limits: ParseLimits { nodes: 10, ..ParseLimits::default() }, ..Default::default() };
    let many = format!("<a>{}</a>", "<b/>".repeat(20));
    assert!(parse(many.as_bytes(), &mut NameTable::new(), &options).unwrap_err().message.contains("nodes"));
}

#[test]
fn other_encodings_are_decoded_or_refused() {
    let mut names = NameTable::new();
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE4</a>";
    let t = parse(latin, &mut names, &ParseOptions::default()).unwrap();
    assert_eq!(t.string(0), "ä");
    let utf16: Vec<u8> =
        std::iter::once(0xFEFFu16).chain("<a>ü</a>".encode_utf16()).flat_map(u16::to_be_bytes).collect();
    assert_eq!(parse(&utf16, &mut names, &ParseOptions::default()).unwrap().string(0), "ü");
    assert!(parse(b"<a>\xFF</a>", &mut names, &ParseOptions::default()).is_err());
    assert!(parse(b"<?xml version='1.0' encoding='x-none'?><a/>", &mut names, &ParseOptions::default()).is_err());
}

#[test]
fn every_truncation_is_an_error() {
    let text = "<?xml version='1.0'?><a x='1' xmlns:p='urn:p'><p:b>t&amp;</p:b><![CDATA[x]]><!--c--><?p d?></a>";
    for end in 0..text.len() {
        assert!(tree(&text[..end]).is_err(), "{}", &text[..end]);
    }
    tree(text).unwrap();
}
