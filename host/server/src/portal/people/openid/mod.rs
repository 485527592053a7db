//! Signing in with an identity provider: OpenID Connect, authorisation code with PKCE.
//!
//! ```text
//! browser ─► /portal/anmelden/dienst ─► provider ─► /portal/anmelden/rueckweg ─► session
//! ```
//!
//! The provider says who it is. What they may, it says too if the operator has told which claims mean what; else
//! only accounts that were made on the server are let in.

mod account;
mod claims;
mod client;
mod discovery;
mod options;
mod pending;
mod provider;

pub use options::{OpenIdClaims, OpenIdOptions, is_private_way};
pub(crate) use provider::{OpenId, WAY_BACK};

use super::session::{self, Stranger};
use super::sign_in::enter_as;
use crate::blocking::blocking;
use crate::portal::failure::Failure;
use crate::portal::form::Values;
use crate::portal::texts as t;
use crate::problem::Problem;
use crate::state::AppState;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use drehscheibe_model::text::with_causes;
use http::{HeaderMap, header};
use provider::OpenIdError;

/// Where a browser is sent from to the provider, to sign in and to sign out.
pub(crate) const WAY_OUT: &str = "/portal/anmelden/dienst";
pub(crate) const WAY_END: &str = "/portal/abmelden/dienst";

/// Into the log with all causes; they are nothing for the browser.
fn causes(error: &OpenIdError) -> String {
    let causes = with_causes(error);
    tracing::warn!(error = causes, "a sign-in with the identity provider failed");
    causes
}

fn failed(error: &OpenIdError) -> Response {
    causes(error);
    Failure::Impossible(t::sign_in::SERVICE_FAILED.into()).bare()
}

async fn answer(work: impl FnOnce() -> Result<Response, Problem> + Send + 'static) -> Response {
    blocking(work).await.and_then(|answer| answer).unwrap_or_else(|problem| Failure::from(problem).bare())
}

/// `GET /portal/anmelden/dienst`
pub(crate) async fn go(State(state): State<AppState>, request: Request) -> Response {
    let headers = request.headers().clone();
    let back = Values::parse(request.uri().query().unwrap_or_default().as_bytes()).get("weiter").to_owned();
    answer(move || {
        let portal = state.portal()?;
        let Some(openid) = &portal.openid else { return Ok(Failure::NotFound.bare()) };
        let Stranger { secret, cookie } = session::stranger(&headers, portal.options.secure_cookies)?;
        let mut response = match openid.begin(&secret, &back, state.ports.clock.now()) {
            Ok(url) => Redirect::to(&url).into_response(),
            Err(error) => failed(&error),
        };
        if let Some(cookie) = cookie {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    })
    .await
}

/// `GET /portal/anmelden/rueckweg`
pub(crate) async fn come_back(State(state): State<AppState>, request: Request) -> Response {
    let headers = request.headers().clone();
    let query = Values::parse(request.uri().query().unwrap_or_default().as_bytes());
    answer(move || back(&state, &headers, &query)).await
}

fn back(state: &AppState, headers: &HeaderMap, query: &Values) -> Result<Response, Problem> {
    let portal = state.portal()?;
    let Some(openid) = &portal.openid else { return Ok(Failure::NotFound.bare()) };
    let now = state.ports.clock.now();
    let browser = session::stranger(headers, portal.options.secure_cookies)?.secret;
    let vouched = match openid.finish(&browser, query, now) {
        Ok(vouched) => vouched,
        Err(error) => {
            account::refuse(portal, now, "", &causes(&error))?;
            return Ok(Failure::Impossible(t::sign_in::SERVICE_FAILED.into()).bare());
        }
    };
    match account::of(portal, openid.options.claims.as_ref(), &vouched, now)? {
        Ok(account) => enter_as(state, &account, &vouched.back),
        Err(why) => {
            account::refuse(portal, now, &vouched.subject, &why)?;
            Ok(Failure::Denied(why).bare())
        }
    }
}

/// `GET /portal/abmelden/dienst`: signs out of the provider, too.
pub(crate) async fn end(State(state): State<AppState>) -> Response {
    answer(move || {
        let portal = state.portal()?;
        let Some(openid) = &portal.openid else { return Ok(Failure::NotFound.bare()) };
        Ok(match openid.end(state.ports.clock.now()) {
            Ok(Some(url)) => Redirect::to(&url).into_response(),
            Ok(None) => Failure::Impossible(t::sign_in::NO_END.into()).bare(),
            Err(error) => failed(&error),
        })
    })
    .await
}
