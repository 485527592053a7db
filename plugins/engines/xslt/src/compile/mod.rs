//! From stylesheets to a [`Stylesheet`].

mod allowed;
mod attributes;
mod declarations;
mod element;
mod host;
mod instructions;
mod literal;
mod load;
mod output;
mod rules;
mod sequence;
mod static_if;

use std::sync::Arc;

use drehscheibe_xdm::{NameId, NameTable, ParseLimits, Str, Sym};
use drehscheibe_xpath::{Error, Expr, Locals, Pattern, Result, Scope, SequenceType, Static};
use rustc_hash::FxHashMap;

use crate::program::{Place, Stylesheet, XFun};
use crate::source::Resolver;
pub(crate) use element::{El, clark};
pub(crate) use host::FUNCTIONS;
use host::HostTable;
use load::Level;
pub(crate) use output::method_by_name;

pub const XSL_NS: &str = "http://www.w3.org/1999/XSL/Transform";

/// What the compiler needs besides the stylesheet.
#[derive(Clone, Debug)]
pub struct CompileOptions {
    /// Limits of each stylesheet file.
    pub limits: ParseLimits,
    /// Stylesheet files in all.
    pub files: usize,
    /// Documents that `doc()` and `document()` can read when the stylesheet runs: they are taken
    /// from the resolver now and become part of the compiled stylesheet. There are no others.
    pub documents: Vec<String>,
}

impl Default for CompileOptions {
    fn default() -> Self {
        CompileOptions {
            limits: ParseLimits { depth: 256, ..ParseLimits::default() },
            files: 1_000,
            documents: Vec::new(),
        }
    }
}

/// Compiles the stylesheet `uri` with all that it includes and imports.
///
/// # Errors
/// All problems found, each with file and line: what is wrong, and every construct that this
/// processor does not support. Nothing is skipped silently.
pub fn compile(
    uri: &str,
    resolver: &dyn Resolver,
    options: &CompileOptions,
) -> std::result::Result<Stylesheet, Vec<Error>> {
    Compiler::compiled(uri, resolver, options).map(Compiler::into_program)
}

pub(crate) struct Compiler<'r> {
    pub names: NameTable,
    pub host: HostTable,
    pub locals: Locals,
    pub program: Stylesheet,
    pub errors: Vec<Error>,
    pub options: CompileOptions,
    pub resolver: &'r dyn Resolver,
    pub levels: Vec<Level>,
    pub loading: Vec<Str>,
    pub next_precedence: u32,
    pub scopes: FxHashMap<(u16, u32), Arc<Scope>>,
    pub aliases: Vec<(Sym, Sym, Option<Sym>, u32)>,
    pub output_index: FxHashMap<Str, usize>,
    /// The element of each character map, and what came of it.
    pub character_map_elements: FxHashMap<Str, El>,
    pub character_maps: FxHashMap<Str, drehscheibe_xdm::CharMap>,
    pub xsl: XslNames,
}

/// Names that are looked for often.
pub(crate) struct XslNames {
    pub ns: Sym,
    pub xml_space: NameId,
}

impl<'r> Compiler<'r> {
    fn new(resolver: &'r dyn Resolver, options: CompileOptions) -> Self {
        let mut names = NameTable::new();
        let xsl = XslNames { ns: names.sym(XSL_NS), xml_space: names.name(drehscheibe_xdm::XML_NS, "space") };
        Compiler {
            names,
            host: HostTable::default(),
            locals: Locals::default(),
            program: Stylesheet::default(),
            errors: Vec::new(),
            options,
            resolver,
            levels: Vec::new(),
            loading: Vec::new(),
            next_precedence: 0,
            scopes: FxHashMap::default(),
            aliases: Vec::new(),
            output_index: FxHashMap::default(),
            character_map_elements: FxHashMap::default(),
            character_maps: FxHashMap::default(),
            xsl,
        }
    }

    /// A compiler that has read and compiled a stylesheet without problems.
    pub fn compiled(
        uri: &str,
        resolver: &'r dyn Resolver,
        options: &CompileOptions,
    ) -> std::result::Result<Self, Vec<Error>> {
        let mut compiler = Compiler::new(resolver, options.clone());
        if let Err(error) = compiler.load_main(uri).and_then(|()| compiler.declare_all()) {
            compiler.errors.push(error);
        }
        // `document('')` is the file in which it stands.
        let calls = compiler.host.calls.iter().filter(|call| call.fun == XFun::Document);
        let own: Vec<Str> = calls.filter_map(|call| call.scope.base_uri.clone()).collect();
        for file in own {
            compiler.build_in(&file);
        }
        for document in &options.documents {
            if !compiler.build_in(document) {
                let message = format!("there is no document {document} to build in");
                compiler.errors.push(Error::fixed("FODC0002", message));
            }
        }
        if compiler.errors.is_empty() { Ok(compiler) } else { Err(compiler.errors) }
    }

    pub fn into_program(mut self) -> Stylesheet {
        self.program.calls = std::mem::take(&mut self.host.calls);
        self.program.memos = self.host.memos;
        self.program.names = Arc::new(self.names);
        self.program
    }

    /// Notes a problem and goes on.
    pub fn note(&mut self, el: &El, error: Error) {
        if self.errors.len() < 1_000 {
            self.errors.push(error.at(&el.uri, el.line()));
        }
    }

    /// Runs `f`; an error is noted and replaced by the default.
    pub fn or_note<T: Default>(&mut self, el: &El, result: Result<T>) -> T {
        match result {
            Ok(value) => value,
            Err(error) => {
                self.note(el, error);
                T::default()
            }
        }
    }

    pub fn place(&self, el: &El) -> Place {
        Place { file: el.file, line: el.line() }
    }

    fn with_static<T>(&mut self, el: &El, f: impl FnOnce(&mut Static<'_>) -> Result<T>) -> Result<T> {
        let scope = self.scope(el);
        let element_ns = self.default_element_ns(el);
        let compat = self.compat(el);
        self.host.scope = scope.clone();
        self.host.compat = compat;
        let mut context = Static {
            names: &mut self.names,
            scope,
            element_ns,
            compat,
            locals: &mut self.locals,
            host: &mut self.host,
        };
        f(&mut context).map_err(|e| e.at(&el.uri, el.line()))
    }

    pub fn expr(&mut self, el: &El, text: &str) -> Result<Expr> {
        self.with_static(el, |context| drehscheibe_xpath::compile(text, context))
    }

    pub fn pattern(&mut self, el: &El, text: &str) -> Result<Vec<Pattern>> {
        self.with_static(el, |context| drehscheibe_xpath::compile_pattern(text, context))
    }

    pub fn sequence_type(&mut self, el: &El, text: &str) -> Result<SequenceType> {
        self.with_static(el, |context| drehscheibe_xpath::compile_type(text, context))
    }

    /// The type in the attribute `as`, if there is one.
    pub fn as_type(&mut self, el: &El) -> Result<Option<SequenceType>> {
        match self.attr(el, "as") {
            Some(text) => self.sequence_type(el, &text).map(Some),
            None => Ok(None),
        }
    }
}

/// Adds to a table of lists.
pub(crate) fn push<T>(map: &mut FxHashMap<Str, Vec<T>>, name: Str, value: T) {
    map.entry(name).or_default().push(value);
}
