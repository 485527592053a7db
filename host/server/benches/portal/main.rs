//! How long the portal takes for its pages on a database of years: 10 million journal entries and 125,400
//! activations. `make portal-bench`; fewer entries with `ROWS=100000`.
//!
//! The times are those of a browser on the same machine: connection, gates, queries, HTML. The last line names
//! the slowest page; the exit code is 1 if the median of any page is over the goal.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../../tests/api/support/client.rs"]
#[allow(dead_code)]
mod client;
mod fill;
#[path = "../../tests/portal/support.rs"]
#[allow(dead_code)]
mod support;

use drehscheibe_model::portal::PortalRole;
use drehscheibe_store::SqliteStore;
use std::sync::Arc;
use std::time::Instant;
use support::Hub;

/// Server time of a page, in milliseconds.
const GOAL_MS: f64 = 50.0;
const ROUNDS: usize = 40;

fn main() {
    // `cargo test` and `cargo bench` give arguments of their own.
    let rows = std::env::var("ROWS").ok().and_then(|text| text.parse().ok()).unwrap_or(10_000_000);
    let rounds = std::env::var("ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(ROUNDS);
    let filled = fill::database(rows);
    println!("{} journal entries, {} messages, {} activations", filled.entries, filled.messages, filled.activations);
    let store = Arc::new(SqliteStore::open(&filled.path).unwrap());
    let hub = Hub::on(tempfile::tempdir().unwrap(), store, Arc::new(fill::areas()));
    let town = filled.tenants[0].clone();
    let (day, month) = ("10.06.2026", "01.06.2026");
    let pages = [
        "/portal/lage".to_owned(),
        "/portal/nachrichten".into(),
        "/portal/nachrichten?zustand=rejected".into(),
        "/portal/nachrichten?zustand=delivered".into(),
        format!("/portal/nachrichten?verfahren={}", filled.procedures[7]),
        format!("/portal/nachrichten?stelle={town}&zustand=rejected"),
        format!("/portal/nachrichten?von={month}&bis={day}"),
        "/portal/nachrichten?fall=fall-4711".into(),
        // Filters that few or no messages pass: the worst for an index that serves only one of them.
        "/portal/nachrichten?zustand=withdrawn".into(),
        format!("/portal/nachrichten?verfahren={}&zustand=parked", filled.procedures[7]),
        format!("/portal/nachrichten?zustand=parked&von={month}&bis={day}"),
        format!("/portal/nachrichten?verfahren={}&von=01.01.2020&bis=02.01.2020", filled.procedures[7]),
        "/portal/nachrichten?zustand=delivered&von=01.01.2020&bis=02.01.2020".into(),
        format!("/portal/nachrichten?verfahren={}&zustand=rejected", filled.procedures[7]),
        format!("/portal/nachrichten?stelle={town}&verfahren={}", filled.procedures[7]),
        format!("/portal/nachrichten?stelle={town}&verfahren={}&zustand=withdrawn", filled.procedures[7]),
        format!("/portal/nachrichten?vor={}", filled.messages / 2),
        format!("/portal/nachrichten?zustand=delivered&vor={}", filled.messages / 2),
        format!("/portal/nachrichten/{}", filled.message),
        "/portal/geparkt".into(),
        "/portal/verfahren".into(),
        format!("/portal/verfahren/{}", filled.procedures[7]),
        format!("/portal/rollout?verfahren={}&kreis=14729", filled.procedures[7]),
        "/portal/depot".into(),
        "/portal/vorschlaege".into(),
        "/portal/pruefstelle".into(),
        "/portal/konto".into(),
    ];
    let mut slowest = (0.0_f64, String::new());
    let (mut measured, mut over) = (0, 0);
    for (role, tenants) in [(PortalRole::Operator, Vec::new()), (PortalRole::Municipality, vec![town.clone()])] {
        let texts: Vec<&str> = tenants.iter().map(|one: &drehscheibe_model::ids::TenantId| one.as_str()).collect();
        let name = hub.account(role.name(), role, &texts);
        let browser = hub.browser(&name);
        let more: &[&str] = match role {
            PortalRole::Operator => &["/portal/revision", "/portal/konfiguration", "/portal/konten"],
            _ => &["/portal/freischaltungen", "/portal/freischalten"],
        };
        for page in pages.iter().map(String::as_str).chain(more.iter().copied()) {
            let mut times = Vec::new();
            // The first request warms what a running hub has in memory.
            for round in 0..=rounds {
                let begin = Instant::now();
                let answer = browser.get(page);
                let ms = begin.elapsed().as_secs_f64() * 1_000.0;
                assert_eq!(answer.status, 200, "{page}");
                if round > 0 {
                    times.push(ms);
                }
            }
            times.sort_by(f64::total_cmp);
            let (median, p95) = (times[times.len() / 2], times[(times.len() * 95).div_ceil(100) - 1]);
            println!("{median:8.1} ms median {p95:8.1} ms p95  {} {page}", role.name());
            measured += 1;
            over += usize::from(median > GOAL_MS);
            if median > slowest.0 {
                slowest = (median, page.to_owned());
            }
        }
    }
    println!("pages: {measured}, over {GOAL_MS} ms: {over}, slowest: {:.1} ms {}", slowest.0, slowest.1);
    std::process::exit(i32::from(over > 0));
}
