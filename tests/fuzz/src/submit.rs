//! HTTP requests: heads, JSON, multipart, raw documents, query strings.

#[path = "../../../host/server/tests/support/ports.rs"]
mod ports;

use self::ports::NoComponents;
use super::keys::AREAS;
use super::text::assert_readable;
use bytes::Bytes;
use drehscheibe_depot::{Depot, DepotRegistry, RegistryPorts};
use drehscheibe_model::access::Role;
use drehscheibe_model::ids::{MessageId, RevisionNumber, TenantId};
use drehscheibe_model::ports::{Blobs, Clock, OperationError, Operations, RegistryLimits, Store};
use drehscheibe_server::access::{KeyRequest, new_key};
use drehscheibe_server::{ApiLimits, AppState, Ports, router};
use drehscheibe_store::{MemoryBlobs, MemoryStore};
use futures_util::stream;
use http::{HeaderMap, Request, StatusCode};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use jiff::Timestamp;
use serde_json::Value;
use std::cell::RefCell;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};
use tower_service::Service;

/// No answer to a request that was refused is longer.
const LONGEST_REFUSAL: usize = 256 << 10;
/// After so many requests the hub begins anew, so that its memory does not grow.
const REQUESTS: usize = 1_000;

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

struct NoOperations;

impl Operations for NoOperations {
    fn current_revision(&self) -> Option<RevisionNumber> {
        Some(RevisionNumber(1))
    }
    fn reload_configuration(&self, _: &str) -> Result<RevisionNumber, Vec<String>> {
        Ok(RevisionNumber(1))
    }
    fn withdraw(&self, message: MessageId, _: &str, _: &str) -> Result<(), OperationError> {
        Err(OperationError::NotFound(message))
    }
    fn replay(&self, message: MessageId, _: &str, _: &str) -> Result<(), OperationError> {
        Err(OperationError::NotFound(message))
    }
}

struct Hub {
    runtime: Runtime,
    state: AppState,
    store: Arc<MemoryStore>,
    blobs: MemoryBlobs,
    portal: String,
    operator: String,
    left: usize,
}

struct Answer {
    status: StatusCode,
    head: HeaderMap,
    body: Vec<u8>,
}

impl Hub {
    fn new() -> Self {
        let store = Arc::new(MemoryStore::new());
        let blobs = MemoryBlobs::new();
        let key = |role, source: Option<&str>| {
            let request = KeyRequest {
                role,
                source: source.map(|text| text.parse().unwrap()),
                tenants: Vec::<TenantId>::new(),
                namespaces: Vec::new(),
                label: "fuzz".into(),
                now: Timestamp::UNIX_EPOCH,
                expires_at: None,
            };
            let (key, text) = new_key(request).unwrap();
            store.add_key(key).unwrap();
            format!("Bearer {text}")
        };
        let (portal, operator) = (key(Role::Portal, Some("portal")), key(Role::Operator, None));
        let depot = Depot::new(store.clone(), Arc::new(blobs.clone()));
        let registry = RegistryPorts::without_vendors(Arc::new(NoComponents), Arc::new(Still));
        let ports = Ports {
            registry: Arc::new(DepotRegistry::new(depot, registry, RegistryLimits::default())),
            store: store.clone(),
            blobs: Arc::new(blobs.clone()),
            areas: Arc::new(AREAS.clone()),
            clock: Arc::new(Still),
            operations: Arc::new(NoOperations),
        };
        let limits = ApiLimits {
            body_bytes: 256 << 10,
            json_submission_bytes: 128 << 10,
            document_bytes: 96 << 10,
            attachment_bytes: 64 << 10,
            attachments: 4,
            envelope_bytes: 16 << 10,
            ..ApiLimits::default()
        };
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        Self { runtime, state: AppState::new(ports, limits), store, blobs, portal, operator, left: REQUESTS }
    }

    fn call(&self, request: Request<Body>) -> Answer {
        let mut router = router(self.state.clone());
        self.runtime.block_on(async {
            let response = router.call(request).await.unwrap_or_else(|never| match never {});
            let (head, body) = response.into_parts();
            Answer { status: head.status, head: head.headers, body: body.collect().await.unwrap().to_bytes().to_vec() }
        })
    }
}

type Pieces = stream::Iter<std::vec::IntoIter<Result<Frame<Bytes>, Infallible>>>;
type Body = StreamBody<Pieces>;

/// A body that comes in pieces, as from a network: where they end depends on its length.
fn body(bytes: &[u8]) -> Body {
    let size = if bytes.len() > 4_096 { 4_096 } else { 1 + bytes.len() % 37 };
    let pieces: Vec<_> = bytes.chunks(size).map(|piece| Ok(Frame::data(Bytes::copy_from_slice(piece)))).collect();
    StreamBody::new(stream::iter(pieces))
}

thread_local! {
    static HUB: RefCell<Hub> = RefCell::new(Hub::new());
}

/// A request as text: `METHOD target`, header lines, an empty line, the body.
fn request(input: &[u8], hub: &Hub) -> Option<Request<Body>> {
    let mut builder = Request::builder();
    let mut rest = input;
    let mut line = || {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let (line, after) = rest.split_at(end);
        rest = &after[1..];
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    };
    let first = std::str::from_utf8(line()?).ok()?;
    let (method, target) = first.split_once(' ')?;
    builder = builder.method(method).uri(target);
    let mut authorised = false;
    while let Some(header) = line().filter(|line| !line.is_empty()) {
        let colon = header.iter().position(|byte| *byte == b':')?;
        let (name, value) = header.split_at(colon);
        authorised |= name.eq_ignore_ascii_case(b"authorization");
        builder = builder.header(name, value[1..].trim_ascii());
    }
    if !authorised {
        let submits = method == "POST" && target.starts_with("/api/v1/messages") && !target.contains("withdraw");
        builder = builder.header("authorization", if submits { &hub.portal } else { &hub.operator });
    }
    builder.body(body(rest)).ok()
}

/// Accepted and stored as it came, or refused with a problem (RFC 9457) that says what to do; never an
/// error inside the hub. The same submission with the same key again gives the same message.
pub fn run(input: &[u8]) {
    HUB.with_borrow_mut(|hub| {
        if hub.left == 0 {
            *hub = Hub::new();
        }
        hub.left -= 1;
        let Some(first) = request(input, hub) else { return };
        let keyed = first.headers().contains_key("idempotency-key");
        let raw = first.headers().get("content-type").is_some_and(|value| value == "application/xml");
        let headless = first.method() == "HEAD";
        let answer = hub.call(first);
        if headless {
            return assert!(answer.status.as_u16() < 500 && answer.body.is_empty());
        }
        check(&answer);
        if answer.status != StatusCode::ACCEPTED {
            return;
        }
        let id = accepted(hub, &answer);
        if raw
            && let Some(at) = input.windows(2).position(|pair| pair == b"\n\n")
            && !input[..at].contains(&b'\r')
        {
            let kept = hub.store.message(id).unwrap().unwrap().document;
            assert_eq!(kept.digest, drehscheibe_model::content::Digest::of(&input[at + 2..]));
        }
        if keyed {
            let again = hub.call(request(input, hub).unwrap());
            assert_eq!(again.status, StatusCode::ACCEPTED, "{}", String::from_utf8_lossy(&again.body));
            assert_eq!(accepted(hub, &again), id);
            assert_eq!(again.head.get("idempotency-replayed").map(http::HeaderValue::as_bytes), Some(&b"true"[..]));
        }
    });
}

fn check(answer: &Answer) {
    let text = String::from_utf8_lossy(&answer.body);
    assert!(answer.status.as_u16() < 500, "{} {text}", answer.status);
    if !answer.status.is_client_error() {
        return;
    }
    assert_eq!(answer.head["content-type"], "application/problem+json", "{text}");
    let problem: Value = serde_json::from_slice(&answer.body).unwrap();
    for member in ["type", "code", "title", "titleEn", "detail", "nextStep", "nextStepEn"] {
        assert_readable(problem[member].as_str().unwrap_or_default(), 12_000);
    }
    assert_eq!(problem["status"], answer.status.as_u16());
    assert!(answer.body.len() <= LONGEST_REFUSAL, "a refusal of {} bytes", answer.body.len());
}

/// The message is there, and every attachment it names lies in the blobs.
fn accepted(hub: &Hub, answer: &Answer) -> MessageId {
    let receipt: Value = serde_json::from_slice(&answer.body).unwrap();
    let id: MessageId = receipt["id"].as_str().unwrap().parse().unwrap();
    let message = hub.store.message(id).unwrap().expect("an accepted message is stored");
    for attachment in &message.attachments {
        assert_eq!(hub.blobs.size(&attachment.content.digest).unwrap(), Some(attachment.content.size));
    }
    id
}
