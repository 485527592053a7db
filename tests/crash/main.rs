//! The real binary, killed with SIGKILL again and again under load and started again. In the end
//! every acknowledged message is in exactly one final state and has arrived.
//!
//! `CRASH_KILLS=200` sets how often, `CRASH_SEED=17` where. Timing is the machine's: the same seed asks
//! for the same moments, but does not stop the hub at the same instruction.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod load;
mod promises;
#[path = "../support/mod.rs"]
mod support;

use load::Load;
use std::time::Duration;
use support::chance::{Chance, number};
use support::{Sink, Town, until};

#[test]
fn what_was_acknowledged_is_kept_however_often_the_hub_is_killed() {
    let kills = number("CRASH_KILLS", 5);
    let seed = number("CRASH_SEED", 1);
    println!("{kills} kills, seed {seed}");
    let mut chance = Chance::new(seed);
    let sink = Sink::start();
    let stage = Town::default().stage(&sink);
    let client = stage.client();
    let mut hub = stage.serve();
    client.at(&hub);
    let load = Load::start(&client, seed);
    for kill in 1..=kills {
        // Where the kill falls: after so many more receipts or arrivals, and a moment of up to 20 ms.
        let by_arrival = chance.one_in(2);
        let count = || if by_arrival { sink.arrivals().len() } else { load.receipts() };
        let mark = count() + usize::try_from(chance.below(25)).unwrap();
        until("further work", || (count() >= mark).then_some(()));
        std::thread::sleep(Duration::from_micros(chance.below(20_000)));
        hub.kill();
        hub = stage.serve();
        client.at(&hub);
        if kill % 10 == 0 {
            println!("{kill} kills, {} receipts, {} arrivals", load.receipts(), sink.arrivals().len());
        }
    }
    let sent = load.end();
    client.all_settled();
    let totals = promises::check(&client, &sink, &sent);
    assert!(hub.stop().success());
    let entries = stage.verify();
    println!("seed {seed}: {kills} kills, {totals:?}, {entries} journal entries verified");
    assert_eq!(totals.acknowledged, totals.delivered + totals.in_doubt);
}
