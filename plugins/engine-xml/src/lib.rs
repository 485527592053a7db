//! The engine for rules in XML Schema, Schematron and XSLT.
//!
//! `drehscheibe rule build` calls `settings-schema` of a fresh instance once, with an order as its
//! settings and the rule files as its attachments. The instance compiles the rules, and its memory
//! becomes the memory with which every later instance starts: see `ready`. From then on it is an
//! ordinary plugin.
#![cfg(target_arch = "wasm32")]

mod export;
mod ready;
mod words;
