//! What a run needs besides the expression.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use drehscheibe_xdm::{NameTable, NodeIdx, Str, Tree};
use elsa::FrozenVec;
use rustc_hash::FxHashMap;

use crate::error::{Error, Result};
use crate::moment::Moment;
use crate::regex::Regex;
use crate::value::{Item, Node, Value};

/// The trees of a run: source documents and temporary trees. Trees are only added, so that a
/// [`Node`] stays valid for the whole run.
#[derive(Default)]
#[allow(missing_debug_implementations)]
pub struct Store {
    trees: FrozenVec<Box<Tree>>,
}

impl Store {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a tree and gives its root.
    pub fn add(&self, tree: Tree) -> Node {
        let doc = self.trees.len() as u32;
        self.trees.push(Box::new(tree));
        Node { doc, idx: 0 }
    }

    pub fn tree(&self, node: Node) -> &Tree {
        static NONE: std::sync::LazyLock<Tree> = std::sync::LazyLock::new(Tree::default);
        self.trees.get(node.doc as usize).unwrap_or(&NONE)
    }

    pub fn len(&self) -> usize {
        self.trees.len()
    }

    pub fn is_empty(&self) -> bool {
        self.trees.len() == 0
    }
}

/// What the host of an expression (XSLT, Schematron) does when it runs.
pub trait Host {
    /// The value of a global variable.
    fn global(&self, env: &Env<'_>, index: u32) -> Result<Value>;
    /// Calls a function of the host.
    fn call(&self, env: &Env<'_>, id: u32, args: Vec<Value>, focus: &Focus) -> Result<Value>;
    /// A document that was built in, for `fn:doc`. There are no others.
    fn document(&self, _env: &Env<'_>, _uri: &str) -> Result<Option<Node>> {
        Ok(None)
    }
}

/// A host without variables and functions.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoHost;

impl Host for NoHost {
    fn global(&self, _env: &Env<'_>, _index: u32) -> Result<Value> {
        Err(Error::dynamic("XPDY0002", "there is no global variable"))
    }

    fn call(&self, _env: &Env<'_>, _id: u32, _args: Vec<Value>, _focus: &Focus) -> Result<Value> {
        Err(Error::dynamic("XPDY0002", "there is no such function"))
    }
}

/// The focus (context item, position, size) and the frame of local variables.
#[derive(Clone, Debug)]
pub struct Focus {
    pub item: Option<Item>,
    /// From 1.
    pub position: usize,
    pub size: usize,
    /// Where the frame of local variables starts.
    pub base: usize,
}

impl Focus {
    /// A single item in its own focus.
    pub fn on(item: impl Into<Item>, base: usize) -> Focus {
        Focus { item: Some(item.into()), position: 1, size: 1, base }
    }

    pub fn none(base: usize) -> Focus {
        Focus { item: None, position: 0, size: 0, base }
    }

    pub(crate) fn with(&self, item: Item, position: usize, size: usize) -> Focus {
        Focus { item: Some(item), position, size, base: self.base }
    }

    /// The context node.
    pub fn node(&self) -> Result<Node> {
        match &self.item {
            Some(Item::Node(node)) => Ok(*node),
            Some(Item::Atom(_)) => Err(Error::dynamic("XPTY0020", "the context item is not a node")),
            None => Err(Error::dynamic("XPDY0002", "there is no context item")),
        }
    }
}

/// Limits of a run that are not limits of its documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunLimits {
    /// Items in one sequence.
    pub sequence: usize,
    /// Bytes of one text that a function makes.
    pub text: usize,
}

impl Default for RunLimits {
    fn default() -> Self {
        RunLimits { sequence: 10_000_000, text: 64 << 20 }
    }
}

/// One run: documents, names, variables, time. Everything that a result depends on is in here; there
/// is no clock, no file and no network.
#[allow(missing_debug_implementations)]
pub struct Env<'r> {
    pub store: &'r Store,
    pub names: &'r RefCell<NameTable>,
    pub host: &'r dyn Host,
    /// What `fn:current-dateTime` gives.
    pub now: Moment,
    /// The implicit time zone, in minutes east of UTC.
    pub zone: i16,
    pub limits: RunLimits,
    stack: RefCell<Vec<Value>>,
    memo: RefCell<Vec<Option<(u32, Value)>>>,
    regexes: RefCell<FxHashMap<(Str, Str), Arc<Regex>>>,
    made: Cell<usize>,
}

impl<'r> Env<'r> {
    pub fn new(store: &'r Store, names: &'r RefCell<NameTable>, host: &'r dyn Host, now: Moment, memos: u32) -> Self {
        Env {
            store,
            names,
            host,
            now,
            zone: now.zone.unwrap_or(0),
            limits: RunLimits::default(),
            stack: RefCell::new(Vec::with_capacity(256)),
            memo: RefCell::new(vec![None; memos as usize]),
            regexes: RefCell::default(),
            made: Cell::new(0),
        }
    }

    #[inline]
    pub fn tree(&self, node: Node) -> &'r Tree {
        self.store.tree(node)
    }

    /// The string value of a node.
    #[inline]
    pub fn string(&self, node: Node) -> &'r str {
        self.store.tree(node).string(node.idx)
    }

    pub(crate) fn at(node: Node, idx: NodeIdx) -> Node {
        Node { doc: node.doc, idx }
    }

    /// Makes a frame of local variables; gives its base.
    pub fn push_frame(&self, size: u32) -> usize {
        let mut stack = self.stack.borrow_mut();
        let base = stack.len();
        stack.resize(base + size as usize, Value::Empty);
        base
    }

    /// Drops a frame and all above it.
    pub fn pop_frame(&self, base: usize) {
        self.stack.borrow_mut().truncate(base);
    }

    #[inline]
    pub fn local(&self, base: usize, slot: u32) -> Value {
        self.stack.borrow().get(base + slot as usize).cloned().unwrap_or_default()
    }

    #[inline]
    pub fn set_local(&self, base: usize, slot: u32, value: Value) {
        let old = self.stack.borrow_mut().get_mut(base + slot as usize).map(|v| std::mem::replace(v, value));
        drop(old);
    }

    pub(crate) fn remembered(&self, id: u32, doc: u32) -> Option<Value> {
        match self.memo.borrow().get(id as usize) {
            Some(Some((d, value))) if *d == doc => Some(value.clone()),
            _ => None,
        }
    }

    pub(crate) fn remember(&self, id: u32, doc: u32, value: &Value) {
        if let Some(slot) = self.memo.borrow_mut().get_mut(id as usize) {
            *slot = Some((doc, value.clone()));
        }
    }

    /// A compiled pattern, kept for the run.
    pub fn regex(&self, pattern: &str, flags: &str) -> Result<Arc<Regex>> {
        let key: (Str, Str) = (pattern.into(), flags.into());
        if let Some(found) = self.regexes.borrow().get(&key) {
            return Ok(found.clone());
        }
        let regex = Arc::new(Regex::new(pattern, flags)?);
        let mut cache = self.regexes.borrow_mut();
        if cache.len() >= 1_000 {
            cache.clear();
        }
        cache.insert(key, regex.clone());
        Ok(regex)
    }

    /// Counts what was made; an error beyond the limit.
    pub(crate) fn check_len(&self, len: usize) -> Result<()> {
        if len > self.limits.sequence {
            return Err(Error::limit(format!("a sequence has more than {} items", self.limits.sequence)));
        }
        Ok(())
    }

    pub(crate) fn check_text(&self, len: usize) -> Result<()> {
        let made = self.made.get().saturating_add(len);
        self.made.set(made);
        if len > self.limits.text || made > self.limits.text.saturating_mul(64) {
            return Err(Error::limit(format!("texts are larger than {} bytes", self.limits.text)));
        }
        Ok(())
    }
}
