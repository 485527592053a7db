//! Instructions and what they are made of.

use std::sync::Arc;

use drehscheibe_xdm::{NameId, Str, Sym};
use drehscheibe_xpath::{Expr, Pattern, Scope, SequenceType};

/// Where an instruction stands: index of the file, and line.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    pub file: u16,
    pub line: u32,
}

/// An instruction and its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub place: Place,
    pub instr: Instr,
}

/// A sequence constructor.
pub(crate) type Body = Vec<Node>;

/// An attribute value template.
#[derive(Clone, Debug)]
pub(crate) enum Avt {
    Fixed(Str),
    Parts(Vec<AvtPart>),
}

#[derive(Clone, Debug)]
pub(crate) enum AvtPart {
    Text(Str),
    Expr(Expr),
}

/// The value of a variable, attribute and so on.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    Empty,
    Select(Expr),
    Body(Body),
}

#[derive(Clone, Debug)]
pub(crate) struct SortKey {
    pub key: Content,
    pub order: Option<Avt>,
    pub data_type: Option<Avt>,
    pub lang: Option<Avt>,
    pub case_order: Option<Avt>,
    pub collation: Option<Avt>,
    pub compat: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct WithParam {
    pub name: Str,
    pub tunnel: bool,
    pub value: Content,
    pub as_type: Option<SequenceType>,
}

#[derive(Clone, Debug)]
pub(crate) enum ModeRef {
    Current,
    Named(u32),
}

#[derive(Clone, Debug)]
pub(crate) enum GroupBy {
    By(Expr),
    Adjacent(Expr),
    StartingWith(Vec<Pattern>),
    EndingWith(Vec<Pattern>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NumberLevel {
    Single,
    Multiple,
    Any,
}

#[derive(Clone, Debug)]
pub(crate) struct NumberInstr {
    pub value: Option<Expr>,
    pub select: Option<Expr>,
    pub level: NumberLevel,
    pub count: Option<Vec<Pattern>>,
    pub from: Option<Vec<Pattern>>,
    pub format: Avt,
    pub grouping_separator: Option<Avt>,
    pub grouping_size: Option<Avt>,
    pub ordinal: Option<Avt>,
    pub compat: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Instr {
    Text(Str),
    ValueOf {
        content: Content,
        separator: Option<Avt>,
        compat: bool,
    },
    Sequence(Expr),
    CopyOf {
        select: Expr,
        namespaces: bool,
    },
    Copy {
        body: Body,
        sets: Vec<Str>,
        namespaces: bool,
    },
    Literal(Box<LiteralElement>),
    Element {
        name: Avt,
        namespace: Option<Avt>,
        scope: Arc<Scope>,
        sets: Vec<Str>,
        body: Body,
    },
    Attribute {
        name: AttributeName,
        content: Content,
        separator: Option<Avt>,
    },
    Namespace {
        name: Avt,
        content: Content,
    },
    Comment(Content),
    Pi {
        name: Avt,
        content: Content,
    },
    Document(Body),
    If(Expr, Body),
    Choose(Vec<(Expr, Body)>, Body),
    ForEach {
        select: Expr,
        sorts: Vec<SortKey>,
        body: Body,
    },
    ForEachGroup {
        select: Expr,
        by: GroupBy,
        collation: Option<Avt>,
        sorts: Vec<SortKey>,
        body: Body,
    },
    ApplyTemplates {
        select: Option<Expr>,
        mode: ModeRef,
        params: Vec<WithParam>,
        sorts: Vec<SortKey>,
    },
    CallTemplate {
        template: usize,
        params: Vec<WithParam>,
    },
    ApplyImports {
        params: Vec<WithParam>,
    },
    NextMatch {
        params: Vec<WithParam>,
    },
    Variable {
        slot: u32,
        content: Content,
        as_type: Option<SequenceType>,
        base: Option<Str>,
    },
    Message {
        content: Content,
        body: Body,
        terminate: Avt,
    },
    Number(Box<NumberInstr>),
    AnalyzeString {
        select: Expr,
        regex: Avt,
        flags: Avt,
        matching: Body,
        rest: Body,
    },
    PerformSort {
        content: Content,
        sorts: Vec<SortKey>,
    },
    ResultDocument {
        href: Option<Avt>,
        output: usize,
        method: Option<Avt>,
        body: Body,
    },
    /// Several instructions as one.
    Block(Body),
}

#[derive(Clone, Debug)]
pub(crate) enum AttributeName {
    Fixed(NameId, Sym),
    Computed { name: Avt, namespace: Option<Avt>, scope: Arc<Scope> },
}

#[derive(Clone, Debug)]
pub(crate) struct LiteralElement {
    pub name: NameId,
    pub prefix: Sym,
    pub namespaces: Vec<(Sym, Sym)>,
    pub attributes: Vec<(NameId, Sym, Avt)>,
    pub sets: Vec<Str>,
    pub body: Body,
}
