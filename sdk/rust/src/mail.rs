//! Mail through the operator's relay, for adapters that declare `mail`.

pub use crate::bindings::imports::drehscheibe::rule::mail::{ErrorCode, Message, Part, PartContent};

use crate::contract::DeliveryFailure;
use crate::delivery_failure;

/// Hands one mail to the relay. Its `Message-ID` is derived from the delivery id.
pub fn send(message: &Message) -> Result<(), ErrorCode> {
    #[cfg(target_arch = "wasm32")]
    return crate::bindings::imports::drehscheibe::rule::mail::send(message);
    #[cfg(not(target_arch = "wasm32"))]
    return crate::test::double::send_mail(message);
}

impl From<ErrorCode> for DeliveryFailure {
    fn from(error: ErrorCode) -> Self {
        match error {
            ErrorCode::NotGranted => delivery_failure::permanent("the activation grants no mail"),
            ErrorCode::RecipientDenied(who) => delivery_failure::permanent(format!("no grant covers {who}")),
            ErrorCode::Invalid(why) => delivery_failure::permanent(format!("not a valid mail: {why}")),
            ErrorCode::Unavailable(why) => delivery_failure::transient(format!("the relay has not taken it: {why}")),
            ErrorCode::Refused(why) => delivery_failure::permanent(format!("the relay refuses it: {why}")),
            ErrorCode::Unknown(why) => delivery_failure::in_doubt(format!("the connection broke after sending: {why}")),
        }
    }
}
