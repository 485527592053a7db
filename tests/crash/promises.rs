//! What must be true in the end.

use crate::load::Sent;
use crate::support::client::{FINAL, events};
use crate::support::{Arrival, Client, Sink};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What happened; a campaign in which nothing happens proves nothing.
#[derive(Debug, Default)]
pub struct Totals {
    pub acknowledged: usize,
    pub delivered: usize,
    /// Parked because nobody knows whether the target has it.
    pub in_doubt: usize,
    /// Arrived more than once, at the target that bears it.
    pub repeated: usize,
}

pub fn check(client: &Client, sink: &Sink, sent: &[Sent]) -> Totals {
    let arrivals = sink.arrivals();
    let mut by_delivery: HashMap<&str, Vec<(usize, &Arrival)>> = HashMap::new();
    for (place, arrival) in arrivals.iter().enumerate() {
        by_delivery.entry(&arrival.delivery).or_default().push((place, arrival));
    }
    one_message_per_key(client, sent);
    let mut totals = Totals { acknowledged: sent.len(), ..Totals::default() };
    let mut lanes: BTreeMap<String, Vec<(u64, usize, usize)>> = BTreeMap::new();
    for one in sent {
        let status = client.status(&one.id);
        let state = one_final_state(&status);
        let delivery = &status["deliveries"][0];
        let arrived = by_delivery.get(delivery["id"].as_str().unwrap()).map_or(&[][..], Vec::as_slice);
        for (_, arrival) in arrived {
            assert_eq!(arrival.message, one.id);
            assert_eq!(arrival.body, one.body["document"].to_string().as_bytes(), "{}", one.id);
        }
        match (one.body["procedure"].as_str().unwrap(), state) {
            ("meldung", "delivered") => {
                assert!(!arrived.is_empty(), "{} is delivered and never arrived", one.id);
                totals.repeated += usize::from(arrived.len() > 1);
            }
            ("bescheid", "delivered") => assert_eq!(arrived.len(), 1, "{} is delivered once", one.id),
            ("bescheid", "parked") => {
                assert_eq!(delivery["parkReason"], "in-doubt", "{status}");
                assert!(arrived.len() <= 1, "{} arrived {} times", one.id, arrived.len());
                totals.in_doubt += 1;
            }
            _ => panic!("{} must not end as {state}: {status}", one.id),
        }
        totals.delivered += usize::from(state == "delivered");
        if let (Some(case), Some((first, _)), Some((last, _))) =
            (one.body["caseId"].as_str(), arrived.first(), arrived.last())
        {
            lanes.entry(case.into()).or_default().push((status["sequence"].as_u64().unwrap(), *first, *last));
        }
    }
    in_order(lanes);
    nothing_else_arrived(&arrivals, sent);
    totals
}

/// The hub has exactly the messages for which there are receipts: none is lost, none is there twice.
fn one_message_per_key(client: &Client, sent: &[Sent]) {
    let known: BTreeSet<String> = client.list(None).iter().map(|one| one["id"].as_str().unwrap().into()).collect();
    let told: BTreeSet<String> = sent.iter().map(|one| one.id.clone()).collect();
    assert_eq!(told.len(), sent.len(), "a receipt was given for two keys");
    let lost: Vec<_> = told.difference(&known).collect();
    assert!(lost.is_empty(), "acknowledged and gone: {lost:?}");
    let twice: Vec<_> = known.difference(&told).collect();
    assert!(twice.is_empty(), "nobody has a receipt for: {twice:?}");
}

fn one_final_state(status: &Value) -> &str {
    let finals = events(status).into_iter().filter(|event| FINAL.contains(event)).count();
    assert_eq!(finals, 1, "{status:#}");
    let state = status["state"].as_str().unwrap();
    assert!(FINAL.contains(&state), "{status}");
    state
}

/// All copies of a message of a case arrive before the first of the next.
fn in_order(lanes: BTreeMap<String, Vec<(u64, usize, usize)>>) {
    assert!(!lanes.is_empty());
    for (case, mut messages) in lanes {
        messages.sort_unstable();
        for pair in messages.windows(2) {
            assert!(pair[0].2 < pair[1].1, "{case}: message {} overtook {}", pair[1].0, pair[0].0);
        }
    }
}

fn nothing_else_arrived(arrivals: &[Arrival], sent: &[Sent]) {
    let told: BTreeSet<&str> = sent.iter().map(|one| one.id.as_str()).collect();
    for arrival in arrivals {
        assert!(told.contains(arrival.message.as_str()), "{} was never submitted", arrival.message);
    }
}
