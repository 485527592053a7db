//! The validator `hundesteuer` as a plugin of Extism: the same files, another contract.

// A component's crate cannot be linked: its files are.
#[path = "../../../../plugins/hundesteuer/src/document.rs"]
mod document;
#[path = "../../../../plugins/hundesteuer/src/output/mod.rs"]
mod output;
#[path = "../../../../plugins/hundesteuer/src/plugin.rs"]
mod plugin;
#[path = "../../../../plugins/hundesteuer/src/rules/mod.rs"]
mod rules;
#[path = "../../../../plugins/hundesteuer/src/settings.rs"]
mod settings;
#[path = "../../../../plugins/hundesteuer/src/tax.rs"]
mod tax;

use drehscheibe_sdk::test;
use extism_pdk::{Error, FnResult, config, plugin_fn};

/// Takes the document, gives nothing, and fails if the rule finds anything.
#[plugin_fn]
pub fn validate(document: Vec<u8>) -> FnResult<Vec<u8>> {
    let settings = config::get("settings")?.unwrap_or_default();
    // As the sample says.
    test::Host::new().settings(settings).now("2026-02-20T09:15:00+01:00").install();
    let mut submission = test::submission(document);
    submission.area.ags = Some("14627021".into());
    submission.area.ars = Some("146270210210".into());
    match test::validate::<plugin::Hundesteuer>(&submission) {
        Ok(findings) if findings.is_empty() => Ok(Vec::new()),
        other => Err(Error::msg(format!("the rule said {other:?}")).into()),
    }
}
