//! (d) What a message costs in a small configuration and in that of a whole state.

use super::Context;
use crate::hub::{Client, Municipality, RunningHub, Setup, Sink, submission_for};
use crate::measure::{Pairs, median};
use crate::report::{Amount, Better, Figure};
use crate::{Outcome, failure};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const PROCEDURES: usize = 150;
const AUTHORITIES: usize = 309;
const ADAPTERS: usize = 15;
const SUBMITTERS: usize = 8;
const MESSAGES: usize = 600;

struct Measured {
    hub: RunningHub,
    client: Client,
    setup: Setup,
    total: u64,
}

impl Measured {
    fn start(keys: &[String], procedures: usize, adapters: usize, sink: &Sink) -> Outcome<Self> {
        let municipalities = keys.iter().map(|key| Municipality::ordinary(key)).collect();
        let setup = Setup { procedures, adapters, ..Setup::of(municipalities) };
        let hub = RunningHub::start(&setup, sink)?;
        Ok(Self { client: hub.client(), hub, setup, total: 0 })
    }

    /// Milliseconds of the hub's processor time that one message costs.
    fn per_message(&mut self) -> Outcome<f64> {
        let before = self.hub.processor_seconds()?;
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| -> Outcome<()> {
            let threads: Vec<_> = (0..SUBMITTERS).map(|_| scope.spawn(|| self.submit(&next))).collect();
            for thread in threads {
                thread.join().map_err(|_| failure("a submitter ended abnormally"))??;
            }
            Ok(())
        })?;
        self.total += MESSAGES as u64;
        self.hub.wait_for("delivered", self.total, Duration::from_secs(120))?;
        Ok((self.hub.processor_seconds()? - before) * 1e3 / MESSAGES as f64)
    }

    fn submit(&self, next: &AtomicUsize) -> Outcome<()> {
        let client = self.client.another();
        loop {
            let number = next.fetch_add(1, Ordering::SeqCst);
            if number >= MESSAGES {
                return Ok(());
            }
            // Steps without a common divisor, so that messages go everywhere.
            let place = number * 7 % self.setup.municipalities.len();
            let one = self.setup.municipalities.get(place).ok_or_else(|| failure("no municipality"))?;
            let procedure = format!("antrag-{}", number * 11 % self.setup.procedures);
            client.submit(&submission_for(&procedure, &one.key, number as u64))?;
        }
    }
}

pub fn run(context: &Context) -> Outcome<Vec<Figure>> {
    let keys = super::municipalities()?;
    let many = keys.get(..AUTHORITIES).ok_or_else(|| failure("the register has too few municipalities"))?;
    let one = keys.get(..1).ok_or_else(|| failure("the register is empty"))?;
    let sink = Sink::start()?;
    let mut small = Measured::start(one, 1, 2, &sink)?;
    let mut large = Measured::start(many, PROCEDURES, ADAPTERS, &sink)?;
    for hub in [&mut small, &mut large] {
        hub.per_message()?;
    }
    let mut pairs = Pairs::default();
    for _ in 0..context.rounds(7) {
        pairs.push(large.per_message()?, small.per_message()?);
    }
    let ratio = pairs.ratio();
    Ok(vec![Figure {
        id: "cost-growth".into(),
        title: "(d) cost of a message in a large configuration".into(),
        ours: Amount::new(median(&pairs.ours), "ms"),
        baseline: Amount::new(median(&pairs.baseline), "ms"),
        against: "1 procedure x 1 authority x 2 adapters".into(),
        ratio,
        better: Better::Lower,
        resolution: 0.0,
        spread: pairs.spread(),
        goal: "<= 1.1".into(),
        met: Some(ratio <= 1.1),
        method: format!(
            "processor time of the hub's process per message, from its submission to its delivery, with {PROCEDURES} \
             procedures x {AUTHORITIES} authorities x {ADAPTERS} adapters ({} activations) and with the smallest \
             configuration, in turn; rounds of {MESSAGES} messages, spread over all procedures and authorities",
            PROCEDURES * AUTHORITIES
        ),
    }])
}
