//! (e) A configuration that changes while messages come in.

use super::{Context, KEYS};
use crate::hub::{Municipality, RunningHub, Setup, Sink, submission};
use crate::measure::{median, milliseconds, spread};
use crate::report::{Amount, Better, Figure};
use crate::{Outcome, failure};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

const SUBMITTERS: usize = 4;
/// Of each submitter, between two messages.
const PAUSE: Duration = Duration::from_millis(10);

/// Messages that were acknowledged, and submissions that were not.
#[derive(Debug, Default)]
struct Load {
    accepted: AtomicU64,
    failed: AtomicU64,
}

/// Switches and comes back; how long the change took, in milliseconds. A message sent behind it must
/// go where the new configuration says.
fn switch(hub: &RunningHub, setup: &mut Setup, sink: &Sink, load: &Load) -> Outcome<f64> {
    let [key, ..] = KEYS;
    setup.shift = 1 - setup.shift;
    setup.write(hub.directory(), sink.address)?;
    let client = hub.client();
    let begin = Instant::now();
    client.reload()?;
    let took = milliseconds(begin.elapsed());
    let message = client.submit(&submission(key, 0))?;
    load.accepted.fetch_add(1, Ordering::SeqCst);
    let (_, path) = sink.arrived(&message, Duration::from_secs(30))?;
    if path != format!("/{}", setup.shift) {
        return Err(failure(format!("a message after the switch went to {path}")));
    }
    Ok(took)
}

pub fn run(context: &Context) -> Outcome<Vec<Figure>> {
    let sink = Sink::start()?;
    let municipalities = KEYS.iter().map(|key| Municipality::ordinary(key)).collect();
    let mut setup = Setup { adapters: 2, ..Setup::of(municipalities) };
    let hub = RunningHub::start(&setup, &sink)?;
    let (load, stop) = (Load::default(), AtomicBool::new(false));
    let times = context.rounds(21);
    let quiet: Vec<f64> = (0..times).map(|_| switch(&hub, &mut setup, &sink, &load)).collect::<Outcome<_>>()?;
    let loaded = std::thread::scope(|scope| -> Outcome<Vec<f64>> {
        for submitter in 0..SUBMITTERS {
            let (client, load, stop) = (hub.client(), &load, &stop);
            scope.spawn(move || {
                for number in 0.. {
                    if stop.load(Ordering::SeqCst) {
                        return;
                    }
                    let key = KEYS.get((number + submitter) % KEYS.len()).copied().unwrap_or_default();
                    let done = client.submit(&submission(key, number as u64)).is_ok();
                    if done { &load.accepted } else { &load.failed }.fetch_add(1, Ordering::SeqCst);
                    std::thread::sleep(PAUSE);
                }
            });
        }
        let loaded = (0..times).map(|_| switch(&hub, &mut setup, &sink, &load)).collect();
        stop.store(true, Ordering::SeqCst);
        loaded
    })?;
    let (accepted, refused) = (load.accepted.load(Ordering::SeqCst), load.failed.load(Ordering::SeqCst));
    // Whatever was acknowledged must arrive; who waits in vain ends this run.
    hub.wait_for("delivered", accepted, Duration::from_secs(60))?;
    let slowest = loaded.iter().copied().fold(0.0, f64::max);
    Ok(vec![Figure {
        id: "hot-activation".into(),
        title: "(e) switching the configuration under load".into(),
        ours: Amount::new(slowest, "ms"),
        baseline: Amount::new(median(&quiet), "ms"),
        against: "the same on a quiet hub, median".into(),
        ratio: median(&loaded) / median(&quiet),
        better: Better::Lower,
        resolution: 0.0,
        spread: spread(&loaded),
        goal: "<= 50 ms, 0 failed".into(),
        met: Some(slowest <= 50.0 && refused == 0),
        method: format!(
            "{times} switches of all targets while {SUBMITTERS} submitters send; the slowest from the request to its \
             answer, after which every message runs on the new revision (checked by where it arrives); the ratio is \
             of medians ({:.1} ms under load). {accepted} messages were acknowledged and all delivered, {refused} \
             submissions failed",
            median(&loaded)
        ),
    }])
}
