//! No hot query looks at more rows than it needs.

use super::portal::{account, audit, overview, proposal, session};
use super::{activation, journal, lane, lease, message, open, retention};
use drehscheibe_model::activation::ActivationFilter;
use drehscheibe_model::ids::{ProcedureId, SourceId, TenantId};
use drehscheibe_model::work::MessageFilter;
use rusqlite::Connection;

fn steps(connection: &Connection, text: &str) -> Vec<String> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {text}")).unwrap();
    let values = vec![rusqlite::types::Value::Null; statement.parameter_count()];
    let rows = statement.query_map(rusqlite::params_from_iter(values), |row| row.get(3)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

fn database() -> (Connection, tempfile::TempDir) {
    let directory = tempfile::tempdir().unwrap();
    (open::writer(&directory.path().join("db")).unwrap(), directory)
}

/// Steps that walk a whole table or index, or sort.
fn slow(connection: &Connection, text: &str) -> Vec<String> {
    let is_slow =
        |step: &String| (step.starts_with("SCAN") && !step.starts_with("SCAN waiting")) || step.contains("TEMP B-TREE");
    steps(connection, text).into_iter().filter(is_slow).collect()
}

#[test]
fn queues_lanes_and_chains_are_searched_by_index() {
    let (connection, _directory) = database();
    for text in [
        lease::NEXT_TENANT,
        lease::NEXT_OF_TENANT,
        lease::NEXT_DUE,
        lane::HEAD,
        message::PARKED,
        journal::OF_MESSAGE,
        journal::OF_CHAIN,
        journal::PART,
        retention::TO_WIPE,
        retention::PREFIX,
    ] {
        assert_eq!(slow(&connection, text), Vec::<String>::new(), "{text}");
    }
    // Of the leased jobs only, which are as many as there are workers.
    for text in [lease::RELEASE, lease::HELD] {
        for step in steps(&connection, text) {
            assert!(step.contains("INDEX job_leased") || step.contains("TEMP B-TREE FOR GROUP BY"), "{text}: {step}");
        }
    }
}

#[test]
fn activations_are_searched_by_index() {
    let (connection, _directory) = database();
    let procedure = Some(ProcedureId::new("hundesteuer").unwrap());
    let tenant = TenantId::new("146250000000").unwrap();
    let filter = ActivationFilter { procedure, ..Default::default() };
    let (by_procedure, _) = activation::list_query(&filter, None, 10);
    let (by_tenant, _) = activation::list_query(&ActivationFilter::default(), Some(&tenant), 10);
    for text in [activation::LINE, activation::DUE, &by_procedure] {
        assert_eq!(slow(&connection, text), Vec::<String>::new(), "{text}");
    }
    // A line's numbers lie together, those of one authority must be sorted.
    assert!(steps(&connection, &by_tenant).concat().contains("INDEX"), "{by_tenant}");
    assert!(steps(&connection, activation::IN_FORCE).concat().contains("activation_in_force"));
}

#[test]
fn pages_of_messages_come_in_order_from_an_index() {
    let (connection, _directory) = database();
    let source = Some(SourceId::new("portal").unwrap());
    let procedure = Some(ProcedureId::new("hundesteuer").unwrap());
    let tenant = TenantId::new("146250000000").unwrap();
    for state in [None, Some("delivered"), Some("rejected"), Some("parked")] {
        for source in [None, source.clone()] {
            for procedure in [None, procedure.clone()] {
                for tenant in [None, Some(&tenant)] {
                    let (source, procedure) = (source.clone(), procedure.clone());
                    let filter =
                        MessageFilter { state: state.map(str::to_owned), source, procedure, ..Default::default() };
                    let (text, _) = message::page_query(&filter, tenant, None, 10);
                    assert_eq!(slow(&connection, &text), Vec::<String>::new(), "{text}");
                    let searched = steps(&connection, &text).concat();
                    let expected = match (state, tenant, &filter.procedure, &filter.source) {
                        (Some("parked" | "rejected"), Some(_), ..) => "message_of_state (tenant=? AND state=?",
                        (Some("parked" | "rejected"), None, Some(_), _) => {
                            "message_procedure_state (procedure=? AND state=?"
                        }
                        (Some("parked" | "rejected"), ..) => "message_by_state",
                        (_, Some(_), Some(_), _) => "message_final_of (tenant=? AND procedure=?",
                        (_, Some(_), ..) => "message_by_tenant",
                        (_, _, Some(_), _) => "message_by_procedure",
                        (.., Some(_)) => "message_by_source",
                        _ => "INTEGER PRIMARY KEY",
                    };
                    assert!(searched.contains(expected), "{text}: {searched}");
                }
            }
        }
    }
}

#[test]
fn what_the_portal_asks_is_searched_by_index() {
    let (connection, _directory) = database();
    for text in [
        overview::NEWEST_FINAL,
        overview::NEWEST_FINAL_OF,
        overview::TIME_SINCE,
        overview::TIME_BEFORE,
        overview::FIRST_BETWEEN,
        overview::LAST_BETWEEN,
        overview::OVERDUE,
        overview::WIPED,
        account::BY_SUBJECT,
        session::END_ALL,
        session::DROP,
    ] {
        assert_eq!(slow(&connection, text), Vec::<String>::new(), "{text}");
    }
    for (text, index) in [(overview::NEWEST_FINAL, "message_final"), (overview::NEWEST_FINAL_OF, "message_final_of")] {
        let steps = steps(&connection, text);
        assert!(steps.concat().contains(&format!("COVERING INDEX {index} (")), "{text}: {steps:?}");
    }
    for text in [overview::TIME_SINCE, overview::TIME_BEFORE, overview::FIRST_BETWEEN, overview::LAST_BETWEEN] {
        let steps = steps(&connection, text);
        assert!(steps.concat().contains("COVERING INDEX message_by_time ("), "{text}: {steps:?}");
    }
    // These walk an index, but one that holds only what waits for a person or for another attempt.
    for (text, index) in [
        (overview::RETRYING, "job_retrying"),
        (overview::PARKED, "message_by_reason"),
        (proposal::OPEN, "proposal_open"),
    ] {
        let steps = steps(&connection, text);
        assert!(steps.concat().contains(index), "{text}: {steps:?}");
        assert!(!steps.concat().contains("TEMP B-TREE"), "{text}: {steps:?}");
    }
}

#[test]
fn a_case_and_a_time_are_found_by_index() {
    let (connection, _directory) = database();
    let case_id = Some(drehscheibe_model::ids::CaseId::new("hund-1").unwrap());
    let filter = MessageFilter { case_id, state: Some("parked".into()), ..Default::default() };
    let (text, _) = message::page_query(&filter, None, None, 10);
    assert_eq!(slow(&connection, &text), Vec::<String>::new(), "{text}");
    assert!(steps(&connection, &text).concat().contains("message_by_case"), "{text}");
    let at = Some(jiff::Timestamp::UNIX_EPOCH);
    let filter = MessageFilter { received_from: at, received_until: at, ..Default::default() };
    let (text, values) = message::page_query(&filter, None, Some((1, 2)), 10);
    // With a second upper bound the walk might begin at the other one.
    assert_eq!((text.matches("sequence <").count(), &values[0]), (1, &rusqlite::types::Value::Integer(3)), "{text}");
    let searched = steps(&connection, &text).concat();
    assert!(searched.contains("rowid>") && searched.contains("rowid<"), "{text}: {searched}");
    let tenant = TenantId::new("146250000000").unwrap();
    let (text, _) = message::page_query(&filter, Some(&tenant), Some((1, 2)), 10);
    let searched = steps(&connection, &text).concat();
    assert!(searched.contains("message_by_tenant (tenant=? AND sequence>? AND sequence<?)"), "{text}: {searched}");
}

#[test]
fn pages_of_the_audit_log_come_in_order_from_an_index() {
    use drehscheibe_model::portal::AuditFilter;
    let (connection, _directory) = database();
    for actor in [None, Some("kim".to_owned())] {
        for action in [None, Some("sign-in".to_owned())] {
            let (text, _) = audit::page_query(&AuditFilter { actor: actor.clone(), action, before: None, limit: 5 });
            assert_eq!(slow(&connection, &text), Vec::<String>::new(), "{text}");
        }
    }
}
