//! The four things a plugin can do.

use crate::contract::{Delivery, DeliveryFailure, Envelope, Failure, Receipt, Recognition};
use crate::document::FromDocument;
use crate::findings::Findings;
use crate::submission::{Outputs, Submission};
use serde::de::DeserializeOwned;

/// What every plugin has: settings.
pub trait Plugin {
    /// The settings of an activation, as serde reads them from the JSON object.
    type Settings: DeserializeOwned;

    /// JSON Schema (2020-12) of the settings, titles and descriptions in German. At most 256 KiB.
    /// `include_str!("settings.schema.json")` is the usual way.
    const SETTINGS_SCHEMA: &'static str;

    /// Checks what the schema cannot say.
    fn check_settings(settings: &Self::Settings, findings: &mut Findings) {
        let _ = (settings, findings);
    }
}

/// Checks a submission.
pub trait Validator: Plugin {
    /// How the document is read: [`Json<T>`](crate::Json), [`Raw`](crate::Raw) or a type of your own.
    type Document: FromDocument;

    /// Adds all findings on a submission, never only the first. A document that cannot be read is
    /// answered before: with findings of reason X000 (not well-formed) or X001 (schema).
    fn validate(
        input: &Submission<Self::Document>,
        settings: &Self::Settings,
        findings: &mut Findings,
    ) -> Result<(), Failure>;
}

/// Makes the documents that go to the recipients.
pub trait Transformer: Plugin {
    /// How the document is read.
    type Document: FromDocument;

    /// Adds one output for each recipient; none is a legal result.
    fn transform(
        input: &Submission<Self::Document>,
        settings: &Self::Settings,
        outputs: &mut Outputs,
    ) -> Result<(), Failure>;
}

/// Says what a message is.
pub trait Recogniser: Plugin {
    /// A recognition without any field means "not mine".
    fn recognise(envelope: &Envelope, settings: &Self::Settings) -> Result<Recognition, Failure>;
}

/// Hands a document to a target.
pub trait Adapter: Plugin {
    /// Called again with the same `delivery_id` after a transient failure.
    fn deliver(delivery: &Delivery, settings: &Self::Settings) -> Result<Receipt, DeliveryFailure>;
}
