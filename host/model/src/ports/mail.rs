//! The host side of what adapters send: mail.

use super::http::OutboundBody;
use crate::ids::DeliveryId;
use std::time::Duration;

/// A mail that the gate in `runtime` has allowed.
#[derive(Debug)]
pub struct OutboundMail<'a> {
    /// For the `Message-ID`.
    pub delivery: DeliveryId,
    pub to: &'a [String],
    pub subject: &'a str,
    pub text: &'a str,
    pub parts: Vec<MailPart<'a>>,
    pub timeout: Duration,
}

/// One attachment of a mail.
#[derive(Debug)]
pub struct MailPart<'a> {
    pub file_name: &'a str,
    pub media_type: &'a str,
    pub content: OutboundBody<'a>,
}

/// Why a mail was not, or may not have been, taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    #[error("no mail relay is configured")]
    NotConfigured,
    #[error("not a valid mail: {0}")]
    Invalid(String),
    #[error("the relay has not taken it: {0}")]
    Unavailable(String),
    #[error("the relay refuses it: {0}")]
    Refused(String),
    #[error("the connection broke after the mail was sent: {0}")]
    Unknown(String),
}

/// The host side of `mail`.
pub trait Mailer: Send + Sync {
    fn send(&self, mail: &OutboundMail<'_>) -> Result<(), MailError>;
}
