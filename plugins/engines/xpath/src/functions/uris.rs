//! Functions on URIs, and the rest.

use super::{Fun, arg};
use crate::env::Env;
use crate::error::{Error, ErrorKind, Result};
use crate::expr::Scope;
use crate::value::{Atom, Value};

impl Env<'_> {
    pub(super) fn uri_function(&self, fun: Fun, args: &[Value], scope: Option<&Scope>) -> Result<Option<Value>> {
        Ok(Some(match fun {
            Fun::EncodeForUri => {
                let keep = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
                Value::str(encode(&self.text(arg(args, 0))?, keep))
            }
            Fun::IriToUri => {
                let keep = |c: char| {
                    (' '..='~').contains(&c) && !matches!(c, ' ' | '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')
                };
                Value::str(encode(&self.text(arg(args, 0))?, keep))
            }
            Fun::EscapeHtmlUri => Value::str(encode(&self.text(arg(args, 0))?, |c| (' '..='~').contains(&c))),
            Fun::ResolveUri => {
                let Some(uri) = self.text_opt(arg(args, 0))? else { return Ok(Some(Value::Empty)) };
                let base = if args.len() > 1 {
                    Some(self.text(arg(args, 1))?.into_owned())
                } else {
                    scope.and_then(|s| s.base_uri.as_deref()).map(str::to_string)
                };
                match base {
                    Some(base) => Value::atom(Atom::Uri(resolve_uri(&uri, &base).into())),
                    None => return Err(Error::dynamic("FONS0005", "there is no base URI")),
                }
            }
            Fun::StaticBaseUri => Value::from_opt(scope.and_then(|s| s.base_uri.clone()).map(Atom::Uri)),
            Fun::DefaultCollation => {
                let uri = scope.and_then(|s| s.default_collation.clone());
                Value::str(uri.unwrap_or_else(|| crate::collation::CODE_POINT.into()))
            }
            Fun::Error => {
                let code = match self.single_atom(arg(args, 0))? {
                    Some(Atom::QName(q)) => q.local.to_string(),
                    _ => "FOER0000".into(),
                };
                let message = self.text(arg(args, 1))?.into_owned();
                let message = if message.is_empty() { "error() was called".into() } else { message };
                return Err(Error::new(ErrorKind::Dynamic, code, message));
            }
            _ => return Ok(None),
        }))
    }
}

fn encode(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut bytes = [0; 4];
    for c in text.chars() {
        if keep(c) {
            out.push(c);
        } else {
            c.encode_utf8(&mut bytes).bytes().for_each(|b| out.push_str(&format!("%{b:02X}")));
        }
    }
    out
}

/// Resolves against the base URI of the expression, if there is one.
pub(super) fn resolve(uri: &str, scope: Option<&Scope>) -> String {
    match scope.and_then(|s| s.base_uri.as_deref()) {
        Some(base) => resolve_uri(uri, base),
        None => uri.to_string(),
    }
}

/// Resolves a relative reference (RFC 3986, section 5.2). The base may itself be a relative path.
pub fn resolve_uri(uri: &str, base: &str) -> String {
    let has_scheme = |u: &str| {
        u.split_once(':').is_some_and(|(scheme, _)| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        })
    };
    if has_scheme(uri) {
        return uri.to_string();
    }
    if uri.is_empty() {
        return base.to_string();
    }
    let base = base.split(['?', '#']).next().unwrap_or("");
    let (authority, path) = match base.find("://").map(|i| i + 3) {
        Some(i) => {
            let rest = base.get(i..).unwrap_or("");
            let end = rest.find('/').map_or(base.len(), |j| i + j);
            base.split_at(end)
        }
        None if has_scheme(base) => base.split_at(base.find(':').map_or(0, |i| i + 1)),
        None => ("", base),
    };
    if uri.starts_with('/') {
        return format!("{authority}{uri}");
    }
    let folder = path.rfind('/').map_or("", |i| path.get(..=i).unwrap_or(""));
    let mut parts: Vec<&str> = Vec::new();
    let joined = format!("{folder}{uri}");
    let count = joined.split('/').count();
    for (i, part) in joined.split('/').enumerate() {
        match part {
            "." if i + 1 == count => parts.push(""),
            "." => {}
            ".." if parts.last().is_some_and(|p| !p.is_empty() && *p != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("{authority}{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::resolve_uri;

    #[test]
    fn references() {
        for (uri, base, result) in [
            ("b.xsl", "dir/a.xsl", "dir/b.xsl"),
            ("./b.xsl", "dir/a.xsl", "dir/b.xsl"),
            ("../b.xsl", "dir/sub/a.xsl", "dir/b.xsl"),
            ("b", "http://x/y/z", "http://x/y/b"),
            ("/b", "http://x/y/z", "http://x/b"),
            ("urn:x", "http://x/", "urn:x"),
            ("", "a", "a"),
        ] {
            assert_eq!(resolve_uri(uri, base), result);
        }
    }
}
