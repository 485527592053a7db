//! What a certificate says.

use crate::manifest::Capabilities;
use drehscheibe_model::call::World;
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{PluginName, ProcedureId};
use drehscheibe_model::limits::Limits;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The predicate. A field that is not known makes a certificate invalid: it might restrict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Certificate {
    /// What the certifier calls it, for example `DEMO-2026-0001`.
    pub number: String,
    pub certifier: Certifier,
    pub issued_at: Timestamp,
    pub valid_from: Timestamp,
    /// It does not count from this moment on.
    pub valid_until: Timestamp,
    pub plugin: PluginRef,
    pub vendor: Vendor,
    pub plan: PlanRef,
    /// Of the report in JSON (`drehscheibe-certification-report/v1`).
    pub report: Digest,
    pub engine: EngineRef,
    /// Version of `drehscheibe:rule`.
    pub wit_version: String,
    pub worlds: Vec<World>,
    /// Empty: any.
    pub procedures: Vec<ProcedureId>,
    /// Integrationsstufen, 1 to 4.
    pub stages: Vec<u8>,
    /// What it may be granted at most.
    pub capabilities: Capabilities,
    /// What it may be given at most for one call.
    pub limits: Limits,
    /// The most that a case of the plan used.
    pub budgets: Budgets,
    pub requirements: Requirements,
    /// In the shape of in-toto's test-result predicate.
    pub test_result: TestResult,
    /// For people. An operator must see to them.
    pub conditions: Vec<String>,
}

/// Who certifies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Certifier {
    pub organisation: String,
}

/// What is certified, for people; the digest of the subject counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PluginRef {
    pub name: PluginName,
    pub version: String,
}

/// Who made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Vendor {
    pub organisation: String,
    /// Fingerprints of the keys that signed the component.
    pub keys: Vec<Digest>,
}

/// The plan that it passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanRef {
    pub name: String,
    pub digest: Digest,
}

/// The engine that counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EngineRef {
    pub name: String,
    pub version: String,
}

/// The most that a case used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Budgets {
    /// Units as wasmtime counts them.
    pub fuel: u64,
    pub memory_bytes: u64,
    pub output_bytes: u64,
    pub host_calls: u64,
}

/// Ids of requirements of the procedure.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Requirements {
    pub covered: Vec<String>,
    pub not_covered: Vec<String>,
}

/// in-toto's predicate `test-result/v0.1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TestResult {
    pub result: TestOutcome,
    pub configuration: Vec<ResourceDescriptor>,
    pub passed_tests: Vec<String>,
    pub warned_tests: Vec<String>,
    pub failed_tests: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TestOutcome {
    Passed,
    Warned,
    Failed,
}

/// in-toto's resource descriptor, as far as it is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResourceDescriptor {
    pub name: String,
    pub digest: Sha256,
}

/// A digest set with SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sha256 {
    /// 64 hexadecimal digits.
    pub sha256: String,
}

impl From<Digest> for Sha256 {
    fn from(digest: Digest) -> Self {
        Self { sha256: digest.to_hex() }
    }
}
