//! (b) From acceptance to delivery through the hub's own process, beside writing the same rows with a
//! group commit and nothing else.

use super::{Context, KEYS};
use crate::hub::{Client, Municipality, RunningHub, Setup, Sink, submission};
use crate::measure::{Pairs, median};
use crate::report::{Amount, Better, Figure};
use crate::timing::{self, Sampling};
use crate::{Outcome, failure, raw};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Who submit, and wait for their receipt, at the same time.
pub const SUBMITTERS: usize = 32;

/// Submits so many messages from many threads, spread over municipalities.
pub fn submit_all(client: &Client, keys: &[&str], messages: usize, submitters: usize) -> Outcome<()> {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..submitters)
            .map(|_| {
                let (client, next) = (client.another(), &next);
                scope.spawn(move || -> Outcome<()> {
                    loop {
                        let number = next.fetch_add(1, Ordering::SeqCst);
                        if number >= messages {
                            return Ok(());
                        }
                        let key = keys.get(number % keys.len().max(1)).ok_or_else(|| failure("no municipality"))?;
                        client.submit(&submission(key, number as u64))?;
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().map_err(|_| failure("a submitter ended abnormally"))??;
        }
        Ok(())
    })
}

pub fn run(context: &Context) -> Outcome<Vec<Figure>> {
    let sink = Sink::start()?;
    let hub = RunningHub::start(&Setup::of(KEYS.iter().map(|key| Municipality::ordinary(key)).collect()), &sink)?;
    let client = hub.client();
    let messages = 400_usize;
    submit_all(&client, &KEYS, 100, SUBMITTERS)?;
    let mut total = 100_u64;
    hub.wait_for("delivered", total, Duration::from_secs(60))?;
    let (_, mut last) = raw::rows(&hub.database(), 0)?;
    let mut pairs = Pairs::default();
    for _ in 0..context.rounds(3) {
        let ours = timing::seconds("end-to-end", "ours", Sampling::SCENARIO, |rounds| {
            let begin = Instant::now();
            for _ in 0..rounds {
                submit_all(&client, &KEYS, messages, SUBMITTERS)?;
                total += messages as u64;
                hub.wait_for("delivered", total, Duration::from_secs(120))?;
            }
            Ok(begin.elapsed())
        })?;
        let (mut rows, newest) = raw::rows(&hub.database(), last)?;
        last = newest;
        rows.drain(..rows.len().saturating_sub(messages));
        if rows.len() != messages {
            return Err(failure(format!("{} rows for {messages} messages", rows.len())));
        }
        let raw = timing::seconds("end-to-end", "raw", Sampling::SCENARIO, |rounds| {
            (0..rounds).map(|_| raw::write(&hub.database(), &rows, SUBMITTERS)).sum()
        })?;
        pairs.push(messages as f64 / ours, messages as f64 / raw);
    }
    if sink.count() as u64 != total {
        return Err(failure(format!("{} of {total} documents arrived", sink.count())));
    }
    let ratio = pairs.ratio();
    Ok(vec![Figure {
        id: "end-to-end".into(),
        title: "(b) accepted to delivered".into(),
        ours: Amount::new(median(&pairs.ours), "messages/s"),
        baseline: Amount::new(median(&pairs.baseline), "messages/s"),
        against: "the same rows, raw SQLite group commit".into(),
        ratio,
        better: Better::Higher,
        resolution: 0.0,
        spread: pairs.spread(),
        goal: ">= 0.5".into(),
        met: Some(ratio >= 0.5),
        method: format!(
            "Criterion, in turn; each iteration {messages} messages of 2 KB to eight municipalities: HTTP submission by {SUBMITTERS} submitters \
             at a time, `hundesteuer` validates and transforms, `webservice` delivers to a sink on loopback; the clock \
             stops when the last message is `delivered`. Then the final rows of the same messages (message, content, \
             deliveries, journal) are written by one thread that commits for all who wait, {SUBMITTERS} at a time, \
             same schema, WAL, synchronous=FULL. Submitters and sink share the machine with the hub"
        ),
    }])
}
