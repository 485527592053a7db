//! The acts around the gate: what is refused, and what is stopped.

use super::client::Client;
use super::people::People;
use super::show;
use super::stage::IN_FLIGHT;
use super::story::{self, document};
use super::variant::{change_one_byte, next_version};
use crate::commands::output::{DIM, GOOD, NOTE};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The rule that is attacked and revoked.
const RULE: &str = "hundesteuer";
/// Its replacement.
const NEXT: &str = "0.1.1";
/// Why it is revoked.
const REASON: &str = "Frist falsch berechnet";
/// Time between two dogs.
const PACE: Duration = Duration::from_millis(100);
/// Dogs that come when the rule is certainly revoked.
const AFTERWARDS: usize = 3;
/// For a `stop` to take effect, at most; and for what waited to go on.
const PATIENCE: Duration = Duration::from_secs(60);

/// The operator pins packages that nobody has certified yet.
pub fn uncertified(people: &People<'_>, packages: &BTreeMap<String, String>) -> Result<(), String> {
    people.stage.write_hub_file(packages).map_err(|error| error.to_string())?;
    people.refused(&["config", "check"], None, "config check", "there is no certificate for")
}

/// Somebody changes a byte of the certified component, and tries it in the depot and on the hub's own disk.
pub fn one_byte(people: &People<'_>, packages: &BTreeMap<String, String>) -> Result<(), String> {
    let changed = change_one_byte(people.stage, RULE, "Hund").map_err(|error| error.to_string())?;
    let (folder, component) = (people.stage.plugin(RULE).display().to_string(), changed.display().to_string());
    let to = format!("demo/{RULE}");
    let words = ["depot", "push", &folder, "--to", &to, "--component", &component];
    let shown = format!("depot push {RULE} --to {to} --component {RULE}-changed.wasm");
    people.refused(&words, Some(people.vendor()), &shown, "never moves")?;
    // Whoever can write on the hub's disk puts the file there instead of the package.
    let hub_file = std::fs::read_to_string(people.stage.configuration()).map_err(|error| error.to_string())?;
    let package = packages.get(RULE).map(String::as_str).unwrap_or_default();
    let manifest = people.stage.plugin(RULE).join("plugin.toml");
    let manifest = std::path::absolute(&manifest).unwrap_or(manifest);
    let file = format!("component = \"{component}\"\nmanifest = \"{}\"", manifest.display());
    let other = hub_file.replace(&format!("package = \"{package}\""), &file);
    people.stage.write("drehscheibe-changed.toml", &other).map_err(|error| error.to_string())?;
    let other = people.stage.text("drehscheibe-changed.toml");
    let shown = "config check --config drehscheibe-changed.toml";
    people.refused(&["config", "check", "--config", &other], None, shown, "there is no certificate for hundesteuer")
}

/// Dogs come, the rule is revoked in between, a replacement goes through the same gate.
pub fn revoked_in_flight(
    people: &People<'_>,
    client: &Client,
    packages: &mut BTreeMap<String, String>,
) -> Result<(), String> {
    let failed = |failure: crate::commands::output::Failure| failure.to_string();
    let old = format!("demo/{RULE}:0.1.0");
    let inspected = people.inspect(&old).map_err(failed)?;
    let component = inspected.pointer("/package/component").and_then(Value::as_str).unwrap_or_default().to_owned();
    let revoked = AtomicBool::new(false);
    let (all, took) = std::thread::scope(|scope| {
        let sender = scope.spawn(|| dogs(client, &revoked));
        let begin = Instant::now();
        let done = people.revoke(&component, REASON).map_err(failed);
        revoked.store(true, Ordering::SeqCst);
        let all = sender.join().unwrap_or_else(|_| Err("the sender broke off".into()));
        done.and(all).map(|all| (all, begin.elapsed().as_secs_f64()))
    })?;
    let end = |status: &Value| matches!(state(status), "delivered" | "parked");
    let seen = wait(client, &all, end)?;
    let parked: Vec<&Value> = seen.iter().filter(|status| state(status) == "parked").collect();
    let (through, stopped) = (seen.len() - parked.len(), parked.len());
    anstream::println!(
        "     {} dogs: {GOOD}{through} delivered{GOOD:#} before, {NOTE}{stopped} stopped{NOTE:#} {DIM}(sent within {took:.1} s){DIM:#}",
        all.len()
    );
    if stopped < AFTERWARDS {
        return Err(format!("{stopped} of {} were stopped; {AFTERWARDS} came after the revocation", all.len()));
    }
    for status in &parked {
        let reason = status.get("parkReason").and_then(Value::as_str).unwrap_or_default();
        if reason != "not-certified" || !status.to_string().contains(REASON) {
            return Err(format!("parked without the reason: {status}"));
        }
    }
    if let Some(step) = parked.first().and_then(|status| status.get("journal")?.as_array()?.last().cloned()) {
        show::step(&step);
    }
    let inspected = people.inspect(&old).map_err(failed)?;
    let now = inspected.pointer("/package/status/status").and_then(Value::as_str).unwrap_or_default();
    anstream::println!("     {old} is {NOTE}{now}{NOTE:#}");
    if now != "revoked" {
        return Err(format!("{old} is {now}"));
    }
    anstream::println!("\n   {DIM}The vendor hands in version {NEXT}; it goes the same way.{DIM:#}");
    let (folder, component) = next_version(people.stage, RULE, NEXT).map_err(|error| error.to_string())?;
    let package = people.publish(&folder, &component, RULE).map_err(failed)?;
    people.certify(&package, RULE).map_err(failed)?;
    packages.insert(RULE.to_owned(), package);
    people.pin(packages).map_err(failed)?;
    people.activate().map_err(failed)?;
    let after = wait(client, &all, |status| state(status) == "delivered")?;
    anstream::println!("     {GOOD}{} of {} delivered{GOOD:#}, none lost", after.len(), all.len());
    Ok(())
}

/// Dogs, one after the other, until some time after the revocation.
fn dogs(client: &Client, revoked: &AtomicBool) -> Result<Vec<String>, String> {
    let (mut ids, mut left) = (Vec::new(), AFTERWARDS);
    while left > 0 {
        if revoked.load(Ordering::SeqCst) {
            left -= 1;
        }
        ids.push(dog(client, ids.len())?);
        std::thread::sleep(PACE);
    }
    Ok(ids)
}

/// Registers a dog in Markkleeberg or in Dresden, each its own case.
fn dog(client: &Client, number: usize) -> Result<String, String> {
    let area = if number.is_multiple_of(2) { "14729260" } else { "14612000" };
    let case = format!("{IN_FLIGHT}-{number}");
    let body =
        json!({"procedure": "hundesteuer-anmeldung", "area": area, "caseId": case, "document": document("hund")});
    client.send_quietly(&body)
}

fn state(status: &Value) -> &str {
    story::state(status)
}

/// Waits until all messages are as `done` says.
fn wait(client: &Client, ids: &[String], done: impl Fn(&Value) -> bool) -> Result<Vec<Value>, String> {
    let begin = Instant::now();
    loop {
        let all = ids.iter().map(|id| client.status(id)).collect::<Result<Vec<_>, _>>()?;
        if all.iter().all(&done) {
            return Ok(all);
        }
        if begin.elapsed() > PATIENCE {
            let states: Vec<_> = all.iter().map(|status| state(status).to_owned()).collect();
            return Err(format!("they did not get there in time: {}", states.join(", ")));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}
