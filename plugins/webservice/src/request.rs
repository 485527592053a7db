//! What is sent.

use crate::settings::Settings;
use drehscheibe_sdk::http::{Body, Request, Url};
use drehscheibe_sdk::{Attachment, Delivery, DeliveryFailure, delivery_failure};

pub fn of_document(delivery: &Delivery, settings: &Settings) -> Result<Request, DeliveryFailure> {
    let body = Body::Bytes(delivery.document.body.clone());
    let request = request(&settings.url, body, delivery, settings)?
        .header("content-type", &delivery.document.media_type)
        .header("idempotency-key", &delivery.delivery_id);
    Ok(match &delivery.file_name {
        Some(name) => request.header("x-file-name", percent_encoded(name)),
        None => request,
    })
}

pub fn of_attachment(
    delivery: &Delivery,
    attachment: &Attachment,
    settings: &Settings,
) -> Result<Request, DeliveryFailure> {
    let url = settings.anhaenge_url.as_deref().unwrap_or(&settings.url);
    let request = request(url, Body::Attachment(attachment.id.clone()), delivery, settings)?;
    Ok(request
        .header("content-type", &attachment.media_type)
        .header("idempotency-key", format!("{}/{}", delivery.delivery_id, percent_encoded(&attachment.id)))
        .header("x-file-name", percent_encoded(&attachment.file_name)))
}

fn request(url: &str, body: Body, delivery: &Delivery, settings: &Settings) -> Result<Request, DeliveryFailure> {
    let url = Url::parse(url).ok_or_else(|| delivery_failure::permanent("the settings hold no valid url"))?;
    let mut request = Request::new(settings.methode.as_str(), &url, body)
        .header("x-message-id", &delivery.message_id)
        .header("x-procedure", &delivery.procedure);
    for (name, value) in &settings.kopfzeilen {
        request = request.header(name.to_ascii_lowercase(), value);
    }
    Ok(match settings.zeitlimit_ms {
        Some(milliseconds) => request.timeout_ms(milliseconds),
        None => request,
    })
}

/// Header fields are ASCII.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~ ".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
