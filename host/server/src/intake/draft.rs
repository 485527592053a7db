//! A submission that has arrived and is not accepted yet.

use super::attachments::Came;
use super::envelope::EnvelopeRequest;
use super::media::MediaType;
use super::spool::Spooled;

/// What all shapes of a submission become.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) envelope: EnvelopeRequest,
    pub(super) document: Spooled,
    pub(super) media_type: MediaType,
    pub(super) attachments: Vec<Came>,
}
