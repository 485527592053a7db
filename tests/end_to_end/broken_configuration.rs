//! `drehscheibe config check` names every problem with its file and line.

use crate::support::{Sink, Stage, Town};
use serde_json::Value;

const HUB: &str = "drehscheibe.toml";
const PROCEDURE: &str = "configuration/procedures/meldung.toml";
const AUTHORITY: &str = "configuration/authorities/markkleeberg.toml";

/// File, what stands there, what stands there instead, and what the problem says. The line is that of
/// the replaced text.
const TABLE: [(&str, &str, &str, &str); 20] = [
    (HUB, "[sources.portal]\nname", "[sources.portal]\ntitel = \"x\"\nname", "unknown field `titel`"),
    (HUB, "listen = \"127.0.0.1:0\"", "listen = \"ueberall\"", "socket address"),
    (HUB, "[folders]", "[folders]\nwurzeln = []", "unknown field `wurzeln`"),
    (HUB, "[hub]", "[hub", "expected"),
    (HUB, "[plugins.webservice]\ncomponent = \"", "[plugins.webservice]\ncomponent = \"/nirgends", "No such file"),
    (
        PROCEDURE,
        "competence = { kind = \"municipality\" }",
        "competence = { kind = \"koenig\" }",
        "unknown variant `koenig`",
    ),
    (PROCEDURE, "name = \"Test\"", "name = \"Test\"\nleika = \"99\"", "14 digits"),
    (PROCEDURE, "name = \"Portal\"", "name = \"Portal\"\nnamensraum = \"x\"", "unknown field `namensraum`"),
    (PROCEDURE, "when = { procedure = ", "when = { verfahren = ", "unknown field `verfahren`"),
    (AUTHORITY, "\"147290260260\"", "\"147290260261\"", "nearest: 147290260260"),
    (AUTHORITY, "\"147290260260\"", "\"1472902\"", "not an ARS of 12 digits"),
    (AUTHORITY, "[targets.wiederholbar]", "[targets.wiederholbar]\nziel = 1", "unknown field `ziel`"),
    (AUTHORITY, "adapter = \"webservice\"", "adapter = \"brieftaube\"", "no plugin `brieftaube`"),
    (
        AUTHORITY,
        // Settings are the plugin's: the problem stands where the plugin is named.
        "adapter = \"webservice\"\nidempotent = true\nsettings = { url",
        "adapter = \"webservice\"\nidempotent = true\nsettings = { adresse",
        "'adresse' was unexpected",
    ),
    (AUTHORITY, "idempotent = true", "idempotent = \"ja\"", "expected a boolean"),
    (AUTHORITY, "methods = [\"POST\"]", "methods = [\"DELETE\"]", "manifest does not ask for"),
    (AUTHORITY, "retry = { first", "limits = { wall_time_ms = 900000 }\nretry = { first", "wall_time_ms"),
    (AUTHORITY, "procedure = \"meldung\"", "procedure = \"mitteilung\"", "no procedure `mitteilung`"),
    (AUTHORITY, "stage = 3", "stage = 5", "1, 2, 3 or 4"),
    (AUTHORITY, "targets = [\"wiederholbar\"]", "targets = [\"wiederholt\"]", "no target `wiederholt`"),
];

fn check(stage: &Stage) -> (Option<i32>, Vec<Value>) {
    let output = stage.run(&["config", "check", "--json"]);
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code(), report["problems"].as_array().unwrap().clone())
}

#[test]
fn every_problem_stands_at_its_file_and_line() {
    let sink = Sink::start();
    let stage = Town::default().stage(&sink);
    assert_eq!(check(&stage), (Some(0), Vec::new()));
    let mut wrong = Vec::new();
    for (file, from, to, says) in TABLE {
        let whole = std::fs::read_to_string(stage.path(file)).unwrap();
        let place = whole.find(from).unwrap_or_else(|| panic!("{from:?} is not in {file}"));
        stage.write(file, &whole.replacen(from, to, 1));
        let (code, problems) = check(&stage);
        stage.write(file, &whole);
        // The problem is within the lines that were put in, or at the line where the table that holds
        // them begins.
        let first = whole[..place].matches('\n').count() + 1;
        let lines = first..=first + to.matches('\n').count();
        let found = problems.iter().any(|problem| {
            problem["file"].as_str().unwrap().ends_with(file)
                && problem["line"].as_u64().is_some_and(|line| lines.contains(&(line as usize)))
                && problem["text"].as_str().unwrap().contains(says)
        });
        if code != Some(1) || !found {
            wrong.push(format!("{file}:{lines:?} {says:?}: {code:?} {problems:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(check(&stage), (Some(0), Vec::new()));
}

#[test]
fn all_problems_come_at_once() {
    let sink = Sink::start();
    let stage = Town::default().stage(&sink);
    for (file, from, to) in [
        (PROCEDURE, "name = \"Test\"", "name = \"Test\"\nleika = \"99\""),
        (AUTHORITY, "stage = 3", "stage = 5"),
        (AUTHORITY, "targets = [\"einmalig\"]", "targets = [\"niemand\"]"),
    ] {
        let whole = std::fs::read_to_string(stage.path(file)).unwrap();
        stage.write(file, &whole.replacen(from, to, 1));
    }
    let (code, problems) = check(&stage);
    assert_eq!((code, problems.len()), (Some(1), 3), "{problems:#?}");
    let said = stage.run(&["config", "check"]);
    let text = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(text.contains("meldung.toml:3") && text.contains("markkleeberg.toml"), "{text}");
}
