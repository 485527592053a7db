//! From text to tokens.

use drehscheibe_xdm::{is_name_char, is_name_start, is_xml_space};

use crate::decimal::Dec;
use crate::error::{Error, Result};
use crate::value::Atom;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    /// Prefix (empty if none) and local name.
    Name(String, String),
    /// `prefix:*`
    PrefixAny(String),
    /// `*:local`
    AnyLocal(String),
    Number(NumberToken),
    Text(String),
    Symbol(&'static str),
    End,
}

#[derive(Clone, Debug)]
pub(crate) struct NumberToken(pub Atom);

impl PartialEq for NumberToken {
    fn eq(&self, other: &Self) -> bool {
        self.0.text() == other.0.text()
    }
}

const SYMBOLS: [&str; 29] = [
    "||", "::", ":=", "//", "..", "!=", "<<", "<=", ">>", ">=", "(", ")", "[", "]", "{", "}", "@", ",", "/", "|", "+",
    "-", "*", "=", "<", ">", "$", "?", ".",
];

/// Splits an expression into tokens, each with its offset.
pub(crate) fn tokens(text: &str) -> Result<Vec<(Token, usize)>> {
    let mut out = Vec::new();
    let mut at = 0;
    loop {
        at = skip(text, at)?;
        let rest = text.get(at..).unwrap_or("");
        let Some(c) = rest.chars().next() else {
            out.push((Token::End, at));
            return Ok(out);
        };
        let (token, length) = if is_name_start(c) {
            name(rest)
        } else if c.is_ascii_digit()
            || c == '.' && rest.get(1..).is_some_and(|r| r.starts_with(|d: char| d.is_ascii_digit()))
        {
            number(rest)?
        } else if c == '"' || c == '\'' {
            string(rest, c)?
        } else if let Some(after) = rest.strip_prefix("*:").filter(|a| a.starts_with(is_name_start)) {
            let length = name_length(after);
            (Token::AnyLocal(after.get(..length).unwrap_or("").to_string()), 2 + length)
        } else if let Some(symbol) = SYMBOLS.iter().find(|s| rest.starts_with(**s)) {
            (Token::Symbol(symbol), symbol.len())
        } else {
            return Err(Error::fixed("XPST0003", format!("unexpected character {c:?}")));
        };
        out.push((token, at));
        at += length;
    }
}

/// Skips white space and comments.
fn skip(text: &str, mut at: usize) -> Result<usize> {
    loop {
        let rest = text.get(at..).unwrap_or("");
        if let Some(c) = rest.chars().next().filter(|c| is_xml_space(*c)) {
            at += c.len_utf8();
        } else if rest.starts_with("(:") {
            let mut depth = 0;
            let mut end = None;
            let bytes = rest.as_bytes();
            let mut i = 0;
            while i + 1 < bytes.len() {
                match (bytes.get(i), bytes.get(i + 1)) {
                    (Some(b'('), Some(b':')) => {
                        depth += 1;
                        i += 1;
                    }
                    (Some(b':'), Some(b')')) => {
                        depth -= 1;
                        i += 1;
                        if depth == 0 {
                            end = Some(i + 1);
                            break;
                        }
                    }
                    _ => {}
                }
                i += 1;
            }
            at += end.ok_or_else(|| Error::fixed("XPST0003", "a comment is not closed"))?;
        } else {
            return Ok(at);
        }
    }
}

fn name_length(text: &str) -> usize {
    text.char_indices().find(|(_, c)| !is_name_char(*c)).map_or(text.len(), |(i, _)| i)
}

fn name(rest: &str) -> (Token, usize) {
    let first = name_length(rest);
    let head = rest.get(..first).unwrap_or("").to_string();
    let after = rest.get(first..).unwrap_or("");
    if let Some(tail) = after.strip_prefix(':')
        && !tail.starts_with(':')
    {
        if tail.starts_with('*') {
            return (Token::PrefixAny(head), first + 2);
        }
        if tail.starts_with(is_name_start) {
            let second = name_length(tail);
            return (Token::Name(head, tail.get(..second).unwrap_or("").to_string()), first + 1 + second);
        }
    }
    (Token::Name(String::new(), head), first)
}

fn number(rest: &str) -> Result<(Token, usize)> {
    let bytes = rest.as_bytes();
    let digits = |from: usize| bytes.iter().skip(from).take_while(|b| b.is_ascii_digit()).count();
    let whole = digits(0);
    let mut length = whole;
    let mut decimal = false;
    if bytes.get(length) == Some(&b'.') && bytes.get(length + 1) != Some(&b'.') {
        decimal = true;
        length += 1 + digits(length + 1);
    }
    let mut double = false;
    if matches!(bytes.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
        let exponent = digits(length + 1 + sign);
        if exponent > 0 {
            double = true;
            length += 1 + sign + exponent;
        }
    }
    let text = rest.get(..length).unwrap_or("");
    let bad = || Error::fixed("XPST0003", format!("{text} is not a number"));
    if rest.get(length..).is_some_and(|r| r.starts_with(is_name_start)) {
        return Err(Error::fixed("XPST0003", format!("white space is expected after the number {text}")));
    }
    let atom = if double {
        Atom::Double(text.parse().map_err(|_| bad())?)
    } else if decimal {
        Atom::Dec(Dec::parse(text).ok_or_else(bad)?)
    } else {
        match text.parse() {
            Ok(i) => Atom::Int(i),
            Err(_) => Atom::Dec(Dec::parse(text).ok_or_else(bad)?),
        }
    };
    Ok((Token::Number(NumberToken(atom)), length))
}

fn string(rest: &str, quote: char) -> Result<(Token, usize)> {
    let mut out = String::new();
    let mut at = 1;
    loop {
        let tail = rest.get(at..).unwrap_or("");
        let Some(end) = tail.find(quote) else {
            return Err(Error::fixed("XPST0003", "a string literal is not closed"));
        };
        out.push_str(tail.get(..end).unwrap_or(""));
        at += end + 1;
        if rest.get(at..).is_some_and(|r| r.starts_with(quote)) {
            out.push(quote);
            at += 1;
        } else {
            return Ok((Token::Text(out), at));
        }
    }
}
