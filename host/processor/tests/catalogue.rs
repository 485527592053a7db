//! Coverage over the real register.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use drehscheibe_model::activation::Content;
use drehscheibe_model::activation::catalogue::{Coverage, catalogue};
use drehscheibe_model::area::Areas;
use drehscheibe_model::call::Grants;
use drehscheibe_model::configuration::{
    Authority, Competence, Configuration, Plugin, PluginUse, Procedure, Redirect, Route, Target,
};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{PluginName, ProcedureId, TargetId, TenantId};
use drehscheibe_model::limits::Limits;
use drehscheibe_model::retry::RetryPolicy;
use drehscheibe_processor::{ReferenceAreas, ReferenceCodeLists};
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};

const DAY: Date = date(2026, 11, 28);

fn plugin(name: &str) -> PluginUse {
    PluginUse::new(PluginName::new(name).unwrap(), serde_json::json!({}), Limits::DEFAULT)
}

fn procedure(name: &str) -> ProcedureId {
    ProcedureId::new(name).unwrap()
}

/// The dog tax, productive at so many administrations, each with one of ten applications and one of
/// five document systems.
fn spread(areas: &ReferenceAreas, active: usize) -> Configuration {
    let administrations: BTreeSet<_> =
        areas.all(DAY).iter().map(|one| one.administration().tenant().unwrap()).collect();
    let mut configuration = Configuration::default();
    let known =
        Procedure { name: "Hundesteuer".into(), leika: None, competence: Competence::Administration, blueprint: None };
    configuration.procedures.insert(procedure("hundesteuer-anmeldung"), known);
    let names = (0..10).map(|n| format!("verfahren-{n}")).chain((0..5).map(|n| format!("akte-{n}")));
    for name in names.chain(["hundesteuer".to_owned()]) {
        let digest = Digest::of(name.as_bytes());
        configuration.plugins.insert(PluginName::new(name).unwrap(), Plugin { digest, version: "1.0.0".into() });
    }
    for (number, tenant) in administrations.iter().take(active).enumerate() {
        let target = |name: String| {
            let (adapter, grants, retry) = (plugin(&name), Grants::default(), RetryPolicy::default());
            Target { adapter, grants, idempotent: true, retry, demo: None }
        };
        let (application, file) = (TargetId::new("verfahren").unwrap(), TargetId::new("akte").unwrap());
        let content = Content {
            stage: 3,
            transformers: vec![plugin("hundesteuer")],
            routes: vec![Route { recipient: None, targets: vec![application.clone(), file.clone()] }],
            ..Content::default()
        };
        let authority = Authority {
            name: format!("Behörde {number}"),
            targets: BTreeMap::from([
                (application, target(format!("verfahren-{}", number % 10))),
                (file, target(format!("akte-{}", number % 5))),
            ]),
            activations: vec![content.activation(&procedure("hundesteuer-anmeldung"), None)].into(),
            without_application: Vec::new(),
        };
        configuration.authorities.insert(tenant.clone(), authority);
    }
    configuration
}

fn areas() -> ReferenceAreas {
    ReferenceAreas::load(&ReferenceCodeLists::load().unwrap()).unwrap()
}

#[test]
fn with_47_of_309_administrations_the_dog_tax_covers_15_percent() {
    let areas = areas();
    let found = catalogue(&spread(&areas, 47), Vec::new(), &areas, DAY);
    assert_eq!(found.procedures[0].coverage, Coverage { active: 47, competent: 309, percent: 15 });
    assert_eq!(found.procedures[0].runs.len(), 47);
}

#[test]
fn ten_applications_and_five_document_systems_are_fifteen_adapters() {
    let areas = areas();
    let found = catalogue(&spread(&areas, 47), Vec::new(), &areas, DAY).installed;
    assert_eq!((found.adapters, found.rules, found.connections), (15, 1, 94));
}

#[test]
fn a_redirect_counts_as_long_as_the_neighbour_is_productive() {
    let areas = areas();
    let mut configuration = spread(&areas, 1);
    let to = configuration.authorities.keys().next().unwrap().clone();
    let others: Vec<TenantId> = areas.all(DAY).iter().map(|one| one.administration().tenant().unwrap()).collect();
    let from = others.into_iter().find(|tenant| *tenant != to).unwrap();
    let procedure = procedure("hundesteuer-anmeldung");
    configuration.redirects.push(Redirect { procedure, from, to: to.clone(), valid_from: None, valid_until: None });
    let active =
        |configuration: &Configuration| catalogue(configuration, Vec::new(), &areas, DAY).procedures[0].coverage.active;
    assert_eq!(active(&configuration), 2);
    configuration.authorities.get_mut(&to).unwrap().activations.get_mut(0).unwrap().valid_until =
        Some(date(2026, 1, 1));
    assert_eq!(active(&configuration), 0);
}

#[test]
fn an_office_alone_covers_everything_it_is_competent_for() {
    let areas = areas();
    let mut configuration = spread(&areas, 1);
    let tenant = configuration.authorities.keys().next().unwrap().clone();
    let procedure = configuration.procedures.values_mut().next().unwrap();
    procedure.competence = Competence::Office { tenant };
    let found = catalogue(&configuration, Vec::new(), &areas, DAY);
    assert_eq!(found.procedures[0].coverage, Coverage { active: 1, competent: 1, percent: 100 });
}
