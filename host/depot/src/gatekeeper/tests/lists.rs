use super::desk::*;
use crate::gatekeeper::Memory;
use crate::revocation::{ListError, RevocationList, Revoked};
use crate::signature::Signer as _;
use drehscheibe_model::trust::{RevocationEffect, TrustGap};

#[test]
fn each_subject_is_met_and_each_effect_does_its_own() {
    use RevocationEffect::{NoNewActivation, Stop, Warn};
    let base = Desk::new();
    let bundle = base.signed(&base.certifier, component(), &base.certificate());
    for subject in [
        Revoked::Component(component()),
        Revoked::Certificate(bundle.digest()),
        Revoked::Key(base.vendor.public_key().fingerprint()),
        Revoked::Key(base.certifier.public_key().fingerprint()),
    ] {
        for (effect, may_activate, may_load) in
            [(Warn, true, true), (NoNewActivation, false, true), (Stop, false, false)]
        {
            base.shelf.bundles.lock().unwrap().clear();
            base.shelf.put(&bundle);
            base.shelf.put(&base.signed_list(&base.certifier, &base.list(1, &[(subject, effect)])));
            let gate = base.gate();
            let told = |answer: &Result<drehscheibe_model::trust::Clearance, Vec<TrustGap>>| match answer {
                Ok(clearance) => clearance.warnings.iter().any(|gap| matches!(gap, TrustGap::Revoked { .. })),
                Err(gaps) => matches!(gaps[..], [TrustGap::Revoked { .. }]),
            };
            for (answer, may) in [(activate(&gate), may_activate), (load(&gate), may_load)] {
                assert_eq!(answer.is_ok(), may, "{subject:?} {effect:?}");
                assert!(told(&answer), "{subject:?} {effect:?}: {answer:?}");
            }
        }
    }
}

#[test]
fn a_stop_reaches_a_running_gate_and_development_mode_does_not_override_it() {
    let mut desk = Desk::new();
    desk.policy.allow_uncertified = true;
    desk.issue(&desk.certificate());
    let gate = desk.gate();
    load(&gate).unwrap();
    let list = desk.list(1, &[(Revoked::Component(component()), RevocationEffect::Stop)]);
    gate.import_revocations(&[desk.signed_list(&desk.certifier, &list).as_bytes().to_vec()]).unwrap().unwrap();
    assert!(matches!(load(&gate).unwrap_err()[..], [TrustGap::Revoked { .. }]));
}

#[test]
fn an_older_list_and_a_second_one_with_the_same_number_are_refused_even_after_a_restart() {
    let desk = Desk::new();
    let directory = tempfile::tempdir().unwrap();
    let memory = || Memory::open(directory.path()).unwrap();
    let stop = [(Revoked::Component(component()), RevocationEffect::Stop)];
    let (old, new) = (desk.list(3, &[]), desk.list(4, &stop));
    let bytes = |list: &RevocationList| vec![desk.signed_list(&desk.certifier, list).as_bytes().to_vec()];
    desk.issue(&desk.certificate());
    let gate = desk.gate_with(memory());
    assert_eq!(gate.import_revocations(&bytes(&old)).unwrap().unwrap()[0].number, 3);
    activate(&gate).unwrap();
    assert_eq!(gate.import_revocations(&bytes(&new)).unwrap().unwrap()[0].entries, 1);
    let gate = desk.gate_with(memory());
    let errors = gate.import_revocations(&bytes(&old)).unwrap().unwrap_err();
    assert!(matches!(errors[..], [ListError::Older { number: 3, seen: 4, .. }]), "{errors:?}");
    let errors = gate.import_revocations(&bytes(&desk.list(4, &[]))).unwrap().unwrap_err();
    assert!(matches!(errors[..], [ListError::Equivocation { number: 4, .. }]), "{errors:?}");
    assert!(gate.import_revocations(&bytes(&new)).unwrap().unwrap()[0].known);
    assert!(matches!(load(&gate).unwrap_err()[..], [TrustGap::Revoked { .. }]));
    // The depot serves the old one again: what is in force stays.
    desk.shelf.put(&desk.signed_list(&desk.certifier, &old));
    let problems = gate.refresh().unwrap();
    assert!(problems.iter().any(|problem| problem.contains("is older than list 4")), "{problems:?}");
    assert!(matches!(load(&gate).unwrap_err()[..], [TrustGap::Revoked { .. }]));
}

#[test]
fn a_list_that_was_seen_and_vanished_stops_activations() {
    let desk = Desk::new();
    desk.issue(&desk.certificate());
    let directory = tempfile::tempdir().unwrap();
    let list = desk.list(2, &[]);
    let gate = desk.gate_with(Memory::open(directory.path()).unwrap());
    gate.import_revocations(&[desk.signed_list(&desk.certifier, &list).as_bytes().to_vec()]).unwrap().unwrap();
    activate(&gate).unwrap();
    std::fs::remove_dir_all(directory.path().join("lists")).unwrap();
    let gate = desk.gate_with(Memory::open(directory.path()).unwrap());
    assert!(only_reason(&gate).contains("was here and is missing"));
    assert!(matches!(load(&gate).unwrap().warnings[..], [TrustGap::Stale { .. }]));
}

#[test]
fn a_list_by_the_vendor_is_refused() {
    let desk = Desk::new();
    let list = desk.list(1, &[]);
    let bytes = desk.signed_list(&desk.vendor, &list).as_bytes().to_vec();
    let errors = desk.gate().import_revocations(&[bytes]).unwrap().unwrap_err();
    assert!(matches!(errors[..], [ListError::Unverified { .. }]), "{errors:?}");
    let mut foreign = desk.list(1, &[]);
    foreign.issuer = "Andere".into();
    let bytes = desk.signed_list(&desk.certifier, &foreign).as_bytes().to_vec();
    let errors = desk.gate().import_revocations(&[bytes]).unwrap().unwrap_err();
    assert!(errors[0].to_string().contains("no key of the issuer"), "{errors:?}");
}

#[test]
fn a_list_past_its_date_stops_activations_only() {
    let desk = Desk::new();
    let mut certificate = desk.certificate();
    certificate.valid_until = day("2030-01-01");
    desk.issue(&certificate);
    desk.shelf.put(&desk.signed_list(&desk.certifier, &desk.list(1, &[])));
    let gate = desk.gate();
    activate(&gate).unwrap();
    desk.at("2026-12-02");
    assert!(only_reason(&gate).contains("should have been followed"));
    assert!(matches!(load(&gate).unwrap().warnings[..], [TrustGap::Stale { .. }]));
}

#[test]
fn older_lists_beside_the_newest_are_no_doubt_and_alone_they_are() {
    let desk = Desk::new();
    let directory = tempfile::tempdir().unwrap();
    let memory = || Memory::open(directory.path()).unwrap();
    desk.issue(&desk.certificate());
    for number in [1, 2] {
        desk.shelf.put(&desk.signed_list(&desk.certifier, &desk.list(number, &[])));
    }
    activate(&desk.gate_with(memory())).unwrap();
    // Another process, which knows the second list before it meets the first.
    activate(&desk.gate_with(memory())).unwrap();
    desk.shelf.bundles.lock().unwrap().pop();
    assert!(matches!(activate(&desk.gate_with(memory())).unwrap_err()[..], [TrustGap::Stale { .. }]));
}
