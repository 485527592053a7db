use super::super::{Operation, Outcome, Plan, PlanError};
use drehscheibe_model::content::Digest;
use drehscheibe_model::limits::Limits;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const PLAN: &str = r#"
format = "drehscheibe-test-plan/v0"
name = "Probe"
plugin = "probe"
received_at = "2026-03-02T09:15:00+01:00"
[[requirements]]
id = "R-1"
text = "Es wird geprüft."
"#;

const CASE: &str = r#"
title = "Ein Fall"
operation = "validate"
requirements = ["R-1"]
[input]
file = "in.json"
media_type = "application/json"
[expect]
outcome = "ok"
"#;

fn write(root: &Path, path: &str, content: impl AsRef<[u8]>) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn plan_with(case: &str) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "plan/plan.toml", PLAN);
    write(directory.path(), "plan/cases/one/case.toml", case);
    write(directory.path(), "plan/cases/one/in.json", "{}");
    directory
}

fn problems(directory: &TempDir) -> Vec<String> {
    match Plan::load(directory.path()) {
        Err(PlanError::Problems(problems)) => problems.iter().map(ToString::to_string).collect(),
        other => panic!("expected problems, got {other:?}"),
    }
}

#[test]
fn a_small_plan_is_read_with_its_defaults() {
    let directory = plan_with(CASE);
    let plan = Plan::load(directory.path()).unwrap();
    assert_eq!(plan.cases.len(), 1);
    let case = &plan.cases[0];
    assert_eq!((case.name.as_str(), case.operation), ("one", Operation::Validate));
    assert_eq!(case.received_at.to_string(), "2026-03-02T08:15:00Z");
    assert_eq!(case.settings, "{}");
    assert_eq!(case.area.unwrap().to_string(), "990000000001");
    assert_eq!(case.expect.outcome, Outcome::Ok);
    assert_eq!(case.limits, Limits::DEFAULT);
}

#[test]
fn a_case_changes_what_the_manifest_says_and_leaves_the_rest() {
    let manifest = |_| Limits { wall_time_ms: 700, log_bytes: 9, ..Limits::DEFAULT };
    let directory = plan_with(&CASE.replace("[expect]", "[limits]\nwall_time_ms = 5\n[expect]"));
    let plan = Plan::load_under(directory.path(), &manifest).unwrap();
    assert_eq!(plan.cases[0].limits, Limits { wall_time_ms: 5, log_bytes: 9, ..Limits::DEFAULT });
    let plain = Plan::load_under(plan_with(CASE).path(), &manifest).unwrap();
    assert_eq!(plain.cases[0].limits, manifest(Operation::Validate));
}

#[test]
fn the_digest_is_that_of_the_list_that_sha256sum_prints() {
    let directory = plan_with(CASE);
    write(directory.path(), "plan/.editor-file", "ignored");
    let line = |bytes: &str, path: &str| format!("{}  {path}\n", Digest::of(bytes.as_bytes()).to_hex());
    let list = line(CASE, "cases/one/case.toml") + &line("{}", "cases/one/in.json") + &line(PLAN, "plan.toml");
    let digest = Plan::load(directory.path()).unwrap().digest;
    assert_eq!(digest, Digest::of(list.as_bytes()));
    write(directory.path(), "plan/cases/one/in.json", "{ }");
    assert_ne!(Plan::load(directory.path()).unwrap().digest, digest);
}

#[test]
fn every_problem_is_reported_with_file_and_line() {
    let directory = plan_with(
        r#"titel = "x"
operation = "prüfen"
requirements = ["R-1", "R-9"]
area = "1234"
[input]
file = "../../../plan.toml"
media_type = 7
[limits]
wall_time_ms = 0
walltime = 5
[expect]
outcome = "stopped:Tired"
[[expect.findings]]
rule = "A"
severity = "fatal"
reason_code = "X002"
[[expect.files]]
path = "x"
file = "nowhere.xml"
"#,
    );
    write(directory.path(), "plan/cases/two/input.json", "{}");
    let found = problems(&directory);
    for wanted in [
        "cases/one/case.toml:1: `title` is missing",
        "cases/one/case.toml:1: unknown key `titel`; allowed here: ",
        "cases/one/case.toml:2: `operation`: `prüfen` is not one of check-settings, ",
        "cases/one/case.toml:3: plan.toml has no requirement `R-9`, only: R-1",
        "cases/one/case.toml:4: `area`: an AGS has 8 digits",
        "cases/one/case.toml:6: `input.file`: `../../../plan.toml` leads out of the plan",
        "cases/one/case.toml:7: `input.media_type` must be a text, not a number",
        "cases/one/case.toml:9: the limit `wall_time_ms` is 0; it must lie between 1 and 60000",
        "cases/one/case.toml:10: unknown limit `walltime`; there are: ",
        "cases/one/case.toml:12: `expect.outcome`: `Tired` is not one of FuelExhausted, ",
        "cases/one/case.toml:15: `expect.findings.severity`: `fatal` is not one of ",
        "cases/one/case.toml:19: there is no file `cases/one/nowhere.xml` in the plan",
        "cases/two/case.toml: is missing",
    ] {
        assert!(found.iter().any(|problem| problem.starts_with(wanted)), "{wanted} is not in {found:#?}");
    }
    assert_eq!(found.len(), 13, "{found:#?}");
}

#[test]
fn what_does_not_belong_to_the_operation_is_a_problem() {
    let directory = plan_with(&format!("{CASE}\n[expect.receipt]\nreference = \"7\"\n"));
    assert_eq!(problems(&directory), ["cases/one/case.toml:11: `expect.receipt` is only for the operation `deliver`"]);
}

#[test]
fn garbage_truncation_and_bombs_are_answered_with_problems() {
    let deep = format!("x = {}", "[".repeat(200_000));
    let tables = format!("[{}]", vec!["a"; 100_000].join("."));
    for garbage in [&b"\xff\xfe\x00"[..], b"title = \"unfinished", b"= = =", b"", deep.as_bytes(), tables.as_bytes()] {
        let directory = plan_with(CASE);
        write(directory.path(), "plan/cases/one/case.toml", garbage);
        assert!(!problems(&directory).is_empty());
        write(directory.path(), "plan/plan.toml", garbage);
        assert!(!problems(&directory).is_empty());
    }
}

#[test]
fn a_plan_of_another_format_without_cases_says_both() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "plan.toml", "format = \"drehscheibe-test-plan/v9\"\nname = \"x\"\nplugin = \"x\"\n");
    assert_eq!(
        problems(&directory),
        [
            "cases: there is no case: expected `cases/<name>/case.toml`",
            "plan.toml:1: the format is `drehscheibe-test-plan/v9`; this program knows `drehscheibe-test-plan/v0`",
        ]
    );
}

#[test]
fn the_budget_of_a_case_goes_before_that_of_the_plan() {
    let directory = plan_with(&CASE.replace("[input]", "budget = { fuel = 7 }\n[input]"));
    write(directory.path(), "plan/plan.toml", format!("budget = {{ fuel = 9, host_calls = 3 }}\n{PLAN}"));
    write(directory.path(), "plan/cases/one-more/case.toml", CASE.replace("in.json", "../one/in.json"));
    let cases = Plan::load(directory.path()).unwrap().cases;
    let budgets: Vec<_> =
        cases.iter().map(|case| (case.name.as_str(), case.budget.fuel, case.budget.host_calls)).collect();
    assert_eq!(budgets, [("one", Some(7), Some(3)), ("one-more", Some(9), Some(3))]);
}

#[cfg(unix)]
#[test]
fn links_are_refused() {
    let directory = plan_with(CASE);
    std::os::unix::fs::symlink("/etc/hostname", directory.path().join("plan/cases/one/link")).unwrap();
    assert_eq!(problems(&directory), ["cases/one/link: is neither a file nor a directory; links are not followed"]);
}

#[test]
fn a_directory_without_a_plan_is_named() {
    let directory = tempfile::tempdir().unwrap();
    assert!(matches!(Plan::load(directory.path()), Err(PlanError::NotFound { .. })));
}

#[test]
fn recorded_calls_are_read() {
    let directory = plan_with(
        r#"
title = "Zustellung"
operation = "deliver"
secrets = { token = "geheim" }
[input]
file = "in.json"
media_type = "application/json"
[delivery]
attempt = 2
grants = { folder = true, http = [{ origin = "https://a.example" }] }
[[calls.http]]
method = "POST"
url = "https://a.example/x"
headers = { Authorization = "Bearer geheim" }
body_file = "in.json"
response = { status = 201, body = "ok" }
[[calls.http]]
method = "GET"
url = "https://a.example/y"
error = "connection-refused"
[[calls.mail]]
to = ["a@b.example"]
subject = "s"
parts = [{ file_name = "x", media_type = "text/plain", content = "y" }]
[[code_lists]]
urn = "urn:x"
code = "1"
missing = "code"
[expect]
outcome = "in-doubt"
"#,
    );
    let plan = Plan::load(directory.path()).unwrap();
    let script = &plan.cases[0].script;
    assert_eq!((script.http.len(), script.mail.len(), script.code_lists.len()), (2, 1, 1));
    assert_eq!(script.http[0].headers["authorization"], "Bearer geheim");
    assert_eq!(script.http[0].body, b"{}");
    assert_eq!(script.secrets["token"], "geheim");
    assert!(plan.cases[0].delivery.folder);
}
