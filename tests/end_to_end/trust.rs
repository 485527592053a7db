//! Keys, certificates, revocation lists and evidence, from outside.

use crate::support::stage::{component, root};
use crate::support::{Sink, Stage, Town};
use crate::verify::change;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Output;

const PASSWORD: &str = "ein langes Kennwort";

fn stage() -> Stage {
    let stage = Stage::new("");
    stage.write("password", PASSWORD);
    stage
}

/// Runs a command whose words may be paths on the stage: `@name`.
fn run(stage: &Stage, words: &[&str]) -> Output {
    let word =
        |word: &&str| word.strip_prefix('@').map_or((*word).to_owned(), |name| stage.path(name).display().to_string());
    let words: Vec<String> = words.iter().map(word).collect();
    stage.run(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

#[track_caller]
fn done(stage: &Stage, words: &[&str]) -> String {
    let output = run(stage, words);
    assert_eq!(output.status.code(), Some(0), "{words:?}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn refused(stage: &Stage, words: &[&str]) -> String {
    let output = run(stage, words);
    assert_eq!(output.status.code(), Some(1), "{words:?}\n{output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

fn key(stage: &Stage, name: &str) {
    done(stage, &["trust", "key", "create", name, "--directory", "@keys", "--password-file", "@password"]);
}

fn plugin(name: &str) -> (String, String) {
    component(name);
    let folder = root().join("plugins").join(name);
    (folder.display().to_string(), folder.join("plan").display().to_string())
}

/// Certifies a stock plugin; where the certificate is.
fn certify(stage: &Stage, name: &str) -> PathBuf {
    let (folder, plan) = plugin(name);
    let issued = done(
        stage,
        &[
            "certify",
            &folder,
            "--plan",
            &plan,
            "--out",
            "@out",
            "--key",
            "@keys/pruef.key",
            "--password-file",
            "@password",
            "--organisation",
            "Prüfstelle",
            "--yes",
        ],
    );
    assert!(issued.contains("certificate "), "{issued}");
    stage.path(&format!("out/{name}-0.1.0.certificate.sigstore.json"))
}

#[test]
fn a_certificate_is_issued_and_anybody_can_repeat_it() {
    let stage = stage();
    key(&stage, "pruef");
    key(&stage, "fremd");
    let certificate = certify(&stage, "filedrop").display().to_string();
    let (folder, plan) = plugin("filedrop");
    for file in ["report.json", "report.html", "filedrop-0.1.0.test-result.sigstore.json"] {
        assert!(stage.path(&format!("out/{file}")).is_file(), "{file}");
    }
    let verify = |package: &str, key: &str| {
        let words = ["certify", "verify", &certificate, package, "--plan", &plan, "--key", key];
        run(&stage, &words)
    };
    let good = verify(&folder, "@keys/pruef.pub");
    assert_eq!(good.status.code(), Some(0), "{good:?}");
    let stranger = verify(&folder, "@keys/fremd.pub");
    assert_eq!(stranger.status.code(), Some(1), "{stranger:?}");
    // One more byte, and it is another component: here, an empty custom section at the end.
    let mut bytes = std::fs::read(component("filedrop")).unwrap();
    bytes.extend_from_slice(&[0, 1, 0]);
    std::fs::write(stage.path("filedrop.wasm"), bytes).unwrap();
    std::fs::copy(root().join("plugins/filedrop/plugin.toml"), stage.path("plugin.toml")).unwrap();
    let other = verify("@filedrop.wasm", "@keys/pruef.pub");
    assert_eq!(other.status.code(), Some(1), "{other:?}");
    assert!(String::from_utf8_lossy(&other.stdout).contains("not this component"), "{other:?}");
}

#[test]
fn a_vendor_does_not_certify_itself_and_nothing_is_issued_without_a_yes() {
    let stage = stage();
    key(&stage, "pruef");
    let (folder, plan) = plugin("filedrop");
    let words = |organisation: &'static str| {
        [
            "certify".to_owned(),
            folder.clone(),
            "--plan".into(),
            plan.clone(),
            "--out".into(),
            "@out".into(),
            "--key".into(),
            "@keys/pruef.key".into(),
            "--password-file".into(),
            "@password".into(),
            "--organisation".into(),
            organisation.into(),
        ]
    };
    let run_with = |organisation| {
        let words = words(organisation);
        run(&stage, &words.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let own = run_with(" drehscheibe ");
    assert_eq!(own.status.code(), Some(1), "{own:?}");
    assert!(String::from_utf8_lossy(&own.stderr).contains("cannot certify"), "{own:?}");
    let silent = run_with("Prüfstelle");
    assert_eq!(silent.status.code(), Some(3), "{silent:?}");
    assert!(String::from_utf8_lossy(&silent.stderr).contains("explicit yes"), "{silent:?}");
    assert!(!stage.path("out/filedrop-0.1.0.certificate.sigstore.json").exists());
}

#[test]
fn revocation_lists_count_upwards_and_an_older_one_is_refused() {
    let stage = stage();
    key(&stage, "pruef");
    let text = std::fs::read_to_string(stage.path("drehscheibe.toml")).unwrap();
    let trust = "[trust.keys.pruef]\nfile = \"keys/pruef.pub\"\norganisation = \"Prüfstelle\"\n\
                 [trust.certifiers]\nall-of = [{ organisation = \"Prüfstelle\" }]\n";
    stage.write("drehscheibe.toml", &format!("{text}{trust}"));
    let digest = format!("sha256:{}", "ab".repeat(32));
    let revoke = |more: &[&str]| {
        let sign =
            ["trust", "revoke", "--list", "@list.json", "--key", "@keys/pruef.key", "--password-file", "@password"];
        done(&stage, &[&sign, more].concat())
    };
    revoke(&["--issuer", "Prüfstelle"]);
    std::fs::copy(stage.path("list.json"), stage.path("old.json")).unwrap();
    done(&stage, &["trust", "revocations", "import", "@list.json"]);
    revoke(&["--component", &digest, "--reason", "Fehler", "--effect", "stop"]);
    done(&stage, &["trust", "revocations", "import", "@list.json"]);
    let told = refused(&stage, &["trust", "revocations", "import", "@old.json"]);
    assert!(told.contains("older than list 2"), "{told}");
    let lists: Value = serde_json::from_str(&done(&stage, &["trust", "revocations", "list", "--json"])).unwrap();
    assert_eq!(lists[0]["number"], 2);
    assert_eq!(lists[0]["entries"][0]["subject"], json!({"component": digest}));
    assert_eq!(lists[0]["entries"][0]["effect"], "stop");
}

#[test]
fn evidence_of_a_message_is_checked_offline_and_every_change_is_seen() {
    let sink = Sink::start();
    let stage = Town::default().stage(&sink);
    let client = stage.client();
    let hub = stage.serve();
    let submit = |number: u64| {
        let body = json!({"procedure": "meldung", "area": "14729260", "document": {"nummer": number}});
        let id = client.at(&hub).submit(&body).id();
        assert_eq!(client.settled(&id)["state"], "delivered");
        id
    };
    let (first, _between, last) = (submit(1), submit(2), submit(3));
    done(&stage, &["evidence", &first, "--out", "@first.json"]);
    done(&stage, &["evidence", &last, "--out", "@last.json"]);
    std::fs::write(stage.path("hub.pub"), done(&stage, &["evidence", "key"])).unwrap();
    for file in ["@first.json", "@last.json"] {
        let checked = done(&stage, &["evidence", "verify", file, "--hub-key", "@hub.pub", "--json"]);
        let checked: Value = serde_json::from_str(&checked).unwrap();
        assert_eq!((&checked["headsProved"], &checked["problems"]), (&json!(true), &json!([])), "{checked:#}");
        let events: Vec<_> = checked["entries"].as_array().unwrap().iter().map(|one| &one[1]["event"]).collect();
        assert!(events.contains(&&json!("accepted")) && events.contains(&&json!("delivered")), "{events:?}");
    }
    let text = std::fs::read_to_string(stage.path("last.json")).unwrap();
    assert!(!text.contains(&first), "evidence says nothing about other messages");
    change(&stage.path("last.json"), b"meldung", b"meldunk");
    let told = refused(&stage, &["evidence", "verify", "@last.json"]);
    assert!(told.contains("does not lead to the head"), "{told}");
}

/// Puts another `[trust]` into the hub's file.
fn trust(stage: &Stage, section: &str) {
    let text = std::fs::read_to_string(stage.path("drehscheibe.toml")).unwrap();
    let open = "[trust]\nuncertified = \"allow\"\n";
    assert!(text.contains(open));
    stage.write("drehscheibe.toml", &text.replace(open, section));
}

#[test]
fn without_a_section_trust_the_gate_is_closed_and_a_certificate_opens_it() {
    let sink = Sink::start();
    let stage = Town::default().stage(&sink);
    stage.write("password", PASSWORD);
    key(&stage, "pruef");
    trust(&stage, "");
    let told = refused(&stage, &["config", "check"]);
    assert!(told.contains("there is no certificate for webservice"), "{told}");
    let certificate = certify(&stage, "webservice");
    std::fs::create_dir(stage.path("certificates")).unwrap();
    std::fs::copy(certificate, stage.path("certificates/webservice.json")).unwrap();
    let hub_file = std::fs::read_to_string(stage.path("drehscheibe.toml")).unwrap();
    let section = "[trust]\ncertificates = \"certificates\"\n[trust.keys.pruef]\nfile = \"keys/pruef.pub\"\n\
                   organisation = \"Prüfstelle\"\n[trust.certifiers]\nall-of = [{ key = \"pruef\" }]\n";
    stage.write("drehscheibe.toml", &format!("{section}{hub_file}"));
    done(&stage, &["config", "check"]);

    std::fs::remove_file(stage.path("certificates/webservice.json")).unwrap();
    refused(&stage, &["config", "check"]);
}
