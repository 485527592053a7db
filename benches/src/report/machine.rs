//! What it was measured on. No names, no paths.

use serde::{Deserialize, Serialize};

/// The machine and the versions that matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    pub processor: String,
    /// Logical processors.
    pub processors: usize,
    pub memory_gib: u64,
    pub kernel: String,
    pub rustc: String,
    pub wasmtime: String,
    pub sqlite: String,
    /// Load average over the last minute when the run began: what else the machine was doing.
    pub load_at_start: String,
}

fn line_of(file: &str, field: &str) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(field)).and_then(|line| line.split_once(':'));
    line.map_or_else(String::new, |(_, value)| value.trim().to_owned())
}

/// The version of a crate in the lock file of the build.
fn locked(name: &str) -> String {
    let mut lines = include_str!("../../../Cargo.lock").lines();
    let wanted = format!("name = \"{name}\"");
    let found = lines.by_ref().find(|line| *line == wanted).and_then(|_| lines.next());
    found.and_then(|line| line.strip_prefix("version = ")).unwrap_or("").trim_matches('"').to_owned()
}

impl Machine {
    pub fn this() -> Self {
        let kibibytes = line_of("/proc/meminfo", "MemTotal");
        let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        let numbers: String = release.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let compiler = std::process::Command::new("rustc").arg("--version").output();
        let compiler = compiler.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
        Self {
            processor: line_of("/proc/cpuinfo", "model name"),
            processors: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            memory_gib: kibibytes.trim_end_matches(" kB").trim().parse::<u64>().unwrap_or(0) >> 20,
            kernel: format!("Linux {}", numbers.trim_end_matches('.')),
            rustc: compiler.unwrap_or_default(),
            wasmtime: locked("wasmtime"),
            sqlite: rusqlite::version().to_owned(),
            load_at_start: load.split(' ').next().unwrap_or("").to_owned(),
        }
    }
}
