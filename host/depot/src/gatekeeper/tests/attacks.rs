use super::desk::*;
use crate::certificate::SCHEMA;
use crate::signature::{Algorithm, Bundle, PrivateKey, Signer as _};
use crate::trust::{AnyOf, KeyRing, SignaturePolicy, Term};
use drehscheibe_model::call::{HttpGrant, World};
use drehscheibe_model::content::Digest;
use drehscheibe_model::trust::{Purpose, TrustGap};

#[test]
fn what_is_certified_may_run_and_the_certificate_is_named() {
    let desk = Desk::new();
    let bundle = desk.issue(&desk.certificate());
    let clearance = activate(&desk.gate()).unwrap();
    let reference = clearance.certificate.unwrap();
    assert_eq!((reference.digest, reference.number.as_str()), (bundle.digest(), "P-1"));
    assert_eq!(clearance.warnings, []);
    load(&desk.gate()).unwrap();
}

#[test]
fn the_default_lets_nothing_run() {
    let desk = Desk { policy: Default::default(), ..Desk::new() };
    assert!(matches!(activate(&desk.gate()).unwrap_err()[..], [TrustGap::NoCertificate { .. }]));
    desk.issue(&desk.certificate());
    assert!(only_reason(&desk.gate()).contains("trusts no certifier"));
}

#[test]
fn development_lets_uncertified_plugins_run_and_names_no_certificate() {
    let mut desk = Desk::new();
    desk.policy.allow_uncertified = true;
    let clearance = activate(&desk.gate()).unwrap();
    assert_eq!(clearance.certificate, None);
    assert!(matches!(clearance.warnings[..], [TrustGap::NoCertificate { .. }]));
}

#[test]
fn a_certificate_copied_to_another_digest_is_refused() {
    let desk = Desk::new();
    desk.shelf.put(&desk.signed(&desk.certifier, Digest::of(b"other"), &desk.certificate()));
    assert!(only_reason(&desk.gate()).contains("not this component"));
}

#[test]
fn a_changed_certificate_is_refused() {
    use base64::Engine as _;
    let desk = Desk::new();
    let bundle = desk.signed(&desk.certifier, component(), &desk.certificate());
    let mut json: serde_json::Value = serde_json::from_slice(bundle.as_bytes()).unwrap();
    let mut longer = desk.certificate();
    longer.valid_until = day("2099-01-01");
    let statement = crate::certificate::certificate_statement(component(), &longer).unwrap();
    json["dsseEnvelope"]["payload"] = base64::engine::general_purpose::STANDARD.encode(statement).into();
    desk.shelf.put(&Bundle::parse(&serde_json::to_vec(&json).unwrap()).unwrap());
    assert!(only_reason(&desk.gate()).contains("was changed"));
}

#[test]
fn a_certificate_by_an_unknown_key_is_refused() {
    let desk = Desk::new();
    let stranger = PrivateKey::generate(Algorithm::EcdsaP256).unwrap();
    desk.shelf.put(&desk.signed(&stranger, component(), &desk.certificate()));
    assert!(only_reason(&desk.gate()).contains("does not know"));
}

#[test]
fn a_certificate_by_an_expired_key_is_refused() {
    let mut desk = Desk::new();
    let mut key = trusted("pruef", "Prüfstelle", &desk.certifier);
    key.valid_until = Some(day("2025-12-31"));
    desk.policy.keys = KeyRing::new([key]);
    desk.issue(&desk.certificate());
    assert!(only_reason(&desk.gate()).contains("expired on 2025-12-31"));
}

#[test]
fn a_vendor_cannot_certify_itself_by_any_name() {
    // With a key that the operator knows as the vendor's, even if the policy would take it.
    let mut desk = Desk::new();
    desk.policy.certifiers = SignaturePolicy { all_of: vec![Term::Key("her".into())], any_of: None };
    desk.shelf.put(&desk.signed(&desk.vendor, component(), &desk.certificate()));
    assert!(only_reason(&desk.gate()).contains("own organisation"));
    // With the certifier's key in the vendor's hands: its organisation is the vendor's.
    let desk = Desk::new();
    let mut own = desk.certificate();
    own.vendor.organisation = " prüfstelle".into();
    desk.issue(&own);
    assert!(only_reason(&desk.gate()).contains("own organisation"));
    // With one key in both roles under two names of organisations.
    let desk = Desk::new();
    let mut same_key = desk.certificate();
    same_key.vendor.keys.push(desk.certifier.public_key().fingerprint());
    desk.issue(&same_key);
    assert!(only_reason(&desk.gate()).contains("own organisation"));
}

#[test]
fn several_signatures_over_one_certificate_are_counted_together() {
    let mut desk = Desk::new();
    let second = PrivateKey::generate(Algorithm::Ed25519).unwrap();
    desk.policy.keys = KeyRing::new([trusted("a", "Prüfstelle", &desk.certifier), trusted("b", "Revision", &second)]);
    let signatures = vec![Term::Key("a".into()), Term::Key("b".into())];
    desk.policy.certifiers =
        SignaturePolicy { all_of: Vec::new(), any_of: Some(AnyOf { minimum_matches: 2, signatures }) };
    desk.issue(&desk.certificate());
    let gate = desk.gate();
    assert!(only_reason(&gate).contains("1 of at least 2"));
    desk.shelf.put(&desk.signed(&second, component(), &desk.certificate()));
    gate.refresh().unwrap();
    activate(&gate).unwrap();
}

#[test]
fn more_than_the_certificate_grants_is_refused_and_all_of_it_named() {
    let desk = Desk::new();
    desk.issue(&desk.certificate());
    let gate = desk.gate();
    let mut wish = Wish::to(Purpose::Activate);
    wish.world = World::Validator;
    wish.procedure = "wohngeld";
    wish.stage = 4;
    wish.grants.http[0].methods = vec!["POST".into(), "DELETE".into()];
    wish.grants.http[0].secrets.push("anderes".into());
    wish.grants.http.push(HttpGrant {
        origin: "http://offen.example".into(),
        methods: Vec::new(),
        secrets: Vec::new(),
        private_network: false,
    });
    wish.grants.folder = Some("/ablage".into());
    wish.grants.mail = vec!["@stadt.example".into()];
    wish.limits.fuel += 1;
    wish.limits.wall_time_ms *= 2;
    let told: Vec<String> = wish.ask(&gate).unwrap_err().iter().map(ToString::to_string).collect();
    for part in [
        "the world Validator",
        "procedure wohngeld",
        "stage 4",
        "DELETE to",
        "secret `anderes`",
        "outbound-http to http://offen.example",
        "drop-folder",
        "mail",
        "for fuel",
        "for wall_time_ms",
    ] {
        assert!(told.iter().any(|line| line.contains(part)), "{part}: {told:#?}");
    }
    assert_eq!(told.len(), 10, "{told:#?}");
    // Load asks the same: a configuration that grows afterwards gains nothing.
    wish.purpose = Purpose::Load;
    assert_eq!(wish.ask(&gate).unwrap_err().len(), 10);
    Wish::to(Purpose::Activate).ask(&gate).unwrap();
}

#[test]
fn garbage_beside_a_certificate_does_no_harm_and_alone_is_told() {
    let desk = Desk::new();
    desk.shelf.bundles.lock().unwrap().push(b"garbage".to_vec());
    let statement = br#"{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"urn:drehscheibe:predicate:certificate:v1","predicate":{}}"#;
    let hollow = Bundle::sign_statement(&desk.certifier, crate::certificate::IN_TOTO_PAYLOAD, statement).unwrap();
    desk.shelf.put(&hollow);
    let gate = desk.gate();
    assert_eq!(activate(&gate).unwrap_err().len(), 3);
    desk.issue(&desk.certificate());
    gate.refresh().unwrap();
    activate(&gate).unwrap();
}

#[test]
fn while_the_depot_is_away_what_is_known_still_counts() {
    let desk = Desk::new();
    desk.issue(&desk.certificate());
    let gate = desk.gate();
    load(&gate).unwrap();
    *desk.shelf.broken.lock().unwrap() = true;
    desk.shelf.changes.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    gate.refresh().unwrap();
    load(&gate).unwrap();
    assert!(matches!(load(&desk.gate()).unwrap_err()[..], [TrustGap::Unavailable { .. }]));
}

#[test]
fn certificates_follow_their_published_schema() {
    let schema = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let mut value = serde_json::to_value(Desk::new().certificate()).unwrap();
    let problems: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(problems.is_empty(), "{problems:#?}");
    value["unknown"] = true.into();
    assert!(!validator.is_valid(&value));
}
