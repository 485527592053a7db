//! Packages and their status.

use super::access::{Act, may};
use crate::access::Caller;
use crate::blocking::blocking;
use crate::intake::json;
use crate::intake::transfer::Transfer;
use crate::messages::query::query;
use crate::problem::{Problem, kinds};
use crate::state::AppState;
use axum::body::Body;
use axum::extract::State;
use axum::{Extension, Json};
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::{Package, PackageFilter, PackageStatus, Reference, RepositoryName};
use drehscheibe_model::ids::PluginName;
use drehscheibe_model::ports::{Inspection, RegistryError};
use http::Uri;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Bytes of the body of an action.
const BODY_BYTES: u64 = 16 << 10;

impl From<RegistryError> for Problem {
    fn from(error: RegistryError) -> Self {
        let text = format!("{error}.");
        match error {
            RegistryError::Store(error) => error.into(),
            RegistryError::Blobs(error) => error.into(),
            RegistryError::NameUnknown(_)
            | RegistryError::ManifestUnknown { .. }
            | RegistryError::BlobUnknown { .. } => Self::new(&kinds::PACKAGE_NOT_FOUND, text),
            RegistryError::Denied(_) => Self::new(&kinds::PACKAGE_STEP, text),
            _ => Self::new(&kinds::PACKAGE_INVALID, text),
        }
    }
}

/// Which packages; all conditions must hold.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PackagesQuery {
    /// For example `kisa/hundesteuer`.
    repository: Option<String>,
    /// Name of the plugin.
    plugin: Option<String>,
    /// Digest of the component.
    component: Option<String>,
    /// `uploaded`, `checked`, `certified`, `expired`, `yanked` or `revoked`.
    status: Option<String>,
}

/// Packages in the order in which they came.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Packages {
    #[schema(value_type = Vec<Object>)]
    packages: Vec<Package>,
}

fn parsed<T, E: std::fmt::Display>(
    text: Option<String>,
    read: impl FnOnce(String) -> Result<T, E>,
) -> Result<Option<T>, Problem> {
    text.map(read).transpose().map_err(|error| Problem::new(&kinds::QUERY_INVALID, format!("{error}.")))
}

fn status(text: String) -> Result<PackageStatus, String> {
    serde_json::from_value(text.clone().into()).map_err(|_| format!("`{text}` is not a status"))
}

/// What is in the depot.
#[utoipa::path(get, path = "/api/v1/depot/packages", tag = "depot", security(("key" = [])), params(PackagesQuery),
    responses((status = 200, body = Packages)))]
pub(crate) async fn packages(State(state): State<AppState>, uri: Uri) -> Result<Json<Packages>, Problem> {
    let asked: PackagesQuery = query(&uri)?;
    let filter = PackageFilter {
        repository: parsed(asked.repository, RepositoryName::new)?,
        plugin: parsed(asked.plugin, PluginName::new)?,
        component: parsed(asked.component, |text| text.parse::<Digest>())?,
        status: parsed(asked.status, status)?,
    };
    let registry = state.ports.registry.clone();
    Ok(Json(Packages { packages: blocking(move || registry.packages(&filter)).await?? }))
}

/// Which package.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PackageQuery {
    /// For example `kisa/hundesteuer`.
    repository: String,
    /// A tag, or the digest of the manifest.
    reference: String,
}

fn place(repository: &str, reference: &str) -> Result<(RepositoryName, Reference), Problem> {
    let invalid =
        |error: drehscheibe_model::depot::InvalidName| Problem::new(&kinds::QUERY_INVALID, format!("{error}."));
    Ok((RepositoryName::new(repository).map_err(invalid)?, reference.parse().map_err(invalid)?))
}

/// Everything about a package: status and its history, tags, what belongs to it, what is missing.
#[utoipa::path(get, path = "/api/v1/depot/package", tag = "depot", security(("key" = [])), params(PackageQuery),
    responses((status = 200, body = Object), (status = 404, description = "`package-not-found`")))]
pub(crate) async fn package(State(state): State<AppState>, uri: Uri) -> Result<Json<Inspection>, Problem> {
    let asked: PackageQuery = query(&uri)?;
    let (repository, reference) = place(&asked.repository, &asked.reference)?;
    let registry = state.ports.registry.clone();
    Ok(Json(blocking(move || registry.inspect(&repository, &reference)).await??))
}

/// Which package, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct YankRequest {
    repository: String,
    /// A tag, or the digest of the manifest.
    reference: String,
    /// 3 to 500 characters.
    reason: String,
}

/// Withdraws a package: no new activation; what runs may go on.
#[utoipa::path(post, path = "/api/v1/depot/yank", tag = "depot", security(("key" = [])), request_body = YankRequest,
    responses((status = 200, body = Object), (status = 403, description = "`forbidden`"),
        (status = 404, description = "`package-not-found`"), (status = 409, description = "`package-step`"),
        (status = 422, description = "`reason-invalid`")))]
pub(crate) async fn yank(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    body: Body,
) -> Result<Json<Package>, Problem> {
    let bytes = Transfer::new(body, BODY_BYTES, &state.limits).all().await?;
    let asked: YankRequest =
        json::parse(&bytes)?.map_err(|error| Problem::new(&kinds::REASON_INVALID, error.to_string()))?;
    let (repository, reference) = place(&asked.repository, &asked.reference)?;
    if !may(&caller, Act::Yank, &repository) {
        return Err(Problem::new(&kinds::FORBIDDEN, format!("This key may not withdraw packages of {repository}.")));
    }
    let reason = asked.reason.trim().to_owned();
    if !(3..=500).contains(&reason.chars().count()) || reason.chars().any(char::is_control) {
        return Err(Problem::new(&kinds::REASON_INVALID, "The reason has 3 to 500 characters."));
    }
    let registry = state.ports.registry.clone();
    Ok(Json(blocking(move || registry.yank(&repository, &reference, &caller.key_id, &reason)).await??))
}
