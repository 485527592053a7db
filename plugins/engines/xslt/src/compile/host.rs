//! Variables and functions that expressions of a stylesheet can use.

use std::sync::Arc;

use drehscheibe_xdm::Str;
use drehscheibe_xpath::{Error, FN_NS, HostFunction, Result, Scope, SequenceType, StaticHost};
use rustc_hash::FxHashMap;

use super::element::clark;
use crate::program::{HostCall, XFun};

/// The functions of XSLT 2.0: name, least and greatest number of arguments.
pub(crate) const FUNCTIONS: [(&str, usize, usize, XFun); 17] = [
    ("key", 2, 3, XFun::Key),
    ("document", 1, 2, XFun::Document),
    ("format-number", 2, 3, XFun::FormatNumber),
    ("format-dateTime", 2, 5, XFun::FormatDateTime),
    ("format-date", 2, 5, XFun::FormatDate),
    ("format-time", 2, 5, XFun::FormatTime),
    ("current-group", 0, 0, XFun::CurrentGroup),
    ("current-grouping-key", 0, 0, XFun::CurrentGroupingKey),
    ("regex-group", 1, 1, XFun::RegexGroup),
    ("system-property", 1, 1, XFun::SystemProperty),
    ("function-available", 1, 2, XFun::FunctionAvailable),
    ("element-available", 1, 1, XFun::ElementAvailable),
    ("type-available", 1, 1, XFun::TypeAvailable),
    ("unparsed-text", 1, 2, XFun::UnparsedText),
    ("unparsed-text-available", 1, 2, XFun::UnparsedTextAvailable),
    ("unparsed-entity-uri", 1, 1, XFun::UnparsedEntity),
    ("unparsed-entity-public-id", 1, 1, XFun::UnparsedEntity),
];

#[derive(Debug, Default)]
pub(crate) struct HostTable {
    pub globals: FxHashMap<Str, u32>,
    /// Functions of the stylesheet by name and number of arguments.
    pub functions: FxHashMap<(Str, usize), (usize, Vec<SequenceType>)>,
    pub calls: Vec<HostCall>,
    pub memos: u32,
    pub scope: Arc<Scope>,
    pub compat: bool,
    /// Only what `use-when` may use.
    pub static_only: bool,
}

impl HostTable {
    fn call(&mut self, fun: XFun) -> u32 {
        self.calls.push(HostCall { fun, scope: self.scope.clone(), compat: self.compat });
        self.calls.len() as u32 - 1
    }
}

impl StaticHost for HostTable {
    fn global(&mut self, ns: &str, local: &str) -> Option<u32> {
        if self.static_only {
            return None;
        }
        self.globals.get(&clark(ns, local)).copied()
    }

    fn function(&mut self, ns: &str, local: &str, arity: usize) -> Result<Option<HostFunction>> {
        if ns == FN_NS {
            let Some((_, least, most, fun)) = FUNCTIONS.iter().find(|f| f.0 == local) else { return Ok(None) };
            if arity < *least || arity > *most {
                return Err(Error::fixed("XPST0017", format!("{local}() does not take {arity} arguments")));
            }
            return Ok(Some(HostFunction { id: self.call(*fun), params: Vec::new() }));
        }
        if let Some((index, params)) = self.functions.get(&(clark(ns, local), arity)) {
            let (index, params) = (*index, params.clone());
            return Ok(Some(HostFunction { id: self.call(XFun::User(index)), params }));
        }
        Ok(None)
    }

    fn memo(&mut self) -> u32 {
        self.memos += 1;
        self.memos - 1
    }

    fn has_current(&self) -> bool {
        !self.static_only
    }
}
