//! A hub's depot over HTTP.

use crate::commands::output::{Failure, NO};
use crate::commands::remote::HubArgs;
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::{Descriptor, Package, Reference, RepositoryName};
use drehscheibe_model::ports::Inspection;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use ureq::http::Response;
use ureq::{Agent, Body};

/// Largest answer that is read, in bytes.
const ANSWER: u64 = 1 << 30;

/// The depot of a hub.
#[derive(Debug)]
pub struct Client {
    agent: Agent,
    url: String,
    key: Option<String>,
}

/// A manifest as it lies there.
#[derive(Debug, Clone)]
pub struct Fetched {
    pub digest: Digest,
    pub bytes: Vec<u8>,
}

/// What a manifest says, as far as this program needs it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    pub config: Descriptor,
    #[serde(default)]
    pub layers: Vec<Descriptor>,
    pub subject: Option<Descriptor>,
}

#[derive(Deserialize)]
struct Packages {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Index {
    manifests: Vec<Descriptor>,
}

impl Client {
    pub fn new(args: &HubArgs) -> Self {
        let agent = Agent::config_builder().http_status_as_error(false).max_redirects(0).build().new_agent();
        Self { agent, url: args.hub.trim_end_matches('/').to_owned(), key: args.api_key.clone() }
    }

    fn send(&self, method: &str, path: &str, media_type: &str, body: Option<&[u8]>) -> Result<Response<Body>, Failure> {
        let url = format!("{}{path}", self.url);
        let mut request = ureq::http::Request::builder().method(method).uri(&url);
        if let Some(key) = &self.key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        if body.is_some() {
            request = request.header("content-type", media_type);
        }
        let broken = |error: &(dyn std::error::Error + 'static)| {
            Failure::of(error)
                .line(format!("the hub is {}", self.url))
                .hint("is the hub running? --hub names its address")
        };
        let answered = match body {
            Some(body) => self.agent.run(request.body(body).map_err(|error| broken(&error))?),
            None => self.agent.run(request.body(()).map_err(|error| broken(&error))?),
        };
        answered.map_err(|error| broken(&error))
    }

    fn ok(&self, mut response: Response<Body>) -> Result<Response<Body>, Failure> {
        let status = response.status().as_u16();
        if (200..300).contains(&status) {
            return Ok(response);
        }
        let text = response.body_mut().with_config().limit(1 << 20).read_to_string().unwrap_or_default();
        let body: Value = serde_json::from_str(&text).unwrap_or_default();
        Err(refused(status, &body))
    }

    fn bytes(&self, path: &str) -> Result<(Vec<u8>, Response<Body>), Failure> {
        let mut response = self.ok(self.send("GET", path, "", None)?)?;
        let bytes = response.body_mut().with_config().limit(ANSWER).read_to_vec();
        Ok((bytes.map_err(|error| Failure::of(&error))?, response))
    }

    fn json<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        let (bytes, _) = self.bytes(path)?;
        serde_json::from_slice(&bytes)
            .map_err(|error| Failure::of(&error).line("the hub's answer is not what is expected"))
    }

    pub fn manifest(&self, repository: &RepositoryName, reference: &Reference) -> Result<Fetched, Failure> {
        let (bytes, _) = self.bytes(&format!("/v2/{repository}/manifests/{reference}"))?;
        let digest = Digest::of(&bytes);
        if let Reference::Digest(expected) = reference
            && *expected != digest
        {
            return Err(Failure::new(format!("the hub gave {digest} for {expected}")));
        }
        Ok(Fetched { digest, bytes })
    }

    /// The bytes, compared with their digest.
    pub fn blob(&self, repository: &RepositoryName, digest: &Digest) -> Result<Vec<u8>, Failure> {
        let (bytes, _) = self.bytes(&format!("/v2/{repository}/blobs/{digest}"))?;
        if Digest::of(&bytes) == *digest {
            Ok(bytes)
        } else {
            Err(Failure::new(format!("the hub gave other bytes for {digest}")))
        }
    }

    /// Uploads bytes, unless they are there.
    pub fn put_blob(&self, repository: &RepositoryName, bytes: &[u8]) -> Result<Digest, Failure> {
        let digest = Digest::of(bytes);
        let known = self.send("HEAD", &format!("/v2/{repository}/blobs/{digest}"), "", None)?;
        if known.status().as_u16() != 200 {
            let path = format!("/v2/{repository}/blobs/uploads/?digest={digest}");
            self.ok(self.send("POST", &path, "application/octet-stream", Some(bytes))?)?;
        }
        Ok(digest)
    }

    /// Puts a manifest there; what the depot remarks.
    pub fn put_manifest(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
        media_type: &str,
        bytes: &[u8],
    ) -> Result<Vec<String>, Failure> {
        let path = format!("/v2/{repository}/manifests/{reference}");
        let response = self.ok(self.send("PUT", &path, media_type, Some(bytes))?)?;
        let warnings = response.headers().get_all("warning").iter().filter_map(|value| value.to_str().ok());
        Ok(warnings.map(|text| text.trim_start_matches("299 - ").trim_matches('"').to_owned()).collect())
    }

    pub fn referrers(&self, repository: &RepositoryName, digest: &Digest) -> Result<Vec<Descriptor>, Failure> {
        Ok(self.json::<Index>(&format!("/v2/{repository}/referrers/{digest}"))?.manifests)
    }

    /// `query` as in an address, with its `?`.
    pub fn packages(&self, query: &str) -> Result<Vec<Package>, Failure> {
        Ok(self.json::<Packages>(&format!("/api/v1/depot/packages{query}"))?.packages)
    }

    pub fn inspect(&self, repository: &RepositoryName, reference: &Reference) -> Result<Inspection, Failure> {
        self.json(&format!("/api/v1/depot/package?repository={repository}&reference={reference}"))
    }

    pub fn yank(&self, repository: &RepositoryName, reference: &Reference, reason: &str) -> Result<Package, Failure> {
        let body = serde_json::json!({"repository": repository, "reference": reference.to_string(), "reason": reason});
        let body = body.to_string();
        let mut response =
            self.ok(self.send("POST", "/api/v1/depot/yank", "application/json", Some(body.as_bytes()))?)?;
        let text = response.body_mut().read_to_string().map_err(|error| Failure::of(&error))?;
        serde_json::from_str(&text).map_err(|error| Failure::of(&error))
    }
}

/// The hub's words: of the registry or of the API.
fn refused(status: u16, body: &Value) -> Failure {
    let first = |name: &str| body.pointer(&format!("/errors/0/{name}"));
    let of_body = |name: &str| body.get(name).and_then(Value::as_str);
    let (code, text) = match first("code").and_then(Value::as_str) {
        Some(code) => (code, first("message").and_then(Value::as_str)),
        None => (of_body("code").unwrap_or("unknown"), of_body("detail")),
    };
    let text = text.unwrap_or("without a reason");
    let failure = Failure::new(format!("the hub refused it ({status} {code})"));
    let problems = first("detail/problems").and_then(Value::as_array).cloned().unwrap_or_default();
    let failure = if problems.is_empty() {
        failure.line(text)
    } else {
        problems.iter().filter_map(Value::as_str).fold(failure, |failure, problem| failure.line(problem))
    };
    match status {
        401 => failure.hint("give a key with --api-key or in DREHSCHEIBE_KEY"),
        400..500 => failure.code(NO),
        _ => failure,
    }
}
