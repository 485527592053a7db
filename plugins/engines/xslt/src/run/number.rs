//! `xsl:number`.

use drehscheibe_xdm::{Kind, NONE, NodeIdx};
use drehscheibe_xpath::{Atom, Env, Error, Item, Node, Pattern, Result};

use super::words::{letters, ordinal_suffix, ordinal_words, roman, title, words};
use super::{Cx, Runner};
use crate::program::{NumberInstr, NumberLevel};

impl<'s> Runner<'s> {
    pub(crate) fn number(&self, env: &Env<'_>, number: &NumberInstr, cx: &Cx) -> Result<String> {
        let mut numbers: Vec<u64> = Vec::new();
        if let Some(value) = &number.value {
            for atom in env.atomize(&env.eval(value, &cx.focus)?)? {
                let n = drehscheibe_xpath::eval_number(&atom);
                let rounded = (n + 0.5).floor();
                if !rounded.is_finite() || rounded < 0.0 {
                    if number.compat {
                        return Ok(atom_text(n));
                    }
                    return Err(Error::dynamic("XTDE0980", "xsl:number needs whole numbers that are not negative"));
                }
                numbers.push(rounded as u64);
                if number.compat {
                    break;
                }
            }
        } else {
            let node = match &number.select {
                Some(select) => match env.eval(select, &cx.focus)?.first() {
                    Some(Item::Node(node)) => *node,
                    _ => return Err(Error::dynamic("XTTE1000", "select of xsl:number must give a node")),
                },
                None => match &cx.focus.item {
                    Some(Item::Node(node)) => *node,
                    _ => return Err(Error::dynamic("XTTE0990", "xsl:number needs a context node")),
                },
            };
            numbers = self.count_nodes(env, number, node, cx)?;
        }
        let format = self.avt(env, &number.format, cx)?;
        let separator = match &number.grouping_separator {
            Some(avt) => self.avt(env, avt, cx)?.into_owned(),
            None => String::new(),
        };
        let size = match &number.grouping_size {
            Some(avt) => self.avt(env, avt, cx)?.trim().parse().unwrap_or(0),
            None => 0usize,
        };
        let ordinal = match &number.ordinal {
            Some(avt) => !self.avt(env, avt, cx)?.trim().is_empty(),
            None => false,
        };
        Ok(format_list(&numbers, &format, &separator, size, ordinal))
    }

    fn count_nodes(&self, env: &Env<'_>, number: &NumberInstr, node: Node, cx: &Cx) -> Result<Vec<u64>> {
        let tree = env.tree(node);
        let at = |idx: NodeIdx| Node { doc: node.doc, idx };
        let hits = |patterns: &[Pattern], idx: NodeIdx| self.matches_any(env, patterns, &Item::Node(at(idx)), cx);
        let counts = |idx: NodeIdx| match &number.count {
            Some(patterns) => hits(patterns, idx),
            None => Ok(tree.kind(idx) == tree.kind(node.idx) && tree.name(idx) == tree.name(node.idx)),
        };
        let starts = |idx: NodeIdx| match &number.from {
            Some(patterns) => hits(patterns, idx),
            None => Ok(false),
        };
        let siblings = |idx: NodeIdx| -> Result<u64> {
            let mut n = 1;
            let mut before = tree.prev_sibling(idx);
            while before != NONE {
                n += u64::from(counts(before)?);
                before = tree.prev_sibling(before);
            }
            Ok(n)
        };
        match number.level {
            NumberLevel::Any => {
                // Counts from the last node that matches `from`, itself included.
                let mut n = 0;
                let mut idx = node.idx;
                loop {
                    let ancestor_or_before = tree.kind(idx) != Kind::Attribute || idx == node.idx;
                    if ancestor_or_before && counts(idx)? {
                        n += 1;
                    }
                    if ancestor_or_before && starts(idx)? {
                        break;
                    }
                    if idx == 0 {
                        break;
                    }
                    idx -= 1;
                }
                Ok(if n == 0 { Vec::new() } else { vec![n] })
            }
            NumberLevel::Single => {
                let mut idx = node.idx;
                let mut found = None;
                let mut inside = number.from.is_none();
                while idx != NONE {
                    if found.is_none() && counts(idx)? {
                        found = Some(idx);
                    }
                    if starts(idx)? {
                        inside = true;
                        break;
                    }
                    if found.is_some() && number.from.is_none() {
                        break;
                    }
                    idx = tree.parent(idx);
                }
                match found {
                    Some(idx) if inside || number.from.is_none() => Ok(vec![siblings(idx)?]),
                    _ => Ok(Vec::new()),
                }
            }
            NumberLevel::Multiple => {
                let mut list = Vec::new();
                let mut idx = node.idx;
                while idx != NONE {
                    if counts(idx)? {
                        list.push(siblings(idx)?);
                    }
                    if starts(idx)? {
                        break;
                    }
                    idx = tree.parent(idx);
                }
                list.reverse();
                Ok(list)
            }
        }
    }
}

fn atom_text(n: f64) -> String {
    Atom::Double(n).text().to_string()
}

/// Splits a format into its punctuation and its tokens: prefix, (token, separator after it)…
fn format_list(numbers: &[u64], format: &str, separator: &str, size: usize, ordinal: bool) -> String {
    let mut prefix = String::new();
    let mut tokens: Vec<String> = Vec::new();
    let mut separators: Vec<String> = Vec::new();
    let mut word = false;
    for c in format.chars() {
        if c.is_alphanumeric() {
            if !word {
                tokens.push(String::new());
            }
            if let Some(token) = tokens.last_mut() {
                token.push(c);
            }
            word = true;
        } else {
            if tokens.is_empty() {
                prefix.push(c);
            } else {
                if word {
                    separators.push(String::new());
                }
                if let Some(s) = separators.last_mut() {
                    s.push(c);
                }
            }
            word = false;
        }
    }
    let suffix = if separators.len() == tokens.len() { separators.pop().unwrap_or_default() } else { String::new() };
    // Punctuation alone stands on both sides.
    let suffix = if tokens.is_empty() { prefix.clone() } else { suffix };
    if tokens.is_empty() {
        tokens.push("1".into());
    }
    let mut out = prefix;
    for (i, n) in numbers.iter().enumerate() {
        if i > 0 {
            let between = separators.get(i - 1).or(separators.last()).map_or(".", String::as_str);
            out.push_str(between);
        }
        let token = tokens.get(i).or(tokens.last()).map_or("1", String::as_str);
        out.push_str(&format_one(*n, token, separator, size, ordinal));
    }
    out.push_str(&suffix);
    out
}

/// One number by one token.
pub(crate) fn format_one(n: u64, token: &str, separator: &str, size: usize, ordinal: bool) -> String {
    let spelled = |n: u64| if ordinal { ordinal_words(n) } else { words(n) };
    let special = match token {
        "a" if n > 0 => Some(letters(n, false)),
        "A" if n > 0 => Some(letters(n, true)),
        "i" => roman(n, false),
        "I" => roman(n, true),
        "w" => Some(spelled(n)),
        "W" => Some(spelled(n).to_uppercase()),
        "Ww" => Some(title(&spelled(n))),
        _ => None,
    };
    if let Some(text) = special {
        return text;
    }
    let decimal = token.chars().all(|c| c.is_numeric()) && token.ends_with('1');
    let width = if decimal { token.chars().count() } else { 1 };
    let digits = format!("{n:0>width$}");
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        let left = digits.len() - i;
        if i > 0 && size > 0 && !separator.is_empty() && left.is_multiple_of(size) {
            out.push_str(separator);
        }
        out.push(c);
    }
    if ordinal {
        out.push_str(ordinal_suffix(n));
    }
    out
}
