//! Rules: their context, checks and texts.

use drehscheibe_xpath::Pattern;

use super::{Compiler, is_abstract};
use crate::load::{Child, Element};
use crate::report::Severity;
use crate::schema::{Candidate, Check, Message, Part, RuleDef};

impl Compiler<'_, '_> {
    pub(super) fn rule(
        &mut self,
        pattern: &Element,
        rule: &Element,
        pattern_index: u32,
        number: u32,
    ) -> Option<RuleDef> {
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
