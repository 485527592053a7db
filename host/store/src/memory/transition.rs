//! Applying one decision. All checks come before the first change, so that it is done wholly or not
//! at all.

use super::state::{Row, State};
use crate::change::changed;
use crate::time::to_micros;
use crate::wake::Effect;
use drehscheibe_model::content::Digest;
use drehscheibe_model::delivery::settle;
use drehscheibe_model::ids::MessageId;
use drehscheibe_model::message::MessageState;
use drehscheibe_model::ports::StoreError;
use drehscheibe_model::work::{JobOutcome, LeaseToken, Transition};

impl State {
    /// The sequence of the message whose job the token still holds.
    pub(super) fn holder(&self, token: LeaseToken) -> Result<u64, StoreError> {
        match self.jobs.get(&token.job) {
            Some(job) if job.held && job.epoch == token.epoch => Ok(job.message),
            _ => Err(StoreError::LeaseLost { job: token.job }),
        }
    }

    pub(super) fn commit(
        &mut self,
        token: LeaseToken,
        outcome: &JobOutcome,
        transition: Transition,
    ) -> Result<(Option<MessageState>, Effect), StoreError> {
        let sequence = self.holder(token)?;
        let row = self.row(transition.message).filter(|row| row.record.sequence == sequence);
        let row = row.ok_or(StoreError::NotFound { what: "message of this job" })?.clone();
        match outcome {
            JobOutcome::Done => {
                self.jobs.remove(&token.job);
            }
            JobOutcome::RetryAt(due) => {
                if let Some(job) = self.jobs.get_mut(&token.job) {
                    job.due = to_micros(*due);
                    job.retries += 1;
                    job.held = false;
                    job.leased_until = None;
                }
            }
            JobOutcome::GivenBack => {
                if let Some(job) = self.jobs.get_mut(&token.job) {
                    job.held = false;
                    job.leased_until = None;
                }
            }
            JobOutcome::Keep => {}
        }
        let state = self.change(row, transition)?;
        Ok((state, Effect::WorkAdded))
    }

    pub(super) fn apply(&mut self, version: u64, transition: Transition) -> Result<((), Effect), StoreError> {
        let row = self.known(transition.message)?.clone();
        if row.record.version != version {
            return Err(StoreError::Changed { message: transition.message });
        }
        self.change(row, transition)?;
        Ok(((), Effect::WorkAdded))
    }

    /// The message's state if it changed.
    fn change(&mut self, row: Row, mut transition: Transition) -> Result<Option<MessageState>, StoreError> {
        let (id, sequence) = (row.record.id, row.record.sequence);
        if transition.drop_jobs {
            self.jobs.retain(|_, job| job.message != sequence);
        }
        for document in transition.contents {
            self.contents.entry((sequence, Digest::of(&document.body))).or_insert(document.body);
        }
        for delivery in transition.deliveries {
            for content in std::iter::once(&delivery.content).chain(&delivery.answer) {
                if !self.contents.contains_key(&(sequence, content.digest)) {
                    self.blobs.insert((sequence, content.digest));
                }
            }
            self.deliveries.insert((sequence, delivery.id.number), delivery);
        }
        let mut last_at = None;
        for entry in transition.entries {
            last_at = Some(entry.at);
            self.append(id, &entry.tenant, entry.at, &entry.event)?;
        }
        if let Some(settlement) = transition.settle
            && let Some((state, event)) = settle(&self.deliveries_of(sequence))
        {
            self.append(id, &settlement.tenant, settlement.at, &event)?;
            transition.change.state = Some(state);
            last_at = Some(settlement.at);
        }
        let record = changed(&row.record, transition.change);
        let final_at = if record.state == row.record.state {
            row.final_at
        } else {
            let ended = record.state.is_final() && !matches!(record.state, MessageState::Parked(_));
            ended.then(|| to_micros(last_at.unwrap_or(record.received_at)))
        };
        let state = (record.state != row.record.state).then_some(record.state);
        self.put(Row { record, final_at, ..row });
        for job in &transition.jobs {
            self.add_job(sequence, job);
        }
        Ok(state)
    }

    pub(super) fn sequence(&self, id: MessageId) -> Option<u64> {
        self.ids.get(&id).copied()
    }
}
