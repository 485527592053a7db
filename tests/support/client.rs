//! A portal and an operator.

use super::wait::until;
use serde_json::{Value, json};
use std::sync::{Arc, RwLock};
use std::time::Duration;

/// What the hub answered.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub retry_after: Option<u64>,
    pub body: Value,
}

impl Answer {
    /// The id in a receipt.
    pub fn id(&self) -> String {
        assert_eq!(self.status, 202, "{}", self.body);
        self.body["id"].as_str().unwrap().to_owned()
    }
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or("")
    }
}

/// Talks to the hub, wherever it listens after a restart.
#[derive(Debug, Clone)]
pub struct Client {
    agent: ureq::Agent,
    url: Arc<RwLock<String>>,
    portal: String,
    operator: String,
}

/// Final states of a message.
pub const FINAL: [&str; 4] = ["delivered", "rejected", "parked", "withdrawn"];

impl Client {
    pub fn new(portal: String, operator: String) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .max_idle_connections(0)
            .build();
        Self { agent: config.new_agent(), url: Arc::default(), portal, operator }
    }

    /// From now on the hub is there.
    pub fn at(&self, hub: &super::Hub) -> &Self {
        hub.url.clone_into(&mut self.url.write().unwrap());
        self
    }

    /// The operator's key.
    pub fn operator(&self) -> &str {
        &self.operator
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url.read().unwrap())
    }

    fn send(
        &self,
        path: &str,
        key: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Result<Answer, ureq::Error> {
        let mut response = match body {
            None => self.agent.get(self.url(path)).header("authorization", format!("Bearer {key}")).call(),
            Some(body) => {
                let mut request = self.agent.post(self.url(path)).header("authorization", format!("Bearer {key}"));
                for (name, value) in headers {
                    request = request.header(*name, *value);
                }
                request.send(body)
            }
        }?;
        let text = response.body_mut().with_config().limit(256 << 20).read_to_string()?;
        let retry_after = response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
        Ok(Answer {
            status: response.status().as_u16(),
            retry_after,
            body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
        })
    }

    /// Submits a JSON body, with an `Idempotency-Key` if there is one. Fails if the hub cannot be
    /// reached or dies before it answers.
    pub fn try_submit(&self, body: &Value, key: Option<&str>) -> Result<Answer, ureq::Error> {
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(key.map(|key| ("idempotency-key", key)));
        self.send("/api/v1/messages", &self.portal, &headers, Some(body.to_string().as_bytes()))
    }

    pub fn submit(&self, body: &Value) -> Answer {
        self.try_submit(body, None).unwrap()
    }

    /// Submits a document as it is, its envelope in headers.
    pub fn submit_raw(&self, media_type: &str, headers: &[(&str, &str)], document: &[u8]) -> Answer {
        let headers = [&[("content-type", media_type)], headers].concat();
        self.send("/api/v1/messages", &self.portal, &headers, Some(document)).unwrap()
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(path, &self.operator, &[], None).unwrap()
    }

    pub fn get_as_portal(&self, path: &str) -> Answer {
        self.send(path, &self.portal, &[], None).unwrap()
    }

    pub fn get_with(&self, path: &str, key: &str) -> Answer {
        self.send(path, key, &[], None).unwrap()
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        let headers = [("content-type", "application/json")];
        self.send(path, &self.operator, &headers, Some(body.to_string().as_bytes())).unwrap()
    }

    pub fn reload(&self) -> Answer {
        self.post("/api/v1/configuration/reload", &json!({}))
    }

    /// What an operator does to a message.
    pub fn act(&self, id: &str, action: &str) -> Answer {
        self.post(&format!("/api/v1/messages/{id}/{action}"), &json!({"reason": "Test"}))
    }

    /// The sender takes a message back.
    pub fn withdraw(&self, id: &str) -> Answer {
        let body = json!({"reason": "Test"}).to_string();
        let headers = [("content-type", "application/json")];
        self.send(&format!("/api/v1/messages/{id}/withdraw"), &self.portal, &headers, Some(body.as_bytes())).unwrap()
    }

    pub fn status(&self, id: &str) -> Value {
        let answer = self.get_as_portal(&format!("/api/v1/messages/{id}"));
        assert_eq!(answer.status, 200, "message {id}: {}", answer.body);
        answer.body
    }

    /// Waits until the message is as `done` says.
    pub fn follow(&self, id: &str, what: &str, done: impl Fn(&Value) -> bool) -> Value {
        let mut last = Value::Null;
        let look = || {
            last = self.status(id);
            done(&last).then(|| last.clone())
        };
        until(&format!("message {id} {what}"), look)
    }

    /// Waits for a final state.
    pub fn settled(&self, id: &str) -> Value {
        self.follow(id, "in a final state", |status| FINAL.contains(&status["state"].as_str().unwrap()))
    }

    /// All messages there are, in this state or in any, as the operator lists them.
    pub fn list(&self, state: Option<&str>) -> Vec<Value> {
        let filter = state.map(|state| format!("&state={state}")).unwrap_or_default();
        let mut messages = Vec::new();
        let mut before = String::new();
        loop {
            let page = self.get(&format!("/api/v1/messages?limit=500{filter}{before}"));
            assert_eq!(page.status, 200, "{}", page.body);
            messages.extend(page.body["messages"].as_array().unwrap().iter().cloned());
            match page.body["next"].as_u64() {
                Some(next) => before = format!("&before={next}"),
                None => return messages,
            }
        }
    }

    /// Waits until no message is on its way any more, as long as there are fewer and fewer.
    pub fn all_settled(&self) {
        let open = || ["accepted", "delivering"].iter().map(|state| self.list(Some(state)).len()).sum();
        let mut left: usize = open();
        while left > 0 {
            left = until("one more message in a final state", || Some(open()).filter(|now| *now < left));
        }
    }
}

/// Names of a message's journal events, oldest first.
pub fn events(status: &Value) -> Vec<&str> {
    status["journal"].as_array().unwrap().iter().map(|step| step["event"]["event"].as_str().unwrap()).collect()
}
