//! What a browser sent: the values of a form or of an address.

use drehscheibe_model::ids::TenantId;
use std::collections::BTreeMap;

/// Bytes of a form.
pub(crate) const FORM_BYTES: usize = 4 << 20;

/// Names with their values, in order; a name may come several times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Values(Vec<(String, String)>);

impl Values {
    /// From a query or a body in `application/x-www-form-urlencoded`.
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        Self(form_urlencoded::parse(bytes).map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }
    pub(crate) fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }
    /// The first value, trimmed; empty if there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }
    /// The first value as it is.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    }
    pub(crate) fn tenant(&self, name: &str) -> Option<TenantId> {
        TenantId::new(self.get(name)).ok()
    }
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// An address with a query; empty values are left out.
pub(crate) fn address(path: &str, values: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in values.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// Errors by field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Errors(BTreeMap<String, String>);

impl Errors {
    /// The first error of a field stays.
    pub(crate) fn add(&mut self, field: &str, text: impl Into<String>) {
        self.0.entry(field.to_owned()).or_insert_with(|| text.into());
    }
    pub(crate) fn of(&self, field: &str) -> String {
        self.0.get(field).cloned().unwrap_or_default()
    }
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Characters of a reason, and of a note.
pub(crate) const REASON_CHARACTERS: std::ops::RangeInclusive<usize> = 3..=500;

/// A reason as the journal takes it, or an error at its field.
pub(crate) fn reason(values: &Values, errors: &mut Errors) -> String {
    let text = values.get("grund").replace(['\r', '\n', '\t'], " ");
    if !REASON_CHARACTERS.contains(&text.chars().count()) || text.chars().any(char::is_control) {
        errors.add("grund", super::texts::form::REASON_LENGTH);
    }
    text
}
