//! A compiled schema and what it finds.

use drehscheibe_xdm::Str;
use drehscheibe_xpath::Error;
use xsd_schema::validation::{
    CollectingValidationSink, DriveError, InstancePath, PathStep, SchemaValidator, ValidationError, ValidationFlags,
    ValidationSubject, drive_quick_xml,
};
use xsd_schema::xml::ParseLimits;
use xsd_schema::{LoaderChain, ResolverConfig, SchemaResolver, SchemaSet, SchemaSetBuilder, XsdVersion};

use crate::loader::{FromResolver, OneName, ROOT, Read, Shared, name_of};
use crate::{references, texts};

/// Violations after which no more are kept.
const MOST: usize = 10_000;

/// A compiled schema. It lives until the process ends: there is one for each rule.
pub struct Schema {
    set: &'static SchemaSet,
    validator: SchemaValidator<'static>,
}

impl std::fmt::Debug for Schema {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Schema").finish_non_exhaustive()
    }
}

/// One place where a document does not follow the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The constraint of XML Schema, for example `cvc-complex-type.2.4`.
    pub code: String,
    /// An XPath 1.0 location path without prefixes in which every step carries its position.
    pub location: String,
    /// The name of what it is about, for example `rasse` or `@name`.
    pub subject: String,
    /// German, without a value of the document.
    pub german: String,
    /// English, without a value of the document.
    pub english: String,
    /// What the validator says. It can hold values of the document: not for journals.
    pub detail: String,
}

/// A document that is not looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    NotWellFormed(String),
    TooLarge(String),
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refused::NotWellFormed(text) | Refused::TooLarge(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Refused {}

/// Compiles schema documents, each with all that it includes and imports.
///
/// # Errors
/// All problems found, with file and line where they are known; also every directive whose document
/// is missing, and what belongs to XML Schema 1.1.
pub fn compile(roots: &[&str], resolver: Shared) -> Result<Schema, Vec<Error>> {
    let mut loaders = LoaderChain::new();
    loaders.add(Box::new(xsd_schema::EmbeddedLoader::new()));
    let read = Read::default();
    loaders.add(Box::new(FromResolver { files: resolver.clone(), read: read.clone() }));
    let names = OneName::new(resolver);
    // Addresses may be asked for, because nobody but the resolver is asked.
    let config = ResolverConfig { allow_network: true, ..ResolverConfig::default() };
    let mut resolver = SchemaResolver::with_config_and_loader(config, Box::new(loaders));
    resolver.catalog_mut().add_xml_catalog();
    let mut builder = SchemaSetBuilder::with_resolver(resolver, XsdVersion::V1_0);
    builder.set_location_rewriter(names);
    let mut problems = Vec::new();
    for root in roots {
        if let Err(error) = builder.try_add(&format!("{ROOT}{root}")) {
            problems.push(problem(&error, root));
        }
    }
    let first = roots.first().copied().unwrap_or_default();
    let compiled = builder.compile().map_err(|error| {
        let mut all = std::mem::take(&mut problems);
        all.push(problem(&error, first));
        all
    })?;
    for failure in compiled.directive_failures() {
        let location = failure.schema_location().or(failure.namespace()).unwrap_or_default();
        let error = Error::fixed("src-import", format!("{location}: {}", failure.error()));
        problems.push(match failure.location() {
            Some(at) => error.at(&Str::from(name_of(&at.base_uri)), at.line as u32),
            None => error.at(&Str::from(first), 0),
        });
    }
    if problems.is_empty() {
        problems.extend(references::dangling(&read.lock().unwrap_or_else(std::sync::PoisonError::into_inner)));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let set: &'static SchemaSet = Box::leak(Box::new(compiled.into_schema_set()));
    let validator = SchemaValidator::new(set, ValidationFlags::empty());
    let failures: Vec<Error> = validator
        .content_model_failures()
        .into_iter()
        .map(|(_, text)| Error::unsupported(text.to_string()).at(&Str::from(first), 0))
        .collect();
    if failures.is_empty() { Ok(Schema { set, validator }) } else { Err(failures) }
}

fn problem(error: &xsd_schema::SchemaError, root: &str) -> Error {
    let text = error.to_string().replace(ROOT, "");
    match error.location() {
        Some(at) => Error::fixed("XSD", text).at(&Str::from(name_of(&at.base_uri)), at.line as u32),
        None => Error::fixed("XSD", text).at(&Str::from(root), 0),
    }
}

impl Schema {
    /// All violations of a document that is well-formed (UTF-8).
    ///
    /// # Errors
    /// The document is not well-formed or larger than the limits.
    pub fn validate(&self, document: &[u8]) -> Result<Vec<Violation>, Refused> {
        let (mut errors, mut warnings) = (Vec::new(), Vec::new());
        let sink = CollectingValidationSink { errors: &mut errors, warnings: &mut warnings };
        let mut runtime = self.validator.start_run(sink);
        let limits = ParseLimits::none().with_max_depth(512).with_max_attributes(1_024).with_max_nodes(8_000_000);
        runtime.set_parse_limits(limits);
        let driven = drive_quick_xml(document, &mut runtime, self.set);
        drop(runtime);
        match driven {
            Ok(_) => {}
            Err(DriveError::LimitExceeded(limit)) => return Err(Refused::TooLarge(limit.to_string())),
            Err(DriveError::Validation(error)) => errors.push(error),
            Err(error) => return Err(Refused::NotWellFormed(error.to_string())),
        }
        Ok(errors.iter().take(MOST).map(violation).collect())
    }
}

fn violation(error: &ValidationError) -> Violation {
    let code = error.constraint.to_string();
    let (german, english) = texts::of(&code);
    let subject = match error.subject() {
        Some(ValidationSubject::Attribute(name)) => format!("@{}", name.local_name()),
        Some(ValidationSubject::Element(name)) => name.local_name().to_string(),
        _ => String::new(),
    };
    Violation {
        location: error.instance_path().map_or_else(|| "/".into(), location),
        german: german.into(),
        english: english.into(),
        detail: error.message.clone(),
        subject,
        code,
    }
}

/// As the Schematron engine writes it.
fn location(path: &InstancePath) -> String {
    let mut out = String::new();
    for step in path.steps() {
        let name = step.name();
        let test = match name.namespace() {
            None => name.local_name().to_string(),
            Some(ns) => {
                format!("*[local-name()='{}' and namespace-uri()='{}']", name.local_name(), ns.replace('\'', "%27"))
            }
        };
        match step {
            PathStep::Attribute { .. } => out.push_str(&format!("/@{test}")),
            _ => out.push_str(&format!("/{test}[{}]", step.position().unwrap_or(1))),
        }
    }
    if out.is_empty() { "/".into() } else { out }
}
