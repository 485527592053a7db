//! XPath 2.0 on the arena documents of [`drehscheibe_xdm`], schema-unaware.
//!
//! An expression is compiled once ([`compile`]) and evaluated often ([`Env::eval`]). A run is a pure
//! function of what is in its [`Env`]: documents, variables, and the time that the caller gives as
//! `now`, whose offset is also the implicit time zone. There is no clock, no file, no network.
//!
//! ```
//! use std::cell::RefCell;
//! use std::sync::Arc;
//! use drehscheibe_xdm::{NameTable, ParseOptions, parse};
//! use drehscheibe_xpath::*;
//!
//! struct Nothing(u32);
//! impl StaticHost for Nothing {
//!     fn global(&mut self, _: &str, _: &str) -> Option<u32> { None }
//!     fn function(&mut self, _: &str, _: &str, _: usize) -> Result<Option<HostFunction>> { Ok(None) }
//!     fn memo(&mut self) -> u32 { self.0 += 1; self.0 - 1 }
//! }
//! let mut names = NameTable::new();
//! let mut locals = Locals::default();
//! let mut host = Nothing(0);
//! let expr = compile("sum(//preis) * 2", &mut Static {
//!     names: &mut names, scope: Arc::default(), element_ns: "".into(), compat: false,
//!     locals: &mut locals, host: &mut host,
//! })?;
//! let tree = parse(b"<a><preis>1</preis><preis>2</preis></a>", &mut names, &ParseOptions::default()).unwrap();
//! let (store, names) = (Store::new(), RefCell::new(names));
//! let root = store.add(tree);
//! let env = Env::new(&store, &names, &NoHost, Moment::from_unix(0, 0, 60), host.0);
//! let base = env.push_frame(locals.size());
//! let value = env.eval(&expr, &Focus::on(root, base))?;
//! assert_eq!(&*env.item_text(value.first().unwrap()), "6");
//! # Ok::<(), Error>(())
//! ```
//!
//! # Bounds
//! Expressions nest at most [`MAX_DEPTH`] deep; regular expressions run in linear time, those with
//! back-references within a number of steps; sequences and texts have limits ([`RunLimits`]).
//!
//! # Differences
//! - `xs:integer` has 64 bits (overflow is FOAR0002), `xs:decimal` is exact and of any length.
//! - Types derived from `xs:string` and `xs:integer` are checked and then held as their base type.
//! - Without DTD and schema, only `xml:id` makes an id; `idref()` is always empty.
//! - Collations: by code point, German ([`Collation`]), ASCII without case.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod atom_text;
mod cast;
mod collation;
mod decimal;
mod env;
mod error;
mod eval;
mod expr;
mod functions;
mod lexer;
mod moment;
mod moment_text;
mod parser;
mod pattern;
mod pattern_match;
mod regex;
mod types;
mod value;

pub use atom_text::{double_text, float_text};
pub use cast::{cast, parse_double};
pub use collation::{CODE_POINT, Collation};
pub use decimal::Dec;
pub use env::{Env, Focus, Host, NoHost, RunLimits, Store};
pub use error::{Error, ErrorKind, Result};
pub use eval::{arithmetic, boolean, compare_atoms, equal_keys};
pub use expr::{Axis, Expr, Predicate, Scope, Step};
pub use functions::{Fun, generated_id, resolve_uri};
pub use moment::{Duration, Moment, MomentKind};
pub use parser::{FN_NS, HostFunction, Locals, MAX_DEPTH, Static, StaticHost, XS_NS, compile, compile_type};
pub use pattern::{Key, Pattern, compile_pattern};
pub use regex::{Found, Regex};
pub use types::{AtomicType, ItemType, NameTest, NodeTest, Occurs, SequenceType};
pub use value::{Atom, Item, Node, QName, Value};

/// `fn:number` of an atomic value: NaN if it is not a number.
pub fn eval_number(atom: &Atom) -> f64 {
    eval::number(atom)
}
