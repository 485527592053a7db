//! (f) A large attachment that travels through the hub.

use super::{Context, KEYS};
use crate::hub::{Municipality, RunningHub, Setup, Sink};
use crate::measure::{median, spread};
use crate::report::{Amount, Better, Figure};
use crate::{Outcome, failure};
use std::time::Duration;

/// 50 MB.
const BYTES: u64 = 50_000_000;
const MIB: f64 = 1_048_576.0;

pub fn run(context: &Context) -> Outcome<Vec<Figure>> {
    let [key, ..] = KEYS;
    let sink = Sink::start()?;
    let hub = RunningHub::start(&Setup::of(vec![Municipality::with_validator(key, "")]), &sink)?;
    let client = hub.client();
    super::fairness::latencies(&client, &sink, key, 20)?;
    let mut grown = Vec::new();
    for _ in 0..context.rounds(5) {
        let before = hub.resident()?;
        hub.forget_peak()?;
        let message = client.submit_with_attachment(key, BYTES)?;
        sink.arrival(&message, Duration::from_secs(60))?;
        grown.push(hub.peak()?.saturating_sub(before) as f64 / MIB);
    }
    let expected = BYTES * grown.len() as u64;
    if sink.attachment_bytes() != expected {
        return Err(failure(format!("{} of {expected} bytes arrived", sink.attachment_bytes())));
    }
    let most = grown.iter().copied().fold(0.0, f64::max);
    let size = BYTES as f64 / MIB;
    Ok(vec![Figure {
        id: "attachment".into(),
        title: "(f) memory for a travelling 50 MB attachment".into(),
        ours: Amount::new(most, "MiB"),
        baseline: Amount::new(size, "MiB"),
        against: "the attachment itself".into(),
        ratio: median(&grown) / size,
        better: Better::Lower,
        resolution: 2.0 / size,
        spread: spread(&grown),
        goal: "<= 32 MiB".into(),
        met: Some(most <= 32.0),
        method: format!(
            "resident memory of the hub's process at its peak, above what it was before; submitted as multipart, \
             delivered by `webservice` to a sink on loopback; the largest of {} runs, the ratio is their median",
            grown.len()
        ),
    }])
}
