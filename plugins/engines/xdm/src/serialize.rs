//! From trees to text: XSLT 2.0 and XQuery 1.0 Serialization.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::names::{NameId, NameTable, Str, Sym, XML_NS};
use crate::serialize_html as html;
use crate::tree::{Kind, NONE, NodeIdx, Tree};

/// Characters and what is written for them, unescaped (`xsl:character-map`).
pub type CharMap = FxHashMap<char, Str>;

/// The output method.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    Xml,
    Html,
    Xhtml,
    Text,
}

/// The serialisation parameters; those of `xsl:output` that change anything here.
/// Output is always UTF-8 text; `encoding` is what the declaration names if it is `UTF-8`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutputProperties {
    /// `None`: `html` if the document element is `html` in no namespace, else `xml`.
    pub method: Option<Method>,
    pub omit_xml_declaration: bool,
    pub standalone: Option<bool>,
    /// `None`: the default of the method.
    pub indent: Option<bool>,
    pub cdata_section_elements: Vec<NameId>,
    pub doctype_public: Option<Str>,
    pub doctype_system: Option<Str>,
    pub media_type: Option<Str>,
    pub byte_order_mark: bool,
    /// `None`: yes for `html` and `xhtml`.
    pub include_content_type: Option<bool>,
    pub character_map: Option<Arc<CharMap>>,
    pub version: Option<Str>,
}

/// Why a tree cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SerializeError {
    #[error("the output is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("SENR0001: an attribute or namespace node cannot be written outside an element")]
    LoneAttribute,
}

/// Writes a tree. The result has at most `limit` bytes.
pub fn serialize(
    tree: &Tree,
    names: &NameTable,
    properties: &OutputProperties,
    limit: usize,
) -> Result<String, SerializeError> {
    if matches!(tree.kind(0), Kind::Attribute | Kind::Namespace) && !tree.is_empty() {
        return Err(SerializeError::LoneAttribute);
    }
    let method = properties.method.unwrap_or_else(|| default_method(tree, names));
    let mut writer = Writer {
        tree,
        names,
        properties,
        method,
        indent: properties.indent.unwrap_or(matches!(method, Method::Html | Method::Xhtml)),
        out: String::with_capacity(tree.text_len() * 2 + 64),
        limit,
        xml_ns: names.find_sym(XML_NS),
    };
    if properties.byte_order_mark {
        writer.out.push('\u{FEFF}');
    }
    if method == Method::Text {
        writer.mapped(tree.string(0));
    } else {
        writer.prolog();
        writer.nodes()?;
    }
    if writer.out.len() > limit { Err(SerializeError::TooLarge { limit }) } else { Ok(writer.out) }
}

fn default_method(tree: &Tree, names: &NameTable) -> Method {
    for child in tree.children(0) {
        match tree.kind(child) {
            Kind::Element => {
                let (ns, local) = names.pair(tree.name(child));
                let is_html = names.text(local).eq_ignore_ascii_case("html");
                return match (is_html, &*names.text(ns)) {
                    (true, "") => Method::Html,
                    (true, html::XHTML_NS) => Method::Xhtml,
                    _ => Method::Xml,
                };
            }
            Kind::Text if !tree.string(child).trim().is_empty() => return Method::Xml,
            _ => {}
        }
    }
    Method::Xml
}

struct Writer<'a> {
    tree: &'a Tree,
    names: &'a NameTable,
    properties: &'a OutputProperties,
    method: Method,
    indent: bool,
    out: String,
    limit: usize,
    xml_ns: Option<Sym>,
}

/// An element whose end tag is still to be written.
struct Open {
    node: NodeIdx,
    name: String,
    /// Children stand on lines of their own.
    lines: bool,
    /// Text is written as it is (`script`, `style` in HTML) or in CDATA sections.
    raw: bool,
    cdata: bool,
    wrote_child: bool,
}

impl Writer<'_> {
    fn prolog(&mut self) {
        let properties = self.properties;
        if matches!(self.method, Method::Xml | Method::Xhtml) && !properties.omit_xml_declaration {
            let version = properties.version.as_deref().filter(|v| *v == "1.1").unwrap_or("1.0");
            self.out.push_str("<?xml version=\"");
            self.out.push_str(version);
            self.out.push_str("\" encoding=\"UTF-8\"");
            if let Some(standalone) = properties.standalone {
                self.out.push_str(if standalone { " standalone=\"yes\"" } else { " standalone=\"no\"" });
            }
            self.out.push_str("?>");
            if self.indent {
                self.out.push('\n');
            }
        }
    }

    fn doctype(&mut self, root: &str) {
        let (public, system) = (&self.properties.doctype_public, &self.properties.doctype_system);
        if self.method != Method::Html && system.is_none() || public.is_none() && system.is_none() {
            // HTML 5, the default, has a declaration without identifiers.
            let version = self.properties.version.as_deref().and_then(|v| v.trim().parse::<f64>().ok());
            if self.method == Method::Html && version.is_none_or(|v| v >= 5.0) && root.eq_ignore_ascii_case("html") {
                self.out.push_str("<!DOCTYPE HTML>");
            }
            return;
        }
        self.out.push_str("<!DOCTYPE ");
        self.out.push_str(root);
        if let Some(public) = public {
            self.out.push_str(&format!(" PUBLIC \"{public}\""));
        }
        if let Some(system) = system {
            self.out.push_str(if public.is_some() { " " } else { " SYSTEM " });
            self.out.push_str(&format!("\"{system}\""));
        }
        self.out.push_str(">\n");
    }

    fn nodes(&mut self) -> Result<(), SerializeError> {
        let tree = self.tree;
        let mut open: Vec<Open> = Vec::new();
        let mut doctype_done = false;
        let mut n: NodeIdx = 0;
        let len = tree.len() as NodeIdx;
        while n < len {
            while open.last().is_some_and(|o| tree.end(o.node) < n) {
                self.close(&mut open);
            }
            if self.out.len() > self.limit {
                return Err(SerializeError::TooLarge { limit: self.limit });
            }
            let lines = open.last().map_or(self.indent && tree.kind(0) == Kind::Document, |o| o.lines);
            if tree.kind(n) != Kind::Document && lines && !self.out.is_empty() && !self.out.ends_with('\n') {
                self.out.push('\n');
                (0..open.len()).for_each(|_| self.out.push_str("   "));
            } else if lines && self.out.ends_with('\n') {
                (0..open.len()).for_each(|_| self.out.push_str("   "));
            }
            if let Some(parent) = open.last_mut() {
                parent.wrote_child = true;
            }
            match tree.kind(n) {
                Kind::Document | Kind::Attribute | Kind::Namespace => {}
                Kind::Text => {
                    let (raw, cdata) = open.last().map_or((false, false), |o| (o.raw, o.cdata));
                    self.text(tree.string(n), raw, cdata);
                }
                Kind::Comment => {
                    self.out.push_str("<!--");
                    self.out.push_str(tree.string(n));
                    self.out.push_str("-->");
                }
                Kind::Pi => {
                    self.out.push_str("<?");
                    self.out.push_str(&self.names.local(tree.name(n)));
                    if !tree.string(n).is_empty() {
                        self.out.push(' ');
                        self.out.push_str(tree.string(n));
                    }
                    self.out.push_str(if self.method == Method::Html { ">" } else { "?>" });
                }
                Kind::Element => {
                    let name = self.name_of(n);
                    if !doctype_done {
                        doctype_done = true;
                        self.doctype(&name);
                    }
                    let parent_lines = lines;
                    let opened = self.start(n, name, parent_lines);
                    // Skip the attributes: they are written with the start tag.
                    let first = tree.first_child(n);
                    if let Some(o) = opened {
                        open.push(o);
                    }
                    n = if first == NONE { tree.end(n) + 1 } else { first };
                    continue;
                }
            }
            n += 1;
        }
        while !open.is_empty() {
            self.close(&mut open);
        }
        Ok(())
    }

    fn name_of(&self, n: NodeIdx) -> String {
        let prefix = self.names.text(self.tree.prefix(n));
        let local = self.names.local(self.tree.name(n));
        if prefix.is_empty() { local.to_string() } else { format!("{prefix}:{local}") }
    }

    /// Writes a start tag; `None` if the element is complete with it.
    fn start(&mut self, n: NodeIdx, name: String, parent_lines: bool) -> Option<Open> {
        let tree = self.tree;
        let (ns, local) = self.names.pair(tree.name(n));
        let is_html = match self.method {
            Method::Html => ns == Sym::EMPTY,
            Method::Xhtml => &*self.names.text(ns) == html::XHTML_NS,
            _ => false,
        };
        let local = self.names.text(local).to_ascii_lowercase();
        self.out.push('<');
        self.out.push_str(&name);
        for (prefix, uri) in tree.declared_on(n) {
            let undeclares = uri == Sym::EMPTY;
            if undeclares && (prefix != Sym::EMPTY || tree.parent(n) == NONE) {
                continue;
            }
            self.out.push_str(" xmlns");
            if prefix != Sym::EMPTY {
                self.out.push(':');
                self.out.push_str(&self.names.text(prefix));
            }
            self.out.push_str("=\"");
            let uri = self.names.text(uri);
            self.escape(&uri, true);
            self.out.push('"');
        }
        for a in tree.attributes(n) {
            let attribute = self.attribute_name(a);
            self.out.push(' ');
            self.out.push_str(&attribute);
            let value = tree.string(a);
            if is_html && self.method == Method::Html && html::is_boolean(&local, &attribute, value) {
                continue;
            }
            self.out.push_str("=\"");
            if is_html && html::is_uri(&local, &attribute) {
                let escaped = html::escape_uri(value);
                self.escape(&escaped, true);
            } else {
                self.escape(value, true);
            }
            self.out.push('"');
        }
        let head = is_html && local == "head" && self.properties.include_content_type.unwrap_or(true);
        let empty = tree.first_child(n) == NONE && !head;
        if empty {
            match self.method {
                Method::Html if is_html => {
                    self.out.push('>');
                    if !html::is_void(&local) {
                        self.out.push_str(&format!("</{name}>"));
                    }
                }
                Method::Xhtml if is_html && !html::is_void(&local) => self.out.push_str(&format!("></{name}>")),
                Method::Xhtml if is_html => self.out.push_str(" />"),
                _ => self.out.push_str("/>"),
            }
            return None;
        }
        self.out.push('>');
        let lines = self.indent
            && parent_lines
            && !self.preserves(n)
            && tree.children(n).all(|c| tree.kind(c) != Kind::Text)
            && !(is_html && html::is_inline(&local));
        if head {
            let media = self.properties.media_type.as_deref().unwrap_or("text/html");
            let end = if self.method == Method::Html { ">" } else { " />" };
            let meta = format!("<meta http-equiv=\"Content-Type\" content=\"{media}; charset=UTF-8\"{end}");
            self.out.push_str(&meta);
        }
        let raw = is_html && self.method == Method::Html && matches!(local.as_str(), "script" | "style");
        let cdata = self.properties.cdata_section_elements.contains(&tree.name(n));
        let open = Open { node: n, name, lines, raw, cdata, wrote_child: false };
        if tree.first_child(n) == NONE {
            self.out.push_str(&format!("</{}>", open.name));
            return None;
        }
        Some(open)
    }

    fn attribute_name(&self, a: NodeIdx) -> String {
        if self.names.pair(self.tree.name(a)).0 == self.xml_ns.unwrap_or(Sym::EMPTY) && self.xml_ns.is_some() {
            return format!("xml:{}", self.names.local(self.tree.name(a)));
        }
        self.name_of(a)
    }

    fn preserves(&self, n: NodeIdx) -> bool {
        self.tree.attributes(n).any(|a| self.tree.string(a) == "preserve" && self.attribute_name(a) == "xml:space")
    }

    fn close(&mut self, open: &mut Vec<Open>) {
        let Some(o) = open.pop() else { return };
        if o.lines && o.wrote_child {
            self.out.push('\n');
            (0..open.len()).for_each(|_| self.out.push_str("   "));
        }
        self.out.push_str("</");
        self.out.push_str(&o.name);
        self.out.push('>');
    }

    fn text(&mut self, text: &str, raw: bool, cdata: bool) {
        if raw {
            self.out.push_str(text);
        } else if cdata && self.method != Method::Html {
            self.out.push_str("<![CDATA[");
            self.out.push_str(&text.replace("]]>", "]]]]><![CDATA[>"));
            self.out.push_str("]]>");
        } else {
            self.escape(text, false);
        }
    }

    /// Writes text, only the character map applied.
    fn mapped(&mut self, text: &str) {
        match self.properties.character_map.as_deref() {
            None => self.out.push_str(text),
            Some(map) => {
                for c in text.chars() {
                    match map.get(&c) {
                        Some(to) => self.out.push_str(to),
                        None => self.out.push(c),
                    }
                }
            }
        }
    }

    fn escape(&mut self, text: &str, attribute: bool) {
        let map = self.properties.character_map.as_deref();
        let html = self.method == Method::Html;
        let mut from = 0;
        for (i, c) in text.char_indices() {
            let mapped = map.and_then(|m| m.get(&c));
            let to: &str = match (mapped, c) {
                (Some(to), _) => to,
                (None, '<') if !(html && attribute) => "&lt;",
                (None, '>') if !(html && attribute) => "&gt;",
                (None, '&') if html && attribute && text.get(i + 1..).is_some_and(|r| r.starts_with('{')) => "&",
                (None, '&') => "&amp;",
                (None, '"') if attribute => "&#34;",
                (None, '\n') if attribute => "&#xA;",
                (None, '\t') if attribute => "&#x9;",
                (None, '\r') => "&#xD;",
                (None, '\u{A0}') if html => "&nbsp;",
                (None, '\u{7F}'..='\u{9F}') => {
                    self.out.push_str(text.get(from..i).unwrap_or(""));
                    self.out.push_str(&format!("&#x{:X};", u32::from(c)));
                    from = i + c.len_utf8();
                    continue;
                }
                _ => continue,
            };
            self.out.push_str(text.get(from..i).unwrap_or(""));
            self.out.push_str(to);
            from = i + c.len_utf8();
        }
        self.out.push_str(text.get(from..).unwrap_or(""));
    }
}

#[cfg(test)]
mod tests {
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
}
