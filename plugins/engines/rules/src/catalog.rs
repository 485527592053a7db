//! Which file stands for an address: OASIS XML Catalogs 1.1, the entries that name addresses.

use std::sync::Arc;

use drehscheibe_xdm::{Kind, NameTable, ParseLimits, ParseOptions, Str, Sym, parse};
use drehscheibe_xpath::{Error, resolve_uri};
use drehscheibe_xslt::Resolver;

/// Files behind a catalogue. An address that the catalogue does not know is a file's name.
pub struct Catalog {
    inner: Arc<dyn Resolver + Send + Sync>,
    exact: Vec<(String, String)>,
    prefixes: Vec<(String, String)>,
}

impl std::fmt::Debug for Catalog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalog").field("exact", &self.exact).field("prefixes", &self.prefixes).finish_non_exhaustive()
    }
}

const NS: &str = "urn:oasis:names:tc:entity:xmlns:xml:catalog";

impl Catalog {
    /// Without a catalogue file, addresses are names.
    pub fn none(inner: Arc<dyn Resolver + Send + Sync>) -> Self {
        Catalog { inner, exact: Vec::new(), prefixes: Vec::new() }
    }

    /// Reads a catalogue. Its entries are relative to it (and to `xml:base` nowhere).
    ///
    /// # Errors
    /// What is wrong, with file and line; entries of other kinds than `uri`, `system`, `rewriteURI`,
    /// `rewriteSystem` and `group` are named, too.
    pub fn read(name: &str, inner: Arc<dyn Resolver + Send + Sync>) -> Result<Self, Vec<Error>> {
        let file: Str = name.into();
        let missing = || vec![Error::fixed("CATALOG", format!("there is no file {name}"))];
        let bytes = inner.load(&resolve_uri(name, "")).ok_or_else(missing)?;
        let mut names = NameTable::new();
        let limits = ParseLimits { depth: 32, ..ParseLimits::default() };
        let options = ParseOptions { lines: true, base_uri: None, limits };
        let tree = parse(&bytes, &mut names, &options)
            .map_err(|e| vec![Error::fixed("CATALOG", format!("not well-formed: {}", e.message)).at(&file, e.line)])?;
        let (mut catalog, mut errors) = (Catalog::none(inner), Vec::new());
        for node in 0..tree.len() as u32 {
            if tree.kind(node) != Kind::Element {
                continue;
            }
            let (ns, local) = names.pair(tree.name(node));
            let (ns, local) = (names.text(ns), names.text(local));
            let attribute = |wanted: &str| {
                tree.attributes(node).find_map(|a| {
                    let (ns, local) = names.pair(tree.name(a));
                    (ns == Sym::EMPTY && &*names.text(local) == wanted).then(|| tree.string(a).to_string())
                })
            };
            let mut entry = |from: &str, to: &str, exact: bool| match (attribute(from), attribute(to)) {
                (Some(from), Some(to)) => {
                    let list = if exact { &mut catalog.exact } else { &mut catalog.prefixes };
                    list.push((from, resolve_uri(&to, name)));
                }
                _ => errors
                    .push(Error::fixed("CATALOG", format!("{local} needs {from} and {to}")).at(&file, tree.line(node))),
            };
            match (&*ns == NS, &*local) {
                (true, "catalog" | "group") => {}
                (true, "uri") => entry("name", "uri", true),
                (true, "system") => entry("systemId", "uri", true),
                (true, "rewriteURI") => entry("uriStartString", "rewritePrefix", false),
                (true, "rewriteSystem") => entry("systemIdStartString", "rewritePrefix", false),
                _ => errors.push(
                    Error::unsupported(format!("{local} is not supported in a catalogue")).at(&file, tree.line(node)),
                ),
            }
        }
        // The longest prefix counts.
        catalog.prefixes.sort_by_key(|entry| std::cmp::Reverse(entry.0.len()));
        if errors.is_empty() { Ok(catalog) } else { Err(errors) }
    }

    fn file(&self, address: &str) -> String {
        if let Some((_, to)) = self.exact.iter().find(|entry| entry.0 == address) {
            return to.clone();
        }
        let rewritten = self.prefixes.iter().find_map(|(from, to)| {
            let rest = address.strip_prefix(from.as_str())?;
            Some(format!("{to}{rest}"))
        });
        rewritten.unwrap_or_else(|| address.to_string())
    }
}

impl Resolver for Catalog {
    fn load(&self, uri: &str) -> Option<Arc<[u8]>> {
        self.inner.load(&self.file(uri))
    }

    fn name(&self, uri: &str) -> String {
        self.file(uri)
    }
}
