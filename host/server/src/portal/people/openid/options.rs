//! How the identity provider is reached, and what its claims mean here.

use drehscheibe_model::portal::PortalRole;
use http::Uri;
use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;

/// How the identity provider is reached.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenIdOptions {
    /// As its discovery document names it, without `/.well-known/…`.
    pub issuer: String,
    pub client_id: String,
    /// None for a public client: the exchange is held by PKCE alone.
    pub client_secret: Option<String>,
    /// Where browsers reach the hub, without a path.
    pub public_url: String,
    /// What stands on the button, for example `Landesanmeldedienst`.
    pub label: String,
    /// Asked for besides `openid`.
    pub scopes: Vec<String>,
    /// None: accounts are made on the server, and the provider only says who it is.
    pub claims: Option<OpenIdClaims>,
    /// Origins that may lie at private addresses, besides the issuer's own.
    pub private_origins: Vec<String>,
}

impl fmt::Debug for OpenIdOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenIdOptions")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// Which claims make an account. A claim is named by its key, or by a path with dots (`realm_access.roles`); its
/// value is a text or a list of texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenIdClaims {
    /// The claim with roles or groups.
    pub role: String,
    /// What a value of it means. Exactly one role must come of it; values that are not here mean nothing.
    pub roles: BTreeMap<String, PortalRole>,
    /// The claim with the keys (ARS) of the authorities that the person speaks for.
    pub tenants: Option<String>,
    /// The claim with the vendor or certifier that the person works for.
    pub organisation: Option<String>,
    /// The claim that says to people who it is.
    pub label: Option<String>,
}

/// The origin of an address, for example `https://anmeldung.example`.
pub(super) fn origin(address: &Uri) -> Option<String> {
    Some(format!("{}://{}", address.scheme_str()?, address.authority()?))
}

/// Whether nobody on the way can read along: TLS, or this machine alone.
pub fn is_private_way(address: &str) -> bool {
    let Ok(uri) = address.parse::<Uri>() else { return false };
    let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let loopback = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    match uri.scheme_str() {
        Some("https") => !host.is_empty(),
        Some("http") => loopback,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tls_or_this_machine_is_private() {
        for good in ["https://a.example", "http://127.0.0.1:9", "http://localhost/x", "http://[::1]:9"] {
            assert!(is_private_way(good), "{good}");
        }
        for bad in ["", "a.example", "http://a.example", "http://10.0.0.1", "ftp://localhost", "https:///x"] {
            assert!(!is_private_way(bad), "{bad}");
        }
    }
}
