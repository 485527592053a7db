//! How people sign in at the portal: what `[portal.openid]` says, and what is wrong with it.

use super::files::{HubFile, OpenIdClaims as ClaimsFile};
use super::problem::{Problem, SourceFile};
use super::secrets::FileSecrets;
use drehscheibe_model::portal::PortalRole;
use drehscheibe_server::portal::{OpenIdClaims, OpenIdOptions, is_private_way};
use std::path::Path;

fn claims(file: &ClaimsFile, wrong: &mut Vec<String>) -> OpenIdClaims {
    let mut found = OpenIdClaims {
        role: file.role.clone(),
        tenants: file.tenants.clone(),
        organisation: file.organisation.clone(),
        label: Some(file.label.clone()),
        ..OpenIdClaims::default()
    };
    let named = [Some(&file.role), file.tenants.as_ref(), file.organisation.as_ref(), Some(&file.label)];
    if named.into_iter().flatten().any(|name| name.trim().is_empty()) {
        wrong.push("claims: a claim has an empty name".into());
    }
    if file.roles.is_empty() {
        wrong.push("claims.roles: name what at least one value of the role's claim means".into());
    }
    for (value, role) in &file.roles {
        match PortalRole::parse(role) {
            Some(role) => drop(found.roles.insert(value.clone(), role)),
            None => {
                let all: Vec<_> = PortalRole::ALL.iter().map(|role| role.name()).collect();
                wrong.push(format!("claims.roles: `{role}` is no role; there are {}", all.join(", ")));
            }
        }
    }
    if file.tenants.is_none() && found.roles.values().any(|role| role.is_bound()) {
        wrong.push(
            "claims.tenants: a municipality's people speak for named authorities; say which claim names them".into(),
        );
    }
    found
}

/// What the portal is told about the identity provider; none if there is none.
///
/// # Errors
/// Everything that is wrong with the section.
pub fn sign_in(path: &Path, hub: &HubFile, secrets: &FileSecrets) -> Result<Option<OpenIdOptions>, Vec<Problem>> {
    let Some(section) = &hub.portal.openid else { return Ok(None) };
    let file = section.get_ref();
    let mut wrong = Vec::new();
    if !is_private_way(&file.issuer) || file.issuer.contains(['?', '#']) {
        wrong.push("issuer: an address that begins with https:// (http:// on this machine only), as the provider's discovery document names it".to_owned());
    }
    for (name, value) in [("client_id", &file.client_id), ("label", &file.label)] {
        if value.trim().is_empty() {
            wrong.push(format!("{name}: must not be empty"));
        }
    }
    let public_url = hub.portal.public_url.clone().unwrap_or_default();
    if !is_private_way(&public_url) {
        let text = "the provider sends browsers back to the hub: set `public_url` in [portal] to an address that begins with https:// (http:// on this machine only)";
        wrong.push(text.to_owned());
    }
    if file.scopes.iter().any(|scope| scope.is_empty() || scope.contains(char::is_whitespace)) {
        wrong.push("scopes: a list of words without spaces".to_owned());
    }
    let client_secret = file.client_secret.as_ref().and_then(|name| {
        let found = secrets.of_hub(name).map(str::to_owned);
        if found.is_none() {
            wrong.push(format!("client_secret: the table [hub] of the secrets file has no `{name}`"));
        }
        found
    });
    let claims = file.claims.as_ref().map(|file| claims(file, &mut wrong));
    if wrong.is_empty() {
        return Ok(Some(OpenIdOptions {
            issuer: file.issuer.clone(),
            client_id: file.client_id.clone(),
            client_secret,
            public_url,
            label: file.label.clone(),
            scopes: file.scopes.clone(),
            claims,
            private_origins: hub.network.private_origins.clone(),
        }));
    }
    let at = |text: String| match SourceFile::read(path) {
        Ok(source) => source.at(&section.span(), format!("[portal.openid] {text}")),
        Err(problem) => problem,
    };
    Err(wrong.into_iter().map(at).collect())
}
