//! An authenticated caller and the messages it sees.

use drehscheibe_model::access::{ApiKey, Role};
use drehscheibe_model::depot::Namespace;
use drehscheibe_model::ids::{SourceId, TenantId};
use drehscheibe_model::message::MessageRecord;

/// The holder of a valid key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) key_id: String,
    /// For people.
    pub(crate) label: String,
    pub(crate) role: Role,
    pub(crate) source: Option<SourceId>,
    pub(crate) tenants: Vec<TenantId>,
    /// Where in the depot it publishes.
    pub(crate) namespaces: Vec<Namespace>,
}

/// What a list may contain.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Nothing,
    Everything,
    Source(SourceId),
    Tenants(Vec<TenantId>),
}

impl From<ApiKey> for Caller {
    fn from(key: ApiKey) -> Self {
        Self {
            key_id: key.id,
            label: key.label,
            role: key.role,
            source: key.source,
            tenants: key.tenants,
            namespaces: key.namespaces,
        }
    }
}

impl Caller {
    /// Where the caller's messages come from or go to.
    pub(crate) fn scope(&self) -> Scope {
        match (self.role, &self.source) {
            (Role::Portal, Some(source)) => Scope::Source(source.clone()),
            (Role::Municipality, _) if !self.tenants.is_empty() => Scope::Tenants(self.tenants.clone()),
            (Role::Operator | Role::Auditor, _) if self.tenants.is_empty() => Scope::Everything,
            (Role::Operator | Role::Auditor, _) => Scope::Tenants(self.tenants.clone()),
            (Role::Portal | Role::Municipality | Role::Vendor | Role::Certifier, _) => Scope::Nothing,
        }
    }
    /// Whether this message exists for the caller.
    pub(crate) fn sees(&self, message: &MessageRecord) -> bool {
        match self.scope() {
            Scope::Nothing => false,
            Scope::Everything => true,
            Scope::Source(source) => message.envelope.source == source,
            Scope::Tenants(tenants) => tenants.contains(&message.tenant),
        }
    }
    /// Whether the caller is a party to messages and sees what may be personal data: case ids, file
    /// names, the texts of findings.
    pub(crate) fn sees_content(&self) -> bool {
        matches!(self.role, Role::Portal | Role::Municipality)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(role: Role, tenants: &[&str]) -> Caller {
        Caller {
            key_id: "0".into(),
            label: String::new(),
            role,
            source: None,
            tenants: tenants.iter().map(|text| TenantId::new(*text).unwrap()).collect(),
            namespaces: Vec::new(),
        }
    }

    #[test]
    fn no_tenants_means_all_for_operators_and_none_for_municipalities() {
        assert_eq!(caller(Role::Operator, &[]).scope(), Scope::Everything);
        assert_eq!(caller(Role::Auditor, &[]).scope(), Scope::Everything);
        assert_eq!(caller(Role::Municipality, &[]).scope(), Scope::Nothing);
        assert_eq!(caller(Role::Portal, &["a"]).scope(), Scope::Nothing);
        assert_eq!(caller(Role::Vendor, &["a"]).scope(), Scope::Nothing);
        assert!(matches!(caller(Role::Operator, &["a"]).scope(), Scope::Tenants(_)));
    }
}
