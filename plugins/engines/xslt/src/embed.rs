//! For languages that stand on this processor, such as Schematron: expressions and patterns that
//! use the functions and keys of a stylesheet, evaluated in its run.

use std::sync::Arc;

use drehscheibe_xdm::{NameId, ParseOptions, Str, parse};
use drehscheibe_xpath::{Env, Error, Expr, Locals, Node, Pattern, Result, Scope, Static};

use crate::compile::{CompileOptions, Compiler};
use crate::program::Stylesheet;
use crate::run::{RunOptions, Runner};
use crate::source::Resolver;

/// The static context of an embedded expression.
#[derive(Clone, Debug)]
pub struct Context {
    pub scope: Arc<Scope>,
    /// The namespace of element names without prefix.
    pub element_ns: Str,
    /// XPath 1.0 compatibility mode.
    pub compat: bool,
}

/// A stylesheet that is still open for further expressions.
#[allow(missing_debug_implementations)]
pub struct Embedding<'r> {
    compiler: Compiler<'r>,
    /// Local variables: declare here what the expressions may use.
    pub locals: Locals,
}

impl<'r> Embedding<'r> {
    /// Starts from the stylesheet `uri`.
    ///
    /// # Errors
    /// As [`compile`](crate::compile()).
    pub fn new(
        uri: &str,
        resolver: &'r dyn Resolver,
        options: &CompileOptions,
    ) -> std::result::Result<Self, Vec<Error>> {
        let compiler = Compiler::compiled(uri, resolver, options)?;
        Ok(Embedding { compiler, locals: Locals::default() })
    }

    fn with<T>(&mut self, context: &Context, f: impl FnOnce(&mut Static<'_>) -> Result<T>) -> Result<T> {
        self.compiler.host.scope = context.scope.clone();
        self.compiler.host.compat = context.compat;
        f(&mut Static {
            names: &mut self.compiler.names,
            scope: context.scope.clone(),
            element_ns: context.element_ns.clone(),
            compat: context.compat,
            locals: &mut self.locals,
            host: &mut self.compiler.host,
        })
    }

    pub fn expr(&mut self, text: &str, context: &Context) -> Result<Expr> {
        self.with(context, |s| drehscheibe_xpath::compile(text, s))
    }

    pub fn pattern(&mut self, text: &str, context: &Context) -> Result<Vec<Pattern>> {
        self.with(context, |s| drehscheibe_xpath::compile_pattern(text, s))
    }

    pub fn name(&mut self, ns: &str, local: &str) -> NameId {
        self.compiler.names.name(ns, local)
    }

    pub fn finish(self) -> Stylesheet {
        self.compiler.into_program()
    }
}

impl Stylesheet {
    /// Parses a source and evaluates whatever `f` wants in a run of this stylesheet.
    ///
    /// # Errors
    /// What is wrong with the source (`SXXP0003`), or what `f` gives.
    pub fn evaluate<T>(
        &self,
        source: &[u8],
        options: &RunOptions,
        f: impl FnOnce(&Env<'_>, Node) -> Result<T>,
    ) -> Result<T> {
        let (runner, store, names) = self.prepare(options);
        let uri: Option<Str> = options.source_uri.as_deref().map(Str::from);
        let parse_options = ParseOptions { limits: options.limits.source, lines: false, base_uri: uri };
        let tree = parse(source, &mut names.borrow_mut(), &parse_options)
            .map_err(|e| Error::dynamic("SXXP0003", format!("the document is not well-formed: {e}")))?;
        let root = store.add(tree);
        runner.source.set(Some(root));
        let runner: Runner<'_> = runner;
        let env = Env::new(&store, &names, &runner, options.now, self.memos);
        f(&env, root)
    }
}
