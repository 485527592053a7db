//! Commands that talk to a running hub over its API.

use super::output::{Failure, NO, Outcome, USAGE};
use serde_json::Value;
use std::time::Duration;

/// Which hub, and who asks: the same for all commands that talk to one.
#[derive(Debug, Clone, clap::Args)]
pub struct HubArgs {
    /// Address of the hub
    #[arg(long, alias = "url", value_name = "URL", default_value = "http://127.0.0.1:8480", env = "DREHSCHEIBE_HUB")]
    pub hub: String,
    /// API key (`drehscheibe key create`)
    #[arg(long, value_name = "KEY", env = "DREHSCHEIBE_KEY", hide_env_values = true)]
    pub api_key: Option<String>,
}

/// Commands that can do nothing without a key.
#[derive(Debug, Clone, clap::Args)]
pub struct Remote {
    #[command(flatten)]
    to: HubArgs,
}

/// A function test or a bulk change may take so long.
const PATIENCE: Duration = Duration::from_secs(600);

impl Remote {
    pub fn get(&self, path: &str) -> Result<Value, Failure> {
        let agent = self.agent();
        self.answer(agent.get(self.address(path)).header("authorization", self.authorization()?).call())
    }

    pub fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        let agent = self.agent();
        let request = agent.post(self.address(path)).header("authorization", self.authorization()?);
        self.answer(request.header("content-type", "application/json").send(body.to_string()))
    }

    fn agent(&self) -> ureq::Agent {
        ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).build().new_agent()
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.to.hub.trim_end_matches('/'))
    }

    fn authorization(&self) -> Result<String, Failure> {
        let missing = || {
            Failure::new("there is no API key")
                .code(USAGE)
                .hint("`--api-key` or DREHSCHEIBE_KEY; `drehscheibe key create` makes one")
        };
        Ok(format!("Bearer {}", self.to.api_key.as_ref().ok_or_else(missing)?))
    }

    fn answer(&self, answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Value, Failure> {
        let mut response = answer.map_err(|error| {
            Failure::of(&error)
                .line(format!("the hub was asked at {}", self.to.hub))
                .hint("does it run? `--hub` or DREHSCHEIBE_HUB names its address")
        })?;
        let status = response.status();
        let text = response.body_mut().with_config().limit(256 << 20).read_to_string();
        let text = text.map_err(|error| Failure::of(&error))?;
        let body: Value = serde_json::from_str(&text).unwrap_or(Value::String(text));
        if status.is_success() {
            return Ok(body);
        }
        let member = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
        let mut failure = Failure::new(format!("{}: {}", status.as_u16(), member("titleEn")));
        match body.get("problems").and_then(Value::as_array) {
            Some(problems) => {
                for problem in problems.iter().filter_map(Value::as_str) {
                    failure = failure.line(problem);
                }
            }
            None => failure = failure.line(member("detail")),
        }
        // What the hub refuses is an answer; what it cannot do is not.
        let failure = if status.is_client_error() { failure.code(NO) } else { failure };
        Err(failure.hint(member("nextStepEn")))
    }
}

/// Prints JSON for machines, or lets people read.
pub fn show(json: bool, value: &Value, people: impl FnOnce(&Value)) -> Outcome {
    if json {
        super::output::print_json(value)?;
    } else {
        people(value);
    }
    Ok(std::process::ExitCode::SUCCESS)
}
