//! From deliveries that wait to targets that do not take them.

use drehscheibe_model::delivery::DeliveryRecord;
use drehscheibe_model::ids::{TargetId, TenantId};
use drehscheibe_model::portal::WaitingTarget;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// By tenant and target, those with most deliveries first.
pub(crate) fn by_target(rows: impl Iterator<Item = (TenantId, Timestamp, DeliveryRecord)>) -> Vec<WaitingTarget> {
    let mut found: BTreeMap<(TenantId, TargetId), WaitingTarget> = BTreeMap::new();
    for (tenant, received_at, delivery) in rows {
        let entry = found.entry((tenant.clone(), delivery.target.clone())).or_insert_with(|| WaitingTarget {
            tenant,
            target: delivery.target,
            waiting: 0,
            oldest: received_at,
            last_error: delivery.last_error.clone(),
        });
        entry.waiting += 1;
        entry.oldest = entry.oldest.min(received_at);
    }
    let mut all: Vec<_> = found.into_values().collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.waiting));
    all
}
