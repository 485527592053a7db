//! From the files of a plan to [`Plan`].

mod calls;
mod case;
mod expect;

use super::directory::Files;
use super::reader::{Problems, Section, Sheet};
use super::{Budget, FORMAT, Operation, Plan, PlanError, Requirement};
use drehscheibe_model::ids::{PluginName, ProcedureId};
use drehscheibe_model::limits::Limits;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::path::Path;

/// What the plan says about all its cases.
struct Common<'a> {
    files: &'a Files,
    problems: &'a Problems,
    requirements: BTreeSet<&'a str>,
    procedure: Option<&'a ProcedureId>,
    received_at: Option<Timestamp>,
    budget: Budget,
    /// What a case gets that names no limits.
    limits: &'a dyn Fn(Operation) -> Limits,
}

pub fn load(directory: &Path, limits: &dyn Fn(Operation) -> Limits) -> Result<Plan, PlanError> {
    let root = [directory.to_owned(), directory.join("plan")]
        .into_iter()
        .find(|candidate| candidate.join("plan.toml").is_file())
        .ok_or_else(|| PlanError::NotFound { directory: directory.display().to_string() })?;
    let problems = Problems::default();
    let files = Files::read(&root, &problems);
    let plan = read_plan(&files, &problems, limits);
    let problems = problems.into_sorted();
    match plan {
        Some(plan) if problems.is_empty() => Ok(plan),
        _ => Err(PlanError::Problems(problems)),
    }
}

/// A text file of the plan.
fn text<'a>(files: &'a Files, path: &str, problems: &Problems) -> Option<&'a str> {
    let Some(bytes) = files.get(path) else {
        problems.add(path, None, "is missing");
        return None;
    };
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            problems.add(path, None, format!("is not UTF-8 from byte {} on", error.valid_up_to()));
            None
        }
    }
}

fn read_plan(files: &Files, problems: &Problems, limits: &dyn Fn(Operation) -> Limits) -> Option<Plan> {
    let sheet = Sheet { file: "plan.toml", text: text(files, "plan.toml", problems)?, problems };
    let table = sheet.parse();
    let mut root = Section::root(&sheet, &table);
    if let Some(format) = root.required_text("format")
        && format != FORMAT
    {
        root.problem("format", format!("the format is `{format}`; this program knows `{FORMAT}`"));
    }
    let name = root.required_text("name");
    let plugin = root.required_text("plugin").and_then(|_| root.parsed("plugin", |text| PluginName::new(text)));
    let procedure = root.parsed("procedure", |text| ProcedureId::new(text));
    let received_at = root.parsed("received_at", str::parse);
    let budget = case::read_budget(&mut root, &Budget::default());
    let requirements = read_requirements(&mut root);
    let required = root.texts("required");
    for path in required.iter().filter(|path| !path.starts_with('/')) {
        root.problem("required", format!("`{path}` does not begin with `/`"));
    }
    root.finish();

    let common = Common {
        files,
        problems,
        requirements: requirements.iter().map(|requirement| requirement.id.as_str()).collect(),
        procedure: procedure.as_ref(),
        received_at,
        budget,
        limits,
    };
    let directories = files.directories_in("cases");
    if directories.is_empty() {
        problems.add("cases", None, "there is no case: expected `cases/<name>/case.toml`");
    }
    let cases: Vec<_> = directories.iter().filter_map(|name| case::read(&common, name)).collect();
    Some(Plan { name: name?, plugin: plugin?, procedure, cases, digest: files.digest(), requirements, required })
}

pub fn blueprint(name: &str, text: &str) -> Result<Vec<Requirement>, PlanError> {
    let problems = Problems::default();
    let sheet = Sheet { file: name, text, problems: &problems };
    let table = sheet.parse();
    let mut root = Section::root(&sheet, &table);
    let requirements = read_requirements(&mut root);
    root.finish();
    let problems = problems.into_sorted();
    if problems.is_empty() { Ok(requirements) } else { Err(PlanError::Problems(problems)) }
}

fn read_requirements(root: &mut Section<'_>) -> Vec<Requirement> {
    let mut requirements: Vec<Requirement> = Vec::new();
    for mut section in root.sections("requirements") {
        let id = section.required_text("id");
        let text = section.required_text("text");
        let source = section.text("source");
        if let (Some(id), Some(text)) = (id, text) {
            if requirements.iter().any(|other| other.id == id) {
                section.problem("id", format!("the requirement `{id}` is there twice"));
            } else {
                requirements.push(Requirement { id, text, source });
            }
        }
        section.finish();
    }
    requirements
}

#[cfg(test)]
mod tests;
