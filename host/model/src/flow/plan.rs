//! The end of step 5: which output goes to which target.

use super::resolve::Resolved;
use crate::call::Output;
use crate::configuration::Target;
use crate::content::ContentRef;
use crate::delivery::{DeliveryRecord, DeliveryState};
use crate::ids::{DeliveryId, RecipientId, TargetId};
use crate::message::MessageRecord;
use crate::work::{JobKind, NewJob};
use jiff::Timestamp;

/// The job for a delivery's next attempt.
pub(in crate::flow) fn first_attempt(delivery: &DeliveryRecord, now: Timestamp) -> NewJob {
    NewJob { kind: JobKind::Deliver(delivery.id), due: delivery.not_before.map_or(now, |at| at.max(now)) }
}

/// An output before it is known where it goes.
pub(super) struct Planned<'o> {
    /// None: the submitted document itself.
    pub output: Option<&'o Output>,
    pub recipient: RecipientId,
    pub content: ContentRef,
}

impl Planned<'_> {
    pub fn delivery(&self, message: &MessageRecord, number: u32, target: &TargetId) -> DeliveryRecord {
        let all = || message.attachments.iter().map(|attachment| attachment.id.clone()).collect();
        DeliveryRecord {
            id: DeliveryId { message: message.id, number },
            recipient: self.recipient.clone(),
            target: target.clone(),
            content: self.content.clone(),
            file_name: self.output.and_then(|output| output.file_name.clone()),
            attachments: self.output.map_or_else(all, |output| output.attachments.clone()),
            not_before: self.output.and_then(|output| output.not_before),
            legal_basis: self.output.and_then(|output| output.legal_basis.clone()),
            state: DeliveryState::Pending,
            attempts: 0,
            may_have_arrived: false,
            last_error: None,
            reference: None,
            answer: None,
        }
    }
}

/// The targets that a recipient's output goes to. Without an application and without a route of its
/// own, it goes where the authority keeps such documents: DMS or mail.
pub(super) fn targets_of<'c>(resolved: &Resolved<'c>, recipient: &RecipientId) -> Vec<(&'c TargetId, &'c Target)> {
    let routes = &resolved.activation.routes;
    let named = routes.iter().find(|route| route.recipient.as_ref() == Some(recipient));
    let route = named.or_else(|| routes.iter().find(|route| route.recipient.is_none()));
    let ids = match route {
        Some(route) => &route.targets,
        None if resolved.activation.application.is_none() => &resolved.authority.without_application,
        None => return Vec::new(),
    };
    ids.iter().filter_map(|id| resolved.authority.targets.get_key_value(id)).collect()
}
