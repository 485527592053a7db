//! A mapping: a script that makes outputs of a JSON document.

use std::fmt;

use rhai::packages::{Package, StandardPackage};
use rhai::{AST, Dynamic, Engine, EvalAltResult, ParseErrorType, Position, Scope};
use serde_json::{Map, Value};

use crate::document;
use crate::{Files, Problem};

/// Steps of one run.
const OPERATIONS: u64 = 20_000_000;
/// Functions inside each other.
const CALLS: usize = 48;
/// Bytes of one text.
const TEXT: usize = 4 << 20;
/// Entries of one list or object.
const ENTRIES: usize = 200_000;

/// A compiled mapping.
pub struct Mapping {
    engine: Engine,
    script: AST,
    name: String,
}

impl fmt::Debug for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mapping").field("name", &self.name).finish_non_exhaustive()
    }
}

/// One document for one recipient.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    pub recipient: String,
    pub media_type: String,
    pub body: Vec<u8>,
    pub file_name: Option<String>,
    pub attachments: Vec<String>,
    pub legal_basis: Option<String>,
}

/// Why a mapping made nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The document is not JSON.
    NotJson(String),
    /// The script ended with `throw "text"`.
    Refused(String),
    /// The script fails on this document.
    Failed(String),
}

impl Mapping {
    /// Compiles a script. Variables that it does not declare are errors, except `document`,
    /// `settings` and `received`.
    ///
    /// # Errors
    /// What is wrong with it, with its line.
    pub fn compile(name: &str, files: Files<'_>) -> Result<Self, Vec<Problem>> {
        let bytes = files(name).ok_or_else(|| vec![Problem::new(name, 0, "FILE", "there is no such file")])?;
        let text = String::from_utf8(bytes).map_err(|_| vec![Problem::new(name, 0, "FILE", "not UTF-8")])?;
        let engine = engine();
        let script = engine.compile_with_scope(&scope(Dynamic::UNIT, Dynamic::UNIT, ""), text).map_err(|error| {
            let line = error.position().line().unwrap_or(0);
            let code = if matches!(*error.0, ParseErrorType::VariableUndefined(_)) { "VARIABLE" } else { "SYNTAX" };
            vec![Problem::new(name, line, code, error.0.to_string())]
        })?;
        Ok(Mapping { engine, script, name: name.into() })
    }

    /// The outputs for a document. `received` is the receipt time as RFC 3339.
    ///
    /// # Errors
    /// See [`Fault`].
    pub fn run(&self, document: &[u8], settings: &str, received: &str) -> Result<Vec<Made>, Fault> {
        let document = document::read(document).map_err(|error| Fault::NotJson(error.to_string()))?;
        let settings: Value =
            serde_json::from_str(settings).map_err(|error| Fault::Failed(format!("the settings: {error}")))?;
        let into = |value: Value| rhai::serde::to_dynamic(value).map_err(|error| self.fault(&error));
        let mut scope = scope(into(document)?, into(settings)?, received);
        let result: Dynamic =
            self.engine.eval_ast_with_scope(&mut scope, &self.script).map_err(|error| self.fault(&error))?;
        let result: Value = rhai::serde::from_dynamic(&result).map_err(|error| self.fault(&error))?;
        let outputs = match result {
            Value::Array(list) => list,
            single @ Value::Object(_) => vec![single],
            _ => return Err(Fault::Failed(format!("{}: the result is no output and no list of outputs", self.name))),
        };
        outputs.into_iter().map(|output| self.output(output)).collect()
    }

    fn fault(&self, error: &EvalAltResult) -> Fault {
        // What was thrown inside functions is wrapped in the calls.
        let mut inner = error;
        while let EvalAltResult::ErrorInFunctionCall(_, _, cause, _) = inner {
            inner = cause;
        }
        if let EvalAltResult::ErrorRuntime(value, _) = inner
            && let Ok(text) = value.clone().into_string()
        {
            return Fault::Refused(text);
        }
        let position = error.position();
        let place = match position.line() {
            Some(line) => format!("{}:{line}: ", self.name),
            None => format!("{}: ", self.name),
        };
        let mut plain = error.to_string();
        if position != Position::NONE {
            plain = plain.replace(&format!(" ({position})"), "");
        }
        Fault::Failed(format!("{place}{plain}"))
    }

    fn output(&self, output: Value) -> Result<Made, Fault> {
        let wrong = |text: &str| Fault::Failed(format!("{}: an output {text}", self.name));
        let Value::Object(mut output) = output else { return Err(wrong("is no object")) };
        let text = |output: &mut Map<String, Value>, key: &str| match output.remove(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(wrong(&format!("has a {key} that is no text"))),
        };
        let recipient = text(&mut output, "recipient")?.unwrap_or_else(|| "default".into());
        let media_type = text(&mut output, "media_type")?;
        let (file_name, legal_basis) = (text(&mut output, "file_name")?, text(&mut output, "legal_basis")?);
        let attachments = match output.remove("attachments") {
            None => Vec::new(),
            Some(list) => {
                serde_json::from_value(list).map_err(|_| wrong("has attachments that are no list of texts"))?
            }
        };
        let (body, usual) = match (output.remove("document"), text(&mut output, "text")?) {
            (Some(document), None) => (serde_json::to_vec(&document).unwrap_or_default(), "application/json"),
            (None, Some(text)) => (text.into_bytes(), "text/plain"),
            _ => return Err(wrong("needs `document` or `text`")),
        };
        match output.keys().next() {
            Some(key) => Err(wrong(&format!("has an unknown key `{key}`"))),
            None => Ok(Made {
                recipient,
                media_type: media_type.unwrap_or_else(|| usual.into()),
                body,
                file_name,
                attachments,
                legal_basis,
            }),
        }
    }
}

/// An engine that can do nothing but compute, within bounds.
fn engine() -> Engine {
    let mut engine = Engine::new_raw();
    StandardPackage::new().register_into_engine(&mut engine);
    engine
        .set_strict_variables(true)
        .set_max_operations(OPERATIONS)
        .set_max_call_levels(CALLS)
        .set_max_expr_depths(64, 32)
        .set_max_string_size(TEXT)
        .set_max_array_size(ENTRIES)
        .set_max_map_size(ENTRIES)
        .disable_symbol("eval");
    engine
}

fn scope(document: Dynamic, settings: Dynamic, received: &str) -> Scope<'static> {
    let mut scope = Scope::new();
    scope
        .push_constant_dynamic("document", document)
        .push_constant_dynamic("settings", settings)
        .push_constant("received", received.to_owned());
    scope
}
