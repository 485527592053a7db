//! A request to the portal that has passed every gate. A handler cannot get one otherwise: there is no
//! page without a session, an allowed act, and, for a form, the browser's own token.

use super::access::{Act, Thing, denial};
use super::audit;
use super::failure::Failure;
use super::form::{FORM_BYTES, Values};
use super::kit::{Page, Signed};
use super::people::session::{self, Visitor};
use super::routes::{self, Route};
use super::state::Portal;
use crate::blocking::blocking;
use crate::problem::Problem;
use crate::state::AppState;
use axum::body::to_bytes;
use axum::extract::{FromRequestParts, MatchedPath, Path, Request};
use axum::response::{IntoResponse, Redirect, Response};
use drehscheibe_model::ids::TenantId;
use drehscheibe_model::portal::Outcome;
use http::{HeaderMap, Method, header};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A file that came with a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Upload {
    pub(crate) name: String,
    pub(crate) file_name: String,
    pub(crate) bytes: Vec<u8>,
}

/// What a handler works on.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) state: AppState,
    pub(crate) portal: Arc<Portal>,
    pub(crate) visitor: Visitor,
    pub(crate) route: &'static Route,
    /// Parts of the address.
    pub(crate) path: BTreeMap<String, String>,
    /// The address's query.
    pub(crate) query: Values,
    /// The form's values; empty for a page.
    pub(crate) form: Values,
    pub(crate) files: Vec<Upload>,
}

impl Ask {
    pub(crate) fn part(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }
    pub(crate) fn csrf(&self) -> &str {
        &self.visitor.csrf
    }
    pub(crate) fn now(&self) -> jiff::Timestamp {
        self.state.ports.clock.now()
    }
    pub(crate) fn me(&self) -> &drehscheibe_model::ids::AccountName {
        &self.visitor.account.name
    }
    /// Whether the account may, with things of nobody in particular.
    pub(crate) fn may(&self, act: Act) -> bool {
        denial(&self.visitor.account, act, &Thing::default()).is_none()
    }
    pub(crate) fn may_with(&self, act: Act, tenant: &TenantId) -> bool {
        denial(&self.visitor.account, act, &Thing::of(tenant)).is_none()
    }
    /// Refuses, with the reason in German, what the account may not.
    pub(crate) fn check(&self, act: Act, thing: &Thing) -> Result<(), Failure> {
        match denial(&self.visitor.account, act, thing) {
            None => Ok(()),
            Some(reason) => Err(Failure::Denied(reason)),
        }
    }
    /// Tenants a list is narrowed to; empty: all.
    pub(crate) fn tenants(&self) -> Vec<TenantId> {
        self.visitor.account.tenants.clone()
    }
    /// Writes an act of this person into the audit log. If that fails the act must not be done.
    pub(crate) fn record(
        &self,
        act: Act,
        tenant: Option<&TenantId>,
        subject: impl Into<String>,
        detail: &str,
    ) -> Result<(), Failure> {
        self.record_as(act.name(), tenant, subject, Outcome::Done, detail)
    }
    pub(crate) fn record_as(
        &self,
        action: &str,
        tenant: Option<&TenantId>,
        subject: impl Into<String>,
        outcome: Outcome,
        detail: &str,
    ) -> Result<(), Failure> {
        let event = audit::event(&self.visitor.account, action, tenant, subject, outcome, detail);
        self.portal.store.append_audit(self.now(), event)?;
        Ok(())
    }
    /// Who stands in the frame.
    pub(crate) fn signed(&self) -> Signed {
        routes::signed(&self.visitor, self.route.part)
    }
}

fn to_sign_in(request: &Request) -> Response {
    let back = match *request.method() {
        Method::GET => request.uri().path_and_query().map_or("/portal", |all| all.as_str()),
        _ => "/portal",
    };
    Redirect::to(&super::form::address("/portal/anmelden", &[("weiter", back)])).into_response()
}

/// A page of another site cannot send forms to us: browsers say where a form comes from.
pub(crate) fn from_here(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()) else { return true };
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    origin.split_once("://").is_some_and(|(_, authority)| authority == host)
}

/// Takes a request through the gates.
pub(crate) async fn ask(state: AppState, request: Request) -> Result<Ask, Response> {
    let portal = state.portal.clone().ok_or_else(|| Failure::NotFound.bare())?;
    let matched = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let route = routes::find(request.method(), &matched).ok_or_else(|| Failure::NotFound.bare())?;
    let headers = request.headers().clone();
    let visitor = {
        let (state, headers) = (state.clone(), headers.clone());
        blocking(move || session::visitor(&state, &headers)).await.map_err(|error| Failure::from(error).bare())?
    };
    let visitor = visitor.map_err(|error| Failure::from(error).bare())?;
    let Some(visitor) = visitor else { return Err(to_sign_in(&request)) };
    let query = Values::parse(request.uri().query().unwrap_or_default().as_bytes());
    let (mut parts, body) = request.into_parts();
    let path = Path::<BTreeMap<String, String>>::from_request_parts(&mut parts, &state).await;
    let path = path.map(|Path(map)| map).unwrap_or_default();
    let mut ask = Ask { state, portal, visitor, route, path, query, form: Values::default(), files: Vec::new() };
    if let Some(reason) = denial(&ask.visitor.account, route.act, &Thing::default()) {
        if parts.method == Method::POST {
            let ask = ask.clone();
            let detail = reason.clone();
            let recorded =
                blocking(move || ask.record_as(route.act.name(), None, route.path, Outcome::Denied, &detail));
            // Refused in any case; a store that is full is no reason to say less.
            let _ = recorded.await;
        }
        return Err(Failure::Denied(reason).shown(&ask));
    }
    if parts.method == Method::POST {
        let failed = |failure: Failure, ask: &Ask| failure.shown(ask);
        if !from_here(&headers) {
            return Err(failed(Failure::Forged, &ask));
        }
        let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            match super::upload::read(kind, body).await {
                Ok((form, files)) => (ask.form, ask.files) = (form, files),
                Err(failure) => return Err(failed(failure, &ask)),
            }
        } else {
            match to_bytes(body, FORM_BYTES).await {
                Ok(bytes) => ask.form = Values::parse(&bytes),
                Err(_) => return Err(failed(Failure::TooLarge, &ask)),
            }
        }
        if !super::people::sign_in::same(ask.form.get("csrf"), &ask.visitor.csrf) {
            return Err(failed(Failure::Forged, &ask));
        }
    }
    Ok(ask)
}

/// What a handler answers with.
#[derive(Debug)]
pub(crate) enum Reply {
    Page(Page),
    /// The form was not in order: the page again, with errors at the fields.
    Again(Page),
    /// Done; go there.
    Go(String),
    /// Done, and the session's cookie goes.
    Gone(String),
    File {
        name: String,
        media_type: String,
        bytes: Vec<u8>,
    },
}

pub(crate) type Answer = Result<Reply, Failure>;

/// A page or an act. It may block: it runs on a thread of its own.
pub(crate) type Handler = fn(&Ask) -> Answer;

/// Runs a handler behind the gates.
pub(crate) async fn run(state: AppState, request: Request) -> Response {
    let ask = match ask(state, request).await {
        Ok(ask) => Arc::new(ask),
        Err(response) => return response,
    };
    let work = Arc::clone(&ask);
    let answer = blocking(move || (work.route.handler)(&work)).await;
    match answer.map_err(|problem: Problem| Failure::from(problem)).and_then(|answer| answer) {
        Ok(reply) => super::reply::response(reply, &ask),
        Err(failure) => failure.shown(&ask),
    }
}
