//! The hub under a clock and a disk of our own: a small library in front of the C library.

use crate::support::{Hub, Stage};
use std::os::unix::fs::FileExt;
use std::process::Command;

/// Controls what the library does.
pub struct Shim {
    control: std::fs::File,
    environment: [(&'static str, String); 2],
}

impl Shim {
    /// Builds the library onto the stage, with the C compiler that SQLite needs, too.
    pub fn new(stage: &Stage) -> Self {
        let library = stage.path("shim.so");
        let source = crate::support::stage::root().join("tests/faults/shim.c");
        let built = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).output();
        let built = built.expect("a C compiler");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let path = stage.path("control");
        std::fs::write(&path, [0; 4_096]).unwrap();
        let control = std::fs::File::options().read(true).write(true).open(&path).unwrap();
        let environment = [
            ("LD_PRELOAD", library.to_str().unwrap().to_owned()),
            ("DREHSCHEIBE_TEST_CONTROL", path.to_str().unwrap().to_owned()),
        ];
        Self { control, environment }
    }

    pub fn serve(&self, stage: &Stage) -> Hub {
        Hub::start(stage, &self.environment)
    }

    fn set(&self, place: u64, value: i64) {
        self.control.write_all_at(&value.to_ne_bytes(), place).unwrap();
    }

    /// Sets the hub's clock so many seconds forward (or back) from the machine's.
    pub fn set_clock(&self, offset_seconds: i64) {
        self.set(0, offset_seconds);
    }

    /// From now on no `fsync` ends, until it is told to go on.
    pub fn stall(&self, stalled: bool) {
        self.set(8, stalled.into());
    }

    /// Threads that wait for an `fsync` now.
    pub fn waiting(&self) -> i64 {
        let mut bytes = [0; 8];
        self.control.read_exact_at(&mut bytes, 16).unwrap();
        i64::from_ne_bytes(bytes)
    }
}
