//! A compiled schema.

use drehscheibe_xpath::{Expr, Key, Pattern};
use drehscheibe_xslt::Stylesheet;
use rustc_hash::FxHashMap;

use crate::report::Severity;

/// A compiled Schematron schema, for one phase. It can validate any number of documents.
#[derive(Debug)]
pub struct Schema {
    pub(crate) sheet: Stylesheet,
    pub(crate) frame: u32,
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) phase: String,
    pub(crate) namespaces: Vec<(String, String)>,
    /// Variables of the schema and the phase, then of the patterns, each with its slot.
    pub(crate) lets: Vec<(u32, Expr)>,
    pub(crate) patterns: Vec<PatternDef>,
    /// For each kind and name of node the rules that may fire, in order.
    pub(crate) by_key: FxHashMap<Key, Vec<Candidate>>,
}

#[derive(Clone, Debug)]
pub(crate) struct PatternDef {
    pub id: String,
    pub name: String,
    pub rules: Vec<RuleDef>,
}

#[derive(Clone, Debug)]
pub(crate) struct RuleDef {
    pub id: String,
    pub context: String,
    pub role: String,
    pub flag: String,
    pub lets: Vec<(u32, Expr)>,
    pub checks: Vec<Check>,
}

/// An `assert` or a `report`.
#[derive(Clone, Debug)]
pub(crate) struct Check {
    pub report: bool,
    pub id: String,
    pub test_text: String,
    pub test: Expr,
    pub role: String,
    pub flag: String,
    pub severity: Severity,
    pub message: Message,
    pub diagnostics: Vec<(String, Message)>,
    pub file: drehscheibe_xdm::Str,
    pub line: u32,
}

#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub lang: Option<String>,
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug)]
pub(crate) enum Part {
    Text(String),
    Value(Expr),
    /// The name of a node.
    Name(Option<Expr>),
}

#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub pattern: u32,
    pub rule: u32,
    pub matcher: Pattern,
}
