//! A certifier, a vendor and a hub to try the gate with.

use crate::certificate::*;
use crate::gatekeeper::{Gatekeeper, Memory, SourceError, TrustSource};
use crate::manifest::{Capabilities, OutboundHttp};
use crate::revocation::{Entry, FORMAT, PAYLOAD_TYPE, RevocationList, Revoked};
use crate::signature::{Algorithm, Bundle, PrivateKey, Signer as _};
use crate::trust::{KeyRing, SignaturePolicy, Term, TrustPolicy, TrustedKey};
use drehscheibe_model::call::{Grants, HttpGrant, World};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{PluginName, ProcedureId, TenantId};
use drehscheibe_model::limits::Limits;
use drehscheibe_model::ports::{Clock, Trust};
use drehscheibe_model::trust::{Clearance, Purpose, RevocationEffect, TrustGap, Use};
use jiff::Timestamp;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

pub fn day(text: &str) -> Timestamp {
    format!("{text}T12:00:00Z").parse().unwrap()
}

pub fn component() -> Digest {
    Digest::of(b"component")
}

/// A clock that stands where it is put.
pub struct HandClock(pub Mutex<Timestamp>);

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// A depot in memory; everything belongs to every component, so that a copied certificate is found.
#[derive(Default)]
pub struct Shelf {
    pub bundles: Mutex<Vec<Vec<u8>>>,
    pub changes: AtomicU64,
    pub broken: Mutex<bool>,
}

impl Shelf {
    pub fn put(&self, bundle: &Bundle) {
        self.bundles.lock().unwrap().push(bundle.as_bytes().to_vec());
        self.changes.fetch_add(1, Ordering::Relaxed);
    }
}

impl TrustSource for Shelf {
    fn mark(&self) -> u64 {
        self.changes.load(Ordering::Relaxed)
    }
    fn bundles(&self, _: &Digest) -> Result<Vec<Vec<u8>>, SourceError> {
        if *self.broken.lock().unwrap() {
            return Err(SourceError { what: "the depot".into(), reason: "it is away".into() });
        }
        Ok(self.bundles.lock().unwrap().clone())
    }
    fn revocation_lists(&self) -> Result<Vec<Vec<u8>>, SourceError> {
        Ok(self.bundles.lock().unwrap().clone())
    }
    fn yanked(&self, _: &Digest) -> Result<Option<String>, SourceError> {
        Ok(None)
    }
}

pub struct Desk {
    pub certifier: PrivateKey,
    pub vendor: PrivateKey,
    pub shelf: Arc<Shelf>,
    pub clock: Arc<HandClock>,
    pub policy: TrustPolicy,
}

pub fn trusted(name: &str, organisation: &str, key: &PrivateKey) -> TrustedKey {
    let key = key.public_key().clone();
    TrustedKey { name: name.into(), organisation: organisation.into(), key, valid_from: None, valid_until: None }
}

impl Desk {
    pub fn new() -> Self {
        let certifier = PrivateKey::generate(Algorithm::EcdsaP256).unwrap();
        let vendor = PrivateKey::generate(Algorithm::Ed25519).unwrap();
        let policy = TrustPolicy {
            keys: KeyRing::new([trusted("pruef", "Prüfstelle", &certifier), trusted("her", "Hersteller", &vendor)]),
            certifiers: SignaturePolicy { all_of: vec![Term::Organisation("Prüfstelle".into())], any_of: None },
            ..TrustPolicy::default()
        };
        let clock = Arc::new(HandClock(Mutex::new(day("2026-03-01"))));
        Self { certifier, vendor, shelf: Arc::default(), clock, policy }
    }

    /// A certificate in order, issued on 1 January 2026 for a year.
    pub fn certificate(&self) -> Certificate {
        Certificate {
            number: "P-1".into(),
            certifier: Certifier { organisation: "Prüfstelle".into() },
            issued_at: day("2026-01-01"),
            valid_from: day("2026-01-01"),
            valid_until: day("2027-01-01"),
            plugin: PluginRef { name: PluginName::new("webservice").unwrap(), version: "1.0.0".into() },
            vendor: Vendor { organisation: "Hersteller".into(), keys: vec![self.vendor.public_key().fingerprint()] },
            plan: PlanRef { name: "Plan".into(), digest: Digest::of(b"plan") },
            report: Digest::of(b"report"),
            engine: EngineRef { name: "wasmtime".into(), version: "48".into() },
            wit_version: "0.1.0".into(),
            worlds: vec![World::Adapter],
            procedures: vec![ProcedureId::new("hundesteuer").unwrap()],
            stages: vec![2, 3],
            capabilities: Capabilities {
                outbound_http: Some(OutboundHttp {
                    destinations: vec!["https://*".into()],
                    methods: vec!["POST".into()],
                    secrets: vec!["zugang".into()],
                }),
                ..Capabilities::default()
            },
            limits: Limits::for_adapter(),
            budgets: Budgets::default(),
            requirements: Requirements::default(),
            test_result: TestResult {
                result: TestOutcome::Passed,
                configuration: Vec::new(),
                passed_tests: vec!["a".into()],
                warned_tests: Vec::new(),
                failed_tests: Vec::new(),
            },
            conditions: Vec::new(),
        }
    }

    pub fn signed(&self, key: &PrivateKey, subject: Digest, certificate: &Certificate) -> Bundle {
        let statement = certificate_statement(subject, certificate).unwrap();
        Bundle::sign_statement(key, IN_TOTO_PAYLOAD, &statement).unwrap()
    }

    /// Puts a certificate on the shelf, signed by the certifier.
    pub fn issue(&self, certificate: &Certificate) -> Bundle {
        let bundle = self.signed(&self.certifier, component(), certificate);
        self.shelf.put(&bundle);
        bundle
    }

    pub fn list(&self, number: u64, entries: &[(Revoked, RevocationEffect)]) -> RevocationList {
        let entry = |(place, (subject, effect)): (usize, &(Revoked, RevocationEffect))| Entry {
            id: format!("E-{place}"),
            subject: *subject,
            reason: "Fehler gefunden".into(),
            effect: *effect,
        };
        RevocationList {
            format: FORMAT.into(),
            issuer: "Prüfstelle".into(),
            number,
            issued_at: day("2026-02-01"),
            next_update: day("2026-12-01"),
            entries: entries.iter().enumerate().map(entry).collect(),
        }
    }

    pub fn signed_list(&self, key: &PrivateKey, list: &RevocationList) -> Bundle {
        Bundle::sign_statement(key, PAYLOAD_TYPE, &serde_json::to_vec(list).unwrap()).unwrap()
    }

    pub fn gate(&self) -> Gatekeeper {
        self.gate_with(Memory::volatile())
    }

    pub fn gate_with(&self, memory: Memory) -> Gatekeeper {
        Gatekeeper::open(self.policy.clone(), self.shelf.clone(), self.clock.clone(), memory).unwrap()
    }

    pub fn at(&self, date: &str) {
        *self.clock.0.lock().unwrap() = day(date);
    }
}

/// A use that the certificate of [`Desk::certificate`] covers; `change` makes another of it.
pub struct Wish {
    pub purpose: Purpose,
    pub world: World,
    pub procedure: &'static str,
    pub stage: u8,
    pub grants: Grants,
    pub limits: Limits,
}

impl Wish {
    pub fn to(purpose: Purpose) -> Self {
        let grant = HttpGrant {
            origin: "https://amt.example".into(),
            methods: Vec::new(),
            secrets: vec!["zugang".into()],
            private_network: false,
        };
        Self {
            purpose,
            world: World::Adapter,
            procedure: "hundesteuer",
            stage: 3,
            grants: Grants { http: vec![grant], ..Grants::default() },
            limits: Limits::for_adapter(),
        }
    }

    pub fn ask(&self, gate: &Gatekeeper) -> Result<Clearance, Vec<TrustGap>> {
        gate.clear(&Use {
            purpose: self.purpose,
            plugin: &PluginName::new("webservice").unwrap(),
            component: component(),
            world: self.world,
            tenant: &TenantId::new("147290260260").unwrap(),
            procedure: Some(&ProcedureId::new(self.procedure).unwrap()),
            stage: Some(self.stage),
            grants: &self.grants,
            limits: &self.limits,
            at: gate.clock.now(),
        })
    }
}

pub fn activate(gate: &Gatekeeper) -> Result<Clearance, Vec<TrustGap>> {
    Wish::to(Purpose::Activate).ask(gate)
}

pub fn load(gate: &Gatekeeper) -> Result<Clearance, Vec<TrustGap>> {
    Wish::to(Purpose::Load).ask(gate)
}

/// The one reason against activating, as text.
#[track_caller]
pub fn only_reason(gate: &Gatekeeper) -> String {
    let gaps = activate(gate).unwrap_err();
    assert_eq!(gaps.len(), 1, "{gaps:#?}");
    gaps[0].to_string()
}
