//! The quick tier of fuzzing, without libFuzzer: each target gets its corpus, and some thousand inputs
//! made from it by a generator that begins with the same number every time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod mutate;
#[path = "src/lib.rs"]
mod targets;

use mutate::Mutator;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// No target may make the test process larger than this, in KiB.
const MOST_MEMORY: u64 = 1 << 20;

/// Panics in any thread, those of the server among them.
static PANICS: AtomicUsize = AtomicUsize::new(0);

fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/corpus").join(target);
    let mut seeds: Vec<_> = std::fs::read_dir(&directory)
        .unwrap_or_else(|error| panic!("{}: {error}", directory.display()))
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    seeds.sort();
    assert!(!seeds.is_empty(), "{} is empty", directory.display());
    seeds
}

/// Highest resident memory of this process, in KiB.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

/// Feeds the corpus and `count` inputs made from it.
fn feed(target: &str, count: u64) {
    let run = targets::ALL.iter().find(|(name, _)| *name == target).unwrap().1;
    let inherited = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANICS.fetch_add(1, Relaxed);
        inherited(panic);
    }));
    let one = |name: &str, input: &[u8]| {
        let passed = std::panic::catch_unwind(|| run(input)).is_ok();
        if passed && PANICS.load(Relaxed) == 0 {
            return;
        }
        let path = std::env::temp_dir().join(format!("drehscheibe-fuzz-{target}"));
        std::fs::write(&path, input).unwrap();
        panic!("{target}: {name} fails; the input lies in {}", path.display());
    };
    let mut seeds = corpus(target);
    for (name, seed) in &seeds {
        one(name, seed);
    }
    if target == "component" {
        seeds.iter_mut().for_each(|(_, seed)| *seed = targets::component::binary(seed).unwrap_or_else(|| seed.clone()));
    }
    for number in 0..count {
        one(&format!("mutation {number}"), &Mutator::new(number).mutate(&seeds));
    }
    let memory = memory();
    assert!(memory < MOST_MEMORY, "{target}: {memory} KiB of memory");
}

macro_rules! quick {
    ($($target:ident: $count:literal,)+) => {
        $(#[test]
        fn $target() {
            feed(stringify!($target), $count);
        })+

        #[test]
        fn every_target_is_fed() {
            let fed = [$(stringify!($target)),+];
            let all: Vec<_> = targets::ALL.iter().map(|(name, _)| *name).collect();
            assert_eq!(all, fed);
        }
    };
}

// As many as take a second or two in a debug build.
quick! {
    bundle: 2_000,
    component: 1_000,
    configuration: 1_000,
    guest_values: 2_000,
    journal: 5_000,
    json: 5_000,
    keys: 10_000,
    manifest: 2_000,
    plan: 1_000,
    restore: 100,
    schema: 2_000,
    submit: 1_500,
    xml: 4_000,
}
