//! What is known when an expression is compiled: its static context.

use std::sync::Arc;

use drehscheibe_xdm::{NameTable, Str};

use crate::error::Result;
use crate::expr::Scope;
use crate::types::SequenceType;

/// A function of the host, as seen when compiling.
#[derive(Clone, Debug)]
pub struct HostFunction {
    /// Given back to [`Host::call`](crate::Host::call).
    pub id: u32,
    /// Arguments are converted to these types; shorter than the arguments: the rest as they are.
    pub params: Vec<SequenceType>,
}

/// What the host of an expression (XSLT, Schematron) knows when it is compiled.
pub trait StaticHost {
    /// The index of a global variable.
    fn global(&mut self, ns: &str, local: &str) -> Option<u32>;
    /// A function that XPath does not have. An error names what is wrong with the call.
    fn function(&mut self, ns: &str, local: &str, arity: usize) -> Result<Option<HostFunction>>;
    /// A fresh number for something kept per document.
    fn memo(&mut self) -> u32;
    /// Whether `current()` exists.
    fn has_current(&self) -> bool {
        false
    }
}

/// The local variables in scope and the size of the frame that holds them.
#[derive(Clone, Debug, Default)]
pub struct Locals {
    vars: Vec<(Str, Str, u32)>,
    next: u32,
    max: u32,
}

impl Locals {
    /// Takes a slot; it is free again after [`Locals::restore`].
    pub fn slot(&mut self) -> u32 {
        let slot = self.next;
        self.next += 1;
        self.max = self.max.max(self.next);
        slot
    }

    pub fn declare(&mut self, ns: &str, local: &str) -> u32 {
        let slot = self.slot();
        self.vars.push((ns.into(), local.into(), slot));
        slot
    }

    pub fn find(&self, ns: &str, local: &str) -> Option<u32> {
        self.vars.iter().rev().find(|v| &*v.0 == ns && &*v.1 == local).map(|v| v.2)
    }

    pub fn mark(&self) -> (usize, u32) {
        (self.vars.len(), self.next)
    }

    pub fn restore(&mut self, mark: (usize, u32)) {
        self.vars.truncate(mark.0);
        self.next = mark.1;
    }

    /// Slots that a frame must have.
    pub fn size(&self) -> u32 {
        self.max
    }
}

/// The static context of an expression.
#[allow(missing_debug_implementations)]
pub struct Static<'a> {
    pub names: &'a mut NameTable,
    pub scope: Arc<Scope>,
    /// The namespace of names without prefix in paths (`xpath-default-namespace`).
    pub element_ns: Str,
    /// XPath 1.0 compatibility mode.
    pub compat: bool,
    pub locals: &'a mut Locals,
    pub host: &'a mut dyn StaticHost,
}
