//! The registry: from a request to the port and back, in the words of the specification.

mod address;
mod blobs;
mod error;
mod gate;
mod lists;
mod login;
mod manifests;
mod receive;
mod uploads;
mod wasm_pkg;

use crate::state::AppState;
use address::{Address, Route};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::{any, get};
use error::OciError;
use gate::Principal;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, StatusCode, Uri};

/// All routes; their gate is [`gate`], not that of the API.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/v2/", any(serve))
        .route("/v2/{*rest}", any(serve))
        .route("/.well-known/wasm-pkg/registry.json", get(wasm_pkg::registry))
}

/// A request that was let through.
struct Call<'a> {
    state: &'a AppState,
    principal: Principal,
    parts: &'a Parts,
}

impl Call<'_> {
    fn uri(&self) -> &Uri {
        &self.parts.uri
    }
    /// Who it is, for the records of the depot.
    fn who(&self) -> String {
        self.principal.key_id().unwrap_or("anyone").to_owned()
    }
}

async fn serve(State(state): State<AppState>, request: Request) -> Response {
    let head = request.method() == Method::HEAD;
    let answered = answer(&state, request).await;
    let mut response = answered.unwrap_or_else(|error| error.into_response());
    if head {
        *response.body_mut() = Body::empty();
    }
    let version = HeaderName::from_static("docker-distribution-api-version");
    response.headers_mut().insert(version, HeaderValue::from_static("registry/2.0"));
    response
}

async fn answer(state: &AppState, request: Request) -> Result<Response, OciError> {
    let (parts, body) = request.into_parts();
    let address = Address::parse(&parts.method, parts.uri.path())?;
    if address == Address::Token {
        return login::token(state, &parts, body).await;
    }
    let principal = gate::admit(state, &parts, &address).await?;
    let call = Call { state, principal, parts: &parts };
    match address {
        Address::Base => Ok(empty(StatusCode::OK)),
        Address::Token => Err(OciError::not_found()),
        Address::Repository { name, route } => match route {
            Route::Blob { digest } => blobs::get(&call, name, digest).await,
            Route::StartUpload => uploads::start(&call, name, body).await,
            Route::UploadStatus { id } => uploads::status(&call, name, id).await,
            Route::Patch { id } => uploads::patch(&call, name, id, body).await,
            Route::Finish { id } => uploads::finish(&call, name, id, body).await,
            Route::Cancel { id } => uploads::cancel(&call, name, id).await,
            Route::Manifest { reference } => manifests::get(&call, name, reference).await,
            Route::PutManifest { reference } => manifests::put(&call, name, reference, body).await,
            Route::Tags => lists::tags(&call, name).await,
            Route::Referrers { digest } => lists::referrers(&call, name, digest).await,
            Route::Delete => Err(OciError::unsupported("nothing is deleted here; a package can be yanked")),
        },
    }
}

fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response.headers_mut().insert(http::header::CONTENT_LENGTH, HeaderValue::from_static("0"));
    response
}
