//! A portal and an operator, as they talk to the hub.

use super::show;
use serde_json::Value;
use std::time::{Duration, Instant};

/// API keys by role.
#[derive(Debug, Clone)]
pub struct Keys {
    pub portal: String,
    pub operator: String,
}

/// Talks to the hub.
#[derive(Debug)]
pub struct Client {
    agent: ureq::Agent,
    url: String,
    keys: Keys,
}

/// An answer of the hub.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub took: Duration,
}

/// What is submitted.
#[derive(Debug, Clone)]
pub struct Submission<'a> {
    /// The JSON body, or the document itself with its envelope in `headers`.
    pub body: Vec<u8>,
    pub media_type: &'a str,
    pub headers: &'a [(&'a str, &'a str)],
    pub idempotency_key: Option<&'static str>,
}

/// How long a message may take to its promised state.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks at a message.
const LOOK: Duration = Duration::from_millis(50);

impl Client {
    pub fn new(url: &str, keys: &Keys) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).build();
        Self { agent: config.new_agent(), url: url.to_owned(), keys: keys.clone() }
    }

    /// Submits as the portal and shows the answer.
    pub fn submit(&self, submission: &Submission<'_>) -> Result<Answer, String> {
        let begin = Instant::now();
        let mut request = self
            .agent
            .post(format!("{}/api/v1/messages", self.url))
            .header("authorization", format!("Bearer {}", self.keys.portal))
            .header("content-type", submission.media_type);
        for (name, value) in submission.headers {
            request = request.header(*name, *value);
        }
        if let Some(key) = submission.idempotency_key {
            request = request.header("idempotency-key", key);
        }
        let response = request.send(&submission.body[..]);
        let answer = read(response, begin)?;
        let text = if answer.status == 202 {
            let state = answer.body.get("state").and_then(Value::as_str).unwrap_or("");
            format!("receipt {} {state}", answer.body.get("id").and_then(Value::as_str).unwrap_or("?"))
        } else {
            let member = |name: &str| answer.body.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
            format!("{}: {}", member("title"), member("detail"))
        };
        show::answer(answer.status, &text, answer.took);
        Ok(answer)
    }

    /// Submits a JSON body as the portal, without a word; its id.
    pub fn send_quietly(&self, body: &Value) -> Result<String, String> {
        let answer = self.post("/api/v1/messages", &self.keys.portal, body)?;
        let id = answer.body.get("id").and_then(Value::as_str).map(str::to_owned);
        id.ok_or_else(|| format!("no receipt, but {} {}", answer.status, answer.body))
    }

    fn post(&self, path: &str, key: &str, body: &Value) -> Result<Answer, String> {
        let begin = Instant::now();
        let request = self.agent.post(format!("{}{path}", self.url)).header("authorization", format!("Bearer {key}"));
        read(request.header("content-type", "application/json").send(body.to_string()), begin)
    }

    /// A message's status, as the portal sees it.
    pub fn status(&self, id: &str) -> Result<Value, String> {
        self.get(&format!("/api/v1/messages/{id}"), &self.keys.portal)
    }

    /// Lets the hub read its configuration again, as the operator.
    pub fn reload(&self) -> Result<Answer, String> {
        let begin = Instant::now();
        let request = self
            .agent
            .post(format!("{}/api/v1/configuration/reload", self.url))
            .header("authorization", format!("Bearer {}", self.keys.operator));
        read(request.send_empty(), begin)
    }

    fn get(&self, path: &str, key: &str) -> Result<Value, String> {
        let begin = Instant::now();
        let request = self.agent.get(format!("{}{path}", self.url)).header("authorization", format!("Bearer {key}"));
        read(request.call(), begin).map(|answer| answer.body)
    }

    /// Waits until `done` says so, then shows the message's way.
    pub fn follow(&self, id: &str, done: impl Fn(&Value) -> bool) -> Result<Value, String> {
        let begin = Instant::now();
        loop {
            let status = self.status(id)?;
            if done(&status) {
                show_way(&status);
                return Ok(status);
            }
            if begin.elapsed() > PATIENCE {
                show_way(&status);
                return Err("it did not get there in time".into());
            }
            std::thread::sleep(LOOK);
        }
    }

    /// Command lines for the reader to try.
    pub fn examples(&self, samples: &std::path::Path) -> Vec<String> {
        let url = &self.url;
        let Keys { portal, operator } = &self.keys;
        vec![
            format!(
                "# register a dog in Markkleeberg\ncurl -s {url}/api/v1/messages -H 'Authorization: Bearer {portal}' \\\n     -H 'Content-Type: application/json' -d @{}",
                samples.join("hund-markkleeberg.json").display()
            ),
            format!(
                "# all messages, as the operator sees them\ncurl -s {url}/api/v1/messages -H 'Authorization: Bearer {operator}'"
            ),
            format!("# the API itself\ncurl -s {url}/api/v1/openapi.json"),
            format!("# figures\ncurl -s {url}/metrics -H 'Authorization: Bearer {operator}'"),
        ]
    }
}

fn show_way(status: &Value) {
    for step in status.get("journal").and_then(Value::as_array).into_iter().flatten() {
        show::step(step);
    }
    show::deliveries(status);
    for finding in status.get("findings").and_then(Value::as_array).into_iter().flatten() {
        show::finding(finding);
    }
}

fn read(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>, begin: Instant) -> Result<Answer, String> {
    let mut response = response.map_err(|error| error.to_string())?;
    let text = response.body_mut().read_to_string().map_err(|error| error.to_string())?;
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Ok(Answer { status: response.status().as_u16(), body, took: begin.elapsed() })
}
