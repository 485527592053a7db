//! Taking a TOML table apart, with the line of everything that is wrong.

use super::Problem;
use drehscheibe_model::text::shortened;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Characters of one problem. It may quote the manifest.
const PROBLEM_CHARACTERS: usize = 500;

/// Lines of byte positions, and the problems found.
pub(super) struct Problems<'t> {
    text: &'t str,
    found: Vec<Problem>,
}

impl<'t> Problems<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, found: Vec::new() }
    }
    pub(super) fn add(&mut self, span: &Range<usize>, text: impl AsRef<str>) {
        let before = self.text.as_bytes().get(..span.start).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        self.found.push(Problem { line, text: shortened(text.as_ref(), PROBLEM_CHARACTERS).into_owned() });
    }
    /// All of them, in order of their lines.
    pub(super) fn end(mut self) -> Vec<Problem> {
        self.found.sort_by_key(|problem| problem.line);
        self.found
    }
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}

/// A value and where it stands.
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) span: Range<usize>,
}

/// A table from which keys are taken one by one; what is left over is a problem.
pub(super) struct Table<'a, 't> {
    name: String,
    table: &'a DeTable<'t>,
    span: Range<usize>,
    known: BTreeSet<&'static str>,
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

impl<'a, 't> Table<'a, 't> {
    pub(super) fn root(table: &'a Spanned<DeTable<'t>>) -> Self {
        // The root begins at the beginning, wherever its first key stands.
        Self { name: String::new(), table: table.get_ref(), span: 0..0, known: BTreeSet::new() }
    }
    pub(super) fn span(&self) -> &Range<usize> {
        &self.span
    }
    fn get(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'t>>> {
        self.known.insert(key);
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }
    /// The keys that are there.
    pub(super) fn keys(&self) -> impl Iterator<Item = (&'a str, Range<usize>)> {
        self.table.iter().map(|(name, _)| (name.get_ref().as_ref(), name.span()))
    }
    pub(super) fn table(&mut self, key: &'static str, problems: &mut Problems<'_>) -> Option<Table<'a, 't>> {
        let name = if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) };
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Table(table) => Some(Table { name, table, span: value.span(), known: BTreeSet::new() }),
            other => {
                problems.add(&value.span(), format!("`{name}`: expected a table, found {}", kind(other)));
                None
            }
        }
    }
    pub(super) fn missing(&self, key: &str, problems: &mut Problems<'_>) {
        problems.add(&self.span, format!("[{}] lacks `{key}`", self.name));
    }
    pub(super) fn text(&mut self, key: &'static str, problems: &mut Problems<'_>) -> Option<At<&'a str>> {
        let Some(value) = self.get(key) else {
            self.missing(key, problems);
            return None;
        };
        text(key, value, problems)
    }
    pub(super) fn number(&mut self, key: &'static str, problems: &mut Problems<'_>) -> Option<At<u64>> {
        let value = self.get(key)?;
        number(key, value, problems)
    }
    fn list<T>(
        &mut self,
        key: &'static str,
        problems: &mut Problems<'_>,
        item: impl Fn(&'static str, &'a Spanned<DeValue<'t>>, &mut Problems<'_>) -> Option<At<T>>,
    ) -> Option<At<Vec<At<T>>>> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Array(items) => {
                let items = items.iter().filter_map(|value| item(key, value, problems)).collect();
                Some(At { value: items, span: value.span() })
            }
            other => {
                problems.add(&value.span(), format!("`{key}`: expected a list, found {}", kind(other)));
                None
            }
        }
    }
    pub(super) fn texts(&mut self, key: &'static str, problems: &mut Problems<'_>) -> Option<At<Vec<At<&'a str>>>> {
        self.list(key, problems, text)
    }
    pub(super) fn numbers(&mut self, key: &'static str, problems: &mut Problems<'_>) -> Option<At<Vec<At<u64>>>> {
        self.list(key, problems, number)
    }
    /// Ends the table: a key that nobody asked for is a problem.
    pub(super) fn end(self, problems: &mut Problems<'_>) {
        let allowed: Vec<_> = self.known.iter().copied().collect();
        for (key, span) in self.keys() {
            if !self.known.contains(key) {
                let place = if self.name.is_empty() { "here".to_owned() } else { format!("in [{}]", self.name) };
                problems.add(&span, format!("`{key}` is not known {place}; allowed: {}", allowed.join(", ")));
            }
        }
    }
}

fn text<'a>(key: &'static str, value: &'a Spanned<DeValue<'_>>, problems: &mut Problems<'_>) -> Option<At<&'a str>> {
    match value.get_ref() {
        DeValue::String(text) => Some(At { value: text, span: value.span() }),
        other => {
            problems.add(&value.span(), format!("`{key}`: expected a text, found {}", kind(other)));
            None
        }
    }
}

fn number(key: &'static str, value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>) -> Option<At<u64>> {
    let number = match value.get_ref() {
        DeValue::Integer(number) => u64::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    };
    if number.is_none() {
        problems.add(&value.span(), format!("`{key}`: expected a whole number that is not negative"));
    }
    number.map(|number| At { value: number, span: value.span() })
}
