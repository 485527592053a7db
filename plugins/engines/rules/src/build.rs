//! From an order and files to a rule set.

use std::sync::Arc;

use drehscheibe_schematron::Schema as Schematron;
use drehscheibe_xpath::{Error, resolve_uri};
use drehscheibe_xsd::Schema;
use drehscheibe_xslt::{CompileOptions, Resolver, Stylesheet};
use serde::Serialize;

use crate::catalog::Catalog;
use crate::order::Order;
use crate::{settings, svrl};

/// One thing that stands in the way of a build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The rule file, if it is known.
    pub file: Option<String>,
    /// From 1; 0 if it is not known.
    pub line: u32,
    /// For example `XTSE0090`; `DRUNSUPPORTED`: a construct that this processor does not have.
    pub code: String,
    pub text: String,
}

impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        let place = error.place();
        Problem {
            file: place.map(|p| p.0.to_string()),
            line: place.map_or(0, |p| p.1),
            code: error.code().into(),
            text: error.message().into(),
        }
    }
}

/// Business rules in one of their two forms.
#[derive(Debug)]
pub(crate) enum Business {
    Schematron(Schematron),
    /// A stylesheet that was made from a schema and writes SVRL.
    Compiled(Stylesheet),
}

/// Rules, ready to be used.
#[derive(Debug)]
pub struct RuleSet {
    pub(crate) schema: Option<Schema>,
    pub(crate) business: Vec<Business>,
    pub(crate) stylesheet: Option<Stylesheet>,
    pub(crate) language: Option<String>,
    settings_schema: String,
}

impl RuleSet {
    /// Builds all that is ordered. Files come from `files` and from nowhere else.
    ///
    /// # Errors
    /// All problems found in all files.
    pub fn build(order: &Order, files: Arc<dyn Resolver + Send + Sync>) -> Result<Self, Vec<Problem>> {
        let catalog = match &order.catalog {
            None => Catalog::none(files),
            Some(name) => Catalog::read(name, files).map_err(|errors| problems(&errors))?,
        };
        let catalog: Arc<dyn Resolver + Send + Sync> = Arc::new(catalog);
        let mut found = Vec::new();
        let schema = if order.xsd.is_empty() {
            None
        } else {
            let roots: Vec<&str> = order.xsd.iter().map(String::as_str).collect();
            keep(drehscheibe_xsd::compile(&roots, catalog.clone()), &mut found)
        };
        let compile_options = CompileOptions { documents: order.documents.clone(), ..CompileOptions::default() };
        let mut business = Vec::new();
        for name in &order.schematron {
            if svrl::is_stylesheet(name, &*catalog) {
                let made = keep(drehscheibe_xslt::compile(name, &*catalog, &compile_options), &mut found);
                business.extend(made.map(Business::Compiled));
            } else {
                let options =
                    drehscheibe_schematron::Options { phase: order.phase.clone(), documents: order.documents.clone() };
                let name = resolve_uri(name, "");
                let made = keep(drehscheibe_schematron::compile(&name, &*catalog, &options), &mut found);
                business.extend(made.map(Business::Schematron));
            }
        }
        let stylesheet = order
            .xslt
            .as_ref()
            .and_then(|name| keep(drehscheibe_xslt::compile(name, &*catalog, &compile_options), &mut found));
        if !found.is_empty() {
            return Err(found);
        }
        let settings_schema = settings::schema(stylesheet.as_ref());
        Ok(RuleSet { schema, business, stylesheet, language: order.language.clone(), settings_schema })
    }

    /// JSON Schema of the settings.
    pub fn settings_schema(&self) -> &str {
        &self.settings_schema
    }

    /// Whether there is anything to check.
    pub fn validates(&self) -> bool {
        self.schema.is_some() || !self.business.is_empty()
    }

    /// Whether there is a stylesheet to transform with.
    pub fn transforms(&self) -> bool {
        self.stylesheet.is_some()
    }
}

fn problems(errors: &[Error]) -> Vec<Problem> {
    errors.iter().map(Problem::from).collect()
}

/// Keeps what is good, notes what is not.
fn keep<T>(result: Result<T, Vec<Error>>, found: &mut Vec<Problem>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(errors) => {
            found.extend(problems(&errors));
            None
        }
    }
}
