//! Checking, without the hub.

use super::FORMAT;
use super::chain::Link;
use super::document::{Evidence, HEAD_PAYLOAD, HeadStatement};
use crate::certificate::check_certificates;
use crate::signature::{Bundle, PublicKey};
use crate::trust::TrustPolicy;
use drehscheibe_model::content::Digest;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeSet;

/// What whoever checks believes from elsewhere.
#[derive(Debug, Default)]
pub struct Trusted {
    /// The hub's key. None: heads are stated, not proved.
    pub hub: Option<PublicKey>,
    /// The certifiers. None: certificates are not checked.
    pub certifiers: Option<TrustPolicy>,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// Entries of the message, oldest first: when, and the event.
    pub entries: Vec<(Timestamp, Value)>,
    /// Whether the heads are signed with the trusted key.
    pub heads_proved: bool,
    /// Numbers of the certificates that count.
    pub certificates: Vec<String>,
    /// Components that ran without a certificate that counts.
    pub uncertified: Vec<Digest>,
    /// Everything that is wrong. Empty: nothing was changed.
    pub problems: Vec<String>,
}

/// Checks a file. What is wrong with it is a problem, never an error.
pub fn verify(bytes: &[u8], trusted: &Trusted) -> Checked {
    let mut checked = Checked::default();
    let evidence: Evidence = match serde_json::from_slice(bytes) {
        Ok(evidence) => evidence,
        Err(error) => {
            checked.problems.push(format!("not an evidence file: {error}"));
            return checked;
        }
    };
    if evidence.format != FORMAT {
        checked.problems.push(format!("the format is `{}`; expected `{FORMAT}`", evidence.format));
        return checked;
    }
    if evidence.chains.is_empty() {
        checked.problems.push("there is no chain in it".into());
    }
    chains(&evidence, &mut checked);
    heads(&evidence, trusted, &mut checked);
    let named = named(&checked.entries);
    components(&evidence, trusted, &named, &mut checked);
    for number in named.revisions.iter().filter(|number| !evidence.revisions.iter().any(|one| one.number.0 == **number))
    {
        checked.problems.push(format!("revision {number} is named and not in the file"));
    }
    checked
}

fn chains(evidence: &Evidence, checked: &mut Checked) {
    for proof in &evidence.chains {
        if let Err(error) = proof.check(evidence.message) {
            checked.problems.push(error.to_string());
        }
        for link in &proof.links {
            if let Link::Entry { at, event, sequence } = link {
                match serde_json::from_str(event) {
                    Ok(event) => checked.entries.push((*at, event)),
                    Err(_) => checked.problems.push(format!("entry {sequence} is not JSON")),
                }
            }
        }
    }
    checked.entries.sort_by_key(|(at, _)| *at);
    if checked.entries.is_empty() {
        checked.problems.push("there is no entry about the message".into());
    }
}

fn heads(evidence: &Evidence, trusted: &Trusted, checked: &mut Checked) {
    let stated = PublicKey::from_pem(&evidence.hub.key);
    let Some(key) = trusted.hub.as_ref().or(stated.as_ref().ok()) else {
        checked.problems.push("the hub's key in the file is no public key".into());
        return;
    };
    if evidence.heads.len() != evidence.chains.len() {
        checked.problems.push("there is not one signed head for each chain".into());
    }
    for (proof, head) in evidence.chains.iter().zip(&evidence.heads) {
        let tenant = &proof.tenant;
        let signed = Bundle::parse(head.get().as_bytes()).and_then(|bundle| {
            let (kind, payload) = bundle.verify_statement(key)?;
            Ok((kind == HEAD_PAYLOAD).then(|| serde_json::from_slice::<HeadStatement>(payload).ok()).flatten())
        });
        match signed {
            Ok(Some(said))
                if (&said.tenant, said.sequence, said.hash) == (tenant, proof.head_sequence(), proof.head) => {}
            Ok(_) => checked.problems.push(format!("chain {tenant}: the hub signed another head")),
            Err(error) => checked.problems.push(format!("chain {tenant}: its head: {error}")),
        }
    }
    checked.heads_proved = trusted.hub.is_some() && checked.problems.is_empty();
}

/// What the entries name.
#[derive(Default)]
struct Named {
    components: BTreeSet<Digest>,
    certificates: BTreeSet<Digest>,
    revisions: BTreeSet<u64>,
}

fn named(entries: &[(Timestamp, Value)]) -> Named {
    let mut named = Named::default();
    for (_, event) in entries {
        let digest = |value: Option<&Value>| value.and_then(Value::as_str).and_then(|text| text.parse::<Digest>().ok());
        if event.get("plugin").is_some() {
            named.components.extend(digest(event.get("digest")));
            let certificate = event.get("certificate");
            named.certificates.extend(digest(certificate).or(digest(certificate.and_then(|one| one.get("digest")))));
        }
        named.revisions.extend(event.get("revision").and_then(Value::as_u64));
    }
    named
}

fn components(evidence: &Evidence, trusted: &Trusted, named: &Named, checked: &mut Checked) {
    let mut held = BTreeSet::new();
    for digest in &named.components {
        let Some(component) = evidence.components.iter().find(|component| component.digest == *digest) else {
            checked.problems.push(format!("component {digest} ran and is not in the file"));
            continue;
        };
        let bundles: Vec<Vec<u8>> =
            component.certificates.iter().map(|bundle| bundle.get().as_bytes().to_vec()).collect();
        held.extend(bundles.iter().map(|bytes| Digest::of(bytes)));
        let Some(policy) = &trusted.certifiers else { continue };
        let (certificates, broken) = check_certificates(digest, &bundles, policy);
        let counting: Vec<_> = certificates.iter().filter(|certificate| certificate.gaps.is_empty()).collect();
        if counting.is_empty() {
            checked.uncertified.push(*digest);
        }
        checked.certificates.extend(counting.iter().map(|certificate| certificate.reference.number.clone()));
        let against = certificates.iter().flat_map(|certificate| &certificate.gaps).chain(&broken);
        checked.problems.extend(against.map(|gap| format!("component {digest}: {gap}")));
    }
    for digest in named.certificates.difference(&held) {
        checked.problems.push(format!("certificate {digest} is named by the journal and not in the file"));
    }
}

#[cfg(test)]
mod tests;
