//! What an adapter asks to be granted.

use drehscheibe_model::call::HttpGrant;
use serde::{Deserialize, Serialize};

/// Capabilities beyond `host`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Capabilities {
    pub outbound_http: Option<OutboundHttp>,
    pub drop_folder: Option<DropFolder>,
    pub mail: Option<Mail>,
}

/// Requests that may leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OutboundHttp {
    /// Origins, for example `https://fachverfahren.example:8443`. `https://*` stands for any https
    /// origin (the municipality's grant then decides alone), `https://*.example` for one level more.
    pub destinations: Vec<String>,
    /// Without: `POST` only.
    pub methods: Vec<String>,
    /// Names of the secrets that may stand in header fields; `*` stands for those that the grant names.
    pub secrets: Vec<String>,
}

/// One directory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropFolder {}

/// Mail through the relay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {}

impl Capabilities {
    /// The interfaces of `drehscheibe:rule` that belong to what is asked for.
    pub fn interfaces(&self) -> Vec<&'static str> {
        let asked = [
            ("outbound-http", self.outbound_http.is_some()),
            ("drop-folder", self.drop_folder.is_some()),
            ("mail", self.mail.is_some()),
        ];
        asked.into_iter().filter(|(_, asked)| *asked).map(|(name, _)| name).collect()
    }
}

impl OutboundHttp {
    /// What of a municipality's grant the manifest covers, too; `None` if not even its origin.
    pub fn covers(&self, grant: &HttpGrant) -> Option<HttpGrant> {
        self.destinations.iter().any(|pattern| origin_matches(pattern, &grant.origin)).then(|| {
            let asked = if grant.methods.is_empty() { vec!["POST".to_owned()] } else { grant.methods.clone() };
            let any_secret = self.secrets.iter().any(|name| name == "*");
            HttpGrant {
                origin: grant.origin.clone(),
                methods: asked.into_iter().filter(|method| self.methods.contains(method)).collect(),
                secrets: grant
                    .secrets
                    .iter()
                    .filter(|name| any_secret || self.secrets.contains(name))
                    .cloned()
                    .collect(),
                private_network: grant.private_network,
            }
        })
    }
}

/// Whether an origin is meant by a pattern of the manifest.
fn origin_matches(pattern: &str, origin: &str) -> bool {
    let (Some((scheme, host)), Some((origin_scheme, origin_host))) =
        (pattern.split_once("://"), origin.split_once("://"))
    else {
        return false;
    };
    if !scheme.eq_ignore_ascii_case(origin_scheme) {
        return false;
    }
    match host.strip_prefix('*') {
        Some("") => true,
        Some(rest) => {
            let (origin, rest) = (origin_host.to_ascii_lowercase(), rest.to_ascii_lowercase());
            origin.strip_suffix(&rest).is_some_and(|label| !label.is_empty() && !label.contains(['.', ':', '/']))
        }
        None => host.eq_ignore_ascii_case(origin_host),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_match_exactly_by_one_label_or_by_scheme() {
        for (pattern, origin, expected) in [
            ("https://a.example", "https://a.example", true),
            ("https://a.example", "https://A.example", true),
            ("https://a.example", "http://a.example", false),
            ("https://a.example", "https://a.example:444", false),
            ("https://*.example", "https://a.example", true),
            ("https://*.example", "https://a.b.example", false),
            ("https://*.example", "https://.example", false),
            ("https://*.example", "https://evil/.example", false),
            ("https://*", "https://anything:8443", true),
            ("https://*", "http://anything", false),
        ] {
            assert_eq!(origin_matches(pattern, origin), expected, "{pattern} {origin}");
        }
    }

    #[test]
    fn a_grant_is_cut_down_to_what_the_manifest_names() {
        let manifest = OutboundHttp {
            destinations: vec!["https://*".into()],
            methods: vec!["POST".into()],
            secrets: vec!["zugang".into()],
        };
        let grant = HttpGrant {
            origin: "https://a.example".into(),
            methods: vec!["POST".into(), "DELETE".into()],
            secrets: vec!["zugang".into(), "other".into()],
            private_network: true,
        };
        let covered = manifest.covers(&grant).unwrap();
        assert_eq!((covered.methods, covered.secrets), (vec!["POST".to_owned()], vec!["zugang".to_owned()]));
        assert!(covered.private_network);
        assert_eq!(manifest.covers(&HttpGrant { origin: "http://a.example".into(), ..grant }), None);
    }
}
