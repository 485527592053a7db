//! Attributes of the elements of XSLT: one that is not known, or that asks for something this
//! processor does not do, is a problem and never skipped.

use drehscheibe_xdm::Sym;
use drehscheibe_xpath::Error;

use super::Compiler;
use super::element::El;

/// Allowed on every element of XSLT (section 3.5).
const STANDARD: &[&str] = &[
    "version",
    "exclude-result-prefixes",
    "extension-element-prefixes",
    "xpath-default-namespace",
    "default-collation",
    "use-when",
];

/// What `xsl:output` and `xsl:result-document` share.
const OUTPUT: &[&str] = &[
    "method",
    "byte-order-mark",
    "cdata-section-elements",
    "doctype-public",
    "doctype-system",
    "encoding",
    "escape-uri-attributes",
    "include-content-type",
    "indent",
    "media-type",
    "normalization-form",
    "omit-xml-declaration",
    "standalone",
    "undeclare-prefixes",
    "use-character-maps",
];

/// The attributes of an element (appendix D), without those above; `None` if there is no such element.
fn own(element: &str) -> Option<&'static [&'static str]> {
    Some(match element {
        "analyze-string" => &["select", "regex", "flags"],
        "apply-templates" => &["select", "mode"],
        "attribute" => &["name", "namespace", "select", "separator", "type", "validation"],
        "attribute-set" => &["name", "use-attribute-sets"],
        "call-template" => &["name"],
        "character-map" => &["name", "use-character-maps"],
        "comment" => &["select"],
        "copy" => &["copy-namespaces", "inherit-namespaces", "use-attribute-sets", "type", "validation"],
        "copy-of" => &["select", "copy-namespaces", "type", "validation"],
        "decimal-format" => &[
            "name",
            "decimal-separator",
            "grouping-separator",
            "infinity",
            "minus-sign",
            "NaN",
            "percent",
            "per-mille",
            "zero-digit",
            "digit",
            "pattern-separator",
        ],
        "document" => &["type", "validation"],
        "element" => &["name", "namespace", "inherit-namespaces", "use-attribute-sets", "type", "validation"],
        "for-each" | "perform-sort" | "sequence" => &["select"],
        "for-each-group" => {
            &["select", "group-by", "group-adjacent", "group-starting-with", "group-ending-with", "collation"]
        }
        "function" => &["name", "as", "override"],
        "if" | "when" => &["test"],
        "import" | "include" => &["href"],
        "import-schema" => &["namespace", "schema-location"],
        "key" => &["name", "match", "use", "collation"],
        "message" => &["select", "terminate"],
        "namespace" | "processing-instruction" => &["name", "select"],
        "namespace-alias" => &["stylesheet-prefix", "result-prefix"],
        "number" => &[
            "value",
            "select",
            "level",
            "count",
            "from",
            "format",
            "lang",
            "letter-value",
            "ordinal",
            "grouping-separator",
            "grouping-size",
        ],
        "output" => &["name"],
        "output-character" => &["character", "string"],
        "param" => &["name", "select", "as", "required", "tunnel"],
        "preserve-space" | "strip-space" => &["elements"],
        "result-document" => &["format", "href", "validation", "type", "output-version"],
        "sort" => &["select", "lang", "order", "collation", "stable", "case-order", "data-type"],
        "stylesheet" | "transform" => &["id", "default-validation", "input-type-annotations"],
        "template" => &["match", "name", "priority", "mode", "as"],
        "text" => &["disable-output-escaping"],
        "value-of" => &["select", "separator", "disable-output-escaping"],
        "variable" => &["name", "select", "as"],
        "with-param" => &["name", "select", "as", "tunnel"],
        "apply-imports"
        | "choose"
        | "fallback"
        | "matching-substring"
        | "next-match"
        | "non-matching-substring"
        | "otherwise" => &[],
        _ => return None,
    })
}

/// What a value of a known attribute asks for, if this processor does not do it.
fn not_done(element: &str, name: &str, value: &str, method: &str) -> Option<String> {
    let asks = match (element, name) {
        ("output" | "result-document", _) => match name {
            "normalization-form" => value != "none",
            // It is about XML 1.1; HTML and text declare no prefixes.
            "undeclare-prefixes" => value == "yes" && !matches!(method, "html" | "text"),
            "output-version" => true,
            "type" => true,
            "validation" => matches!(value, "strict" | "lax"),
            _ => false,
        },
        (_, "type") => true,
        (_, "validation" | "default-validation") => matches!(value, "strict" | "lax"),
        ("number", "lang") => !value.starts_with("en"),
        ("number", "letter-value") => value == "traditional",
        ("copy" | "element", "inherit-namespaces") => value == "no",
        _ => false,
    };
    asks.then(|| format!("{name}=\"{value}\" of xsl:{element} is not supported"))
}

impl Compiler<'_> {
    /// Notes what is wrong with the attributes of an element of XSLT.
    pub fn check_attributes(&mut self, el: &El) {
        let Some(element) = self.xsl_name(el) else { return };
        // An unknown element is a problem of its own.
        let Some(own) = own(&element) else { return };
        let output = matches!(&*element, "output" | "result-document");
        let method = if output { self.attr(el, "method") } else { None };
        let method = method.as_deref().unwrap_or("").trim();
        let mut problems = Vec::new();
        for attribute in el.tree.attributes(el.node) {
            let (ns, local) = self.names.pair(el.tree.name(attribute));
            let name = self.names.text(local);
            if ns == self.xsl.ns {
                problems.push(Error::fixed("XTSE0090", format!("xsl:{name} is not allowed on xsl:{element}")));
            }
            if ns != Sym::EMPTY {
                continue; // for other programs
            }
            let known = STANDARD.contains(&&*name) || own.contains(&&*name) || (output && OUTPUT.contains(&&*name));
            let value = el.tree.string(attribute).trim();
            if known {
                problems.extend(not_done(&element, &name, value, method).map(Error::unsupported));
            } else if self.version(el) > 2.0 {
                problems.push(Error::unsupported(format!("the attribute {name} of xsl:{element} is not of XSLT 2.0")));
            } else {
                let text = format!("xsl:{element} has no attribute {name}");
                problems.push(Error::fixed("XTSE0090", text));
            }
        }
        for problem in problems {
            let problem = problem.at(&el.uri, el.line());
            if !self.errors.iter().any(|known| known.to_string() == problem.to_string()) {
                self.note(el, problem);
            }
        }
    }
}
