//! The world around the processor: plugins that fail in every way, targets that remember, a clock.

use super::chance::Chance;
use drehscheibe_model::area::{AreaKey, AreaLookup, Areas, Municipality};
use drehscheibe_model::call::{
    CallContext, Called, DeliverInput, DeliveryFailure, Output, PluginFacts, Receipt, RecogniseInput, Recognition,
    RuleFailure, Stop, SubmissionInput, Usage,
};
use drehscheibe_model::content::{Digest, Document};
use drehscheibe_model::finding::Finding;
use drehscheibe_model::ids::{DeliveryId, RecipientId};
use drehscheibe_model::limits::Limits;
use drehscheibe_model::ports::{Clock, Rules, Trust};
use drehscheibe_model::trust::{Clearance, TrustGap, Use};
use drehscheibe_store::MemoryStore;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Mutex};

/// What a target got, in order.
pub type Arrivals = Arc<Mutex<Vec<DeliveryId>>>;

/// Plugins and targets.
pub struct World {
    pub chance: Mutex<Chance>,
    pub store: Arc<MemoryStore>,
    pub arrivals: Arrivals,
    /// No more failures: the way home must be open.
    pub calm: Mutex<bool>,
    /// The plugin whose certificate is revoked at the moment.
    pub revoked: Mutex<Option<&'static str>>,
}

impl Trust for World {
    fn clear(&self, wanted: &Use<'_>) -> Result<Clearance, Vec<TrustGap>> {
        match *self.revoked.lock().unwrap() {
            Some(name) if name == wanted.plugin.as_str() => {
                Err(vec![TrustGap::NoCertificate { plugin: wanted.plugin.clone(), component: wanted.component }])
            }
            _ => Ok(Clearance::default()),
        }
    }
}

fn called<T, E>(result: Result<T, E>) -> Called<T, E> {
    Called { result, usage: Usage::default(), log: Vec::new() }
}

/// A rule is a pure function of the document: what it says about one is settled by its first byte.
fn verdict(document: &Document) -> u8 {
    document.body.first().copied().unwrap_or(0) % 16
}

impl World {
    fn percent(&self, percent: u64) -> bool {
        !*self.calm.lock().unwrap() && self.chance.lock().unwrap().percent(percent)
    }
}

impl Rules for World {
    fn facts(&self, plugin: &Digest) -> Result<PluginFacts, Stop> {
        Err(Stop::NotFound { digest: *plugin })
    }
    fn check_settings(&self, _: &Digest, _: &str, _: &Limits) -> Called<Vec<Finding>, Stop> {
        called(Ok(Vec::new()))
    }
    fn recognise(&self, _: &CallContext<'_>, _: &RecogniseInput<'_>) -> Called<Recognition, RuleFailure> {
        called(Ok(Recognition::default()))
    }

    fn validate(&self, _: &CallContext<'_>, input: &SubmissionInput<'_>) -> Called<Vec<Finding>, RuleFailure> {
        if self.percent(5) {
            return called(Err(RuleFailure::Transient("a list is not available".into())));
        }
        called(match verdict(input.document) {
            0 => Ok(vec![Finding::of_hub("R-1", "X002", "Angabe fehlt", "missing")]),
            1 => Err(RuleFailure::Rejected(vec![Finding::of_hub("R-2", "X001", "kein Antrag", "no application")])),
            2 => Err(RuleFailure::Stopped(Stop::Trap { reason: "unreachable".into() })),
            3 => Err(RuleFailure::Permanent("the settings do not fit".into())),
            _ => Ok(Vec::new()),
        })
    }

    fn transform(&self, _: &CallContext<'_>, input: &SubmissionInput<'_>) -> Called<Vec<Output>, RuleFailure> {
        let output = |recipient: &str| Output {
            recipient: RecipientId::new(recipient).unwrap(),
            document: Document { media_type: "text/csv".into(), body: [input.document.body.as_slice(), b";"].concat() },
            file_name: None,
            attachments: Vec::new(),
            not_before: None,
            legal_basis: None,
        };
        called(match verdict(input.document) {
            4 => Ok(Vec::new()),
            5 => Ok(vec![output("default"), output("kopie")]),
            _ => Ok(vec![output("default")]),
        })
    }

    fn deliver(&self, _: &CallContext<'_>, input: &DeliverInput<'_>) -> Called<Receipt, DeliveryFailure> {
        let transient = || DeliveryFailure::Transient { text: "busy".into(), retry_after: None };
        if self.percent(3) {
            // The hub dies before anything left.
            self.store.crash();
            return called(Err(transient()));
        }
        if self.percent(15) {
            return called(Err(transient()));
        }
        if self.percent(2) {
            return called(Err(DeliveryFailure::Permanent("refused".into())));
        }
        if self.percent(2) {
            let finding = Finding::of_hub("T-1", "X002", "nicht angenommen", "refused");
            return called(Err(DeliveryFailure::Rejected(vec![finding])));
        }
        self.arrivals.lock().unwrap().push(input.delivery);
        if self.percent(3) {
            // The target has it, and the hub dies before it knows.
            self.store.crash();
            return called(Ok(Receipt::default()));
        }
        if self.percent(4) {
            return called(Err(DeliveryFailure::InDoubt("the connection broke".into())));
        }
        called(Ok(Receipt { reference: Some("ref".into()), answer: None }))
    }
}

/// Every valid key belongs to a municipality of that key.
pub struct Everywhere;

impl Areas for Everywhere {
    fn look_up(&self, key: &AreaKey, _: Date) -> AreaLookup {
        let AreaKey::Ars(ars) = key else { return AreaLookup::Unknown { nearest: Vec::new() } };
        AreaLookup::Found(Municipality {
            ars: *ars,
            name: "Stadt".into(),
            county_name: "Kreis".into(),
            in_association: false,
            valid_from: None,
            valid_until: None,
        })
    }
    fn all(&self, _: Date) -> Vec<Municipality> {
        Vec::new()
    }
}

/// A clock that the schedule moves; chance comes from the seed.
pub struct SimulatedClock {
    pub now: Mutex<Timestamp>,
    pub chance: Mutex<Chance>,
}

impl SimulatedClock {
    pub fn advance(&self, seconds: i64) {
        let mut now = self.now.lock().unwrap();
        *now = now.checked_add(SignedDuration::from_secs(seconds)).unwrap();
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }
    fn chance(&self) -> f64 {
        f64::from(u32::try_from(self.chance.lock().unwrap().below(1 << 32)).unwrap()) / 4_294_967_296.0
    }
}
