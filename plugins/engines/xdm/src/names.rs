//! Names by id.

use std::sync::Arc;

use rustc_hash::FxHashMap;

/// Text shared between a compiled program and its runs.
pub type Str = Arc<str>;

/// The namespace that the prefix `xml` is bound to, always.
pub const XML_NS: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace of namespace declarations; no other prefix may be bound to it.
pub const XMLNS_NS: &str = "http://www.w3.org/2000/xmlns/";

/// A text in a [`NameTable`]: a prefix, a namespace or a local name. `Sym::EMPTY` is the empty text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Sym(u32);

impl Sym {
    pub const EMPTY: Sym = Sym(0);
}

/// An expanded name (namespace and local name) in a [`NameTable`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct NameId(u32);

impl NameId {
    /// Nodes without a name carry this one.
    pub const NONE: NameId = NameId(0);
}

/// Interned texts and expanded names.
///
/// A compiled program owns one table; every run extends it ([`NameTable::extending`]), so that names
/// of the program keep their ids and the program itself stays unchanged.
#[derive(Debug, Default)]
pub struct NameTable {
    base: Option<Arc<NameTable>>,
    first_sym: u32,
    first_name: u32,
    syms: Vec<Str>,
    by_text: FxHashMap<Str, Sym>,
    names: Vec<(Sym, Sym)>,
    by_pair: FxHashMap<(Sym, Sym), NameId>,
}

impl NameTable {
    pub fn new() -> Self {
        let mut table = NameTable::default();
        table.sym("");
        table.name("", "");
        table
    }

    /// An empty table on top of `base`: ids of `base` stay valid.
    pub fn extending(base: Arc<NameTable>) -> Self {
        NameTable {
            first_sym: base.first_sym + base.syms.len() as u32,
            first_name: base.first_name + base.names.len() as u32,
            base: Some(base),
            ..NameTable::default()
        }
    }

    /// The id of a text; a new one if the table does not have it.
    pub fn sym(&mut self, text: &str) -> Sym {
        if let Some(sym) = self.find_sym(text) {
            return sym;
        }
        let sym = Sym(self.first_sym + self.syms.len() as u32);
        let text: Str = text.into();
        self.syms.push(text.clone());
        self.by_text.insert(text, sym);
        sym
    }

    /// The id of a text if the table has it.
    pub fn find_sym(&self, text: &str) -> Option<Sym> {
        if let Some(base) = &self.base
            && let Some(sym) = base.find_sym(text)
        {
            return Some(sym);
        }
        self.by_text.get(text).copied()
    }

    /// The id of an expanded name; a new one if the table does not have it.
    pub fn name(&mut self, namespace: &str, local: &str) -> NameId {
        let pair = (self.sym(namespace), self.sym(local));
        self.name_of(pair.0, pair.1)
    }

    /// As [`NameTable::name`], from ids.
    pub fn name_of(&mut self, namespace: Sym, local: Sym) -> NameId {
        if let Some(id) = self.find_name_of(namespace, local) {
            return id;
        }
        let id = NameId(self.first_name + self.names.len() as u32);
        self.names.push((namespace, local));
        self.by_pair.insert((namespace, local), id);
        id
    }

    /// The id of an expanded name if the table has it.
    pub fn find_name(&self, namespace: &str, local: &str) -> Option<NameId> {
        self.find_name_of(self.find_sym(namespace)?, self.find_sym(local)?)
    }

    fn find_name_of(&self, namespace: Sym, local: Sym) -> Option<NameId> {
        if let Some(base) = &self.base
            && let Some(id) = base.find_name_of(namespace, local)
        {
            return Some(id);
        }
        self.by_pair.get(&(namespace, local)).copied()
    }

    /// The text of an id of this table.
    pub fn text(&self, sym: Sym) -> Str {
        self.text_ref(sym).clone()
    }

    fn text_ref(&self, sym: Sym) -> &Str {
        if sym.0 < self.first_sym
            && let Some(base) = &self.base
        {
            return base.text_ref(sym);
        }
        static EMPTY: std::sync::LazyLock<Str> = std::sync::LazyLock::new(|| "".into());
        self.syms.get((sym.0 - self.first_sym) as usize).unwrap_or(&EMPTY)
    }

    /// Namespace and local name of an id of this table.
    pub fn pair(&self, name: NameId) -> (Sym, Sym) {
        if name.0 < self.first_name
            && let Some(base) = &self.base
        {
            return base.pair(name);
        }
        self.names.get((name.0 - self.first_name) as usize).copied().unwrap_or((Sym::EMPTY, Sym::EMPTY))
    }

    pub fn local(&self, name: NameId) -> Str {
        self.text(self.pair(name).1)
    }

    pub fn namespace(&self, name: NameId) -> Str {
        self.text(self.pair(name).0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_keeps_the_ids_of_its_base_and_adds_its_own() {
        let mut base = NameTable::new();
        let a = base.name("urn:x", "a");
        let base = Arc::new(base);
        let mut over = NameTable::extending(base.clone());
        assert_eq!(over.name("urn:x", "a"), a);
        let b = over.name("urn:x", "b");
        assert_ne!(a, b);
        assert_eq!(&*over.local(b), "b");
        assert_eq!(&*over.namespace(b), "urn:x");
        assert_eq!(&*over.local(a), "a");
        assert_eq!(base.find_sym("b"), None);
    }
}
