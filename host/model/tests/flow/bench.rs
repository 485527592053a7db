//! A small world to decide in: three municipalities, four procedures, plugins by script.

use drehscheibe_model::area::{AreaKey, AreaLookup, Areas, Municipality};
use drehscheibe_model::call::{Called, Grants, Output, Recognition, RuleFailure, Usage, World};
use drehscheibe_model::configuration::{
    Activation, Authority, Competence, Configuration, Plugin, PluginUse, Procedure, Route, Target,
};
use drehscheibe_model::content::{Digest, Document};
use drehscheibe_model::envelope::Envelope;
use drehscheibe_model::finding::Finding;
use drehscheibe_model::flow::document::{DocumentView, XmlRoot};
use drehscheibe_model::flow::process::{Processing, Step};
use drehscheibe_model::flow::{Decision, Moment};
use drehscheibe_model::ids::{
    MessageId, PluginName, ProcedureId, RecipientId, RevisionNumber, SourceId, TargetId, TenantId,
};
use drehscheibe_model::limits::Limits;
use drehscheibe_model::message::{MessageRecord, MessageState};
use drehscheibe_model::retry::RetryPolicy;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

pub const TOWN: &str = "147290260260";
/// In the association 146285229.
pub const VILLAGE: &str = "146285229070";
pub const CITY: &str = "146120000000";
/// Valid until 1 August 2008.
pub const FORMER: &str = "142620000000";

pub struct Register;

fn known(ars: &str, until: Option<Date>) -> Municipality {
    Municipality {
        ars: ars.parse().unwrap(),
        name: format!("Ort {ars}"),
        county_name: "Kreis".into(),
        in_association: ars == VILLAGE,
        valid_from: None,
        valid_until: until,
    }
}

impl Areas for Register {
    fn look_up(&self, key: &AreaKey, day: Date) -> AreaLookup {
        let all = self.everything();
        let found = all.iter().find(|one| match key {
            AreaKey::Ags(ags) => one.ags() == *ags,
            AreaKey::Ars(ars) => one.ars == *ars,
        });
        match found {
            Some(found) if found.valid_on(day) => AreaLookup::Found(found.clone()),
            Some(found) => AreaLookup::NotValid(found.clone()),
            None => AreaLookup::Unknown { nearest: vec![known(CITY, None)] },
        }
    }
    fn all(&self, day: Date) -> Vec<Municipality> {
        self.everything().into_iter().filter(|one| one.valid_on(day)).collect()
    }
}

impl Register {
    fn everything(&self) -> Vec<Municipality> {
        let reform = Date::constant(2008, 8, 1);
        vec![known(TOWN, None), known(VILLAGE, None), known(CITY, None), known(FORMER, Some(reform))]
    }
}

/// A document by what recognition may ask.
#[derive(Default)]
pub struct View {
    pub root: Option<(&'static str, &'static str)>,
    pub json: serde_json::Value,
}

impl DocumentView for View {
    fn root(&self) -> Option<XmlRoot> {
        self.root.map(|(namespace, local_name)| XmlRoot { namespace: namespace.into(), local_name: local_name.into() })
    }
    fn json_text(&self, pointer: &str) -> Option<String> {
        self.json.pointer(pointer)?.as_str().map(str::to_owned)
    }
}

pub fn plugin_use(name: &str) -> PluginUse {
    PluginUse::new(PluginName::new(name).unwrap(), serde_json::json!({}), Limits::DEFAULT)
}

pub fn procedure(id: &str) -> ProcedureId {
    ProcedureId::new(id).unwrap()
}

pub fn tenant(id: &str) -> TenantId {
    TenantId::new(id).unwrap()
}

pub fn activation(id: &str) -> Activation {
    Activation {
        procedure: procedure(id),
        stage: 3,
        valid_from: None,
        valid_until: None,
        application: Some("Fachverfahren".into()),
        validators: Vec::new(),
        transformers: Vec::new(),
        routes: vec![Route { recipient: None, targets: vec![TargetId::new("amt").unwrap()] }],
        number: None,
        only_sources: Vec::new(),
        shadow: None,
    }
}

pub fn authority(activations: Vec<Activation>) -> Authority {
    let target = || Target {
        adapter: plugin_use("adapter"),
        grants: Grants::default(),
        idempotent: true,
        retry: RetryPolicy::default(),
        demo: None,
    };
    let targets = ["amt", "akte", "post"].map(|id| (TargetId::new(id).unwrap(), target()));
    Authority {
        name: "Behörde".into(),
        targets: BTreeMap::from(targets),
        activations: activations.into(),
        without_application: vec![TargetId::new("akte").unwrap(), TargetId::new("post").unwrap()],
    }
}

/// One procedure `p` with the given competence, active at the given authorities.
pub fn configuration(competence: Competence, authorities: &[&str]) -> Configuration {
    let names = ["recogniser", "validator", "second", "transformer", "adapter"];
    let pinned = |name: &str| {
        (PluginName::new(name).unwrap(), Plugin { digest: Digest::of(name.as_bytes()), version: String::new() })
    };
    Configuration {
        procedures: BTreeMap::from([(
            procedure("p"),
            Procedure { name: "P".into(), leika: None, competence, blueprint: None },
        )]),
        plugins: names.into_iter().map(pinned).collect(),
        authorities: authorities.iter().map(|id| (tenant(id), authority(vec![activation("p")]))).collect(),
        ..Configuration::default()
    }
}

pub fn message(procedure: Option<&str>, area: Option<&str>) -> MessageRecord {
    let source = SourceId::new("portal").unwrap();
    MessageRecord {
        id: MessageId::generate(),
        sequence: 1,
        version: 1,
        received_at: "2026-11-22T10:00:00Z".parse().unwrap(),
        envelope: Envelope {
            source,
            channel: "test".into(),
            procedure: procedure.map(str::to_owned),
            message_type: None,
            area: area.map(str::to_owned),
            case_id: None,
            properties: BTreeMap::new(),
        },
        document: Document { media_type: "application/json".into(), body: b"{}".to_vec() }.content_ref(),
        attachments: Vec::new(),
        revision: RevisionNumber(1),
        state: MessageState::Accepted,
        tenant: tenant(area.filter(|area| area.len() == 12 && area.starts_with("14")).unwrap_or(TOWN)),
        lane: None,
        resolution: None,
        findings: Vec::new(),
        content_wiped_at: None,
    }
}

pub fn called<T>(result: Result<T, RuleFailure>) -> Called<T, RuleFailure> {
    Called { result, usage: Usage::default(), log: Vec::new() }
}

/// What the plugins answer, by name; without an entry a validator finds nothing.
#[derive(Default)]
pub struct Script {
    pub recogniser: Option<Recognition>,
    pub validators: BTreeMap<&'static str, Result<Vec<Finding>, RuleFailure>>,
    pub transformer: Option<Result<Vec<Output>, RuleFailure>>,
    /// The calls that were made.
    pub calls: Vec<String>,
}

pub fn output(recipient: &str) -> Output {
    Output {
        recipient: RecipientId::new(recipient).unwrap(),
        document: Document { media_type: "text/csv".into(), body: recipient.as_bytes().to_vec() },
        file_name: None,
        attachments: Vec::new(),
        not_before: None,
        legal_basis: None,
    }
}

/// Runs the machine to its decision.
pub fn decide(message: &MessageRecord, configuration: &Configuration, view: &View, script: &mut Script) -> Decision {
    let now: Timestamp = "2026-11-22T10:00:01Z".parse().unwrap();
    let moment = Moment { now, jitter: 0.5 };
    let mut processing = Processing::new(message, configuration, &Register, view, 0, moment);
    let mut step = processing.step();
    loop {
        let next = match step {
            Step::Finished(decision) => return *decision,
            Step::Call { world: World::Recogniser, plugin } => {
                script.calls.push(plugin.plugin.to_string());
                processing.recognised(called(Ok(script.recogniser.clone().unwrap_or_default())))
            }
            Step::Call { world: World::Validator, plugin } => {
                script.calls.push(plugin.plugin.to_string());
                let answer = script.validators.get(plugin.plugin.as_str()).cloned().unwrap_or(Ok(Vec::new()));
                processing.validated(called(answer))
            }
            Step::Call { plugin, .. } => {
                script.calls.push(plugin.plugin.to_string());
                processing.transformed(called(script.transformer.clone().unwrap_or(Ok(Vec::new()))))
            }
        };
        step = next.unwrap_or_else(|| processing.step());
    }
}

/// The decision without plugins to ask.
pub fn plainly(message: &MessageRecord, configuration: &Configuration, view: &View) -> Decision {
    decide(message, configuration, view, &mut Script::default())
}

pub fn state(decision: &Decision) -> MessageState {
    decision.transition.change.state.unwrap_or(MessageState::Accepted)
}

pub fn authority_of(decision: &Decision) -> String {
    let resolution = decision.transition.change.resolution.clone().flatten();
    resolution.map(|resolution| resolution.authority.to_string()).unwrap_or_default()
}

pub fn events(decision: &Decision) -> Vec<&'static str> {
    decision.transition.entries.iter().map(|entry| entry.event.name()).collect()
}
