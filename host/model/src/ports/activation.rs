//! Activations: how they are kept, and what people do with them.

use super::store::StoreError;
use crate::activation::catalogue::Catalogue;
use crate::activation::{
    ActivationFilter, ActivationRecord, ActivationState, Direction, Draft, FunctionTest, Gap, ShadowOutcome,
    ShadowReport,
};
use crate::content::Digest;
use crate::ids::{ProcedureId, RevisionNumber, SourceId, TenantId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Where activations are kept. Every writing method returns after the commit is on disk.
pub trait ActivationStore: Send + Sync {
    /// Adds records; their numbers, in order.
    fn add_activations(&self, new: Vec<ActivationRecord>) -> Result<Vec<u64>, StoreError>;
    /// Replaces records and drops others, all or none. Each record names the version it was decided on;
    /// [`StoreError::ActivationChanged`] if one is no longer of that version.
    fn change_activations(&self, changed: Vec<ActivationRecord>, dropped: Vec<u64>) -> Result<(), StoreError>;
    fn activation(&self, number: u64) -> Result<Option<ActivationRecord>, StoreError>;
    /// By number.
    fn activations(&self, filter: &ActivationFilter) -> Result<Vec<ActivationRecord>, StoreError>;
    /// All records of a line, by number.
    fn activation_line(
        &self,
        tenant: &TenantId,
        procedure: &ProcedureId,
        direction: Direction,
    ) -> Result<Vec<ActivationRecord>, StoreError>;
    /// All that [`compose`](crate::activation::compose) needs, by number.
    fn activations_in_force(&self) -> Result<Vec<ActivationRecord>, StoreError>;
    /// Those that go live, or end, on this day or before.
    fn activations_due(&self, day: Date) -> Result<Vec<ActivationRecord>, StoreError>;

    /// Keeps the newest function test of a content.
    fn keep_function_test(&self, test: FunctionTest) -> Result<(), StoreError>;
    fn function_test(&self, content: &Digest) -> Result<Option<FunctionTest>, StoreError>;

    /// Remembers a time at which something was decided; the latest of all.
    fn note_time(&self, at: Timestamp) -> Result<Timestamp, StoreError>;
    /// The latest of them.
    fn time_seen(&self) -> Result<Option<Timestamp>, StoreError>;
    /// Forgets times after this one: somebody has looked, and they were wrong.
    fn accept_time(&self, at: Timestamp) -> Result<(), StoreError>;

    /// Adds what a shadow run found about one message.
    fn add_shadow_outcome(&self, outcome: &ShadowOutcome) -> Result<(), StoreError>;
    fn shadow_report(&self, number: u64) -> Result<ShadowReport, StoreError>;
}

/// What to do with activations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum ActivationAction {
    /// Makes a function test.
    Test {
        /// The document of its message; without one, that of the first case of the rules' plans.
        document: Option<TestDocument>,
    },
    Pilot {
        sources: Vec<SourceId>,
    },
    GoLive {
        without_pilot: bool,
    },
    Schedule {
        on: Date,
        without_pilot: bool,
    },
    Suspend {
        /// 3 to 500 characters, without personal data.
        reason: String,
    },
    /// What was productive before takes its place again.
    Rollback,
    Shadow {
        on: bool,
    },
}

/// A document that stands for what citizens send. Made up, no real one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TestDocument {
    pub media_type: String,
    /// As text; rules of this hub read text.
    pub text: String,
}

/// Which activations are meant: by number, or all of a procedure that are in a state.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Selection {
    pub activations: Vec<u64>,
    pub tenants: Vec<TenantId>,
    pub procedure: Option<ProcedureId>,
    pub state: Option<ActivationState>,
    /// The one that the files have for the only tenant and the procedure; it can only be tested.
    pub in_files: bool,
}

/// What became of one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Acted {
    /// 0: it stands in the files.
    pub activation: u64,
    pub tenant: TenantId,
    pub procedure: ProcedureId,
    pub state: ActivationState,
    /// Everything that is missing; empty: it was done.
    pub gaps: Vec<Gap>,
    /// The gaps for people, in the same order.
    pub missing: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<FunctionTest>,
}

/// What became of all of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActedOnAll {
    /// The revision that messages accepted from now on run on.
    pub revision: Option<RevisionNumber>,
    pub activations: Vec<Acted>,
}

/// One with all that is known about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActivationDetail {
    pub activation: ActivationRecord,
    /// What would be missing to go live now.
    pub missing: Vec<String>,
    pub gaps: Vec<Gap>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shadow: Option<ShadowReport>,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum ActivationError {
    #[error("{}", .0.join("; "))]
    Invalid(Vec<String>),
    #[error("there is no activation {0}")]
    NotFound(u64),
    /// The caller's key does not reach it.
    #[error("not for authority {0}")]
    Forbidden(TenantId),
    #[error("the store did not do it")]
    Store(#[from] StoreError),
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Id of a key.
    pub by: String,
    /// Authorities it may touch; none: all.
    pub tenants: Option<Vec<TenantId>>,
}

impl Actor {
    pub fn reaches(&self, tenant: &TenantId) -> bool {
        self.tenants.as_ref().is_none_or(|tenants| tenants.contains(tenant))
    }
}

/// What people do with activations on a running hub; `server` offers it, `cli` wires it.
pub trait Activations: Send + Sync {
    /// Drafts one activation for each authority that is named.
    fn draft(&self, draft: Draft, actor: &Actor) -> Result<Vec<ActivationRecord>, ActivationError>;
    /// Does it to all that are meant; each is decided for itself, and one revision comes of it.
    fn act(&self, selection: Selection, action: ActivationAction, actor: &Actor)
    -> Result<ActedOnAll, ActivationError>;
    fn list(&self, filter: &ActivationFilter, actor: &Actor) -> Result<Vec<ActivationRecord>, ActivationError>;
    fn detail(&self, number: u64, actor: &Actor) -> Result<ActivationDetail, ActivationError>;
    fn catalogue(&self) -> Result<Catalogue, ActivationError>;
}
