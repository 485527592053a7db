//! The gate before every route.

use super::caller::Caller;
use super::key::{Presented, usable};
use super::rules::{self, Who};
use crate::blocking::blocking;
use crate::problem::{Problem, kinds};
use crate::state::AppState;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use drehscheibe_model::access::ApiKey;
use http::{HeaderMap, Method, header};

/// Lets a request through if the table says so, and tells the handler who calls.
pub(crate) async fn authorise(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str).unwrap_or_default().to_owned();
    let admitted = admit(&state, request.method().clone(), &path, request.headers().clone());
    match admitted.await {
        Ok(Some(caller)) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Ok(None) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

async fn admit(state: &AppState, method: Method, path: &str, headers: HeaderMap) -> Result<Option<Caller>, Problem> {
    let who = rules::who(method.as_str(), path).ok_or_else(|| not_allowed(path))?;
    let Who::Roles(roles) = who else { return Ok(None) };
    let caller = authenticate(state, &headers).await?;
    if roles.contains(&caller.role) {
        Ok(Some(caller))
    } else {
        Err(Problem::new(&kinds::FORBIDDEN, format!("Keys with the role {:?} may not call this.", caller.role)))
    }
}

/// A path that has no row for this method, or none at all.
fn not_allowed(path: &str) -> Problem {
    let methods = rules::methods(path);
    if methods.is_empty() {
        return Problem::new(&kinds::NOT_FOUND, "There is nothing at this address.");
    }
    Problem::new(&kinds::METHOD_NOT_ALLOWED, format!("Here there is {}.", methods.join(", "))).allow(methods.join(", "))
}

/// The same answer whatever is wrong with the key: nothing can be learnt by trying.
async fn authenticate(state: &AppState, headers: &HeaderMap) -> Result<Caller, Problem> {
    let refused = || Problem::new(&kinds::UNAUTHENTICATED, "The key is missing, unknown, expired or revoked.");
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return Err(refused()) };
    let presented = value.to_str().ok().and_then(Presented::parse).ok_or_else(refused)?;
    let key = usable_key(state, presented.id).await?.filter(|key| presented.matches(key));
    key.map(Caller::from).ok_or_else(refused)
}

/// Whose key this text is; none if it is not good.
pub(crate) async fn caller_of(state: &AppState, text: &str) -> Result<Option<Caller>, Problem> {
    let Some(presented) = Presented::read(text) else { return Ok(None) };
    let key = usable_key(state, presented.id).await?.filter(|key| presented.matches(key));
    Ok(key.map(Caller::from))
}

/// Whose key this is, if it may be used now; for those who have proved before that they hold it.
pub(crate) async fn caller_by_id(state: &AppState, id: &str) -> Result<Option<Caller>, Problem> {
    Ok(usable_key(state, id).await?.map(Caller::from))
}

async fn usable_key(state: &AppState, id: &str) -> Result<Option<ApiKey>, Problem> {
    let (store, id) = (state.ports.store.clone(), id.to_owned());
    let key = blocking(move || store.key(&id)).await??;
    Ok(key.filter(|key| usable(key, state.ports.clock.now())))
}
