//! Asking the policies, and saying in German why not.

use super::Act;
use crate::portal::texts as t;
use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression, Schema,
};
use drehscheibe_model::ids::TenantId;
use drehscheibe_model::portal::{Account, PortalRole};
use std::collections::{HashMap, HashSet};
use std::str::FromStr;
use std::sync::LazyLock;

const POLICIES: &str = include_str!("portal.cedar");
const SCHEMA: &str = include_str!("portal.cedarschema");

struct Rules {
    policies: PolicySet,
    schema: Schema,
}

/// None if the files beside this one are broken; then nothing is allowed. A test holds that they are not.
static RULES: LazyLock<Option<Rules>> = LazyLock::new(|| {
    let (schema, _) = Schema::from_cedarschema_str(SCHEMA).ok()?;
    Some(Rules { policies: PolicySet::from_str(POLICIES).ok()?, schema })
});

/// What an act is done to, as far as policies look at it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Thing {
    /// Whose it is; empty: nobody's in particular.
    pub(crate) tenants: Vec<TenantId>,
    /// Who proposed it; empty where nothing was proposed.
    pub(crate) by: String,
}

impl Thing {
    pub(crate) fn of(tenant: &TenantId) -> Self {
        Self { tenants: vec![tenant.clone()], by: String::new() }
    }
}

fn uid(kind: &str, id: &str) -> Option<EntityUid> {
    Some(EntityUid::from_type_name_and_id(EntityTypeName::from_str(kind).ok()?, EntityId::new(id)))
}

fn set(tenants: &[TenantId]) -> RestrictedExpression {
    RestrictedExpression::new_set(tenants.iter().map(|one| RestrictedExpression::new_string(one.to_string())))
}

fn ask(rules: &Rules, account: &Account, act: Act, thing: &Thing) -> Option<cedar_policy::Response> {
    let text = |text: &str| RestrictedExpression::new_string(text.to_owned());
    let everywhere = account.tenants.is_empty() && !account.role.is_bound();
    let (person, resource) = (uid("Person", account.name.as_str())?, uid("Thing", "thing")?);
    let about_person = HashMap::from([
        ("name".to_owned(), text(account.name.as_str())),
        ("role".to_owned(), text(account.role.name())),
        ("everywhere".to_owned(), RestrictedExpression::new_bool(everywhere)),
        ("tenants".to_owned(), set(&account.tenants)),
    ]);
    let about_thing = HashMap::from([("tenants".to_owned(), set(&thing.tenants)), ("by".to_owned(), text(&thing.by))]);
    let entities = [
        Entity::new(person.clone(), about_person, HashSet::new()).ok()?,
        Entity::new(resource.clone(), about_thing, HashSet::new()).ok()?,
    ];
    let entities = Entities::from_entities(entities, None).ok()?;
    let request =
        Request::new(person, uid("Action", act.name())?, resource, Context::empty(), Some(&rules.schema)).ok()?;
    Some(Authorizer::new().is_authorized(&request, &rules.policies, &entities))
}

/// None if the account may; else why not, in German.
pub(crate) fn denial(account: &Account, act: Act, thing: &Thing) -> Option<String> {
    let Some(rules) = RULES.as_ref() else { return Some(t::denied::BROKEN.to_owned()) };
    let Some(response) = ask(rules, account, act, thing) else { return Some(t::denied::BROKEN.to_owned()) };
    if response.decision() == Decision::Allow {
        return None;
    }
    let reasons: Vec<&str> =
        response.diagnostics().reason().filter_map(|id| rules.policies.annotation(id, "grund")).collect();
    if reasons.is_empty() { Some(who_may(rules, account, act)) } else { Some(reasons.join(" ")) }
}

/// The role may not; says which may.
fn who_may(rules: &Rules, account: &Account, act: Act) -> String {
    let may = |role: &PortalRole| {
        let other = Account { role: *role, tenants: Vec::new(), ..account.clone() };
        ask(rules, &other, act, &Thing::default()).is_some_and(|answer| answer.decision() == Decision::Allow)
    };
    let roles: Vec<&str> = PortalRole::ALL.iter().filter(|role| may(role)).map(|role| role_text(*role)).collect();
    t::fill(t::denied::ROLE, &[("rolle", role_text(account.role)), ("rollen", &roles.join(", "))])
}

/// The German word for a role.
pub(crate) fn role_text(role: PortalRole) -> &'static str {
    match role {
        PortalRole::Vendor => t::role::VENDOR,
        PortalRole::Certifier => t::role::CERTIFIER,
        PortalRole::Municipality => t::role::MUNICIPALITY,
        PortalRole::Operator => t::role::OPERATOR,
        PortalRole::ProcedureSteward => t::role::PROCEDURE_STEWARD,
        PortalRole::Auditor => t::role::AUDITOR,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cedar_policy::{ValidationMode, Validator};
    use drehscheibe_model::ids::AccountName;
    use drehscheibe_model::portal::SignIn;

    fn account(role: PortalRole, tenants: &[&str]) -> Account {
        Account {
            name: AccountName::new("kim").unwrap(),
            label: "Kim".into(),
            role,
            tenants: tenants.iter().map(|one| TenantId::new(*one).unwrap()).collect(),
            organisation: None,
            sign_in: SignIn::Password { hash: String::new() },
            created_at: jiff::Timestamp::UNIX_EPOCH,
            disabled_at: None,
        }
    }

    fn thing(tenant: &str) -> Thing {
        Thing::of(&TenantId::new(tenant).unwrap())
    }

    #[test]
    fn the_policies_fit_their_schema_and_name_every_act() {
        let (schema, _) = Schema::from_cedarschema_str(SCHEMA).unwrap();
        let policies = PolicySet::from_str(POLICIES).unwrap();
        let result = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
        assert!(result.validation_passed(), "{result:?}");
        let known: std::collections::BTreeSet<String> =
            schema.actions().map(|action| action.id().unescaped().to_owned()).collect();
        let ours = Act::ALL.iter().map(|act| act.name().to_owned()).collect();
        assert_eq!(known, ours);
        for policy in policies.policies() {
            let forbids = policy.effect() == cedar_policy::Effect::Forbid;
            assert_eq!(policy.annotation("grund").is_some(), forbids, "{policy}");
        }
    }

    #[test]
    fn every_denial_has_a_german_reason() {
        let vendor = account(PortalRole::Vendor, &[]);
        let reason = denial(&vendor, Act::MessagesView, &Thing::default()).unwrap();
        assert_eq!(
            reason,
            "Ihre Rolle „Hersteller“ darf das nicht. Das dürfen: Kommune, Betreiber, Verfahrensbetreuung, Revision."
        );
        let town = account(PortalRole::Municipality, &["146285229270"]);
        assert_eq!(denial(&town, Act::MessagesContent, &thing("146285229270")), None);
        let reason = denial(&town, Act::MessagesContent, &thing("146120000000")).unwrap();
        assert!(reason.contains("nicht zuständig"), "{reason}");
        let nobody = account(PortalRole::Municipality, &[]);
        assert!(denial(&nobody, Act::MessagesView, &thing("146120000000")).is_some());
        let own = Thing { by: "kim".into(), ..thing("146285229270") };
        let reason = denial(&town, Act::ReplayDecide, &own).unwrap();
        assert!(reason.contains("Vier-Augen"), "{reason}");
        assert_eq!(denial(&town, Act::ReplayDecide, &Thing { by: "alex".into(), ..own }), None);
        assert_eq!(denial(&account(PortalRole::Operator, &[]), Act::MessagesView, &thing("146120000000")), None);
    }

    #[test]
    fn content_is_for_municipalities_only() {
        for role in PortalRole::ALL {
            let allowed = denial(&account(role, &[]), Act::MessagesContent, &Thing::default()).is_none();
            assert_eq!(allowed, role == PortalRole::Municipality, "{role:?}");
        }
    }
}
