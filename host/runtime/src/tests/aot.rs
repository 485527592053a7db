//! Compiled components.

use super::Bench;
use crate::{CacheCounts, CompileWorker, worker};
use drehscheibe_model::call::{RuleFailure, Stop};
use drehscheibe_model::ports::Rules;

const WELL_BEHAVED: &str = include_str!("../../../../tests/hostile/well-behaved.wat");

fn counts(compiled: u64, rejected: u64) -> CacheCounts {
    CacheCounts { compiled, rejected }
}

#[test]
fn a_message_does_not_compile_what_was_compiled_before_even_after_a_restart() {
    let bench = Bench::new();
    let plugin = bench.guest("validator", WELL_BEHAVED);
    bench.runtime.precompile(&plugin).unwrap();
    assert_eq!(bench.runtime.cache_counts(), counts(1, 0));
    let again = Bench::with(|options| options.cache_dir = bench.directory.path().into());
    again.blobs.put(crate::conformance::component::component("validator", WELL_BEHAVED).unwrap());
    again.runtime.validate(&again.context(plugin), &again.submission()).result.unwrap();
    assert_eq!(again.runtime.cache_counts(), counts(0, 0));
}

#[test]
fn a_damaged_or_cut_file_is_refused_and_made_anew() {
    let bench = Bench::new();
    let plugin = bench.guest("validator", WELL_BEHAVED);
    bench.runtime.precompile(&plugin).unwrap();
    let file = bench.runtime.cache_file(&plugin);
    let whole = std::fs::read(&file).unwrap();
    let mut changed = whole.clone();
    *changed.last_mut().unwrap() ^= 1;
    for (number, wrong) in [&changed[..], &whole[..whole.len() / 2], &[], b"something else"].into_iter().enumerate() {
        std::fs::write(&file, wrong).unwrap();
        bench.runtime.forget(&plugin);
        bench.runtime.validate(&bench.context(plugin), &bench.submission()).result.unwrap();
        let number = number as u64 + 1;
        assert_eq!(bench.runtime.cache_counts(), counts(1 + number, number));
        assert_eq!(std::fs::read(&file).unwrap(), whole);
    }
}

#[test]
fn another_key_does_not_open_it() {
    let bench = Bench::new();
    let plugin = bench.guest("validator", WELL_BEHAVED);
    bench.runtime.precompile(&plugin).unwrap();
    let again = Bench::with(|options| {
        options.cache_dir = bench.directory.path().into();
        options.cache_key = [9; 32];
    });
    again.guest("validator", WELL_BEHAVED);
    again.runtime.precompile(&plugin).unwrap();
    assert_eq!(again.runtime.cache_counts(), counts(1, 1));
}

#[test]
fn a_worker_that_does_not_start_is_not_held_against_the_plugin() {
    let worker = CompileWorker { program: "/nowhere/compile".into(), arguments: vec![] };
    let bench = Bench::with(|options| options.compile_worker = Some(worker));
    let plugin = bench.guest("validator", WELL_BEHAVED);
    let called = bench.runtime.validate(&bench.context(plugin), &bench.submission());
    assert_eq!(called.result, Err(RuleFailure::Stopped(Stop::Busy)));
}

#[test]
fn a_worker_that_ends_badly_says_why() {
    let worker =
        CompileWorker { program: "/bin/sh".into(), arguments: vec!["-c".into(), "echo not today >&2; exit 3".into()] };
    let bench = Bench::with(|options| options.compile_worker = Some(worker));
    let plugin = bench.guest("validator", WELL_BEHAVED);
    let Err(Stop::AbiMismatch { reason }) = bench.runtime.precompile(&plugin) else { panic!("it compiled") };
    assert!(reason.contains("not today"), "{reason}");
}

/// Not a test of its own: what the worker's process runs in the tests below. Its standard output
/// belongs to the test harness, so the machine code goes to file descriptor 3.
#[test]
fn worker_process() {
    let Ok(arguments) = std::env::var("DREHSCHEIBE_TEST_WORKER") else { return };
    let arguments: Vec<String> = arguments.split(' ').map(Into::into).collect();
    let mut output = std::fs::OpenOptions::new().write(true).open("/dev/fd/3").unwrap();
    if let Err(message) = worker::run(&arguments, &mut std::io::stdin(), &mut output) {
        eprintln!("{message}");
        std::process::exit(1);
    }
}

/// This test binary as a worker: a process of its own, with limits that hit no other test.
fn this_binary() -> CompileWorker {
    let script = "binary=$1; shift; exec env DREHSCHEIBE_TEST_WORKER=\"$*\" \"$binary\" \
        --exact tests::aot::worker_process --nocapture 3>&1 >/dev/null";
    let binary = std::env::current_exe().unwrap().to_string_lossy().into_owned();
    CompileWorker { program: "/bin/sh".into(), arguments: vec!["-c".into(), script.into(), "sh".into(), binary] }
}

#[test]
fn what_the_worker_compiles_runs() {
    let bench = Bench::with(|options| options.compile_worker = Some(this_binary()));
    let plugin = bench.guest("validator", WELL_BEHAVED);
    let called = bench.runtime.validate(&bench.context(plugin), &bench.submission());
    assert_eq!(called.result, Ok(vec![]));
    assert_eq!(bench.runtime.cache_counts(), counts(1, 0));
}

#[test]
fn the_worker_says_what_is_wrong_with_a_component() {
    let bench = Bench::with(|options| options.compile_worker = Some(this_binary()));
    // Its outside is right, but a function inside is not.
    let mut component = crate::conformance::component::component("validator", WELL_BEHAVED).unwrap();
    let body = [0x41, 0x80, 0x04, 0x0b]; // i32.const 512, end
    let at = component.windows(4).position(|window| window == body).unwrap();
    component[at] = 0x42; // i64.const
    let plugin = bench.blobs.put(component);
    let Err(Stop::AbiMismatch { reason }) = bench.runtime.precompile(&plugin) else { panic!("it compiled") };
    assert!(reason.contains("type mismatch"), "{reason}");
}

#[test]
fn a_worker_that_needs_more_than_it_may_have_ends_and_the_hub_goes_on() {
    let bench = Bench::with(|options| {
        options.compile_worker = Some(this_binary());
        options.compile_memory_bytes = 1 << 20;
    });
    let plugin = bench.guest("validator", WELL_BEHAVED);
    let Err(Stop::AbiMismatch { reason }) = bench.runtime.precompile(&plugin) else { panic!("it compiled") };
    assert!(reason.contains("could not be compiled"), "{reason}");
}
