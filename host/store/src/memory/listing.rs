//! Lists and counts.

use super::state::State;
use crate::error::damaged;
use crate::wake::Effect;
use drehscheibe_model::configuration::{Revision, RevisionSummary};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{RevisionNumber, TenantId};
use drehscheibe_model::message::{MessageRecord, MessageState, ParkReason};
use drehscheibe_model::ports::StoreError;
use drehscheibe_model::work::{MessageFilter, MessagePage};
use std::collections::BTreeMap;

impl State {
    pub(super) fn page(&self, filter: &MessageFilter) -> MessagePage {
        let limit = usize::try_from(filter.limit.clamp(1, 500)).unwrap_or(usize::MAX);
        let before = filter.before.unwrap_or(u64::MAX);
        let rows = self.messages.range(..before).rev().map(|(_, row)| &row.record);
        let mut messages: Vec<_> = rows.filter(|record| fits(filter, record)).take(limit + 1).cloned().collect();
        let more = messages.len() > limit;
        messages.truncate(limit);
        let next = messages.last().filter(|_| more).map(|message| message.sequence);
        MessagePage { messages, next }
    }

    pub(super) fn parked(&self, reason: ParkReason, after: u64, limit: u32) -> Vec<MessageRecord> {
        let later = self.messages.range(after.saturating_add(1)..).map(|(_, row)| &row.record);
        let parked = later.filter(|record| record.state == MessageState::Parked(reason));
        parked.take(usize::try_from(limit).unwrap_or(usize::MAX)).cloned().collect()
    }

    pub(super) fn counts(&self) -> Vec<(TenantId, String, u64)> {
        let mut counts: BTreeMap<(TenantId, String), u64> = BTreeMap::new();
        for row in self.messages.values() {
            *counts.entry((row.record.tenant.clone(), row.record.state.name().to_owned())).or_default() += 1;
        }
        counts.into_iter().map(|((tenant, state), number)| (tenant, state, number)).collect()
    }

    pub(super) fn add_revision(&mut self, mut revision: Revision) -> Result<(RevisionNumber, Effect), StoreError> {
        let json = serde_json::to_string(&revision.configuration).map_err(|error| damaged(error.to_string()))?;
        let digest = Digest::of(json.as_bytes());
        if let Some((newest, known)) = self.revisions.last()
            && *known == digest
        {
            return Ok((newest.number, Effect::Nothing));
        }
        revision.number = RevisionNumber(self.revisions.len() as u64 + 1);
        revision.at = crate::time::from_micros(crate::time::to_micros(revision.at))?;
        let number = revision.number;
        self.revisions.push((revision, digest));
        Ok((number, Effect::Nothing))
    }

    pub(super) fn revisions(&self, limit: u32) -> Vec<RevisionSummary> {
        let newest_first = self.revisions.iter().rev().take(usize::try_from(limit).unwrap_or(usize::MAX));
        let summary = |(revision, digest): &(Revision, Digest)| RevisionSummary {
            number: revision.number,
            author: revision.author.clone(),
            at: revision.at,
            digest: *digest,
        };
        newest_first.map(summary).collect()
    }
}

fn fits(filter: &MessageFilter, record: &MessageRecord) -> bool {
    let procedure = record.resolution.as_ref().map(|resolution| &resolution.procedure);
    filter.state.as_ref().is_none_or(|state| state == record.state.name())
        && (filter.tenants.is_empty() || filter.tenants.contains(&record.tenant))
        && filter.source.as_ref().is_none_or(|source| *source == record.envelope.source)
        && filter.procedure.as_ref().is_none_or(|wanted| Some(wanted) == procedure)
}
