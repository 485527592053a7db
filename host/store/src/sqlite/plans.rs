//! No hot query looks at more rows than it needs.

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
    for state in [None, Some("delivered"), Some("parked")] {
        for source in [None, source.clone()] {
            for procedure in [None, procedure.clone()] {
                for tenant in [None, Some(&tenant)] {
                    let (source, procedure) = (source.clone(), procedure.clone());
                    let filter =
                        MessageFilter { state: state.map(str::to_owned), source, procedure, ..Default::default() };
                    let (text, _) = message::page_query(&filter, tenant, 10);
                    assert_eq!(slow(&connection, &text), Vec::<String>::new(), "{text}");
                    let searched = steps(&connection, &text).concat();
                    let expected = match (state, tenant, &filter.procedure, &filter.source) {
                        (Some("parked"), ..) => "message_by_state",
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
