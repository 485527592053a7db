//! The real binary, serving.

use super::stage::Stage;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;

/// The process. Dropped, it is killed.
#[derive(Debug)]
pub struct Hub {
    child: Child,
    pub url: String,
    log: PathBuf,
}

impl Hub {
    /// Starts it with further environment and waits until it says where it listens. What it logs is
    /// appended to `hub.log` on the stage.
    pub fn start(stage: &Stage, environment: &[(&str, String)]) -> Self {
        let log = stage.path("hub.log");
        let file = std::fs::File::options().create(true).append(true).open(&log).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_drehscheibe"));
        command.arg("serve").arg("--config").arg(stage.path("drehscheibe.toml")).stdout(Stdio::piped()).stderr(file);
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        let mut child = command.spawn().unwrap();
        let stdout = child.stdout.take().unwrap();
        let (sender, first) = mpsc::channel();
        std::thread::spawn(move || {
            let mut lines = BufReader::new(stdout);
            let mut line = String::new();
            let _ = lines.read_line(&mut line);
            let _ = sender.send(line);
            let _ = lines.read_to_end(&mut Vec::new());
        });
        let mut hub = Self { child, url: String::new(), log };
        let line = first.recv_timeout(super::wait::PATIENCE).unwrap_or_default();
        match line.trim().strip_prefix("listening on ") {
            Some(url) => url.clone_into(&mut hub.url),
            None => panic!("the hub did not start: {line:?}\n{}", hub.log()),
        }
        hub
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    pub fn signal(&self, name: &str) {
        let signal = format!("-{name}");
        let status = Command::new("kill").args([&signal, &self.child.id().to_string()]).status().unwrap();
        assert!(status.success(), "kill {signal}");
    }

    /// SIGKILL: no handler runs, nothing is flushed.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and waits for the end.
    pub fn stop(mut self) -> ExitStatus {
        self.signal("TERM");
        self.child.wait().unwrap()
    }

    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
