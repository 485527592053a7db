//! Starting, watching and ending the hub's process.

use super::{Client, Setup, Sink};
use crate::{Outcome, failure};
use rusqlite::{Connection, OpenFlags};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The binary of the same build.
fn program() -> Outcome<PathBuf> {
    let own = std::env::current_exe()?;
    let program = own.with_file_name("drehscheibe");
    if program.exists() {
        Ok(program)
    } else {
        Err(failure("the hub is not built beside this program; use `make bench`"))
    }
}

/// Linux tells processor time in this unit, on every machine.
const TICKS_PER_SECOND: f64 = 100.0;

/// A hub that listens. Dropped, it is killed and its directory removed.
#[derive(Debug)]
pub struct RunningHub {
    child: Child,
    url: String,
    key: String,
    operator: String,
    directory: tempfile::TempDir,
    /// From the start of the process until it listened.
    pub started_in: Duration,
}

impl RunningHub {
    /// Writes the files, makes keys, starts the hub and waits until it listens.
    pub fn start(setup: &Setup, sink: &Sink) -> Outcome<Self> {
        let directory = tempfile::tempdir()?;
        setup.write(directory.path(), sink.address)?;
        let file = directory.path().join("drehscheibe.toml");
        let make_key = |arguments: &[&str]| -> Outcome<String> {
            let output =
                Command::new(program()?).args(["key", "create"]).args(arguments).arg("--config").arg(&file).output()?;
            if !output.status.success() {
                return Err(failure(String::from_utf8_lossy(&output.stderr)));
            }
            Ok(String::from_utf8(output.stdout)?.trim().to_owned())
        };
        let key = make_key(&["--role", "portal", "--source", "portal"])?;
        let operator = make_key(&["--role", "operator"])?;
        let (child, url, started_in) = serve(&file, setup.log)?;
        Ok(Self { child, url, key, operator, directory, started_in })
    }

    /// Ends it in good order and starts it again on the same data; how long it took until it listened.
    pub fn restart(&mut self, setup: &Setup) -> Outcome<Duration> {
        self.stop()?;
        let (child, url, started_in) = serve(&self.directory.path().join("drehscheibe.toml"), setup.log)?;
        (self.child, self.url, self.started_in) = (child, url, started_in);
        Ok(started_in)
    }

    pub fn stop(&mut self) -> Outcome<()> {
        if let Some(id) = rustix::process::Pid::from_raw(i32::try_from(self.child.id())?) {
            rustix::process::kill_process(id, rustix::process::Signal::TERM)?;
        }
        self.child.wait()?;
        Ok(())
    }

    pub fn client(&self) -> Client {
        Client::new(&self.url, &self.key, &self.operator)
    }

    pub fn database(&self) -> PathBuf {
        self.directory.path().join("data/drehscheibe.sqlite")
    }

    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Messages in this state.
    pub fn count(&self, state: &str) -> Outcome<u64> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(self.database(), flags)?;
        connection.busy_timeout(Duration::from_secs(10))?;
        let text = "SELECT coalesce(sum(number), 0) FROM message_count WHERE state = ?1";
        Ok(connection.query_row(text, [state], |row| row.get::<_, i64>(0))?.unsigned_abs())
    }

    /// Waits until so many messages are in this state.
    pub fn wait_for(&self, state: &str, number: u64, patience: Duration) -> Outcome<()> {
        let begin = Instant::now();
        while self.count(state)? < number {
            if begin.elapsed() > patience {
                let text = format!("only {} of {number} messages are {state} after {patience:?}", self.count(state)?);
                return Err(failure(text));
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(())
    }

    fn status(&self, field: &str) -> Outcome<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(field)).ok_or_else(|| failure("no such field"))?;
        Ok(line.trim_start_matches(':').trim().trim_end_matches(" kB").parse::<u64>()? << 10)
    }

    /// Processor time that the hub has used so far, in seconds.
    pub fn processor_seconds(&self) -> Outcome<f64> {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // Behind the name, which stands in parentheses: the 12th and 13th are user and system time, in ticks.
        let rest = text.rsplit_once(')').ok_or_else(|| failure("no name in stat"))?.1;
        let ticks: Vec<u64> = rest.split_whitespace().skip(11).take(2).filter_map(|one| one.parse().ok()).collect();
        Ok(ticks.iter().sum::<u64>() as f64 / TICKS_PER_SECOND)
    }

    /// Resident memory now, in bytes.
    pub fn resident(&self) -> Outcome<u64> {
        self.status("VmRSS")
    }

    /// The most resident memory since the last [`forget_peak`](Self::forget_peak), in bytes.
    pub fn peak(&self) -> Outcome<u64> {
        self.status("VmHWM")
    }

    /// Lets the peak begin anew.
    pub fn forget_peak(&self) -> Outcome<()> {
        Ok(std::fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5")?)
    }
}

fn serve(file: &Path, log: &str) -> Outcome<(Child, String, Duration)> {
    let errors = std::fs::File::create(file.with_file_name("hub.log"))?;
    let begin = Instant::now();
    let mut child = Command::new(program()?)
        .args(["serve", "--config"])
        .arg(file)
        .env("DREHSCHEIBE_LOG", log)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(errors)
        .spawn()?;
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        BufReader::new(stdout).read_line(&mut line)?;
    }
    match line.trim().strip_prefix("listening on ") {
        Some(url) => Ok((child, url.to_owned(), begin.elapsed())),
        None => {
            child.wait()?;
            Err(failure(std::fs::read_to_string(file.with_file_name("hub.log"))?))
        }
    }
}

impl Drop for RunningHub {
    fn drop(&mut self) {
        // It may have ended before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
