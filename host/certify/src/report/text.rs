//! The report for people.

use super::{CaseReport, Mismatch, PlanReport, Sign};
use std::fmt::Write as _;

/// What a piece of text means; the caller chooses the colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Plain,
    Heading,
    /// Passed, within budget.
    Good,
    /// Failed, over budget.
    Bad,
    Warning,
    /// Less important.
    Dim,
    /// A line that was expected and is not there.
    Expected,
    /// A line that is there and was not expected.
    Actual,
}

/// One line: pieces of text, each with its style. Control characters are already escaped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line(pub Vec<(Style, String)>);

impl Line {
    fn of(style: Style, text: impl AsRef<str>) -> Self {
        Self::default().and(style, text)
    }
    fn and(mut self, style: Style, text: impl AsRef<str>) -> Self {
        self.0.push((style, escape(text.as_ref())));
        self
    }
}

/// Texts come from plugins: nothing in them may steer a terminal.
fn escape(text: &str) -> String {
    let steers = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().flat_map(|c| if steers(c) { c.escape_default().collect() } else { vec![c] }).collect()
}

/// The report as plain text, without colours.
pub fn render_text(report: &PlanReport) -> String {
    let mut text = String::new();
    for line in render(report) {
        let joined: String = line.0.iter().map(|piece| piece.1.as_str()).collect();
        let _ = writeln!(text, "{}", joined.trim_end());
    }
    text
}

/// The report line by line.
pub fn render(report: &PlanReport) -> Vec<Line> {
    let mut lines = vec![
        Line::of(Style::Heading, &report.plan),
        Line::of(Style::Dim, format!("plan      {}", report.plan_digest)),
        Line::of(Style::Dim, format!("component {}", report.component)),
        Line::default(),
    ];
    for problem in &report.problems {
        lines.push(Line::of(Style::Bad, "problem   ").and(Style::Plain, problem));
    }
    for case in &report.cases {
        render_case(&mut lines, case);
    }
    lines.push(Line::default());
    let uncovered: Vec<_> = report.requirements.iter().filter(|requirement| !requirement.covered).collect();
    if !report.requirements.is_empty() {
        let covered = report.requirements.len() - uncovered.len();
        let style = if uncovered.is_empty() { Style::Good } else { Style::Warning };
        lines.push(Line::of(style, format!("{covered} of {} requirements covered", report.requirements.len())));
    }
    for requirement in uncovered {
        let why = if requirement.cases.is_empty() { "no case" } else { "a case failed" };
        lines.push(
            Line::of(Style::Warning, format!("  {} ({why})  ", requirement.id)).and(Style::Plain, &requirement.text),
        );
    }
    let failed = report.cases.iter().filter(|case| !case.passed()).count();
    let passed = report.cases.len() - failed;
    lines.push(if report.passed() {
        Line::of(Style::Good, format!("passed: {passed} of {passed} cases"))
    } else {
        Line::of(Style::Bad, format!("failed: {failed} of {} cases, {passed} passed", report.cases.len()))
    });
    lines
}

fn render_case(lines: &mut Vec<Line>, case: &CaseReport) {
    let verdict = if case.passed() { (Style::Good, "ok    ") } else { (Style::Bad, "FAILED") };
    lines.push(
        Line::of(verdict.0, verdict.1)
            .and(Style::Plain, format!("  {}  ", case.name))
            .and(Style::Dim, format!("{} → {}  {}", case.operation.name(), case.outcome, case.title)),
    );
    let mut budget = Line::of(Style::Plain, "        ");
    for (name, used, limit) in [
        ("fuel", case.used.fuel, case.budget.fuel),
        ("memory", Some(case.used.memory_bytes), case.budget.memory_bytes),
        ("output", Some(case.used.output_bytes), case.budget.output_bytes),
        ("host calls", Some(case.used.host_calls), case.budget.host_calls),
    ] {
        let Some(used) = used else { continue };
        budget = match limit {
            Some(limit) => {
                let style = if used > limit { Style::Bad } else { Style::Good };
                let percent = used.saturating_mul(100) / limit.max(1);
                budget.and(style, format!("{name} {} of {} ({percent} %)  ", group(used), group(limit)))
            }
            None => budget.and(Style::Dim, format!("{name} {}  ", group(used))),
        };
    }
    lines.push(budget);
    for mismatch in &case.mismatches {
        render_mismatch(lines, mismatch);
    }
    if !case.passed() {
        for line in &case.log {
            lines.push(Line::of(Style::Dim, format!("        log {}: {}", line.level, line.text)));
        }
    }
}

fn render_mismatch(lines: &mut Vec<Line>, mismatch: &Mismatch) {
    lines.push(Line::of(Style::Bad, format!("        {}", mismatch.what)));
    if mismatch.difference.is_empty() {
        let nothing = || "(nothing)".to_owned();
        for (style, label, text) in [
            (Style::Expected, "expected", mismatch.expected.clone().unwrap_or_else(nothing)),
            (Style::Actual, "actual  ", mismatch.actual.clone().unwrap_or_else(nothing)),
        ] {
            for (number, part) in text.lines().enumerate() {
                let label = if number == 0 { label } else { "        " };
                lines.push(Line::of(style, format!("          {label}  {part}")));
            }
        }
    }
    for line in &mismatch.difference {
        let (style, sign) = match line.sign {
            Sign::Same => (Style::Dim, " "),
            Sign::Expected => (Style::Expected, "-"),
            Sign::Actual => (Style::Actual, "+"),
            Sign::Gap => (Style::Dim, "…"),
        };
        lines.push(Line::of(style, format!("          {sign} {}", line.text)));
    }
}

/// 1234567 as `1,234,567`.
fn group(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_control_characters_escaped() {
        assert_eq!(group(7), "7");
        assert_eq!(group(1_234_567), "1,234,567");
        assert_eq!(escape("ä\u{1b}[31m\u{202e}x"), "ä\\u{1b}[31m\\u{202e}x");
    }
}
