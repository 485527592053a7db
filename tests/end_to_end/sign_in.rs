//! What `config check` says about signing in with an identity provider.

use crate::support::Stage;
use crate::support::stage::root;
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;

/// What stands in the guide, what stands there instead, and what the problem says.
const TABLE: [(&str, &str, &str); 11] = [
    ("issuer = \"https://", "issuer = \"http://", "issuer: an address that begins with https://"),
    ("client_id = \"drehscheibe\"", "client_id = \" \"", "client_id: must not be empty"),
    ("client_secret = \"anmeldedienst\"", "client_secret = \"anderes\"", "has no `anderes`"),
    ("label = \"Landesanmeldedienst\"", "label = \"\"", "label: must not be empty"),
    ("public_url = \"https://drehscheibe.example\"", "", "set `public_url`"),
    ("scopes = [\"profile\"]", "scopes = [\"profile mail\"]", "scopes: a list of words without spaces"),
    ("ds-betrieb = \"Betreiber\"", "ds-betrieb = \"König\"", "`König` is no role; there are vendor, certifier"),
    ("tenants = \"ars\"", "", "say which claim names them"),
    ("role = \"realm_access.roles\"", "role = \"\"", "a claim has an empty name"),
    ("organisation = \"firma\"", "betrieb = \"firma\"", "unknown field `betrieb`"),
    ("issuer = ", "aussteller = ", "unknown field `aussteller`"),
];

/// The guide's own section.
fn section() -> String {
    let guide = std::fs::read_to_string(root().join("host/guide-operator.md")).unwrap();
    let from = guide.find("[portal]\n").unwrap();
    let length = guide[from..].find("```").unwrap();
    guide[from..from + length].to_owned()
}

fn check(stage: &Stage, section: &str) -> (Option<i32>, Vec<Value>) {
    let trust = "secrets_file = \"secrets.toml\"\n[trust]\nuncertified = \"allow\"\n\n";
    stage.trusting_hub_file(trust, section);
    let output = stage.run(&["config", "check", "--json"]);
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code(), report["problems"].as_array().unwrap().clone())
}

#[test]
fn what_is_wrong_with_the_identity_provider_is_said_before_anybody_signs_in() {
    let stage = Stage::new("");
    stage.write("secrets.toml", "[hub]\nanmeldedienst = \"geheim\"\n");
    std::fs::set_permissions(stage.path("secrets.toml"), std::fs::Permissions::from_mode(0o600)).unwrap();
    let right = section();
    assert_eq!(check(&stage, &right), (Some(0), Vec::new()));
    for (from, to, says) in TABLE {
        assert!(right.contains(from), "{from}");
        let (code, problems) = check(&stage, &right.replacen(from, to, 1));
        assert_eq!(code, Some(1), "{to}");
        let found = problems.iter().any(|one| one["text"].as_str().unwrap().contains(says) && one["line"].is_u64());
        assert!(found, "{to}: {problems:?}");
    }
    // All at once: every check that is not about the shape speaks.
    let wrong = TABLE.iter().take(9).fold(right, |text, (from, to, _)| text.replacen(from, to, 1));
    let (_, problems) = check(&stage, &wrong);
    assert_eq!(problems.len(), 9, "{problems:#?}");
}
