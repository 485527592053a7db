//! Tokens: a key's rights in some repositories, for a few minutes. They carry a seal of this process;
//! nothing is stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use drehscheibe_model::depot::RepositoryName;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// How long a token is good, in seconds. A revoked key ends its tokens at once.
pub(super) const SECONDS: i64 = 900;
/// Most scopes in one token.
pub(super) const SCOPES: usize = 16;

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Claims {
    /// Id of the key; none for anyone.
    pub(super) key: Option<String>,
    pub(super) scopes: Vec<Scope>,
    /// Seconds since 1970.
    pub(super) until: i64,
}

/// One repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Scope {
    pub(super) repository: RepositoryName,
    pub(super) pull: bool,
    pub(super) push: bool,
}

impl Scope {
    /// `repository:NAME:pull,push`; others are none of ours.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (name, actions) = text.strip_prefix("repository:")?.rsplit_once(':')?;
        let mut scope = Self { repository: RepositoryName::new(name).ok()?, pull: false, push: false };
        for action in actions.split(',') {
            match action {
                "pull" => scope.pull = true,
                "push" => scope.push = true,
                "*" => (scope.pull, scope.push) = (true, true),
                _ => {}
            }
        }
        Some(scope)
    }
}

/// The secret of this process.
#[derive(Clone)]
pub(crate) struct TokenKey([u8; 32]);

impl TokenKey {
    /// A new one; without random numbers one that is thrown away with every call, so that no token is
    /// ever good.
    pub(crate) fn new() -> Self {
        let mut key = [0; 32];
        match getrandom::fill(&mut key) {
            Ok(()) => Self(key),
            Err(error) => {
                tracing::error!(%error, "the system gives no random numbers: tokens of the depot are not safe and refused");
                Self([0; 32])
            }
        }
    }

    fn seal(&self, payload: &str) -> Option<Hmac<Sha256>> {
        if self.0 == [0; 32] {
            return None;
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(payload.as_bytes());
        Some(mac)
    }

    pub(super) fn issue(&self, claims: &Claims) -> Option<String> {
        let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(claims).ok()?);
        let seal = self.seal(&payload)?.finalize().into_bytes();
        Some(format!("{payload}.{}", URL_SAFE_NO_PAD.encode(seal)))
    }

    /// None if it is not ours or its time is over.
    pub(super) fn read(&self, token: &str, now: i64) -> Option<Claims> {
        let (payload, seal) = token.split_once('.')?;
        let seal = URL_SAFE_NO_PAD.decode(seal).ok()?;
        self.seal(payload)?.verify_slice(&seal).ok()?;
        let claims: Claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
        (now < claims.until).then_some(claims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_tokens_are_good_and_only_for_a_while() {
        let key = TokenKey::new();
        let scopes = vec![Scope::parse("repository:kisa/a:pull,push").unwrap()];
        let claims = Claims { key: Some("id".into()), scopes, until: 100 };
        let token = key.issue(&claims).unwrap();
        assert_eq!(key.read(&token, 99), Some(claims));
        assert_eq!(key.read(&token, 100), None);
        assert_eq!(TokenKey::new().read(&token, 0), None);
        let (payload, seal) = token.split_once('.').unwrap();
        for other in [format!("{payload}x.{seal}"), format!("{payload}."), payload.to_owned(), String::new()] {
            assert_eq!(key.read(&other, 0), None, "{other}");
        }
    }

    #[test]
    fn scopes_are_read_as_clients_write_them() {
        let scope = Scope::parse("repository:kisa/a:pull").unwrap();
        assert!(scope.pull && !scope.push);
        assert!(Scope::parse("repository:kisa/a:*").unwrap().push);
        for other in ["registry:catalog:*", "repository:Kisa:pull", "repository:", ""] {
            assert!(Scope::parse(other).is_none(), "{other}");
        }
    }
}
