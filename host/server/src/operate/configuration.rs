//! Configuration: read it again, list its revisions.

use crate::access::Caller;
use crate::blocking::blocking;
use crate::messages::query::query;
use crate::problem::{Problem, kinds};
use crate::state::AppState;
use axum::extract::State;
use axum::{Extension, Json};
use drehscheibe_model::configuration::RevisionSummary;
use http::Uri;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The newest revision.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reloaded {
    revision: u64,
}

/// A revision without its content.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RevisionView {
    number: u64,
    author: String,
    /// RFC 3339.
    at: String,
    /// Of the configuration's JSON.
    digest: String,
}

/// Newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Revisions {
    revisions: Vec<RevisionView>,
}

impl From<RevisionSummary> for RevisionView {
    fn from(summary: RevisionSummary) -> Self {
        Self {
            number: summary.number.0,
            author: summary.author,
            at: summary.at.to_string(),
            digest: summary.digest.to_string(),
        }
    }
}

/// Which revisions.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RevisionsQuery {
    /// At most so many; 1 to 500, usually 50.
    limit: Option<u32>,
}

/// Reads the configuration directory again; a valid one becomes the newest revision.
///
/// Messages in flight finish on theirs. An unchanged configuration makes no new revision.
#[utoipa::path(post, path = "/api/v1/configuration/reload", tag = "configuration", security(("key" = [])),
    responses((status = 200, body = Reloaded), (status = 422, description = "`configuration-invalid`, with `problems`")))]
pub(crate) async fn reload(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Reloaded>, Problem> {
    let operations = state.ports.operations.clone();
    let author = format!("{} ({})", caller.label, caller.key_id);
    let revision = blocking(move || operations.reload_configuration(&author))
        .await?
        .map_err(|problems| Problem::all(&kinds::CONFIGURATION_INVALID, problems))?;
    Ok(Json(Reloaded { revision: revision.0 }))
}

/// Who changed the configuration, and when.
#[utoipa::path(get, path = "/api/v1/configuration/revisions", tag = "configuration", security(("key" = [])),
    params(RevisionsQuery), responses((status = 200, body = Revisions)))]
pub(crate) async fn revisions(State(state): State<AppState>, uri: Uri) -> Result<Json<Revisions>, Problem> {
    let asked: RevisionsQuery = query(&uri)?;
    let limit = asked.limit.unwrap_or(50);
    if !(1..=500).contains(&limit) {
        return Err(Problem::new(&kinds::QUERY_INVALID, "`limit` is a number from 1 to 500."));
    }
    let store = state.ports.store.clone();
    let revisions = blocking(move || store.revisions(limit)).await??;
    Ok(Json(Revisions { revisions: revisions.into_iter().map(Into::into).collect() }))
}
