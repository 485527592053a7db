//! In and out.

use crate::client::{Answer, Request};
use crate::support::{Hub, PASSWORD, TOWN, text};
use drehscheibe_model::portal::{Account, AuditFilter, PortalRole};
use drehscheibe_model::ports::PortalStore;
use jiff::Timestamp;

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

/// Fills in the form as a browser does.
fn enter(hub: &Hub, name: &str, password: &str) -> Answer {
    let form = hub.get("/portal/anmelden?weiter=%2Fportal%2Fkonto");
    let token = hidden(&text(&form), "csrf");
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.append_pair("csrf", &token).append_pair("name", name).append_pair("kennwort", password);
    body.append_pair("weiter", "/portal/konto");
    hub.call(
        &Request::new("POST", "/portal/anmelden")
            .header("cookie", cookie(&form))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.finish()),
    )
}

#[test]
fn with_the_right_password_one_comes_in_and_goes_out() {
    let hub = Hub::start();
    hub.account("kim", PortalRole::Municipality, &[TOWN]);
    let answer = enter(&hub, "Kim", PASSWORD);
    assert_eq!((answer.status, answer.header("location")), (303, Some("/portal/konto")));
    let set = answer.header("set-cookie").unwrap();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax") && !set.contains("Secure"), "{set}");
    let inside = hub.call(&Request::new("GET", "/portal/konto").header("cookie", cookie(&answer)));
    assert!(text(&inside).contains("Person kim"));
    let token = hidden(&text(&inside), "csrf");
    let out = Request::new("POST", "/portal/abmelden")
        .header("cookie", cookie(&answer))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("csrf={token}"));
    assert_eq!(hub.call(&out).status, 303);
    let outside = hub.call(&Request::new("GET", "/portal/konto").header("cookie", cookie(&answer)));
    assert_eq!(outside.status, 303);
}

#[test]
fn wrong_names_and_passwords_get_the_same_answer_and_then_a_pause() {
    let hub = Hub::start();
    hub.account("kim", PortalRole::Operator, &[]);
    let strip = |answer: &Answer| {
        let page = text(answer);
        let token = hidden(&page, "csrf");
        page.replace(&token, "").replace("value=\"kim\"", "").replace("value=\"niemand\"", "")
    };
    let (wrong, unknown) =
        (enter(&hub, "kim", "ein falsches Kennwort"), enter(&hub, "niemand", "ein falsches Kennwort"));
    assert_eq!((wrong.status, unknown.status), (401, 401));
    assert_eq!(strip(&wrong), strip(&unknown));
    for _ in 0..4 {
        assert_eq!(enter(&hub, "kim", "ein falsches Kennwort").status, 401);
    }
    let refused = enter(&hub, "kim", PASSWORD);
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").is_some() && text(&refused).contains("Zu viele Versuche"));
    let log = hub.store.audit(&AuditFilter { limit: 100, ..AuditFilter::default() }).unwrap();
    assert_eq!(log.len(), 6, "every wrong password is in the audit log");
    assert_eq!(hub.store.verify_audit().unwrap(), Ok(6));
}

#[test]
fn a_disabled_account_is_out_at_once() {
    let hub = Hub::start();
    let name = hub.account("kim", PortalRole::Operator, &[]);
    let browser = hub.browser(&name);
    assert_eq!(browser.get("/portal/konto").status, 200);
    let account = hub.store.account(&name).unwrap().unwrap();
    hub.store.put_account(Account { disabled_at: Some(Timestamp::now()), ..account }).unwrap();
    assert_eq!(browser.get("/portal/konto").status, 303);
    assert_eq!(enter(&hub, "kim", PASSWORD).status, 401);
}

#[test]
fn the_form_of_another_browser_does_not_sign_in() {
    let hub = Hub::start();
    hub.account("kim", PortalRole::Operator, &[]);
    let token = hidden(&text(&hub.get("/portal/anmelden")), "csrf");
    let request = Request::new("POST", "/portal/anmelden")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("csrf={token}&name=kim&kennwort=ein+langes+Kennwort"));
    assert_eq!(hub.call(&request).status, 403);
}

#[test]
fn signing_out_everywhere_ends_other_browsers() {
    let hub = Hub::start();
    let name = hub.account("kim", PortalRole::Operator, &[]);
    let (one, other) = (hub.browser(&name), hub.browser(&name));
    assert_eq!(one.post("/portal/abmelden/ueberall", &[]).status, 303);
    assert_eq!(other.get("/portal/konto").status, 303);
}
