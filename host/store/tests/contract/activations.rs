use crate::fixtures::*;
use drehscheibe_model::activation::{
    ActivationFilter, ActivationRecord, ActivationState, Content, Direction, FunctionTest, ShadowDifference,
    ShadowOutcome,
};
use drehscheibe_model::configuration::PluginUse;
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{PluginName, ProcedureId};
use drehscheibe_model::limits::Limits;
use drehscheibe_model::message::{MessageState, ParkReason};
use drehscheibe_model::ports::{Store, StoreError};
use jiff::civil::date;

const TOWN: &str = "146250000000";
const OTHER: &str = "146120000000";

fn procedure(name: &str) -> ProcedureId {
    ProcedureId::new(name).unwrap()
}

fn record(town: &str, name: &str) -> ActivationRecord {
    let mut rule = PluginUse::new(PluginName::new("regel").unwrap(), serde_json::json!({"a": 1}), Limits::DEFAULT);
    rule.component = Some(Digest::of(name.as_bytes()));
    let content = Content { stage: 3, validators: vec![rule], ..Content::default() };
    ActivationRecord::draft(tenant(town), procedure(name), Direction::Inbound, content, "key", at(0))
}

fn all() -> ActivationFilter {
    ActivationFilter { limit: 100, ..ActivationFilter::default() }
}

fn numbers(records: &[ActivationRecord]) -> Vec<u64> {
    records.iter().map(|record| record.number).collect()
}

pub fn activations_are_numbered_and_found_again(store: &impl Store) {
    let new = vec![record(TOWN, "p"), record(OTHER, "p"), record(TOWN, "q")];
    assert_eq!(store.add_activations(new.clone()).unwrap(), [1, 2, 3]);
    let second = ActivationRecord { number: 2, version: 1, ..new[1].clone() };
    assert_eq!(store.activation(2).unwrap(), Some(second));
    assert!(store.activation(4).unwrap().is_none());
    let of = |filter: ActivationFilter| numbers(&store.activations(&filter).unwrap());
    assert_eq!(of(all()), [1, 2, 3]);
    assert_eq!(of(ActivationFilter { tenants: vec![tenant(TOWN)], ..all() }), [1, 3]);
    assert_eq!(of(ActivationFilter { tenants: vec![tenant(TOWN), tenant(OTHER)], limit: 2, ..all() }), [1, 2]);
    assert_eq!(of(ActivationFilter { procedure: Some(procedure("p")), after: 1, ..all() }), [2]);
    assert_eq!(of(ActivationFilter { state: Some(ActivationState::Productive), ..all() }), [0; 0]);
    let line = |direction| numbers(&store.activation_line(&tenant(TOWN), &procedure("p"), direction).unwrap());
    assert_eq!((line(Direction::Inbound), line(Direction::Outbound)), (vec![1], vec![]));
}

pub fn a_change_needs_the_version_and_is_whole(store: &impl Store) {
    store.add_activations(vec![record(TOWN, "p"), record(TOWN, "p"), record(TOWN, "p")]).unwrap();
    let read = |number| store.activation(number).unwrap().unwrap();
    let productive = |number| ActivationRecord { state: ActivationState::Productive, was_live: true, ..read(number) };
    let (first, second) = (productive(1), productive(2));
    store.change_activations(vec![first.clone()], vec![3]).unwrap();
    assert_eq!((read(1).state, read(1).version), (ActivationState::Productive, 2));
    assert!(store.activation(3).unwrap().is_none());
    // The first one is of an older version: the second one stays, too.
    let refused = store.change_activations(vec![second, first], vec![]).unwrap_err();
    assert!(matches!(refused, StoreError::ActivationChanged { number: 1 }), "{refused:?}");
    assert_eq!(read(2).state, ActivationState::Drafted);
    assert_eq!(numbers(&store.activations_in_force().unwrap()), [1]);
    // Numbers are not used again.
    assert_eq!(store.add_activations(vec![record(TOWN, "p")]).unwrap(), [4]);
}

pub fn what_is_due_is_found_by_its_day(store: &impl Store) {
    let mut planned = record(TOWN, "p");
    planned.switch_on = Some(date(2027, 1, 1));
    let mut ending = record(TOWN, "q");
    (ending.state, ending.content.valid_until) = (ActivationState::Productive, Some(date(2026, 12, 1)));
    let mut drafted = record(TOWN, "r");
    drafted.content.valid_until = Some(date(2026, 12, 1));
    store.add_activations(vec![planned, ending, drafted]).unwrap();
    let due = |day| numbers(&store.activations_due(day).unwrap());
    assert_eq!(due(date(2026, 11, 30)), [0; 0]);
    assert_eq!(due(date(2026, 12, 1)), [2]);
    let mut both = due(date(2027, 1, 1));
    both.sort_unstable();
    assert_eq!(both, [1, 2]);
}

pub fn components_of_drafts_are_kept(store: &impl Store) {
    store.add_activations(vec![record(TOWN, "p")]).unwrap();
    let digest = Digest::of(b"p");
    assert!(store.blobs_in_use().unwrap().contains(&digest));
    store.change_activations(Vec::new(), vec![1]).unwrap();
    assert!(!store.blobs_in_use().unwrap().contains(&digest));
}

pub fn the_newest_function_test_of_a_content_counts(store: &impl Store) {
    let test = |passed, seconds| FunctionTest {
        content: Digest::of(b"c"),
        at: at(seconds),
        passed,
        report: serde_json::json!({"cases": 3}),
    };
    assert!(store.function_test(&Digest::of(b"c")).unwrap().is_none());
    store.keep_function_test(test(false, 1)).unwrap();
    store.keep_function_test(test(true, 2)).unwrap();
    assert_eq!(store.function_test(&Digest::of(b"c")).unwrap(), Some(test(true, 2)));
}

pub fn time_is_remembered_forward_only_until_somebody_has_looked(store: &impl Store) {
    assert!(store.time_seen().unwrap().is_none());
    assert_eq!(store.note_time(at(10)).unwrap(), at(10));
    assert_eq!(store.note_time(at(5)).unwrap(), at(10));
    assert_eq!(store.time_seen().unwrap(), Some(at(10)));
    store.accept_time(at(20)).unwrap();
    assert_eq!(store.time_seen().unwrap(), Some(at(10)));
    store.accept_time(at(5)).unwrap();
    assert_eq!(store.time_seen().unwrap(), Some(at(5)));
}

pub fn shadow_runs_are_counted(store: &impl Store) {
    store.add_activations(vec![record(TOWN, "p")]).unwrap();
    let only = |rule: &str| ShadowDifference::OnlyNext { rule_id: rule.into(), reason_code: "X002".into() };
    let outcome =
        |activation, message, differences| ShadowOutcome { activation, message: id(message), at: at(1), differences };
    store.add_shadow_outcome(&outcome(1, 1, vec![])).unwrap();
    store.add_shadow_outcome(&outcome(1, 2, vec![only("a"), only("b")])).unwrap();
    store.add_shadow_outcome(&outcome(1, 3, vec![only("a")])).unwrap();
    let report = store.shadow_report(1).unwrap();
    assert_eq!((report.messages, report.equal), (3, 1));
    assert_eq!(report.differences, [(only("a"), 2, id(2)), (only("b"), 1, id(2))]);
    assert_eq!(store.shadow_report(2).unwrap().messages, 0);
}

pub fn parked_messages_are_found_by_reason_oldest_first(store: &impl Store) {
    for number in 1..=5 {
        accept(store, message(number, "portal"));
        let job = lease_one(store, 100);
        let reason = if number % 2 == 0 { ParkReason::NoRoute } else { ParkReason::NotCertified };
        finish(store, &job, 101, MessageState::Parked(reason));
    }
    let found = |after, limit| -> Vec<u64> {
        let parked = store.parked(ParkReason::NotCertified, after, limit).unwrap();
        parked.iter().map(|message| message.sequence).collect()
    };
    assert_eq!(found(0, 10), [1, 3, 5]);
    assert_eq!((found(1, 1), found(3, 10), found(5, 10)), (vec![3], vec![5], vec![]));
}
