//! Activations written in files pass the same gate when they are applied.

use super::super::open::Hub;
use super::inspect::{Subject, gaps};
use crate::configuration::{Assembled, FileActivation, Problem};
use drehscheibe_model::activation::{ActivationState, Content, Direction, content_digest};
use drehscheibe_model::configuration::Configuration;
use drehscheibe_model::flow::german_day;
use drehscheibe_model::ids::PluginName;
use drehscheibe_model::ports::{ActivationStore, Clock};
use std::collections::HashSet;

/// Everything that is missing for what the files switch on. What runs already, unchanged, is not asked
/// again: an expired certificate must not keep the hub from starting.
pub fn gate_files(hub: &Hub, assembled: &Assembled, running: &Configuration) -> Vec<Problem> {
    let mut problems = Vec::new();
    let changed = changed_plugins(running, &assembled.configuration);
    for one in &assembled.activations {
        let on = matches!(one.state, ActivationState::Pilot | ActivationState::Productive);
        if !on || runs(running, assembled, one, &changed) || decided_elsewhere(hub, one) {
            continue;
        }
        let content = Content::of(&one.activation);
        if content.valid_until.is_some_and(|until| until <= german_day(hub.clock.now())) {
            continue;
        }
        let procedure = &one.activation.procedure;
        let direction = Direction::Inbound;
        let subject = Subject { tenant: &one.tenant, procedure, direction, content: &content, needs_test: false };
        let mut problem = |text: String| {
            let text = format!("activation of `{procedure}`: {text}");
            problems.push(one.file.at(&one.span, text));
        };
        // Its settings were checked with their places in the files.
        let told = |gap: &drehscheibe_model::activation::Gap| {
            use drehscheibe_model::activation::Gap;
            !matches!(gap, Gap::Settings { .. })
        };
        let found = gaps(hub, &assembled.configuration, &assembled.configuration, &subject, hub.clock.now());
        for gap in found.iter().filter(|gap| told(gap)) {
            problem(gap.to_string());
        }
        if hub.file.activation.files_need_test {
            let digest = content_digest(&assembled.configuration, &one.tenant, procedure, &content);
            match hub.store.function_test(&digest) {
                Ok(Some(test)) if test.passed => {}
                Ok(Some(test)) => problem(format!("the function test of {} failed", test.at)),
                Ok(None) => problem(
                    "there was no function test since the last change; set `state = \"drafted\"`, apply, and run \
                     `drehscheibe activation test --in-files`"
                        .to_owned(),
                ),
                Err(error) => problem(error.to_string()),
            }
        }
    }
    problems
}

/// Whether the files no longer decide about the line.
fn decided_elsewhere(hub: &Hub, one: &FileActivation) -> bool {
    let line = hub.store.activation_line(&one.tenant, &one.activation.procedure, Direction::Inbound);
    line.is_ok_and(|line| line.iter().any(|record| record.was_live))
}

/// Plugins that are new, gone or no longer the same: compared once, not once for each activation.
fn changed_plugins<'a>(running: &'a Configuration, new: &'a Configuration) -> HashSet<&'a PluginName> {
    let names = running.plugins.keys().chain(new.plugins.keys());
    names.filter(|name| running.plugins.get(*name) != new.plugins.get(*name)).collect()
}

/// Whether exactly this runs already.
fn runs(running: &Configuration, assembled: &Assembled, one: &FileActivation, changed: &HashSet<&PluginName>) -> bool {
    let procedure = &one.activation.procedure;
    let new = assembled.configuration.authorities.get(&one.tenant);
    let old = running.authorities.get(&one.tenant);
    if let (Some(old), Some(new)) = (old, new)
        && old.targets == new.targets
        && old.without_application == new.without_application
        && old.activations.of(procedure).any(|other| *other == one.activation)
        && !one
            .activation
            .uses()
            .chain(new.targets.values().map(|target| &target.adapter))
            .any(|plugin_use| changed.contains(&plugin_use.plugin))
    {
        return true;
    }
    let digest = |base: &Configuration, content: &Content| content_digest(base, &one.tenant, procedure, content);
    let wanted = digest(&assembled.configuration, &Content::of(&one.activation));
    let mut activations = old.into_iter().flat_map(|authority| authority.activations.of(procedure));
    activations.any(|other| {
        other.only_sources == one.activation.only_sources && digest(running, &Content::of(other)) == wanted
    })
}
