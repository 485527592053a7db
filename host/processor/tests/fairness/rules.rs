//! Plugins of which some do not come back until the test lets them be stopped.

use drehscheibe_model::call::{
    CallContext, Called, DeliverInput, DeliveryFailure, Output, PluginFacts, Receipt, RecogniseInput, Recognition,
    RuleFailure, Stop, SubmissionInput, Usage,
};
use drehscheibe_model::content::Digest;
use drehscheibe_model::finding::Finding;
use drehscheibe_model::limits::Limits;
use drehscheibe_model::ports::Rules;
use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

/// So long a call is said to have taken that was let go.
const LIMIT: Duration = Duration::from_secs(1);
/// A test that waits longer has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// What happened so far.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Calls that loop at the moment.
    pub held: u32,
    /// How many may be stopped.
    permits: u32,
    /// Nothing is held any more: the test is over.
    open: bool,
    /// Whose looping calls were stopped, in order.
    pub stopped: Vec<String>,
    pub delivered: Vec<String>,
}

impl Seen {
    pub fn stopped_of(&self, tenant: &str) -> usize {
        self.stopped.iter().filter(|one| *one == tenant).count()
    }
    pub fn delivered_of(&self, tenant: &str) -> usize {
        self.delivered.iter().filter(|one| *one == tenant).count()
    }
}

/// The plugins of all tenants.
pub struct Gated {
    /// Whose rules loop.
    pub looping: BTreeSet<String>,
    /// Whose targets hang.
    pub hanging: BTreeSet<String>,
    seen: Mutex<Seen>,
    changed: Condvar,
}

impl Gated {
    pub fn new(looping: &[&str], hanging: &[&str]) -> Self {
        let owned = |tenants: &[&str]| tenants.iter().map(|tenant| (*tenant).to_owned()).collect();
        let (looping, hanging) = (owned(looping), owned(hanging));
        Self { looping, hanging, seen: Mutex::default(), changed: Condvar::new() }
    }

    pub fn seen(&self) -> Seen {
        self.seen.lock().unwrap().clone()
    }

    fn change(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.seen.lock().unwrap());
        self.changed.notify_all();
    }

    /// Waits until this is so.
    pub fn wait(&self, condition: impl Fn(&Seen) -> bool) {
        let seen = self.seen.lock().unwrap();
        let (seen, timeout) = self.changed.wait_timeout_while(seen, PATIENCE, |seen| !condition(seen)).unwrap();
        assert!(!timeout.timed_out(), "it never came to that: {seen:?}");
    }

    /// So many looping calls may be stopped.
    pub fn let_go(&self, calls: u32) {
        self.change(|seen| seen.permits += calls);
    }

    pub fn open(&self) {
        self.change(|seen| seen.open = true);
    }

    /// Loops until it is let go.
    fn hold(&self, tenant: &str) {
        self.change(|seen| seen.held += 1);
        let seen = self.seen.lock().unwrap();
        let mut seen = self.changed.wait_while(seen, |seen| seen.permits == 0 && !seen.open).unwrap();
        seen.permits = seen.permits.saturating_sub(1);
        seen.held -= 1;
        seen.stopped.push(tenant.to_owned());
        drop(seen);
        self.changed.notify_all();
    }
}

fn called<T, E>(result: Result<T, E>, wall_time: Duration) -> Called<T, E> {
    Called { result, usage: Usage { wall_time, ..Usage::default() }, log: Vec::new() }
}

impl Rules for Gated {
    fn facts(&self, plugin: &Digest) -> Result<PluginFacts, Stop> {
        Err(Stop::NotFound { digest: *plugin })
    }
    fn check_settings(&self, _: &Digest, _: &str, _: &Limits) -> Called<Vec<Finding>, Stop> {
        called(Ok(Vec::new()), Duration::ZERO)
    }
    fn recognise(&self, _: &CallContext<'_>, _: &RecogniseInput<'_>) -> Called<Recognition, RuleFailure> {
        called(Ok(Recognition::default()), Duration::ZERO)
    }
    fn validate(&self, context: &CallContext<'_>, _: &SubmissionInput<'_>) -> Called<Vec<Finding>, RuleFailure> {
        if !self.looping.contains(context.tenant.as_str()) {
            return called(Ok(Vec::new()), Duration::ZERO);
        }
        self.hold(context.tenant.as_str());
        let stop = Stop::DeadlineExceeded { limit_ms: 1_000 };
        called(Err(RuleFailure::Stopped(stop)), LIMIT)
    }
    fn transform(&self, _: &CallContext<'_>, _: &SubmissionInput<'_>) -> Called<Vec<Output>, RuleFailure> {
        called(Ok(Vec::new()), Duration::ZERO)
    }
    fn deliver(&self, context: &CallContext<'_>, _: &DeliverInput<'_>) -> Called<Receipt, DeliveryFailure> {
        let tenant = context.tenant.as_str();
        if self.hanging.contains(tenant) {
            self.hold(tenant);
            let stop = Stop::DeadlineExceeded { limit_ms: 1_000 };
            return called(Err(DeliveryFailure::Stopped { stop, sent: false }), LIMIT);
        }
        self.change(|seen| seen.delivered.push(tenant.to_owned()));
        called(Ok(Receipt::default()), Duration::ZERO)
    }
}
