//! The functions that XSLT adds to XPath.

use drehscheibe_xdm::{Str, split_qname};
use drehscheibe_xpath::{
    Atom, AtomicType, Env, Error, FN_NS, Focus, Fun, Host, Item, Node, Result, Scope, Value, XS_NS, resolve_uri,
};

use super::Runner;
use crate::compile::{FUNCTIONS, XSL_NS};
use crate::program::{HostCall, XFun};

const INSTRUCTIONS: [&str; 36] = [
    "apply-imports",
    "apply-templates",
    "attribute",
    "attribute-set",
    "call-template",
    "character-map",
    "choose",
    "comment",
    "copy",
    "copy-of",
    "decimal-format",
    "document",
    "element",
    "fallback",
    "for-each",
    "for-each-group",
    "function",
    "if",
    "import",
    "include",
    "key",
    "message",
    "namespace",
    "namespace-alias",
    "next-match",
    "number",
    "output",
    "param",
    "perform-sort",
    "processing-instruction",
    "result-document",
    "sequence",
    "template",
    "text",
    "value-of",
    "variable",
];

fn text(env: &Env<'_>, args: &[Value], index: usize) -> Str {
    args.get(index).and_then(Value::first).map_or_else(|| "".into(), |item| env.item_text(item))
}

/// A name in an argument, as `{namespace}local`.
fn name(text: &str, scope: &Scope, code: &'static str) -> Result<(Str, String)> {
    let wrong = || Error::dynamic(code, format!("\"{text}\" is not a known name"));
    let (prefix, local) = split_qname(text.trim()).ok_or_else(wrong)?;
    let ns: Str = if prefix.is_empty() { "".into() } else { scope.prefix(prefix).ok_or_else(wrong)? };
    Ok((ns, local.to_string()))
}

fn clark(text: &str, scope: &Scope, code: &'static str) -> Result<Str> {
    let (ns, local) = name(text, scope, code)?;
    Ok(crate::compile::clark(&ns, &local))
}

/// The functions that need no run; also used by `use-when`.
pub(crate) fn static_function(env: &Env<'_>, call: &HostCall, args: &[Value]) -> Result<Value> {
    match call.fun {
        XFun::SystemProperty => {
            let (ns, local) = name(&text(env, args, 0), &call.scope, "XTDE1390")?;
            Ok(Value::str(if &*ns != XSL_NS {
                ""
            } else {
                match local.as_str() {
                    "version" => "2.0",
                    "vendor" => "Drehscheibe",
                    "vendor-url" => "https://www.sakd.de",
                    "product-name" => "drehscheibe-xslt",
                    "product-version" => env!("CARGO_PKG_VERSION"),
                    "is-schema-aware" | "supports-backwards-compatibility-off" => "no",
                    "supports-serialization" | "supports-backwards-compatibility" => "yes",
                    _ => "",
                }
            }))
        }
        XFun::ElementAvailable => {
            let argument = text(env, args, 0);
            let (prefix, local) = split_qname(argument.trim()).unwrap_or(("", ""));
            let ns = call.scope.prefix(prefix);
            let also = ["analyze-string", "matching-substring", "otherwise", "when", "sort", "with-param"];
            let known = INSTRUCTIONS.contains(&local) || also.contains(&local);
            Ok(Value::bool(ns.as_deref() == Some(XSL_NS) && known))
        }
        XFun::FunctionAvailable => {
            let argument = text(env, args, 0);
            let (ns, local) = name(&argument, &call.scope, "XTDE1400")?;
            let arity =
                args.get(1).and_then(Value::first).map(|i| drehscheibe_xpath::eval_number(&env.atomize_item(i)));
            let fits = |least: usize, most: usize| arity.is_none_or(|a| a >= least as f64 && a <= most as f64);
            let known = match &*ns {
                "" | FN_NS => {
                    Fun::by_name(&local).is_some_and(|f| fits(f.1, f.2))
                        || FUNCTIONS.iter().any(|f| f.0 == local && fits(f.1, f.2))
                        || local == "current" && fits(0, 0)
                }
                XS_NS => AtomicType::by_name(&local).is_some() && fits(1, 1),
                _ => false,
            };
            Ok(Value::bool(known))
        }
        XFun::TypeAvailable => {
            let (ns, local) = name(&text(env, args, 0), &call.scope, "XTDE1428")?;
            Ok(Value::bool(&*ns == XS_NS && AtomicType::by_name(&local).is_some()))
        }
        _ => Err(Error::dynamic("XPST0017", "this function is not available here")),
    }
}

impl Host for Runner<'_> {
    fn global(&self, env: &Env<'_>, index: u32) -> Result<Value> {
        self.global_value(env, index)
    }

    fn document(&self, env: &Env<'_>, uri: &str) -> Result<Option<Node>> {
        self.built_in(env, uri)
    }

    fn call(&self, env: &Env<'_>, id: u32, args: Vec<Value>, focus: &Focus) -> Result<Value> {
        let call = self.host_call(id)?;
        let arg = |i: usize| args.get(i).cloned().unwrap_or_default();
        match call.fun {
            XFun::User(index) => self.user_function(env, index, args),
            XFun::Key => {
                let name = clark(&text(env, &args, 0), &call.scope, "XTDE1260")?;
                let top = match args.get(2).and_then(Value::first) {
                    Some(Item::Node(node)) => *node,
                    Some(Item::Atom(_)) => return Err(Error::types("the third argument of key() is a node")),
                    None if args.len() > 2 => return Err(Error::types("the third argument of key() is a node")),
                    None => Node { doc: focus.node()?.doc, idx: 0 },
                };
                self.key(env, &name, &arg(1), top)
            }
            XFun::CurrentGroup => Ok(self.current.borrow().group.as_ref().map(|g| g.0.clone()).unwrap_or_default()),
            XFun::CurrentGroupingKey => {
                Ok(self.current.borrow().group.as_ref().map(|g| g.1.clone()).unwrap_or_default())
            }
            XFun::RegexGroup => {
                let n =
                    args.first().and_then(Value::first).map(|i| drehscheibe_xpath::eval_number(&env.atomize_item(i)));
                let current = self.current.borrow();
                let group = n.filter(|n| *n >= 0.0).and_then(|n| current.regex.get(n as usize));
                Ok(Value::str(group.cloned().unwrap_or_else(|| "".into())))
            }
            XFun::Document => self.document_function(env, call, &args),
            XFun::FormatNumber => {
                let format = match args.get(2) {
                    Some(value) if !value.is_empty() => {
                        let wanted = text(env, &args, 2);
                        clark(&wanted, &call.scope, "XTDE1280")?
                    }
                    _ => "".into(),
                };
                let default = crate::program::DecimalFormat::default();
                let format = match self.sheet.formats.get(&format) {
                    Some(format) => format,
                    None if format.is_empty() => &default,
                    None => return Err(Error::dynamic("XTDE1280", format!("there is no decimal format {format}"))),
                };
                let value = match args.first().and_then(Value::first) {
                    None => Atom::Double(f64::NAN),
                    Some(item) => match env.atomize_item(item) {
                        atom if atom.is_numeric() => atom,
                        atom if call.compat || matches!(atom, Atom::Untyped(_)) => {
                            Atom::Double(drehscheibe_xpath::eval_number(&atom))
                        }
                        other => {
                            return Err(Error::types(format!("format-number() of {}", other.type_of().name())));
                        }
                    },
                };
                super::format_number::format_number(&value, &text(env, &args, 1), format).map(Value::str)
            }
            XFun::FormatDateTime | XFun::FormatDate | XFun::FormatTime => {
                let target = match call.fun {
                    XFun::FormatDateTime => drehscheibe_xpath::MomentKind::DateTime,
                    XFun::FormatDate => drehscheibe_xpath::MomentKind::Date,
                    _ => drehscheibe_xpath::MomentKind::Time,
                };
                let Some(item) = args.first().and_then(Value::first) else { return Ok(Value::Empty) };
                let atom = match env.atomize_item(item) {
                    atom @ Atom::Untyped(_) => drehscheibe_xpath::cast(&atom, AtomicType::Moment(target))?,
                    atom => atom,
                };
                match atom {
                    Atom::Moment(m) if m.kind == target => {
                        let language = text(env, &args, 2);
                        super::format_date::format_moment(&m, &text(env, &args, 1), &language).map(Value::str)
                    }
                    other => {
                        Err(Error::types(format!("{} cannot be formatted by this function", other.type_of().name())))
                    }
                }
            }
            XFun::UnparsedText => {
                let uri = resolve_uri(&text(env, &args, 0), call.scope.base_uri.as_deref().unwrap_or(""));
                match self.sheet.documents.get(&*uri) {
                    Some(bytes) => match std::str::from_utf8(bytes) {
                        Ok(text) => Ok(Value::str(text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n"))),
                        Err(_) => Err(Error::dynamic("XTDE1190", format!("{uri} is not UTF-8"))),
                    },
                    None => Err(Error::dynamic("XTDE1170", format!("the text {uri} was not built in"))),
                }
            }
            XFun::UnparsedTextAvailable => {
                let uri = resolve_uri(&text(env, &args, 0), call.scope.base_uri.as_deref().unwrap_or(""));
                let found = self.sheet.documents.get(&*uri);
                Ok(Value::bool(found.is_some_and(|bytes| std::str::from_utf8(bytes).is_ok())))
            }
            // There are no document type declarations, so there are no entities.
            XFun::UnparsedEntity => Ok(Value::str("")),
            _ => {
                // The functions of the stylesheet are known when it runs.
                if call.fun == XFun::FunctionAvailable
                    && let Ok(name) = clark(&text(env, &args, 0), &call.scope, "XTDE1400")
                    && self.sheet.functions.iter().any(|f| f.name == name)
                {
                    return Ok(Value::bool(true));
                }
                static_function(env, call, &args)
            }
        }
    }
}

impl Runner<'_> {
    /// `document()`: like `doc()` for each URI; nodes give theirs with their own base.
    fn document_function(&self, env: &Env<'_>, call: &HostCall, args: &[Value]) -> Result<Value> {
        let base = match args.get(1).and_then(Value::first) {
            Some(Item::Node(node)) => env.tree(*node).base_uri().cloned(),
            _ => None,
        };
        let mut found: Vec<Node> = Vec::new();
        for item in args.first().map(Value::items).unwrap_or(&[]) {
            let own = match item {
                Item::Node(node) if base.is_none() => env.tree(*node).base_uri().cloned(),
                _ => None,
            };
            let base = base.clone().or(own).or_else(|| call.scope.base_uri.clone());
            let uri = env.item_text(item);
            // No address, relative to a node: the document of that node.
            if let (true, Some(Item::Node(node))) = (uri.is_empty(), args.get(1).and_then(Value::first)) {
                found.push(Node { doc: node.doc, idx: 0 });
                continue;
            }
            let uri = resolve_uri(&uri, base.as_deref().unwrap_or(""));
            match self.built_in(env, &uri)? {
                Some(node) => found.push(node),
                None => return Err(Error::dynamic("FODC0002", format!("the document {uri} was not built in"))),
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found.into_iter().map(Item::Node).collect())
    }
}
