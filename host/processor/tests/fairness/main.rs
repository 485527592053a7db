//! One municipality cannot starve another, whatever its rules do: shown by who is served in which
//! order, not by a clock. The workers are the real ones; rules that loop are calls that wait until the
//! test lets them be stopped.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod hub;
mod rules;

use hub::Hub;

const LOOPING: [&str; 4] = ["146120000000", "147130000000", "145110000000", "147290260260"];
const QUICK: &str = "146270210210";

#[test]
fn one_that_loops_leaves_a_worker_to_its_neighbour() {
    let hub = Hub::start(2, &LOOPING[..1]);
    for _ in 0..20 {
        hub.submit(LOOPING[0]);
    }
    hub.rules.wait(|seen| seen.held == 1);
    hub.submit(QUICK);
    hub.rules.wait(|seen| seen.delivered_of(QUICK) == 1);
    let seen = hub.rules.seen();
    assert_eq!((seen.held, seen.stopped_of(LOOPING[0])), (1, 0), "the neighbour waited for a looping call");
}

#[test]
fn a_flood_of_slow_messages_delays_a_neighbour_by_no_more_than_one_round() {
    let hub = Hub::start(2, &LOOPING[..1]);
    for _ in 0..1_000 {
        hub.submit(LOOPING[0]);
    }
    for number in 1..=20 {
        // The flood goes on: one call after the other is let go, when the one before has ended.
        hub.rules.wait(|seen| seen.held == 1 && seen.stopped_of(LOOPING[0]) + 1 == number);
        let before = hub.rules.seen().stopped_of(LOOPING[0]);
        hub.submit(QUICK);
        hub.rules.let_go(1);
        hub.rules.wait(|seen| seen.delivered_of(QUICK) == number);
        let rounds = hub.rules.seen().stopped_of(LOOPING[0]) - before;
        assert!(rounds <= 1, "message {number} of the neighbour came after {rounds} calls of the flood");
    }
}

#[test]
fn many_that_loop_leave_a_worker_to_the_quick_once_they_are_known() {
    let hub = Hub::start(2, &LOOPING);
    for tenant in LOOPING {
        for _ in 0..20 {
            hub.submit(tenant);
        }
    }
    // Whoever is new may take a worker, once.
    while !LOOPING.iter().all(|tenant| hub.rules.seen().stopped_of(tenant) > 0) {
        let stopped = hub.rules.seen().stopped.len();
        hub.rules.let_go(1);
        hub.rules.wait(|seen| seen.stopped.len() > stopped);
    }
    let stopped = hub.rules.seen().stopped.len();
    for number in 1..=10 {
        hub.submit(QUICK);
        hub.rules.wait(|seen| seen.delivered_of(QUICK) == number);
    }
    hub.rules.wait(|seen| seen.held == 1);
    assert_eq!(hub.rules.seen().stopped.len(), stopped, "the quick waited for looping calls");
    // The slow are not forgotten: they take turns in what is left.
    for _ in 0..8 {
        let stopped = hub.rules.seen().stopped.len();
        hub.rules.let_go(1);
        hub.rules.wait(|seen| seen.stopped.len() > stopped && seen.held == 1);
    }
    let seen = hub.rules.seen();
    let last: std::collections::BTreeSet<_> = seen.stopped.iter().rev().take(4).collect();
    assert_eq!(last.len(), LOOPING.len(), "the slow did not take turns: {:?}", seen.stopped);
}

#[test]
fn a_target_that_hangs_leaves_deliveries_to_the_neighbour() {
    let hub = Hub::start_with_hanging_targets(&LOOPING[..1]);
    for _ in 0..40 {
        hub.submit(LOOPING[0]);
    }
    hub.rules.wait(|seen| seen.held == 2);
    hub.submit(QUICK);
    hub.rules.wait(|seen| seen.delivered_of(QUICK) == 1);
    assert_eq!(hub.rules.seen().held, 2);
}
