//! A well-behaved municipality beside hostile ones.

use super::fairness::latencies;
use super::{Context, KEYS};
use crate::hub::{Client, Municipality, RunningHub, Setup, Sink, submission};
use crate::measure::{median, milliseconds, spread};
use crate::report::{Amount, Better, Figure};
use crate::{Outcome, failure};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

macro_rules! guest {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../tests/hostile/", $name, ".wat")))
    };
}

/// One municipality each.
const HOSTILE: [(&str, &str); 5] = [
    guest!("loop-in-call"),
    guest!("memory-bomb"),
    guest!("log-flood"),
    guest!("deep-recursion"),
    guest!("finding-flood"),
];

/// How many messages of all hostile municipalities wait at most.
const WAITING: u64 = 40;

/// What the health endpoint said.
#[derive(Debug, Default)]
struct Health {
    asked: usize,
    answered: usize,
    slowest: f64,
}

fn watch(client: &Client, stop: &AtomicBool) -> Health {
    let mut health = Health::default();
    while !stop.load(Ordering::SeqCst) {
        let begin = Instant::now();
        health.answered += usize::from(client.lives());
        health.asked += 1;
        health.slowest = health.slowest.max(milliseconds(begin.elapsed()));
        std::thread::sleep(Duration::from_millis(50));
    }
    health
}

/// Keeps messages of the hostile municipalities waiting.
fn feed(hub: &RunningHub, client: &Client, keys: &[&str], stop: &AtomicBool) -> Outcome<u64> {
    let mut sent = 0;
    while !stop.load(Ordering::SeqCst) {
        if hub.count("accepted")? >= WAITING {
            std::thread::sleep(Duration::from_millis(10));
            continue;
        }
        for key in keys {
            client.submit(&submission(key, sent))?;
            sent += 1;
        }
    }
    Ok(sent)
}

pub fn run(context: &Context) -> Outcome<Vec<Figure>> {
    let (well_behaved, hostile) = KEYS.split_first().ok_or_else(|| failure("no municipality"))?;
    let keys: Vec<_> = hostile.iter().copied().take(HOSTILE.len()).collect();
    let mut setup = Setup::of(vec![Municipality::ordinary(well_behaved)]);
    for (key, (name, text)) in keys.iter().zip(HOSTILE) {
        let bytes = drehscheibe_runtime::conformance::component_from_text("validator", text).map_err(failure)?;
        setup.guests.push((name, bytes));
        setup.municipalities.push(Municipality::with_validator(key, name));
    }
    setup.log = "error";
    let sink = Sink::start()?;
    let hub = RunningHub::start(&setup, &sink)?;
    let client = hub.client();
    let number = context.rounds(61);
    latencies(&client, &sink, well_behaved, 20)?;
    let quiet = latencies(&client, &sink, well_behaved, number)?;
    let stop = AtomicBool::new(false);
    let (beside, sent, health) = std::thread::scope(|scope| -> Outcome<_> {
        let feeder = client.another();
        let feeder = scope.spawn({
            let (hub, keys, stop) = (&hub, &keys, &stop);
            move || feed(hub, &feeder, keys, stop).map_err(|error| error.to_string())
        });
        let watcher = client.another();
        let watcher = scope.spawn({
            let stop = &stop;
            move || watch(&watcher, stop)
        });
        std::thread::sleep(Duration::from_secs(2));
        let beside = latencies(&client, &sink, well_behaved, number);
        stop.store(true, Ordering::SeqCst);
        let sent = feeder.join().map_err(|_| failure("the feeder ended abnormally"))?.map_err(failure)?;
        let health = watcher.join().map_err(|_| failure("the watcher ended abnormally"))?;
        Ok((beside?, sent, health))
    })?;
    let stopped = hub.count("parked")?;
    let ratio = median(&beside) / median(&quiet);
    Ok(vec![Figure {
        id: "hostile-neighbours".into(),
        title: "latency beside hostile guests".into(),
        ours: Amount::new(median(&beside), "ms"),
        baseline: Amount::new(median(&quiet), "ms"),
        against: "the same messages on a quiet hub".into(),
        ratio,
        better: Better::Lower,
        spread: spread(&beside),
        goal: "<= 2, health answers".into(),
        met: Some(ratio <= 2.0 && health.answered == health.asked),
        method: format!(
            "five municipalities with guests that loop, fill their memory, flood the log, recurse and flood with \
             findings, always with messages waiting ({sent} sent, {stopped} stopped and parked); beside them single \
             messages from submission to arrival, median of {number}. `/health/live` answered {} of {} times, the \
             slowest took {:.0} ms",
            health.answered, health.asked, health.slowest
        ),
    }])
}
