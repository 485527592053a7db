//! Errors as the specification writes them: `{"errors": [{"code", "message", "detail"}]}`.

use crate::problem::Problem;
use axum::body::Body;
use axum::response::Response;
use drehscheibe_model::ports::{BlobError, RegistryError, StoreError};
use drehscheibe_model::text::with_causes;
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

/// Longest message, in characters.
const MESSAGE: usize = 2_000;

/// One answer that is not what the client hoped for.
#[derive(Debug)]
pub(super) struct OciError {
    status: StatusCode,
    code: &'static str,
    message: String,
    detail: Value,
    headers: Vec<(HeaderName, String)>,
}

impl OciError {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), detail: Value::Null, headers: Vec::new() }
    }
    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "UNSUPPORTED", "there is nothing at this address")
    }
    pub(super) fn unsupported(message: impl Into<String>) -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "UNSUPPORTED", message)
    }
    pub(super) fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
    pub(super) fn into_response(self) -> Response {
        let message: String = self.message.chars().take(MESSAGE).collect();
        let body = json!({"errors": [{"code": self.code, "message": message, "detail": self.detail}]});
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(name, value);
            }
        }
        response
    }
}

fn unavailable(error: &(dyn std::error::Error + 'static)) -> OciError {
    tracing::error!(error = with_causes(error), "a request to the depot failed");
    OciError::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", "the hub cannot do this now; its log says why")
        .header(header::RETRY_AFTER, "10")
}

impl From<RegistryError> for OciError {
    fn from(error: RegistryError) -> Self {
        let (status, code) = match &error {
            RegistryError::NameUnknown(_) => (StatusCode::NOT_FOUND, "NAME_UNKNOWN"),
            RegistryError::ManifestUnknown { .. } => (StatusCode::NOT_FOUND, "MANIFEST_UNKNOWN"),
            RegistryError::BlobUnknown { .. } => (StatusCode::NOT_FOUND, "BLOB_UNKNOWN"),
            RegistryError::ManifestInvalid(_) => (StatusCode::BAD_REQUEST, "MANIFEST_INVALID"),
            RegistryError::ManifestBlobUnknown { .. } => (StatusCode::BAD_REQUEST, "MANIFEST_BLOB_UNKNOWN"),
            RegistryError::TagMoved { .. } => (StatusCode::CONFLICT, "TAG_INVALID"),
            RegistryError::DigestMismatch { .. } => (StatusCode::BAD_REQUEST, "DIGEST_INVALID"),
            RegistryError::UploadUnknown => (StatusCode::NOT_FOUND, "BLOB_UPLOAD_UNKNOWN"),
            RegistryError::UploadRange { .. } => (StatusCode::RANGE_NOT_SATISFIABLE, "BLOB_UPLOAD_INVALID"),
            RegistryError::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, "TOOMANYREQUESTS"),
            RegistryError::Denied(_) => (StatusCode::FORBIDDEN, "DENIED"),
            RegistryError::TooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "SIZE_INVALID"),
            RegistryError::Store(_) | RegistryError::Blobs(_) => return unavailable(&error),
        };
        let detail = match &error {
            RegistryError::ManifestInvalid(problems) => {
                json!({"problems": problems.iter().take(100).collect::<Vec<_>>()})
            }
            RegistryError::ManifestBlobUnknown { missing, .. } => json!({"missing": missing}),
            RegistryError::TagMoved { tag, named } => json!({"tag": tag, "digest": named}),
            RegistryError::TooLarge { limit } => json!({"limitBytes": limit}),
            _ => Value::Null,
        };
        Self { detail, ..Self::new(status, code, error.to_string()) }
    }
}

impl From<StoreError> for OciError {
    fn from(error: StoreError) -> Self {
        unavailable(&error)
    }
}

impl From<BlobError> for OciError {
    fn from(error: BlobError) -> Self {
        unavailable(&error)
    }
}

impl From<Problem> for OciError {
    /// Something inside the hub went wrong; its log has said so.
    fn from(problem: Problem) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "UNKNOWN", format!("inside the hub: {}", problem.code()))
    }
}
