//! The disk fills up: a small file system in memory, if this machine lets us mount one.

use crate::support::client::events;
use crate::support::town::hub_part;
use crate::support::{Client, Reply, Sink, Stage, Town, message, until};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Unmounted when dropped.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount(megabytes: u32) -> Result<Self, String> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={megabytes}m");
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path());
        let output = command.output().map_err(|error| error.to_string())?;
        if output.status.success() {
            return Ok(Self(folder));
        }
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }
    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.0.path()).status();
    }
}

/// Something else that needs room. Grows until the disk is full, or so many bytes long.
fn fill(path: &PathBuf, most: u64) {
    let mut file = std::fs::File::options().create(true).append(true).open(path).unwrap();
    let piece = vec![0; 64 << 10];
    for _ in 0..most / (64 << 10) {
        if file.write_all(&piece).is_err() {
            return;
        }
    }
}

fn submit(client: &Client, number: u64) -> crate::support::Answer {
    client.submit(&message("meldung", number))
}

#[test]
fn new_messages_are_refused_in_time_and_work_in_hand_finishes() {
    let disk = match SmallDisk::mount(160) {
        Ok(disk) => disk,
        Err(reason) => {
            println!("skipped: no small file system can be mounted here ({reason})");
            println!("the store's own test is host/store/tests/sqlite/full.rs");
            return;
        }
    };
    let sink = Sink::with(|_, _| Reply::Status(503, "retry-after: 1\r\n"));
    let stage = Stage::within(disk.path(), &hub_part(&sink, &[]));
    Town::default().furnish(&stage, &sink);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let mut accepted: Vec<String> = (0..5).map(|number| submit(&client, number).id()).collect();
    let last = accepted.last().unwrap();
    client.follow(last, "refused by the target", |status| events(status).contains(&"delivery-failed"));

    // Somebody fills the disk, piece by piece; the hub refuses while there still is room.
    let filler = disk.path().join("filler");
    let refused = until("a refusal", || {
        fill(&filler, 8 << 20);
        let answer = submit(&client, 100 + accepted.len() as u64);
        if answer.status == 202 {
            accepted.push(answer.id());
        }
        (answer.status != 202).then_some(answer)
    });
    assert_eq!((refused.status, refused.code()), (503, "storage-full"), "{}", refused.body);
    assert!(refused.retry_after.is_some_and(|seconds| seconds > 0), "{refused:?}");
    assert_eq!(client.get("/health/ready").status, 503);
    assert_eq!(client.get("/health/live").status, 200);

    // Work in hand has the reserve to itself.
    sink.behave(|_, _| Reply::Take);
    client.all_settled();
    for id in &accepted {
        assert_eq!(client.status(id)["state"], "delivered");
    }

    // Not one byte is left: nothing is accepted, and nothing of what was is lost.
    fill(&filler, 1 << 30);
    assert_eq!(submit(&client, 200).status, 503);
    hub.kill();
    std::fs::remove_file(&filler).unwrap();
    let hub = stage.serve();
    client.at(&hub);
    accepted.push(submit(&client, 300).id());
    client.all_settled();
    assert_eq!(client.list(None).len(), accepted.len());
    for id in &accepted {
        assert_eq!(client.status(id)["state"], "delivered");
    }
    assert!(hub.stop().success());
    assert!(stage.verify() > 0);
}
