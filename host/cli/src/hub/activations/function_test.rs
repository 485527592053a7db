//! The function test: the cases of the plans, and one message through the authority's own configuration
//! to its demo targets.

use super::HubActivations;
use super::end_to_end::{self, Letter};
use super::inspect::Subject;
use super::plans::{self, PlanResult};
use drehscheibe_certify::Plan;
use drehscheibe_certify::plan::{Operation, Outcome};
use drehscheibe_model::activation::{FunctionTest, content_digest, targets_of};
use drehscheibe_model::content::{Digest, Document};
use drehscheibe_model::ids::PluginName;
use drehscheibe_model::ports::{Blobs, Clock, TestDocument};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::sync::PoisonError;

/// Results by component and plan: the same ones come out the same, and many authorities ask.
pub type Tested = HashMap<(Digest, Digest), PlanResult>;

/// Makes the test.
pub fn run(activations: &HubActivations, subject: &Subject<'_>, document: Option<&TestDocument>) -> FunctionTest {
    let hub = &activations.hub;
    let files = hub.files();
    let base = &files.configuration;
    let content = content_digest(base, subject.tenant, subject.procedure, subject.content);
    let mut problems = Vec::new();
    let mut reports = Vec::new();
    let mut plans = Vec::new();
    // Rules must have a plan; an adapter is tested by its delivery in any case.
    let mut components: BTreeMap<(PluginName, Option<Digest>), bool> = BTreeMap::new();
    for target in targets_of(base, subject.tenant, subject.content).values() {
        components.insert((target.adapter.plugin.clone(), base.component(&target.adapter)), false);
    }
    for plugin_use in subject.content.uses() {
        components.insert((plugin_use.plugin.clone(), base.component(plugin_use)), true);
    }
    for ((name, component), is_rule) in components {
        let directory = files.components.get(&name).and_then(|one| one.plan.clone());
        let (Some(component), Some(directory)) = (component, directory) else {
            if is_rule {
                problems.push(format!("there is no test plan for {name}; name it in the hub's file as `plan`"));
            }
            continue;
        };
        match plans::load(&directory).and_then(|plan| Ok((ran(activations, &plan, component)?, plan))) {
            Ok((result, plan)) => {
                if !result.passed {
                    problems.push(format!("the plan of {name} failed"));
                }
                reports.push(result.report);
                if is_rule {
                    plans.push(plan);
                }
            }
            Err(text) => problems.push(format!("the plan of {name} could not be run: {text}")),
        }
    }
    let letter = letter(subject, document, &plans);
    let message = end_to_end::send(hub, base, subject, letter).unwrap_or_else(|texts| {
        problems.extend(texts);
        Value::Null
    });
    FunctionTest {
        content,
        at: hub.clock.now(),
        passed: problems.is_empty(),
        report: json!({"plans": reports, "message": message, "problems": problems}),
    }
}

fn ran(activations: &HubActivations, plan: &Plan, component: Digest) -> Result<PlanResult, String> {
    let tested = || activations.tested.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = tested().get(&(component, plan.digest)) {
        return Ok(known.clone());
    }
    let mut bytes = Vec::new();
    let mut file = activations.hub.blobs.open(&component).map_err(|error| error.to_string())?;
    file.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    let result = plans::run(plan, &bytes)?;
    tested().insert((component, plan.digest), result.clone());
    Ok(result)
}

/// The test's message: the given document, or that of the first case of a plan that must go well.
fn letter(subject: &Subject<'_>, document: Option<&TestDocument>, plans: &[Plan]) -> Letter {
    let cases = plans.iter().flat_map(|plan| &plan.cases);
    let good = cases.filter(|case| {
        matches!(case.operation, Operation::Transform | Operation::Validate)
            && case.expect.outcome == Outcome::Ok
            && case.expect.findings.is_empty()
            && case.procedure.as_ref().is_none_or(|procedure| procedure == subject.procedure)
    });
    let case = good.max_by_key(|case| case.operation == Operation::Transform);
    let given = document
        .map(|document| Document { media_type: document.media_type.clone(), body: document.text.clone().into_bytes() });
    let own = || Document { media_type: "application/json".into(), body: br#"{"funktionstest":true}"#.to_vec() };
    Letter {
        document: given.or_else(|| case.map(|case| case.document.clone())).unwrap_or_else(own),
        message_type: case.and_then(|case| case.message_type.clone()),
        properties: case.map(|case| case.properties.clone()).unwrap_or_default(),
        received_at: case.filter(|_| document.is_none()).map(|case| case.received_at),
    }
}
