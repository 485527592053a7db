//! A seeded simulator: drives the processor and the memory store, which dies and loses what was not
//! synced, through many schedules, and checks after each that every promise was kept.
//!
//! `SIMULATION_SEEDS=100000` sets how many; `SIMULATION_SEED=17` runs one alone and tells its story.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod chance;
mod configuration;
mod promises;
mod run;
mod world;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is not a number")))
}

/// What happened over all schedules; a simulator in which nothing happens proves nothing.
#[derive(Debug, Default)]
pub struct Totals {
    pub messages: u64,
    pub crashes: u64,
    pub delivered: u64,
    pub rejected: u64,
    pub parked: u64,
    pub withdrawn: u64,
    pub replays: u64,
    pub repeated: u64,
    pub uncertified: u64,
}

#[test]
fn every_promise_is_kept_in_every_schedule() {
    if let Some(seed) = number("SIMULATION_SEED") {
        run::schedule(seed, true, &mut Totals::default()).unwrap_or_else(|broken| panic!("seed {seed}: {broken}"));
        return;
    }
    let seeds = number("SIMULATION_SEEDS").unwrap_or(3_000);
    let mut totals = Totals::default();
    for seed in 0..seeds {
        if let Err(broken) = run::schedule(seed, false, &mut totals) {
            panic!("{broken}\nreplay it: SIMULATION_SEED={seed} cargo nextest run -p drehscheibe-processor simulation");
        }
    }
    println!("{seeds} schedules: {totals:?}");
    let each = [totals.messages, totals.crashes, totals.delivered, totals.rejected, totals.parked];
    let more = [totals.withdrawn, totals.replays, totals.repeated, totals.uncertified];
    assert!(each.iter().chain(&more).all(|count| *count > 0), "something never happened: {totals:?}");
}

/// A hub on a disk that lies must be caught: else the simulator would notice nothing.
#[test]
fn a_disk_that_answers_before_it_syncs_is_noticed() {
    let caught = (0..200).any(|seed| run::schedule_on_a_lying_disk(seed).is_err());
    assert!(caught, "lost messages were not noticed");
}
