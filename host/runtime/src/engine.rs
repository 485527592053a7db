//! The one place where an engine is configured.

use crate::observe::FRAMES;
use crate::options::{Mode, RuntimeError};
use drehscheibe_model::limits::Limits;
use std::num::NonZeroUsize;
use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig};

/// Linear memories in one component: a JavaScript guest has three.
const MEMORIES_PER_COMPONENT: u32 = 4;
/// Tables in one component.
const TABLES_PER_COMPONENT: u32 = 12;
/// Size of the host's own records about one instance.
const INSTANCE_RECORD_BYTES: usize = 1 << 20;

/// Written bytes of a memory that stay resident between calls; a guest that wrote more gives them back.
/// Only the first 32 stretches of written pages do, however few bytes they are: wasmtime asks the kernel for no
/// more. So it is the scattering that costs Python its page faults, and a larger number changes nothing.
const RESIDENT_MEMORY_BYTES: usize = 2 << 20;
/// The same of a table.
const RESIDENT_TABLE_BYTES: usize = 8 << 10;

/// What the engine is for. The code it makes is the same for all purposes with the same mode.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    /// Running guests in a pool.
    Run { concurrent_calls: u32, stack_bytes: u64, sample: bool },
    /// Compiling only: reserves no address space.
    Compile,
}

/// The shared constructor.
pub(crate) fn engine(mode: Mode, purpose: Purpose) -> wasmtime::Result<Engine> {
    let sample = matches!(purpose, Purpose::Run { sample: true, .. });
    let mut config = Config::new();
    config
        .wasm_component_model(true)
        .wasm_multi_memory(true)
        .wasm_memory64(false)
        .wasm_relaxed_simd(false)
        .concurrency_support(false)
        .cranelift_opt_level(OptLevel::Speed)
        .cranelift_nan_canonicalization(true)
        .wasm_backtrace_max_frames(sample.then_some(NonZeroUsize::new(FRAMES)).flatten())
        .memory_init_cow(true)
        // Reservation and guard of 32-bit memories whose accesses need no bounds check.
        .memory_reservation(4 << 30)
        .memory_guard_size(32 << 20)
        .memory_may_move(false)
        // Both modes are interrupted by epochs: production at the deadline of the call,
        // certification at a fixed watchdog.
        .epoch_interruption(true)
        .consume_fuel(mode == Mode::Certification);
    if let Purpose::Run { concurrent_calls, stack_bytes, .. } = purpose {
        config.max_wasm_stack(usize::try_from(stack_bytes)?);
        config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(concurrent_calls)?));
    }
    Engine::new(&config)
}

fn pool(concurrent_calls: u32) -> wasmtime::Result<PoolingAllocationConfig> {
    let most = Limits::MAXIMUM;
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(concurrent_calls)
        .total_core_instances(concurrent_calls.saturating_mul(most.instances))
        .total_memories(concurrent_calls.saturating_mul(MEMORIES_PER_COMPONENT))
        .total_tables(concurrent_calls.saturating_mul(TABLES_PER_COMPONENT))
        .max_core_instances_per_component(most.instances)
        .max_memories_per_component(MEMORIES_PER_COMPONENT)
        .max_memories_per_module(MEMORIES_PER_COMPONENT)
        .max_tables_per_component(TABLES_PER_COMPONENT)
        .max_tables_per_module(TABLES_PER_COMPONENT)
        .table_elements(usize::try_from(most.table_elements)?)
        .max_memory_size(usize::try_from(most.memory_bytes)?)
        .max_core_instance_size(INSTANCE_RECORD_BYTES)
        .max_component_instance_size(INSTANCE_RECORD_BYTES)
        .max_unused_warm_slots(concurrent_calls.saturating_mul(2));
    // Where the kernel can say which pages a guest has written (Linux 6.7), they are put back in place
    // instead of being unmapped, so that the next call does not fault them in again: 36,000 calls of
    // `hundesteuer` took 1.4 instead of 2.4 s of processor time and 6,000 instead of 258,000 page faults.
    // Where it cannot, all of these bytes would be overwritten at each call, which costs more than it saves.
    if PoolingAllocationConfig::is_pagemap_scan_available() {
        pool.pagemap_scan(Enabled::Yes)
            .linear_memory_keep_resident(RESIDENT_MEMORY_BYTES)
            .table_keep_resident(RESIDENT_TABLE_BYTES);
    }
    Ok(pool)
}

/// An engine with a pool in which an instance was really made; never one without a pool.
pub(crate) fn start(mode: Mode, concurrent_calls: u32, stack_bytes: u64, sample: bool) -> Result<Engine, RuntimeError> {
    let engine = engine(mode, Purpose::Run { concurrent_calls, stack_bytes, sample })
        .map_err(|error| RuntimeError::Pool { concurrent_calls, source: error.into() })?;
    probe(&engine).map_err(|error| RuntimeError::Probe(error.into()))?;
    Ok(engine)
}

/// Makes an instance with a memory and a table and calls it.
fn probe(engine: &Engine) -> wasmtime::Result<()> {
    let text = r#"(component
        (core module $m (memory 1) (table 1 funcref) (func (export "f") (result i32) i32.const 7))
        (core instance $i (instantiate $m))
        (func (export "f") (result u32) (canon lift (core func $i "f"))))"#;
    let bytes = wat::parse_str(text).map_err(wasmtime::Error::new)?;
    let component = Component::from_binary(engine, &bytes)?;
    let mut store = crate::guarded::probe_store(engine)?;
    let instance = Linker::new(engine).instantiate(&mut store, &component)?;
    let function = instance.get_typed_func::<(), (u32,)>(&mut store, "f")?;
    let (answer,) = function.call(&mut store, ())?;
    if answer == 7 { Ok(()) } else { Err(wasmtime::Error::msg("the probe instance gave a wrong answer")) }
}
