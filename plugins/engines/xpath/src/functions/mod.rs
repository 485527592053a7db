//! The functions of XPath 2.0.

mod accessors;
mod dates;
mod nodes;
mod numbers;
mod sequences;
mod table;
mod texts;
mod uris;

pub use nodes::generated_id;
pub use table::{Arguments, Fun};
pub use uris::resolve_uri;

use crate::env::{Env, Focus};
use crate::error::{Error, Result};
use crate::expr::{Expr, Scope};
use crate::value::{Item, Value};

impl Env<'_> {
    pub(crate) fn call(&self, fun: Fun, args: &[Expr], scope: Option<&Scope>, focus: &Focus) -> Result<Value> {
        // Those that do not need all items of their arguments, or none at all.
        match (fun, args) {
            (Fun::True, _) => return Ok(Value::bool(true)),
            (Fun::False, _) => return Ok(Value::bool(false)),
            (Fun::Not, [arg]) => return Ok(Value::bool(!self.ebv(arg, focus)?)),
            (Fun::Boolean, [arg]) => return Ok(Value::bool(self.ebv(arg, focus)?)),
            (Fun::Exists, [arg]) => return Ok(Value::bool(self.exists(arg, focus)?)),
            (Fun::Empty, [arg]) => return Ok(Value::bool(!self.exists(arg, focus)?)),
            (Fun::Position | Fun::Last, _) => {
                if focus.item.is_none() {
                    return Err(Error::dynamic("XPDY0002", "there is no context item"));
                }
                let n = if fun == Fun::Position { focus.position } else { focus.size };
                return Ok(Value::int(n as i64));
            }
            (Fun::Count, [arg]) => {
                let mut n = 0i64;
                let _ = self.each_unordered(arg, focus, &mut |_| {
                    n += 1;
                    Ok(std::ops::ControlFlow::Continue(()))
                })?;
                return Ok(Value::int(n));
            }
            _ => {}
        }
        let mut values: [Value; 4] = Default::default();
        let mut list;
        let values: &[Value] = if args.len() <= values.len() {
            for (slot, arg) in values.iter_mut().zip(args) {
                *slot = self.eval(arg, focus)?;
            }
            values.get(..args.len()).unwrap_or(&[])
        } else {
            list = Vec::with_capacity(args.len());
            for arg in args {
                list.push(self.eval(arg, focus)?);
            }
            &list
        };
        self.apply(fun, values, scope, focus)
    }

    fn apply(&self, fun: Fun, args: &[Value], scope: Option<&Scope>, focus: &Focus) -> Result<Value> {
        if let Some(value) = self.text_function(fun, args, focus)? {
            return Ok(value);
        }
        if let Some(value) = self.number_function(fun, args, focus)? {
            return Ok(value);
        }
        if let Some(value) = self.sequence_function(fun, args)? {
            return Ok(value);
        }
        if let Some(value) = self.node_function(fun, args, scope, focus)? {
            return Ok(value);
        }
        if let Some(value) = self.date_function(fun, args)? {
            return Ok(value);
        }
        if let Some(value) = self.accessor(fun, args)? {
            return Ok(value);
        }
        match self.uri_function(fun, args, scope)? {
            Some(value) => Ok(value),
            None => Err(Error::unsupported(format!("the function {}() is not supported", fun.name()))),
        }
    }

    /// The argument, or the context item if there is none.
    fn or_context(&self, args: &[Value], focus: &Focus) -> Result<Value> {
        match (args.first(), &focus.item) {
            (Some(value), _) => Ok(value.clone()),
            (None, Some(item)) => Ok(Value::One(item.clone())),
            (None, None) => Err(Error::dynamic("XPDY0002", "there is no context item")),
        }
    }

    /// Whether a collation is the one by code points; others are not for comparing here.
    fn check_collation(&self, args: &[Value], index: usize) -> Result<()> {
        match args.get(index) {
            None | Some(Value::Empty) => Ok(()),
            Some(value) => {
                let uri = self.text(value)?;
                crate::collation::Collation::by_uri(&uri).map(|_| ())
            }
        }
    }

    fn collation(&self, args: &[Value], index: usize, scope: Option<&Scope>) -> Result<crate::collation::Collation> {
        match args.get(index) {
            None | Some(Value::Empty) => match scope.and_then(|s| s.default_collation.as_deref()) {
                Some(uri) => crate::collation::Collation::by_uri(uri),
                None => Ok(crate::collation::Collation::CodePoint),
            },
            Some(value) => crate::collation::Collation::by_uri(&self.text(value)?),
        }
    }
}

fn arg(args: &[Value], index: usize) -> &Value {
    static EMPTY: Value = Value::Empty;
    args.get(index).unwrap_or(&EMPTY)
}

fn one(value: &Value) -> Option<&Item> {
    match value {
        Value::One(item) => Some(item),
        _ => None,
    }
}
