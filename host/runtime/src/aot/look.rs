//! Looking at a component that nobody knows yet, within this process or in the compile worker.

use super::compile;
use crate::anatomy;
use crate::options::RuntimeOptions;
use crate::state::Lifted;
use drehscheibe_model::call::Stop;
use drehscheibe_model::ports::ComponentOutside;
use serde::{Deserialize, Serialize};
use wasmparser::{Validator, WasmFeatures};

/// Longest answer of the worker, in bytes.
const ANSWER_BYTES: u64 = 4 << 20;
/// The worker's mode.
pub(super) const MODE: &str = "look";

/// What the worker writes.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Answer {
    Fits(ComponentOutside),
    Refused(String),
}

/// Validates a component and reads its outside, here and now.
pub(super) fn answer(bytes: &[u8]) -> Answer {
    // Names of imports that no world allows say more than the validator, which would stumble over them.
    let anatomy = match anatomy::read(bytes, Lifted::default()) {
        Ok(anatomy) => anatomy,
        Err(Stop::AbiMismatch { reason }) => return Answer::Refused(reason),
        Err(other) => return Answer::Refused(other.to_string()),
    };
    let features = WasmFeatures::default() | WasmFeatures::COMPONENT_MODEL;
    match Validator::new_with_features(features).validate_all(bytes) {
        Ok(_) => Answer::Fits(ComponentOutside {
            wit_version: anatomy.wit_version,
            worlds: anatomy.worlds,
            imports: anatomy.imports,
        }),
        Err(error) => Answer::Refused(format!("it is not a valid WebAssembly component: {error}")),
    }
}

/// Looks at a component where the options say.
pub(crate) fn look(options: &RuntimeOptions, bytes: &[u8]) -> Result<ComponentOutside, Stop> {
    let answer = match &options.compile_worker {
        None => answer(bytes),
        Some(worker) => {
            let written = compile::in_worker(worker, options, MODE, bytes, ANSWER_BYTES)?;
            serde_json::from_slice(&written).map_err(compile::broken)?
        }
    };
    match answer {
        Answer::Fits(outside) => Ok(outside),
        Answer::Refused(reason) => Err(Stop::AbiMismatch { reason }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_component_is_refused_whole() {
        for bytes in [&b""[..], b"\0asm", b"\0asm\x01\0\0\0", &[0; 4_096]] {
            assert!(matches!(answer(bytes), Answer::Refused(_)), "{bytes:?}");
        }
        let bytes = crate::conformance::component::component(
            "validator",
            include_str!("../../../../tests/hostile/well-behaved.wat"),
        );
        let bytes = bytes.unwrap();
        let Answer::Fits(outside) = answer(&bytes) else { panic!("it is well-behaved") };
        assert_eq!(outside.worlds, [drehscheibe_model::call::World::Validator]);
        for cut in [bytes.len() / 3, bytes.len() / 2, bytes.len() - 1] {
            assert!(matches!(answer(&bytes[..cut]), Answer::Refused(_)), "{cut}");
        }
    }
}
