//! The state of an activation in a file, and where its function test delivers.

use super::assemble::Reading;
use super::files;
use super::problem::SourceFile;
use drehscheibe_model::activation::ActivationState;
use drehscheibe_model::ids::{SourceId, TargetId};
use std::collections::BTreeSet;

/// The sources of a pilot; empty for all other states.
pub(super) fn pilot_sources(
    reading: &mut Reading<'_>,
    file: &SourceFile,
    activation: &files::Activation,
) -> Vec<SourceId> {
    let Some(state) = &activation.state else { return Vec::new() };
    let span = state.span();
    let pilot = *state.get_ref() == ActivationState::Pilot;
    if *state.get_ref() == ActivationState::Replaced || *state.get_ref() == ActivationState::FunctionTested {
        let text = "in a file the state is `drafted`, `pilot`, `productive` or `suspended`";
        reading.problem(file, &span, text);
    }
    if pilot && activation.pilot_sources.is_empty() {
        reading.problem(file, &span, "a pilot names its `pilot_sources`");
    }
    if !pilot && !activation.pilot_sources.is_empty() {
        reading.problem(file, &span, "`pilot_sources` belong to the state `pilot`");
    }
    for source in &activation.pilot_sources {
        if !reading.hub.sources.contains_key(source.get_ref()) {
            let text = format!("no source `{}` in `drehscheibe.toml`", source.get_ref());
            reading.problem(file, &source.span(), text);
        }
    }
    activation.pilot_sources.iter().filter(|_| pilot).map(|source| source.get_ref().clone()).collect()
}

/// A demo target must exist.
pub(super) fn demo(
    reading: &mut Reading<'_>,
    file: &SourceFile,
    names: &BTreeSet<TargetId>,
    demo: Option<&toml::Spanned<TargetId>>,
) {
    if let Some(demo) = demo.filter(|demo| !names.contains(demo.get_ref())) {
        let known: Vec<_> = names.iter().map(TargetId::as_str).collect();
        let text = format!("no target `{}`; there are: {}", demo.get_ref(), known.join(", "));
        reading.problem(file, &demo.span(), text);
    }
}
