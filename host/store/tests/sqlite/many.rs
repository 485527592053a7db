//! Many messages, and how little of them a lease looks at.

use crate::fixtures::*;
use drehscheibe_model::message::{MessageState, ParkReason};
use drehscheibe_model::ports::Store;
use drehscheibe_model::work::LeaseRequest;
use drehscheibe_store::SqliteStore;

/// Does something for each of the items from several threads, so that they share transactions.
fn in_parallel<T: Sync>(items: &[T], work: impl Fn(&T) + Sync) {
    std::thread::scope(|scope| {
        for part in items.chunks(items.len().div_ceil(16)) {
            let work = &work;
            scope.spawn(move || part.iter().for_each(work));
        }
    });
}

/// One source floods the hub with 3,000 messages, 1,000 of them in closed lanes; its neighbour's
/// single message is in the very next lease.
#[test]
fn a_flood_does_not_delay_the_neighbour_by_more_than_one_round() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&directory.path().join("hub.db")).unwrap();
    let numbers: Vec<u128> = (1..=3_000).collect();
    let in_lane = |number: u128| of_case(message(number, "flood"), &format!("case {}", number % 500));
    in_parallel(&numbers[..500], |number| {
        accept(&store, in_lane(*number));
    });
    in_parallel(&lease(&store, 5_000, 1_000), |job| {
        finish(&store, job, 5_000, MessageState::Parked(ParkReason::Unrecognised));
    });
    in_parallel(&numbers[500..1_500], |number| {
        accept(&store, in_lane(*number));
    });
    in_parallel(&numbers[1_500..], |number| {
        accept(&store, message(*number, "flood"));
    });
    accept(&store, message(5_001, "neighbour"));
    let first = lease(&store, 6_000, 2);
    let tenants: Vec<_> = first.iter().map(|job| job.tenant.as_str()).collect();
    assert_eq!(tenants, ["intake.neighbour", "intake.flood"]);
    let rest = store.lease(&LeaseRequest { per_tenant: u32::MAX, ..request(6_000, u32::MAX) }).unwrap();
    assert_eq!(rest.len(), 1_499, "all but those behind parked ones");
    assert!(rest.iter().all(|job| job.message.0.as_u128() > 1_500));
}
