//! Evidence of a message, from the parts of a hub.

use super::open::{Hub, OpenHubError};
use super::trust::evidence_key;
use drehscheibe_depot::evidence::{
    ComponentEvidence, Evidence, FORMAT, HEAD_PAYLOAD, HeadStatement, HubRef, Proof, RevisionEvidence,
};
use drehscheibe_depot::gatekeeper::Gatekeeper;
use drehscheibe_depot::signature::{Bundle, PrivateKey, Signer as _};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{MessageId, RevisionNumber, TenantId};
use drehscheibe_model::journal::JournalRow;
use drehscheibe_model::ports::{EvidenceError, EvidenceFiles, Store};
use jiff::Timestamp;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Links of one chain in a file; beyond it, a chain is too long to be shown.
const MOST_LINKS: u32 = 1_000_000;

fn failed(error: impl std::fmt::Display) -> EvidenceError {
    EvidenceError::Failed(error.to_string())
}

/// Where evidence comes from.
#[derive(Clone, Copy)]
pub struct EvidenceSource<'a> {
    pub store: &'a dyn Store,
    /// Signs the heads of chains.
    pub key: &'a PrivateKey,
    pub gate: &'a Gatekeeper,
    pub node: &'a str,
}

impl std::fmt::Debug for EvidenceSource<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EvidenceSource").field("node", &self.node).finish_non_exhaustive()
    }
}

impl EvidenceSource<'_> {
    /// All that proves what happened to a message.
    pub fn evidence(&self, message: MessageId) -> Result<Evidence, EvidenceError> {
        let entries = self.store.journal(message)?;
        if entries.is_empty() {
            return Err(EvidenceError::NotFound(message));
        }
        let now = Timestamp::now();
        let (mut chains, mut heads) = (Vec::new(), Vec::new());
        for (tenant, (first, last)) in spans(&entries) {
            let rows = self.store.chain_part(&tenant, first, last, MOST_LINKS)?;
            let proof = Proof::of(message, &rows).filter(|proof| proof.head_sequence() == last);
            let whole = || failed(format!("chain {tenant} cannot be shown from entry {first} to {last}"));
            let proof = proof.ok_or_else(whole)?;
            let said = HeadStatement { tenant, sequence: last, hash: proof.head, at: now };
            let payload = serde_json::to_vec(&said).map_err(failed)?;
            let bundle = Bundle::sign_statement(self.key, HEAD_PAYLOAD, &payload).map_err(failed)?;
            heads.push(raw(bundle.as_bytes())?);
            chains.push(proof);
        }
        let (components, revisions) = named(&entries);
        Ok(Evidence {
            format: FORMAT.into(),
            message,
            exported_at: now,
            hub: HubRef { node: self.node.to_owned(), key: self.key.public_key().to_pem().map_err(failed)? },
            chains,
            heads,
            components: components.iter().map(|digest| self.component(*digest)).collect::<Result<_, _>>()?,
            revisions: self.revisions(&revisions)?,
        })
    }

    fn component(&self, digest: Digest) -> Result<ComponentEvidence, EvidenceError> {
        let certificates = self.gate.certificates(&digest).map_err(failed)?;
        let bundles = certificates.iter().filter(|one| one.gaps.is_empty()).flat_map(|one| &one.bundles);
        let certificates = bundles.map(|bytes| raw(bytes)).collect::<Result<_, _>>()?;
        Ok(ComponentEvidence { digest, certificates })
    }

    fn revisions(&self, numbers: &BTreeSet<u64>) -> Result<Vec<RevisionEvidence>, EvidenceError> {
        let mut found = Vec::new();
        for number in numbers {
            if let Some(revision) = self.store.revision(RevisionNumber(*number))? {
                let bytes = serde_json::to_vec(&revision.configuration).map_err(failed)?;
                found.push(RevisionEvidence {
                    number: revision.number,
                    digest: Digest::of(&bytes),
                    author: revision.author,
                    at: revision.at,
                });
            }
        }
        Ok(found)
    }
}

/// From the first to the last entry in each chain.
fn spans(entries: &[JournalRow]) -> BTreeMap<TenantId, (u64, u64)> {
    let mut spans: BTreeMap<TenantId, (u64, u64)> = BTreeMap::new();
    for entry in entries {
        let span = spans.entry(entry.tenant.clone()).or_insert((entry.sequence, entry.sequence));
        *span = (span.0.min(entry.sequence), span.1.max(entry.sequence));
    }
    spans
}

/// Components and revisions that the entries name.
fn named(entries: &[JournalRow]) -> (BTreeSet<Digest>, BTreeSet<u64>) {
    let (mut components, mut revisions) = (BTreeSet::new(), BTreeSet::new());
    for entry in entries {
        let Ok(event) = serde_json::from_str::<Value>(&entry.event) else { continue };
        if event.get("plugin").is_some() {
            components.extend(event.get("digest").and_then(Value::as_str).and_then(|text| text.parse::<Digest>().ok()));
        }
        revisions.extend(event.get("revision").and_then(Value::as_u64));
    }
    (components, revisions)
}

fn raw(bytes: &[u8]) -> Result<Box<RawValue>, EvidenceError> {
    RawValue::from_string(String::from_utf8_lossy(bytes).into_owned()).map_err(failed)
}

/// Evidence of a running hub.
pub struct HubEvidence {
    hub: Arc<Hub>,
    key: PrivateKey,
}

impl std::fmt::Debug for HubEvidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HubEvidence").finish_non_exhaustive()
    }
}

impl HubEvidence {
    pub fn open(hub: Arc<Hub>) -> Result<Self, OpenHubError> {
        let key = evidence_key(&hub.file.hub.data_dir)?;
        Ok(Self { hub, key })
    }
}

impl EvidenceFiles for HubEvidence {
    fn evidence(&self, message: MessageId) -> Result<Vec<u8>, EvidenceError> {
        let hub = &self.hub;
        let source = EvidenceSource {
            store: hub.store.as_ref(),
            key: &self.key,
            gate: &hub.gatekeeper,
            node: &hub.file.hub.node,
        };
        serde_json::to_vec(&source.evidence(message)?).map_err(failed)
    }
}
