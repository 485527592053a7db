//! Whose calls take long. Tenants that were slow lately share what is left when a part of the workers
//! is kept for the quick: however many loop, a message that takes a millisecond finds a worker.

use drehscheibe_model::call::{
    CallContext, Called, DeliverInput, DeliveryFailure, Output, PluginFacts, Receipt, RecogniseInput, Recognition,
    RuleFailure, Stop, SubmissionInput,
};
use drehscheibe_model::content::Digest;
use drehscheibe_model::finding::Finding;
use drehscheibe_model::ids::TenantId;
use drehscheibe_model::limits::Limits;
use drehscheibe_model::ports::Rules;
use drehscheibe_model::work::JobClass;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A tenant whose rules take so long on average is slow.
const SLOW_RULES: Duration = Duration::from_millis(50);
/// The same of deliveries, which wait for others.
const SLOW_DELIVERIES: Duration = Duration::from_secs(2);
/// Averages below this part of it are forgotten.
const FORGOTTEN: u32 = 8;

/// How long the calls of each tenant took lately: the mean of the last call and of what was before.
#[derive(Debug, Default)]
struct Recent(Mutex<BTreeMap<TenantId, Duration>>);

impl Recent {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<TenantId, Duration>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, tenant: &TenantId, took: Duration, slow: Duration) {
        let mut recent = self.lock();
        let mean = (recent.get(tenant).copied().unwrap_or_default() + took) / 2;
        if mean < slow / FORGOTTEN {
            recent.remove(tenant);
        } else {
            recent.insert(tenant.clone(), mean);
        }
    }

    fn at_least(&self, slow: Duration) -> BTreeSet<TenantId> {
        self.lock().iter().filter(|(_, mean)| **mean >= slow).map(|(tenant, _)| tenant.clone()).collect()
    }
}

/// Plugins that are timed.
pub(crate) struct Pace {
    rules: Arc<dyn Rules>,
    processing: Recent,
    delivering: Recent,
}

impl Pace {
    pub(crate) fn of(rules: Arc<dyn Rules>) -> Self {
        Self { rules, processing: Recent::default(), delivering: Recent::default() }
    }

    /// The tenants that are slow at the moment.
    pub(crate) fn slow(&self, class: JobClass) -> BTreeSet<TenantId> {
        match class {
            JobClass::Process => self.processing.at_least(SLOW_RULES),
            JobClass::Deliver => self.delivering.at_least(SLOW_DELIVERIES),
        }
    }

    fn ruled<T>(&self, context: &CallContext<'_>, called: Called<T, RuleFailure>) -> Called<T, RuleFailure> {
        self.processing.note(context.tenant, called.usage.wall_time, SLOW_RULES);
        called
    }
}

impl Rules for Pace {
    fn facts(&self, plugin: &Digest) -> Result<PluginFacts, Stop> {
        self.rules.facts(plugin)
    }
    fn check_settings(&self, plugin: &Digest, settings: &str, limits: &Limits) -> Called<Vec<Finding>, Stop> {
        self.rules.check_settings(plugin, settings, limits)
    }
    fn recognise(&self, context: &CallContext<'_>, input: &RecogniseInput<'_>) -> Called<Recognition, RuleFailure> {
        self.ruled(context, self.rules.recognise(context, input))
    }
    fn validate(&self, context: &CallContext<'_>, input: &SubmissionInput<'_>) -> Called<Vec<Finding>, RuleFailure> {
        self.ruled(context, self.rules.validate(context, input))
    }
    fn transform(&self, context: &CallContext<'_>, input: &SubmissionInput<'_>) -> Called<Vec<Output>, RuleFailure> {
        self.ruled(context, self.rules.transform(context, input))
    }
    fn deliver(&self, context: &CallContext<'_>, input: &DeliverInput<'_>) -> Called<Receipt, DeliveryFailure> {
        let called = self.rules.deliver(context, input);
        self.delivering.note(context.tenant, called.usage.wall_time, SLOW_DELIVERIES);
        called
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_hiccup_is_forgiven_a_stopped_call_is_not_and_quick_calls_make_up_for_it() {
        let (recent, tenant) = (Recent::default(), TenantId::new("a").unwrap());
        let note = |milliseconds| recent.note(&tenant, Duration::from_millis(milliseconds), SLOW_RULES);
        let is_slow = || recent.at_least(SLOW_RULES).contains(&tenant);
        note(80);
        assert!(!is_slow());
        note(1_000);
        assert!(is_slow());
        let quick = std::iter::from_fn(|| is_slow().then(|| note(1))).count();
        assert_eq!(quick, 4);
        (0..4).for_each(|_| note(1));
        assert!(recent.lock().is_empty());
    }
}
