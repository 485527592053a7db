//! Tags and referrers.

use super::Call;
use super::error::OciError;
use crate::blocking::blocking;
use axum::body::Body;
use axum::extract::Query;
use axum::response::Response;
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::artifact_type::INDEX;
use drehscheibe_model::depot::{RepositoryName, TagName};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};

/// Tags in one answer, if the client asks for no number, and at most.
const USUAL: u32 = 100;
const MOST: u32 = 1_000;

#[derive(Debug, Default, Deserialize)]
struct Page {
    n: Option<u32>,
    last: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Filter {
    artifact_type: Option<String>,
}

fn asked<T: serde::de::DeserializeOwned>(call: &Call<'_>) -> Result<T, OciError> {
    Query::try_from_uri(call.uri())
        .map(|Query(value)| value)
        .map_err(|error| OciError::new(StatusCode::BAD_REQUEST, "UNSUPPORTED", error.body_text()))
}

fn answer(value: &Value, media_type: &'static str) -> Response {
    let mut response = Response::new(Body::from(value.to_string()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

/// `GET …/tags/list`
pub(super) async fn tags(call: &Call<'_>, name: RepositoryName) -> Result<Response, OciError> {
    let page: Page = asked(call)?;
    let invalid = |error: drehscheibe_model::depot::InvalidName| {
        OciError::new(StatusCode::BAD_REQUEST, "TAG_INVALID", error.to_string())
    };
    let last = page.last.filter(|last| !last.is_empty()).map(TagName::new).transpose().map_err(invalid)?;
    let n = page.n.unwrap_or(USUAL).min(MOST);
    let (registry, repository) = (call.state.ports.registry.clone(), name.clone());
    // One more than asked for says whether there is a next page.
    let mut tags = blocking(move || registry.tags(&repository, last.as_ref(), n.saturating_add(1))).await??;
    let more = tags.len() > n as usize;
    tags.truncate(n as usize);
    let mut response = answer(&json!({"name": name, "tags": tags}), "application/json");
    if let Some(last) = tags.last().filter(|_| more)
        && let Ok(link) = HeaderValue::try_from(format!("</v2/{name}/tags/list?n={n}&last={last}>; rel=\"next\""))
    {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

/// `GET …/referrers/DIGEST`: an index, empty if nothing names the digest.
pub(super) async fn referrers(call: &Call<'_>, name: RepositoryName, digest: Digest) -> Result<Response, OciError> {
    let artifact_type = asked::<Filter>(call)?.artifact_type.filter(|text| !text.is_empty());
    let filtered = artifact_type.is_some();
    let registry = call.state.ports.registry.clone();
    let found = blocking(move || registry.referrers(&name, &digest, artifact_type.as_deref())).await??;
    let index = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": found});
    let mut response = answer(&index, INDEX);
    if filtered {
        let name = HeaderName::from_static("oci-filters-applied");
        response.headers_mut().insert(name, HeaderValue::from_static("artifactType"));
    }
    Ok(response)
}
