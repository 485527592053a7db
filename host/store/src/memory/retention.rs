//! Two clocks: content is wiped, evidence is dropped later.

use super::state::State;
use crate::time::to_micros;
use crate::wake::Effect;
use crate::wipe;
use drehscheibe_model::content::Digest;
use drehscheibe_model::journal::JournalEvent;
use drehscheibe_model::ports::StoreError;
use jiff::Timestamp;
use std::collections::BTreeSet;

impl State {
    pub(super) fn wipe(
        &mut self,
        before: Timestamp,
        retention_days: u32,
        now: Timestamp,
        limit: u32,
    ) -> Result<(u64, Effect), StoreError> {
        let before = to_micros(before);
        let mut rows: Vec<_> = self.messages.values().filter(|row| row.record.content_wiped_at.is_none()).collect();
        rows.retain(|row| row.final_at.is_some_and(|at| at < before));
        rows.sort_by_key(|row| (row.final_at, row.record.sequence));
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let rows: Vec<_> = rows.into_iter().take(limit).cloned().collect();
        let wiped = rows.len() as u64;
        for mut row in rows {
            let (id, sequence, tenant) = (row.record.id, row.record.sequence, row.record.tenant.clone());
            self.deliveries.range_mut((sequence, 0)..=(sequence, u32::MAX)).for_each(|(_, one)| wipe::delivery(one));
            self.contents.retain(|key, _| key.0 != sequence);
            self.blobs.retain(|key| key.0 != sequence);
            wipe::message(&mut row.record, now);
            self.put(row);
            self.append(id, &tenant, now, &JournalEvent::ContentWiped { retention_days })?;
        }
        Ok((wiped, Effect::Nothing))
    }

    pub(super) fn drop_evidence(&mut self, before: Timestamp, limit: u32) -> Result<(u64, Effect), StoreError> {
        let before = to_micros(before);
        let mut left = u64::from(limit);
        let mut touched = BTreeSet::new();
        let tenants: Vec<_> = self.chains.keys().cloned().collect();
        for tenant in tenants {
            while left > 0 {
                let Some(chain) = self.chains.get(&tenant) else { break };
                let Some((sequence, position)) = chain.entries.first_key_value().map(|(a, b)| (*a, *b)) else { break };
                let Some(row) = self.journal.get(&position) else { break };
                let final_at = self.row(row.message).and_then(|row| row.final_at);
                if to_micros(row.at) >= before || final_at.is_none_or(|at| at >= before) {
                    break;
                }
                touched.insert(row.message);
                let hash = row.hash;
                if let Some(entries) = self.entries.get_mut(&row.message) {
                    entries.retain(|kept| *kept != position);
                }
                self.journal.remove(&position);
                if let Some(chain) = self.chains.get_mut(&tenant) {
                    chain.entries.remove(&sequence);
                    chain.checkpoint = (sequence, hash);
                }
                left -= 1;
            }
        }
        for message in touched {
            if self.entries.get(&message).is_none_or(Vec::is_empty)
                && let Some(sequence) = self.sequence(message)
            {
                self.remove(sequence);
            }
        }
        Ok((u64::from(limit) - left, Effect::Nothing))
    }

    pub(super) fn blobs_in_use(&self) -> Vec<Digest> {
        let of_messages = self.blobs.iter().map(|(_, digest)| *digest);
        let revisions = self.revisions.iter().map(|(revision, _)| revision);
        let plugins = revisions.flat_map(|revision| revision.configuration.components());
        let uses = self.activations.values().flat_map(|record| record.content.uses());
        let pinned = uses.filter_map(|plugin_use| plugin_use.component);
        let all: BTreeSet<_> = of_messages.chain(plugins).chain(pinned).chain(self.depot.blobs_in_use()).collect();
        all.into_iter().collect()
    }
}
