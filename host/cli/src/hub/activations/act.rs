//! One action on many activations: each is decided for itself, and one revision comes of all.

use super::inspect::{Subject, inspect};
use super::{HubActivations, function_test};
use drehscheibe_model::activation::{
    ActivationFilter, ActivationRecord, ActivationState, Command, Content, Direction, Gap, Inspection, decide,
    rollback_candidate,
};
use drehscheibe_model::flow::german_midnight;
use drehscheibe_model::ids::{ProcedureId, TenantId};
use drehscheibe_model::ports::{
    Acted, ActedOnAll, ActivationAction, ActivationError, ActivationStore, Actor, Clock, Selection, StoreError,
};
use std::sync::PoisonError;

/// Activations in one action at most.
const LARGEST: usize = 1_000;

pub(super) fn act(
    activations: &HubActivations,
    selection: Selection,
    action: &ActivationAction,
    actor: &Actor,
) -> Result<ActedOnAll, ActivationError> {
    check(action)?;
    if selection.in_files {
        return in_files(activations, &selection, action, actor);
    }
    let chosen = chosen(activations, selection, action, actor)?;
    let hub = &activations.hub;
    let mut all = Vec::new();
    let mut change = Change::Nothing;
    for record in chosen {
        let (acted, done) = one(activations, record, action, actor)?;
        change = change.max(done);
        all.push(acted);
    }
    if change > Change::Nothing {
        hub.note_time()?;
    }
    let revision = if change == Change::Running {
        let _one = hub.current.changing.lock().unwrap_or_else(PoisonError::into_inner);
        Some(hub.recompose(&actor.by).map_err(|error| ActivationError::Invalid(vec![error.to_string()]))?)
    } else {
        hub.current_revision()
    };
    Ok(ActedOnAll { revision, activations: all })
}

/// What an action changed, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    Nothing,
    /// Records that no message meets.
    Records,
    /// Perhaps what messages run on.
    Running,
}

fn check(action: &ActivationAction) -> Result<(), ActivationError> {
    if let ActivationAction::Suspend { reason } = action
        && !(3..=500).contains(&reason.trim().chars().count())
    {
        return Err(ActivationError::Invalid(vec!["`reason` has 3 to 500 characters".into()]));
    }
    Ok(())
}

fn chosen(
    activations: &HubActivations,
    selection: Selection,
    action: &ActivationAction,
    actor: &Actor,
) -> Result<Vec<ActivationRecord>, ActivationError> {
    let mut chosen = Vec::new();
    for number in &selection.activations {
        chosen.push(activations.reached(*number, actor)?);
    }
    if selection.activations.is_empty() {
        if selection.procedure.is_none() && selection.tenants.is_empty() {
            let text = "name activations by number, or all of a procedure or of authorities";
            return Err(ActivationError::Invalid(vec![text.into()]));
        }
        let (tenants, procedure, state) = (selection.tenants, selection.procedure, selection.state);
        let filter = ActivationFilter { tenants, procedure, state, after: 0, limit: 1_000 };
        let found = drehscheibe_model::ports::Activations::list(activations, &filter, actor)?;
        // Without a state: those that are on their way or in use.
        let usual = |record: &ActivationRecord| state.is_some() || record.state != ActivationState::Replaced;
        chosen.extend(found.into_iter().filter(usual));
    }
    if *action == ActivationAction::Rollback {
        // A line is rolled back once, whichever of its records were named.
        let mut lines: Vec<ActivationRecord> = Vec::new();
        for record in chosen.drain(..) {
            if !lines.iter().any(|other| other.same_line(&record)) {
                lines.push(record);
            }
        }
        chosen = lines;
    }
    if chosen.is_empty() || chosen.len() > LARGEST {
        let text = format!("{} activations are meant; allowed are 1 to {LARGEST}", chosen.len());
        return Err(ActivationError::Invalid(vec![text]));
    }
    Ok(chosen)
}

/// What became of it, and what changed.
fn one(
    activations: &HubActivations,
    record: ActivationRecord,
    action: &ActivationAction,
    actor: &Actor,
) -> Result<(Acted, Change), ActivationError> {
    let hub = &activations.hub;
    let test = match action {
        ActivationAction::Test { document } => {
            let test = function_test::run(activations, &Subject::of(&record), document.as_ref());
            hub.store.keep_function_test(test.clone())?;
            Some(test)
        }
        _ => None,
    };
    let _one = hub.current.changing.lock().unwrap_or_else(PoisonError::into_inner);
    let line = hub.store.activation_line(&record.tenant, &record.procedure, record.direction)?;
    let subject = match action {
        ActivationAction::Rollback => rollback_candidate(&line).cloned(),
        _ => line.iter().find(|one| one.number == record.number).cloned(),
    };
    let Some(subject) = subject else {
        let gaps = vec![Gap::NothingBefore];
        return Ok((acted(&record, record.state, gaps, None), Change::Nothing));
    };
    let inspection = inspected(activations, &subject, action)?;
    let command = command(action, test.clone());
    match decide(&line, subject.number, command, &inspection, &actor.by, hub.file.activation.kept) {
        Ok(decision) => {
            let state = decision.changed.iter().find(|one| one.number == subject.number).map(|one| one.state);
            let was = line.iter().filter(|one| decision.changed.iter().any(|now| now.number == one.number));
            let runs = was.chain(&decision.changed).any(ActivationRecord::counts);
            let change = if runs { Change::Running } else { Change::Records };
            hub.store.change_activations(decision.changed, decision.dropped)?;
            let red = test.as_ref().is_some_and(|test| !test.passed);
            let gaps = if red { vec![Gap::TestFailed { at: inspection.now }] } else { Vec::new() };
            Ok((acted(&subject, state.unwrap_or(subject.state), gaps, test), change))
        }
        Err(gaps) => Ok((acted(&subject, subject.state, gaps, test), Change::Nothing)),
    }
}

fn inspected(
    activations: &HubActivations,
    record: &ActivationRecord,
    action: &ActivationAction,
) -> Result<Inspection, StoreError> {
    let at = match action {
        // Everything must be in order on the day itself.
        ActivationAction::Schedule { on, .. } => german_midnight(*on),
        _ => None,
    };
    let mut inspection = inspect(&activations.hub, &Subject::of(record), at)?;
    if let ActivationAction::Pilot { sources } = action {
        let files = activations.hub.files();
        let unknown = sources.iter().filter(|source| !files.configuration.sources.contains_key(*source));
        inspection.gaps.extend(unknown.map(|portal| Gap::UnknownSource { portal: portal.clone() }));
    }
    Ok(inspection)
}

fn command(action: &ActivationAction, test: Option<drehscheibe_model::activation::FunctionTest>) -> Command {
    match (action, test) {
        (ActivationAction::Test { .. }, Some(test)) => Command::Tested(Box::new(test)),
        (ActivationAction::Pilot { sources }, _) => Command::Pilot { sources: sources.clone() },
        (ActivationAction::GoLive { without_pilot }, _) => Command::GoLive { without_pilot: *without_pilot },
        (ActivationAction::Schedule { on, without_pilot }, _) => {
            Command::Schedule { on: *on, without_pilot: *without_pilot }
        }
        (ActivationAction::Suspend { reason }, _) => Command::Suspend { reason: reason.trim().to_owned() },
        (ActivationAction::Rollback, _) => Command::Rollback,
        (ActivationAction::Shadow { on }, _) => Command::Shadow { on: *on },
        (ActivationAction::Test { .. }, None) => Command::Shadow { on: false },
    }
}

fn acted(
    record: &ActivationRecord,
    state: ActivationState,
    gaps: Vec<Gap>,
    test: Option<drehscheibe_model::activation::FunctionTest>,
) -> Acted {
    Acted {
        activation: record.number,
        tenant: record.tenant.clone(),
        procedure: record.procedure.clone(),
        state,
        missing: gaps.iter().map(ToString::to_string).collect(),
        gaps,
        test,
    }
}

/// Tests what stands in the files; what becomes of it is decided there.
fn in_files(
    activations: &HubActivations,
    selection: &Selection,
    action: &ActivationAction,
    actor: &Actor,
) -> Result<ActedOnAll, ActivationError> {
    let invalid = |text: &str| ActivationError::Invalid(vec![text.to_owned()]);
    let ActivationAction::Test { document } = action else {
        return Err(invalid("an activation in the hub's files can only be tested; its `state` stands there"));
    };
    let (Some(procedure), [tenant]) = (&selection.procedure, selection.tenants.as_slice()) else {
        return Err(invalid("name the authority and the procedure"));
    };
    if !actor.reaches(tenant) {
        return Err(ActivationError::Forbidden(tenant.clone()));
    }
    let files = activations.hub.files();
    let of =
        |one: &&crate::configuration::FileActivation| one.tenant == *tenant && one.activation.procedure == *procedure;
    let found: Vec<_> = files.activations.iter().filter(of).collect();
    if found.is_empty() {
        return Err(invalid("the files have no such activation"));
    }
    let mut all = Vec::new();
    for one in found {
        let content = Content::of(&one.activation);
        let test = tested(activations, tenant, procedure, &content, document.as_ref())?;
        let record = ActivationRecord::draft(
            tenant.clone(),
            procedure.clone(),
            Direction::Inbound,
            content,
            &actor.by,
            activations.hub.clock.now(),
        );
        let gaps = if test.passed { Vec::new() } else { vec![Gap::TestFailed { at: test.at }] };
        all.push(acted(&record, one.state, gaps, Some(test)));
    }
    Ok(ActedOnAll { revision: activations.hub.current_revision(), activations: all })
}

fn tested(
    activations: &HubActivations,
    tenant: &TenantId,
    procedure: &ProcedureId,
    content: &Content,
    document: Option<&drehscheibe_model::ports::TestDocument>,
) -> Result<drehscheibe_model::activation::FunctionTest, StoreError> {
    let direction = Direction::Inbound;
    let subject = Subject { tenant, procedure, direction, content, needs_test: true };
    let test = function_test::run(activations, &subject, document);
    activations.hub.store.keep_function_test(test.clone())?;
    Ok(test)
}
