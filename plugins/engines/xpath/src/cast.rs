//! Casting between atomic types.

use std::sync::Arc;

use drehscheibe_xdm::{is_name_char, is_nc_name, split_qname};

use crate::atom_text::{parse_base64, parse_hex};
use crate::decimal::Dec;
use crate::error::{Error, Result};
use crate::moment::{Duration, Moment};
use crate::types::{AtomicType, TextType};
use crate::value::{Atom, QName};

/// The number in a text as XPath reads it, for `fn:number` and casts to `xs:double`.
pub fn parse_double(text: &str) -> Option<f64> {
    let text = text.trim_matches(drehscheibe_xdm::is_xml_space);
    match text {
        "INF" => return Some(f64::INFINITY),
        "-INF" => return Some(f64::NEG_INFINITY),
        "NaN" => return Some(f64::NAN),
        _ => {}
    }
    // Rust also reads "inf", "infinity" and "nan".
    let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'));
    if plain { text.parse().ok() } else { None }
}

/// Collapses white space, as the types other than `xs:string` want it.
pub fn collapse(text: &str) -> String {
    text.split(drehscheibe_xdm::is_xml_space).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

fn trim(text: &str) -> &str {
    text.trim_matches(drehscheibe_xdm::is_xml_space)
}

fn invalid(text: &str, target: AtomicType) -> Error {
    let shown: String = text.chars().take(60).collect();
    Error::dynamic("FORG0001", format!("\"{shown}\" cannot be converted to {}", target.name()))
}

fn impossible(from: &Atom, target: AtomicType) -> Error {
    Error::types(format!("{} cannot be converted to {}", from.type_of().name(), target.name()))
}

/// Casts to `xs:QName` from text, with the namespaces in scope.
pub fn cast_qname(text: &str, prefixes: impl Fn(&str) -> Option<drehscheibe_xdm::Str>) -> Result<Atom> {
    let Some((prefix, local)) = split_qname(trim(text)) else {
        return Err(invalid(text, AtomicType::QName));
    };
    let ns = match prefixes(prefix) {
        Some(ns) => ns,
        None if prefix.is_empty() => "".into(),
        None => return Err(Error::dynamic("FONS0004", format!("the prefix {prefix} is not declared"))),
    };
    Ok(Atom::QName(Arc::new(QName { prefix: prefix.into(), ns, local: local.into() })))
}

/// Casts a value to a type.
pub fn cast(from: &Atom, target: AtomicType) -> Result<Atom> {
    use AtomicType as T;
    if let Some(text) = from.as_text() {
        return match (from, target) {
            (Atom::Uri(_), T::String | T::Untyped | T::AnyUri | T::Text(_)) | (Atom::Str(_) | Atom::Untyped(_), _) => {
                cast_text(from, text, target)
            }
            _ => Err(impossible(from, target)),
        };
    }
    Ok(match target {
        T::String => Atom::Str(from.text()),
        T::Untyped => Atom::Untyped(from.text()),
        T::Text(_) => return cast_text(&Atom::Str(from.text()), &from.text(), target),
        T::Boolean => match from {
            Atom::Bool(b) => Atom::Bool(*b),
            _ => match from.as_f64() {
                Some(n) => Atom::Bool(n != 0.0 && !n.is_nan()),
                None => return Err(impossible(from, target)),
            },
        },
        T::Double => match from {
            Atom::Bool(b) => Atom::Double(f64::from(*b)),
            Atom::Float(f) => Atom::Double(f64::from(*f)),
            _ => Atom::Double(from.as_f64().ok_or_else(|| impossible(from, target))?),
        },
        T::Float => match from {
            Atom::Bool(b) => Atom::Float(f32::from(*b)),
            Atom::Float(f) => Atom::Float(*f),
            _ => Atom::Float(from.as_f64().ok_or_else(|| impossible(from, target))? as f32),
        },
        T::Decimal => match from {
            Atom::Int(i) => Atom::Dec(Dec::from(*i)),
            Atom::Dec(d) => Atom::Dec(d.clone()),
            Atom::Bool(b) => Atom::Dec(Dec::from(i64::from(*b))),
            _ => Atom::Dec(finite(from, target)?),
        },
        T::Integer | T::Bounded(_) => {
            let value = match from {
                Atom::Int(i) => *i,
                Atom::Bool(b) => i64::from(*b),
                Atom::Dec(d) => d.to_i64().ok_or_else(|| too_large(target))?,
                _ => finite(from, target)?.to_i64().ok_or_else(|| too_large(target))?,
            };
            bounded(value, target, || value.to_string())?
        }
        T::Moment(kind) => match from {
            Atom::Moment(m) => Atom::Moment(Arc::new(m.to_kind(kind).ok_or_else(|| impossible(from, target))?)),
            _ => return Err(impossible(from, target)),
        },
        T::Duration => Atom::Duration(Arc::new(from.as_duration().ok_or_else(|| impossible(from, target))?)),
        T::YearMonthDuration => Atom::YearMonth(from.as_duration().ok_or_else(|| impossible(from, target))?.months),
        T::DayTimeDuration => {
            let duration = from.as_duration().ok_or_else(|| impossible(from, target))?;
            Atom::DayTime(Arc::new(Duration { months: 0, nanos: duration.nanos }))
        }
        T::HexBinary => match from {
            Atom::Hex(b) | Atom::Base64(b) => Atom::Hex(b.clone()),
            _ => return Err(impossible(from, target)),
        },
        T::Base64Binary => match from {
            Atom::Hex(b) | Atom::Base64(b) => Atom::Base64(b.clone()),
            _ => return Err(impossible(from, target)),
        },
        T::QName => match from {
            Atom::QName(_) => from.clone(),
            _ => return Err(impossible(from, target)),
        },
        T::AnyUri => return Err(impossible(from, target)),
        T::AnyAtomic => from.clone(),
    })
}

fn too_large(target: AtomicType) -> Error {
    Error::dynamic("FOCA0003", format!("the value is too large for {}", target.name()))
}

fn finite(from: &Atom, target: AtomicType) -> Result<Dec> {
    let value = from.as_f64().ok_or_else(|| impossible(from, target))?;
    Dec::from_f64(value)
        .ok_or_else(|| Error::dynamic("FOCA0002", format!("{value} is not a number of {}", target.name())))
}

fn bounded(value: i64, target: AtomicType, text: impl Fn() -> String) -> Result<Atom> {
    match target {
        AtomicType::Bounded(bounds) if !bounds.contains(value) => Err(invalid(&text(), target)),
        _ => Ok(Atom::Int(value)),
    }
}

fn cast_text(from: &Atom, text: &drehscheibe_xdm::Str, target: AtomicType) -> Result<Atom> {
    use AtomicType as T;
    let bad = || invalid(text, target);
    Ok(match target {
        T::AnyAtomic => from.clone(),
        T::String => Atom::Str(text.clone()),
        T::Untyped => Atom::Untyped(text.clone()),
        T::AnyUri => Atom::Uri(collapse(text).into()),
        T::Text(kind) => Atom::Str(cast_string(text, kind).ok_or_else(bad)?.into()),
        T::Boolean => match trim(text) {
            "true" | "1" => Atom::Bool(true),
            "false" | "0" => Atom::Bool(false),
            _ => return Err(bad()),
        },
        T::Double => Atom::Double(parse_double(text).ok_or_else(bad)?),
        T::Float => match trim(text) {
            "INF" => Atom::Float(f32::INFINITY),
            "-INF" => Atom::Float(f32::NEG_INFINITY),
            plain => {
                parse_double(plain).ok_or_else(bad)?;
                Atom::Float(plain.parse().unwrap_or(f32::NAN))
            }
        },
        T::Decimal => Atom::Dec(Dec::parse(trim(text)).ok_or_else(bad)?),
        T::Integer | T::Bounded(_) => {
            let digits = trim(text);
            let plain = digits.strip_prefix(['+', '-']).unwrap_or(digits);
            if plain.is_empty() || !plain.bytes().all(|b| b.is_ascii_digit()) {
                return Err(bad());
            }
            let value = digits.parse().map_err(|_| too_large(target))?;
            bounded(value, target, || text.to_string())?
        }
        T::Moment(kind) => Atom::Moment(Arc::new(Moment::parse(kind, trim(text)).ok_or_else(bad)?)),
        T::Duration => Atom::Duration(Arc::new(Duration::parse(trim(text)).ok_or_else(bad)?)),
        T::YearMonthDuration => {
            let duration = Duration::parse(trim(text)).ok_or_else(bad)?;
            if trim(text).contains(['D', 'T']) {
                return Err(bad());
            }
            Atom::YearMonth(duration.months)
        }
        T::DayTimeDuration => {
            let duration = Duration::parse(trim(text)).ok_or_else(bad)?;
            let date = trim(text).split('T').next().unwrap_or("");
            if date.contains(['Y', 'M']) {
                return Err(bad());
            }
            Atom::DayTime(Arc::new(duration))
        }
        T::HexBinary => Atom::Hex(parse_hex(trim(text)).ok_or_else(bad)?.into()),
        T::Base64Binary => Atom::Base64(parse_base64(text).ok_or_else(bad)?.into()),
        T::QName => return Err(impossible(from, target)),
    })
}

fn cast_string(text: &str, kind: TextType) -> Option<String> {
    if kind == TextType::NormalizedString {
        return Some(text.replace(['\t', '\n', '\r'], " "));
    }
    let collapsed = collapse(text);
    let fits = match kind {
        TextType::NormalizedString | TextType::Token => true,
        TextType::Language => {
            let mut parts = collapsed.split('-');
            let first = parts.next().unwrap_or("");
            let part = |p: &str, letters: bool| {
                (1..=8).contains(&p.len())
                    && p.bytes().all(|b| b.is_ascii_alphabetic() || !letters && b.is_ascii_digit())
            };
            part(first, true) && parts.all(|p| part(p, false))
        }
        TextType::NmToken => !collapsed.is_empty() && collapsed.chars().all(|c| c == ':' || is_name_char(c)),
        TextType::Name => {
            let start = collapsed.chars().next().is_some_and(|c| c == ':' || drehscheibe_xdm::is_name_start(c));
            start && collapsed.chars().all(|c| c == ':' || is_name_char(c))
        }
        TextType::NcName => is_nc_name(&collapsed),
    };
    fits.then_some(collapsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn casting_a_double_to_a_decimal_is_exact() {
        let double = Atom::Double(0.1);
        let exact = cast(&double, AtomicType::Decimal).unwrap();
        assert_eq!(&*exact.text(), "0.1000000000000000055511151231257827021181583404541015625");
    }

    #[test]
    fn text_is_read_strictly() {
        let c = |text: &str, name: &str| cast(&Atom::str(text), AtomicType::by_name(name).unwrap());
        assert!(c(" 12 ", "integer").is_ok());
        assert!(c("1.0", "integer").is_err());
        assert!(c("1e3", "decimal").is_err());
        assert!(c("inf", "double").is_err());
        assert!(c("300", "byte").is_err());
        assert!(c("a b", "NCName").is_err());
        assert!(c("de-DE", "language").is_ok());
        assert!(c("P1M", "dayTimeDuration").is_err());
        assert_eq!(c("99999999999999999999", "integer").unwrap_err().code(), "FOCA0003");
    }
}
