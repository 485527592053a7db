//! Atomic values as text (casting to `xs:string`).

use std::fmt::Write;

use drehscheibe_xdm::Str;

use crate::value::Atom;

/// A double as `xs:string`: plain between 1e-6 and 1e6, else with an exponent.
pub fn double_text(value: f64) -> String {
    number_text(value, |v| format!("{v}"), |v| format!("{v:e}"))
}

/// A float as `xs:string`.
pub fn float_text(value: f32) -> String {
    number_text(f64::from(value), |_| format!("{value}"), |_| format!("{value:e}"))
}

fn number_text(value: f64, plain: impl Fn(f64) -> String, scientific: impl Fn(f64) -> String) -> String {
    if value.is_nan() {
        return "NaN".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "INF".into() } else { "-INF".into() };
    }
    if value == 0.0 {
        return if value.is_sign_negative() { "-0".into() } else { "0".into() };
    }
    if (1e-6..1e6).contains(&value.abs()) {
        return plain(value);
    }
    let text = scientific(value);
    match text.split_once('e') {
        Some((mantissa, exponent)) if !mantissa.contains('.') => format!("{mantissa}.0E{exponent}"),
        Some((mantissa, exponent)) => format!("{mantissa}E{exponent}"),
        None => text,
    }
}

impl Atom {
    /// The value cast to `xs:string`.
    pub fn text(&self) -> Str {
        match self {
            Atom::Str(s) | Atom::Untyped(s) | Atom::Uri(s) => s.clone(),
            Atom::Bool(true) => "true".into(),
            Atom::Bool(false) => "false".into(),
            Atom::Int(i) => i.to_string().into(),
            Atom::Dec(d) => d.to_string().into(),
            Atom::Double(d) => double_text(*d).into(),
            Atom::Float(f) => float_text(*f).into(),
            Atom::QName(q) => q.lexical().into(),
            Atom::Moment(m) => m.to_string().into(),
            Atom::Duration(d) | Atom::DayTime(d) => d.text("PT0S").into(),
            Atom::YearMonth(months) => crate::moment::Duration { months: *months, nanos: 0 }.text("P0M").into(),
            Atom::Hex(bytes) => {
                let mut out = String::with_capacity(bytes.len() * 2);
                for b in bytes.iter() {
                    let _ = write!(out, "{b:02X}");
                }
                out.into()
            }
            Atom::Base64(bytes) => base64(bytes).into(),
        }
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let mut word = 0u32;
        for i in 0..3 {
            word = word << 8 | u32::from(chunk.get(i).copied().unwrap_or(0));
        }
        for i in 0..4 {
            let digit = ALPHABET.get((word >> (18 - 6 * i) & 63) as usize).copied().unwrap_or(b'A');
            out.push(if i <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

/// Reads base64; white space is allowed.
pub(crate) fn parse_base64(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    if !digits.len().is_multiple_of(4) {
        return None;
    }
    let mut out = Vec::with_capacity(digits.len() / 4 * 3);
    let quads = digits.len() / 4;
    for (i, quad) in digits.chunks(4).enumerate() {
        let pad = quad.iter().rev().take_while(|b| **b == b'=').count();
        if pad > 2 || pad > 0 && i + 1 < quads {
            return None;
        }
        let mut word = 0u32;
        for b in quad.iter().take(4 - pad) {
            word = word << 6 | ALPHABET.iter().position(|a| a == b)? as u32;
        }
        word <<= 6 * pad;
        let bytes = word.to_be_bytes();
        out.extend(bytes.iter().skip(1).take(3 - pad));
    }
    Some(out)
}

pub(crate) fn parse_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    text.as_bytes()
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).ok().and_then(|p| u8::from_str_radix(p, 16).ok()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles() {
        for (value, text) in [
            (1.0, "1"),
            (0.1, "0.1"),
            (1e6, "1.0E6"),
            (123456.0, "123456"),
            (1.5e-7, "1.5E-7"),
            (-0.0, "-0"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-INF"),
        ] {
            assert_eq!(double_text(value), text);
        }
        assert_eq!(float_text(0.1), "0.1");
    }

    #[test]
    fn binary() {
        for text in ["", "QQ==", "QUI=", "QUJD"] {
            assert_eq!(base64(&parse_base64(text).unwrap()), text);
        }
        for bad in ["Q", "Q===", "QQ==QUJD", "Q?=="] {
            assert!(parse_base64(bad).is_none());
        }
        assert!(parse_hex("0g").is_none());
    }
}
