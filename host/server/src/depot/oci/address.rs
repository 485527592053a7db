//! Addresses of the specification. Names contain `/`, so a path is read from its end.

use super::error::OciError;
use crate::depot::access::Act;
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::{Reference, RepositoryName};
use http::{Method, StatusCode, header};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Address {
    /// `/v2/`: whether this is a registry, and how to sign in.
    Base,
    /// `/v2/token`
    Token,
    Repository {
        name: RepositoryName,
        route: Route,
    },
}

/// What is asked for in a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route {
    Blob {
        digest: Digest,
    },
    StartUpload,
    UploadStatus {
        id: String,
    },
    Patch {
        id: String,
    },
    Finish {
        id: String,
    },
    Cancel {
        id: String,
    },
    Manifest {
        reference: Reference,
    },
    PutManifest {
        reference: Reference,
    },
    Tags,
    Referrers {
        digest: Digest,
    },
    /// Of a blob, a manifest or a tag.
    Delete,
}

impl Route {
    /// Whether it changes something.
    pub(super) fn act(&self) -> Act {
        match self {
            Self::Blob { .. } | Self::Manifest { .. } | Self::Tags | Self::Referrers { .. } => Act::Pull,
            // Who may attach only is held back when the manifest is known.
            _ => Act::Attach,
        }
    }
}

impl Address {
    /// Reads method and path.
    pub(super) fn parse(method: &Method, path: &str) -> Result<Self, OciError> {
        let rest = path.strip_prefix("/v2/").ok_or_else(OciError::not_found)?;
        match rest {
            "" => return if is_get(method) { Ok(Self::Base) } else { Err(not_allowed("GET")) },
            "token" => return Ok(Self::Token),
            _ => {}
        }
        let rest = rest.replace("%3A", ":").replace("%3a", ":");
        let parts: Vec<&str> = rest.split('/').collect();
        let (name, route) = match parts.as_slice() {
            [name @ .., "tags", "list"] => (name, only_get(method, Route::Tags)?),
            [name @ .., "referrers", digest] => {
                (name, only_get(method, Route::Referrers { digest: digested(digest)? })?)
            }
            [name @ .., "manifests", reference] => (name, manifest(method, reference)?),
            [name @ .., "blobs", "uploads"] | [name @ .., "blobs", "uploads", ""] => {
                (name, if *method == Method::POST { Route::StartUpload } else { return Err(not_allowed("POST")) })
            }
            [name @ .., "blobs", "uploads", id] => (name, upload(method, id)?),
            [name @ .., "blobs", digest] => (name, blob(method, digest)?),
            _ => return Err(OciError::not_found()),
        };
        let name = RepositoryName::new(name.join("/"))
            .map_err(|error| OciError::new(StatusCode::BAD_REQUEST, "NAME_INVALID", error.to_string()))?;
        Ok(Self::Repository { name, route })
    }
}

fn is_get(method: &Method) -> bool {
    *method == Method::GET || *method == Method::HEAD
}

fn only_get(method: &Method, route: Route) -> Result<Route, OciError> {
    if is_get(method) { Ok(route) } else { Err(not_allowed("GET, HEAD")) }
}

fn not_allowed(allowed: &str) -> OciError {
    OciError::unsupported(format!("here there is {allowed}")).header(header::ALLOW, allowed)
}

pub(super) fn digested(text: &str) -> Result<Digest, OciError> {
    text.parse::<Digest>().map_err(|error| OciError::new(StatusCode::BAD_REQUEST, "DIGEST_INVALID", error.to_string()))
}

fn manifest(method: &Method, text: &str) -> Result<Route, OciError> {
    let reference = || {
        // A digest that is none is no tag either.
        if text.contains(':') {
            return digested(text).map(Reference::Digest);
        }
        text.parse::<Reference>()
            .map_err(|error| OciError::new(StatusCode::BAD_REQUEST, "TAG_INVALID", error.to_string()))
    };
    match method.as_str() {
        "GET" | "HEAD" => Ok(Route::Manifest { reference: reference()? }),
        "PUT" => Ok(Route::PutManifest { reference: reference()? }),
        "DELETE" => Ok(Route::Delete),
        _ => Err(not_allowed("GET, HEAD, PUT")),
    }
}

fn blob(method: &Method, text: &str) -> Result<Route, OciError> {
    match method.as_str() {
        "GET" | "HEAD" => Ok(Route::Blob { digest: digested(text)? }),
        "DELETE" => Ok(Route::Delete),
        _ => Err(not_allowed("GET, HEAD")),
    }
}

fn upload(method: &Method, id: &str) -> Result<Route, OciError> {
    let sound = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !sound {
        return Err(OciError::new(StatusCode::NOT_FOUND, "BLOB_UPLOAD_UNKNOWN", "there is no such upload"));
    }
    let id = id.to_owned();
    match method.as_str() {
        "GET" | "HEAD" => Ok(Route::UploadStatus { id }),
        "PATCH" => Ok(Route::Patch { id }),
        "PUT" => Ok(Route::Finish { id }),
        "DELETE" => Ok(Route::Cancel { id }),
        _ => Err(not_allowed("GET, PATCH, PUT, DELETE")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(method: &str, path: &str) -> Result<Address, String> {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        Address::parse(&method, path).map_err(|error| {
            let response = error.into_response();
            response.status().as_u16().to_string()
        })
    }

    #[test]
    fn names_may_contain_the_words_of_the_addresses() {
        let Ok(Address::Repository { name, route: Route::Manifest { .. } }) =
            parse("GET", "/v2/a/manifests/tags/blobs/manifests/1.0")
        else {
            panic!("a manifest")
        };
        assert_eq!(name.as_str(), "a/manifests/tags/blobs");
        assert!(matches!(
            parse("GET", "/v2/blobs/uploads/tags/list"),
            Ok(Address::Repository { route: Route::Tags, .. })
        ));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let digest = format!("sha256:{}", "a".repeat(64));
        assert!(parse("GET", &format!("/v2/a/blobs/{}", digest.replace(':', "%3A"))).is_ok());
        for (method, path, status) in [
            ("GET", "/v2/A/tags/list", "400"),
            ("GET", "/v2/tags/list", "400"),
            ("GET", "/v2/a/../b/tags/list", "400"),
            ("GET", "/v2/a/manifests/sha256:x", "400"),
            ("GET", "/v2/a/manifests/.x", "400"),
            ("GET", "/v2/a/blobs/sha512:x", "400"),
            ("GET", "/v2/a/blobs/uploads/x", "404"),
            ("GET", "/v2/_catalog", "404"),
            ("GET", "/v2/a/blobs/uploads/", "405"),
            ("POST", "/v2/a/tags/list", "405"),
            ("PATCH", "/v2/a/manifests/x", "405"),
        ] {
            assert_eq!(parse(method, path).unwrap_err(), status, "{method} {path}");
        }
    }
}
