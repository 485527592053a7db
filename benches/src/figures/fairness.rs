//! Fairness: what a municipality that floods the hub with a slow rule costs its neighbour.

use super::end_to_end::submit_all;
use super::{Context, KEYS};
use crate::guest::Guest;
use crate::hub::{Client, Municipality, RunningHub, Setup, Sink, submission};
use crate::measure::{median, milliseconds, per_call, spread};
use crate::report::{Amount, Better, Figure};
use crate::{Outcome, failure, sample};
use std::time::{Duration, Instant};

/// A validator that counts for a while and finds nothing.
const SLOW: &str = r#"(module
  (memory (export "memory") 2)
  (func (export "drehscheibe:rule/validation@0.1.0#validate") (param $submission i32) (result i32)
    (local $round i32)
    (loop $more
      (local.set $round (i32.add (local.get $round) (i32.const 1)))
      (br_if $more (i32.lt_u (local.get $round) (i32.const 40000000))))
    i32.const 512)
)"#;

/// From the submission of one message to its arrival, in milliseconds.
pub fn latency(client: &Client, sink: &Sink, key: &str, number: u64) -> Outcome<f64> {
    let body = submission(key, number);
    let begin = Instant::now();
    let message = client.submit(&body)?;
    let arrived = sink.arrival(&message, Duration::from_secs(60))?;
    Ok(milliseconds(arrived.duration_since(begin)))
}

pub fn latencies(client: &Client, sink: &Sink, key: &str, number: usize) -> Outcome<Vec<f64>> {
    (0..number).map(|one| latency(client, sink, key, one as u64)).collect()
}

pub fn run(context: &Context) -> Outcome<Vec<Figure>> {
    let slow = drehscheibe_runtime::conformance::component_from_text("validator", SLOW).map_err(failure)?;
    let guest = Guest::new(&slow)?;
    let call = guest.validator(sample::document(0), "{}", sample::RECEIVED)?;
    per_call(3, &call)?;
    let round = median(&(0..9).map(|_| per_call(3, &call)).collect::<Outcome<Vec<_>>>()?) / 1e3;

    let [flooding, neighbour, ..] = KEYS;
    let mut setup = Setup::of(vec![Municipality::with_validator(flooding, "slow"), Municipality::ordinary(neighbour)]);
    setup.guests.push(("slow".into(), slow));
    let sink = Sink::start()?;
    let hub = RunningHub::start(&setup, &sink)?;
    let client = hub.client();
    latencies(&client, &sink, neighbour, 20)?;
    let quiet = latencies(&client, &sink, neighbour, context.rounds(61))?;
    let flood = if context.quick { 2_000 } else { 10_000 };
    submit_all(&client, &[flooding], flood, 16)?;
    let flooded = latencies(&client, &sink, neighbour, context.rounds(61))?;
    let waiting = hub.count("accepted")?;
    if waiting == 0 {
        return Err(failure("the flood was over before the neighbour's messages were measured"));
    }
    let extra: Vec<f64> = flooded.iter().map(|one| (one - median(&quiet)).max(0.0)).collect();
    let ratio = median(&extra) / round;
    Ok(vec![Figure {
        id: "fairness".into(),
        title: "fairness: delay by a neighbour's flood".into(),
        ours: Amount::new(median(&extra), "ms"),
        baseline: Amount::new(round, "ms"),
        against: "one scheduling round: a call of the slow rule".into(),
        ratio,
        better: Better::Lower,
        resolution: 0.1,
        spread: spread(&flooded),
        goal: "<= 1 round".into(),
        met: Some(ratio <= 1.0),
        method: format!(
            "one municipality submits {flood} messages whose rule takes a call of {round:.0} ms; while they wait \
             ({waiting} still did at the end), its neighbour submits single messages: median of the time to their \
             arrival ({:.1} ms) less the same before the flood ({:.1} ms)",
            median(&flooded),
            median(&quiet)
        ),
    }])
}
