//! The hub's own process.

use crate::commands::output::Failure;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Dropped, it is killed.
#[derive(Debug)]
pub struct RunningHub {
    child: Child,
    pub url: String,
}

impl RunningHub {
    /// Starts it and waits until it says where it listens.
    pub fn start(program: &Path, configuration: &Path, log: &Path) -> Result<Self, Failure> {
        let broken = |error: io::Error| Failure::of(&error);
        let file = std::fs::File::create(log).map_err(broken)?;
        let mut command = Command::new(program);
        command.args(["serve", "--config"]).arg(configuration);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(file).spawn().map_err(broken)?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line).map_err(broken)?;
        }
        match line.trim().strip_prefix("listening on ") {
            Some(url) => Ok(Self { child, url: url.to_owned() }),
            None => {
                let _ = child.wait();
                let log = std::fs::read_to_string(log).unwrap_or_default();
                Err(Failure::new("the hub did not start").line(log.trim_end()))
            }
        }
    }

    /// Asks it to end and waits until it has.
    pub fn stop(&mut self) {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status();
        if asked.is_ok_and(|status| status.success()) {
            self.wait();
        }
    }

    pub fn wait(&mut self) {
        let _ = self.child.wait();
    }
}

impl Drop for RunningHub {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
