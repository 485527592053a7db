use super::*;
use crate::plan::Plan;
use drehscheibe_model::call::{
    CallContext, Called, DeliverInput, DeliveryFailure, Output, PluginFacts, Receipt, RecogniseInput, Recognition,
    RuleFailure, Stop, SubmissionInput, Usage, World,
};
use drehscheibe_model::finding::{Finding, Location, Severity};
use drehscheibe_model::limits::Limits;
use serde_json::Value;
use std::sync::atomic::{AtomicU64, Ordering};

/// A validator of dogs: the name is required, an age that is no number makes it trap. If `forgetful`, it
/// does not miss the name; if it has `moods`, it uses more fuel with every call.
#[derive(Default)]
struct Dogs {
    forgetful: bool,
    moods: bool,
    calls: AtomicU64,
}

fn called<T, E>(result: Result<T, E>, fuel: u64) -> Called<T, E> {
    Called { result, usage: Usage { fuel: Some(fuel), memory_bytes: 9, ..Usage::default() }, log: Vec::new() }
}

impl Rules for Dogs {
    fn facts(&self, plugin: &Digest) -> Result<PluginFacts, Stop> {
        Ok(PluginFacts {
            digest: *plugin,
            size: 1,
            wit_version: "0.1.0".into(),
            worlds: vec![World::Validator, World::Transformer],
            imports: Vec::new(),
            settings_schema: serde_json::json!({"type": "object"}),
        })
    }
    fn check_settings(&self, _: &Digest, _: &str, _: &Limits) -> Called<Vec<Finding>, Stop> {
        called(Ok(Vec::new()), 1)
    }
    fn validate(&self, _: &CallContext<'_>, input: &SubmissionInput<'_>) -> Called<Vec<Finding>, RuleFailure> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        let fuel = if self.moods { call } else { 100 };
        let document: Value = serde_json::from_slice(&input.document.body).unwrap();
        if document.get("alter").is_some_and(|age| !age.is_u64()) {
            return called(Err(RuleFailure::Stopped(Stop::Trap { reason: "alter".into() })), fuel);
        }
        let named = document.get("name").and_then(Value::as_str).is_some_and(|name| !name.is_empty());
        let finding = Finding {
            rule_id: "DOG-01".into(),
            severity: Severity::Error,
            location: Some(Location::JsonPointer("/name".into())),
            reason_code: "X002".into(),
            texts: [("de".to_owned(), "fehlt".to_owned())].into(),
        };
        called(Ok(if named || self.forgetful { Vec::new() } else { vec![finding] }), fuel)
    }
    fn recognise(&self, _: &CallContext<'_>, _: &RecogniseInput<'_>) -> Called<Recognition, RuleFailure> {
        called(Ok(Recognition::default()), 1)
    }
    fn transform(&self, _: &CallContext<'_>, _: &SubmissionInput<'_>) -> Called<Vec<Output>, RuleFailure> {
        called(Ok(Vec::new()), 1)
    }
    fn deliver(&self, _: &CallContext<'_>, _: &DeliverInput<'_>) -> Called<Receipt, DeliveryFailure> {
        called(Ok(Receipt::default()), 1)
    }
}

fn plan() -> Plan {
    let directory = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = directory.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "plan.toml",
        "format = \"drehscheibe-test-plan/v0\"\nname = \"Hunde <b>\"\nplugin = \"dogs\"\nrequired = [\"/name\"]\n\
         received_at = \"2026-03-02T09:15:00+01:00\"\n[[requirements]]\nid = \"R-1\"\ntext = \"Name\"\n",
    );
    let case = |outcome: &str, rest: &str| {
        format!(
            "title = \"x\"\noperation = \"validate\"\nrequirements = [\"R-1\"]\n[input]\nfile = \"in.json\"\n\
             media_type = \"application/json\"\n[expect]\noutcome = \"{outcome}\"\n{rest}"
        )
    };
    write("cases/good/case.toml", &case("ok", ""));
    write("cases/good/in.json", "{\"name\": \"Rex\", \"farbe\": \"rot\"}");
    let finding =
        "[[expect.findings]]\nrule = \"DOG-01\"\nseverity = \"error\"\nreason_code = \"X002\"\npath = \"/name\"\n";
    write("cases/nameless/case.toml", &case("rejected", finding));
    write("cases/nameless/in.json", "{}");
    Plan::load(directory.path()).unwrap()
}

fn certify_with(plan: &Plan, make: impl Fn() -> Dogs) -> Certification {
    let engine = || Engine { rules: Box::new(make()), bench: Bench::default() };
    certify(plan, b"..DOG-01DOG-07/x", &[engine(), engine()], None, &mut |_| {})
}

#[test]
fn a_good_plugin_passes_and_what_is_not_exercised_is_named() {
    let certification = certify_with(&plan(), Dogs::default);
    assert_eq!(certification.objections(), Vec::<String>::new());
    assert!(certification.repeatable);
    let coverage = &certification.coverage;
    assert_eq!(coverage.requirements_covered, ["R-1"]);
    assert_eq!(coverage.functions_not_exercised, ["check-settings", "transform"]);
    assert_eq!(coverage.findings_not_exercised, ["DOG-07"]);
    assert_eq!(certification.highest().fuel, 100);
    let kinds: Vec<_> = certification.mutations.tried.iter().map(|one| one.kind).collect();
    assert!(Mutation::ALL.iter().all(|kind| kinds.contains(kind)), "{kinds:?}");
    assert_eq!(to_json(&certification), to_json(&certify_with(&plan(), Dogs::default)));
    assert!(to_html(&certification).contains("Hunde &lt;b&gt;"));
    let blueprint = crate::plan::read_blueprint("b.toml", "[[requirements]]\nid = \"R-9\"\ntext = \"Mehr\"\n").unwrap();
    let engine = || Engine { rules: Box::new(Dogs::default()), bench: Bench::default() };
    let certification = certify(&plan(), b"", &[engine(), engine()], Some(&blueprint), &mut |_| {});
    assert_eq!(certification.coverage.requirements_not_covered, ["R-9"]);
}

#[test]
fn taking_what_is_required_trapping_and_moods_are_objections() {
    let told = certify_with(&plan(), || Dogs { forgetful: true, ..Dogs::default() }).objections();
    assert!(told.iter().any(|line| line.contains("drop /name: it takes")), "{told:?}");
    assert!(told.iter().any(|line| line.contains("empty /name: it takes")), "{told:?}");
    let told = certify_with(&plan(), || Dogs { moods: true, ..Dogs::default() });
    assert!(told.repeatable, "every engine begins anew");
    let shared = std::sync::Arc::new(AtomicU64::new(0));
    let told = certify_with(&plan(), || Dogs {
        moods: true,
        calls: AtomicU64::new(10 * shared.fetch_add(1, Ordering::Relaxed)),
        ..Dogs::default()
    });
    assert!(!told.repeatable && told.objections()[0].contains("different bytes"));
    let mut with_age = plan();
    with_age.cases[0].document.body = b"{\"name\": \"Rex\", \"alter\": 3}".to_vec();
    let told = certify_with(&with_age, Dogs::default).objections();
    assert!(told.iter().any(|line| line.contains("the host had to stop it")), "{told:?}");
}
