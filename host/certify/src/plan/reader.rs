//! Reads TOML so that every problem is reported with its line, and no key goes unread.

use super::Problem;
use drehscheibe_model::content::Digest;
use drehscheibe_model::text::shortened;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// Characters of one problem. It may quote the plan.
const PROBLEM_CHARACTERS: usize = 500;

/// Collects problems.
#[derive(Debug, Default)]
pub struct Problems(RefCell<Vec<Problem>>);

impl Problems {
    pub fn add(&self, file: &str, line: Option<usize>, text: impl AsRef<str>) {
        let text = shortened(text.as_ref(), PROBLEM_CHARACTERS).into_owned();
        self.0.borrow_mut().push(Problem { file: file.to_owned(), line, text });
    }
    pub fn into_sorted(self) -> Vec<Problem> {
        let mut all = self.0.into_inner();
        all.sort();
        all
    }
}

/// One TOML file.
#[derive(Debug)]
pub struct Sheet<'a> {
    pub file: &'a str,
    pub text: &'a str,
    pub problems: &'a Problems,
}

impl<'a> Sheet<'a> {
    fn line(&self, span: &Range<usize>) -> Option<usize> {
        let before = self.text.as_bytes().get(..span.start)?;
        Some(before.iter().filter(|byte| **byte == b'\n').count() + 1)
    }

    /// Parses the file. Syntax errors are reported, all of them; what could be read is returned.
    pub fn parse(&self) -> Spanned<DeTable<'a>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let line = error.span().and_then(|span| self.line(&span));
            self.problems.add(self.file, line, error.message().trim_end());
        }
        table
    }
}

/// A table of a file that is being read.
#[derive(Debug)]
pub struct Section<'a> {
    sheet: &'a Sheet<'a>,
    name: String,
    table: &'a DeTable<'a>,
    span: Range<usize>,
    asked: BTreeSet<String>,
}

impl<'a> Section<'a> {
    pub fn root(sheet: &'a Sheet<'a>, table: &'a Spanned<DeTable<'a>>) -> Self {
        Self { sheet, name: String::new(), table: table.get_ref(), span: 0..0, asked: BTreeSet::new() }
    }

    /// Reports a problem at a key, or at the table if it has no such key.
    pub fn problem(&self, key: &str, text: impl AsRef<str>) {
        let span = self.table.get(key).map_or_else(|| self.span.clone(), Spanned::span);
        self.sheet.problems.add(self.sheet.file, self.sheet.line(&span), text);
    }

    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    fn path(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }

    fn get(&mut self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.insert(key.to_owned());
        self.table.get(key)
    }

    fn wrong_kind(&self, key: &str, wanted: &str, found: &DeValue<'_>) {
        self.problem(key, format!("`{}` must be {wanted}, not {}", self.path(key), kind(found)));
    }

    pub fn text(&mut self, key: &str) -> Option<String> {
        match self.get(key)?.get_ref() {
            DeValue::String(text) => Some(text.clone().into_owned()),
            other => {
                self.wrong_kind(key, "a text", other);
                None
            }
        }
    }

    pub fn required_text(&mut self, key: &str) -> Option<String> {
        if !self.has(key) {
            self.asked.insert(key.to_owned());
            self.problem(key, format!("`{}` is missing", self.path(key)));
            return None;
        }
        self.text(key)
    }

    /// A text that `parse` understands; otherwise its error becomes a problem.
    pub fn parsed<T, E: std::fmt::Display>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.text(key)?;
        match parse(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.problem(key, format!("`{}`: {error}", self.path(key)));
                None
            }
        }
    }

    pub fn boolean(&mut self, key: &str) -> Option<bool> {
        match self.get(key)?.get_ref() {
            DeValue::Boolean(value) => Some(*value),
            other => {
                self.wrong_kind(key, "`true` or `false`", other);
                None
            }
        }
    }

    /// A whole number that is not negative.
    pub fn number(&mut self, key: &str) -> Option<u64> {
        let value = self.get(key)?.get_ref();
        let number = match value {
            DeValue::Integer(number) => u64::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        if number.is_none() {
            self.problem(key, format!("`{}` must be a whole number from 0 on", self.path(key)));
        }
        number
    }

    pub fn texts(&mut self, key: &str) -> Vec<String> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_kind(key, "a list of texts", value.get_ref());
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::String(text) => texts.push(text.clone().into_owned()),
                other => self.wrong_kind(key, "a list of texts", other),
            }
        }
        texts
    }

    /// A table of texts, in order of key.
    pub fn text_pairs(&mut self, key: &str) -> Vec<(String, String)> {
        let Some(mut section) = self.section(key) else { return Vec::new() };
        let keys: Vec<String> = section.table.keys().map(|key| key.get_ref().clone().into_owned()).collect();
        keys.into_iter().filter_map(|key| section.text(&key).map(|text| (key, text))).collect()
    }

    /// The keys of this table, each marked as read.
    pub fn keys(&mut self) -> Vec<String> {
        let keys: Vec<String> = self.table.keys().map(|key| key.get_ref().clone().into_owned()).collect();
        self.asked.extend(keys.iter().cloned());
        keys
    }

    fn child(&self, name: String, value: &'a Spanned<DeValue<'a>>) -> Option<Section<'a>> {
        let DeValue::Table(table) = value.get_ref() else { return None };
        Some(Section { sheet: self.sheet, name, table, span: value.span(), asked: BTreeSet::new() })
    }

    pub fn section(&mut self, key: &str) -> Option<Section<'a>> {
        let value = self.get(key)?;
        let child = self.child(self.path(key), value);
        if child.is_none() {
            self.wrong_kind(key, "a table", value.get_ref());
        }
        child
    }

    pub fn sections(&mut self, key: &str) -> Vec<Section<'a>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_kind(key, "a list of tables", value.get_ref());
            return Vec::new();
        };
        let mut sections = Vec::new();
        for item in items.iter() {
            match self.child(self.path(key), item) {
                Some(section) => sections.push(section),
                None => self.wrong_kind(key, "a list of tables", item.get_ref()),
            }
        }
        sections
    }

    /// Whether the key holds a table.
    pub fn is_table(&self, key: &str) -> bool {
        self.table.get(key).is_some_and(|value| value.get_ref().is_table())
    }

    /// Anything, as JSON. Dates become texts.
    pub fn json(&mut self, key: &str) -> Option<serde_json::Value> {
        let value = self.get(key)?.get_ref();
        match json(value) {
            Ok(json) => Some(json),
            Err(text) => {
                self.problem(key, format!("`{}`: {text}", self.path(key)));
                None
            }
        }
    }

    /// Reports every key that nobody asked for.
    pub fn finish(self) {
        for (key, _) in self.table.iter() {
            let name = key.get_ref();
            if !self.asked.contains(name.as_ref()) {
                let allowed: Vec<_> = self.asked.iter().map(|key| format!("`{key}`")).collect();
                let line = self.sheet.line(&key.span());
                let text = format!("unknown key `{}`; allowed here: {}", self.path(name), allowed.join(", "));
                self.sheet.problems.add(self.sheet.file, line, text);
            }
        }
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date (write it as a text in quotation marks)",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn json(value: &DeValue<'_>) -> Result<serde_json::Value, String> {
    Ok(match value {
        DeValue::String(text) => text.as_ref().into(),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_err(|_| format!("{number} is too large a number"))?
            .into(),
        DeValue::Float(number) => {
            let parsed: f64 = number.as_str().parse().map_err(|_| "not a number".to_owned())?;
            serde_json::Number::from_f64(parsed).ok_or("JSON has no such number")?.into()
        }
        DeValue::Boolean(value) => (*value).into(),
        DeValue::Datetime(date) => date.to_string().into(),
        DeValue::Array(items) => json_list(items)?,
        DeValue::Table(table) => {
            let pairs: Result<serde_json::Map<_, _>, String> = table
                .iter()
                .map(|(key, value)| Ok((key.get_ref().clone().into_owned(), json(value.get_ref())?)))
                .collect();
            pairs?.into()
        }
    })
}

fn json_list(items: &DeArray<'_>) -> Result<serde_json::Value, String> {
    items.iter().map(|item| json(item.get_ref())).collect::<Result<Vec<_>, _>>().map(Into::into)
}

/// The digest of a list of files: what `sha256sum` prints, one line a file, in order of path.
pub fn digest_of_files<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> Digest {
    let mut list = String::new();
    for (path, bytes) in files {
        list.push_str(&format!("{}  {path}\n", Digest::of(bytes).to_hex()));
    }
    Digest::of(list.as_bytes())
}
