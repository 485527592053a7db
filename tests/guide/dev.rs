//! `plugin dev`: a change is saved, and the new result is shown without anything else being done.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Longer than any first build; nothing is measured here.
const PATIENCE: Duration = Duration::from_secs(600);

/// A running `plugin dev`, killed when dropped.
struct Dev {
    child: Child,
    lines: Receiver<String>,
}

impl Dev {
    fn start(folder: &Path) -> Self {
        // Both streams in one, so that lines come in their order.
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$@\" 2>&1", "sh", env!("CARGO_BIN_EXE_drehscheibe"), "plugin", "dev"])
            .args(["--document", "zu-spaet.json", "--settings", "einstellungen.json"])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        let output = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { child, lines }
    }

    /// Everything up to a line that says this.
    fn until(&self, text: &str) -> String {
        let mut said = String::new();
        loop {
            let line = self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no `{text}` in:\n{said}"));
            said.push_str(&line);
            said.push('\n');
            if line.contains(text) {
                return said;
            }
        }
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        // Ctrl-C, so that it stops its hub, too.
        let _ = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}

/// A new project in a place that stays the same, so that what it compiles is kept.
fn project() -> PathBuf {
    let folder = super::root().join("target/dev-test/fristen");
    let kept = folder.with_file_name("target");
    let _ = std::fs::remove_dir_all(&folder);
    let (done, said) = super::fixtures::drehscheibe(&[
        "plugin",
        "new",
        "fristen",
        "--lang",
        "rust",
        "--world",
        "validator",
        "--dir",
        folder.to_str().unwrap(),
    ]);
    assert!(done, "{said}");
    std::fs::create_dir_all(folder.join(".cargo")).unwrap();
    let config = format!("[build]\ntarget-dir = {:?}\n", kept.display().to_string());
    std::fs::write(folder.join(".cargo/config.toml"), config).unwrap();
    std::fs::write(folder.join("zu-spaet.json"), r#"{ "datum": "2020-01-01" }"#).unwrap();
    std::fs::write(folder.join("einstellungen.json"), r#"{ "frist_tage": 14 }"#).unwrap();
    let _ = std::fs::remove_dir_all(kept.join("components"));
    folder
}

#[test]
fn a_saved_change_shows_its_result() {
    let folder = project();
    let source = folder.join("src/lib.rs");
    let first = std::fs::read_to_string(&source).unwrap();
    let save = |text: &str| std::fs::File::create(&source).unwrap().write_all(text.as_bytes()).unwrap();

    let dev = Dev::start(&folder);
    let said = dev.until("waiting for a change");
    assert!(said.contains("FRIST-01 X002 /datum") && said.contains("rejected"), "{said}");

    save(&first.replace("FRIST-01", "FRIST-77"));
    let said = dev.until("waiting for a change");
    assert!(said.contains("src/lib.rs") && said.contains("FRIST-77 X002 /datum"), "{said}");

    // What does not compile says so and leaves the hub as it is.
    save(&first.replace("days < settings", "days < setings"));
    let said = dev.until("waiting for a change");
    assert!(said.contains("setings") && !said.contains("from the change to the result"), "{said}");

    // A rule that finds nothing any more: the document arrives.
    save(&first.replace("days < settings", "days > settings"));
    let said = dev.until("waiting for a change");
    assert!(said.contains("delivered") && said.contains("2020-01-01"), "{said}");

    // What was built is for the desk only.
    let kept = folder.with_file_name("target");
    assert!(kept.join("quick/components/fristen.wasm").is_file());
    assert!(!kept.join("components").exists() && !folder.join("target/components").exists());
}
