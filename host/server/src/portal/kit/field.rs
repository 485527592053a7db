//! Forms and their fields.

use crate::portal::texts as t;
use askama::Template;

/// One thing that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) chosen: bool,
}

impl Choice {
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>, chosen: bool) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new(), chosen }
    }
}

/// How a field is filled in.
#[allow(dead_code, reason = "a kit may have parts that no page uses yet")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    Text,
    Password,
    Date,
    Number,
    File,
    Area { rows: u32 },
    Select(Vec<Choice>),
    Radios(Vec<Choice>),
    Boxes(Vec<Choice>),
    Hidden,
}

/// A field with its label, hint and error.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "kit/field.html")]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) error: String,
    pub(crate) value: String,
    pub(crate) input: Input,
    pub(crate) required: bool,
    pub(crate) autocomplete: &'static str,
}

impl Field {
    pub(crate) fn new(name: impl Into<String>, label: impl Into<String>, input: Input) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            hint: String::new(),
            error: String::new(),
            value: String::new(),
            input,
            required: false,
            autocomplete: "off",
        }
    }
    pub(crate) fn text(name: &str, label: &str) -> Self {
        Self::new(name, label, Input::Text)
    }
    pub(crate) fn hidden(name: &str, value: impl Into<String>) -> Self {
        Self::new(name, "", Input::Hidden).value(value)
    }
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
    pub(crate) fn error(mut self, error: impl Into<String>) -> Self {
        self.error = error.into();
        self
    }
    pub(crate) fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }
    pub(crate) fn required(mut self) -> Self {
        self.required = true;
        self
    }
    pub(crate) fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = what;
        self
    }
    /// The id of the element; ids of groups name their first element.
    pub(crate) fn id(&self) -> String {
        let letters = self.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
        format!("feld-{}", letters.collect::<String>())
    }
    /// Where the link of the error summary leads.
    pub(crate) fn target(&self) -> String {
        match &self.input {
            Input::Radios(_) | Input::Boxes(_) => format!("{}-0", self.id()),
            _ => self.id(),
        }
    }
    pub(crate) fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-hinweis", self.id()));
        }
        if !self.error.is_empty() {
            ids.push(format!("{}-fehler", self.id()));
        }
        ids.join(" ")
    }
    pub(crate) fn kind(&self) -> &'static str {
        match self.input {
            Input::Password => "password",
            Input::File => "file",
            Input::Hidden => "hidden",
            _ => "text",
        }
    }
    pub(crate) fn mode(&self) -> &'static str {
        if self.input == Input::Number { "decimal" } else { "text" }
    }
}

/// A form. Without fields it is a button.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "kit/form.html")]
pub(crate) struct Form {
    pub(crate) id: String,
    pub(crate) action: String,
    /// A search: its values stand in the address.
    pub(crate) get: bool,
    pub(crate) multipart: bool,
    /// What all fields are about; empty if the heading before says it.
    pub(crate) legend: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) submit: String,
    /// Said before the button of an act that cannot simply be undone.
    pub(crate) warning: String,
    pub(crate) secondary: bool,
    /// Filled in by the frame.
    pub(crate) csrf: String,
    /// Fields beside each other.
    pub(crate) inline: bool,
}

impl Form {
    pub(crate) fn post(csrf: &str, action: impl Into<String>, submit: impl Into<String>) -> Self {
        Self { action: action.into(), submit: submit.into(), csrf: csrf.into(), ..Self::default() }
    }
    pub(crate) fn search(action: impl Into<String>, submit: impl Into<String>) -> Self {
        Self { action: action.into(), submit: submit.into(), get: true, inline: true, ..Self::default() }
    }
    pub(crate) fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }
    pub(crate) fn id(mut self, id: &str) -> Self {
        self.id = id.into();
        self
    }
    #[allow(dead_code, reason = "a kit may have parts that no page uses yet")]
    pub(crate) fn legend(mut self, legend: &str) -> Self {
        self.legend = legend.into();
        self
    }
    pub(crate) fn warning(mut self, warning: impl Into<String>) -> Self {
        self.warning = warning.into();
        self
    }
    pub(crate) fn secondary(mut self) -> Self {
        self.secondary = true;
        self
    }
    /// The fields that are wrong.
    pub(crate) fn errors(&self) -> Vec<&Field> {
        self.fields.iter().filter(|field| !field.error.is_empty()).collect()
    }
}
