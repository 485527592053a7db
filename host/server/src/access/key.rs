//! API keys: `dsk_<id>_<secret>`, the id 16 and the secret 64 lower-case hexadecimal digits.

use drehscheibe_model::access::{ApiKey, Role};
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::Namespace;
use drehscheibe_model::ids::{SourceId, TenantId};
use jiff::Timestamp;
use subtle::ConstantTimeEq;

const PREFIX: &str = "dsk_";

/// What a new key is to be.
#[derive(Debug, Clone)]
pub struct KeyRequest {
    pub role: Role,
    /// The source a portal speaks for; required for portals, for others none.
    pub source: Option<SourceId>,
    /// Required for municipalities; for operators and auditors a restriction.
    pub tenants: Vec<TenantId>,
    /// Where in the depot a vendor publishes; required for vendors, for others none.
    pub namespaces: Vec<Namespace>,
    /// For people: where the key is used.
    pub label: String,
    pub now: Timestamp,
    pub expires_at: Option<Timestamp>,
}

/// Why there is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    #[error("a portal's key names its source")]
    SourceMissing,
    #[error("only a portal's key names a source")]
    SourceWithoutPortal,
    #[error("a municipality's key names at least one tenant")]
    TenantsMissing,
    #[error("a key with the role {0:?} names no tenants")]
    TenantsWithoutUse(Role),
    #[error("a vendor's key names at least one namespace of the depot")]
    NamespacesMissing,
    #[error("only a vendor's key names namespaces of the depot")]
    NamespacesWithoutVendor,
    #[error("the key would already have expired")]
    Expired,
    #[error("the system gives no random numbers")]
    Random,
}

/// Makes a key and its secret text. The text is shown once; only its hash is kept.
pub fn new_key(request: KeyRequest) -> Result<(ApiKey, String), Vec<KeyProblem>> {
    let mut problems = Vec::new();
    match (request.role, &request.source) {
        (Role::Portal, None) => problems.push(KeyProblem::SourceMissing),
        (Role::Portal, Some(_)) | (_, None) => {}
        (_, Some(_)) => problems.push(KeyProblem::SourceWithoutPortal),
    }
    match (request.role, request.tenants.is_empty()) {
        (Role::Municipality, true) => problems.push(KeyProblem::TenantsMissing),
        (Role::Portal | Role::Vendor | Role::Certifier, false) => {
            problems.push(KeyProblem::TenantsWithoutUse(request.role));
        }
        _ => {}
    }
    match (request.role, request.namespaces.is_empty()) {
        (Role::Vendor, true) => problems.push(KeyProblem::NamespacesMissing),
        (Role::Vendor, false) | (_, true) => {}
        (_, false) => problems.push(KeyProblem::NamespacesWithoutVendor),
    }
    if request.expires_at.is_some_and(|end| end <= request.now) {
        problems.push(KeyProblem::Expired);
    }
    let (mut id, mut secret) = ([0; 8], [0; 32]);
    if getrandom::fill(&mut id).is_err() || getrandom::fill(&mut secret).is_err() {
        problems.push(KeyProblem::Random);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let (id, secret) = (hex::encode(id), hex::encode(secret));
    let text = format!("{PREFIX}{id}_{secret}");
    let key = ApiKey {
        id,
        secret_hash: Digest::of(secret.as_bytes()),
        role: request.role,
        source: request.source,
        tenants: request.tenants,
        namespaces: request.namespaces,
        label: request.label,
        created_at: request.now,
        expires_at: request.expires_at,
        revoked_at: None,
    };
    Ok((key, text))
}

/// The two parts of a key's text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Presented<'a> {
    pub(super) id: &'a str,
    secret: &'a str,
}

impl<'a> Presented<'a> {
    /// From the value of `Authorization`.
    pub(super) fn parse(value: &'a str) -> Option<Self> {
        let (scheme, text) = value.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        Self::read(text.trim())
    }
    /// From the key's text.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let digits = |text: &str| text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        (id.len() == 16 && secret.len() == 64 && digits(id) && digits(secret)).then_some(Self { id, secret })
    }
    /// Whether this is the key's secret; takes the same time whatever it is.
    pub(super) fn matches(&self, key: &ApiKey) -> bool {
        Digest::of(self.secret.as_bytes()).0.ct_eq(&key.secret_hash.0).into()
    }
}

/// Whether the key may be used now.
pub(super) fn usable(key: &ApiKey, now: Timestamp) -> bool {
    key.revoked_at.is_none() && key.expires_at.is_none_or(|end| now < end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    fn request(role: Role) -> KeyRequest {
        KeyRequest {
            role,
            source: None,
            tenants: Vec::new(),
            namespaces: Vec::new(),
            label: "test".into(),
            now: Timestamp::UNIX_EPOCH,
            expires_at: None,
        }
    }

    #[test]
    fn a_new_key_is_recognised_and_its_secret_is_not_kept() {
        let (key, text) = new_key(request(Role::Operator)).unwrap();
        let header = format!("Bearer {text}");
        let presented = Presented::parse(&header).unwrap();
        assert_eq!(presented.id, key.id);
        assert!(presented.matches(&key));
        assert!(!format!("{key:?}").contains(presented.secret));
        let (other, _) = new_key(request(Role::Operator)).unwrap();
        assert!(!presented.matches(&other));
    }

    #[test]
    fn texts_that_are_no_keys() {
        let (_, text) = new_key(request(Role::Operator)).unwrap();
        for header in [
            String::new(),
            text.clone(),
            format!("Basic {text}"),
            "Bearer".into(),
            "Bearer dsk_".into(),
            format!("Bearer {}", text.to_uppercase()),
            format!("Bearer {text}0"),
            format!("Bearer {}", text.replace("dsk_", "xyz_")),
        ] {
            assert_eq!(Presented::parse(&header), None, "{header}");
        }
    }

    #[test]
    fn keys_end_at_their_expiry_and_at_revocation() {
        let end = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(60);
        let (key, _) = new_key(KeyRequest { expires_at: Some(end), ..request(Role::Operator) }).unwrap();
        assert!(usable(&key, Timestamp::UNIX_EPOCH));
        assert!(!usable(&key, end));
        assert!(!usable(&ApiKey { revoked_at: Some(end), ..key }, Timestamp::UNIX_EPOCH));
    }

    #[test]
    fn all_problems_of_a_request_are_returned() {
        let wrong = KeyRequest { expires_at: Some(Timestamp::UNIX_EPOCH), ..request(Role::Municipality) };
        assert_eq!(new_key(wrong).unwrap_err(), [KeyProblem::TenantsMissing, KeyProblem::Expired]);
        assert_eq!(new_key(request(Role::Portal)).unwrap_err(), [KeyProblem::SourceMissing]);
        let source = Some(SourceId::new("portal").unwrap());
        let wrong = KeyRequest { source, ..request(Role::Operator) };
        assert_eq!(new_key(wrong).unwrap_err(), [KeyProblem::SourceWithoutPortal]);
    }
}
