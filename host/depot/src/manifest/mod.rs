//! `plugin.toml`: what a vendor says about a plugin.

mod capabilities;
mod check;
mod reader;

pub use capabilities::{Capabilities, DropFolder, Mail, OutboundHttp};

use drehscheibe_model::call::World;
use drehscheibe_model::ids::{PluginName, ProcedureId};
use drehscheibe_model::limits::Limits;
use serde::Serialize;

/// The manifest's file name, beside the plugin's sources and in its package.
pub const FILE_NAME: &str = "plugin.toml";

/// Longest manifest, in bytes.
pub const MAX_BYTES: usize = 64 << 10;

/// What a vendor says about a plugin.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Manifest {
    /// Unique in the depot.
    pub name: PluginName,
    /// Semantic version. A version once published never changes.
    pub version: String,
    /// German, for people; at most 100 characters.
    pub title: String,
    /// German, one or two sentences; at most 1,000 characters.
    pub description: String,
    pub vendor: String,
    /// SPDX expression.
    pub licence: String,
    /// Where an operator turns to: mail address or URL.
    pub contact: String,
    /// What the component exports.
    pub worlds: Vec<World>,
    /// Procedures it is made for; empty: any.
    pub procedures: Vec<ProcedureId>,
    /// Integrationsstufen it serves, 1 to 4.
    pub stages: Vec<u8>,
    /// What an adapter may be granted. Only what both this and the municipality's grant name is allowed.
    pub capabilities: Capabilities,
    /// Limits it needs; what the vendor leaves out stays at the default, for adapters that of adapters.
    pub limits: Limits,
    /// Whether the vendor named the wall time, in which the defaults differ from world to world.
    #[serde(skip)]
    pub(crate) wall_time_given: bool,
}

/// One thing that is wrong with a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("line {line}: {text}")]
pub struct Problem {
    /// From 1; the line of the table if a key is missing.
    pub line: usize,
    pub text: String,
}

impl Manifest {
    /// The limits of a call in a world, if the configuration does not say otherwise.
    pub fn limits_in(&self, world: World) -> Limits {
        if self.wall_time_given {
            return self.limits.clone();
        }
        Limits { wall_time_ms: Limits::of(world).wall_time_ms, ..self.limits.clone() }
    }

    /// Reads and checks a manifest; all problems, in order of their lines.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        check::manifest(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
[plugin]
name = "webservice"
version = "0.1.0"
title = "Webservice"
description = "Stellt zu."
vendor = "Drehscheibe"
licence = "EUPL-1.2"
contact = "https://example.org"
worlds = ["adapter"]
stages = [3, 4]

[capabilities.outbound-http]
destinations = ["https://*"]
methods = ["POST", "PUT"]
secrets = ["zugang"]

[limits]
wall_time_ms = 20_000
"#;

    fn problems(text: &str) -> Vec<String> {
        Manifest::parse(text).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_good_manifest_is_read() {
        let manifest = Manifest::parse(GOOD).unwrap();
        assert_eq!(manifest.name.as_str(), "webservice");
        assert_eq!(manifest.worlds, [World::Adapter]);
        assert_eq!(manifest.limits, Limits { wall_time_ms: 20_000, ..Limits::for_adapter() });
        assert_eq!(manifest.capabilities.outbound_http.unwrap().methods, ["POST", "PUT"]);
        assert!(manifest.procedures.is_empty());
    }

    #[test]
    fn limits_hold_in_every_world_and_the_rest_stays_at_its_defaults() {
        let both = GOOD.replace("[\"adapter\"]", "[\"adapter\", \"validator\"]");
        let given = Manifest::parse(&both).unwrap();
        assert_eq!(given.limits_in(World::Validator).wall_time_ms, 20_000);
        let other = Manifest::parse(&both.replace("wall_time_ms = 20_000", "memory_bytes = 65_536")).unwrap();
        assert_eq!(other.limits_in(World::Validator), Limits { memory_bytes: 65_536, ..Limits::DEFAULT });
        assert_eq!(other.limits_in(World::Adapter), Limits { memory_bytes: 65_536, ..Limits::for_adapter() });
    }

    #[test]
    fn all_problems_are_told_with_their_lines() {
        let text = GOOD
            .replace("\"webservice\"", "\"Web Service\"")
            .replace("\"0.1.0\"", "\"1\"")
            .replace("vendor = \"Drehscheibe\"\n", "vendr = \"x\"\n")
            .replace("[3, 4]", "[3, 5]")
            .replace("\"https://*\"", "\"example.org\"")
            .replace("20_000", "90_000");
        let told = problems(&text);
        let lines: Vec<_> = told.iter().map(|line| line.split(':').next().unwrap()).collect();
        assert_eq!(lines, ["line 2", "line 3", "line 4", "line 7", "line 11", "line 14", "line 19"], "{told:#?}");
        assert!(told[0].contains("`vendor`"), "{}", told[0]);
        assert!(told[3].contains("`vendr`") && told[3].contains("vendor"), "{}", told[3]);
    }

    #[test]
    fn capabilities_are_for_adapters_only() {
        let told = problems(&GOOD.replace("\"adapter\"", "\"validator\""));
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("line 13: ") && told[0].contains("adapter"), "{}", told[0]);
    }

    #[test]
    fn text_that_is_not_toml_is_told_with_its_line() {
        assert!(problems("[plugin]\nname = \n")[0].starts_with("line 2: "));
        assert!(problems("")[0].contains("[plugin]"));
        assert!(problems(&format!("[plugin]\nx = {}", "[".repeat(20_000)))[0].starts_with("line "));
        assert!(problems(&"#".repeat(MAX_BYTES + 1))[0].contains("bytes"));
    }

    #[test]
    fn a_problem_stays_short_however_long_what_it_quotes() {
        let long = "k".repeat(MAX_BYTES - GOOD.len() - 100);
        for text in
            [GOOD.replace("vendor =", &format!("{long} =")), GOOD.replace("\"webservice\"", &format!("\"{long}\""))]
        {
            let told = problems(&text);
            assert!(told.iter().all(|line| line.len() < 600), "{told:#?}");
        }
    }

    #[test]
    fn a_wrong_type_says_what_is_expected() {
        let told = problems(&GOOD.replace("[3, 4]", "\"3\"").replace("[\"adapter\"]", "[\"adapter\", 1]"));
        assert_eq!(told.len(), 2, "{told:#?}");
        assert!(told.iter().all(|line| line.contains("expected")), "{told:#?}");
    }
}
