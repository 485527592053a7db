use crate::fixtures::*;
use drehscheibe_model::area::Ars;
use drehscheibe_model::content::Digest;
use drehscheibe_model::delivery::DeliveryState;
use drehscheibe_model::ids::{AccountName, CaseId, ProcedureId};
use drehscheibe_model::journal::JournalEvent;
use drehscheibe_model::message::{MessageState, ParkReason, Resolution};
use drehscheibe_model::portal::*;
use drehscheibe_model::ports::{PortalStore, Store};
use drehscheibe_model::work::{JobKind, JobOutcome, Leased, MessageFilter, NewJob, Transition};

fn name(text: &str) -> AccountName {
    AccountName::new(text).unwrap()
}

fn account(text: &str) -> Account {
    Account {
        name: name(text),
        label: format!("Account {text}"),
        role: PortalRole::Operator,
        tenants: Vec::new(),
        organisation: None,
        sign_in: SignIn::Password { hash: "$argon2id$".into() },
        created_at: at(0),
        disabled_at: None,
    }
}

pub fn accounts_are_found_by_name_and_subject(store: &impl PortalStore) {
    let outside = SignIn::OpenId { issuer: "https://idp".into(), subject: "1".into() };
    store.put_account(account("b")).unwrap();
    store.put_account(Account { sign_in: outside, ..account("a") }).unwrap();
    assert_eq!(store.accounts().unwrap().iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(store.account(&name("b")).unwrap(), Some(account("b")));
    assert_eq!(store.account(&name("c")).unwrap(), None);
    assert_eq!(store.account_of_subject("https://idp", "1").unwrap().unwrap().name, name("a"));
    assert_eq!(store.account_of_subject("https://other", "1").unwrap(), None);
    let disabled = Account { disabled_at: Some(at(9)), ..account("b") };
    store.put_account(disabled.clone()).unwrap();
    assert_eq!(store.account(&name("b")).unwrap(), Some(disabled));
}

pub fn sessions_end_one_by_one_all_at_once_and_by_time(store: &impl PortalStore) {
    let session = |text: &str, of: &str, end| Session {
        id: Digest::of(text.as_bytes()),
        account: name(of),
        created_at: at(0),
        seen_at: at(0),
        expires_at: at(end),
    };
    for (text, of, end) in [("1", "a", 10), ("2", "a", 20), ("3", "b", 20), ("4", "b", 30)] {
        store.add_session(session(text, of, end)).unwrap();
    }
    let first = Digest::of(b"1");
    store.see_session(&first, at(5)).unwrap();
    assert_eq!(store.session(&first).unwrap(), Some(Session { seen_at: at(5), ..session("1", "a", 10) }));
    assert!(store.end_session(&first).unwrap());
    assert!(!store.end_session(&first).unwrap());
    assert_eq!(store.session(&first).unwrap(), None);
    assert_eq!(store.end_sessions(&name("a")).unwrap(), 1);
    assert_eq!(store.drop_sessions(at(25)).unwrap(), 1);
    assert!(store.session(&Digest::of(b"4")).unwrap().is_some());
}

fn act(actor: &str, action: &str) -> AuditEvent {
    AuditEvent {
        actor: actor.into(),
        role: Some(PortalRole::Operator),
        tenant: None,
        action: action.into(),
        subject: "x".into(),
        outcome: Outcome::Done,
        detail: String::new(),
    }
}

pub fn the_audit_log_is_a_chain(store: &impl PortalStore) {
    assert_eq!(store.verify_audit().unwrap(), Ok(0));
    for second in 1..=3 {
        assert_eq!(store.append_audit(at(second), act("kim", "sign-in")).unwrap(), u64::try_from(second).unwrap());
    }
    assert_eq!(store.verify_audit().unwrap(), Ok(3));
    let rows = store.audit(&AuditFilter { limit: 10, ..AuditFilter::default() }).unwrap();
    assert_eq!(rows.iter().map(|row| (row.sequence, row.at)).collect::<Vec<_>>(), [(3, at(3)), (2, at(2)), (1, at(1))]);
    assert_eq!(rows[0].previous, rows[1].hash);
    assert_eq!(serde_json::from_str::<AuditEvent>(&rows[0].event).unwrap(), act("kim", "sign-in"));
}

pub fn audit_pages_narrow_down(store: &impl PortalStore) {
    for (actor, action) in [("kim", "sign-in"), ("alex", "sign-in"), ("kim", "replay"), ("kim", "sign-in")] {
        store.append_audit(at(1), act(actor, action)).unwrap();
    }
    let numbers =
        |filter: AuditFilter| store.audit(&filter).unwrap().iter().map(|row| row.sequence).collect::<Vec<_>>();
    let all = AuditFilter { limit: 10, ..AuditFilter::default() };
    let kim = AuditFilter { actor: Some("kim".into()), ..all.clone() };
    assert_eq!(numbers(kim.clone()), [4, 3, 1]);
    assert_eq!(numbers(AuditFilter { action: Some("sign-in".into()), ..kim.clone() }), [4, 1]);
    assert_eq!(numbers(AuditFilter { action: Some("sign-in".into()), ..all.clone() }), [4, 2, 1]);
    assert_eq!(numbers(AuditFilter { before: Some(4), limit: 1, ..kim }), [3]);
}

pub fn notes_are_replaced(store: &impl PortalStore) {
    let note = |number, text: &str| WorkNote {
        message: id(number),
        owner: Some(name("kim")),
        due: Some(jiff::civil::date(2026, 12, 1)),
        note: text.into(),
    };
    store.put_note(note(1, "one")).unwrap();
    store.put_note(note(2, "two")).unwrap();
    store.put_note(note(1, "again")).unwrap();
    assert_eq!(store.notes(&[id(2), id(3), id(1)]).unwrap(), [note(2, "two"), note(1, "again")]);
}

pub fn a_proposal_is_decided_once(store: &impl PortalStore) {
    let proposal = Proposal {
        number: 0,
        messages: vec![id(1), id(2)],
        tenants: vec![tenant("146250000000")],
        reason: "Ziel war weg".into(),
        by: name("kim"),
        at: at(1),
        state: ProposalState::Open,
        decided_by: None,
        decided_at: None,
        outcome: Vec::new(),
    };
    assert_eq!(store.add_proposal(proposal.clone()).unwrap(), 1);
    assert_eq!(store.add_proposal(proposal.clone()).unwrap(), 2);
    assert_eq!(store.proposal(1).unwrap(), Some(Proposal { number: 1, ..proposal.clone() }));
    assert!(store.decide_proposal(1, ProposalState::Approved, &name("alex"), at(2)).unwrap());
    assert!(!store.decide_proposal(1, ProposalState::Declined, &name("alex"), at(3)).unwrap());
    assert!(!store.decide_proposal(7, ProposalState::Declined, &name("alex"), at(3)).unwrap());
    store.note_outcome(1, vec!["one was gone".into()]).unwrap();
    let first = store.proposal(1).unwrap().unwrap();
    assert_eq!(
        (first.state, first.decided_by, first.decided_at),
        (ProposalState::Approved, Some(name("alex")), Some(at(2)))
    );
    assert_eq!(first.outcome, ["one was gone"]);
    let numbers = |open| store.proposals(open, 10).unwrap().iter().map(|one| one.number).collect::<Vec<_>>();
    assert_eq!((numbers(true), numbers(false)), (vec![2], vec![2, 1]));
}

/// Leases everything there is to process and ends it.
fn end_all(store: &impl Store, now: i64, mut state: impl FnMut(u128) -> MessageState) {
    for job in lease(store, now, 100) {
        let mut transition = ending(&job, now, state(job.message.0.as_u128()));
        transition.change.resolution = Some(Some(resolution(&job)));
        store.commit(job.token, JobOutcome::Done, transition).unwrap();
    }
}

fn resolution(job: &Leased) -> Resolution {
    Resolution {
        procedure: ProcedureId::new("hundesteuer").unwrap(),
        message_type: None,
        area: "146250000000".parse::<Ars>().unwrap(),
        authority: job.tenant.clone(),
        case_id: None,
        application: None,
    }
}

pub fn lead_times_are_those_of_the_newest(store: &(impl Store + PortalStore)) {
    for number in 1..=4 {
        accept(store, message(number, "a"));
    }
    end_all(store, 10, |number| match number {
        4 => MessageState::Parked(ParkReason::NoRoute),
        _ => MessageState::Delivered,
    });
    let dogs = ProcedureId::new("hundesteuer").unwrap();
    let seconds = |found: LeadTimes| found.micros.iter().map(|micros| micros / 1_000_000).collect::<Vec<_>>();
    assert_eq!(seconds(store.lead_times(&dogs, &[], 10).unwrap()), [7, 8, 9]);
    assert_eq!(seconds(store.lead_times(&dogs, &[], 2).unwrap()), [7, 8]);
    assert_eq!(seconds(store.lead_times(&dogs, &[tenant("intake.a")], 1).unwrap()), [7]);
    assert!(store.lead_times(&dogs, &[tenant("intake.b")], 9).unwrap().micros.is_empty());
    let both = [tenant("intake.b"), tenant("intake.a")];
    assert_eq!(seconds(store.lead_times(&dogs, &both, 2).unwrap()), [7, 8]);
}

pub fn parked_messages_are_counted(store: &(impl Store + PortalStore)) {
    for number in 1..=4 {
        accept(store, message(number, "a"));
    }
    end_all(store, 10, |number| match number {
        1 => MessageState::Delivered,
        2 => MessageState::Parked(ParkReason::TooOld),
        _ => MessageState::Parked(ParkReason::NoRoute),
    });
    let mut counts = store.parked_counts().unwrap();
    counts.sort_by_key(|one| one.number);
    let one = |reason, number| ParkedCount { tenant: tenant("intake.a"), reason, number };
    assert_eq!(counts, [one(ParkReason::TooOld, 1), one(ParkReason::NoRoute, 2)]);
    let parked = MessageFilter { reason: Some(ParkReason::NoRoute), limit: 10, ..MessageFilter::default() };
    let page = store.messages(&MessageFilter { state: Some("parked".into()), ..parked }).unwrap();
    assert_eq!(page.messages.iter().map(|one| one.sequence).collect::<Vec<_>>(), [4, 3]);
}

pub fn deletions_are_proven(store: &(impl Store + PortalStore)) {
    for number in 1..=3 {
        accept(store, message(number, "a"));
    }
    end_all(store, 10, |_| MessageState::Delivered);
    let proof = |before| store.retention_proof(at(before), 10).unwrap();
    assert_eq!((proof(10).overdue, proof(11).overdue), (0, 3));
    assert_eq!(store.retention_proof(at(11), 2).unwrap().overdue, 2);
    assert_eq!(store.wipe_content(at(11), 90, at(100), 1).unwrap(), 1);
    assert_eq!(store.wipe_content(at(11), 90, at(200), 1).unwrap(), 1);
    let found = proof(11);
    assert_eq!((found.overdue, found.wiped.len()), (1, 2));
    assert_eq!((found.wiped[0].wiped_at, found.wiped[1].wiped_at), (at(200), at(100)));
    assert_eq!((found.wiped[0].final_at, found.wiped[0].tenant.as_str()), (at(10), "intake.a"));
}

pub fn a_target_that_fails_shows_up(store: &(impl Store + PortalStore)) {
    for number in 1..=2 {
        accept(store, message(number, "a"));
    }
    for job in lease(store, 10, 10) {
        let mut transition = Transition::of(job.message);
        transition.change.state = Some(MessageState::Delivering);
        let delivery = delivery(job.message, 1, DeliveryState::Pending);
        transition.jobs = vec![NewJob { kind: JobKind::Deliver(delivery.id), due: at(10) }];
        transition.deliveries = vec![delivery];
        transition.entries.push(entry(&job.tenant, 10, JournalEvent::Delivered { deliveries: 0 }));
        store.commit(job.token, JobOutcome::Done, transition).unwrap();
    }
    assert!(store.waiting_targets(&[], 10).unwrap().is_empty());
    for job in lease_deliveries(store, 11, 10) {
        let mut failed = delivery(job.message, 1, DeliveryState::Pending);
        failed.last_error = Some("connection refused".into());
        let mut transition = Transition::of(job.message);
        transition.deliveries = vec![failed];
        store.commit(job.token, JobOutcome::RetryAt(at(100)), transition).unwrap();
    }
    let found = store.waiting_targets(&[], 10).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].target.as_str(), found[0].waiting, found[0].oldest), ("steueramt", 2, at(1)));
    assert_eq!(found[0].last_error.as_deref(), Some("connection refused"));
    assert!(store.waiting_targets(&[tenant("intake.b")], 10).unwrap().is_empty());
}

pub fn messages_are_found_by_case_and_time(store: &impl Store) {
    for number in 1..=6 {
        accept(store, of_case(message(number, "a"), if number % 2 == 0 { "even" } else { "odd" }));
    }
    let all = MessageFilter { limit: 10, ..MessageFilter::default() };
    let list = |filter: MessageFilter| {
        store.messages(&filter).unwrap().messages.iter().map(|one| one.sequence).collect::<Vec<_>>()
    };
    let even = Some(CaseId::new("even").unwrap());
    assert_eq!(list(MessageFilter { case_id: even.clone(), ..all.clone() }), [6, 4, 2]);
    assert_eq!(list(MessageFilter { case_id: Some(CaseId::new("none").unwrap()), ..all.clone() }), [0; 0]);
    let since = MessageFilter { received_from: Some(at(3)), ..all.clone() };
    assert_eq!(list(since.clone()), [6, 5, 4, 3]);
    assert_eq!(list(MessageFilter { received_until: Some(at(5)), ..since.clone() }), [4, 3]);
    assert_eq!(list(MessageFilter { case_id: even, received_until: Some(at(6)), ..since.clone() }), [4]);
    assert_eq!(list(MessageFilter { tenants: vec![tenant("intake.a")], before: Some(5), ..since }), [4, 3]);
    let never = MessageFilter { received_from: Some(at(10_000_000)), ..all.clone() };
    assert_eq!(list(never), [0; 0]);
    assert_eq!(list(MessageFilter { received_until: Some(at(-10_000_000)), ..all }), [0; 0]);
}
