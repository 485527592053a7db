//! One answer, with every reason at once.

use super::Lists;
use super::known::Known;
use super::time::Time;
use crate::certificate::CheckedCertificate;
use crate::trust::{AfterExpiry, TrustPolicy};
use drehscheibe_model::content::Digest;
use drehscheibe_model::trust::{Clearance, Purpose, RevocationEffect, TrustGap, Use};
use jiff::{SignedDuration, Timestamp};

/// Days before its end at which a certificate begins to warn; people are told again at 30 and 7.
const EXPIRY_WARNING_DAYS: i64 = 90;

/// What speaks against a use, and what is only told.
#[derive(Default)]
struct Findings {
    gaps: Vec<TrustGap>,
    warnings: Vec<TrustGap>,
}

impl Findings {
    fn add(&mut self, gap: TrustGap, refuses: bool) {
        if refuses { self.gaps.push(gap) } else { self.warnings.push(gap) }
    }
}

pub fn answer(
    wanted: &Use<'_>,
    known: &Known,
    lists: &Lists,
    policy: &TrustPolicy,
    time: &Time,
) -> Result<Clearance, Vec<TrustGap>> {
    let begins = wanted.purpose == Purpose::Activate;
    let at = wanted.at.max(time.now);
    let mut common = Findings::default();
    if let Some(reason) = &known.yanked {
        common.add(TrustGap::Yanked { reason: reason.clone() }, begins);
    }
    for reason in doubts(lists, time, at) {
        // On a desk nothing depends on revocations.
        common.add(TrustGap::Stale { reason }, begins && !policy.allow_uncertified);
    }
    revocations(&mut common, wanted, lists, &[], &[]);
    let mut best: Option<Clearance> = None;
    let mut refused = Vec::new();
    for certificate in &known.certificates {
        let mut found = Findings { gaps: certificate.gaps.clone(), warnings: Vec::new() };
        of_certificate(&mut found, wanted, certificate, policy, at);
        let digests: Vec<Digest> = certificate.bundles.iter().map(|bytes| Digest::of(bytes)).collect();
        let keys = [certificate.signers.as_slice(), certificate.certificate.vendor.keys.as_slice()].concat();
        revocations(&mut found, wanted, lists, &digests, &keys);
        if found.gaps.is_empty() {
            let better = best.as_ref().is_none_or(|best| {
                let until = best.certificate.as_ref().map(|certificate| certificate.valid_until);
                (found.warnings.len(), until) < (best.warnings.len(), Some(certificate.reference.valid_until))
            });
            if better {
                best = Some(Clearance { certificate: Some(certificate.reference.clone()), warnings: found.warnings });
            }
        } else {
            refused.extend(found.gaps);
        }
    }
    let uncovered = best.is_none();
    if uncovered && known.certificates.is_empty() {
        let gap = TrustGap::NoCertificate { plugin: wanted.plugin.clone(), component: wanted.component };
        refused.push(gap);
        refused.extend(known.broken.iter().cloned());
    }
    if uncovered && policy.allow_uncertified && !refused.iter().any(is_stop) {
        best = Some(Clearance { certificate: None, warnings: std::mem::take(&mut refused) });
    }
    match best {
        Some(mut clearance) if common.gaps.is_empty() => {
            clearance.warnings.extend(common.warnings);
            dedup(&mut clearance.warnings);
            Ok(clearance)
        }
        other => {
            let mut gaps = common.gaps;
            if other.is_none() {
                gaps.extend(refused);
            }
            dedup(&mut gaps);
            Err(gaps)
        }
    }
}

fn is_stop(gap: &TrustGap) -> bool {
    matches!(gap, TrustGap::Revoked { .. })
}

fn dedup(gaps: &mut Vec<TrustGap>) {
    let mut seen: Vec<TrustGap> = Vec::with_capacity(gaps.len());
    gaps.retain(|gap| {
        let new = !seen.contains(gap);
        if new {
            seen.push(gap.clone());
        }
        new
    });
}

/// Why revocations cannot be relied on.
fn doubts(lists: &Lists, time: &Time, at: Timestamp) -> Vec<String> {
    let mut doubts = lists.doubts.clone();
    if let Some(clock) = time.set_back_to {
        doubts.push(format!("the clock says {clock}, but {} was seen before; it was set back", time.now));
    }
    for list in lists.in_force.values().map(|list| &list.list) {
        // A use in the future cannot have its list yet.
        if list.next_update <= time.now.min(at) {
            let (number, issuer, due) = (list.number, &list.issuer, list.next_update);
            doubts.push(format!("list {number} of {issuer} should have been followed by another on {due}"));
        }
    }
    doubts
}

fn revocations(found: &mut Findings, wanted: &Use<'_>, lists: &Lists, certificates: &[Digest], keys: &[Digest]) {
    for list in lists.in_force.values() {
        for entry in list.about(&wanted.component, certificates, keys) {
            let refuses = match entry.effect {
                RevocationEffect::Warn => false,
                RevocationEffect::NoNewActivation => wanted.purpose == Purpose::Activate,
                RevocationEffect::Stop => true,
            };
            let gap = TrustGap::Revoked {
                entry: format!("{} ({}, list {})", entry.id, list.list.issuer, list.list.number),
                reason: entry.reason.clone(),
                effect: entry.effect,
            };
            found.add(gap, refuses);
        }
    }
}

/// Whether the use lies within what was certified.
fn of_certificate(
    found: &mut Findings,
    wanted: &Use<'_>,
    checked: &CheckedCertificate,
    policy: &TrustPolicy,
    at: Timestamp,
) {
    let certificate = &checked.certificate;
    let number = || certificate.number.clone();
    if at < certificate.valid_from {
        found.add(TrustGap::NotYetValid { certificate: number(), valid_from: certificate.valid_from }, true);
    }
    let days = |days: u32| SignedDuration::from_hours(24 * i64::from(days));
    let left = certificate.valid_until.duration_since(at);
    if left <= SignedDuration::ZERO {
        let over = match policy.after_expiry {
            AfterExpiry::Grace { days: grace } => -left >= days(grace),
            AfterExpiry::Run => false,
            AfterExpiry::Stop => true,
        };
        let gap = TrustGap::Expired { certificate: number(), valid_until: certificate.valid_until };
        found.add(gap, wanted.purpose == Purpose::Activate || over);
    } else if left <= SignedDuration::from_hours(24 * EXPIRY_WARNING_DAYS) {
        let gap = TrustGap::ExpiresSoon { certificate: number(), valid_until: certificate.valid_until };
        found.add(gap, false);
    }
    if !certificate.worlds.contains(&wanted.world) {
        found.add(TrustGap::OtherWorld { certificate: number(), world: wanted.world }, true);
    }
    let procedures = &certificate.procedures;
    if let Some(procedure) = wanted.procedure.filter(|id| !procedures.is_empty() && !procedures.contains(id)) {
        found.add(TrustGap::OtherProcedure { certificate: number(), procedure: procedure.clone() }, true);
    }
    if let Some(stage) = wanted.stage.filter(|stage| !certificate.stages.contains(stage)) {
        found.add(TrustGap::OtherStage { certificate: number(), stage }, true);
    }
    for wanted in exceeding_grants(wanted, checked) {
        found.add(TrustGap::GrantExceeds { certificate: number(), wanted }, true);
    }
    for (limit, wanted, certified) in wanted.limits.over(&certificate.limits) {
        let limit = limit.to_owned();
        found.add(TrustGap::LimitExceeds { certificate: number(), limit, wanted, certified }, true);
    }
}

/// Everything granted that was not certified.
fn exceeding_grants(wanted: &Use<'_>, checked: &CheckedCertificate) -> Vec<String> {
    let certified = &checked.certificate.capabilities;
    let mut exceeding = Vec::new();
    for grant in &wanted.grants.http {
        let covered = certified.outbound_http.as_ref().and_then(|http| http.covers(grant));
        let Some(covered) = covered else {
            exceeding.push(format!("outbound-http to {}", grant.origin));
            continue;
        };
        let asked = if grant.methods.is_empty() { &["POST".to_owned()][..] } else { grant.methods.as_slice() };
        let methods = asked.iter().filter(|method| !covered.methods.contains(method));
        exceeding.extend(methods.map(|method| format!("{method} to {}", grant.origin)));
        let secrets = grant.secrets.iter().filter(|secret| !covered.secrets.contains(secret));
        exceeding.extend(secrets.map(|secret| format!("the secret `{secret}` to {}", grant.origin)));
    }
    if wanted.grants.folder.is_some() && certified.drop_folder.is_none() {
        exceeding.push("drop-folder".into());
    }
    if !wanted.grants.mail.is_empty() && certified.mail.is_none() {
        exceeding.push("mail".into());
    }
    exceeding
}
