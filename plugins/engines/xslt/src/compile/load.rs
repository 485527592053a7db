//! Reading stylesheet files: `xsl:include` and `xsl:import`.

use std::sync::Arc;

use drehscheibe_xdm::{Kind, ParseOptions, Str, parse};
use drehscheibe_xpath::{Error, Result, resolve_uri};

use super::Compiler;
use super::element::El;

/// All declarations of one import precedence.
#[derive(Debug)]
pub(crate) struct Level {
    pub precedence: u32,
    /// The lowest precedence among what this level imports; its own if nothing.
    pub lowest: u32,
    pub declarations: Vec<El>,
}

impl Compiler<'_> {
    pub fn load_main(&mut self, uri: &str) -> Result<()> {
        let uri = resolve_uri(uri, "");
        self.load_level(&uri, None).map(|_| ())
    }

    fn load_level(&mut self, uri: &str, from: Option<&El>) -> Result<()> {
        let lowest = self.next_precedence;
        let mut declarations = Vec::new();
        self.collect(uri, from, &mut declarations)?;
        let precedence = self.next_precedence;
        self.next_precedence += 1;
        self.levels.push(Level { precedence, lowest, declarations });
        Ok(())
    }

    /// Parses a file of the stylesheet.
    fn read(&mut self, uri: &str, from: Option<&El>) -> Result<El> {
        let at = |error: Error| match from {
            Some(el) => error.at(&el.uri, el.line()),
            None => error,
        };
        if self.loading.iter().any(|l| &**l == uri) {
            return Err(at(Error::fixed("XTSE0180", format!("{uri} includes or imports itself"))));
        }
        if self.program.files.len() >= self.options.files || self.loading.len() > 100 {
            return Err(at(Error::limit(format!("the stylesheet has more than {} files", self.options.files))));
        }
        let Some(bytes) = self.resolver.load(uri) else {
            return Err(at(Error::fixed("XTSE0165", format!("there is no file {uri}"))));
        };
        let name: Str = uri.into();
        let options = ParseOptions { limits: self.options.limits, lines: true, base_uri: Some(name.clone()) };
        let tree = parse(&bytes, &mut self.names, &options)
            .map_err(|e| Error::fixed("XTSE0165", format!("not well-formed: {}", e.message)).at(&name, e.line))?;
        let file = self.program.files.len() as u16;
        self.program.files.push(name.clone());
        let node = tree.document_element();
        Ok(El { tree: Arc::new(tree), node, file, uri: name })
    }

    fn collect(&mut self, uri: &str, from: Option<&El>, out: &mut Vec<El>) -> Result<()> {
        let root = self.read(uri, from)?;
        self.loading.push(root.uri.clone());
        let name = self.xsl_name(&root);
        match name.as_deref() {
            Some("stylesheet" | "transform") => {
                if self.attr(&root, "version").is_none() {
                    self.note(&root, Error::fixed("XTSE0010", "xsl:stylesheet needs the attribute version"));
                }
                if from.is_none() {
                    self.program.version = self.attr(&root, "version").unwrap_or_else(|| "2.0".into());
                }
                if self.use_when(&root)? {
                    self.collect_children(&root, out)?;
                }
            }
            Some(other) => {
                return Err(
                    Error::fixed("XTSE0010", format!("xsl:{other} is not a stylesheet")).at(&root.uri, root.line())
                );
            }
            None if self.standard_attr(&root, "version").is_some() => out.push(root),
            None => {
                return Err(Error::fixed(
                    "XTSE0150",
                    "this is not a stylesheet: the element is not xsl:stylesheet and has no xsl:version",
                )
                .at(&root.uri, root.line()));
            }
        }
        self.loading.pop();
        Ok(())
    }

    fn collect_children(&mut self, root: &El, out: &mut Vec<El>) -> Result<()> {
        for child in root.children() {
            if !child.is_element() {
                let text = child.tree.kind(child.node) == Kind::Text;
                if text && !child.tree.string(child.node).trim().is_empty() {
                    self.note(&child, Error::fixed("XTSE0120", "text is not allowed at the top of a stylesheet"));
                }
                continue;
            }
            if !self.use_when(&child)? {
                continue;
            }
            match self.xsl_name(&child).as_deref() {
                Some(kind @ ("include" | "import")) => {
                    let href = self.required(&child, "href")?;
                    let uri = resolve_uri(&href, &root.uri);
                    let result = if kind == "include" {
                        self.collect(&uri, Some(&child), out)
                    } else {
                        self.load_level(&uri, Some(&child))
                    };
                    if let Err(error) = result {
                        self.note(&child, error);
                        // The files above stay open for the rest of this one.
                        let depth = self.loading.iter().position(|l| *l == root.uri).map_or(0, |i| i + 1);
                        self.loading.truncate(depth);
                    }
                }
                _ => out.push(child),
            }
        }
        Ok(())
    }
}
