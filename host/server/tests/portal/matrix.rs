//! Every page and act, for every role, for what is its own and for what is others'.

use crate::support::{Hub, NEIGHBOUR, TOWN, text};
use drehscheibe_model::portal::{PortalRole, Proposal, ProposalState};
use drehscheibe_model::ports::PortalStore;
use drehscheibe_server::portal::{ROUTES, Route};
use std::collections::BTreeSet;

/// The table once more, from what the roles are for. A new route must be entered here, too.
fn expected(role: PortalRole) -> BTreeSet<(&'static str, &'static str)> {
    let everybody = [
        ("GET", "/portal"),
        ("GET", "/portal/konto"),
        ("POST", "/portal/abmelden"),
        ("POST", "/portal/abmelden/ueberall"),
        ("GET", "/portal/verfahren"),
        ("GET", "/portal/verfahren/{id}"),
        ("GET", "/portal/depot"),
        ("GET", "/portal/depot/paket"),
        ("GET", "/portal/depot/vergleich"),
    ];
    let desk = [
        ("GET", "/portal/pruefstelle"),
        ("GET", "/portal/pruefstelle/plan"),
        ("GET", "/portal/pruefstelle/laeufe/{nummer}"),
        ("GET", "/portal/pruefstelle/laeufe/{nummer}/bericht"),
        ("GET", "/portal/pruefstelle/zertifikat"),
    ];
    let certify = [
        ("POST", "/portal/pruefstelle/laeufe"),
        ("POST", "/portal/pruefstelle/laeufe/{nummer}/zertifikat"),
        ("POST", "/portal/pruefstelle/zertifikat"),
    ];
    let publish = [
        ("GET", "/portal/depot/hochladen"),
        ("POST", "/portal/depot/hochladen"),
        ("GET", "/portal/depot/zurueckziehen"),
        ("POST", "/portal/depot/zurueckziehen"),
    ];
    let activate = [
        ("GET", "/portal/freischaltungen"),
        ("GET", "/portal/freischaltungen/{nummer}"),
        ("POST", "/portal/freischaltungen/{nummer}"),
        ("GET", "/portal/freischalten"),
        ("GET", "/portal/freischalten/einstellungen"),
        ("POST", "/portal/freischalten/einstellungen"),
    ];
    let read = [
        ("GET", "/portal/lage"),
        ("GET", "/portal/nachrichten"),
        ("GET", "/portal/nachrichten/{id}"),
        ("GET", "/portal/nachrichten/{id}/nachweis"),
        ("GET", "/portal/rollout"),
    ];
    let work = [
        ("POST", "/portal/nachrichten/{id}/notiz"),
        ("GET", "/portal/geparkt"),
        ("GET", "/portal/wiederholen"),
        ("POST", "/portal/wiederholen"),
        ("GET", "/portal/vorschlaege"),
        ("GET", "/portal/vorschlaege/{nummer}"),
        ("POST", "/portal/vorschlaege/{nummer}"),
    ];
    let content = [
        ("GET", "/portal/nachrichten/{id}/zurueckziehen"),
        ("POST", "/portal/nachrichten/{id}/zurueckziehen"),
        ("GET", "/portal/nachrichten/{id}/neu"),
        ("POST", "/portal/nachrichten/{id}/neu"),
    ];
    let audit =
        [("GET", "/portal/revision"), ("GET", "/portal/revision/ketten"), ("GET", "/portal/revision/aufbewahrung")];
    let run = [
        ("GET", "/portal/konfiguration"),
        ("POST", "/portal/konfiguration"),
        ("GET", "/portal/konfiguration/{nummer}"),
        ("GET", "/portal/konten"),
        ("GET", "/portal/konten/{name}"),
        ("POST", "/portal/konten/{name}"),
    ];
    let mut all = BTreeSet::from(everybody);
    all.extend(desk);
    match role {
        PortalRole::Vendor => all.extend(publish),
        PortalRole::Certifier => all.extend(certify),
        PortalRole::Municipality => {
            all.extend(activate);
            all.extend(read);
            all.extend(work);
            all.extend(content);
        }
        PortalRole::Operator => {
            all.extend(read);
            all.extend(work);
            all.extend(audit);
            all.extend(run);
        }
        PortalRole::ProcedureSteward => all.extend(read),
        PortalRole::Auditor => {
            all.extend(read);
            all.extend(audit);
        }
    }
    all
}

fn method(route: &Route) -> &'static str {
    if route.get { "GET" } else { "POST" }
}

/// About a message of [`TOWN`], or a proposal about one.
fn is_bound(path: &str) -> bool {
    path.starts_with("/portal/nachrichten/{id}") || path.contains("vorschlaege/{nummer}")
}

/// Asks for a thing that does not exist, or for one without naming it.
fn names_nothing(method: &str, path: &str) -> bool {
    let unnamed = (path.starts_with("/portal/depot/") && !path.ends_with("/hochladen"))
        || ["/pruefstelle/plan", "/pruefstelle/laeufe", "/pruefstelle/zertifikat"]
            .iter()
            .any(|end| path.ends_with(end))
        || (method == "POST" && path.ends_with("/freischalten/einstellungen"));
    unnamed || ["nichts", "niemand", "/9"].iter().any(|part| path.contains(part))
}

#[test]
fn the_matrix() {
    let hub = Hub::start();
    let message = hub.parked();
    let other = hub.account("andere", PortalRole::Operator, &[]);
    let proposal = Proposal {
        number: 0,
        messages: vec![message],
        tenants: vec![drehscheibe_model::ids::TenantId::new(TOWN).unwrap()],
        reason: "Test".into(),
        by: other,
        at: jiff::Timestamp::now(),
        state: ProposalState::Open,
        decided_by: None,
        decided_at: None,
        outcome: Vec::new(),
    };
    let number = hub.store.add_proposal(proposal).unwrap().to_string();
    for role in PortalRole::ALL {
        let allowed = expected(role);
        for (tenants, own) in [(vec![TOWN], true), (vec![NEIGHBOUR], false)] {
            let name = hub.account(&format!("{}.{own}", role.name()), role, &tenants);
            for route in ROUTES {
                let browser = hub.browser(&name);
                let path = route
                    .path
                    .replace("/nachrichten/{id}", &format!("/nachrichten/{message}"))
                    .replace("{id}", "nichts")
                    .replace("/vorschlaege/{nummer}", &format!("/vorschlaege/{number}"))
                    .replace("{nummer}", "9")
                    .replace("{name}", "niemand");
                let answer = if route.get { browser.get(&path) } else { browser.post(&path, &[]) };
                let (page, what) = (text(&answer), format!("{role:?} own={own} {} {path}", method(route)));
                if !allowed.contains(&(method(route), route.path)) {
                    assert_eq!(answer.status, 403, "{what}");
                    assert!(page.contains("darf das nicht. Das dürfen:"), "{what}: {page}");
                } else if is_bound(route.path) && !own {
                    assert_eq!(answer.status, 403, "{what}");
                    assert!(page.contains("für die Sie nicht zuständig sind"), "{what}: {page}");
                } else if names_nothing(method(route), &path) {
                    assert_eq!(answer.status, 404, "{what}");
                } else {
                    assert!([200, 303, 422].contains(&answer.status), "{what}: {} {page}", answer.status);
                }
                let policy = answer.header("content-security-policy").unwrap();
                assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{what}: {policy}");
            }
        }
    }
    // Nothing was done by forms without a reason, and nothing by those who may not.
    assert!(hub.done.0.lock().unwrap().is_empty());
}

#[test]
fn without_a_session_there_is_only_the_sign_in() {
    let hub = Hub::start();
    for route in ROUTES {
        let path = route.path.replace(['{', '}'], "");
        let answer = hub.call(&crate::client::Request::new(method(route), &path));
        assert_eq!(answer.status, 303, "{path}");
        assert!(answer.header("location").unwrap().starts_with("/portal/anmelden?weiter=%2Fportal"), "{path}");
    }
    for path in ["/portal/anmelden", "/portal/impressum", "/portal/datenschutz", "/portal/barrierefreiheit"] {
        let answer = hub.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(text(&answer).contains("<html lang=\"de\">"), "{path}");
    }
}
