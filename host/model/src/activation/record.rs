//! One activation as the store keeps it.

use super::content::Content;
use crate::content::Digest;
use crate::ids::{ProcedureId, SourceId, TenantId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Which way the messages go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From portals to the authority.
    #[default]
    Inbound,
    /// From the authority to portals. Answers travel back with their message; nothing else runs this
    /// way yet, and the gate says so.
    Outbound,
}

/// Where an activation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActivationState {
    Drafted,
    /// The plans' cases and one message through the authority's own configuration went well.
    FunctionTested,
    /// Productive for the messages of some sources.
    Pilot,
    Productive,
    /// Switched off, by a person or at the end of its window.
    Suspended,
    /// Another one took its place; kept, so that one command brings it back.
    Replaced,
}

impl ActivationState {
    pub const ALL: [Self; 6] =
        [Self::Drafted, Self::FunctionTested, Self::Pilot, Self::Productive, Self::Suspended, Self::Replaced];

    /// The name in APIs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::FunctionTested => "function-tested",
            Self::Pilot => "pilot",
            Self::Productive => "productive",
            Self::Suspended => "suspended",
            Self::Replaced => "replaced",
        }
    }
}

/// What a function test found out. It holds for exactly the content it was made with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FunctionTest {
    /// As [`content_digest`](super::content_digest) gives it.
    pub content: Digest,
    pub at: Timestamp,
    pub passed: bool,
    /// For people: the plans, and what became of the message. No personal data: test documents only.
    pub report: serde_json::Value,
}

/// A change of an activation, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    pub at: Timestamp,
    /// Id of a key, `hub`, or another activation.
    pub by: String,
    pub state: ActivationState,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Steps kept with a record; older ones are dropped.
pub(super) const STEPS: usize = 50;

/// An activation. All records of one authority, procedure and direction form a line, of which one at
/// most is productive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActivationRecord {
    /// Given by the store; 0 before.
    pub number: u64,
    /// Counts the changes; a change names the version it was decided on.
    pub version: u64,
    pub tenant: TenantId,
    pub procedure: ProcedureId,
    #[serde(default)]
    pub direction: Direction,
    pub content: Content,
    pub state: ActivationState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<FunctionTest>,
    /// Whose messages run under it while it is a pilot.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pilot_sources: Vec<SourceId>,
    /// The day on which it goes live by itself, if the gate is still open then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switch_on: Option<Date>,
    /// Whether it runs beside the productive one, without effect.
    #[serde(default)]
    pub shadow: bool,
    /// Whether it ever was productive: then the files no longer decide about its line.
    #[serde(default)]
    pub was_live: bool,
    pub changed_at: Timestamp,
    /// Oldest first.
    pub steps: Vec<Step>,
}

impl ActivationRecord {
    /// A new draft.
    pub fn draft(
        tenant: TenantId,
        procedure: ProcedureId,
        direction: Direction,
        content: Content,
        by: &str,
        at: Timestamp,
    ) -> Self {
        let state = ActivationState::Drafted;
        let mut record = Self {
            number: 0,
            version: 0,
            tenant,
            procedure,
            direction,
            content,
            state,
            test: None,
            pilot_sources: Vec::new(),
            switch_on: None,
            shadow: false,
            was_live: false,
            changed_at: at,
            steps: Vec::new(),
        };
        record.step(state, by, at, String::new());
        record
    }

    /// Whether both decide about the same messages.
    pub fn same_line(&self, other: &Self) -> bool {
        self.tenant == other.tenant && self.procedure == other.procedure && self.direction == other.direction
    }

    /// Whether [`compose`](super::compose) needs it: the files no longer decide about its line, or it
    /// stands beside what they say.
    pub fn counts(&self) -> bool {
        self.was_live || self.shadow || matches!(self.state, ActivationState::Pilot | ActivationState::Productive)
    }

    /// Puts it into a state and writes down who did.
    pub(super) fn step(&mut self, state: ActivationState, by: &str, at: Timestamp, note: String) {
        self.state = state;
        self.changed_at = at;
        self.was_live |= state == ActivationState::Productive;
        self.steps.push(Step { at, by: by.to_owned(), state, note });
        let surplus = self.steps.len().saturating_sub(STEPS);
        self.steps.drain(..surplus);
    }
}

/// Which activations to list. All conditions must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActivationFilter {
    /// Only these; empty: all.
    pub tenants: Vec<TenantId>,
    pub procedure: Option<ProcedureId>,
    pub state: Option<ActivationState>,
    /// Only records with higher numbers.
    pub after: u64,
    /// At most so many; 1 to 1,000.
    pub limit: u32,
}
