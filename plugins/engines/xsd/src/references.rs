//! References that lead nowhere. `xsd-schema` takes them for anything at all, as XML Schema allows a
//! processor to do; a rule that checks less than it says would be the result.

use std::collections::HashSet;
use std::sync::Arc;

use drehscheibe_xdm::{Kind, NameTable, NodeIdx, ParseLimits, ParseOptions, Str, Sym, Tree, XML_NS, parse};
use drehscheibe_xpath::Error;

const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// A schema document that was read.
struct Document {
    name: Str,
    tree: Tree,
    namespace: String,
}

/// What is declared at the top: kind, namespace, local name.
type Globals = HashSet<(&'static str, String, String)>;

/// All references into the documents' namespaces for which there is no declaration.
pub(crate) fn dangling(files: &[(String, Arc<[u8]>)]) -> Vec<Error> {
    let mut names = NameTable::new();
    let mut documents = Vec::new();
    let mut all_known = true;
    for (name, bytes) in files {
        let limits = ParseLimits { depth: 256, ..ParseLimits::default() };
        match parse(bytes, &mut names, &ParseOptions { lines: true, base_uri: None, limits }) {
            Ok(tree) => {
                let namespace = attribute(&tree, &names, tree.document_element(), "targetNamespace");
                documents.push(Document { name: name.as_str().into(), tree, namespace: namespace.unwrap_or_default() });
            }
            // One with a document type declaration, such as that of XML Signature.
            Err(_) => all_known = false,
        }
    }
    let mut globals = Globals::new();
    for document in &documents {
        declared(document, &names, &mut globals);
    }
    let namespaces: HashSet<&str> = documents.iter().map(|document| document.namespace.as_str()).collect();
    let mut found = Vec::new();
    for document in &documents {
        for node in 0..document.tree.len() as NodeIdx {
            for (kind, text) in references(&document.tree, &names, node) {
                let (namespace, local) = expand(document, &mut names, node, &text);
                let foreign = [XSD, XML_NS].contains(&namespace.as_str());
                let unknowable = !all_known && !namespaces.contains(namespace.as_str());
                // A document without a namespace takes that of the one which includes it.
                let is = |ns: &str| globals.contains(&(kind, ns.to_string(), local.clone()));
                let adopted = is("") || (namespace.is_empty() && namespaces.iter().any(|ns| is(ns)));
                if !(foreign || unknowable || is(&namespace) || adopted) {
                    let text = format!("there is no {kind} {text}");
                    found.push(Error::fixed("src-resolve", text).at(&document.name, document.tree.line(node)));
                }
            }
        }
    }
    found
}

fn attribute(tree: &Tree, names: &NameTable, node: NodeIdx, name: &str) -> Option<String> {
    tree.attributes(node).find_map(|a| {
        let (ns, local) = names.pair(tree.name(a));
        (ns == Sym::EMPTY && &*names.text(local) == name).then(|| tree.string(a).trim().to_string())
    })
}

/// The local name of an element of XML Schema.
fn element(tree: &Tree, names: &NameTable, node: NodeIdx) -> Option<Str> {
    let (ns, local) = names.pair(tree.name(node));
    (tree.kind(node) == Kind::Element && &*names.text(ns) == XSD).then(|| names.text(local))
}

fn declared(document: &Document, names: &NameTable, globals: &mut Globals) {
    let tree = &document.tree;
    for node in 0..tree.len() as NodeIdx {
        let Some(local) = element(tree, names, node) else { continue };
        let parent = element(tree, names, tree.parent(node));
        let top = matches!(parent.as_deref(), Some("schema" | "redefine" | "override"));
        let kind = match &*local {
            "complexType" | "simpleType" if top => "type",
            "element" if top => "element",
            "attribute" if top => "attribute",
            "group" if top => "group",
            "attributeGroup" if top => "attributeGroup",
            "key" | "unique" => "key",
            _ => continue,
        };
        if let Some(name) = attribute(tree, names, node, "name") {
            globals.insert((kind, document.namespace.clone(), name));
        }
    }
}

fn references(tree: &Tree, names: &NameTable, node: NodeIdx) -> Vec<(&'static str, String)> {
    let Some(local) = element(tree, names, node) else { return Vec::new() };
    let wanted: &[(&str, &'static str)] = match &*local {
        "element" => &[("type", "type"), ("ref", "element"), ("substitutionGroup", "element")],
        "attribute" => &[("type", "type"), ("ref", "attribute")],
        "group" => &[("ref", "group")],
        "attributeGroup" => &[("ref", "attributeGroup")],
        "restriction" | "extension" => &[("base", "type")],
        "list" => &[("itemType", "type")],
        "union" => &[("memberTypes", "type")],
        "keyref" => &[("refer", "key")],
        _ => &[],
    };
    let mut found = Vec::new();
    for (name, kind) in wanted {
        let list = attribute(tree, names, node, name).unwrap_or_default();
        found.extend(list.split_whitespace().map(|text| (*kind, text.to_string())));
    }
    found
}

fn expand(document: &Document, names: &mut NameTable, node: NodeIdx, text: &str) -> (String, String) {
    let (prefix, local) = text.split_once(':').unwrap_or(("", text));
    if prefix == "xml" {
        return (XML_NS.to_string(), local.to_string());
    }
    let prefix = names.sym(prefix);
    let namespace = document.tree.lookup(node, prefix).map(|ns| names.text(ns).to_string());
    (namespace.unwrap_or_default(), local.to_string())
}
