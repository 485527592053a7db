//! Two municipalities: one with rules and two targets, one whose only target is not idempotent.

use drehscheibe_model::call::Grants;
use drehscheibe_model::configuration::{
    Activation, Activations, Authority, Competence, Configuration, Plugin, PluginUse, Procedure, Redirect, Route,
    Target,
};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{PluginName, ProcedureId, TargetId, TenantId};
use drehscheibe_model::limits::Limits;
use drehscheibe_model::retry::RetryPolicy;
use std::collections::BTreeMap;

pub const RULED: &str = "146120000000";
pub const PLAIN: &str = "147130000000";
/// Its messages go to `PLAIN`.
pub const REDIRECTED: &str = "145110000000";
pub const PROCEDURE: &str = "anmeldung";

fn name(text: &str) -> PluginName {
    PluginName::new(text).unwrap()
}

fn plugin_use(text: &str) -> PluginUse {
    PluginUse::new(name(text), serde_json::json!({}), Limits::DEFAULT)
}

fn target(idempotent: bool) -> Target {
    Target {
        adapter: plugin_use("adapter"),
        grants: Grants::default(),
        idempotent,
        retry: RetryPolicy::default(),
        demo: None,
    }
}

fn authority(targets: &[(&str, bool)], rules: bool) -> Authority {
    let ids: Vec<_> = targets.iter().map(|(id, _)| TargetId::new(*id).unwrap()).collect();
    Authority {
        name: "Stadt".into(),
        targets: targets.iter().map(|(id, idempotent)| (TargetId::new(*id).unwrap(), target(*idempotent))).collect(),
        activations: Activations::from(vec![Activation {
            procedure: ProcedureId::new(PROCEDURE).unwrap(),
            stage: 3,
            valid_from: None,
            valid_until: None,
            application: rules.then(|| "Fachverfahren".to_owned()),
            validators: if rules { vec![plugin_use("validator").into()] } else { Vec::new() },
            transformers: if rules { vec![plugin_use("transformer").into()] } else { Vec::new() },
            routes: if rules { vec![Route { recipient: None, targets: ids.clone() }] } else { Vec::new() },
            number: None,
            only_sources: Vec::new(),
            shadow: None,
        }]),
        without_application: ids,
    }
}

pub fn configuration() -> Configuration {
    let tenant = |text| TenantId::new(text).unwrap();
    let procedure =
        Procedure { name: "Anmeldung".into(), leika: None, competence: Competence::Municipality, blueprint: None };
    let plugin = |text: &str| (name(text), Plugin { digest: Digest::of(text.as_bytes()), version: "1".into() });
    Configuration {
        procedures: BTreeMap::from([(ProcedureId::new(PROCEDURE).unwrap(), procedure)]),
        plugins: BTreeMap::from([plugin("validator"), plugin("transformer"), plugin("adapter")]),
        authorities: BTreeMap::from([
            (tenant(RULED), authority(&[("webservice", true), ("mail", false)], true)),
            (tenant(PLAIN), authority(&[("poststelle", false)], false)),
        ]),
        redirects: vec![Redirect {
            procedure: ProcedureId::new(PROCEDURE).unwrap(),
            from: tenant(REDIRECTED),
            to: tenant(PLAIN),
            valid_from: None,
            valid_until: None,
        }],
        ..Configuration::default()
    }
}
