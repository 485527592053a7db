//! From a schema to a [`Schema`].

use std::collections::BTreeMap;
use std::sync::Arc;

use drehscheibe_xdm::Str;
use drehscheibe_xpath::{Error, Expr, Key, Pattern, Scope};
use drehscheibe_xslt::embed::{Context, Embedding};
use drehscheibe_xslt::{CompileOptions, Resolver};
use rustc_hash::FxHashMap;

use crate::load::{Child, Element, Loader};
use crate::report::Severity;
use crate::schema::{Candidate, Check, Message, Part, PatternDef, RuleDef, Schema};

/// Which part of a schema is compiled.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The phase; `None`: the schema's default phase, `#ALL` if it names none.
    pub phase: Option<String>,
    /// Documents that `doc()` and `document()` may read.
    pub documents: Vec<String>,
}

/// A resolver that also knows the stylesheet made from the functions of the schema.
struct WithFunctions<'r> {
    inner: &'r dyn Resolver,
    stylesheet: Arc<[u8]>,
}

const FUNCTIONS: &str = "urn:drehscheibe:schematron:functions.xsl";

impl Resolver for WithFunctions<'_> {
    fn load(&self, uri: &str) -> Option<Arc<[u8]>> {
        if uri == FUNCTIONS { Some(self.stylesheet.clone()) } else { self.inner.load(uri) }
    }
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

/// The functions and keys that a schema brings along, as a stylesheet.
fn functions(root: &Element, namespaces: &[(String, String)], compat: bool, errors: &mut Vec<Error>) -> String {
    let version = if compat { "1.0" } else { "2.0" };
    let mut all: BTreeMap<&str, &str> = BTreeMap::new();
    all.insert("xsl", "http://www.w3.org/1999/XSL/Transform");
    all.insert("xs", "http://www.w3.org/2001/XMLSchema");
    for (prefix, uri) in namespaces {
        all.insert(prefix, uri);
    }
    let mut out = format!("<xsl:stylesheet version=\"{version}\"");
    for (prefix, uri) in all.iter().filter(|(p, _)| **p != "xml") {
        out.push_str(&format!(" xmlns:{prefix}=\"{}\"", escaped(uri)));
    }
    out.push('>');
    for element in root.elements().filter(|e| e.name.starts_with("xsl:")) {
        match element.name.as_str() {
            "xsl:function" | "xsl:key" | "xsl:variable" | "xsl:param" | "xsl:import" | "xsl:include"
            | "xsl:decimal-format" => write_element(&mut out, element),
            other => errors.push(element.unsupported(format!("{other} in a schema is not supported"))),
        }
    }
    out.push_str("</xsl:stylesheet>");
    out
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    text.replace('\n', "&#10;").replace('\t', "&#9;")
}

fn write_element(out: &mut String, element: &Element) {
    let (name, own) = match element.name.strip_prefix('{').and_then(|n| n.split_once('}')) {
        Some((ns, local)) => (local.to_string(), Some(ns)),
        None => (element.name.clone(), None),
    };
    out.push('<');
    out.push_str(&name);
    for (prefix, uri) in element.namespaces.iter().filter(|n| !n.0.is_empty()) {
        out.push_str(&format!(" xmlns:{prefix}=\"{}\"", escaped(uri)));
    }
    if let Some(ns) = own {
        out.push_str(&format!(" xmlns=\"{}\"", escaped(ns)));
    }
    for (name, value) in &element.attributes {
        out.push_str(&format!(" {name}=\"{}\"", escaped(value)));
    }
    out.push('>');
    for child in &element.children {
        match child {
            Child::Text(text) => out.push_str(&text.replace('&', "&amp;").replace('<', "&lt;")),
            Child::Element(inner) => write_element(out, inner),
        }
    }
    out.push_str(&format!("</{name}>"));
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

    fn rule(&mut self, pattern: &Element, rule: &Element, pattern_index: u32, number: u32) -> Option<RuleDef> {
        let Some(context) = rule.attr("context").map(str::to_string) else {
            self.errors.push(rule.error("rule needs context"));
            return None;
        };
        let matchers: Vec<Pattern> = match self.embedding.pattern(&context, &self.context) {
            Ok(matchers) => matchers,
            Err(error) => {
                self.errors.push(error.at(&rule.uri, rule.line));
                return None;
            }
        };
        for matcher in matchers {
            self.candidates.push(Candidate { pattern: pattern_index, rule: number, matcher });
        }
        let mark = self.embedding.locals.mark();
        let mut def = RuleDef {
            id: rule.attr("id").unwrap_or("").to_string(),
            context,
            role: rule.attr("role").unwrap_or("").to_string(),
            flag: rule.attr("flag").unwrap_or("").to_string(),
            lets: Vec::new(),
            checks: Vec::new(),
        };
        let names = (pattern.attr("id").unwrap_or("").to_string(), def.id.clone());
        self.rule_content(pattern, rule, &names, &mut def, 0);
        let next = self.embedding.locals.mark().1;
        self.embedding.locals.restore((mark.0, next));
        Some(def)
    }

    fn rule_content(
        &mut self,
        pattern: &Element,
        rule: &Element,
        names: &(String, String),
        def: &mut RuleDef,
        depth: usize,
    ) {
        for child in rule.elements() {
            match child.name.as_str() {
                "let" => def.lets.extend(self.variable(child)),
                "assert" | "report" => def.checks.extend(self.check(child, names, def)),
                "extends" => {
                    let wanted = child.attr("rule").unwrap_or("").to_string();
                    let root = self.root;
                    let everywhere = root
                        .named("pattern")
                        .flat_map(|p| p.named("rule"))
                        .chain(root.named("rules").flat_map(|p| p.named("rule")));
                    let found = pattern
                        .named("rule")
                        .chain(everywhere)
                        .find(|r| is_abstract(r) && r.attr("id") == Some(wanted.as_str()))
                        .cloned();
                    match found {
                        Some(base) if depth < 32 => self.rule_content(pattern, &base, names, def, depth + 1),
                        Some(_) => self.errors.push(child.error(format!("the rule {wanted} extends itself"))),
                        None => self.errors.push(child.error(format!("there is no abstract rule {wanted}"))),
                    }
                }
                "p" | "title" => {}
                other if other.starts_with('{') => {}
                other => self.errors.push(child.unsupported(format!("{other} is not supported in a rule"))),
            }
        }
    }

    fn check(&mut self, element: &Element, names: &(String, String), rule: &RuleDef) -> Option<Check> {
        let Some(test_text) = element.attr("test").map(str::to_string) else {
            self.errors.push(element.error(format!("{} needs test", element.name)));
            return None;
        };
        let test = self.expr(element, &test_text)?;
        let role = element.attr("role").unwrap_or(&rule.role).to_string();
        let flag = element.attr("flag").unwrap_or(&rule.flag).to_string();
        let severity = Severity::by_name(&role).or(Severity::by_name(&flag)).unwrap_or(Severity::Error);
        let message = self.message(element);
        let mut diagnostics = Vec::new();
        for id in element.attr("diagnostics").unwrap_or("").split_whitespace() {
            let root = self.root;
            let found =
                root.named("diagnostics").flat_map(|d| d.named("diagnostic")).find(|d| d.attr("id") == Some(id));
            match found {
                Some(diagnostic) => diagnostics.push((id.to_string(), self.message(diagnostic))),
                None => self.errors.push(element.error(format!("there is no diagnostic {id}"))),
            }
        }
        let id = match (element.attr("id"), names) {
            (Some(id), _) => id.to_string(),
            (None, (_, rule)) if !rule.is_empty() => rule.clone(),
            (None, (pattern, _)) => pattern.clone(),
        };
        Some(Check {
            report: element.name == "report",
            id,
            test_text,
            test,
            role,
            flag,
            severity,
            message,
            diagnostics,
            file: element.uri.clone(),
            line: element.line,
        })
    }

    fn message(&mut self, element: &Element) -> Message {
        let mut parts = Vec::new();
        self.message_parts(element, &mut parts);
        Message { lang: element.lang.clone(), parts }
    }

    fn message_parts(&mut self, element: &Element, parts: &mut Vec<Part>) {
        for child in &element.children {
            match child {
                Child::Text(text) => parts.push(Part::Text(text.clone())),
                Child::Element(inner) => match inner.name.as_str() {
                    "value-of" => match inner.attr("select") {
                        Some(select) => parts.extend(self.expr(inner, select).map(Part::Value)),
                        None => self.errors.push(inner.error("value-of needs select")),
                    },
                    "name" => match inner.attr("path") {
                        Some(path) => parts.extend(self.expr(inner, path).map(|e| Part::Name(Some(e)))),
                        None => parts.push(Part::Name(None)),
                    },
                    "emph" | "span" | "dir" => self.message_parts(inner, parts),
                    other if other.starts_with("xsl:") => {
                        self.errors.push(inner.unsupported(format!("{other} in a text is not supported")));
                    }
                    _ => self.message_parts(inner, parts),
                },
            }
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
