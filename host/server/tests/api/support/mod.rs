//! A hub to talk to, and a client that sends exactly what it is told.

pub mod activations;
pub mod client;

use client::{Answer, Request};
use drehscheibe_model::access::{ApiKey, Role};
use drehscheibe_model::area::{AreaKey, AreaLookup, Areas, Municipality};
use drehscheibe_model::ids::{MessageId, RevisionNumber, SourceId, TenantId};
use drehscheibe_model::message::MessageState;
use drehscheibe_model::ports::{Blobs, Clock, OperationError, Operations, Store};
use drehscheibe_server::access::{KeyRequest, new_key};
use drehscheibe_server::{ApiLimits, AppState, Ports, serve};
use drehscheibe_store::{FileBlobs, SqliteStore};
use jiff::Timestamp;
use jiff::civil::Date;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// ARS of the municipality that exists.
pub const TOWN: &str = "146285229270";
/// ARS of another one.
pub const NEIGHBOUR: &str = "146120000000";
/// AGS of one that was merged into another on 1 January 2020.
pub const MERGED: &str = "14628999";

pub struct TestAreas;

fn municipality(ars: &str, name: &str) -> Municipality {
    Municipality {
        ars: ars.parse().unwrap(),
        name: name.into(),
        county_name: "Kreis".into(),
        in_association: false,
        valid_from: None,
        valid_until: None,
    }
}

impl Areas for TestAreas {
    fn look_up(&self, key: &AreaKey, day: Date) -> AreaLookup {
        let merged = Municipality {
            valid_until: Some(jiff::civil::date(2020, 1, 1)),
            ..municipality("146285229999", "Altdorf")
        };
        let known = [municipality(TOWN, "Pirna"), municipality(NEIGHBOUR, "Dresden"), merged];
        let found = known.iter().find(|m| match key {
            AreaKey::Ags(ags) => m.ags() == *ags,
            AreaKey::Ars(ars) => m.ars == *ars,
        });
        match found {
            Some(m) if m.valid_on(day) => AreaLookup::Found(m.clone()),
            Some(m) => AreaLookup::NotValid(m.clone()),
            None => AreaLookup::Unknown { nearest: known[..2].to_vec() },
        }
    }
    fn all(&self, _: Date) -> Vec<Municipality> {
        Vec::new()
    }
}

pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// Remembers what it was asked to do.
pub struct TestOperations {
    pub revision: Mutex<Option<RevisionNumber>>,
    pub reload: Mutex<Result<RevisionNumber, Vec<String>>>,
    pub done: Mutex<Vec<(&'static str, MessageId, String, String)>>,
    pub refuse: Mutex<Option<MessageState>>,
}

impl Default for TestOperations {
    fn default() -> Self {
        Self {
            revision: Mutex::new(Some(RevisionNumber(1))),
            reload: Mutex::new(Ok(RevisionNumber(2))),
            done: Mutex::default(),
            refuse: Mutex::default(),
        }
    }
}

impl TestOperations {
    fn act(&self, name: &'static str, id: MessageId, by: &str, reason: &str) -> Result<(), OperationError> {
        if let Some(state) = *self.refuse.lock().unwrap() {
            return Err(OperationError::NotPossible { state });
        }
        self.done.lock().unwrap().push((name, id, by.into(), reason.into()));
        Ok(())
    }
}

impl Operations for TestOperations {
    fn current_revision(&self) -> Option<RevisionNumber> {
        *self.revision.lock().unwrap()
    }
    fn reload_configuration(&self, _: &str) -> Result<RevisionNumber, Vec<String>> {
        self.reload.lock().unwrap().clone()
    }
    fn withdraw(&self, id: MessageId, by: &str, reason: &str) -> Result<(), OperationError> {
        self.act("withdraw", id, by, reason)
    }
    fn replay(&self, id: MessageId, by: &str, reason: &str) -> Result<(), OperationError> {
        self.act("replay", id, by, reason)
    }
}

/// A running server.
pub struct Hub {
    pub address: SocketAddr,
    pub store: Arc<dyn Store>,
    pub blobs: Arc<dyn Blobs>,
    pub operations: Arc<TestOperations>,
    pub activations: Arc<activations::TestActivations>,
    /// Key of the source `portal`.
    pub portal: String,
    directory: tempfile::TempDir,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<std::io::Result<()>>>,
}

impl Hub {
    pub fn start() -> Self {
        Self::start_with(ApiLimits::default())
    }

    pub fn start_with(limits: ApiLimits) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Arc::new(SqliteStore::open(&directory.path().join("hub.sqlite")).unwrap());
        Self::start_on(store, directory, limits)
    }

    pub fn start_on(store: Arc<dyn Store>, directory: tempfile::TempDir, limits: ApiLimits) -> Self {
        let blobs: Arc<dyn Blobs> = Arc::new(FileBlobs::open(&directory.path().join("blobs")).unwrap());
        let operations = Arc::new(TestOperations::default());
        let activations = Arc::new(activations::TestActivations::default());
        let ports = Ports {
            store: store.clone(),
            blobs: blobs.clone(),
            areas: Arc::new(TestAreas),
            clock: Arc::new(SystemClock),
            operations: operations.clone(),
        };
        let offered = activations.clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let (bound, address) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            tokio::runtime::Runtime::new().unwrap().block_on(async move {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                bound.send(listener.local_addr().unwrap()).unwrap();
                serve(listener, AppState::new(ports, limits).with_activations(offered), async move {
                    let _ = stopped.await;
                })
                .await
            })
        });
        let mut hub = Self {
            address: address.recv().unwrap(),
            store,
            blobs,
            operations,
            activations,
            portal: String::new(),
            directory,
            stop: Some(stop),
            thread: Some(thread),
        };
        hub.portal = hub.key(Role::Portal, Some("portal"), &[]);
        hub
    }

    /// A new key's text.
    pub fn key(&self, role: Role, source: Option<&str>, tenants: &[&str]) -> String {
        self.key_with(role, source, tenants, |key| key)
    }

    pub fn key_with(
        &self,
        role: Role,
        source: Option<&str>,
        tenants: &[&str],
        change: impl FnOnce(ApiKey) -> ApiKey,
    ) -> String {
        let request = KeyRequest {
            role,
            source: source.map(|text| SourceId::new(text).unwrap()),
            tenants: tenants.iter().map(|text| TenantId::new(*text).unwrap()).collect(),
            label: "test".into(),
            now: Timestamp::now(),
            expires_at: None,
        };
        let (key, text) = new_key(request).unwrap();
        self.store.add_key(change(key)).unwrap();
        text
    }

    pub fn call(&self, request: &Request) -> Answer {
        client::call(self.address, request)
    }

    pub fn get(&self, key: &str, path: &str) -> Answer {
        self.call(&Request::new("GET", path).key(key))
    }

    /// Submits JSON as `portal`.
    pub fn submit(&self, body: &str) -> Answer {
        let request = Request::new("POST", "/api/v1/messages").key(&self.portal);
        self.call(&request.header("content-type", "application/json").body(body))
    }

    /// An accepted message of `portal` for [`TOWN`].
    pub fn accepted(&self) -> MessageId {
        let body =
            format!(r#"{{"area":"{TOWN}","caseId":"Fall Müller","properties":{{"a":"b"}},"document":{{"x":1}}}}"#);
        let answer = self.submit(&body);
        assert_eq!(answer.status, 202, "{answer:?}");
        answer.json()["id"].as_str().unwrap().parse().unwrap()
    }

    /// Number of files in the blob directory, finished or not.
    pub fn files(&self) -> usize {
        fn count(directory: &std::path::Path) -> usize {
            std::fs::read_dir(directory)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .map(|path| if path.is_dir() { count(&path) } else { 1 })
                .sum()
        }
        count(&self.directory.path().join("blobs"))
    }

    /// Tells the server to stop, without waiting.
    pub fn tell_to_stop(&mut self) {
        let _ = self.stop.take().unwrap().send(());
    }

    /// Waits for the server's end.
    pub fn join(&mut self) -> std::io::Result<()> {
        self.thread.take().unwrap().join().unwrap()
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
