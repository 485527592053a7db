//! Validating a document.

use drehscheibe_xdm::{Kind, NONE, NodeIdx, Str, Tree};
use drehscheibe_xpath::{Env, Error, ErrorKind, Focus, Item, Key, Node, Result, Value};
use drehscheibe_xslt::RunOptions;

use crate::report::{ActivePattern, Event, Finding, Report, Text};
use crate::schema::{Check, Message, Part, RuleDef, Schema};

/// Findings after which a validation ends with an error: nobody reads more.
const MAX_FINDINGS: usize = 100_000;

impl Schema {
    /// Validates a document. All patterns share one pass over it.
    ///
    /// # Errors
    /// The document is not well-formed or too large (`SXXP0003`), a test cannot be evaluated (its
    /// code, with the file and line of the check), a limit is reached.
    pub fn validate(&self, document: &[u8], options: &RunOptions) -> Result<Report> {
        self.sheet.evaluate(document, options, |env, root| self.pass(env, root))
    }

    fn pass(&self, env: &Env<'_>, root: Node) -> Result<Report> {
        let base = env.push_frame(self.frame);
        let top = Focus::on(root, base);
        for (slot, expr) in &self.lets {
            let value = env.eval(expr, &top)?;
            env.set_local(base, *slot, value);
        }
        let mut patterns: Vec<ActivePattern> = self
            .patterns
            .iter()
            .map(|p| ActivePattern { id: p.id.clone(), name: p.name.clone(), events: Vec::new() })
            .collect();
        let tree = env.tree(root);
        let mut findings = 0;
        for idx in 0..tree.len() as NodeIdx {
            let (exact, general) = match tree.kind(idx) {
                Kind::Element => (Key::Element(tree.name(idx)), Key::AnyElement),
                Kind::Attribute => (Key::Attribute(tree.name(idx)), Key::AnyAttribute),
                Kind::Text => (Key::Text, Key::Text),
                Kind::Comment => (Key::Comment, Key::Comment),
                Kind::Pi => (Key::Pi, Key::Pi),
                Kind::Document => (Key::Document, Key::Document),
                Kind::Namespace => continue,
            };
            let Some(list) = self.by_key.get(&exact).or_else(|| self.by_key.get(&general)) else { continue };
            let node = Node { doc: root.doc, idx };
            let mut fired = u32::MAX;
            for candidate in list {
                // In a pattern the first rule that matches fires, and no other.
                if candidate.pattern == fired || !env.matches(&candidate.matcher, node, base)? {
                    continue;
                }
                fired = candidate.pattern;
                let rule = self.patterns.get(fired as usize).and_then(|p| p.rules.get(candidate.rule as usize));
                if let (Some(rule), Some(active)) = (rule, patterns.get_mut(fired as usize)) {
                    findings += self.fire(env, rule, node, base, &mut active.events)?;
                }
            }
            if findings > MAX_FINDINGS {
                return Err(Error::limit(format!("more than {MAX_FINDINGS} findings")));
            }
        }
        Ok(Report {
            title: self.title.clone(),
            version: self.version.clone(),
            phase: self.phase.clone(),
            namespaces: self.namespaces.clone(),
            patterns,
        })
    }

    fn fire(&self, env: &Env<'_>, rule: &RuleDef, node: Node, base: usize, events: &mut Vec<Event>) -> Result<usize> {
        let focus = Focus::on(node, base);
        events.push(Event::Rule {
            id: rule.id.clone(),
            context: rule.context.clone(),
            role: rule.role.clone(),
            flag: rule.flag.clone(),
        });
        for (slot, expr) in &rule.lets {
            let value = env.eval(expr, &focus)?;
            env.set_local(base, *slot, value);
        }
        let mut findings = 0;
        for check in &rule.checks {
            let holds = env.ebv(&check.test, &focus).map_err(|e| named(e, check))?;
            if holds == check.report {
                events.push(Event::Finding(finding(env, check, node, &focus).map_err(|e| named(e, check))?));
                findings += 1;
            }
        }
        Ok(findings)
    }
}

/// Says which check could not be evaluated.
fn named(error: Error, check: &Check) -> Error {
    if error.kind() == ErrorKind::Limit {
        return error;
    }
    let message = format!("{}: {}", check.id, error.message());
    Error::new(error.kind(), error.code().to_string(), message).at(&check.file, check.line)
}

fn finding(env: &Env<'_>, check: &Check, node: Node, focus: &Focus) -> Result<Finding> {
    let mut diagnostics = Vec::new();
    for (id, message) in &check.diagnostics {
        diagnostics.push((id.clone(), text(env, message, focus)?));
    }
    Ok(Finding {
        rule_id: check.id.clone(),
        severity: check.severity,
        report: check.report,
        location: location(env, node),
        path: readable(env, node),
        test: check.test_text.clone(),
        role: check.role.clone(),
        flag: check.flag.clone(),
        text: text(env, &check.message, focus)?,
        diagnostics,
    })
}

fn text(env: &Env<'_>, message: &Message, focus: &Focus) -> Result<Text> {
    let mut out = String::new();
    for part in &message.parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Value(expr) => {
                for (i, item) in env.eval(expr, focus)?.iter().enumerate() {
                    if i > 0 {
                        out.push(' ');
                    }
                    out.push_str(&env.item_text(item));
                }
            }
            Part::Name(expr) => {
                let value = match expr {
                    Some(expr) => env.eval(expr, focus)?,
                    None => focus.item.clone().map_or(Value::Empty, Value::One),
                };
                match value.first() {
                    Some(Item::Node(node)) => out.push_str(&env.qualified_name(*node)),
                    Some(atom) => out.push_str(&env.item_text(atom)),
                    None => {}
                }
            }
        }
    }
    let content = out.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(Text { language: message.lang.clone(), content })
}

/// How many siblings before have the same kind and name, from 1.
fn position(tree: &Tree, n: NodeIdx, same: impl Fn(NodeIdx) -> bool) -> usize {
    let mut count = 1;
    let mut before = tree.prev_sibling(n);
    while before != NONE {
        count += usize::from(same(before));
        before = tree.prev_sibling(before);
    }
    count
}

fn steps(env: &Env<'_>, node: Node, name: impl Fn(Node) -> String) -> String {
    let tree = env.tree(node);
    let mut out: Vec<String> = Vec::new();
    let mut at = node.idx;
    while at != NONE && tree.kind(at) != Kind::Document {
        let here = Node { doc: node.doc, idx: at };
        let kind = tree.kind(at);
        let step = match kind {
            Kind::Element => {
                let n = position(tree, at, |b| tree.kind(b) == kind && tree.name(b) == tree.name(at));
                format!("/{}[{n}]", name(here))
            }
            Kind::Attribute => format!("/@{}", name(here)),
            _ => {
                let n = position(tree, at, |b| tree.kind(b) == kind);
                let test = match kind {
                    Kind::Text => "text()",
                    Kind::Comment => "comment()",
                    _ => "processing-instruction()",
                };
                format!("/{test}[{n}]")
            }
        };
        out.push(step);
        at = tree.parent(at);
    }
    if out.is_empty() { "/".into() } else { out.iter().rev().map(String::as_str).collect() }
}

/// An XPath 1.0 path that needs no prefixes.
fn location(env: &Env<'_>, node: Node) -> String {
    steps(env, node, |n| {
        let (ns, local): (Str, Str) = (env.namespace(n), env.local_name(n));
        if ns.is_empty() {
            return local.to_string();
        }
        format!("*[local-name()='{local}' and namespace-uri()='{}']", ns.replace('\'', "%27"))
    })
}

fn readable(env: &Env<'_>, node: Node) -> String {
    steps(env, node, |n| env.qualified_name(n).to_string())
}
