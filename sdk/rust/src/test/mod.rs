//! A host for unit tests: what a plugin asks the hub, a test says beforehand.
//!
//! ```
//! use drehscheibe_sdk::{host, test};
//! let host = test::Host::new().now("2026-03-02T08:00:00+01:00").attachment("a1", b"abc").install();
//! assert_eq!(host::read_attachment("a1", 1, 10), Ok(b"bc".to_vec()));
//! host::info("seen");
//! assert_eq!(host.log(), ["info: seen"]);
//! ```

pub(crate) mod double;
mod native;

pub use double::Host;
pub use native::native;

use crate::bindings::imports::drehscheibe::rule::types;
use crate::contract::{Area, Attachment, Delivery, DeliveryFailure, Document, Failure, Finding, Output, Receipt};
use crate::plugin::{Adapter, Plugin, Transformer, Validator};
use crate::run;

/// A submission with this JSON or XML document and made-up everything else.
pub fn submission(document: impl Into<Vec<u8>>) -> types::Submission {
    let body: Vec<u8> = document.into();
    let media_type = if body.first() == Some(&b'<') { "application/xml" } else { "application/json" };
    types::Submission {
        message_id: "01890000-0000-7000-8000-000000000001".into(),
        source: "portal".into(),
        procedure: "test".into(),
        message_type: None,
        area: Area { ags: Some("99000001".into()), ars: Some("990000000001".into()) },
        case_id: None,
        document: Document::new(media_type, body),
        attachments: Vec::new(),
    }
}

/// A first delivery of this document and made-up everything else.
pub fn delivery(document: Document) -> Delivery {
    Delivery {
        delivery_id: "01890000-0000-7000-8000-000000000001.1".into(),
        message_id: "01890000-0000-7000-8000-000000000001".into(),
        attempt: 1,
        procedure: "test".into(),
        message_type: None,
        area: Area { ags: Some("99000001".into()), ars: Some("990000000001".into()) },
        case_id: None,
        recipient: "default".into(),
        document,
        file_name: None,
        attachments: Vec::new(),
    }
}

/// An attachment's record.
pub fn attachment(id: &str, file_name: &str, media_type: &str, size: u64) -> Attachment {
    Attachment {
        id: id.into(),
        file_name: file_name.into(),
        media_type: media_type.into(),
        size,
        sha256: "0".repeat(64),
    }
}

/// Calls a validator as the hub would.
pub fn validate<P: Validator>(submission: &types::Submission) -> Result<Vec<Finding>, Failure> {
    run::validate::<P>(submission.clone())
}

/// Calls a transformer as the hub would.
pub fn transform<P: Transformer>(submission: &types::Submission) -> Result<Vec<Output>, Failure> {
    run::transform::<P>(submission.clone())
}

/// Calls an adapter as the hub would.
pub fn deliver<P: Adapter>(delivery: &Delivery) -> Result<Receipt, DeliveryFailure> {
    run::deliver::<P>(delivery)
}

/// Calls `check-settings` as the hub would.
pub fn check_settings<P: Plugin>(settings: &str) -> Vec<Finding> {
    run::check_settings::<P>(settings)
}

/// Rule id and place of each finding, `!` before errors: short to compare in tests.
pub fn told(findings: &[Finding]) -> Vec<String> {
    let short = |finding: &Finding| {
        let mark = if finding.severity == crate::Severity::Error { "!" } else { "" };
        format!("{mark}{} {}", finding.rule_id, finding.path().unwrap_or("-"))
    };
    findings.iter().map(short).collect()
}
