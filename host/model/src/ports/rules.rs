//! Plugins.

use crate::call::{
    CallContext, Called, DeliverInput, DeliveryFailure, Output, PluginFacts, Receipt, RecogniseInput, Recognition,
    RuleFailure, Stop, SubmissionInput,
};
use crate::content::Digest;
use crate::finding::Finding;
use crate::limits::Limits;

/// Runs plugins.
pub trait Rules: Send + Sync {
    /// What the host finds in a component that lies in the blobs.
    fn facts(&self, plugin: &Digest) -> Result<PluginFacts, Stop>;
    fn check_settings(&self, plugin: &Digest, settings: &str, limits: &Limits) -> Called<Vec<Finding>, Stop>;
    fn recognise(&self, context: &CallContext<'_>, input: &RecogniseInput<'_>) -> Called<Recognition, RuleFailure>;
    fn validate(&self, context: &CallContext<'_>, input: &SubmissionInput<'_>) -> Called<Vec<Finding>, RuleFailure>;
    fn transform(&self, context: &CallContext<'_>, input: &SubmissionInput<'_>) -> Called<Vec<Output>, RuleFailure>;
    fn deliver(&self, context: &CallContext<'_>, input: &DeliverInput<'_>) -> Called<Receipt, DeliveryFailure>;
}
