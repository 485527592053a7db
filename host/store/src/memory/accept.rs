//! Accepting a message.

use super::state::{Row, State};
use crate::change::accepted;
use crate::time::{from_micros, to_micros};
use crate::wake::Effect;
use drehscheibe_model::ids::TenantId;
use drehscheibe_model::message::{LaneKey, MessageRecord, MessageState};
use drehscheibe_model::ports::StoreError;
use drehscheibe_model::work::{Acceptance, JobKind, NewJob, NewMessage};

impl State {
    pub(super) fn accept(&mut self, message: NewMessage) -> Result<(Acceptance, Effect), StoreError> {
        let key = message.idempotency.as_ref().map(|key| (message.envelope.source.clone(), key.key.clone()));
        let fingerprint = message.idempotency.as_ref().map(|key| key.fingerprint);
        if let Some(row) = key.as_ref().and_then(|key| self.keys.get(key)).and_then(|known| self.messages.get(known)) {
            if row.fingerprint != fingerprint {
                return Err(StoreError::KeyReused { message: row.record.id });
            }
            let (message, received_at) = (row.record.id, row.record.received_at);
            return Ok((Acceptance { message, received_at, replayed: true }, Effect::Nothing));
        }
        if self.row(message.id).is_some() {
            return Err(StoreError::Changed { message: message.id });
        }
        let event = accepted(&message);
        let chain = TenantId::intake(&message.envelope.source);
        let received_at = from_micros(to_micros(message.received_at))?;
        self.last_sequence += 1;
        let sequence = self.last_sequence;
        match message.inline_document {
            Some(body) => {
                self.contents.insert((sequence, message.document.digest), body);
            }
            None => {
                self.blobs.insert((sequence, message.document.digest));
            }
        }
        for attachment in &message.attachments {
            self.blobs.insert((sequence, attachment.content.digest));
        }
        let record = MessageRecord {
            id: message.id,
            sequence,
            version: 1,
            received_at,
            lane: LaneKey::claimed(&message.envelope),
            envelope: message.envelope,
            document: message.document,
            attachments: message.attachments,
            revision: message.revision,
            state: MessageState::Accepted,
            tenant: message.tenant,
            resolution: None,
            findings: Vec::new(),
            content_wiped_at: None,
        };
        self.put(Row { record, key, fingerprint, final_at: None });
        self.add_job(sequence, &NewJob { kind: JobKind::Process, due: received_at });
        self.append(message.id, &chain, received_at, &event)?;
        Ok((Acceptance { message: message.id, received_at, replayed: false }, Effect::WorkAdded))
    }
}
