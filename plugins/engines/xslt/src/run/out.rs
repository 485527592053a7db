//! Where instructions write to.

use drehscheibe_xdm::{Builder, Kind, NameId, NodeIdx, Sym, Tree};
use drehscheibe_xpath::{Atom, Env, Error, Item, Node, Result, Value};

use super::Runner;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mode {
    /// One tree with a document as its root.
    Tree,
    /// A sequence; nodes are trees of their own.
    Items,
    /// A sequence that will be atomised: text nodes are not made at all.
    Atoms,
    /// Text only: the string values one after the other.
    Text,
}

/// Takes what a sequence constructor makes.
pub(crate) struct Receiver<'a, 's> {
    runner: &'a Runner<'s>,
    mode: Mode,
    builder: Builder,
    items: Vec<Item>,
    text: String,
    /// The last thing was an atomic value: the next one needs a space between.
    atomic: bool,
    counted: (usize, usize),
}

impl<'a, 's> Receiver<'a, 's> {
    fn new(runner: &'a Runner<'s>, mode: Mode) -> Self {
        let mut builder = Builder::new();
        if mode == Mode::Tree {
            builder.start_document();
        }
        Receiver { runner, mode, builder, items: Vec::new(), text: String::new(), atomic: false, counted: (0, 0) }
    }

    pub fn tree(runner: &'a Runner<'s>) -> Self {
        Self::new(runner, Mode::Tree)
    }

    pub fn items(runner: &'a Runner<'s>) -> Self {
        Self::new(runner, Mode::Items)
    }

    pub fn atoms(runner: &'a Runner<'s>) -> Self {
        Self::new(runner, Mode::Atoms)
    }

    pub fn text_only(runner: &'a Runner<'s>) -> Self {
        Self::new(runner, Mode::Text)
    }

    pub fn set_base_uri(&mut self, uri: Option<drehscheibe_xdm::Str>) {
        self.builder.set_base_uri(uri);
    }

    pub fn into_tree(self) -> Tree {
        self.builder.finish()
    }

    pub fn into_value(self) -> Value {
        Value::from_vec(self.items)
    }

    pub fn into_text(self) -> String {
        self.text
    }

    /// Whether nodes go into the tree that is being built.
    fn inside(&self) -> bool {
        self.mode == Mode::Tree || self.builder.depth() > 0
    }

    fn check(&mut self) -> Result<()> {
        let now = (self.builder.len(), self.builder.text_len());
        let (nodes, text) = (now.0.saturating_sub(self.counted.0), now.1.saturating_sub(self.counted.1));
        if nodes > 256 || text > 16_384 {
            self.counted = now;
            self.runner.count(nodes, text)?;
        }
        Ok(())
    }

    /// Ends a node outside of any other: it becomes an item.
    fn finish_item(&mut self, env: &Env<'_>) -> Result<()> {
        if self.inside() {
            return self.check();
        }
        let tree = std::mem::take(&mut self.builder).finish();
        self.counted = (0, 0);
        self.runner.count(tree.len(), tree.text_len())?;
        if self.mode == Mode::Text {
            self.text.push_str(tree.string(0));
        } else {
            self.items.push(Item::Node(env.store.add(tree)));
        }
        Ok(())
    }

    pub fn start_element(&mut self, env: &Env<'_>, name: NameId, prefix: Sym) -> Result<()> {
        self.atomic = false;
        if self.builder.depth() > 5_000 {
            return Err(Error::limit("the result is nested deeper than 5000"));
        }
        self.builder.start_element(name, prefix);
        let ns = env.names.borrow().pair(name).0;
        self.bind(env, prefix, ns);
        self.check()
    }

    /// Makes sure that a prefix means a namespace on the open element.
    fn bind(&mut self, env: &Env<'_>, prefix: Sym, ns: Sym) {
        match self.builder.lookup(prefix) {
            Some(bound) if bound == ns => {}
            None if ns == Sym::EMPTY => {}
            _ if env.names.borrow().find_sym("xml") == Some(prefix) => {}
            _ => self.builder.namespace(prefix, ns),
        }
    }

    pub fn end_element(&mut self, env: &Env<'_>) -> Result<()> {
        self.atomic = false;
        self.builder.end();
        self.finish_item(env)
    }

    pub fn start_document(&mut self) {
        self.atomic = false;
        if !self.inside() {
            self.builder.start_document();
        }
    }

    /// `outer`: the result of `start_document` being the start of an item of its own.
    pub fn end_document(&mut self, env: &Env<'_>) -> Result<()> {
        self.atomic = false;
        if self.mode != Mode::Tree && self.builder.depth() == 1 && !self.builder.in_element() {
            self.builder.end();
            return self.finish_item(env);
        }
        Ok(())
    }

    pub fn namespace(&mut self, env: &Env<'_>, prefix: Sym, uri: Sym) -> Result<()> {
        if !self.inside() {
            let (name, text) = {
                let mut names = env.names.borrow_mut();
                (names.name_of(Sym::EMPTY, prefix), names.text(uri))
            };
            self.builder.namespace_node(name, &text);
            return self.finish_item(env);
        }
        if !self.builder.takes_attributes() {
            return Err(Error::dynamic("XTDE0410", "a namespace comes after the children of its element"));
        }
        let open = self.builder.open_element();
        let ns_of_open = open.map(|(name, _)| env.names.borrow().pair(name).0);
        match self.builder.declared_here(prefix) {
            Some(bound) if bound == uri => return Ok(()),
            Some(_) => {
                return Err(Error::dynamic("XTDE0430", "two namespaces for the same prefix on an element"));
            }
            None => {}
        }
        if prefix == Sym::EMPTY && ns_of_open == Some(Sym::EMPTY) {
            return Err(Error::dynamic("XTDE0440", "a default namespace on an element without namespace"));
        }
        if self.builder.lookup(prefix) != Some(uri) {
            self.builder.namespace(prefix, uri);
        }
        Ok(())
    }

    /// A namespace of a literal or copied element: one that would contradict is left out.
    pub fn inherited_namespace(&mut self, env: &Env<'_>, prefix: Sym, uri: Sym) {
        if prefix == Sym::EMPTY {
            let open = self.builder.open_element().map(|(name, _)| env.names.borrow().pair(name).0);
            if open == Some(Sym::EMPTY) {
                return;
            }
        }
        if self.builder.declared_here(prefix).is_none() && self.builder.lookup(prefix) != Some(uri) {
            self.builder.namespace(prefix, uri);
        }
    }

    pub fn attribute(&mut self, env: &Env<'_>, name: NameId, prefix: Sym, value: &str) -> Result<()> {
        self.atomic = false;
        if !self.inside() {
            match self.mode {
                Mode::Text => self.text.push_str(value),
                Mode::Atoms => self.items.push(Item::Atom(Atom::Untyped(value.into()))),
                _ => {
                    self.builder.attribute(name, prefix, value);
                    return self.finish_item(env);
                }
            }
            return Ok(());
        }
        if !self.builder.in_element() {
            return Err(Error::dynamic("XTDE0420", "an attribute cannot be a child of a document"));
        }
        if !self.builder.takes_attributes() {
            return Err(Error::dynamic("XTDE0410", "an attribute comes after the children of its element"));
        }
        let ns = env.names.borrow().pair(name).0;
        let prefix = if ns == Sym::EMPTY { Sym::EMPTY } else { self.prefix_for(env, prefix, ns) };
        self.builder.attribute(name, prefix, value);
        self.check()
    }

    /// A prefix for an attribute in a namespace, declared if it is not yet.
    fn prefix_for(&mut self, env: &Env<'_>, wanted: Sym, ns: Sym) -> Sym {
        let mut names = env.names.borrow_mut();
        if ns == names.sym(drehscheibe_xdm::XML_NS) {
            return names.sym("xml");
        }
        let mut prefix = if wanted == Sym::EMPTY { names.sym("ns0") } else { wanted };
        let stem = names.text(prefix);
        for i in 1.. {
            if self.builder.lookup(prefix) == Some(ns) {
                return prefix;
            }
            // A prefix of the element itself or one declared here cannot be declared again.
            let taken = self.builder.declared_here(prefix).is_some()
                || self.builder.open_element().is_some_and(|(_, p)| p == prefix);
            if !taken {
                break;
            }
            prefix = names.sym(&format!("{stem}_{i}"));
        }
        self.builder.namespace(prefix, ns);
        prefix
    }

    /// A text node.
    pub fn text(&mut self, env: &Env<'_>, text: &str) -> Result<()> {
        self.atomic = false;
        if self.inside() {
            self.builder.text(text);
            return self.check();
        }
        match self.mode {
            Mode::Text => {
                self.text.push_str(text);
                self.runner.count(0, text.len())
            }
            Mode::Atoms => {
                self.items.push(Item::Atom(Atom::Untyped(text.into())));
                self.runner.count(0, text.len())
            }
            _ => {
                self.builder.lone_text(text);
                self.finish_item(env)
            }
        }
    }

    pub fn comment(&mut self, env: &Env<'_>, text: &str) -> Result<()> {
        self.atomic = false;
        self.builder.comment(text);
        self.finish_item(env)
    }

    pub fn pi(&mut self, env: &Env<'_>, target: NameId, data: &str) -> Result<()> {
        self.atomic = false;
        self.builder.pi(target, data);
        self.finish_item(env)
    }

    pub fn value(&mut self, env: &Env<'_>, value: Value) -> Result<()> {
        match value {
            Value::Empty => Ok(()),
            Value::One(item) => self.item(env, item),
            Value::Many(items) => {
                for item in items.iter() {
                    self.item(env, item.clone())?;
                }
                Ok(())
            }
        }
    }

    /// An item as `xsl:sequence` gives it.
    pub fn item(&mut self, env: &Env<'_>, item: Item) -> Result<()> {
        if !self.inside() {
            match self.mode {
                Mode::Text => {
                    if self.atomic && matches!(item, Item::Atom(_)) {
                        self.text.push(' ');
                    }
                    self.atomic = matches!(item, Item::Atom(_));
                    match &item {
                        Item::Node(node) => self.text.push_str(env.string(*node)),
                        Item::Atom(atom) => self.text.push_str(&atom.text()),
                    }
                }
                _ => self.items.push(item),
            }
            return Ok(());
        }
        match item {
            Item::Atom(atom) => {
                if self.atomic {
                    self.builder.text(" ");
                }
                self.builder.text(&atom.text());
                self.atomic = true;
                self.check()
            }
            Item::Node(node) => self.copy(env, node, true),
        }
    }

    /// A deep copy of a node.
    pub fn copy(&mut self, env: &Env<'_>, node: Node, namespaces: bool) -> Result<()> {
        self.atomic = false;
        let tree = env.tree(node);
        let top = node.idx;
        match tree.kind(top) {
            Kind::Attribute => return self.attribute(env, tree.name(top), tree.prefix(top), tree.string(top)),
            Kind::Text => return self.text(env, tree.string(top)),
            Kind::Comment => return self.comment(env, tree.string(top)),
            Kind::Pi => return self.pi(env, tree.name(top), tree.string(top)),
            Kind::Namespace => {
                let (prefix, uri) = {
                    let mut names = env.names.borrow_mut();
                    (names.pair(tree.name(top)).1, names.sym(tree.string(top)))
                };
                return self.namespace(env, prefix, uri);
            }
            Kind::Document if !self.inside() => self.builder.start_document(),
            Kind::Document | Kind::Element => {}
        }
        let own = tree.kind(top) == Kind::Document && self.builder.depth() == 1 && self.mode != Mode::Tree;
        self.runner.count((tree.end(top) - top) as usize, 0)?;
        let mut open: Vec<NodeIdx> = Vec::new();
        let first = if tree.kind(top) == Kind::Document { top + 1 } else { top };
        let last = tree.end(top);
        let mut n = first;
        while n <= last {
            while open.last().is_some_and(|o| tree.end(*o) < n) {
                open.pop();
                self.builder.end();
            }
            match tree.kind(n) {
                Kind::Element => {
                    self.start_element(env, tree.name(n), tree.prefix(n))?;
                    if namespaces {
                        if n == first || tree.parent(n) == top && tree.kind(top) == Kind::Document {
                            for (prefix, uri) in tree.in_scope(n) {
                                self.inherited_namespace(env, prefix, uri);
                            }
                        } else {
                            for (prefix, uri) in tree.declared_on(n) {
                                if uri != Sym::EMPTY {
                                    self.inherited_namespace(env, prefix, uri);
                                }
                            }
                        }
                    }
                    open.push(n);
                }
                Kind::Attribute => self.attribute(env, tree.name(n), tree.prefix(n), tree.string(n))?,
                Kind::Text => self.builder.text(tree.string(n)),
                Kind::Comment => self.builder.comment(tree.string(n)),
                Kind::Pi => self.builder.pi(tree.name(n), tree.string(n)),
                Kind::Document | Kind::Namespace => {}
            }
            n += 1;
        }
        while open.pop().is_some() {
            self.builder.end();
        }
        if own {
            self.builder.end();
        }
        self.finish_item(env)
    }
}
