//! What stands between two states: everything that is missing, in one answer.

use super::record::ActivationState;
use crate::call::World;
use crate::content::Digest;
use crate::ids::{PluginName, ProcedureId, RecipientId, SourceId, TargetId, TenantId};
use crate::trust::TrustGap;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// One thing that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "gap", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Gap {
    /// The certificate does not cover this use, or there is none.
    #[error("{plugin} as {world:?}: {reason}")]
    Certificate { plugin: PluginName, world: World, reason: TrustGap },
    #[error("plugin {plugin} is neither in the hub's file nor in its depot")]
    UnknownPlugin { plugin: PluginName },
    #[error("{plugin} has no world {world:?}")]
    WrongWorld { plugin: PluginName, world: World },
    /// The settings do not follow the plugin's schema, or the plugin itself refuses them.
    #[error("settings of {plugin}: {text}")]
    Settings { plugin: PluginName, text: String },
    /// Granted, but not asked for by the manifest.
    #[error("target {target}: {text}")]
    Grant { target: TargetId, text: String },
    #[error("there is no authority {tenant}")]
    UnknownAuthority { tenant: TenantId },
    #[error("there is no procedure {procedure}")]
    UnknownProcedure { procedure: ProcedureId },
    #[error("the authority has no target {target}")]
    UnknownTarget { target: TargetId },
    /// Nobody fills the role.
    #[error("{}", .recipient.as_ref().map_or_else(|| "no target for any recipient".to_owned(), |role| format!("no target for recipient {role}")))]
    EmptyRole { recipient: Option<RecipientId> },
    #[error("the stage is {stage}; there are 1, 2, 3 and 4")]
    WrongStage { stage: u8 },
    #[error("a redirect has no rules and routes of its own")]
    MixedRedirect,
    #[error("authority {to} does not carry out {procedure}, or sends it back in a circle")]
    DeadRedirect { to: TenantId, procedure: ProcedureId },
    #[error("the window ends on {valid_until}, before it begins or today")]
    Window { valid_until: Date },
    #[error("nothing runs in this direction yet")]
    DirectionUnused,
    #[error("there was no function test")]
    NotTested,
    #[error("the function test of {at} failed")]
    TestFailed { at: Timestamp },
    #[error("the function test of {at} was made before the last change")]
    TestOutdated { at: Timestamp },
    #[error("it was no pilot yet")]
    NoPilot,
    #[error("a pilot names the sources whose messages it takes")]
    NoPilotSources,
    #[error("there is no source {portal}")]
    UnknownSource { portal: SourceId },
    #[error("{day} is not in the future")]
    NotInFuture { day: Date },
    #[error("from {} it cannot become {}", from.name(), to.name())]
    WrongState { from: ActivationState, to: ActivationState },
    #[error("there is nothing to go back to")]
    NothingBefore,
    /// Something was decided at a later time than the clock shows now.
    #[error("the clock shows {now}, but {seen} has been")]
    ClockSetBack { now: Timestamp, seen: Timestamp },
    #[error("it cannot be found out: {text}")]
    Unavailable { text: String },
}

/// A clock may be put right by so much.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// What the world says about an activation's content now. The gate is open if `gaps` is empty and the
/// function test holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspection {
    /// As [`content_digest`](super::content_digest) gives it now.
    pub digest: Digest,
    /// Certificates, settings, grants, roles, targets, window.
    pub gaps: Vec<Gap>,
    /// Whether a green function test is needed.
    pub needs_test: bool,
    pub now: Timestamp,
    pub today: Date,
    /// The latest time at which anything was decided.
    pub seen: Timestamp,
}

impl Inspection {
    /// Everything that is missing for messages to run under it.
    pub fn missing(&self, test: Option<&super::FunctionTest>) -> Vec<Gap> {
        let mut missing = self.gaps.clone();
        match test {
            _ if !self.needs_test => {}
            None => missing.push(Gap::NotTested),
            Some(test) if !test.passed => missing.push(Gap::TestFailed { at: test.at }),
            Some(test) if test.content != self.digest => missing.push(Gap::TestOutdated { at: test.at }),
            Some(_) => {}
        }
        missing.extend(self.clock());
        missing
    }

    pub(super) fn clock(&self) -> Option<Gap> {
        let (now, seen) = (self.now, self.seen);
        (seen.duration_since(now) > TOLERANCE).then_some(Gap::ClockSetBack { now, seen })
    }
}
