//! Reading a schema: includes, abstract patterns and rules resolved into one tree.

use drehscheibe_xdm::{Kind, NameTable, NodeIdx, ParseOptions, Str, Sym, Tree, parse};
use drehscheibe_xpath::{Error, resolve_uri};
use drehscheibe_xslt::Resolver;

/// The namespace of ISO Schematron.
pub const SCH_NS: &str = "http://purl.oclc.org/dsdl/schematron";
const XSL_NS: &str = "http://www.w3.org/1999/XSL/Transform";
/// Levels of includes inside each other.
const INCLUDES: usize = 32;

/// An element of a schema, with all that it includes.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    /// Local name of an element of Schematron; `xsl:…` for one of XSLT; `{…}` for others.
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Child>,
    /// Namespaces in scope.
    pub namespaces: Vec<(Str, Str)>,
    pub lang: Option<String>,
    pub uri: Str,
    pub line: u32,
}

#[derive(Clone, Debug)]
pub(crate) enum Child {
    Text(String),
    Element(Element),
}

impl Element {
    pub fn attr(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|a| a.0 == name).map(|a| a.1.as_str())
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|c| match c {
            Child::Element(e) => Some(e),
            Child::Text(_) => None,
        })
    }

    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |e| e.name == name)
    }

    pub fn text(&self) -> String {
        let mut out = String::new();
        for child in &self.children {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Element(e) => out.push_str(&e.text()),
            }
        }
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub fn error(&self, message: impl Into<String>) -> Error {
        Error::fixed("SCHEMATRON", message).at(&self.uri, self.line)
    }

    pub fn unsupported(&self, message: impl Into<String>) -> Error {
        Error::unsupported(message).at(&self.uri, self.line)
    }

    /// Replaces `$name` in all attributes and texts below: the parameters of an abstract pattern.
    pub fn substitute(&mut self, params: &[(String, String)]) {
        for (_, value) in &mut self.attributes {
            *value = substituted(value, params);
        }
        for child in &mut self.children {
            match child {
                Child::Element(e) => e.substitute(params),
                Child::Text(_) => {}
            }
        }
    }
}

fn substituted(text: &str, params: &[(String, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(rest.get(..at).unwrap_or(""));
        let after = rest.get(at + 1..).unwrap_or("");
        let length = after.find(|c: char| !drehscheibe_xdm::is_name_char(c)).unwrap_or(after.len());
        let mut name = after.get(..length).unwrap_or("");
        // A name may be followed by a full stop or a hyphen that is not part of it.
        let found = loop {
            if let Some(param) = params.iter().find(|p| p.0 == name) {
                break Some(param);
            }
            match name.rfind(['.', '-']) {
                Some(cut) => name = name.get(..cut).unwrap_or(""),
                None => break None,
            }
        };
        match found {
            Some((name, value)) => {
                out.push_str(value);
                rest = after.get(name.len()..).unwrap_or("");
            }
            None => {
                out.push('$');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

pub(crate) struct Loader<'r> {
    pub resolver: &'r dyn Resolver,
    pub errors: Vec<Error>,
}

impl Loader<'_> {
    pub fn load(&mut self, uri: &str, depth: usize) -> Result<Element, Error> {
        if depth > INCLUDES {
            return Err(Error::limit(format!("{uri} is included more than {INCLUDES} levels deep")));
        }
        let (file, fragment) = uri.split_once('#').unwrap_or((uri, ""));
        let bytes =
            self.resolver.load(file).ok_or_else(|| Error::fixed("SCHEMATRON", format!("there is no file {file}")))?;
        let name: Str = file.into();
        let mut names = NameTable::new();
        let options = ParseOptions {
            lines: true,
            base_uri: Some(name.clone()),
            limits: drehscheibe_xdm::ParseLimits { depth: 64, ..Default::default() },
        };
        let tree = parse(&bytes, &mut names, &options)
            .map_err(|e| Error::fixed("SCHEMATRON", format!("not well-formed: {}", e.message)).at(&name, e.line))?;
        let node = if fragment.is_empty() {
            tree.document_element()
        } else {
            find_id(&tree, &names, fragment)
                .ok_or_else(|| Error::fixed("SCHEMATRON", format!("there is no id {fragment} in {file}")))?
        };
        Ok(self.element(&tree, &names, node, &name, None, depth))
    }

    fn element(
        &mut self,
        tree: &Tree,
        names: &NameTable,
        node: NodeIdx,
        uri: &Str,
        lang: Option<&str>,
        depth: usize,
    ) -> Element {
        let (ns, local) = names.pair(tree.name(node));
        let local = names.text(local);
        let name = match &*names.text(ns) {
            SCH_NS => local.to_string(),
            XSL_NS => format!("xsl:{local}"),
            other => format!("{{{other}}}{local}"),
        };
        let mut attributes = Vec::new();
        let mut own_lang = lang.map(str::to_string);
        for a in tree.attributes(node) {
            let (ns, local) = names.pair(tree.name(a));
            if ns == Sym::EMPTY {
                attributes.push((names.text(local).to_string(), tree.string(a).to_string()));
            } else if &*names.text(local) == "lang" {
                own_lang = Some(tree.string(a).to_string());
            }
        }
        let namespaces = tree.in_scope(node).into_iter().map(|(p, u)| (names.text(p), names.text(u))).collect();
        let mut element = Element {
            name,
            attributes,
            children: Vec::new(),
            namespaces,
            lang: own_lang.clone(),
            uri: uri.clone(),
            line: tree.line(node),
        };
        for child in tree.children(node) {
            match tree.kind(child) {
                Kind::Text => element.children.push(Child::Text(tree.string(child).to_string())),
                Kind::Element => {
                    let inner = self.element(tree, names, child, uri, own_lang.as_deref(), depth);
                    if inner.name == "include" {
                        let Some(href) = inner.attr("href") else {
                            self.errors.push(inner.error("include needs href"));
                            continue;
                        };
                        match self.load(&resolve_uri(href, uri), depth + 1) {
                            // A whole schema stands for what is in it.
                            Ok(included) if included.name == "schema" => element.children.extend(included.children),
                            Ok(included) => element.children.push(Child::Element(included)),
                            Err(error) => self.errors.push(error.at(&inner.uri, inner.line)),
                        }
                    } else if inner.name == "extends" && inner.attr("href").is_some() {
                        match self.load(&resolve_uri(inner.attr("href").unwrap_or(""), uri), depth + 1) {
                            Ok(included) => element.children.extend(included.children),
                            Err(error) => self.errors.push(error.at(&inner.uri, inner.line)),
                        }
                    } else {
                        element.children.push(Child::Element(inner));
                    }
                }
                _ => {}
            }
        }
        element
    }
}

fn find_id(tree: &Tree, names: &NameTable, id: &str) -> Option<NodeIdx> {
    (0..tree.len() as NodeIdx).find(|n| {
        tree.kind(*n) == Kind::Element
            && tree.attributes(*n).any(|a| tree.string(a) == id && &*names.local(tree.name(a)) == "id")
    })
}

#[cfg(test)]
mod tests {
    use super::substituted;

    #[test]
    fn parameters_are_whole_names() {
        let params = [("a".to_string(), "X".to_string()), ("a-b".to_string(), "Y".to_string())];
        assert_eq!(substituted("$a + $a-b = $a.", &params), "X + Y = X.");
        assert_eq!(substituted("$ab $c $", &params), "$ab $c $");
    }
}
