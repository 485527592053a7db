//! Where to and how.

use drehscheibe_sdk::{Findings, http::Url};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The settings; `settings.schema.json` describes each in German.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub url: String,
    #[serde(default)]
    pub methode: Method,
    /// Header fields; values may hold `{{secret:name}}`.
    #[serde(default)]
    pub kopfzeilen: BTreeMap<String, String>,
    #[serde(default)]
    pub zeitlimit_ms: Option<u32>,
    /// Header field of the response that holds the target's reference.
    #[serde(default = "location")]
    pub referenz_kopfzeile: String,
    #[serde(default)]
    pub antwort_uebernehmen: bool,
    #[serde(default)]
    pub anhaenge_url: Option<String>,
    #[serde(default)]
    pub anhaenge_weglassen: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    #[default]
    Post,
    Put,
}

impl Method {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

fn location() -> String {
    "location".into()
}

/// Set by the hub, or by this plugin.
const TAKEN: [&str; 9] = [
    "host",
    "content-length",
    "connection",
    "transfer-encoding",
    "content-type",
    "idempotency-key",
    "x-message-id",
    "x-procedure",
    "x-file-name",
];

impl Settings {
    pub fn check(&self, findings: &mut Findings) {
        let urls = [(Some(&self.url), "/url"), (self.anhaenge_url.as_ref(), "/anhaenge_url")];
        for (url, at) in urls {
            if url.is_some_and(|url| Url::parse(url).is_none()) {
                findings.error("WS-01").at(at).say(
                    "Das ist keine vollständige Adresse wie https://fachverfahren.example/eingang.",
                    "This is not an absolute URL.",
                );
            }
        }
        for (name, value) in &self.kopfzeilen {
            let at = format!("/kopfzeilen/{}", name.replace('~', "~0").replace('/', "~1"));
            let token =
                !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b));
            if !token || value.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
                findings.error("WS-02").at(at).say(
                    "Name oder Wert der Kopfzeile enthält ein unerlaubtes Zeichen.",
                    "Name or value of the header field has a character that is not allowed.",
                );
            } else if TAKEN.contains(&name.to_ascii_lowercase().as_str()) {
                findings.error("WS-03").at(at).say(
                    "Diese Kopfzeile wird von der Drehscheibe selbst gesetzt.",
                    "The hub sets this header field itself.",
                );
            } else if name.eq_ignore_ascii_case("authorization") && !value.contains("{{secret:") {
                findings.warning("WS-04").at(at).say(
                    "Zugangsdaten gehören nicht in die Einstellungen. Bitte als Geheimnis hinterlegen: {{secret:name}}.",
                    "Credentials do not belong into settings: use {{secret:name}}.",
                );
            }
        }
        if self.url.starts_with("http://") {
            findings.warning("WS-05").at("/url").say(
                "Die Übertragung ist nicht verschlüsselt. Nur im eigenen Netz verwenden.",
                "The transfer is not encrypted.",
            );
        }
    }
}
