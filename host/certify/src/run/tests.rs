use super::*;
use crate::report::{render_text, to_json};
use drehscheibe_model::call::{
    CallContext, Called, DeliverInput, DeliveryFailure, Output, PluginFacts, Receipt, RecogniseInput, Recognition,
    RuleFailure, Stop, SubmissionInput, Usage, World,
};
use drehscheibe_model::content::Document;
use drehscheibe_model::finding::{Finding, Location, Severity};
use drehscheibe_model::ids::RecipientId;
use drehscheibe_model::limits::Limits;
use drehscheibe_model::ports::{OutboundBody, OutboundHttp, OutboundRequest};
use std::fs;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// Plays a plugin whose behaviour stands in the document: each line is an instruction.
struct Fake {
    http: Arc<dyn OutboundHttp>,
    wall_time: Duration,
}

fn usage(document: &Document, wall_time: Duration) -> Usage {
    let bytes = document.body.len() as u64;
    Usage { wall_time, fuel: Some(1_000 * bytes), memory_bytes: 65_536, input_bytes: bytes, ..Usage::default() }
}

fn finding(rule: &str, pointer: &str) -> Finding {
    Finding {
        rule_id: rule.into(),
        severity: Severity::Error,
        location: Some(Location::JsonPointer(pointer.into())),
        reason_code: "X002".into(),
        texts: [("de".to_owned(), format!("Regel {rule} ist verletzt."))].into(),
    }
}

impl Fake {
    fn called<T, E>(&self, document: &Document, result: Result<T, E>) -> Called<T, E> {
        Called { result, usage: usage(document, self.wall_time), log: Vec::new() }
    }
    fn lines(document: &Document) -> Vec<Vec<String>> {
        let text = String::from_utf8(document.body.clone()).unwrap();
        text.lines().map(|line| line.split(' ').map(str::to_owned).collect()).collect()
    }
}

impl Rules for Fake {
    fn facts(&self, plugin: &Digest) -> Result<PluginFacts, Stop> {
        if *plugin == Digest::of(b"missing") {
            return Err(Stop::NotFound { digest: *plugin });
        }
        Ok(PluginFacts {
            digest: *plugin,
            size: 9,
            wit_version: "0.1.0".into(),
            worlds: vec![World::Validator, World::Transformer, World::Adapter],
            imports: vec!["drehscheibe:rule/host@0.1.0".into()],
            settings_schema: serde_json::json!({"type": "object", "properties": {"tage": {"type": "integer"}}}),
        })
    }
    fn check_settings(&self, _: &Digest, settings: &str, _: &Limits) -> Called<Vec<Finding>, Stop> {
        let settings: serde_json::Value = serde_json::from_str(settings).unwrap();
        let findings = if settings["tage"] == 0 { vec![finding("TAGE", "/tage")] } else { Vec::new() };
        Called { result: Ok(findings), usage: Usage::default(), log: Vec::new() }
    }
    fn recognise(&self, _: &CallContext<'_>, input: &RecogniseInput<'_>) -> Called<Recognition, RuleFailure> {
        let recognition = Recognition { procedure: Some("hund".into()), ..Recognition::default() };
        self.called(input.document, Ok(recognition))
    }
    fn validate(&self, _: &CallContext<'_>, input: &SubmissionInput<'_>) -> Called<Vec<Finding>, RuleFailure> {
        let mut findings = Vec::new();
        for line in Self::lines(input.document) {
            match line[0].as_str() {
                "finding" => findings.push(finding(&line[1], &line[2])),
                "trap" => {
                    let stop = Stop::Trap { reason: "unreachable".into() };
                    return self.called(input.document, Err(RuleFailure::Stopped(stop)));
                }
                "transient" => {
                    return self.called(input.document, Err(RuleFailure::Transient(line[1..].join(" "))));
                }
                other => panic!("{other}"),
            }
        }
        self.called(input.document, Ok(findings))
    }
    fn transform(&self, _: &CallContext<'_>, input: &SubmissionInput<'_>) -> Called<Vec<Output>, RuleFailure> {
        let outputs = Self::lines(input.document)
            .into_iter()
            .map(|line| Output {
                recipient: RecipientId::new(line[0].clone()).unwrap(),
                document: Document { media_type: "text/plain".into(), body: line[1].replace('_', "\n").into_bytes() },
                file_name: None,
                attachments: Vec::new(),
                not_before: None,
                legal_basis: None,
            })
            .collect();
        self.called(input.document, Ok(outputs))
    }
    fn deliver(&self, context: &CallContext<'_>, input: &DeliverInput<'_>) -> Called<Receipt, DeliveryFailure> {
        for line in Self::lines(input.document) {
            match line[0].as_str() {
                "write" => {
                    fs::write(std::path::Path::new(context.grants.folder.as_ref().unwrap()).join(&line[1]), &line[2])
                        .unwrap()
                }
                "fail" => {
                    let text = format!("no room in {}", context.grants.folder.as_ref().unwrap());
                    return self.called(input.document, Err(DeliveryFailure::Permanent(text)));
                }
                "post" => {
                    let request = OutboundRequest {
                        method: "POST",
                        scheme: "https",
                        authority: "a.example",
                        path_with_query: &line[1],
                        headers: &[],
                        body: OutboundBody::Empty,
                        timeout: Duration::from_secs(1),
                        private_network: false,
                        response_limit: 1_000,
                    };
                    let failure =
                        |error: drehscheibe_model::ports::HttpError| DeliveryFailure::InDoubt(error.to_string());
                    if let Err(error) = self.http.send(&request) {
                        return self.called(input.document, Err(failure(error)));
                    }
                }
                other => panic!("{other}"),
            }
        }
        self.called(input.document, Ok(Receipt { reference: Some("7".into()), answer: None }))
    }
}

/// A plan of one case; `rest` is what the case adds to the operation and the input.
fn run_one(operation: &str, input: &str, rest: &str, files: &[(&str, &str)]) -> PlanReport {
    run_in(&directory(operation, input, rest, files), Duration::ZERO)
}

fn directory(operation: &str, input: &str, rest: &str, files: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let case = directory.path().join("cases/one");
    fs::create_dir_all(&case).unwrap();
    let plan = "format = \"drehscheibe-test-plan/v0\"\nname = \"Probe\"\nplugin = \"probe\"\n\
                received_at = \"2026-03-02T09:15:00+01:00\"\n\
                requirements = [{ id = \"R-1\", text = \"Erstens\" }, { id = \"R-2\", text = \"Zweitens\" }]\n";
    fs::write(directory.path().join("plan.toml"), plan).unwrap();
    let head = format!("title = \"Ein Fall\"\noperation = \"{operation}\"\nrequirements = [\"R-1\"]\n");
    let document = "input = { file = \"in.txt\", media_type = \"text/plain\" }\n";
    let document = if operation == "check-settings" { "" } else { document };
    fs::write(case.join("case.toml"), format!("{head}{document}{rest}")).unwrap();
    fs::write(case.join("in.txt"), input).unwrap();
    for (name, content) in files {
        fs::write(case.join(name), content).unwrap();
    }
    directory
}

fn run_in(directory: &TempDir, wall_time: Duration) -> PlanReport {
    let plan = Plan::load(directory.path()).unwrap();
    let bench = Bench::default();
    let plugin = bench.blobs.put(b"component".as_slice());
    run_plan(&plan, &plugin, &Fake { http: bench.recording.clone(), wall_time }, &bench)
}

fn differing(report: &PlanReport) -> Vec<&str> {
    report.cases[0].mismatches.iter().map(|mismatch| mismatch.what.as_str()).collect()
}

const TWO_FINDINGS: &str = r#"
[expect]
outcome = "rejected"
[[expect.findings]]
rule = "B"
severity = "error"
reason_code = "X002"
path = "/b"
[[expect.findings]]
rule = "A"
severity = "error"
reason_code = "X002"
path = "/a"
text = "Regel A"
"#;

#[test]
fn findings_may_come_in_any_order_but_neither_more_nor_fewer() {
    assert!(run_one("validate", "finding A /a\nfinding B /b", TWO_FINDINGS, &[]).passed());
    for input in [
        "finding A /a",
        "finding A /a\nfinding B /b\nfinding B /b",
        "finding A /a\nfinding B /c",
        "finding A /a\nfinding C /b",
    ] {
        let report = run_one("validate", input, TWO_FINDINGS, &[]);
        assert_eq!(differing(&report), ["findings"], "{input}");
        assert!(!report.passed());
    }
    let report = run_one("validate", "finding A /a\nfinding B /b", &TWO_FINDINGS.replace("Regel A", "Regel X"), &[]);
    assert_eq!(differing(&report), ["findings"]);
}

#[test]
fn outcomes_are_those_that_the_hub_sees() {
    for (input, outcome) in
        [("", "ok"), ("finding A /a", "rejected"), ("trap", "stopped:Trap"), ("transient später", "transient")]
    {
        let report = run_one("validate", input, "expect = { outcome = \"ok\" }", &[]);
        assert_eq!(report.cases[0].outcome, outcome);
        assert_eq!(differing(&report).contains(&"outcome"), outcome != "ok", "{outcome}");
    }
    let wanted = "expect = { outcome = \"stopped:Trap\", text = \"unreachable\" }";
    assert!(run_one("validate", "trap", wanted, &[]).passed());
    let wanted = "expect = { outcome = \"transient\", text = \"morgen\" }";
    assert_eq!(differing(&run_one("validate", "transient später", wanted, &[])), ["text"]);
}

const OUTPUTS: &str = r#"
[expect]
outcome = "ok"
[[expect.outputs]]
recipient = "ihk"
file = "ihk.txt"
media_type = "text/plain"
[[expect.outputs]]
recipient = "hwk"
file = "hwk.txt"
media_type = "text/plain"
"#;

#[test]
fn outputs_are_compared_byte_by_byte_and_by_recipient() {
    let files = [("ihk.txt", "eins\nzwei"), ("hwk.txt", "drei")];
    assert!(run_one("transform", "hwk drei\nihk eins_zwei", OUTPUTS, &files).passed());
    let report = run_one("transform", "hwk drei\nihk eins_zwo", OUTPUTS, &files);
    assert_eq!(differing(&report), ["outputs[ihk] against cases/one/ihk.txt"]);
    assert_eq!(differing(&run_one("transform", "hwk drei", OUTPUTS, &files)), ["outputs[ihk]"]);
    let report = run_one("transform", "hwk drei\nihk eins_zwei\nzoll vier", OUTPUTS, &files);
    assert_eq!(differing(&report), ["outputs[zoll]"]);
    let other_type = OUTPUTS.replacen("text/plain", "text/csv", 1);
    assert_eq!(differing(&run_one("transform", "hwk drei\nihk eins_zwei", &other_type, &files)), ["outputs[ihk]"]);
}

const DROP: &str = r#"
delivery = { grants = { folder = true } }
[[calls.http]]
method = "POST"
url = "https://a.example/annahme"
response = { status = 204 }
[expect]
outcome = "ok"
receipt = { reference = "7" }
files = [{ path = "a.xml", file = "soll.xml" }]
"#;

#[test]
fn files_and_calls_of_an_adapter_are_compared() {
    let files = [("soll.xml", "inhalt")];
    assert!(run_one("deliver", "write a.xml inhalt\npost /annahme", DROP, &files).passed());
    let differs = |input: &str| {
        let report = run_one("deliver", input, DROP, &files);
        differing(&report).iter().map(|what| (*what).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(differs("write a.xml anderes\npost /annahme"), ["files[a.xml]"]);
    assert_eq!(differs("post /annahme"), ["files[a.xml]"]);
    assert_eq!(differs("write a.xml inhalt\nwrite b.xml x\npost /annahme"), ["files[b.xml]"]);
    assert_eq!(differs("write a.xml inhalt"), ["calls.http[1]"]);
    assert_eq!(differs("write a.xml inhalt\npost /woanders"), ["calls.http[1]", "outcome"]);
}

#[test]
fn the_path_of_the_drop_folder_shows_in_no_report() {
    let report =
        run_one("deliver", "fail", "delivery = { grants = { folder = true } }\nexpect = { outcome = \"ok\" }", &[]);
    assert!(to_json(&report).contains("permanent: no room in <folder>"));
}

#[test]
fn settings_must_pass_the_schema_and_the_check_in_every_case() {
    let case = |settings: &str| format!("settings = {settings}\nexpect = {{ outcome = \"ok\" }}\n");
    assert!(run_one("validate", "", &case("{ tage = 14 }"), &[]).passed());
    assert_eq!(differing(&run_one("validate", "", &case("{ tage = 0 }"), &[])), ["settings"]);
    assert_eq!(differing(&run_one("validate", "", &case("{ tage = \"x\" }"), &[])), ["settings"]);

    let expect = |rule: &str, reason: &str| {
        format!(
            "[expect]\noutcome = \"rejected\"\n[[expect.findings]]\nrule = \"{rule}\"\nseverity = \"error\"\n\
             reason_code = \"{reason}\"\npath = \"/tage\"\n"
        )
    };
    let own = format!("settings = {{ tage = 0 }}\n{}", expect("TAGE", "X002"));
    assert!(run_one("check-settings", "", &own, &[]).passed());
    let schema =
        format!("budget = {{ fuel = 1 }}\nsettings = {{ tage = \"x\" }}\n{}", expect("settings-schema", "X001"));
    let report = run_one("check-settings", "", &schema, &[]);
    assert!(report.passed(), "{}", render_text(&report));
}

#[test]
fn a_budget_bites() {
    let case = |fuel: u64| format!("budget = {{ fuel = {fuel} }}\n{TWO_FINDINGS}");
    let input = "finding A /a\nfinding B /b";
    let used = 1_000 * input.len() as u64;
    assert!(run_one("validate", input, &case(used), &[]).passed());
    let report = run_one("validate", input, &case(used - 1), &[]);
    assert_eq!(differing(&report), ["budget.fuel"]);
    assert!(render_text(&report).contains("FAILED  one  validate → rejected  Ein Fall"));
}

#[test]
fn the_same_plan_gives_the_same_bytes_whatever_the_clock_says() {
    let directory = directory("transform", "hwk vier\nihk eins", OUTPUTS, &[("ihk.txt", "eins"), ("hwk.txt", "drei")]);
    let first = to_json(&run_in(&directory, Duration::from_millis(3)));
    let second = to_json(&run_in(&directory, Duration::from_millis(77)));
    assert_eq!(first, second);
    assert!(!first.contains(directory.path().to_str().unwrap()));
    let parsed: serde_json::Value = serde_json::from_str(&first).unwrap();
    assert_eq!(parsed["passed"], false);
    assert_eq!(parsed["cases"][0]["mismatches"][0]["what"], "outputs[hwk] against cases/one/hwk.txt");
    assert_eq!(parsed["requirements"][1]["covered"], false);
}

#[test]
fn a_component_that_cannot_be_loaded_is_a_problem_of_the_plan() {
    let directory = directory("validate", "", "expect = { outcome = \"ok\" }", &[]);
    let plan = Plan::load(directory.path()).unwrap();
    let bench = Bench::default();
    let fake = Fake { http: bench.recording.clone(), wall_time: Duration::ZERO };
    let report = run_plan(&plan, &Digest::of(b"missing"), &fake, &bench);
    assert!(!report.passed());
    assert_eq!(report.problems.len(), 1);
    assert!(render_text(&report).contains("no component with digest"));
}
