//! A portal that submits, over connections that stay open.

use super::configuration::PROCEDURE;
use crate::{Outcome, failure, sample};
use serde_json::Value;
use std::io::Read;
use std::time::Duration;

/// Talks to the hub; one for each thread.
#[derive(Debug, Clone)]
pub struct Client {
    agent: ureq::Agent,
    url: String,
    key: String,
    operator: String,
}

/// The body of a submission of the sample to a municipality.
pub fn submission(municipality: &str, number: u64) -> Vec<u8> {
    submission_for(PROCEDURE, municipality, number)
}

/// The same for a procedure.
pub fn submission_for(procedure: &str, municipality: &str, number: u64) -> Vec<u8> {
    let document = String::from_utf8_lossy(&sample::document(number)).into_owned();
    format!(r#"{{"procedure":"{procedure}","area":"{municipality}","document":{document}}}"#).into_bytes()
}

impl Client {
    pub fn new(url: &str, key: &str, operator: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        Self { agent: config.new_agent(), url: url.into(), key: key.into(), operator: operator.into() }
    }

    /// A client with connections of its own.
    pub fn another(&self) -> Self {
        Self::new(&self.url, &self.key, &self.operator)
    }

    /// Submits a JSON body; the id of the message.
    pub fn submit(&self, body: &[u8]) -> Outcome<String> {
        let sent = self
            .agent
            .post(format!("{}/api/v1/messages", self.url))
            .header("authorization", format!("Bearer {}", self.key))
            .header("content-type", "application/json")
            .send(body);
        receipt(sent?)
    }

    /// Submits a document with one attachment of so many bytes, made while it is sent; its id.
    pub fn submit_with_attachment(&self, municipality: &str, bytes: u64) -> Outcome<String> {
        let document = String::from_utf8_lossy(&sample::document(0)).into_owned();
        let part = |name: &str, media_type: &str| {
            format!("--grenze\r\nContent-Disposition: form-data; name=\"{name}\"\r\nContent-Type: {media_type}\r\n\r\n")
        };
        let head = format!(
            "{}{{\"procedure\":\"{PROCEDURE}\",\"area\":\"{municipality}\"}}\r\n{}{document}\r\n\
             --grenze\r\nContent-Disposition: form-data; name=\"plan\"; filename=\"plan.pdf\"\r\n\
             Content-Type: application/pdf\r\n\r\n",
            part("envelope", "application/json"),
            part("document", "application/json"),
        );
        let end: &[u8] = b"\r\n--grenze--\r\n";
        let mut body = head.as_bytes().chain(std::io::repeat(b'x').take(bytes)).chain(end);
        let sent = self
            .agent
            .post(format!("{}/api/v1/messages", self.url))
            .header("authorization", format!("Bearer {}", self.key))
            .header("content-type", "multipart/form-data; boundary=grenze")
            .header("content-length", (head.len() as u64 + bytes + end.len() as u64).to_string())
            .send(ureq::SendBody::from_reader(&mut body));
        receipt(sent?)
    }

    /// Whether the hub says that it lives.
    pub fn lives(&self) -> bool {
        self.agent.get(format!("{}/health/live", self.url)).call().is_ok_and(|answer| answer.status() == 200)
    }

    /// Makes the hub read its configuration again.
    pub fn reload(&self) -> Outcome<()> {
        let sent = self
            .agent
            .post(format!("{}/api/v1/configuration/reload", self.url))
            .header("authorization", format!("Bearer {}", self.operator))
            .send_empty();
        let mut answer = sent?;
        if answer.status().is_success() {
            return Ok(());
        }
        Err(failure(format!("{}: {}", answer.status(), answer.body_mut().read_to_string()?)))
    }
}

fn receipt(mut answer: ureq::http::Response<ureq::Body>) -> Outcome<String> {
    let text = answer.body_mut().read_to_string()?;
    if answer.status() != 202 {
        return Err(failure(format!("{}: {text}", answer.status())));
    }
    let body: Value = serde_json::from_str(&text)?;
    body.get("id").and_then(Value::as_str).map(str::to_owned).ok_or_else(|| failure("a receipt without an id"))
}
