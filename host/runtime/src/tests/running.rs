//! Several calls at a time, and the fuel engine.

use super::{Bench, certification};
use drehscheibe_model::call::{CallContext, RuleFailure, Stop};
use drehscheibe_model::limits::Limits;
use drehscheibe_model::ports::Rules;
use std::time::Duration;

const LOOP: &str = include_str!("../../../../tests/hostile/loop-in-call.wat");
const LONG_LOOP: &str = include_str!("../../../../tests/hostile/long-loop.wat");
const WELL_BEHAVED: &str = include_str!("../../../../tests/hostile/well-behaved.wat");
const RECURSION: &str = include_str!("../../../../tests/hostile/deep-recursion.wat");

#[test]
fn the_same_call_uses_the_same_fuel_every_time() {
    let bench = Bench::with(certification);
    let plugin = bench.guest("validator", LONG_LOOP);
    let fuel = || bench.runtime.validate(&bench.context(plugin), &bench.submission()).usage.fuel.unwrap();
    let first = fuel();
    assert!(first > 10_000_000);
    assert_eq!(first, fuel());
}

#[test]
fn wall_time_gives_no_verdict_on_the_fuel_engine() {
    let mut bench = Bench::with(certification);
    bench.limits = Limits { wall_time_ms: 1, fuel: 2_000_000_000, ..Limits::DEFAULT };
    let plugin = bench.guest("validator", LONG_LOOP);
    assert_eq!(bench.runtime.validate(&bench.context(plugin), &bench.submission()).result, Ok(vec![]));
    bench.limits.fuel = 1_000;
    let called = bench.runtime.validate(&bench.context(plugin), &bench.submission());
    assert_eq!(called.result, Err(RuleFailure::Stopped(Stop::FuelExhausted { limit: 1_000 })));
}

#[test]
fn a_call_that_finds_no_room_in_its_time_is_told_busy() {
    let mut bench = Bench::with(|options| options.concurrent_calls = 1);
    let (looping, short) = (bench.guest("validator", LOOP), bench.guest("validator", WELL_BEHAVED));
    bench.runtime.precompile(&looping).unwrap();
    bench.runtime.precompile(&short).unwrap();
    bench.limits.wall_time_ms = 2_000;
    let impatient = Limits { wall_time_ms: 1, ..Limits::DEFAULT };
    let result = std::thread::scope(|scope| {
        let running = scope.spawn(|| bench.runtime.validate(&bench.context(looping), &bench.submission()).result);
        // Until the loop has the only place, calls succeed.
        loop {
            let context = CallContext { limits: &impatient, ..bench.context(short) };
            match bench.runtime.validate(&context, &bench.submission()).result {
                Err(RuleFailure::Stopped(Stop::Busy)) => break Ok(()),
                _ if running.is_finished() => break Err("the loop ended before"),
                _ => {}
            }
        }
    });
    assert_eq!(result, Ok(()));
    // The place is free again.
    assert_eq!(bench.runtime.validate(&bench.context(short), &bench.submission()).result, Ok(vec![]));
}

#[test]
fn many_threads_get_their_own_instances() {
    let bench = Bench::with(|options| options.concurrent_calls = 4);
    let plugin = bench.guest("validator", include_str!("../../../../tests/hostile/memory-of-the-last.wat"));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..25 {
                    let called = bench.runtime.validate(&bench.context(plugin), &bench.submission());
                    assert_eq!(called.result, Ok(vec![]));
                }
            });
        }
    });
}

#[test]
fn the_stack_of_a_call_is_that_of_its_limits() {
    let mut bench = Bench::new();
    let plugin = bench.guest("validator", RECURSION);
    let mut run = |stack_bytes| {
        bench.limits.stack_bytes = stack_bytes;
        bench.runtime.validate(&bench.context(plugin), &bench.submission()).result
    };
    for stack_bytes in [64 << 10, 512 << 10] {
        assert_eq!(run(stack_bytes), Err(RuleFailure::Stopped(Stop::StackExhausted { limit: stack_bytes })));
    }
    assert_eq!(run(1 << 20), Ok(vec![]));
}

#[test]
fn a_pause_in_which_the_ticker_sleeps_does_not_lose_a_deadline() {
    let mut bench = Bench::new();
    bench.limits.wall_time_ms = 50;
    let plugin = bench.guest("validator", LOOP);
    for pause in [0, 300] {
        // The ticker goes to sleep after some 200 ms without a call: what is tested is time itself.
        std::thread::sleep(Duration::from_millis(pause));
        let called = bench.runtime.validate(&bench.context(plugin), &bench.submission());
        assert_eq!(called.result, Err(RuleFailure::Stopped(Stop::DeadlineExceeded { limit_ms: 50 })));
    }
}
