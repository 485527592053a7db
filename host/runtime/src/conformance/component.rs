//! From a guest in WebAssembly text to a component of the contract.

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::{PackageId, Resolve, SourceMap};

/// The contract, within the binary: no source tree is needed.
const CONTRACT: [(&str, &str); 4] = [
    ("types.wit", include_str!("../../../../wit/types.wit")),
    ("host.wit", include_str!("../../../../wit/host.wit")),
    ("capabilities.wit", include_str!("../../../../wit/capabilities.wit")),
    ("worlds.wit", include_str!("../../../../wit/worlds.wit")),
];

/// Worlds that no vendor has: what they import is not allowed.
const HOSTILE_WORLDS: &str = r#"
package drehscheibe:hostile;
world validator-with-wasi { include drehscheibe:rule/validator@0.1.0; import wasi:random/random@0.2.0; }
world validator-with-folder { include drehscheibe:rule/validator@0.1.0; import drehscheibe:rule/drop-folder@0.1.0; }
package wasi:random@0.2.0 { interface random { get-random-u64: func() -> u64; } }
"#;

/// What each guest needs and only few write themselves: an allocator and the `configuration`.
const REALLOC: &str = r#"
  (global $heap (mut i32) (i32.const 65536))
  (func (export "cabi_realloc") (param $old i32) (param $had i32) (param $align i32) (param $size i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $heap) (i32.const 15)) (i32.const -16)))
    (global.set $heap (i32.add (local.get $at) (local.get $size)))
    (block $fits
      (loop $grow
        (br_if $fits (i32.le_u (global.get $heap) (i32.mul (memory.size) (i32.const 65536))))
        (br_if $grow (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))
        unreachable))
    (local.get $at))
"#;
const SETTINGS_SCHEMA: &str = r#"
  (data (i32.const 65520) "{}")
  (data (i32.const 65504) "\f0\ff\00\00\02\00\00\00")
  (func (export "drehscheibe:rule/configuration@0.1.0#settings-schema") (result i32) i32.const 65504)
"#;
const CHECK_SETTINGS: &str = r#"
  (func (export "drehscheibe:rule/configuration@0.1.0#check-settings") (param i32 i32) (result i32) i32.const 65488)
"#;

/// A guest is text that begins with `(module` and ends with its parenthesis. It has a memory
/// `memory` of at least two pages; the bytes from 65,488 on belong to what is added here.
pub(crate) fn component(world: &str, guest: &str) -> Result<Vec<u8>, String> {
    from_module(HOSTILE_WORLDS, world, core_module(guest)?)
}

/// A component from a core module that has all its world asks for. The world is one of the contract, or
/// of the package in `worlds`, which may use the contract's.
pub(crate) fn from_module(worlds: &str, world: &str, mut core: Vec<u8>) -> Result<Vec<u8>, String> {
    let mut resolve = Resolve::new();
    let contract = push(&mut resolve, &CONTRACT)?;
    let own = push(&mut resolve, &[("own.wit", worlds)])?;
    let world = [contract, own]
        .iter()
        .find_map(|package| resolve.select_world(&[*package], Some(world)).ok())
        .ok_or_else(|| format!("there is no world `{world}`"))?;
    embed_component_metadata(&mut core, &resolve, world, StringEncoding::UTF8).map_err(|error| format!("{error:#}"))?;
    ComponentEncoder::default()
        .validate(true)
        .module(&core)
        .and_then(|mut encoder| encoder.encode())
        .map_err(|error| format!("{error:#}"))
}

fn push(resolve: &mut Resolve, files: &[(&str, &str)]) -> Result<PackageId, String> {
    let mut sources = SourceMap::new();
    for (name, text) in files {
        sources.push_str(name, *text);
    }
    let group = sources.parse().map_err(|(_, error)| error.to_string())?;
    resolve.push_group(group).map_err(|error| error.to_string())
}

/// The core module with what it lacks.
pub(crate) fn core_module(guest: &str) -> Result<Vec<u8>, String> {
    let open = guest.trim_end().strip_suffix(')').ok_or("a guest ends with `)`")?;
    let mut text = open.to_owned();
    for (export, addition) in
        [("\"cabi_realloc\"", REALLOC), ("#settings-schema\"", SETTINGS_SCHEMA), ("#check-settings\"", CHECK_SETTINGS)]
    {
        if !open.contains(export) {
            text.push_str(addition);
        }
    }
    text.push(')');
    wat::parse_str(&text).map_err(|error| error.to_string())
}
