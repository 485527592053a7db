//! A well-behaved municipality beside hostile ones: beside each, and beside all at once.

use super::Context;
use super::fairness::latencies;
use crate::hub::{Client, Municipality, RunningHub, Setup, Sink, submission};
use crate::measure::{median, milliseconds, spread};
use crate::report::{Amount, Better, Figure};
use crate::{Outcome, failure};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

macro_rules! guests {
    ($($name:literal),* $(,)?) => {
        /// Guests of the conformance suite that are stopped within a call.
        const HOSTILE: &[(&str, &str, &str)] = &[$((
            $name,
            concat!("beside-", $name),
            include_str!(concat!("../../../tests/hostile/", $name, ".wat")),
        )),*];
        pub const IDS: &[&str] = &[$(concat!("beside-", $name)),*, "beside-all"];
    };
}

guests!(
    "loop-in-call",
    "memory-bomb",
    "memory-bomb-in-two",
    "table-bomb",
    "deep-recursion",
    "log-flood",
    "host-call-flood",
    "finding-flood",
    "output-bomb",
    "empty-strings-bomb",
);

/// How many messages of hostile municipalities wait at most.
const WAITING: u64 = 40;
/// So long the hostile are alone at first.
const BEFORE: Duration = Duration::from_millis(2_500);

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

/// Keeps messages of the hostile municipalities waiting; how many were sent.
fn feed(hub: &RunningHub, keys: &[&str], stop: &AtomicBool) -> Outcome<u64> {
    let client = hub.client();
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

/// What one municipality saw while others were hostile.
struct Beside {
    quiet: Vec<f64>,
    beside: Vec<f64>,
    sent: u64,
    stopped: u64,
    health: Health,
}

/// Measures one beside the others: first quiet, then with their messages always waiting.
fn measure(context: &Context, hub: &RunningHub, sink: &Sink, well_behaved: &str, hostile: &[&str]) -> Outcome<Beside> {
    let client = hub.client();
    let number = context.rounds(41);
    latencies(&client, sink, well_behaved, 10)?;
    let quiet = latencies(&client, sink, well_behaved, number)?;
    let before = hub.count("parked")?;
    let stop = AtomicBool::new(false);
    let (beside, sent, health) = std::thread::scope(|scope| -> Outcome<_> {
        let feeder = scope.spawn(|| feed(hub, hostile, &stop).map_err(|error| error.to_string()));
        let watcher = client.another();
        let watcher = scope.spawn({
            let stop = &stop;
            move || watch(&watcher, stop)
        });
        std::thread::sleep(BEFORE);
        let beside = latencies(&client, sink, well_behaved, number);
        stop.store(true, Ordering::SeqCst);
        let sent = feeder.join().map_err(|_| failure("the feeder ended abnormally"))?.map_err(failure)?;
        let health = watcher.join().map_err(|_| failure("the watcher ended abnormally"))?;
        Ok((beside?, sent, health))
    })?;
    let stopped = hub.count("parked")? - before;
    if stopped == 0 {
        return Err(failure("no hostile message was stopped while it was measured"));
    }
    Ok(Beside { quiet, beside, sent, stopped, health })
}

fn figure(id: &str, title: String, who: &str, found: &Beside) -> Figure {
    let Beside { quiet, beside, sent, stopped, health } = found;
    let ratio = median(beside) / median(quiet);
    Figure {
        id: id.into(),
        title,
        ours: Amount::new(median(beside), "ms"),
        baseline: Amount::new(median(quiet), "ms"),
        against: "the same messages on a quiet hub".into(),
        ratio,
        better: Better::Lower,
        resolution: 0.0,
        spread: spread(beside),
        goal: "<= 2, health answers".into(),
        met: Some(ratio <= 2.0 && health.answered == health.asked),
        method: format!(
            "{who} always with messages waiting ({sent} sent, {stopped} stopped and parked meanwhile); beside it single \
             messages from submission to arrival, median of {}; the slowest took {:.0} ms. `/health/live` answered {} \
             of {} times, the slowest after {:.0} ms",
            beside.len(),
            beside.iter().copied().fold(0.0, f64::max),
            health.answered,
            health.asked,
            health.slowest
        ),
    }
}

/// A hub with one well-behaved municipality and one for each of these guests.
fn start(guests: &[(&'static str, &str, &str)], keys: &[&str], sink: &Sink) -> Outcome<RunningHub> {
    let (well_behaved, hostile) = keys.split_first().ok_or_else(|| failure("no municipality"))?;
    let mut setup = Setup::of(vec![Municipality::ordinary(well_behaved)]);
    for (key, (name, _, text)) in hostile.iter().zip(guests) {
        let transforms = text.contains("drehscheibe:rule/transformation@");
        let world = if transforms { "transformer" } else { "validator" };
        let bytes = drehscheibe_runtime::conformance::component_from_text(world, text).map_err(failure)?;
        setup.guests.push(((*name).to_owned(), bytes));
        let new = if transforms { Municipality::with_transformer } else { Municipality::with_validator };
        setup.municipalities.push(new(key, name));
    }
    setup.log = "error";
    RunningHub::start(&setup, sink)
}

pub fn run(context: &Context) -> Outcome<Vec<Figure>> {
    let keys = super::municipalities()?;
    let keys: Vec<&str> = keys.iter().map(String::as_str).take(HOSTILE.len() + 1).collect();
    let well_behaved = keys.first().copied().ok_or_else(|| failure("the register is empty"))?;
    let sink = Sink::start()?;
    let mut figures = Vec::new();
    for guest in HOSTILE {
        let (name, id, _) = guest;
        if !context.asks_for(id) {
            continue;
        }
        let hub = start(std::slice::from_ref(guest), &keys, &sink)?;
        let hostile = keys.get(1..2).unwrap_or_default();
        let found = measure(context, &hub, &sink, well_behaved, hostile)?;
        let who = format!("a municipality whose rule is the guest `{name}`,");
        figures.push(figure(id, format!("latency beside {name}"), &who, &found));
    }
    if context.asks_for("beside-all") {
        let hub = start(HOSTILE, &keys, &sink)?;
        let found = measure(context, &hub, &sink, well_behaved, keys.get(1..).unwrap_or_default())?;
        let who = format!("{} municipalities, one for each of these guests,", HOSTILE.len());
        figures.push(figure("beside-all", "latency beside all of them at once".into(), &who, &found));
    }
    Ok(figures)
}
