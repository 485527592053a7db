//! What the answer means.

use crate::settings::Settings;
use drehscheibe_sdk::http::{ErrorCode, Reached, Response, describe, reached};
use drehscheibe_sdk::{DeliveryFailure, Document, Findings, Receipt, delivery_failure};

/// | Answer | Meaning |
/// |---|---|
/// | 2xx | taken |
/// | 409 | taken before: the key is known there |
/// | 400, 413, 422 | the content is refused |
/// | 408, 425, 429, 503 | not taken, later perhaps |
/// | other 5xx, no answer after sending | nobody knows |
/// | the rest | wrong address, credentials or format: a person must look |
pub fn receipt(answer: Result<Response, ErrorCode>, settings: &Settings) -> Result<Receipt, DeliveryFailure> {
    let response = answer.map_err(|error| {
        let text = describe(&error);
        match reached(&error) {
            Reached::NotYet => delivery_failure::transient(text),
            Reached::Never => delivery_failure::permanent(text),
            Reached::Unknown => delivery_failure::in_doubt(text),
        }
    })?;
    let status = response.status;
    match status {
        200..=299 | 409 => Ok(taken(response, settings)),
        400 | 413 | 422 => {
            let mut findings = Findings::new();
            findings.error("WS-10").say(
                format!("Das Fachverfahren hat das Dokument abgelehnt (HTTP {status})."),
                format!("The application refused the document (HTTP {status})."),
            );
            Err(DeliveryFailure::Rejected(findings.into_vec()))
        }
        408 | 425 | 429 | 503 => {
            let seconds = response.header("retry-after").and_then(|value| value.trim().parse().ok());
            Err(delivery_failure::transient_after(format!("HTTP {status}"), seconds))
        }
        500..=599 => Err(delivery_failure::in_doubt(format!("HTTP {status}: the application may have taken it"))),
        _ => Err(delivery_failure::permanent(format!("HTTP {status}"))),
    }
}

fn taken(response: Response, settings: &Settings) -> Receipt {
    let reference = response.header(&settings.referenz_kopfzeile).map(|value| value.chars().take(256).collect());
    // 409 says "known already"; its body is a message about that, not an answer for the sender.
    let wanted = settings.antwort_uebernehmen && response.status != 409 && !response.body.is_empty();
    let media_type = response.header("content-type").unwrap_or("application/octet-stream").to_owned();
    Receipt { reference, answer: wanted.then(|| Document::new(media_type, response.body)) }
}
