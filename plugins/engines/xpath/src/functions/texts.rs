//! Functions on text.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::{Fun, arg};
use crate::env::{Env, Focus};
use crate::error::{Error, Result};
use crate::expr::Expr;
use crate::regex::Regex;
use crate::value::{Atom, Item, Value};

impl Env<'_> {
    pub(super) fn text_function(&self, fun: Fun, args: &[Value], focus: &Focus) -> Result<Option<Value>> {
        let text = |i: usize| self.text(arg(args, i));
        Ok(Some(match fun {
            Fun::String => {
                let value = self.or_context(args, focus)?;
                match &value {
                    Value::Empty => Value::str(""),
                    Value::One(item) => Value::str(self.item_text(item)),
                    Value::Many(_) => return Err(Error::types("string() takes one item")),
                }
            }
            Fun::Concat => {
                let mut out = String::new();
                for value in args {
                    match value {
                        Value::Empty => {}
                        Value::One(Item::Node(node)) => out.push_str(self.string(*node)),
                        Value::One(Item::Atom(atom)) => out.push_str(&atom.text()),
                        Value::Many(_) => return Err(Error::types("concat() takes single items")),
                    }
                }
                self.made(out)?
            }
            Fun::Contains => {
                self.check_collation(args, 2)?;
                Value::bool(text(0)?.contains(&*text(1)?))
            }
            Fun::StartsWith => {
                self.check_collation(args, 2)?;
                Value::bool(text(0)?.starts_with(&*text(1)?))
            }
            Fun::EndsWith => {
                self.check_collation(args, 2)?;
                Value::bool(text(0)?.ends_with(&*text(1)?))
            }
            Fun::SubstringBefore => {
                self.check_collation(args, 2)?;
                let (whole, part) = (text(0)?, text(1)?);
                Value::str(whole.split_once(&*part).map_or("", |(before, _)| before))
            }
            Fun::SubstringAfter => {
                self.check_collation(args, 2)?;
                let (whole, part) = (text(0)?, text(1)?);
                Value::str(whole.split_once(&*part).map_or("", |(_, after)| after))
            }
            Fun::Substring => self.substring(args)?,
            Fun::StringLength => {
                let value = self.or_context(args, focus)?;
                let length = match &value {
                    Value::One(item @ Item::Atom(_)) if args.is_empty() => self.item_text(item).chars().count(),
                    value => self.text(value)?.chars().count(),
                };
                Value::int(length as i64)
            }
            Fun::NormalizeSpace => {
                let value = self.or_context(args, focus)?;
                match &value {
                    Value::One(item @ Item::Atom(_)) if args.is_empty() => {
                        Value::str(crate::cast::collapse(&self.item_text(item)))
                    }
                    value => Value::str(normalize_space(&self.text(value)?)),
                }
            }
            Fun::UpperCase => self.made(text(0)?.to_uppercase())?,
            Fun::LowerCase => self.made(text(0)?.to_lowercase())?,
            Fun::Translate => self.made(translate(&text(0)?, &text(1)?, &text(2)?))?,
            Fun::StringJoin => {
                let separator = text(1)?;
                let mut out = String::new();
                for (i, item) in arg(args, 0).iter().enumerate() {
                    if i > 0 {
                        out.push_str(&separator);
                    }
                    match item {
                        Item::Node(node) => out.push_str(self.string(*node)),
                        Item::Atom(atom) => match atom.as_text() {
                            Some(text) => out.push_str(text),
                            None => return Err(Error::types("string-join() takes texts")),
                        },
                    }
                    self.check_text(0)?;
                }
                self.made(out)?
            }
            Fun::NormalizeUnicode => {
                let form = if args.len() > 1 { text(1)?.trim().to_uppercase() } else { "NFC".into() };
                let value = text(0)?;
                Value::str(match form.as_str() {
                    "NFC" => value.nfc().collect::<String>(),
                    "NFD" => value.nfd().collect(),
                    "NFKC" => value.nfkc().collect(),
                    "NFKD" => value.nfkd().collect(),
                    "" => value.to_string(),
                    _ => return Err(Error::dynamic("FOCH0003", format!("the form {form} is not supported"))),
                })
            }
            Fun::StringToCodepoints => {
                text(0)?.chars().map(|c| Item::Atom(Atom::Int(i64::from(u32::from(c))))).collect()
            }
            Fun::CodepointsToString => {
                let mut out = String::new();
                for atom in self.atomize(arg(args, 0))? {
                    let code = match crate::cast::cast(&atom, crate::types::AtomicType::Integer)? {
                        Atom::Int(i) => u32::try_from(i).ok(),
                        _ => None,
                    };
                    let c = code.and_then(char::from_u32).filter(|c| drehscheibe_xdm::is_xml_char(*c));
                    out.push(c.ok_or_else(|| Error::dynamic("FOCH0001", "not a code point of XML"))?);
                }
                Value::str(out)
            }
            Fun::CodepointEqual => match (self.text_opt(arg(args, 0))?, self.text_opt(arg(args, 1))?) {
                (Some(a), Some(b)) => Value::bool(a == b),
                _ => Value::Empty,
            },
            Fun::Compare => match (self.text_opt(arg(args, 0))?, self.text_opt(arg(args, 1))?) {
                (Some(a), Some(b)) => Value::int(self.collation(args, 2, None)?.compare(&a, &b) as i64),
                _ => Value::Empty,
            },
            Fun::Matches | Fun::Replace | Fun::Tokenize => {
                let flags = self.text(arg(args, if fun == Fun::Replace { 3 } else { 2 }))?;
                let regex = self.regex(&text(1)?, &flags)?;
                self.apply_regex(fun, args, &regex)?
            }
            _ => return Ok(None),
        }))
    }

    fn made(&self, text: String) -> Result<Value> {
        self.check_text(text.len())?;
        Ok(Value::str(text))
    }

    fn substring(&self, args: &[Value]) -> Result<Value> {
        let text = self.text(arg(args, 0))?;
        let number = |i: usize| -> Result<f64> {
            let atom = self.single_atom(arg(args, i))?.ok_or_else(|| Error::types("substring() needs a number"))?;
            match &atom {
                Atom::Untyped(_) => Ok(crate::eval_number(&atom)),
                other => other.as_f64().ok_or_else(|| Error::types("substring() needs a number")),
            }
        };
        let round = |x: f64| (x + 0.5).floor();
        let start = round(number(1)?);
        let stop = if args.len() > 2 { start + round(number(2)?) } else { f64::INFINITY };
        // Without arithmetic on NaN the comparison below is simply false.
        let mut out = String::new();
        for (i, c) in text.chars().enumerate() {
            let position = (i + 1) as f64;
            if position >= stop {
                break;
            }
            if position >= start && position < stop {
                out.push(c);
            }
        }
        if stop.is_nan() {
            out.clear();
        }
        Ok(Value::str(out))
    }

    pub(crate) fn call_regex(&self, fun: Fun, args: &[Expr], regex: &Arc<Regex>, focus: &Focus) -> Result<Value> {
        let values = args.iter().map(|a| self.eval(a, focus)).collect::<Result<Vec<_>>>()?;
        self.apply_regex(fun, &values, regex)
    }

    fn apply_regex(&self, fun: Fun, args: &[Value], regex: &Regex) -> Result<Value> {
        let text = self.text(arg(args, 0))?;
        match fun {
            Fun::Matches => Ok(Value::bool(regex.is_match(&text)?)),
            Fun::Tokenize => {
                if regex.matches_empty {
                    return Err(Error::dynamic("FORX0003", "the pattern of tokenize() matches the empty text"));
                }
                if text.is_empty() {
                    return Ok(Value::Empty);
                }
                let mut items = Vec::new();
                let mut from = 0;
                for found in regex.find_all(&text)? {
                    items.push(Item::Atom(Atom::str(text.get(from..found.start).unwrap_or(""))));
                    from = found.end;
                }
                items.push(Item::Atom(Atom::str(text.get(from..).unwrap_or(""))));
                self.check_len(items.len())?;
                Ok(Value::from_vec(items))
            }
            _ => {
                if regex.matches_empty {
                    return Err(Error::dynamic("FORX0003", "the pattern of replace() matches the empty text"));
                }
                let parts = replacement(&self.text(arg(args, 2))?, regex.groups)?;
                let mut out = String::with_capacity(text.len());
                let mut from = 0;
                for found in regex.find_all(&text)? {
                    out.push_str(text.get(from..found.start).unwrap_or(""));
                    for part in &parts {
                        match part {
                            Part::Text(literal) => out.push_str(literal),
                            Part::Group(0) => out.push_str(text.get(found.start..found.end).unwrap_or("")),
                            Part::Group(n) => {
                                if let Some(Some((start, end))) = found.groups.get(n - 1) {
                                    out.push_str(text.get(*start..*end).unwrap_or(""));
                                }
                            }
                        }
                    }
                    from = found.end;
                    if out.len() > self.limits.text {
                        self.check_text(out.len())?;
                    }
                }
                out.push_str(text.get(from..).unwrap_or(""));
                self.made(out)
            }
        }
    }
}

enum Part {
    Text(String),
    Group(usize),
}

/// The replacement of `fn:replace`: `$n` and `\$`, `\\`.
fn replacement(text: &str, groups: usize) -> Result<Vec<Part>> {
    let wrong = || Error::dynamic("FORX0004", format!("the replacement \"{text}\" is wrong"));
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(c @ ('\\' | '$')) => literal.push(c),
                _ => return Err(wrong()),
            },
            '$' => {
                let mut n = chars.next().and_then(|c| c.to_digit(10)).ok_or_else(wrong)? as usize;
                while let Some(d) = chars.peek().and_then(|c| c.to_digit(10)) {
                    let more = n * 10 + d as usize;
                    if more > groups {
                        break;
                    }
                    n = more;
                    chars.next();
                }
                parts.push(Part::Text(std::mem::take(&mut literal)));
                if n <= groups {
                    parts.push(Part::Group(n));
                }
            }
            c => literal.push(c),
        }
    }
    parts.push(Part::Text(literal));
    Ok(parts)
}

fn normalize_space(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(drehscheibe_xdm::is_xml_space).filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn translate(text: &str, from: &str, to: &str) -> String {
    let to: Vec<char> = to.chars().collect();
    let from: Vec<char> = from.chars().collect();
    text.chars()
        .filter_map(|c| match from.iter().position(|f| *f == c) {
            Some(i) => to.get(i).copied(),
            None => Some(c),
        })
        .collect()
}
