//! Records, inspections and a small configuration.

use drehscheibe_model::activation::{
    ActivationRecord, ActivationState, Content, Decision, Direction, FunctionTest, Gap, Inspection,
};
use drehscheibe_model::call::{Grants, World};
use drehscheibe_model::configuration::{
    Authority, Competence, Configuration, Plugin, PluginUse, Procedure, Route, Target,
};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{PluginName, ProcedureId, TargetId, TenantId};
use drehscheibe_model::limits::Limits;
use drehscheibe_model::retry::RetryPolicy;
use drehscheibe_model::trust::TrustGap;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;

pub const TOWN: &str = "147290260260";
pub const NEIGHBOUR: &str = "147130000000";
pub const TODAY: Date = date(2026, 11, 28);

pub fn now() -> Timestamp {
    "2026-11-28T12:00:00Z".parse().unwrap()
}

pub fn tenant(text: &str) -> TenantId {
    TenantId::new(text).unwrap()
}

pub fn procedure() -> ProcedureId {
    ProcedureId::new("hundesteuer-anmeldung").unwrap()
}

pub fn target(text: &str) -> TargetId {
    TargetId::new(text).unwrap()
}

/// The component of a version of the rule.
pub fn component(version: u8) -> Digest {
    Digest::of(&[version])
}

pub fn rule(version: u8) -> PluginUse {
    let mut rule = PluginUse::new(PluginName::new("regel").unwrap(), serde_json::json!({}), Limits::DEFAULT);
    rule.component = Some(component(version));
    rule
}

/// What version `version` of the rule does for the town, delivered to `to`.
pub fn content(version: u8, to: &str) -> Content {
    Content {
        stage: 3,
        application: Some(format!("Verfahren {version}")),
        transformers: vec![rule(version)],
        routes: vec![Route { recipient: None, targets: vec![target(to)] }],
        ..Content::default()
    }
}

pub fn record(number: u64, state: ActivationState, content: Content) -> ActivationRecord {
    let mut record = ActivationRecord::draft(tenant(TOWN), procedure(), Direction::Inbound, content, "town", now());
    record.number = number;
    record.state = state;
    record.was_live = matches!(state, ActivationState::Productive | ActivationState::Replaced);
    record
}

pub fn test(content: Digest, passed: bool) -> FunctionTest {
    FunctionTest { content, at: now(), passed, report: serde_json::Value::Null }
}

pub fn certificate_gap() -> Gap {
    let plugin = PluginName::new("regel").unwrap();
    let reason = TrustGap::NoCertificate { plugin: plugin.clone(), component: component(0) };
    Gap::Certificate { plugin, world: World::Transformer, reason }
}

pub fn inspection(digest: Digest, gaps: Vec<Gap>) -> Inspection {
    Inspection { digest, gaps, needs_test: true, now: now(), today: TODAY, seen: now() }
}

/// The line after a decision.
pub fn after(line: &[ActivationRecord], decision: Decision) -> Vec<ActivationRecord> {
    let mut line: Vec<_> = line.iter().filter(|record| !decision.dropped.contains(&record.number)).cloned().collect();
    for changed in decision.changed {
        let place = line.iter_mut().find(|record| record.number == changed.number).unwrap();
        *place = changed;
    }
    line
}

/// Two authorities with two targets each; the files switch nothing on.
pub fn base() -> Configuration {
    let adapter = || PluginUse::new(PluginName::new("webservice").unwrap(), serde_json::json!({}), Limits::DEFAULT);
    let place = |demo: &str| Target {
        adapter: adapter(),
        grants: Grants::default(),
        idempotent: true,
        retry: RetryPolicy::default(),
        demo: Some(target(demo)),
    };
    let authority = || Authority {
        name: "Stadt".into(),
        targets: BTreeMap::from([
            (target("alt"), place("probe")),
            (target("neu"), place("probe")),
            (target("probe"), place("probe")),
        ]),
        activations: Vec::new().into(),
        without_application: Vec::new(),
    };
    let known = Procedure { name: "Hund".into(), leika: None, competence: Competence::Administration, blueprint: None };
    let digest = Digest::of(b"webservice");
    Configuration {
        procedures: BTreeMap::from([(procedure(), known)]),
        plugins: BTreeMap::from([(PluginName::new("webservice").unwrap(), Plugin { digest, version: "1".into() })]),
        authorities: BTreeMap::from([(tenant(TOWN), authority()), (tenant(NEIGHBOUR), authority())]),
        ..Configuration::default()
    }
}
