//! Running a compiled stylesheet.

mod analyze;
mod apply;
mod exec;
mod format_date;
mod format_number;
mod functions;
mod group;
mod keys;
mod number;
mod out;
mod sort;
mod space;
mod values;
mod words;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use drehscheibe_xdm::{Encoding, NameTable, OutputProperties, ParseLimits, ParseOptions, Str, Tree, parse, serialize};
use drehscheibe_xpath::{Env, Error, Focus, Moment, Node, Result, Store, Value};
use rustc_hash::FxHashMap;

pub(crate) use functions::static_function;
use out::Receiver;
use space::strip;

use crate::program::{HostCall, Stylesheet};

/// Bounds of one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The source document.
    pub source: ParseLimits,
    /// Templates and functions inside each other. The default fits a stack of 2 MiB; each level needs
    /// up to 4 KiB.
    pub depth: u32,
    /// Bytes of text in result trees and temporary trees together.
    pub text: usize,
    /// Nodes in result trees and temporary trees together.
    pub nodes: usize,
    /// Bytes of one serialised result.
    pub output: usize,
    /// Results of `xsl:result-document`.
    pub results: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            source: ParseLimits::default(),
            depth: 500,
            text: 64 << 20,
            nodes: 4_000_000,
            output: 64 << 20,
            results: 1_000,
        }
    }
}

/// What a run is given besides the stylesheet and the source.
#[derive(Clone, Debug)]
pub struct RunOptions {
    pub limits: Limits,
    /// What `current-dateTime()` gives; its offset is the implicit time zone.
    pub now: Moment,
    /// Values of stylesheet parameters, by name (`{namespace}local` or `local`), as texts.
    pub params: Vec<(String, String)>,
    /// Starts with a named template instead of the source.
    pub initial_template: Option<String>,
    pub initial_mode: Option<String>,
    /// What `document-uri()` and `base-uri()` give for the source.
    pub source_uri: Option<String>,
}

impl Default for RunOptions {
    fn default() -> Self {
        RunOptions {
            limits: Limits::default(),
            now: Moment::from_unix(0, 0, 0),
            params: Vec::new(),
            initial_template: None,
            initial_mode: None,
            source_uri: None,
        }
    }
}

/// One result document.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultDocument {
    /// The `href` of `xsl:result-document`; empty for the main result.
    pub href: String,
    pub text: String,
    /// As `xsl:output` says, or by the output method.
    pub media_type: String,
    pub encoding: Encoding,
}

impl ResultDocument {
    /// The result as it is to be written to a file.
    pub fn bytes(&self) -> Vec<u8> {
        self.encoding.bytes(&self.text)
    }
}

/// All results of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Output {
    /// The main result first, if there is one; then those of `xsl:result-document`.
    pub documents: Vec<ResultDocument>,
    /// Texts of `xsl:message`.
    pub messages: Vec<String>,
}

impl Output {
    /// The text of the main result; empty if there is none.
    pub fn text(&self) -> &str {
        self.documents.iter().find(|d| d.href.is_empty()).map_or("", |d| &d.text)
    }
}

#[derive(Clone)]
pub(crate) enum Lazy {
    Not,
    Running,
    Done(Value),
}

/// The group or the match that is being worked on.
#[derive(Clone, Default)]
pub(crate) struct Current {
    pub group: Option<(Value, Value)>,
    pub regex: Vec<Str>,
}

type KeyIndex = Rc<FxHashMap<Str, Vec<Node>>>;

pub(crate) struct Runner<'s> {
    pub sheet: &'s Stylesheet,
    pub limits: Limits,
    pub params: Vec<(Str, Value)>,
    pub globals: RefCell<Vec<Lazy>>,
    pub current: RefCell<Current>,
    pub keys: RefCell<FxHashMap<(Str, u32), KeyIndex>>,
    pub depth: Cell<u32>,
    pub made_text: Cell<usize>,
    pub made_nodes: Cell<usize>,
    pub results: RefCell<Vec<(String, Tree, OutputProperties)>>,
    pub messages: RefCell<Vec<String>>,
    pub documents: RefCell<FxHashMap<Str, Option<Node>>>,
    pub source: Cell<Option<Node>>,
}

/// The dynamic context of instructions.
#[derive(Clone)]
pub(crate) struct Cx {
    pub focus: Focus,
    pub mode: u32,
    /// The current template rule: its mode and place in it.
    pub rule: Option<(u32, u32)>,
    pub tunnel: Rc<Vec<(Str, Value)>>,
}

impl Cx {
    pub fn with(&self, focus: Focus) -> Cx {
        Cx { focus, mode: self.mode, rule: self.rule, tunnel: self.tunnel.clone() }
    }
}

impl Stylesheet {
    /// Transforms a source document.
    ///
    /// # Errors
    /// What is wrong with the source (`SXXP0003`), with the run (its code), or which limit was
    /// reached (kind `Limit`).
    pub fn run(&self, source: &[u8], options: &RunOptions) -> Result<Output> {
        let (runner, store, names) = self.prepare(options);
        let uri: Option<Str> = options.source_uri.as_deref().map(Str::from);
        let parse_options = ParseOptions { limits: options.limits.source, lines: false, base_uri: uri };
        let tree = parse(source, &mut names.borrow_mut(), &parse_options)
            .map_err(|e| Error::dynamic("SXXP0003", format!("the source is not well-formed: {e}")))?;
        let tree = if self.spaces.is_empty() { tree } else { strip(&tree, self, &names.borrow()) };
        let root = store.add(tree);
        runner.source.set(Some(root));
        runner.transform(&store, &names, Some(root), options)
    }

    /// Runs without a source, from `initial_template`.
    pub fn run_without_source(&self, options: &RunOptions) -> Result<Output> {
        let (runner, store, names) = self.prepare(options);
        runner.transform(&store, &names, None, options)
    }

    pub(crate) fn prepare(&self, options: &RunOptions) -> (Runner<'_>, Store, RefCell<NameTable>) {
        let names = RefCell::new(NameTable::extending(self.names.clone()));
        let params = options
            .params
            .iter()
            .map(|(name, value)| {
                (Str::from(name.as_str()), Value::atom(drehscheibe_xpath::Atom::Untyped(value.as_str().into())))
            })
            .collect();
        (Runner::new(self, options.limits, params), Store::new(), names)
    }
}

impl<'s> Runner<'s> {
    pub(crate) fn new(sheet: &'s Stylesheet, limits: Limits, params: Vec<(Str, Value)>) -> Self {
        Runner {
            sheet,
            limits,
            params,
            globals: RefCell::new(vec![Lazy::Not; sheet.globals.len()]),
            current: RefCell::default(),
            keys: RefCell::default(),
            depth: Cell::new(0),
            made_text: Cell::new(0),
            made_nodes: Cell::new(0),
            results: RefCell::default(),
            messages: RefCell::default(),
            documents: RefCell::default(),
            source: Cell::new(None),
        }
    }

    fn transform(
        self,
        store: &Store,
        names: &RefCell<NameTable>,
        root: Option<Node>,
        options: &RunOptions,
    ) -> Result<Output> {
        let tree = {
            let env = Env::new(store, names, &self, options.now, self.sheet.memos);
            let missing = self.sheet.globals.iter().find(|g| g.required && !self.params.iter().any(|p| p.0 == g.name));
            if let Some(global) = missing {
                return Err(Error::dynamic("XTDE0050", format!("the parameter {} is required", global.name)));
            }
            let mut out = Receiver::tree(&self);
            let focus = match root {
                Some(root) => Focus::on(root, 0),
                None => Focus::none(0),
            };
            let mode = match options.initial_mode.as_deref() {
                None => 0,
                Some(name) => *self
                    .sheet
                    .mode_names
                    .get(name)
                    .ok_or_else(|| Error::dynamic("XTDE0045", format!("there is no mode {name}")))?,
            };
            let cx = Cx { focus, mode, rule: None, tunnel: Rc::default() };
            match (&options.initial_template, root) {
                (Some(name), _) => {
                    let index = *self
                        .sheet
                        .named
                        .get(name.as_str())
                        .ok_or_else(|| Error::dynamic("XTDE0040", format!("there is no template named {name}")))?;
                    self.call_template(&env, index, Vec::new(), &Cx { rule: None, ..cx }, &mut out)?;
                }
                (None, Some(root)) => {
                    self.apply_to(&env, root.into(), 1, 1, mode, &[], &cx, &mut out)?;
                }
                (None, None) => {
                    return Err(Error::dynamic("XTDE0040", "there is neither a source nor an initial template"));
                }
            }
            out.into_tree()
        };
        self.serialize_all(tree, &names.borrow())
    }

    fn serialize_all(self, main: Tree, names: &NameTable) -> Result<Output> {
        let mut output = Output { documents: Vec::new(), messages: self.messages.into_inner() };
        let results = self.results.into_inner();
        let main_properties = self.sheet.outputs.first().cloned().unwrap_or_default();
        let explicit = results.iter().any(|r| r.0.is_empty());
        let mut all: Vec<(String, Tree, OutputProperties)> = Vec::new();
        if main.len() > 1 || results.is_empty() {
            if explicit {
                return Err(Error::dynamic("XTDE1490", "the main result is written twice"));
            }
            all.push((String::new(), main, main_properties));
        }
        all.extend(results);
        for (href, tree, properties) in all {
            let text = serialize(&tree, names, &properties, self.limits.output).map_err(|e| match e {
                drehscheibe_xdm::SerializeError::TooLarge { .. } => Error::limit(e.to_string()),
                drehscheibe_xdm::SerializeError::NoCharacter { .. } => Error::dynamic("SERE0008", e.to_string()),
                drehscheibe_xdm::SerializeError::LoneAttribute => Error::dynamic("SENR0001", e.to_string()),
            })?;
            let media_type = properties.media_type.as_deref().unwrap_or(match properties.method {
                Some(drehscheibe_xdm::Method::Html) => "text/html",
                Some(drehscheibe_xdm::Method::Xhtml) => "application/xhtml+xml",
                Some(drehscheibe_xdm::Method::Text) => "text/plain",
                _ => "application/xml",
            });
            let (media_type, encoding) = (media_type.to_string(), properties.encoding);
            output.documents.push(ResultDocument { href, text, media_type, encoding });
        }
        Ok(output)
    }

    /// A built-in document.
    pub(crate) fn built_in(&self, env: &Env<'_>, uri: &str) -> Result<Option<Node>> {
        if let Some(known) = self.documents.borrow().get(uri) {
            return Ok(*known);
        }
        let node = match self.sheet.documents.get(uri) {
            None => None,
            Some(bytes) => {
                let uri: Str = uri.into();
                let options = ParseOptions { limits: self.limits.source, lines: false, base_uri: Some(uri.clone()) };
                let tree = parse(bytes, &mut env.names.borrow_mut(), &options)
                    .map_err(|e| Error::dynamic("FODC0002", format!("{uri}: {e}")))?;
                let tree =
                    if self.sheet.spaces.is_empty() { tree } else { strip(&tree, self.sheet, &env.names.borrow()) };
                Some(env.store.add(tree))
            }
        };
        self.documents.borrow_mut().insert(uri.into(), node);
        Ok(node)
    }

    pub(crate) fn host_call(&self, id: u32) -> Result<&'s HostCall> {
        self.sheet.calls.get(id as usize).ok_or_else(|| Error::dynamic("XPST0017", "there is no such function"))
    }

    /// Goes one level deeper; an error at the limit.
    pub(crate) fn enter(&self) -> Result<()> {
        let depth = self.depth.get() + 1;
        if depth > self.limits.depth {
            return Err(Error::limit(format!(
                "templates and functions are nested deeper than {} (endless recursion?)",
                self.limits.depth
            )));
        }
        self.depth.set(depth);
        Ok(())
    }

    pub(crate) fn leave(&self) {
        self.depth.set(self.depth.get().saturating_sub(1));
    }

    /// Counts what was made; an error beyond the limits.
    pub(crate) fn count(&self, nodes: usize, text: usize) -> Result<()> {
        self.made_nodes.set(self.made_nodes.get() + nodes);
        self.made_text.set(self.made_text.get() + text);
        if self.made_nodes.get() > self.limits.nodes {
            return Err(Error::limit(format!("more than {} nodes were made", self.limits.nodes)));
        }
        if self.made_text.get() > self.limits.text {
            return Err(Error::limit(format!("more than {} bytes of text were made", self.limits.text)));
        }
        Ok(())
    }
}
