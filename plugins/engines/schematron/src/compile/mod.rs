//! From a schema to a [`Schema`].

mod functions;
mod rules;

use std::sync::Arc;

use drehscheibe_xdm::Str;
use drehscheibe_xpath::{Error, Expr, Key, Scope};
use drehscheibe_xslt::embed::{Context, Embedding};
use drehscheibe_xslt::{CompileOptions, Resolver};
use rustc_hash::FxHashMap;

use self::functions::{FUNCTIONS, WithFunctions, functions};
use crate::load::{Element, Loader};
use crate::schema::{Candidate, PatternDef, Schema};

/// Which part of a schema is compiled.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The phase; `None`: the schema's default phase, `#ALL` if it names none.
    pub phase: Option<String>,
    /// Documents that `doc()` and `document()` may read.
    pub documents: Vec<String>,
}

/// Compiles the schema `uri`.
///
/// # Errors
/// All problems found, each with file and line; also every construct that is not supported.
pub fn compile(uri: &str, resolver: &dyn Resolver, options: &Options) -> Result<Schema, Vec<Error>> {
    let mut loader = Loader { resolver, errors: Vec::new() };
    let root = loader.load(uri, 0).map_err(|e| vec![e])?;
    let mut errors = loader.errors;
    if root.name != "schema" {
        return Err(vec![root.error("this is not a Schematron schema")]);
    }
    let compat = match root.attr("queryBinding").unwrap_or("xslt").to_ascii_lowercase().as_str() {
        "xslt" | "xslt1" => true,
        "xslt2" | "xpath2" => false,
        other => {
            return Err(vec![root.unsupported(format!(
                "queryBinding=\"{other}\" is not supported: rules in XPath 3 need another processor; xslt and xslt2 are"
            ))]);
        }
    };
    let mut namespaces: Vec<(String, String)> = Vec::new();
    for ns in root.named("ns") {
        match (ns.attr("prefix"), ns.attr("uri")) {
            (Some(prefix), Some(uri)) => namespaces.push((prefix.trim().into(), uri.trim().into())),
            _ => errors.push(ns.error("ns needs prefix and uri")),
        }
    }
    let stylesheet = functions(&root, &namespaces, compat, &mut errors);
    let with_functions = WithFunctions { inner: resolver, stylesheet: stylesheet.into_bytes().into() };
    let compile_options = CompileOptions { documents: options.documents.clone(), ..CompileOptions::default() };
    let embedding = match Embedding::new(FUNCTIONS, &with_functions, &compile_options) {
        Ok(embedding) => embedding,
        Err(more) => {
            errors.extend(more);
            return Err(errors);
        }
    };
    let scope = Scope {
        namespaces: namespaces.iter().map(|(p, u)| (Str::from(p.as_str()), Str::from(u.as_str()))).collect(),
        base_uri: Some(root.uri.clone()),
        default_collation: None,
    };
    let context = Context { scope: Arc::new(scope), element_ns: "".into(), compat };
    let mut compiler = Compiler { embedding, context, errors, root: &root, candidates: Vec::new() };
    let phase = match options.phase.as_deref().or(root.attr("defaultPhase")) {
        Some("#DEFAULT") | None => "#ALL".to_string(),
        Some(name) => name.to_string(),
    };
    let mut lets = Vec::new();
    let patterns = compiler.schema(&phase, &mut lets);
    let Compiler { embedding, errors, candidates, .. } = compiler;
    if !errors.is_empty() {
        return Err(errors);
    }
    let frame = embedding.locals.size();
    Ok(Schema {
        sheet: embedding.finish(),
        frame,
        title: root.named("title").map(Element::text).next().unwrap_or_default(),
        version: root.attr("schemaVersion").unwrap_or("").to_string(),
        phase,
        namespaces,
        lets,
        patterns,
        by_key: index(candidates),
    })
}

struct Compiler<'r, 's> {
    embedding: Embedding<'r>,
    context: Context,
    errors: Vec<Error>,
    root: &'s Element,
    candidates: Vec<Candidate>,
}

impl Compiler<'_, '_> {
    fn expr(&mut self, element: &Element, text: &str) -> Option<Expr> {
        match self.embedding.expr(text, &self.context) {
            Ok(expr) => Some(expr),
            Err(error) => {
                self.errors.push(error.at(&element.uri, element.line));
                None
            }
        }
    }

    /// `let`: the value is compiled before the name is in scope.
    fn variable(&mut self, element: &Element) -> Option<(u32, Expr)> {
        let Some(name) = element.attr("name") else {
            self.errors.push(element.error("let needs name"));
            return None;
        };
        let Some(value) = element.attr("value").map(str::to_string) else {
            self.errors.push(element.unsupported("let without value is not supported"));
            return None;
        };
        let expr = self.expr(element, &value)?;
        let name = name.trim();
        let (ns, local) = match name.split_once(':') {
            Some((prefix, local)) => (self.context.scope.prefix(prefix).unwrap_or_else(|| "".into()), local),
            None => ("".into(), name),
        };
        Some((self.embedding.locals.declare(&ns, local), expr))
    }

    fn schema(&mut self, phase: &str, lets: &mut Vec<(u32, Expr)>) -> Vec<PatternDef> {
        let root = self.root;
        let mut active: Option<Vec<String>> = None;
        let mut phase_element = None;
        if phase != "#ALL" {
            phase_element = root.named("phase").find(|p| p.attr("id") == Some(phase));
            match phase_element {
                Some(p) => {
                    active = Some(p.named("active").filter_map(|a| a.attr("pattern").map(str::to_string)).collect());
                }
                None => {
                    self.errors.push(root.error(format!("there is no phase {phase}")));
                    return Vec::new();
                }
            }
        }
        for element in root.named("let") {
            lets.extend(self.variable(element));
        }
        for element in phase_element.into_iter().flat_map(|p| p.named("let")) {
            lets.extend(self.variable(element));
        }
        self.check_children(root);
        let mut patterns = Vec::new();
        for element in root.named("pattern").filter(|p| !is_abstract(p)) {
            let id = element.attr("id").unwrap_or("").to_string();
            if active.as_ref().is_some_and(|a| !a.contains(&id)) {
                continue;
            }
            let Some(element) = self.instantiate(element) else { continue };
            let def = self.pattern(&element, patterns.len() as u32, lets);
            patterns.push(def);
        }
        if let Some(missing) = active.and_then(|a| a.into_iter().find(|id| !patterns.iter().any(|p| p.id == *id))) {
            self.errors
                .push(root.error(format!("the phase {phase} names the pattern {missing}, which does not exist")));
        }
        patterns
    }

    /// Elements that are not known are named, not skipped.
    fn check_children(&mut self, root: &Element) {
        const KNOWN: [&str; 11] =
            ["title", "ns", "p", "phase", "pattern", "diagnostics", "let", "properties", "include", "param", "rules"];
        for element in root.elements() {
            let foreign = element.name.starts_with('{') || element.name.starts_with("xsl:");
            if !foreign && !KNOWN.contains(&element.name.as_str()) {
                self.errors.push(element.unsupported(format!("{} is not supported in a schema", element.name)));
            }
        }
    }

    /// A pattern with its abstract pattern put in.
    fn instantiate(&mut self, element: &Element) -> Option<Element> {
        let Some(base) = element.attr("is-a") else { return Some(element.clone()) };
        let found = self.root.named("pattern").find(|p| is_abstract(p) && p.attr("id") == Some(base));
        let Some(found) = found else {
            self.errors.push(element.error(format!("there is no abstract pattern {base}")));
            return None;
        };
        let mut params: Vec<(String, String)> = Vec::new();
        for param in element.named("param").chain(found.named("param")) {
            let (Some(name), Some(value)) = (param.attr("name"), param.attr("value").or(param.attr("default"))) else {
                continue;
            };
            let name = name.trim();
            if !params.iter().any(|p| p.0 == name) {
                params.push((name.into(), value.into()));
            }
        }
        let mut made = found.clone();
        made.substitute(&params);
        made.attributes.retain(|a| a.0 != "abstract" && a.0 != "id");
        if let Some(id) = element.attr("id") {
            made.attributes.push(("id".into(), id.into()));
        }
        Some(made)
    }

    fn pattern(&mut self, element: &Element, index: u32, lets: &mut Vec<(u32, Expr)>) -> PatternDef {
        let mark = self.embedding.locals.mark();
        for variable in element.named("let") {
            lets.extend(self.variable(variable));
        }
        if element.attr("documents").is_some() {
            self.errors.push(element.unsupported("pattern/@documents is not supported"));
        }
        let mut rules = Vec::new();
        for rule in element.named("rule").filter(|r| !is_abstract(r)) {
            let number = rules.len() as u32;
            if let Some(def) = self.rule(element, rule, index, number) {
                rules.push(def);
            }
        }
        // Names go out of scope, the slots stay: all variables live in one frame.
        let next = self.embedding.locals.mark().1;
        self.embedding.locals.restore((mark.0, next));
        PatternDef {
            id: element.attr("id").unwrap_or("").to_string(),
            name: element.named("title").map(Element::text).next().unwrap_or_default(),
            rules,
        }
    }
}

fn is_abstract(element: &Element) -> bool {
    element.attr("abstract").is_some_and(|a| a.trim() == "true")
}

/// For each key the candidates that can match such a node, in the order of patterns and rules.
fn index(candidates: Vec<Candidate>) -> FxHashMap<Key, Vec<Candidate>> {
    let mut keys = vec![Key::AnyElement, Key::AnyAttribute, Key::Text, Key::Comment, Key::Pi, Key::Document];
    for candidate in &candidates {
        if !keys.contains(&candidate.matcher.key) {
            keys.push(candidate.matcher.key);
        }
    }
    let fits = |found: Key, key: Key| {
        found == key
            || match key {
                Key::Element(_) => matches!(found, Key::AnyElement | Key::Any),
                Key::Attribute(_) => matches!(found, Key::AnyAttribute),
                Key::AnyElement | Key::Text | Key::Comment | Key::Pi => found == Key::Any,
                _ => false,
            }
    };
    let mut by_key: FxHashMap<Key, Vec<Candidate>> = FxHashMap::default();
    for key in keys {
        let list: Vec<Candidate> = candidates.iter().filter(|c| fits(c.matcher.key, key)).cloned().collect();
        if !list.is_empty() {
            by_key.insert(key, list);
        }
    }
    by_key
}
