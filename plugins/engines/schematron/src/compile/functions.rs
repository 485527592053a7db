//! The functions, keys and variables of XSLT that a schema brings along.

use std::collections::BTreeMap;
use std::sync::Arc;

use drehscheibe_xpath::Error;
use drehscheibe_xslt::Resolver;

use crate::load::{Child, Element};

/// A resolver that also knows the stylesheet made from the functions of the schema.
pub(super) struct WithFunctions<'r> {
    pub inner: &'r dyn Resolver,
    pub stylesheet: Arc<[u8]>,
}

pub(super) const FUNCTIONS: &str = "urn:drehscheibe:schematron:functions.xsl";

impl Resolver for WithFunctions<'_> {
    fn load(&self, uri: &str) -> Option<Arc<[u8]>> {
        if uri == FUNCTIONS { Some(self.stylesheet.clone()) } else { self.inner.load(uri) }
    }
}

/// The functions and keys that a schema brings along, as a stylesheet.
pub(super) fn functions(
    root: &Element,
    namespaces: &[(String, String)],
    compat: bool,
    errors: &mut Vec<Error>,
) -> String {
    let version = if compat { "1.0" } else { "2.0" };
    let mut all: BTreeMap<&str, &str> = BTreeMap::new();
    all.insert("xsl", "http://www.w3.org/1999/XSL/Transform");
    all.insert("xs", "http://www.w3.org/2001/XMLSchema");
    for (prefix, uri) in namespaces {
        all.insert(prefix, uri);
    }
    let mut out = format!("<xsl:stylesheet version=\"{version}\"");
    for (prefix, uri) in all.iter().filter(|(p, _)| **p != "xml") {
        out.push_str(&format!(" xmlns:{prefix}=\"{}\"", escaped(uri)));
    }
    out.push('>');
    for element in root.elements().filter(|e| e.name.starts_with("xsl:")) {
        match element.name.as_str() {
            "xsl:function" | "xsl:key" | "xsl:variable" | "xsl:param" | "xsl:import" | "xsl:include"
            | "xsl:decimal-format" => write_element(&mut out, element),
            other => errors.push(element.unsupported(format!("{other} in a schema is not supported"))),
        }
    }
    out.push_str("</xsl:stylesheet>");
    out
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    text.replace('\n', "&#10;").replace('\t', "&#9;")
}

fn write_element(out: &mut String, element: &Element) {
    let (name, own) = match element.name.strip_prefix('{').and_then(|n| n.split_once('}')) {
        Some((ns, local)) => (local.to_string(), Some(ns)),
        None => (element.name.clone(), None),
    };
    out.push('<');
    out.push_str(&name);
    for (prefix, uri) in element.namespaces.iter().filter(|n| !n.0.is_empty()) {
        out.push_str(&format!(" xmlns:{prefix}=\"{}\"", escaped(uri)));
    }
    if let Some(ns) = own {
        out.push_str(&format!(" xmlns=\"{}\"", escaped(ns)));
    }
    for (name, value) in &element.attributes {
        out.push_str(&format!(" {name}=\"{}\"", escaped(value)));
    }
    out.push('>');
    for child in &element.children {
        match child {
            Child::Text(text) => out.push_str(&text.replace('&', "&amp;").replace('<', "&lt;")),
            Child::Element(inner) => write_element(out, inner),
        }
    }
    out.push_str(&format!("</{name}>"));
}
