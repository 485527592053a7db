//! The records in force, laid over what the files say.

use super::record::{ActivationRecord, ActivationState as State, Direction};
use crate::configuration::{Activation, Configuration, Redirect, Shadow, Sharing};
use crate::ids::{ProcedureId, TenantId};
use std::collections::{BTreeMap, BTreeSet};

/// The configuration that messages run on. As soon as a record of a line went live, the files no longer
/// decide about that line, even while it is suspended. A pilot and a shadow stand beside whatever is
/// productive.
pub fn compose(mut base: Configuration, records: &[ActivationRecord]) -> Configuration {
    let inbound = || records.iter().filter(|record| record.direction == Direction::Inbound);
    let mut lines: BTreeMap<&TenantId, BTreeSet<&ProcedureId>> = BTreeMap::new();
    for record in inbound().filter(|record| record.was_live) {
        lines.entry(&record.tenant).or_default().insert(&record.procedure);
    }
    for (tenant, procedures) in &lines {
        if let Some(authority) = base.authorities.get_mut(*tenant) {
            authority.activations.retain(|one| !procedures.contains(&one.procedure));
        }
    }
    let decided = |redirect: &Redirect| {
        lines.get(&redirect.from).is_some_and(|procedures| procedures.contains(&redirect.procedure))
    };
    base.redirects.retain(|redirect| !decided(redirect));
    let mut sharing = Sharing::default();
    for record in inbound() {
        match record.state {
            State::Productive => productive(&mut base, record, &mut sharing),
            State::Pilot => pilot(&mut base, record, &mut sharing),
            _ => {}
        }
    }
    for record in inbound().filter(|record| record.shadow) {
        shadow(&mut base, record);
    }
    base
}

fn productive(base: &mut Configuration, record: &ActivationRecord, sharing: &mut Sharing) {
    let content = &record.content;
    if let Some(to) = &content.redirect_to {
        base.redirects.push(Redirect {
            procedure: record.procedure.clone(),
            from: record.tenant.clone(),
            to: to.clone(),
            valid_from: content.valid_from,
            valid_until: content.valid_until,
        });
    } else if let Some(authority) = base.authorities.get_mut(&record.tenant) {
        authority.activations.push(content.shared_activation(&record.procedure, Some(record.number), sharing));
    }
}

fn pilot(base: &mut Configuration, record: &ActivationRecord, sharing: &mut Sharing) {
    if record.content.redirect_to.is_some() {
        return;
    }
    if let Some(authority) = base.authorities.get_mut(&record.tenant) {
        let only_sources = record.pilot_sources.clone();
        let activation = record.content.shared_activation(&record.procedure, Some(record.number), sharing);
        authority.activations.push(Activation { only_sources, ..activation });
    }
}

fn shadow(base: &mut Configuration, record: &ActivationRecord) {
    let Some(authority) = base.authorities.get_mut(&record.tenant) else { return };
    let beside = |one: &&mut Activation| one.only_sources.is_empty();
    for activation in authority.activations.of_mut(&record.procedure).filter(beside) {
        activation.shadow = Some(Shadow {
            number: record.number,
            stage: record.content.stage,
            validators: record.content.validators.clone(),
            transformers: record.content.transformers.clone(),
        });
    }
}
