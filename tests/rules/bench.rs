//! A folder with rule files, and the program.

use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Output};

pub const XSL: &str = r#"<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform""#;
pub const SCH: &str = r#"<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2""#;

/// Rules of all three kinds. The tests share them, because their component is compiled once.
pub const ALL: [&str; 6] = ["--xsd", "rules/hund.xsd", "--schematron", "rules/hund.sch", "--xslt", "rules/hund.xsl"];
const FILES: [(&str, &str); 4] = [
    ("rules/hund.xsd", include_str!("rules/hund.xsd")),
    ("rules/teil/typen.xsd", include_str!("rules/teil/typen.xsd")),
    ("rules/hund.sch", include_str!("rules/hund.sch")),
    ("rules/hund.xsl", include_str!("rules/hund.xsl")),
];

pub struct Bench(tempfile::TempDir);

impl Bench {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
    /// With the rule files of [`ALL`].
    pub fn with_rules() -> Self {
        let bench = Self::new();
        for (name, text) in FILES {
            bench.file(name, text);
        }
        bench
    }
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }
    /// Runs `drehscheibe rule …` in the folder.
    pub fn rule(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_drehscheibe"))
            .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
            .arg("rule")
            .args(arguments)
            .current_dir(self.0.path())
            .output()
            .unwrap()
    }
    /// Builds a rule that must be good; gives the report.
    pub fn build(&self, arguments: &[&str]) -> Value {
        let output = self.rule(&[&["build", "plugin", "--json"], arguments].concat());
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "are the engines built (make engines)?\n{message}");
        serde_json::from_slice(&output.stdout).unwrap()
    }
    /// Builds a rule that must be refused; gives the message.
    pub fn refused(&self, arguments: &[&str]) -> String {
        let output = self.rule(&[&["build", "plugin", "--json"], arguments].concat());
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{message}");
        assert!(!self.path("plugin/target").exists(), "a component was written");
        message
    }
    /// The results of documents, by the order in which they are given.
    pub fn run(&self, component: &Value, arguments: &[&str]) -> Vec<Value> {
        let component = component["path"].as_str().unwrap();
        let output = self.rule(&[&["run", component, "--json"], arguments].concat());
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{message}");
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// Outcome, then reason code and rule id of each finding.
pub fn verdict(result: &Value) -> String {
    let findings = result["findings"].as_array().unwrap().iter();
    let ids = findings.map(|f| format!(" {}:{}", f["reason_code"].as_str().unwrap(), f["rule_id"].as_str().unwrap()));
    format!("{}{}", result["outcome"].as_str().unwrap(), ids.collect::<String>())
}
