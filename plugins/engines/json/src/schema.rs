//! JSON Schema.

use std::fmt;

use jsonschema::{Retrieve, Uri, Validator};
use serde_json::Value;

use crate::document::{self, NotJson};
use crate::{Files, Problem, texts};

/// Where relative references start: an address that nobody can fetch.
const ROOT: &str = "rule:///";
/// References into each other, and files read.
const MOST_FILES: usize = 1_000;

/// A compiled JSON Schema.
pub struct Schema {
    validator: Validator,
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schema").finish_non_exhaustive()
    }
}

/// One place where a document does not follow the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The keyword, for example `required`.
    pub keyword: String,
    /// JSON Pointer into the document.
    pub pointer: String,
    pub german: String,
    pub english: String,
}

impl Schema {
    /// Compiles a schema of draft 4 to 2020-12. References lead to files only.
    ///
    /// # Errors
    /// All that is wrong with the schema by its own draft, or the reference that leads nowhere.
    pub fn compile(name: &str, files: Files<'_>) -> Result<Self, Vec<Problem>> {
        let schema = read(name, files).map_err(|problem| vec![problem])?;
        let wrong = wrong_keywords(name, &schema);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let mut known = vec![(format!("{ROOT}{name}"), schema.clone())];
        let mut problems = Vec::new();
        // All files are read now: the retriever of the compiled schema has nothing left to do.
        let mut at = 0;
        while let Some((base, value)) = known.get(at).cloned() {
            at += 1;
            for reference in references(&value, &base) {
                let fresh = !known.iter().any(|(uri, _)| *uri == reference);
                let Some(file) = reference.strip_prefix(ROOT).filter(|_| fresh) else { continue };
                match read(file, files) {
                    Ok(value) if known.len() < MOST_FILES => known.push((reference, value)),
                    Ok(_) => problems.push(Problem::new(name, 0, "REF", "too many files")),
                    Err(problem) => problems.push(problem),
                }
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let built = jsonschema::options()
            .with_base_uri(format!("{ROOT}{name}"))
            .with_retriever(Known(known))
            .should_validate_formats(true)
            .with_pattern_options(jsonschema::PatternOptions::regex())
            .build(&schema);
        match built {
            Ok(validator) => Ok(Schema { validator }),
            Err(error) => {
                let place = error.instance_path().to_string();
                let text = if place.is_empty() { error.to_string() } else { format!("{place}: {error}") };
                Err(vec![Problem::new(name, 0, "SCHEMA", text)])
            }
        }
    }

    /// All violations of a document.
    ///
    /// # Errors
    /// It is not JSON.
    pub fn validate(&self, document: &[u8]) -> Result<Vec<Finding>, NotJson> {
        let value = document::read(document)?;
        Ok(self
            .validator
            .iter_errors(&value)
            .take(10_000)
            .map(|error| {
                let keyword = error.kind().keyword().to_string();
                let (german, english) = texts::of(&keyword);
                let pointer = error.instance_path().to_string();
                Finding { keyword, pointer, german: german.into(), english: english.into() }
            })
            .collect())
    }
}

/// A schema file.
fn read(name: &str, files: Files<'_>) -> Result<Value, Problem> {
    let bytes = files(name).ok_or_else(|| Problem::new(name, 0, "FILE", "there is no such file"))?;
    serde_json::from_slice(&bytes).map_err(|error| Problem::new(name, error.line(), "JSON", error.to_string()))
}

/// The files that a schema refers to, without fragments.
fn references(value: &Value, base: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(value, base.to_string())];
    while let Some((value, mut base)) = open.pop() {
        match value {
            Value::Object(object) => {
                if let Some(Value::String(id)) = object.get("$id").or(object.get("id")) {
                    base = resolve(&base, id);
                }
                for (key, inner) in object {
                    match inner {
                        Value::String(target) if matches!(key.as_str(), "$ref" | "$dynamicRef") => {
                            found.push(resolve(&base, target));
                        }
                        // Values that are compared, not schemas.
                        _ if matches!(key.as_str(), "enum" | "const" | "default" | "examples") => {}
                        inner => open.push((inner, base.clone())),
                    }
                }
            }
            Value::Array(list) => open.extend(list.iter().map(|inner| (inner, base.clone()))),
            _ => {}
        }
    }
    found.sort();
    found.dedup();
    found
}

/// A reference against a base, fragment removed.
fn resolve(base: &str, reference: &str) -> String {
    let reference = reference.split('#').next().unwrap_or("");
    if reference.is_empty() {
        return base.split('#').next().unwrap_or("").to_string();
    }
    if reference.contains("://") || reference.starts_with("urn:") {
        return reference.to_string();
    }
    let Some(path) = base.strip_prefix(ROOT) else { return reference.to_string() };
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in reference.trim_start_matches('/').split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("{ROOT}{}", parts.join("/"))
}

/// Keywords that no draft knows: a typing error would otherwise check nothing.
fn wrong_keywords(name: &str, schema: &Value) -> Vec<Problem> {
    const KNOWN: &[&str] = &[
        "$schema",
        "$id",
        "id",
        "$ref",
        "$anchor",
        "$dynamicRef",
        "$dynamicAnchor",
        "$recursiveRef",
        "$recursiveAnchor",
        "$vocabulary",
        "$comment",
        "$defs",
        "definitions",
        "title",
        "description",
        "default",
        "deprecated",
        "readOnly",
        "writeOnly",
        "examples",
        "type",
        "enum",
        "const",
        "multipleOf",
        "maximum",
        "exclusiveMaximum",
        "minimum",
        "exclusiveMinimum",
        "maxLength",
        "minLength",
        "pattern",
        "items",
        "prefixItems",
        "additionalItems",
        "maxItems",
        "minItems",
        "uniqueItems",
        "contains",
        "maxContains",
        "minContains",
        "maxProperties",
        "minProperties",
        "required",
        "properties",
        "patternProperties",
        "additionalProperties",
        "dependencies",
        "dependentRequired",
        "dependentSchemas",
        "propertyNames",
        "if",
        "then",
        "else",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "format",
        "contentEncoding",
        "contentMediaType",
        "contentSchema",
        "unevaluatedItems",
        "unevaluatedProperties",
    ];
    let mut found = Vec::new();
    let mut open = vec![(schema, String::new())];
    while let Some((value, place)) = open.pop() {
        let Value::Object(object) = value else { continue };
        for (key, inner) in object {
            let here = format!("{place}/{key}");
            match (key.as_str(), inner) {
                (
                    "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas",
                    Value::Object(map),
                ) => {
                    open.extend(map.iter().map(|(name, inner)| (inner, format!("{here}/{name}"))));
                }
                ("allOf" | "anyOf" | "oneOf" | "prefixItems" | "items", Value::Array(list)) => {
                    open.extend(list.iter().enumerate().map(|(n, inner)| (inner, format!("{here}/{n}"))));
                }
                (
                    "items"
                    | "additionalItems"
                    | "contains"
                    | "additionalProperties"
                    | "propertyNames"
                    | "if"
                    | "then"
                    | "else"
                    | "not"
                    | "contentSchema"
                    | "unevaluatedItems"
                    | "unevaluatedProperties",
                    inner,
                ) => open.push((inner, here)),
                (key, _) if KNOWN.contains(&key) || key.starts_with("x-") => {}
                _ => found.push(Problem::new(name, 0, "DRUNSUPPORTED", format!("{here} is no keyword of JSON Schema"))),
            }
        }
    }
    found.sort_by(|a, b| a.text.cmp(&b.text));
    found
}

/// Files that were read when the schema was compiled.
struct Known(Vec<(String, Value)>);

impl Retrieve for Known {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let wanted = uri.as_str().split('#').next().unwrap_or("");
        let found = self.0.iter().find(|(known, _)| known == wanted);
        found.map(|(_, value)| value.clone()).ok_or_else(|| format!("{wanted} is not among the files").into())
    }
}
