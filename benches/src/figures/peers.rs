//! (h) The same call elsewhere: in wasmtime as it comes, fresh and warm.

use super::Context;
use super::call::Partner;
use crate::guest::{Guest, component, plugins};
use crate::measure::{Pairs, median};
use crate::report::{Amount, Better, Figure};
use crate::timing::{self, Sampling};
use crate::{Outcome, sample};
use std::time::Instant;

pub const IDS: &[&str] = &["peer-fresh", "peer-warm"];

const PEERS: [(&str, &str, &str, &str); 2] = [
    ("peer-fresh", "fresh", "(h) peer: wasmtime as it comes, fresh instance", "wasmtime, on demand, no limits"),
    ("peer-warm", "warm", "(h) peer: wasmtime as it comes, one instance for all", "wasmtime, warm, no limits"),
];

pub fn run(context: &Context) -> Outcome<Vec<Figure>> {
    let guest = Guest::new(&component("hundesteuer")?)?;
    let document = sample::document(0);
    let ours = guest.validator(document.clone(), sample::SETTINGS, sample::RECEIVED)?;
    let path = plugins().join("target/components/hundesteuer.wasm");
    let mut figures = Vec::new();
    for (id, mode, title, against) in PEERS.into_iter().filter(|(id, ..)| context.asks_for(id)) {
        let mut peer = Partner::peer(&path, mode, &document)?;
        let mut pairs = Pairs::default();
        for _ in 0..context.rounds(3) {
            let fresh = timing::seconds("peers", "ours", Sampling::SHORT, |calls| {
                let begin = Instant::now();
                (0..calls).try_for_each(|_| ours())?;
                Ok(begin.elapsed())
            })?;
            let theirs = timing::seconds("peers", mode, Sampling::SHORT, |calls| peer.calls(calls))?;
            pairs.push(fresh * 1e6, theirs * 1e6);
        }
        figures.push(Figure {
            id: id.into(),
            title: title.into(),
            ours: Amount::new(median(&pairs.ours), "us"),
            baseline: Amount::new(median(&pairs.baseline), "us"),
            against: against.into(),
            ratio: pairs.ratio(),
            better: Better::Lower,
            resolution: 0.0,
            spread: pairs.spread(),
            goal: "none set".into(),
            met: None,
            method: "the component of (a) in `benches/peers`: default engine, no pool, no interruption, no limits; \
                     Criterion, rounds of both in turn"
                .into(),
        });
    }
    Ok(figures)
}
