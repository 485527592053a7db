//! The compile worker: a process that limits itself, reads a component and writes machine code.

use super::look;
use crate::engine::{self, Purpose};
use crate::options::Mode;
use crate::stops;
use rustix::process::{Resource, Rlimit, setrlimit};
use std::io::{Read, Write};

/// Reads a component from `input`, writes its machine code to `output`; in the mode `look` what it is.
///
/// `arguments` are the three that the hub appends to those of
/// [`CompileWorker`](crate::CompileWorker): mode (`production`, `certification` or `look`), bytes of address
/// space, seconds of processor time. The limits are set on the calling process and cannot be
/// raised again. The error is one line for standard error; the process must then end with a code
/// other than 0.
pub fn run(arguments: &[String], input: &mut dyn Read, output: &mut dyn Write) -> Result<(), String> {
    let [mode, memory, seconds] = arguments else {
        return Err("expected: mode, bytes of address space, seconds".into());
    };
    let mode = match mode.as_str() {
        "production" => Some(Mode::Production),
        "certification" => Some(Mode::Certification),
        look::MODE => None,
        other => return Err(format!("unknown mode `{other}`")),
    };
    limit(Resource::As, memory)?;
    limit(Resource::Cpu, seconds)?;
    limit(Resource::Core, "0")?;
    limit(Resource::Fsize, "0")?;
    let mut component = Vec::new();
    input.read_to_end(&mut component).map_err(|error| format!("the component cannot be read: {error}"))?;
    let written = match mode {
        Some(mode) => {
            let engine = engine::engine(mode, Purpose::Compile).map_err(|error| stops::chain(&error))?;
            engine.precompile_component(&component).map_err(|error| stops::chain(&error))?
        }
        None => serde_json::to_vec(&look::answer(&component)).map_err(|error| error.to_string())?,
    };
    output.write_all(&written).and_then(|()| output.flush()).map_err(|error| error.to_string())
}

fn limit(resource: Resource, value: &str) -> Result<(), String> {
    let value: u64 = value.parse().map_err(|_| format!("`{value}` is not a number"))?;
    setrlimit(resource, Rlimit { current: Some(value), maximum: Some(value) })
        .map_err(|error| format!("a limit cannot be set: {error}"))
}
