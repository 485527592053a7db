//! Whom the operator trusts: named keys of organisations, and which of them must have signed.

mod policy;
mod ring;
mod signers;

pub use policy::{AnyOf, SignaturePolicy, Term};
pub use ring::{KeyRing, KeyRingProblem, TrustedKey, same_organisation};
pub use signers::{SignedPayload, group_by_payload};

/// What happens to productive plugins when their certificate ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterExpiry {
    /// They keep running with an alarm for so many days, then their messages are parked.
    Grace { days: u32 },
    /// They keep running with an alarm.
    Run,
    /// Their messages are parked at once.
    Stop,
}

impl Default for AfterExpiry {
    fn default() -> Self {
        Self::Grace { days: 30 }
    }
}

/// The operator's part `[trust]`. The default trusts nobody and lets nothing run.
#[derive(Debug, Clone, Default)]
pub struct TrustPolicy {
    /// Development: plugins run without a certificate. Revocations stop them nevertheless.
    pub allow_uncertified: bool,
    pub keys: KeyRing,
    /// Who certifies.
    pub certifiers: SignaturePolicy,
    /// Who revokes; none: the certifiers.
    pub revokers: Option<SignaturePolicy>,
    pub after_expiry: AfterExpiry,
}

impl TrustPolicy {
    /// Everything that makes it unusable.
    pub fn problems(&self) -> Vec<String> {
        let policies = [("certifiers", Some(&self.certifiers)), ("revocations", self.revokers.as_ref())];
        let mut problems: Vec<String> = self.keys.problems().iter().map(ToString::to_string).collect();
        for (name, policy) in policies {
            let found = policy.map(|policy| policy.problems(&self.keys)).unwrap_or_default();
            problems.extend(found.into_iter().map(|problem| format!("[trust.{name}]: {problem}")));
        }
        problems
    }

    /// The policy for revocation lists.
    pub fn revokers(&self) -> &SignaturePolicy {
        self.revokers.as_ref().unwrap_or(&self.certifiers)
    }
}
