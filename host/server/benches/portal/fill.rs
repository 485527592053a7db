//! A database of years, kept below `target` from run to run. One message is made over the store's port, with all
//! that belongs to it, and multiplied in SQL; the hash chains of the copies do not verify.

use drehscheibe_model::area::Areas;
use drehscheibe_model::configuration::{
    Activation, Authority, Competence, Configuration, PluginUse, Procedure, Revision, Route, Sharing, Target,
};
use drehscheibe_model::content::{ContentRef, Digest};
use drehscheibe_model::delivery::{DeliveryRecord, DeliveryState};
use drehscheibe_model::envelope::Envelope;
use drehscheibe_model::ids::{DeliveryId, MessageId, ProcedureId, RevisionNumber, TenantId};
use drehscheibe_model::journal::JournalEvent;
use drehscheibe_model::limits::Limits;
use drehscheibe_model::message::MessageState;
use drehscheibe_model::ports::Store;
use drehscheibe_model::work::{JobClass, JobOutcome, LeaseRequest, NewEntry, NewMessage, SlowTenants, Transition};
use drehscheibe_processor::{ReferenceAreas, ReferenceCodeLists};
use drehscheibe_store::SqliteStore;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::time::Instant;

const PROCEDURES: usize = 300;
/// Journal entries of a message.
const ENTRIES: u64 = 8;

pub struct Filled {
    pub path: PathBuf,
    pub entries: u64,
    pub messages: u64,
    pub activations: usize,
    pub tenants: Vec<TenantId>,
    pub procedures: Vec<ProcedureId>,
    pub message: MessageId,
}

pub fn areas() -> ReferenceAreas {
    ReferenceAreas::load(&ReferenceCodeLists::load().unwrap()).unwrap()
}

fn tenants() -> Vec<TenantId> {
    let day = jiff::civil::date(2026, 11, 1);
    areas().all(day).iter().map(|one| TenantId::new(one.ars.as_str()).unwrap()).collect()
}

fn procedures() -> Vec<ProcedureId> {
    (0..PROCEDURES).map(|number| ProcedureId::new(format!("verwaltungsverfahren-{number:03}")).unwrap()).collect()
}

fn plugin_use(plugin: &str, settings: serde_json::Value) -> PluginUse {
    PluginUse::new(plugin.parse().unwrap(), settings, Limits::DEFAULT)
}

fn configuration(tenants: &[TenantId], procedures: &[ProcedureId]) -> Configuration {
    let mut configuration = Configuration::default();
    for (number, id) in procedures.iter().enumerate() {
        let name = format!("Verwaltungsverfahren {number}");
        configuration
            .procedures
            .insert(id.clone(), Procedure { name, leika: None, competence: Competence::Municipality, blueprint: None });
    }
    let mut sharing = Sharing::default();
    for (number, tenant) in tenants.iter().enumerate() {
        let settings = serde_json::json!({"gemeinde": number, "frist_tage": 14});
        let activations: Vec<_> = procedures
            .iter()
            .map(|procedure| Activation {
                procedure: procedure.clone(),
                stage: 3,
                valid_from: None,
                valid_until: None,
                application: Some("Fachverfahren".into()),
                validators: vec![sharing.share(plugin_use("hundesteuer", settings.clone()))],
                transformers: vec![sharing.share(plugin_use("hundesteuer", settings.clone()))],
                routes: vec![Route { recipient: None, targets: vec!["fach".parse().unwrap()] }],
                number: None,
                only_sources: Vec::new(),
                shadow: None,
            })
            .collect();
        let target = Target {
            adapter: plugin_use("webservice", serde_json::json!({"url": "https://fach.example/eingang"})),
            grants: Default::default(),
            idempotent: true,
            retry: Default::default(),
            demo: None,
        };
        let authority = Authority {
            name: format!("Gemeinde {number}"),
            targets: [("fach".parse().unwrap(), target)].into(),
            activations: activations.into(),
            without_application: Vec::new(),
        };
        configuration.authorities.insert(tenant.clone(), authority);
    }
    configuration
}

/// A message that was delivered, with eight entries and a delivery.
fn template(store: &SqliteStore, tenant: &TenantId, procedure: &ProcedureId) -> MessageId {
    let (id, now) = (MessageId::generate(), Timestamp::now());
    let body = br#"{"hund":"Bello"}"#.to_vec();
    let content =
        ContentRef { digest: Digest::of(&body), size: body.len() as u64, media_type: "application/json".into() };
    let envelope = Envelope {
        source: "amt24".parse().unwrap(),
        channel: "http".into(),
        procedure: Some(procedure.to_string()),
        message_type: None,
        area: None,
        case_id: None,
        properties: Default::default(),
    };
    store
        .accept(NewMessage {
            id,
            received_at: now,
            tenant: tenant.clone(),
            envelope,
            document: content.clone(),
            inline_document: Some(body),
            attachments: Vec::new(),
            revision: RevisionNumber(1),
            idempotency: None,
        })
        .unwrap();
    let request = LeaseRequest {
        worker: "bench".into(),
        class: JobClass::Process,
        now,
        until: now + SignedDuration::from_mins(1),
        limit: 10,
        per_tenant: 10,
        slow: SlowTenants::default(),
        at_work: None,
    };
    let delivery = DeliveryId { message: id, number: 1 };
    let (target, digest) = ("fach".parse().unwrap(), Digest::of(b"component"));
    let rule = |world| JournalEvent::RuleApplied {
        plugin: "hundesteuer".parse().unwrap(),
        digest,
        world,
        findings: Vec::new(),
        outputs: Vec::new(),
        wall_time_us: 900,
        certificate: None,
    };
    let events = [
        JournalEvent::Recognised { by: "Antrag".into(), procedure: procedure.clone(), message_type: None },
        JournalEvent::Resolved {
            area: tenant.to_string(),
            authority: tenant.clone(),
            competence: "municipality".into(),
            redirected_from: None,
            application: Some("Fachverfahren".into()),
        },
        rule(drehscheibe_model::call::World::Validator),
        rule(drehscheibe_model::call::World::Transformer),
        JournalEvent::DeliveryAttempted {
            delivery,
            recipient: "default".parse().unwrap(),
            target: "fach".parse().unwrap(),
            plugin: "webservice".parse().unwrap(),
            digest,
            attempt: 1,
            certificate: None,
        },
        JournalEvent::DeliverySucceeded { delivery, target, reference: None, wall_time_us: 900 },
        JournalEvent::Delivered { deliveries: 1 },
    ];
    for job in store.lease(&request).unwrap() {
        let mut transition = Transition::of(job.message);
        transition.change.state = Some(MessageState::Delivered);
        transition.deliveries.push(DeliveryRecord {
            id: delivery,
            recipient: "default".parse().unwrap(),
            target: "fach".parse().unwrap(),
            content: content.clone(),
            file_name: None,
            attachments: Vec::new(),
            not_before: None,
            legal_basis: None,
            state: DeliveryState::Delivered,
            attempts: 1,
            may_have_arrived: false,
            last_error: None,
            reference: None,
            answer: None,
        });
        let entry = |event: JournalEvent| NewEntry { tenant: tenant.clone(), at: now, event };
        transition.entries.extend(events.iter().cloned().map(entry));
        store.commit(job.token, JobOutcome::Done, transition).unwrap();
    }
    id
}

/// Copies the template's rows; one message in twenty was rejected, one in ten thousand is parked.
fn multiply(path: &Path, id: MessageId, messages: u64, tenants: &[TenantId], procedures: &[ProcedureId]) {
    let database = Connection::open(path).unwrap();
    database
        .execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY;")
        .unwrap();
    database.execute_batch("CREATE TEMP TABLE town (n INTEGER PRIMARY KEY, key TEXT); CREATE TEMP TABLE kind (n INTEGER PRIMARY KEY, key TEXT);").unwrap();
    for (number, tenant) in tenants.iter().enumerate() {
        let number = i64::try_from(number).unwrap();
        database.execute("INSERT INTO town VALUES (?1, ?2)", (number, tenant.as_str())).unwrap();
        database
            .execute(
                "INSERT OR IGNORE INTO chain (tenant, head_sequence, head_hash, checkpoint_sequence, checkpoint_hash)
             VALUES (?1, 0, zeroblob(32), 0, zeroblob(32))",
                [tenant.as_str()],
            )
            .unwrap();
    }
    for (number, procedure) in procedures.iter().enumerate() {
        database
            .execute("INSERT INTO kind VALUES (?1, ?2)", (i64::try_from(number).unwrap(), procedure.as_str()))
            .unwrap();
    }
    let (towns, kinds) = (tenants.len(), procedures.len());
    // Every tenth message is for one large town.
    let town = format!("CASE WHEN s % 10 = 3 THEN 0 ELSE s % {towns} END");
    let uuid = "unhex(printf('019f%08x70008000%012x', s, s))";
    let state = "CASE WHEN s % 10000 = 7 THEN 'parked' WHEN s % 20 = 0 THEN 'rejected' ELSE 'delivered' END";
    let numbers = format!("WITH RECURSIVE many(s) AS (SELECT 2 UNION ALL SELECT s + 1 FROM many WHERE s < {messages})");
    let original = format!("x'{}'", hex::encode(id.0.as_bytes()));
    let run = |what: &str, text: String| {
        let begin = Instant::now();
        database.execute_batch(&format!("BEGIN; {text}; COMMIT;")).unwrap();
        eprintln!("  {what}: {:.0} s", begin.elapsed().as_secs_f64());
    };
    run(
        "messages",
        format!(
        "{numbers} INSERT INTO message (sequence, id, version, received_at, source, tenant, state, reason, holds_lane,
            revision, procedure, final_at, content_wiped_at, envelope, document, attachments, resolution, findings)
         SELECT s, {uuid}, t.version, t.received_at - ({messages} - s) * 25000000, t.source, town.key, {state},
            CASE WHEN s % 10000 = 7 THEN 'no-activation' END, 0, 1, kind.key,
            CASE WHEN s % 10000 = 7 THEN NULL ELSE t.received_at - ({messages} - s) * 25000000 + 400000 END, NULL,
            json_set(t.envelope, '$.case_id', 'fall-' || (s / 3)), t.document, t.attachments, t.resolution, t.findings
         FROM many JOIN message t ON t.id = {original} JOIN town ON town.n = {town} JOIN kind ON kind.n = s % {kinds}"
    ),
    );
    run(
        "deliveries",
        format!(
            "{numbers} INSERT INTO delivery (message, number, record)
         SELECT s, 1, d.record FROM many JOIN message t ON t.id = {original} JOIN delivery d ON d.message = t.sequence"
        ),
    );
    run(
        "journal",
        format!(
            "{numbers} INSERT INTO journal (chain, sequence, message, at, event, previous, hash)
         SELECT chain.id, 100 + s * 16 + j.position, {uuid}, j.at, j.event, j.previous, j.hash
         FROM many JOIN journal j ON j.message = {original} JOIN town ON town.n = {town}
         JOIN chain ON chain.tenant = town.key"
        ),
    );
    run(
        "counts",
        "DELETE FROM message_count; INSERT INTO message_count SELECT tenant, state, count(*) FROM message
        GROUP BY tenant, state; ANALYZE"
            .into(),
    );
}

/// The database with at least so many journal entries, made if it is not there.
pub fn database(rows: u64) -> Filled {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().join("target/portal-bench");
    let (folder, messages) = (target.join(rows.to_string()), (rows / ENTRIES).max(2));
    let (tenants, procedures) = (tenants(), procedures());
    let path = folder.join("hub.sqlite");
    if !folder.join("done").exists() {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        eprintln!("filling {}", path.display());
        let store = SqliteStore::open(&path).unwrap();
        let configuration = configuration(&tenants, &procedures);
        let (number, author, at) = (RevisionNumber(0), "bench".to_owned(), Timestamp::now());
        store.add_revision(Revision { number, author, at, configuration }).unwrap();
        let id = template(&store, &tenants[0], &procedures[0]);
        drop(store);
        multiply(&path, id, messages, &tenants, &procedures);
        std::fs::write(folder.join("done"), "").unwrap();
    }
    let database = Connection::open(&path).unwrap();
    let one = |text: &str| database.query_row(text, [], |row| row.get::<_, i64>(0)).unwrap();
    let newest: Vec<u8> = database
        .query_row(
            "SELECT id FROM message WHERE state = 'delivered' AND tenant = ?1 ORDER BY sequence DESC LIMIT 1",
            [tenants[0].as_str()],
            |row| row.get(0),
        )
        .unwrap();
    Filled {
        entries: u64::try_from(one("SELECT count(*) FROM journal")).unwrap(),
        messages: u64::try_from(one("SELECT count(*) FROM message")).unwrap(),
        activations: tenants.len() * procedures.len(),
        message: hex::encode(newest).parse().unwrap(),
        path,
        tenants,
        procedures,
    }
}
