//! The engine for rules over JSON: JSON Schema and mappings.
//!
//! Works as `engine-xml`: `drehscheibe rule build` calls `settings-schema` of a fresh instance once and
//! keeps its memory.
#![cfg(target_arch = "wasm32")]

mod export;
mod ready;
