//! A runtime starts whole or not at all.

use super::Bench;
use crate::conformance::ports::{Destinations, MemoryBlobs, NoCodeLists, OneSecret, Relay};
use crate::{Runtime, RuntimeError, RuntimeOptions, RuntimePorts};
use rustix::process::{Resource, Rlimit, setrlimit};
use std::sync::Arc;

fn start(change: impl FnOnce(&mut RuntimeOptions)) -> Result<Runtime, RuntimeError> {
    let directory = tempfile::tempdir().unwrap();
    let mut options = RuntimeOptions::new(directory.path(), [1; 32]);
    change(&mut options);
    let ports = RuntimePorts {
        blobs: Arc::new(MemoryBlobs::default()),
        http: Arc::new(Destinations),
        mailer: Arc::new(Relay),
        secrets: Arc::new(OneSecret),
        code_lists: Arc::new(NoCodeLists),
    };
    Runtime::new(options, ports)
}

#[test]
fn options_that_make_no_sense_are_refused_by_name() {
    let refused = |change: fn(&mut RuntimeOptions)| match start(change) {
        Err(RuntimeError::Option { option, .. }) => option,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(|options| options.concurrent_calls = 0), "concurrent_calls");
    assert_eq!(refused(|options| options.concurrent_calls = 1_001), "concurrent_calls");
    assert_eq!(refused(|options| options.component_bytes = 0), "component_bytes");
}

#[test]
fn a_cache_directory_that_cannot_be_made_is_named() {
    let result = start(|options| options.cache_dir = "/dev/null/cache".into());
    assert!(matches!(result, Err(RuntimeError::Cache { .. })), "{result:?}");
}

#[test]
fn a_thousand_calls_at_a_time_can_be_had() {
    let bench = Bench::with(|options| options.concurrent_calls = 1_000);
    let plugin = bench.guest("validator", include_str!("../../../../tests/hostile/well-behaved.wat"));
    bench.runtime.precompile(&plugin).unwrap();
}

/// Not a test of its own: what the process of the test below runs.
#[test]
fn process_with_little_address_space() {
    if std::env::var("DREHSCHEIBE_TEST_NO_ROOM").is_err() {
        return;
    }
    let room = Some(2_u64 << 30);
    setrlimit(Resource::As, Rlimit { current: room, maximum: room }).unwrap();
    match start(|_| ()) {
        Err(RuntimeError::Pool { concurrent_calls: 16, source }) => eprintln!("refused: {source}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn without_room_for_the_pool_it_does_not_start() {
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "tests::starting::process_with_little_address_space", "--nocapture"])
        .env("DREHSCHEIBE_TEST_NO_ROOM", "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("refused: "), "{said}");
}
