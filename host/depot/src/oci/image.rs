//! Image manifests.

use super::LAYERS;
use super::descriptor::{self, Raw};
use drehscheibe_model::depot::Descriptor;
use drehscheibe_model::depot::artifact_type::{EMPTY, MANIFEST, OURS, WASM, WASM_CONFIG};
use drehscheibe_model::ports::RegistryLimits;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawImage {
    schema_version: Option<i64>,
    media_type: Option<String>,
    artifact_type: Option<String>,
    config: Option<Raw>,
    layers: Option<Vec<Raw>>,
    subject: Option<Raw>,
    annotations: Option<BTreeMap<String, String>>,
}

/// What the depot takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A component in the CNCF Wasm layout.
    Component,
    /// Something that belongs to another manifest.
    Attached,
    /// Something of ours that stands alone: a revocation list, a test plan.
    Standing,
}

/// A manifest that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    pub kind: Kind,
    /// Said by the manifest, else the media type of its config.
    pub artifact_type: String,
    pub config: Descriptor,
    pub layers: Vec<Descriptor>,
    pub subject: Option<Descriptor>,
    pub annotations: BTreeMap<String, String>,
}

/// Reads and checks a manifest; all problems. `media_type` is that of the request. Nesting ends at 128,
/// where the parser stops.
pub fn image(body: &[u8], media_type: &str, limits: &RegistryLimits) -> Result<Image, Vec<String>> {
    let raw: RawImage =
        serde_json::from_slice(body).map_err(|error| vec![format!("it is not an image manifest: {error}")])?;
    let mut problems = Vec::new();
    let said = raw.media_type.as_deref().unwrap_or(MANIFEST);
    if media_type != MANIFEST || said != MANIFEST {
        let other = if media_type == MANIFEST { said } else { media_type };
        let other: String = other.chars().take(100).collect();
        return Err(vec![format!("manifests of the type `{other}` are not taken; this depot takes `{MANIFEST}`")]);
    }
    if raw.schema_version != Some(2) {
        problems.push("`schemaVersion` is not 2".into());
    }
    if raw.artifact_type.as_deref().is_some_and(|text| !descriptor::is_media_type(text)) {
        problems.push("`artifactType` is not a media type".into());
    }
    let largest = limits.blob_bytes;
    let config = match raw.config {
        Some(config) => descriptor::check(config, "config", largest, &mut problems),
        None => {
            problems.push("`config` is missing".into());
            None
        }
    };
    let layers = raw.layers.unwrap_or_default();
    if layers.len() > LAYERS {
        problems.push(format!("{} layers, {LAYERS} are allowed", layers.len()));
    }
    let layers: Vec<_> = layers
        .into_iter()
        .take(LAYERS)
        .enumerate()
        .filter_map(|(index, layer)| descriptor::check(layer, &format!("layer {}", index + 1), largest, &mut problems))
        .collect();
    let subject = raw.subject.and_then(|raw| descriptor::check(raw, "subject", limits.manifest_bytes, &mut problems));
    if subject.as_ref().is_some_and(|subject| subject.media_type != MANIFEST) {
        problems.push(format!("subject: its media type is not `{MANIFEST}`"));
    }
    let annotations = descriptor::annotations(raw.annotations, "manifest", &mut problems);
    let Some(config) = config.filter(|_| problems.is_empty()) else { return Err(problems) };
    if config.media_type == EMPTY && raw.artifact_type.is_none() {
        return Err(vec!["a manifest with the empty config names its `artifactType`".into()]);
    }
    let artifact_type = raw.artifact_type.unwrap_or_else(|| config.media_type.clone());
    let kind = kind(&artifact_type, &config, &layers, subject.is_some())?;
    Ok(Image { kind, artifact_type, config, layers, subject, annotations })
}

fn kind(artifact_type: &str, config: &Descriptor, layers: &[Descriptor], attached: bool) -> Result<Kind, Vec<String>> {
    let has_component = layers.iter().any(|layer| layer.media_type == WASM);
    match (attached, config.media_type == WASM_CONFIG) {
        (false, true) => match layers {
            [layer] if layer.media_type == WASM => Ok(Kind::Component),
            _ => Err(vec![format!("a component has one layer, of the type `{WASM}`; this has {}", layers.len())]),
        },
        (true, true) => Err(vec!["a component belongs to nothing: it must not name a `subject`".into()]),
        (true, false) => Ok(Kind::Attached),
        (false, false) if has_component => Err(vec![format!(
            "the config of a component has the type `{WASM_CONFIG}`, this one has `{}` (oras: --config FILE:{WASM_CONFIG})",
            config.media_type
        )]),
        (false, false) if artifact_type.starts_with(OURS) => Ok(Kind::Standing),
        (false, false) => Err(vec![format!(
            "this depot takes WebAssembly components and what belongs to them, not `{artifact_type}`"
        )]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use drehscheibe_model::content::Digest;
    use serde_json::{Value, json};

    fn described(media_type: &str, bytes: &[u8]) -> Value {
        json!({"mediaType": media_type, "digest": Digest::of(bytes), "size": bytes.len()})
    }

    fn component() -> Value {
        json!({"schemaVersion": 2, "mediaType": MANIFEST, "config": described(WASM_CONFIG, b"{}"),
            "layers": [described(WASM, b"wasm")]})
    }

    fn read(value: &Value) -> Result<Image, Vec<String>> {
        image(value.to_string().as_bytes(), MANIFEST, &RegistryLimits::default())
    }

    fn problems(value: &Value) -> String {
        read(value).unwrap_err().join("\n")
    }

    #[test]
    fn kinds_are_told_apart() {
        let read_component = read(&component()).unwrap();
        assert_eq!((read_component.kind, read_component.artifact_type.as_str()), (Kind::Component, WASM_CONFIG));
        let mut attached = json!({"schemaVersion": 2, "artifactType": "application/vnd.cyclonedx+json",
            "config": described(EMPTY, b"{}"), "layers": [], "subject": described(MANIFEST, b"m")});
        assert_eq!(read(&attached).unwrap().kind, Kind::Attached);
        attached["subject"] = Value::Null;
        assert!(problems(&attached).contains("not `application/vnd.cyclonedx+json`"));
        attached["artifactType"] = json!("application/vnd.drehscheibe.revocations.v1");
        assert_eq!(read(&attached).unwrap().kind, Kind::Standing);
    }

    #[test]
    fn all_problems_are_told() {
        let told = problems(&json!({"schemaVersion": 1, "artifactType": "x",
            "config": {"mediaType": "a/b", "digest": "sha512:00", "size": -1},
            "layers": [{"mediaType": "a b", "digest": Digest::of(b""), "size": 1_u64 << 40, "urls": ["http://x"]}],
            "annotations": {"": "x"}}));
        for part in [
            "schemaVersion",
            "artifactType",
            "config: `sha512",
            "config: `size`",
            "layer 1: `mediaType`",
            "layer 1: 1099511627776 bytes",
            "layer 1: `urls`",
            "annotation ``",
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
    }

    #[test]
    fn what_is_no_component_layout_is_refused() {
        let mut image = component();
        image["config"]["mediaType"] = json!("application/vnd.oci.image.config.v1+json");
        assert!(problems(&image).contains("the config of a component"));
        let mut two = component();
        two["layers"] = json!([described(WASM, b"a"), described(WASM, b"b")]);
        assert!(problems(&two).contains("one layer"));
        let mut index = component();
        index["mediaType"] = json!("application/vnd.oci.image.index.v1+json");
        assert!(problems(&index).contains("are not taken"));
        let mut bound = component();
        bound["subject"] = described(MANIFEST, b"m");
        assert!(problems(&bound).contains("belongs to nothing"));
    }

    #[test]
    fn deep_nesting_and_garbage_are_refused() {
        let deep = format!("{{\"schemaVersion\":2,\"x\":{}", "[".repeat(100_000));
        let limits = RegistryLimits::default();
        assert!(image(deep.as_bytes(), MANIFEST, &limits).is_err());
        for garbage in [&b""[..], b"\xff\xfe", b"[]", b"null", b"{", b"{\"schemaVersion\":\"2\"}"] {
            assert!(image(garbage, MANIFEST, &limits).is_err());
        }
        let many: Vec<_> = (0..1_000).map(|_| described("a/b", b"x")).collect();
        let mut value = component();
        value["layers"] = json!(many);
        assert!(problems(&value).contains("1000 layers"));
    }
}
