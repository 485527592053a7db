//! Calls of functions.

use std::sync::Arc;

use super::{FN_NS, Parser, XS_NS};
use crate::error::{Error, Result};
use crate::expr::Expr;
use crate::functions::{Arguments, Fun};
use crate::regex::Regex;
use crate::types::{AtomicType, SequenceType};
use crate::value::{Atom, Item, Value};

impl Parser<'_, '_> {
    pub(super) fn call(&mut self, prefix: &str, local: &str, mut args: Vec<Expr>) -> Result<Expr> {
        let ns = if prefix.is_empty() { FN_NS.into() } else { self.resolve(prefix)? };
        let arity = args.len();
        if &*ns == XS_NS
            && let Some(target) = AtomicType::by_name(local)
            && arity == 1
        {
            let operand = Box::new(args.pop().unwrap_or(Expr::empty()));
            let scope = Some(self.ctx.scope.clone());
            return Ok(Expr::Cast { operand, target, optional: true, scope });
        }
        if &*ns == FN_NS {
            if local == "current" && arity == 0 && self.ctx.host.has_current() {
                let slot = match self.current {
                    Some(slot) => slot,
                    None => *self.current.insert(self.ctx.locals.slot()),
                };
                return Ok(Expr::Local(slot));
            }
            if let Some((fun, least, most)) = Fun::by_name(local) {
                if arity < least || arity > most {
                    return Err(Error::fixed("XPST0017", format!("{local}() does not take {arity} arguments")));
                }
                return self.builtin(fun, args);
            }
        }
        match self.ctx.host.function(&ns, local, arity)? {
            Some(function) => {
                let params = function.params;
                let args = args
                    .into_iter()
                    .enumerate()
                    .map(|(i, arg)| match params.get(i) {
                        Some(param) if *param != SequenceType::ANY => Expr::Convert(Box::new(arg), *param),
                        _ => arg,
                    })
                    .collect();
                Ok(Expr::Host { id: function.id, args })
            }
            None => {
                let colon = if prefix.is_empty() { "" } else { ":" };
                Err(Error::fixed(
                    "XPST0017",
                    format!("there is no function {prefix}{colon}{local}() with {arity} arguments"),
                ))
            }
        }
    }

    fn builtin(&mut self, fun: Fun, mut args: Vec<Expr>) -> Result<Expr> {
        if self.ctx.compat {
            let wrap = |fun: Fun, arg: Expr| Expr::Call { fun, args: vec![Expr::First(Box::new(arg))], scope: None };
            let numeric = |i: usize| fun == Fun::Substring && i > 0;
            args = args
                .into_iter()
                .enumerate()
                .map(|(i, arg)| match fun.arguments() {
                    _ if numeric(i) => wrap(Fun::Number, arg),
                    Arguments::Text => wrap(Fun::String, arg),
                    Arguments::Number => wrap(Fun::Number, arg),
                    Arguments::Atomic => Expr::First(Box::new(arg)),
                    Arguments::Any
                        if matches!(
                            fun,
                            Fun::String
                                | Fun::Number
                                | Fun::Name
                                | Fun::LocalName
                                | Fun::NamespaceUri
                                | Fun::GenerateId
                        ) =>
                    {
                        Expr::First(Box::new(arg))
                    }
                    Arguments::Any if fun == Fun::Substring => wrap(Fun::String, arg),
                    Arguments::Any => arg,
                })
                .collect();
        }
        let literal = |arg: Option<&Expr>| match arg {
            Some(Expr::Literal(Value::One(Item::Atom(Atom::Str(s))))) => Some(s.clone()),
            None => Some("".into()),
            _ => None,
        };
        let flags = if fun == Fun::Replace { 3 } else { 2 };
        if matches!(fun, Fun::Matches | Fun::Replace | Fun::Tokenize)
            && let (Some(Expr::Literal(_)), Some(pattern), Some(flags)) =
                (args.get(1), literal(args.get(1)), literal(args.get(flags)))
        {
            let regex = Arc::new(Regex::new(&pattern, &flags)?);
            return Ok(Expr::Regex { fun, args, regex });
        }
        let scope = needs_scope(fun).then(|| self.ctx.scope.clone());
        Ok(Expr::Call { fun, args, scope })
    }
}

fn needs_scope(fun: Fun) -> bool {
    matches!(
        fun,
        Fun::StaticBaseUri
            | Fun::DefaultCollation
            | Fun::ResolveUri
            | Fun::Doc
            | Fun::DocAvailable
            | Fun::BaseUri
            | Fun::Compare
            | Fun::Max
            | Fun::Min
    )
}
