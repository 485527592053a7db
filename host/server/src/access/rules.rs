//! Every route and who may call it. A route that is not in this table does not exist: the gate
//! answers before the router is asked.

use drehscheibe_model::access::Role::{self, Auditor, Certifier, Municipality, Operator, Portal, Vendor};

/// Who may call a route. Which messages they see there is decided by
/// [`Caller::sees`](super::caller::Caller::sees).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anyone, without a key.
    Anyone,
    /// Holders of a key with one of these roles.
    Roles(&'static [Role]),
}

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    pub method: &'static str,
    /// As the router knows it.
    pub path: &'static str,
    pub who: Who,
}

const fn rule(method: &'static str, path: &'static str, who: Who) -> Rule {
    Rule { method, path, who }
}

/// All who may look at messages.
const READERS: Who = Who::Roles(&[Portal, Municipality, Operator, Auditor]);
/// Content of messages is for those who exchange it, not for those who run the hub.
const PARTIES: Who = Who::Roles(&[Portal, Municipality]);
/// All who watch the hub.
const WATCHERS: Who = Who::Roles(&[Operator, Auditor]);

/// Activations are the authority's own affair; the operator may do it for them.
const ACTIVATORS: Who = Who::Roles(&[Municipality, Operator]);
/// What runs where is no secret among those who work with the hub.
const ALL_ROLES: Who = Who::Roles(&[Portal, Municipality, Operator, Auditor, Vendor, Certifier]);

/// The table.
pub const RULES: &[Rule] = &[
    rule("GET", "/", Who::Anyone),
    rule("GET", "/health/live", Who::Anyone),
    rule("GET", "/health/ready", Who::Anyone),
    rule("GET", "/metrics", WATCHERS),
    rule("GET", "/api/v1/openapi.json", Who::Anyone),
    rule("POST", "/api/v1/messages", Who::Roles(&[Portal])),
    rule("GET", "/api/v1/messages", READERS),
    rule("GET", "/api/v1/messages/{id}", READERS),
    rule("GET", "/api/v1/messages/{id}/receipt", READERS),
    rule("GET", "/api/v1/messages/{id}/answers", PARTIES),
    rule("GET", "/api/v1/messages/{id}/answers/{number}", PARTIES),
    rule("POST", "/api/v1/messages/{id}/withdraw", PARTIES),
    rule("POST", "/api/v1/messages/{id}/replay", Who::Roles(&[Municipality, Operator])),
    rule("POST", "/api/v1/activations", ACTIVATORS),
    rule("GET", "/api/v1/activations", Who::Roles(&[Municipality, Operator, Auditor])),
    rule("GET", "/api/v1/activations/{number}", Who::Roles(&[Municipality, Operator, Auditor])),
    rule("POST", "/api/v1/activations/actions/{action}", ACTIVATORS),
    rule("GET", "/api/v1/catalogue", ALL_ROLES),
    rule("POST", "/api/v1/configuration/reload", Who::Roles(&[Operator])),
    rule("GET", "/api/v1/configuration/revisions", WATCHERS),
];

/// The methods of a path; empty if there is no such path.
pub(super) fn methods(path: &str) -> Vec<&'static str> {
    RULES.iter().filter(|rule| rule.path == path).map(|rule| rule.method).collect()
}

/// Who may call this; a `HEAD` is a `GET` without the body.
pub(super) fn who(method: &str, path: &str) -> Option<Who> {
    let method = if method == "HEAD" { "GET" } else { method };
    RULES.iter().find(|rule| rule.method == method && rule.path == path).map(|rule| rule.who)
}
