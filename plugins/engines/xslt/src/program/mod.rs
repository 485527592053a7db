//! A compiled stylesheet.

mod instruction;

pub(crate) use instruction::{
    AttributeName, Avt, AvtPart, Body, Content, GroupBy, Instr, LiteralElement, ModeRef, Node, NumberInstr,
    NumberLevel, Place, SortKey, WithParam,
};

use std::sync::Arc;

use drehscheibe_xdm::{NameTable, OutputProperties, Str};
use drehscheibe_xpath::{Key, NameTest, Pattern, Scope, SequenceType};
use rustc_hash::FxHashMap;

#[derive(Clone, Debug)]
pub(crate) struct Param {
    pub name: Str,
    pub slot: u32,
    pub required: bool,
    pub tunnel: bool,
    pub default: Content,
    pub as_type: Option<SequenceType>,
    pub base: Option<Str>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Template {
    pub name: Option<Str>,
    pub params: Vec<Param>,
    pub body: Body,
    pub as_type: Option<SequenceType>,
    pub frame: u32,
    pub place: Place,
    /// Import precedence, and the lowest one among what its stylesheet imports.
    pub precedence: u32,
    pub lowest: u32,
    pub compat: bool,
}

/// A template rule: one alternative of a match pattern.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub pattern: Pattern,
    pub frame: u32,
    pub template: usize,
    pub precedence: u32,
    pub priority: f64,
    pub order: u32,
}

/// The rules of a mode, best first, by what they can match at all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mode {
    pub rules: Vec<Rule>,
    pub by_key: FxHashMap<Key, Vec<u32>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Global {
    pub name: Str,
    pub param: bool,
    pub required: bool,
    pub content: Content,
    pub as_type: Option<SequenceType>,
    pub frame: u32,
    pub place: Place,
    pub base: Option<Str>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Function {
    pub name: Str,
    pub slots: Vec<u32>,
    pub as_type: Option<SequenceType>,
    pub body: Body,
    pub frame: u32,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub(crate) struct KeyDef {
    pub patterns: Vec<Pattern>,
    pub content: Content,
    pub frame: u32,
    pub compat: bool,
    pub place: Place,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct AttributeSet {
    pub uses: Vec<Str>,
    pub body: Body,
    pub frame: u32,
}

/// `xsl:decimal-format`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DecimalFormat {
    pub decimal: char,
    pub grouping: char,
    pub infinity: Str,
    pub minus: char,
    pub nan: Str,
    pub percent: char,
    pub per_mille: char,
    pub zero: char,
    pub digit: char,
    pub pattern: char,
}

impl Default for DecimalFormat {
    fn default() -> Self {
        DecimalFormat {
            decimal: '.',
            grouping: ',',
            infinity: "Infinity".into(),
            minus: '-',
            nan: "NaN".into(),
            percent: '%',
            per_mille: '‰',
            zero: '0',
            digit: '#',
            pattern: ';',
        }
    }
}

/// `xsl:strip-space` and `xsl:preserve-space`: the best rule for a name comes first.
#[derive(Clone, Debug)]
pub(crate) struct SpaceRule {
    pub test: NameTest,
    pub strip: bool,
    pub precedence: u32,
    pub priority: i32,
    pub order: u32,
}

/// A function of XSLT that is called somewhere; the scope is that of the call.
#[derive(Clone, Debug)]
pub(crate) struct HostCall {
    pub fun: XFun,
    pub scope: Arc<Scope>,
    pub compat: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum XFun {
    User(usize),
    Key,
    Document,
    FormatNumber,
    FormatDateTime,
    FormatDate,
    FormatTime,
    CurrentGroup,
    CurrentGroupingKey,
    RegexGroup,
    SystemProperty,
    FunctionAvailable,
    ElementAvailable,
    TypeAvailable,
    UnparsedText,
    UnparsedTextAvailable,
    UnparsedEntity,
}

/// A stylesheet with all that it includes and imports, compiled. It can be run any number of times,
/// at the same time on several threads, too.
#[derive(Debug, Default)]
pub struct Stylesheet {
    pub(crate) names: Arc<NameTable>,
    pub(crate) files: Vec<Str>,
    pub(crate) templates: Vec<Template>,
    pub(crate) named: FxHashMap<Str, usize>,
    pub(crate) modes: Vec<Mode>,
    pub(crate) mode_names: FxHashMap<Str, u32>,
    pub(crate) globals: Vec<Global>,
    pub(crate) functions: Vec<Function>,
    pub(crate) keys: FxHashMap<Str, Vec<KeyDef>>,
    pub(crate) sets: FxHashMap<Str, Vec<AttributeSet>>,
    pub(crate) formats: FxHashMap<Str, DecimalFormat>,
    pub(crate) spaces: Vec<SpaceRule>,
    pub(crate) outputs: Vec<OutputProperties>,
    pub(crate) calls: Vec<HostCall>,
    pub(crate) memos: u32,
    /// Documents for `doc()` and `document()`, by absolute URI.
    pub(crate) documents: FxHashMap<Str, Arc<[u8]>>,
    /// The version that the first stylesheet names.
    pub(crate) version: Str,
}

/// A parameter of a stylesheet that a run may set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// `{namespace}local` or `local`.
    pub name: String,
    pub required: bool,
}

impl Stylesheet {
    /// The parameters that a run may set, in order of name.
    pub fn parameters(&self) -> Vec<Parameter> {
        let mut all: Vec<_> = (self.globals.iter().filter(|global| global.param))
            .map(|global| Parameter { name: global.name.to_string(), required: global.required })
            .collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all.dedup_by(|a, b| a.name == b.name);
        all
    }
}
