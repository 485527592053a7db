//! Workers, a store in memory, and municipalities that all do the same.

use super::rules::Gated;
use drehscheibe_model::area::{AreaKey, AreaLookup, Areas, Municipality};
use drehscheibe_model::call::Grants;
use drehscheibe_model::configuration::{
    Activation, Authority, Competence, Configuration, Plugin, PluginUse, Procedure, Revision, Route, Target,
};
use drehscheibe_model::content::{ContentRef, Digest};
use drehscheibe_model::envelope::Envelope;
use drehscheibe_model::ids::{MessageId, PluginName, ProcedureId, RevisionNumber, SourceId, TargetId, TenantId};
use drehscheibe_model::limits::Limits;
use drehscheibe_model::ports::{Clock, Store, Trust};
use drehscheibe_model::retry::RetryPolicy;
use drehscheibe_model::trust::{Clearance, TrustGap, Use};
use drehscheibe_model::work::NewMessage;
use drehscheibe_processor::{Ended, Observer, Ports, Processor, ProcessorOptions, SystemClock};
use drehscheibe_store::{MemoryBlobs, MemoryStore};
use jiff::civil::Date;
use std::sync::Arc;

const PROCEDURE: &str = "anmeldung";

pub struct Hub {
    pub rules: Arc<Gated>,
    store: Arc<MemoryStore>,
    _processor: Processor,
}

/// Every key belongs to a municipality of that key.
struct Everywhere;

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

/// Nobody asks for certificates here.
struct Everyone;

impl Trust for Everyone {
    fn clear(&self, _: &Use<'_>) -> Result<Clearance, Vec<TrustGap>> {
        Ok(Clearance::default())
    }
}

fn plugin_use(name: &str) -> PluginUse {
    PluginUse::new(PluginName::new(name).unwrap(), serde_json::json!({}), Limits::DEFAULT)
}

fn authority() -> Authority {
    let target = TargetId::new("amt").unwrap();
    let adapter = plugin_use("adapter");
    let activation = Activation {
        procedure: ProcedureId::new(PROCEDURE).unwrap(),
        stage: 3,
        valid_from: None,
        valid_until: None,
        application: Some("Fachverfahren".into()),
        validators: vec![plugin_use("validator").into()],
        transformers: Vec::new(),
        routes: vec![Route { recipient: None, targets: vec![target.clone()] }],
        number: None,
        only_sources: Vec::new(),
        shadow: None,
    };
    let at = Target { adapter, grants: Grants::default(), idempotent: true, retry: RetryPolicy::default(), demo: None };
    Authority {
        name: "Stadt".into(),
        targets: [(target, at)].into(),
        activations: vec![activation].into(),
        without_application: Vec::new(),
    }
}

fn configuration() -> Configuration {
    let procedure =
        Procedure { name: "Anmeldung".into(), leika: None, competence: Competence::Municipality, blueprint: None };
    let plugin = |text: &str| {
        (PluginName::new(text).unwrap(), Plugin { digest: Digest::of(text.as_bytes()), version: "1".into() })
    };
    let tenants = super::LOOPING.iter().chain([&super::QUICK]);
    Configuration {
        procedures: [(ProcedureId::new(PROCEDURE).unwrap(), procedure)].into(),
        plugins: [plugin("validator"), plugin("adapter")].into(),
        authorities: tenants.map(|tenant| (TenantId::new(*tenant).unwrap(), authority())).collect(),
        ..Configuration::default()
    }
}

impl Hub {
    /// With so many workers for rules.
    pub fn start(workers: u32, looping: &[&str]) -> Self {
        // More than there are workers is asked for, and must not be given.
        let processor =
            ProcessorOptions { process_workers: workers, processes_per_tenant: workers, ..ProcessorOptions::default() };
        Self::with(Gated::new(looping, &[]), &processor)
    }

    /// With three workers for deliveries, of which one municipality asks for all.
    pub fn start_with_hanging_targets(hanging: &[&str]) -> Self {
        let processor =
            ProcessorOptions { deliver_workers: 3, deliveries_per_tenant: 3, ..ProcessorOptions::default() };
        Self::with(Gated::new(&[], hanging), &processor)
    }

    fn with(rules: Gated, options: &ProcessorOptions) -> Self {
        let (rules, store) = (Arc::new(rules), Arc::new(MemoryStore::new()));
        let (number, author, at) = (RevisionNumber(0), "test".into(), SystemClock.now());
        store.add_revision(Revision { number, author, at, configuration: configuration() }).unwrap();
        let ports = Ports {
            store: store.clone(),
            blobs: Arc::new(MemoryBlobs::new()),
            rules: rules.clone(),
            areas: Arc::new(Everywhere),
            clock: Arc::new(SystemClock),
            trust: Arc::new(Everyone),
        };
        Self {
            rules,
            store,
            _processor: Processor::start(ports, options, &(Arc::new(|_: &Ended| ()) as Observer)).unwrap(),
        }
    }

    pub fn submit(&self, tenant: &str) {
        let body = b"{}".to_vec();
        let message = NewMessage {
            id: MessageId::generate(),
            received_at: SystemClock.now(),
            tenant: TenantId::new(tenant).unwrap(),
            envelope: Envelope {
                source: SourceId::new("portal").unwrap(),
                channel: "test".into(),
                procedure: Some(PROCEDURE.into()),
                message_type: None,
                area: Some(tenant.into()),
                case_id: None,
                properties: Default::default(),
            },
            document: ContentRef { digest: Digest::of(&body), size: 2, media_type: "application/json".into() },
            inline_document: Some(body),
            attachments: Vec::new(),
            revision: RevisionNumber(1),
            idempotency: None,
        };
        self.store.accept(message).unwrap();
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        // The workers end only when no call is held any more; what still waits is let through at once.
        self.rules.open();
    }
}
