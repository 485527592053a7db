//! What an account may, from what the identity provider says about the person.

use super::options::OpenIdClaims;
use crate::portal::access::role_text;
use crate::portal::texts as t;
use drehscheibe_model::ids::TenantId;
use drehscheibe_model::portal::PortalRole;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Characters of a label.
const LABEL: usize = 100;
/// Authorities that one person speaks for by name.
const TENANTS: usize = 500;

/// A person as the provider describes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) role: PortalRole,
    pub(super) tenants: Vec<TenantId>,
    pub(super) organisation: Option<String>,
    pub(super) label: Option<String>,
}

/// The value of a claim, by its key or by a path.
fn find<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    claims.get(name).or_else(|| {
        let mut parts = name.split('.');
        let first = claims.get(parts.next()?)?;
        parts.try_fold(first, |value, part| value.get(part))
    })
}

fn texts<'a>(claims: &'a Map<String, Value>, name: &str) -> Vec<&'a str> {
    match find(claims, name) {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Whether the claims name roles at all.
pub(super) fn has_role(rules: &OpenIdClaims, claims: &Map<String, Value>) -> bool {
    find(claims, &rules.role).is_some()
}

/// The person, or why there is no account for them, in German.
pub(super) fn person(rules: &OpenIdClaims, claims: &Map<String, Value>) -> Result<Person, String> {
    let named = texts(claims, &rules.role);
    let roles: BTreeSet<PortalRole> = named.iter().filter_map(|name| rules.roles.get(*name).copied()).collect();
    let role = match roles.iter().collect::<Vec<_>>().as_slice() {
        [role] => **role,
        [] => return Err(t::sign_in::NO_ROLE.to_owned()),
        several => {
            let names: Vec<_> = several.iter().map(|role| role_text(**role)).collect();
            return Err(t::fill(t::sign_in::SEVERAL_ROLES, &[("rollen", &names.join(", "))]));
        }
    };
    let mut tenants = BTreeSet::new();
    for key in rules.tenants.iter().flat_map(|name| texts(claims, name)) {
        match TenantId::new(key) {
            Ok(tenant) if !tenant.is_intake() => tenants.insert(tenant),
            _ => {
                return Err(t::fill(
                    t::sign_in::WRONG_TENANT,
                    &[("stelle", &key.chars().take(64).collect::<String>())],
                ));
            }
        };
    }
    if tenants.len() > TENANTS || (role.is_bound() && tenants.is_empty()) {
        return Err(t::sign_in::NO_TENANT.to_owned());
    }
    let one = |name: &Option<String>| {
        let value = name.as_ref().and_then(|name| texts(claims, name).first().map(|text| text.trim().to_owned()));
        value.filter(|text| !text.is_empty()).map(|text| text.chars().take(LABEL).collect::<String>())
    };
    let tenants = tenants.into_iter().collect();
    Ok(Person { role, tenants, organisation: one(&rules.organisation), label: one(&rules.label) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rules() -> OpenIdClaims {
        OpenIdClaims {
            role: "realm_access.roles".into(),
            roles: [("ds-betrieb", PortalRole::Operator), ("ds-kommune", PortalRole::Municipality)]
                .map(|(name, role)| (name.to_owned(), role))
                .into(),
            tenants: Some("ars".into()),
            organisation: None,
            label: Some("name".into()),
        }
    }

    fn read(claims: Value) -> Result<Person, String> {
        person(&rules(), claims.as_object().unwrap())
    }

    #[test]
    fn claims_make_a_person() {
        let found = read(json!({
            "realm_access": {"roles": ["offline_access", "ds-kommune"]},
            "ars": ["147290260260"], "name": " Kim Muster ",
        }));
        let found = found.unwrap();
        assert_eq!((found.role, found.label.as_deref()), (PortalRole::Municipality, Some("Kim Muster")));
        assert_eq!(found.tenants, [TenantId::new("147290260260").unwrap()]);
        assert_eq!(read(json!({"realm_access.roles": "ds-betrieb"})).unwrap().role, PortalRole::Operator);
    }

    #[test]
    fn doubtful_claims_make_none() {
        for (claims, why) in [
            (json!({}), "keine Rolle"),
            (json!({"realm_access": {"roles": ["admin", 7, null]}}), "keine Rolle"),
            (json!({"realm_access": "ds-betrieb"}), "keine Rolle"),
            (json!({"realm_access": {"roles": ["ds-betrieb", "ds-kommune"]}, "ars": "147290260260"}), "mehrere Rollen"),
            (json!({"realm_access": {"roles": "ds-kommune"}}), "keine Stelle"),
            (json!({"realm_access": {"roles": "ds-kommune"}, "ars": ["147290260260", "../x"]}), "../x"),
            (json!({"realm_access": {"roles": "ds-kommune"}, "ars": "intake.amt24"}), "intake"),
        ] {
            let refused = read(claims.clone()).unwrap_err();
            assert!(refused.contains(why), "{claims}: {refused}");
        }
    }
}
