//! Artifact types and media types. What belongs to a component is a manifest of its own whose `subject`
//! is the component's.

/// Config of a component in the CNCF Wasm layout.
pub const WASM_CONFIG: &str = "application/vnd.wasm.config.v0+json";
/// The one layer of a component.
pub const WASM: &str = "application/wasm";
/// An image manifest.
pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// An image index: the answer about referrers.
pub const INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// The empty config `{}`.
pub const EMPTY: &str = "application/vnd.oci.empty.v1+json";
/// `plugin.toml`; its layer is [`TOML`].
pub const PLUGIN_MANIFEST: &str = "application/vnd.drehscheibe.plugin-manifest.v1";
pub const TOML: &str = "application/toml";
/// The vendor's signature over component and `plugin.toml`; its layer is a [`BUNDLE`].
pub const VENDOR_SIGNATURE: &str = "application/vnd.drehscheibe.vendor-signature.v1";
/// A certificate; its layer is a [`BUNDLE`].
pub const CERTIFICATE: &str = "application/vnd.drehscheibe.certificate.v1";
/// The verdict of a certification as an in-toto test result; its layer is a [`BUNDLE`].
pub const TEST_RESULT: &str = "application/vnd.drehscheibe.test-result.v1";
/// The report that a certificate names by its digest; its layer is [`JSON`].
pub const REPORT: &str = "application/vnd.drehscheibe.certification-report.v1";
pub const JSON: &str = "application/json";
/// A revocation list, which belongs to no component; its layer is a [`BUNDLE`].
pub const REVOCATIONS: &str = "application/vnd.drehscheibe.revocations.v1";
/// A Sigstore bundle.
pub const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
/// Software bill of materials, as type and as layer.
pub const SBOM: &str = "application/vnd.cyclonedx+json";
/// All artifact types of ours begin so.
pub const OURS: &str = "application/vnd.drehscheibe.";
