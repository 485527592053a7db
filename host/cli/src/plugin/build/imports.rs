//! What a core module wants from outside, before it is made a component.

use super::error::ForeignImport;
use wasmparser::{Parser, Payload};

/// Imports that are not of the contract, each once, with the usual cause.
pub fn foreign(module: &[u8]) -> Result<Vec<ForeignImport>, wasmparser::BinaryReaderError> {
    let mut found: Vec<ForeignImport> = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        let Payload::ImportSection(section) = payload? else { continue };
        for import in section.into_imports() {
            let import = import?;
            if import.module.starts_with("drehscheibe:rule/") {
                continue;
            }
            let name = format!("{}#{}", import.module, import.name);
            if !found.iter().any(|known| known.name == name) {
                found.push(ForeignImport { name, usual_cause: usual_cause(import.module, import.name) });
            }
        }
    }
    Ok(found)
}

/// Why such an import is there, as a rule.
pub fn usual_cause(module: &str, name: &str) -> &'static str {
    let is_wasi = module.starts_with("wasi");
    match (module, name) {
        ("wasi_snapshot_preview1", "random_get") => {
            "random numbers, by the crate `getrandom` or by a HashMap of a build for wasm32-wasip1"
        }
        ("wasi_snapshot_preview1", "clock_time_get") => "a clock (`Instant::now`, `SystemTime::now`); use host::now()",
        ("wasi_snapshot_preview1", "fd_write") => "standard output (`println!`) of a build for WASI; use host::log()",
        _ if is_wasi && module.contains("clocks") => "a clock; use host::now()",
        _ if is_wasi && module.contains("random") => "random numbers; a rule must give the same result each time",
        _ if is_wasi && module.contains("filesystem") => "files; plugins have none",
        _ if is_wasi && module.contains("http") => "wasi:http; use the capability outbound-http of drehscheibe:rule",
        _ if is_wasi => "a build for WASI; build for wasm32-unknown-unknown",
        ("__wbindgen_placeholder__" | "__wbindgen_externref_xform__" | "wbg", _) => {
            "the crate `wasm-bindgen`, mostly through a `js` or `wasm-bindgen` feature of getrandom, uuid, chrono or time"
        }
        ("env", _) => "a C function that nothing defines, mostly by a crate that wraps a C library",
        _ => "an interface that is not part of drehscheibe:rule",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_imports_are_found_with_their_cause() {
        let module = wat::parse_str(
            r#"(module
                (import "drehscheibe:rule/host@0.1.0" "settings" (func (param i32)))
                (import "wasi_snapshot_preview1" "random_get" (func (param i32 i32) (result i32)))
                (import "env" "getentropy" (func (param i32 i32) (result i32))))"#,
        )
        .unwrap();
        let found = foreign(&module).unwrap();
        let names: Vec<_> = found.iter().map(|import| import.name.as_str()).collect();
        assert_eq!(names, ["wasi_snapshot_preview1#random_get", "env#getentropy"]);
        assert!(found[0].usual_cause.contains("getrandom"));
    }

    #[test]
    fn garbage_is_an_error() {
        assert!(foreign(b"\0asm\x01\0\0\0\x02\xff").is_err());
        assert!(foreign(b"no module").is_err());
    }
}
