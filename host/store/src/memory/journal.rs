//! The journal.

use super::state::State;
use crate::error::damaged;
use crate::time::{from_micros, to_micros};
use drehscheibe_model::ids::{MessageId, TenantId};
use drehscheibe_model::journal::{ChainFault, ChainVerifier, JournalEvent, JournalRow, entry_hash};
use drehscheibe_model::ports::StoreError;
use jiff::Timestamp;

impl State {
    pub(super) fn append(
        &mut self,
        message: MessageId,
        tenant: &TenantId,
        at: Timestamp,
        event: &JournalEvent,
    ) -> Result<(), StoreError> {
        let event = serde_json::to_string(event).map_err(|error| damaged(error.to_string()))?;
        let at = from_micros(to_micros(at))?;
        let chain = self.chains.entry(tenant.clone()).or_default();
        let (last, previous) = chain.head;
        let sequence = last + 1;
        let hash = entry_hash(&previous, tenant, sequence, message, at, &event);
        self.last_position += 1;
        chain.head = (sequence, hash);
        chain.entries.insert(sequence, self.last_position);
        self.entries.entry(message).or_default().push(self.last_position);
        let row = JournalRow { tenant: tenant.clone(), sequence, message, at, event, previous, hash };
        self.journal.insert(self.last_position, row);
        Ok(())
    }

    pub(super) fn journal_of(&self, message: MessageId) -> Vec<JournalRow> {
        let positions = self.entries.get(&message).into_iter().flatten();
        positions.filter_map(|position| self.journal.get(position)).cloned().collect()
    }

    pub(super) fn chain_part(&self, tenant: &TenantId, first: u64, last: u64, limit: u32) -> Vec<JournalRow> {
        let entries = self.chains.get(tenant).filter(|_| first <= last).map(|chain| chain.entries.range(first..=last));
        let rows = entries.into_iter().flatten().filter_map(|(_, position)| self.journal.get(position));
        rows.take(limit as usize).cloned().collect()
    }

    pub(super) fn verify(&self, tenant: &TenantId) -> Result<Result<u64, ChainFault>, StoreError> {
        let chain = self.chains.get(tenant).ok_or(StoreError::NotFound { what: "chain" })?;
        let mut verifier = ChainVerifier::starting_after(chain.checkpoint.0, chain.checkpoint.1);
        let mut checked = 0;
        for row in chain.entries.values().filter_map(|position| self.journal.get(position)) {
            if let Err(fault) = verifier.check(row) {
                return Ok(Err(fault));
            }
            checked += 1;
        }
        Ok(verifier.finish(chain.head.0, chain.head.1).map(|()| checked))
    }
}
