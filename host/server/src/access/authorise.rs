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
    let (store, id) = (state.ports.store.clone(), presented.id.to_owned());
    let key = blocking(move || store.key(&id)).await??.ok_or_else(refused)?;
    if presented.matches(&key) && usable(&key, state.ports.clock.now()) { Ok(key.into()) } else { Err(refused()) }
}
