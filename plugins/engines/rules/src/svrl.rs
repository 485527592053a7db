//! Business rules as a stylesheet that writes SVRL, the form in which many standards ship them.

use drehscheibe_schematron::Severity;
use drehscheibe_xdm::{Kind, NameTable, NodeIdx, ParseOptions, Sym, Tree, XML_NS, parse};
use drehscheibe_xpath::resolve_uri;
use drehscheibe_xslt::Resolver;

const SVRL: &str = "http://purl.oclc.org/dsdl/svrl";
const XSL: &str = "http://www.w3.org/1999/XSL/Transform";

/// Whether a file is a stylesheet. One that cannot be read is not: whoever compiles it says why.
pub(crate) fn is_stylesheet(name: &str, files: &dyn Resolver) -> bool {
    let Some(bytes) = files.load(&resolve_uri(name, "")) else { return false };
    let mut names = NameTable::new();
    match parse(&bytes, &mut names, &ParseOptions::default()) {
        Ok(tree) => {
            let (ns, _) = names.pair(tree.name(tree.document_element()));
            &*names.text(ns) == XSL
        }
        Err(_) => false,
    }
}

/// A failed assertion or a successful report.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub id: String,
    pub severity: Severity,
    pub location: String,
    pub language: Option<String>,
    pub text: String,
}

/// Reads the hits of a report; `None` if it is not SVRL.
pub(crate) fn read(report: &str) -> Option<Vec<Hit>> {
    let mut names = NameTable::new();
    let tree = parse(report.as_bytes(), &mut names, &ParseOptions::default()).ok()?;
    let svrl = names.find_sym(SVRL)?;
    let is = |node: NodeIdx, wanted: &str| {
        let (ns, local) = names.pair(tree.name(node));
        tree.kind(node) == Kind::Element && ns == svrl && &*names.text(local) == wanted
    };
    if !is(tree.document_element(), "schematron-output") {
        return None;
    }
    let hits = (0..tree.len() as NodeIdx).filter(|node| is(*node, "failed-assert") || is(*node, "successful-report"));
    Some(
        hits.map(|node| {
            let attribute = |name: &str| attribute_of(&tree, &names, node, Sym::EMPTY, name);
            let severity = [attribute("flag"), attribute("role")];
            let text = tree.children(node).find(|child| is(*child, "text"));
            Hit {
                id: attribute("id").unwrap_or_default(),
                severity: severity.iter().flatten().find_map(|s| Severity::by_name(s)).unwrap_or(Severity::Error),
                location: attribute("location").unwrap_or_else(|| "/".into()),
                language: text.and_then(|text| {
                    let xml = names.find_sym(XML_NS)?;
                    attribute_of(&tree, &names, text, xml, "lang")
                }),
                text: text.map(|text| words(tree.string(text))).unwrap_or_default(),
            }
        })
        .collect(),
    )
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn attribute_of(tree: &Tree, names: &NameTable, node: NodeIdx, ns: Sym, name: &str) -> Option<String> {
    tree.attributes(node).find_map(|a| {
        let (own, local) = names.pair(tree.name(a));
        (own == ns && &*names.text(local) == name).then(|| tree.string(a).to_string())
    })
}
