//! A hub with a portal, a parked message, and people.

#[path = "../support/ports.rs"]
mod ports;

use self::ports::{NoComponents, SystemClock};
use crate::client::{self, Answer, Request};
use drehscheibe_depot::{Depot, DepotRegistry, RegistryPorts};
use drehscheibe_model::activation::catalogue::{Catalogue, Installed};
use drehscheibe_model::activation::{ActivationFilter, ActivationRecord, Draft};
use drehscheibe_model::area::{AreaKey, AreaLookup, Areas, Municipality};
use drehscheibe_model::content::{ContentRef, Digest};
use drehscheibe_model::envelope::Envelope;
use drehscheibe_model::ids::{AccountName, MessageId, RevisionNumber, SourceId, TenantId};
use drehscheibe_model::journal::JournalEvent;
use drehscheibe_model::message::{MessageState, ParkReason};
use drehscheibe_model::portal::{Account, PortalRole, Session, SignIn};
use drehscheibe_model::ports::{
    ActedOnAll, ActivationAction, ActivationDetail, ActivationError, Activations, Actor, Blobs, EvidenceError,
    EvidenceFiles, OperationError, Operations, PortalStore, RegistryLimits, Selection, Store,
};
use drehscheibe_model::work::{JobClass, JobOutcome, LeaseRequest, NewEntry, NewMessage, SlowTenants, Transition};
use drehscheibe_server::portal::{Portal, PortalOptions, password};
use drehscheibe_server::{ApiLimits, AppState, Ports, serve};
use drehscheibe_store::{FileBlobs, SqliteStore};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;

pub const TOWN: &str = "146285229270";
pub const NEIGHBOUR: &str = "146120000000";
pub const PASSWORD: &str = "ein langes Kennwort";

struct NoAreas;

impl Areas for NoAreas {
    fn look_up(&self, _: &AreaKey, _: Date) -> AreaLookup {
        AreaLookup::Unknown { nearest: Vec::new() }
    }
    fn all(&self, _: Date) -> Vec<Municipality> {
        Vec::new()
    }
}

/// A hub on which nothing was ever activated.
struct Nothing;

impl Activations for Nothing {
    fn draft(&self, _: Draft, _: &Actor) -> Result<Vec<ActivationRecord>, ActivationError> {
        Err(ActivationError::Invalid(Vec::new()))
    }
    fn act(&self, _: Selection, _: ActivationAction, _: &Actor) -> Result<ActedOnAll, ActivationError> {
        Err(ActivationError::NotFound(0))
    }
    fn list(&self, _: &ActivationFilter, _: &Actor) -> Result<Vec<ActivationRecord>, ActivationError> {
        Ok(Vec::new())
    }
    fn detail(&self, number: u64, _: &Actor) -> Result<ActivationDetail, ActivationError> {
        Err(ActivationError::NotFound(number))
    }
    fn catalogue(&self) -> Result<Catalogue, ActivationError> {
        Ok(Catalogue { products: Vec::new(), procedures: Vec::new(), installed: Installed::default() })
    }
}

impl EvidenceFiles for Nothing {
    fn evidence(&self, _: MessageId) -> Result<Vec<u8>, EvidenceError> {
        Ok(b"{}".to_vec())
    }
}

/// Remembers what it was asked to do.
#[derive(Default)]
pub struct Done(pub Mutex<Vec<(&'static str, MessageId, String)>>);

impl Operations for Done {
    fn current_revision(&self) -> Option<RevisionNumber> {
        Some(RevisionNumber(1))
    }
    fn reload_configuration(&self, _: &str) -> Result<RevisionNumber, Vec<String>> {
        Ok(RevisionNumber(1))
    }
    fn withdraw(&self, id: MessageId, by: &str, _: &str) -> Result<(), OperationError> {
        self.0.lock().unwrap().push(("withdraw", id, by.into()));
        Ok(())
    }
    fn replay(&self, id: MessageId, by: &str, _: &str) -> Result<(), OperationError> {
        self.0.lock().unwrap().push(("replay", id, by.into()));
        Ok(())
    }
}

pub struct Hub {
    pub address: SocketAddr,
    pub store: Arc<SqliteStore>,
    pub done: Arc<Done>,
    _directory: tempfile::TempDir,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Hub {
    pub fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Arc::new(SqliteStore::open(&directory.path().join("hub.sqlite")).unwrap());
        Self::on(directory, store, Arc::new(NoAreas))
    }

    /// On a store that is there.
    pub fn on(directory: tempfile::TempDir, store: Arc<SqliteStore>, areas: Arc<dyn Areas>) -> Self {
        let blobs: Arc<dyn Blobs> = Arc::new(FileBlobs::open(&directory.path().join("blobs")).unwrap());
        let done = Arc::new(Done::default());
        let depot = Depot::new(store.clone(), blobs.clone());
        let registry = RegistryPorts::without_vendors(Arc::new(NoComponents), Arc::new(SystemClock));
        let ports = Ports {
            registry: Arc::new(DepotRegistry::new(depot, registry, RegistryLimits::default())),
            store: store.clone(),
            blobs,
            areas,
            clock: Arc::new(SystemClock),
            operations: done.clone(),
        };
        let portal = Portal::new(store.clone(), PortalOptions::default()).with_evidence(Arc::new(Nothing));
        let state = AppState::new(ports, ApiLimits::default()).with_activations(Arc::new(Nothing)).with_portal(portal);
        let (stop, stopped) = oneshot::channel::<()>();
        let (bound, address) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            tokio::runtime::Runtime::new().unwrap().block_on(async move {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                bound.send(listener.local_addr().unwrap()).unwrap();
                let _ = serve(listener, state, async move {
                    let _ = stopped.await;
                })
                .await;
            });
        });
        let address = address.recv().unwrap();
        Self { address, store, done, _directory: directory, stop: Some(stop), thread: Some(thread) }
    }

    /// An account with a password.
    pub fn account(&self, name: &str, role: PortalRole, tenants: &[&str]) -> AccountName {
        let name = AccountName::new(name).unwrap();
        let account = Account {
            name: name.clone(),
            label: format!("Person {name}"),
            role,
            tenants: tenants.iter().map(|one| TenantId::new(*one).unwrap()).collect(),
            organisation: None,
            sign_in: SignIn::Password { hash: password::hash(PASSWORD).unwrap() },
            created_at: Timestamp::now(),
            disabled_at: None,
        };
        self.store.put_account(account).unwrap();
        name
    }

    /// A browser in which this account is signed in.
    pub fn browser(&self, name: &AccountName) -> Browser<'_> {
        let secret = Digest::of(format!("{name}{:?}", std::time::Instant::now()).as_bytes()).to_hex();
        let now = Timestamp::now();
        let session = Session {
            id: Digest::of(secret.as_bytes()),
            account: name.clone(),
            created_at: now,
            seen_at: now,
            expires_at: now + SignedDuration::from_hours(1),
        };
        self.store.add_session(session).unwrap();
        Browser { hub: self, secret }
    }

    /// A parked message of [`TOWN`].
    pub fn parked(&self) -> MessageId {
        let (id, now, tenant) = (MessageId::generate(), Timestamp::now(), TenantId::new(TOWN).unwrap());
        let body = br#"{"hund":"Bello"}"#.to_vec();
        let message = NewMessage {
            id,
            received_at: now,
            tenant: tenant.clone(),
            envelope: Envelope {
                source: SourceId::new("amt24").unwrap(),
                channel: "http".into(),
                procedure: Some("hundesteuer".into()),
                message_type: None,
                area: None,
                case_id: None,
                properties: Default::default(),
            },
            document: ContentRef {
                digest: Digest::of(&body),
                size: body.len() as u64,
                media_type: "application/json".into(),
            },
            inline_document: Some(body),
            attachments: Vec::new(),
            revision: RevisionNumber(1),
            idempotency: None,
        };
        self.store.accept(message).unwrap();
        let request = LeaseRequest {
            worker: "test".into(),
            class: JobClass::Process,
            now,
            until: now + SignedDuration::from_mins(1),
            limit: 10,
            per_tenant: 10,
            slow: SlowTenants::default(),
            at_work: None,
        };
        for job in self.store.lease(&request).unwrap() {
            let reason = ParkReason::NoActivation;
            let mut transition = Transition::of(job.message);
            transition.change.state = Some(MessageState::Parked(reason));
            let event = JournalEvent::Parked { reason, detail: String::new() };
            transition.entries.push(NewEntry { tenant: tenant.clone(), at: now, event });
            self.store.commit(job.token, JobOutcome::Done, transition).unwrap();
        }
        id
    }

    pub fn call(&self, request: &Request) -> Answer {
        client::call(self.address, request)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.call(&Request::new("GET", path))
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        let _ = self.stop.take().map(|stop| stop.send(()));
        let _ = self.thread.take().map(std::thread::JoinHandle::join);
    }
}

pub struct Browser<'a> {
    hub: &'a Hub,
    secret: String,
}

impl Browser<'_> {
    pub fn csrf(&self) -> String {
        Digest::of(format!("drehscheibe-csrf:{}", self.secret).as_bytes()).to_hex()
    }
    pub fn request(&self, method: &str, path: &str) -> Request {
        Request::new(method, path).header("cookie", format!("drehscheibe-sitzung={}", self.secret))
    }
    pub fn get(&self, path: &str) -> Answer {
        self.hub.call(&self.request("GET", path))
    }
    /// Sends a form with the browser's own token.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("csrf", &self.csrf());
        for (name, value) in fields {
            body.append_pair(name, value);
        }
        self.hub.call(&self.form(path, &body.finish()))
    }
    /// A form with exactly this body.
    pub fn form(&self, path: &str, body: &str) -> Request {
        self.request("POST", path).header("content-type", "application/x-www-form-urlencoded").body(body)
    }
}

pub fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}
