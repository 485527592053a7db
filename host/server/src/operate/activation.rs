//! Activations: draft, test, pilot, go live, suspend, schedule, roll back, run beside, look.

use crate::access::{Caller, Scope};
use crate::blocking::blocking;
use crate::intake::json;
use crate::intake::transfer::Transfer;
use crate::messages::address::Address;
use crate::messages::query::query;
use crate::problem::{Problem, kinds};
use crate::state::AppState;
use axum::body::Body;
use axum::extract::State;
use axum::{Extension, Json};
use drehscheibe_model::activation::catalogue::Catalogue;
use drehscheibe_model::activation::{ActivationFilter, ActivationRecord, ActivationState, Draft};
use drehscheibe_model::ids::{ProcedureId, SourceId, TenantId};
use drehscheibe_model::ports::{
    ActedOnAll, ActivationAction, ActivationDetail, ActivationError, Actor, Selection, TestDocument,
};
use http::{StatusCode, Uri};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

/// Bytes of a draft or an action.
const BODY_BYTES: u64 = 2 << 20;

impl From<ActivationError> for Problem {
    fn from(error: ActivationError) -> Self {
        match error {
            ActivationError::Invalid(problems) => Self::all(&kinds::ACTIVATION_INVALID, problems),
            ActivationError::NotFound(number) => Self::new(
                &kinds::ACTIVATION_NOT_FOUND,
                format!("There is no activation {number} that this key may see."),
            ),
            ActivationError::Forbidden(tenant) => {
                Self::new(&kinds::FORBIDDEN, format!("The key is not for authority {tenant}."))
            }
            ActivationError::Store(error) => error.into(),
        }
    }
}

fn actor(caller: &Caller) -> Actor {
    let tenants = match caller.scope() {
        Scope::Everything => None,
        Scope::Tenants(tenants) => Some(tenants),
        Scope::Nothing | Scope::Source(_) => Some(Vec::new()),
    };
    Actor { by: caller.key_id.clone(), tenants }
}

async fn read<T: serde::de::DeserializeOwned>(state: &AppState, body: Body) -> Result<T, Problem> {
    let bytes = Transfer::new(body, BODY_BYTES, &state.limits).all().await?;
    json::parse(&bytes)?.map_err(|error| Problem::new(&kinds::ACTIVATION_INVALID, error.to_string()))
}

/// A page of activations.
#[derive(Debug, Serialize)]
pub(crate) struct Page {
    activations: Vec<ActivationRecord>,
    /// Give it as `after` for the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// Drafts one activation for each authority in `tenants`. Components are pinned by digest.
#[utoipa::path(post, path = "/api/v1/activations", tag = "activations", security(("key" = [])), request_body = Object,
    responses((status = 201, description = "`activations`, each with its `number`", body = Object),
        (status = 422, description = "`activation-invalid`, with `problems`")))]
pub(crate) async fn draft(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    body: Body,
) -> Result<(StatusCode, Json<Page>), Problem> {
    let draft: Draft = read(&state, body).await?;
    let (activations, actor) = (state.activations()?, actor(&caller));
    let activations = blocking(move || activations.draft(draft, &actor)).await??;
    Ok((StatusCode::CREATED, Json(Page { activations, next: None })))
}

/// Which activations.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    tenant: Option<String>,
    procedure: Option<String>,
    /// `drafted`, `function-tested`, `pilot`, `productive`, `suspended` or `replaced`.
    state: Option<String>,
    after: Option<u64>,
    /// At most so many; 1 to 1,000, usually 100.
    limit: Option<u32>,
}

/// Activations by number.
#[utoipa::path(get, path = "/api/v1/activations", tag = "activations", security(("key" = [])), params(ListQuery),
    responses((status = 200, body = Object)))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    uri: Uri,
) -> Result<Json<Page>, Problem> {
    let asked: ListQuery = query(&uri)?;
    let invalid = |text: String| Problem::new(&kinds::QUERY_INVALID, text);
    let limit = asked.limit.unwrap_or(100);
    if !(1..=1_000).contains(&limit) {
        return Err(invalid("`limit` is a number from 1 to 1000.".into()));
    }
    let state_name = asked.state.map(|name| {
        let known = ActivationState::ALL.into_iter().find(|state| state.name() == name);
        known.ok_or_else(|| invalid(format!("there is no state `{name}`")))
    });
    let tenant = asked.tenant.map(TenantId::new).transpose().map_err(|error| invalid(error.to_string()))?;
    let procedure = asked.procedure.map(ProcedureId::new).transpose().map_err(|error| invalid(error.to_string()))?;
    let filter = ActivationFilter {
        tenants: tenant.into_iter().collect(),
        procedure,
        state: state_name.transpose()?,
        after: asked.after.unwrap_or(0),
        limit,
    };
    let (port, actor) = (state.activations()?, actor(&caller));
    let activations = blocking(move || port.list(&filter, &actor)).await??;
    let full = activations.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
    let next = activations.last().filter(|_| full).map(|last| last.number);
    Ok(Json(Page { activations, next }))
}

/// One activation, what is missing for it to go live, and what its shadow run found.
#[utoipa::path(get, path = "/api/v1/activations/{number}", tag = "activations", security(("key" = [])),
    params(("number" = u64, Path)),
    responses((status = 200, body = Object), (status = 404, description = "`activation-not-found`")))]
pub(crate) async fn show(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Address(number): Address<String>,
) -> Result<Json<ActivationDetail>, Problem> {
    let unknown = || Problem::new(&kinds::ACTIVATION_NOT_FOUND, "An activation has a number.");
    let number: u64 = number.parse().map_err(|_| unknown())?;
    let (port, actor) = (state.activations()?, actor(&caller));
    Ok(Json(blocking(move || port.detail(number, &actor)).await??))
}

/// Which activations, and what belongs to the action.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct ActRequest {
    activations: Vec<u64>,
    tenants: Vec<TenantId>,
    procedure: Option<ProcedureId>,
    state: Option<ActivationState>,
    in_files: bool,
    document: Option<TestDocument>,
    sources: Vec<SourceId>,
    without_pilot: bool,
    on: Option<Date>,
    reason: String,
    /// Ends the shadow run.
    off: bool,
}

impl ActRequest {
    fn read(self, action: &str) -> Result<(Selection, ActivationAction), Problem> {
        let without_pilot = self.without_pilot;
        let action = match action {
            "test" => ActivationAction::Test { document: self.document },
            "pilot" => ActivationAction::Pilot { sources: self.sources },
            "go-live" => ActivationAction::GoLive { without_pilot },
            "schedule" => {
                let missing = || Problem::new(&kinds::ACTIVATION_INVALID, "`on` is the day of the switch.");
                ActivationAction::Schedule { on: self.on.ok_or_else(missing)?, without_pilot }
            }
            "suspend" => ActivationAction::Suspend { reason: self.reason },
            "rollback" => ActivationAction::Rollback,
            "shadow" => ActivationAction::Shadow { on: !self.off },
            _ => return Err(Problem::new(&kinds::NOT_FOUND, "There is no such action.")),
        };
        let selection = Selection {
            activations: self.activations,
            tenants: self.tenants,
            procedure: self.procedure,
            state: self.state,
            in_files: self.in_files,
        };
        Ok((selection, action))
    }
}

/// Does it to all that are meant: by `activations` (numbers), or by `procedure`, `tenants` and `state`.
///
/// Actions: `test` (`document`), `pilot` (`sources`), `go-live` (`withoutPilot`), `schedule` (`on`,
/// `withoutPilot`), `suspend` (`reason`), `rollback`, `shadow` (`off`). Each activation is decided for
/// itself; what is missing stands in its `gaps`, all of it. One revision comes of all.
#[utoipa::path(post, path = "/api/v1/activations/actions/{action}", tag = "activations", security(("key" = [])),
    params(("action" = String, Path)), request_body = Object,
    responses((status = 200, body = Object), (status = 404, description = "`activation-not-found`"),
        (status = 422, description = "`activation-invalid`, with `problems`")))]
pub(crate) async fn act(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Address(action): Address<String>,
    body: Body,
) -> Result<Json<ActedOnAll>, Problem> {
    let request: ActRequest = read(&state, body).await?;
    let (selection, action) = request.read(&action)?;
    let (port, actor) = (state.activations()?, actor(&caller));
    Ok(Json(blocking(move || port.act(selection, action, &actor)).await??))
}

/// Which certified products serve which procedure, who runs what, how many adapters and rules are
/// installed, and how far each procedure is spread over the competent authorities.
#[utoipa::path(get, path = "/api/v1/catalogue", tag = "activations", security(("key" = [])),
    responses((status = 200, body = Object)))]
pub(crate) async fn catalogue(State(state): State<AppState>) -> Result<Json<Catalogue>, Problem> {
    let port = state.activations()?;
    Ok(Json(blocking(move || port.catalogue()).await??))
}
