//! The shapes of the configuration files. Every unknown field is an error.

use drehscheibe_model::activation::ActivationState;
use drehscheibe_model::area::Ars;
use drehscheibe_model::configuration::{AreaFrom, Blueprint, Competence, Conditions, Retention};
use drehscheibe_model::depot::Namespace;
use drehscheibe_model::ids::{PluginName, ProcedureId, RecipientId, SourceId, TargetId, TenantId};
use drehscheibe_model::retry::RetryPolicy;
use drehscheibe_server::ApiLimits;
use drehscheibe_server::depot::Pull;
use drehscheibe_server::portal::PortalPages;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use toml::Spanned;

/// `drehscheibe.toml`: what the operator decides.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HubFile {
    pub hub: Hub,
    #[serde(default)]
    /// Limits of submissions and connections.
    pub intake: ApiLimits,
    #[serde(default)]
    pub workers: Workers,
    #[serde(default)]
    pub retention: Retention,
    #[serde(default)]
    pub network: Network,
    #[serde(default)]
    pub folders: Folders,
    #[serde(default)]
    pub depot: Depot,
    pub mail: Option<Mail>,
    #[serde(default)]
    pub portal: Portal,
    /// For a hub that belongs to a certifier.
    pub certification: Option<CertifierDesk>,
    /// File with secrets, readable by its owner only.
    pub secrets_file: Option<PathBuf>,
    #[serde(default)]
    pub sources: BTreeMap<SourceId, Source>,
    #[serde(default)]
    pub activation: Activating,
    #[serde(default)]
    pub trust: super::trust::Trust,
    #[serde(default)]
    pub plugins: BTreeMap<PluginName, Spanned<Plugin>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hub {
    pub listen: SocketAddr,
    /// Where the hub keeps what it accepted. Relative to this file.
    pub data_dir: PathBuf,
    /// Directory with `procedures/` and `authorities/`. Relative to this file.
    pub configuration: PathBuf,
    /// Name of this node in leases and logs.
    #[serde(default = "default_node")]
    pub node: String,
}

fn default_node() -> String {
    "hub".into()
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Workers {
    pub process: Option<u32>,
    pub processes_per_tenant: Option<u32>,
    pub deliver: Option<u32>,
    pub deliveries_per_tenant: Option<u32>,
    /// Plugin calls at the same time, all kinds together.
    pub calls: Option<u32>,
}

/// How activations are kept and what those in files must show.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Activating {
    /// Replaced activations kept of each line, to go back to.
    pub kept: usize,
    /// Activations in files need a green function test, as those over the API always do.
    pub files_need_test: bool,
}

impl Default for Activating {
    fn default() -> Self {
        Self { kept: 10, files_need_test: false }
    }
}

/// Pages for people.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Portal {
    /// Where browsers reach the hub, for example `https://drehscheibe.example`. With `https` cookies go
    /// over TLS only; without this they do unless the hub listens on loopback.
    pub public_url: Option<String>,
    pub pages: PortalPages,
    /// The identity provider that vouches for people.
    pub openid: Option<Spanned<OpenId>>,
}

/// An identity provider, reached by OpenID Connect.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenId {
    /// As its discovery document names it, without `/.well-known/…`.
    pub issuer: String,
    pub client_id: String,
    /// Name of the secret in the table `[hub]` of the secrets file; none for a public client.
    pub client_secret: Option<String>,
    /// What stands on the button.
    pub label: String,
    /// Asked for besides `openid`.
    #[serde(default = "default_scopes")]
    pub scopes: Vec<String>,
    /// Which claims make an account. Without, accounts are made by `account create --issuer … --subject …`.
    pub claims: Option<OpenIdClaims>,
}

fn default_scopes() -> Vec<String> {
    vec!["profile".into()]
}

/// Claims by key, or by a path with dots (`realm_access.roles`); their values are texts or lists of texts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenIdClaims {
    pub role: String,
    /// From a value of that claim to a role of the portal.
    pub roles: BTreeMap<String, String>,
    /// Keys (ARS) of the authorities that the person speaks for.
    pub tenants: Option<String>,
    /// The vendor or certifier that the person works for.
    pub organisation: Option<String>,
    /// For people: who it is.
    #[serde(default = "default_label")]
    pub label: String,
}

fn default_label() -> String {
    "name".into()
}

/// Lets the portal issue and revoke certificates in the name of a certifier. Only on the certifier's own hub:
/// whoever can read the file and the secret can certify.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertifierDesk {
    /// As certificates name it.
    pub organisation: String,
    /// Private key (PEM, encrypted). Relative to this file.
    pub key: PathBuf,
    /// Name of the secret with its password, in the table `[hub]` of the secrets file.
    pub password_secret: String,
}

/// What the operator allows adapters beyond public addresses.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Network {
    /// Origins (`http://127.0.0.1:9100`) that may be reached although their address is private.
    pub private_origins: Vec<String>,
    /// Files with certificates in PEM form of authorities that are believed besides the public ones.
    /// Relative to this file.
    pub root_certificates: Vec<PathBuf>,
}

/// Where drop folders may lie.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Folders {
    pub roots: Vec<PathBuf>,
}

/// The depot of packages.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Depot {
    /// `key` (usual) or `anyone`.
    pub pull: Pull,
    /// How clients reach the hub, if a proxy stands before it.
    pub public_url: Option<String>,
    /// Largest component, in bytes.
    pub blob_bytes: Option<u64>,
    /// Who publishes in which namespace.
    pub vendors: BTreeMap<Namespace, Vendor>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// As `vendor` in its manifests.
    pub organisation: String,
    /// PEM files with public keys. Relative to this file.
    pub keys: Vec<PathBuf>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub host: String,
    pub port: u16,
    /// `tls`, `starttls`, or `none` (loopback only).
    pub security: MailSecurity,
    pub from: String,
    pub user: Option<String>,
    /// Name of the secret with the password.
    pub password_secret: Option<String>,
    /// File with the certificate in PEM form of an authority that is believed besides the public ones.
    /// Relative to this file.
    pub root_certificate: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    Tls,
    Starttls,
    None,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub name: String,
}

/// A component: a file, relative to `drehscheibe.toml`, or a package of the depot.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plugin {
    pub component: Option<PathBuf>,
    /// `vendor/name:1.0.0@sha256:…`, pinned by the digest of its manifest.
    pub package: Option<String>,
    /// The plugin's manifest; without one it gets no capability.
    pub manifest: Option<PathBuf>,
    /// Its test plan; without it, the folder `plan` beside the manifest.
    pub plan: Option<PathBuf>,
}

/// A file in `procedures/`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProcedureFile {
    pub id: Spanned<ProcedureId>,
    pub name: String,
    pub leika: Option<Spanned<String>>,
    pub competence: Spanned<Competence>,
    pub blueprint: Option<Spanned<Blueprint>>,
    #[serde(default)]
    pub recognition: Vec<RecognitionRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecognitionRule {
    pub name: String,
    /// Rules are tried in order of this number, then of file name and place in the file.
    #[serde(default = "default_order")]
    pub order: u32,
    #[serde(default)]
    pub when: Conditions,
    #[serde(default)]
    pub message_type: Option<String>,
    #[serde(default)]
    pub message_type_from_root: bool,
    pub area: Option<Ars>,
    pub area_from: Option<AreaFrom>,
    pub recogniser: Option<PluginUse>,
}

fn default_order() -> u32 {
    100
}

/// A file in `authorities/`. Exactly one of the four keys names the authority.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityFile {
    /// 12 digits.
    pub municipality: Option<Spanned<String>>,
    /// 9 digits.
    pub association: Option<Spanned<String>>,
    /// 5 digits.
    pub county: Option<Spanned<String>>,
    pub office: Option<Spanned<String>>,
    pub name: String,
    #[serde(default)]
    pub without_application: Vec<Spanned<TargetId>>,
    #[serde(default)]
    pub targets: BTreeMap<TargetId, Target>,
    #[serde(default)]
    pub activations: Vec<Activation>,
    #[serde(default)]
    pub redirects: Vec<Redirect>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub adapter: Spanned<PluginName>,
    #[serde(default)]
    pub settings: Option<Spanned<toml::Table>>,
    /// JSON file with the settings. Relative to this file.
    pub settings_file: Option<Spanned<PathBuf>>,
    #[serde(default)]
    pub grants: Grants,
    #[serde(default)]
    pub idempotent: bool,
    #[serde(default)]
    pub retry: RetryPolicy,
    pub limits: Option<Spanned<toml::Table>>,
    /// Where function tests deliver instead; itself, if it may be tested on.
    pub demo: Option<Spanned<TargetId>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Grants {
    pub http: Vec<Spanned<HttpGrant>>,
    /// Relative to this file.
    pub folder: Option<Spanned<PathBuf>>,
    pub mail: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpGrant {
    pub origin: String,
    #[serde(default)]
    pub methods: Vec<String>,
    #[serde(default)]
    pub secrets: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activation {
    pub procedure: Spanned<ProcedureId>,
    pub stage: Spanned<u8>,
    pub valid_from: Option<Date>,
    pub valid_until: Option<Date>,
    pub application: Option<String>,
    #[serde(default)]
    pub validators: Vec<PluginUse>,
    #[serde(default)]
    pub transformers: Vec<PluginUse>,
    #[serde(default)]
    pub routes: Vec<Route>,
    /// Without it: `productive`.
    pub state: Option<Spanned<ActivationState>>,
    /// Whose messages run under a pilot.
    #[serde(default)]
    pub pilot_sources: Vec<Spanned<SourceId>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PluginUse {
    pub plugin: Spanned<PluginName>,
    #[serde(default)]
    pub settings: Option<Spanned<toml::Table>>,
    /// JSON file with the settings. Relative to this file.
    pub settings_file: Option<Spanned<PathBuf>>,
    pub limits: Option<Spanned<toml::Table>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// None: every recipient that no other route names.
    pub recipient: Option<RecipientId>,
    pub targets: Vec<Spanned<TargetId>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redirect {
    pub procedure: Spanned<ProcedureId>,
    /// The authority that takes over.
    pub to: Spanned<TenantId>,
    pub valid_from: Option<Date>,
    pub valid_until: Option<Date>,
}
