//! What lies in a plugin's folder: its manifest, its test plan, its component.

use crate::commands::output::{Failure, NO};
use drehscheibe_certify::Plan;
use drehscheibe_certify::plan::{Operation, PlanError};
use drehscheibe_depot::manifest::{FILE_NAME, Manifest};
use drehscheibe_model::call::World;
use drehscheibe_model::limits::Limits;
use std::path::{Path, PathBuf};

/// The manifest in a plugin's folder.
pub fn manifest(dir: &Path) -> Result<Manifest, Failure> {
    let text = std::fs::read_to_string(dir.join(FILE_NAME)).map_err(|error| {
        Failure::of(&error)
            .line(format!("{} has no {FILE_NAME}", dir.display()))
            .hint("give the component with --component FILE")
    })?;
    Manifest::parse(&text).map_err(|problems| {
        let failure = Failure::new(format!("{FILE_NAME} has {} problem(s)", problems.len()));
        problems.iter().fold(failure, |failure, problem| failure.line(problem.to_string())).code(NO)
    })
}

/// Whether a folder is a plan or has one.
pub fn has_plan(folder: &Path) -> bool {
    folder.join("plan.toml").is_file() || folder.join("plan/plan.toml").is_file()
}

/// The test plan in a folder, under the limits of the plugin in another one, if there is a manifest.
pub fn plan(folder: &Path, plugin: &Path) -> Result<Plan, Failure> {
    let manifest = if plugin.join(FILE_NAME).is_file() { Some(manifest(plugin)?) } else { None };
    load_plan(folder, manifest.as_ref())
}

/// A plan whose cases run under the limits of the manifest, as in production.
pub fn load_plan(folder: &Path, manifest: Option<&Manifest>) -> Result<Plan, Failure> {
    plan_under(folder, manifest).map_err(|error| Failure::of(&error).code(NO))
}

/// The same, for others than commands.
pub fn plan_under(folder: &Path, manifest: Option<&Manifest>) -> Result<Plan, PlanError> {
    let limits = |operation| match (manifest, world_of(operation)) {
        (Some(manifest), Some(world)) => manifest.limits_in(world),
        (Some(manifest), None) => manifest.limits.clone(),
        (None, world) => world.map_or(Limits::DEFAULT, Limits::of),
    };
    Plan::load_under(folder, &limits)
}

/// The world in which an operation of a plan runs; the check of the settings runs in any.
fn world_of(operation: Operation) -> Option<World> {
    match operation {
        Operation::CheckSettings => None,
        Operation::Recognise => Some(World::Recogniser),
        Operation::Validate => Some(World::Validator),
        Operation::Transform => Some(World::Transformer),
        Operation::Deliver => Some(World::Adapter),
    }
}

/// The component that was given, else where `plugin build` puts it: `target/components` of the folder or
/// of the workspace that it belongs to.
pub fn component(dir: &Path, given: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(path) = given {
        return Ok(path.to_owned());
    }
    let manifest = manifest(dir)?;
    let dir = std::path::absolute(dir).map_err(|error| Failure::of(&error))?;
    let name = format!("{}.wasm", manifest.name);
    let mut places = dir.ancestors().map(|folder| folder.join("target/components").join(&name));
    places.find(|place| place.is_file()).ok_or_else(|| {
        Failure::new(format!("there is no {name} in any `target/components` above {}", dir.display()))
            .hint(format!("build it first: drehscheibe plugin build {}", dir.display()))
    })
}
