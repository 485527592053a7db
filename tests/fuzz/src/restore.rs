//! A backup that comes from anywhere.

use super::cursor::Cursor;
use super::text::assert_readable;
use drehscheibe_model::access::{ApiKey, Role};
use drehscheibe_model::content::{ContentRef, Digest};
use drehscheibe_model::envelope::Envelope;
use drehscheibe_model::ids::{MessageId, RevisionNumber, SourceId};

use drehscheibe_model::ports::Store;
use drehscheibe_model::work::{IdempotencyKey, JobClass, LeaseRequest, MessageFilter, NewMessage};
use drehscheibe_store::backup::{BLOBS_DIRECTORY, DATABASE_FILE, MANIFEST_FILE, create, restore};
use drehscheibe_store::{FileBlobs, SqliteStore};
use jiff::{SignedDuration, Timestamp};
use std::path::Path;
use std::sync::LazyLock;

/// A good backup with three messages: its database, and its manifest.
static GOOD: LazyLock<(Vec<u8>, serde_json::Value)> = LazyLock::new(|| {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&directory.path().join("hub.sqlite")).unwrap();
    let blobs = FileBlobs::open(&directory.path().join(BLOBS_DIRECTORY)).unwrap();
    let source: SourceId = "portal".parse().unwrap();
    for number in 0..3_u8 {
        let body = vec![b'{', b'}', b' ', number];
        let digest = Digest::of(&body);
        let message = NewMessage {
            id: MessageId(uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(number))),
            received_at: Timestamp::UNIX_EPOCH + SignedDuration::from_secs(i64::from(number)),
            tenant: "146285229270".parse().unwrap(),
            envelope: Envelope {
                source: source.clone(),
                channel: "http".into(),
                procedure: Some("hundesteuer".into()),
                message_type: None,
                area: None,
                case_id: None,
                properties: Default::default(),
            },
            document: ContentRef { digest, size: 4, media_type: "application/json".into() },
            inline_document: Some(body),
            attachments: Vec::new(),
            revision: RevisionNumber(1),
            idempotency: Some(IdempotencyKey { key: format!("key-{number}"), fingerprint: digest }),
        };
        store.accept(message).unwrap();
    }
    let key = ApiKey {
        id: "0123456789abcdef".into(),
        secret_hash: Digest::of(b"secret"),
        role: Role::Operator,
        source: None,
        tenants: Vec::new(),
        namespaces: Vec::new(),
        label: "fuzz".into(),
        created_at: Timestamp::UNIX_EPOCH,
        expires_at: None,
        revoked_at: None,
    };
    store.add_key(key).unwrap();
    let backup = directory.path().join("backup");
    create(&store, &blobs, &backup, &mut |_| ()).unwrap();
    let manifest = std::fs::read(backup.join(MANIFEST_FILE)).unwrap();
    (std::fs::read(backup.join(DATABASE_FILE)).unwrap(), serde_json::from_slice(&manifest).unwrap())
});

/// First byte even: the rest is the database. Odd: the rest are changes to a good one, each four bytes
/// of position, one of length, and as many bytes. The manifest fits in any case, as that of somebody
/// who made the backup on purpose. It is refused with everything as before, or restored; and a hub that
/// works on what was restored gives answers or errors.
pub fn run(input: &[u8]) {
    let mut cursor = Cursor(input);
    let database = if cursor.number::<1>() % 2 == 0 { cursor.0.to_vec() } else { changed(cursor) };
    let directory = tempfile::tempdir().unwrap();
    let (backup, data) = (directory.path().join("backup"), directory.path().join("data"));
    std::fs::create_dir_all(backup.join(BLOBS_DIRECTORY)).unwrap();
    std::fs::write(backup.join(DATABASE_FILE), &database).unwrap();
    let mut manifest = GOOD.1.clone();
    manifest["database"] = serde_json::json!(Digest::of(&database));
    manifest["database_bytes"] = database.len().into();
    std::fs::write(backup.join(MANIFEST_FILE), manifest.to_string()).unwrap();
    match restore(&backup, &data, &mut |_| ()) {
        Ok(report) => {
            assert_eq!(report.database_bytes, database.len() as u64);
            work_on(&data.join(DATABASE_FILE));
        }
        Err(error) => {
            assert_readable(&error.to_string(), 4_000);
            assert!(!data.join(DATABASE_FILE).exists(), "a refused backup was restored");
        }
    }
    // A hub started right on such a file.
    let beside = directory.path().join("beside.sqlite");
    std::fs::write(&beside, &database).unwrap();
    work_on(&beside);
}

fn changed(mut cursor: Cursor<'_>) -> Vec<u8> {
    let mut database = GOOD.0.clone();
    while !cursor.is_empty() {
        let at = usize::try_from(cursor.number::<4>()).unwrap() % database.len();
        let length = usize::try_from(cursor.number::<1>() % 32).unwrap();
        for (slot, byte) in database[at..].iter_mut().zip(cursor.bytes(length)) {
            *slot = *byte;
        }
    }
    database
}

/// Every kind of read, and a lease; answers are not looked at.
fn work_on(database: &Path) {
    let store = match SqliteStore::open(database) {
        Ok(store) => store,
        Err(error) => return assert_readable(&error.to_string(), 4_000),
    };
    for tenant in store.chains().unwrap_or_default() {
        let _ = store.verify_chain(&tenant);
    }
    let now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1);
    let page = store.messages(&MessageFilter { limit: 10, ..MessageFilter::default() });
    for message in page.map(|page| page.messages).unwrap_or_default() {
        let _ = (store.message(message.id), store.deliveries(message.id), store.journal(message.id));
    }
    let _ = (store.counts(), store.keys(), store.newest_revision(), store.revisions(10), store.blobs_in_use());
    let request = LeaseRequest {
        worker: "fuzz".into(),
        class: JobClass::Process,
        now,
        until: now + SignedDuration::from_secs(60),
        limit: 10,
        per_tenant: 10,
        slow: Default::default(),
        at_work: None,
    };
    let _ = (store.lease(&request), store.next_due(now), store.wipe_content(now, 1, now, 10));
}
