//! Writing one tree, node by node.

use super::{Method, OutputProperties, SerializeError, html};
use crate::names::{NameTable, Sym};
use crate::tree::{Kind, NONE, NodeIdx, Tree};

/// Writes one tree.
pub(super) struct Writer<'a> {
    pub(super) tree: &'a Tree,
    pub(super) names: &'a NameTable,
    pub(super) properties: &'a OutputProperties,
    pub(super) method: Method,
    pub(super) indent: bool,
    pub(super) out: String,
    pub(super) limit: usize,
    pub(super) xml_ns: Option<Sym>,
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
    pub(super) fn prolog(&mut self) {
        let properties = self.properties;
        if matches!(self.method, Method::Xml | Method::Xhtml) && !properties.omit_xml_declaration {
            let version = properties.version.as_deref().filter(|v| *v == "1.1").unwrap_or("1.0");
            self.out.push_str("<?xml version=\"");
            self.out.push_str(version);
            self.out.push_str("\" encoding=\"");
            self.out.push_str(properties.encoding.name());
            self.out.push('"');
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

    pub(super) fn nodes(&mut self) -> Result<(), SerializeError> {
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
            if is_html && !self.properties.keep_uri_attributes && html::is_uri(&local, &attribute) {
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
            let charset = self.properties.encoding.name();
            let meta = format!("<meta http-equiv=\"Content-Type\" content=\"{media}; charset={charset}\"{end}");
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
}
