//! Signing in with the local account, and out.

use super::session::{self, Stranger};
use super::{openid, password};
use crate::blocking::blocking;
use crate::portal::ask::{Answer, Ask, Reply, from_here};
use crate::portal::failure::Failure;
use crate::portal::form::{Values, address};
use crate::portal::kit::{Block, Field, Form, Input, Page, Tone, link};
use crate::portal::reply::document;
use crate::portal::{Portal, audit, texts as t};
use crate::problem::Problem;
use crate::state::AppState;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use drehscheibe_model::ids::AccountName;
use drehscheibe_model::portal::{Account, AuditEvent, Outcome, SignIn};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use subtle::ConstantTimeEq;

/// Bytes of the form.
const BYTES: usize = 16 << 10;

/// Where whoever signed out finds themselves.
const LEFT: &str = "/portal/anmelden?abgemeldet=ja";

/// Compares secrets in the same time whatever they are.
pub(crate) fn same(given: &str, wanted: &str) -> bool {
    given.as_bytes().ct_eq(wanted.as_bytes()).into()
}

/// Only addresses of the portal itself are gone back to.
fn way_back(text: &str) -> &str {
    let ours = text == "/portal" || text.starts_with("/portal/") || text.starts_with("/portal?");
    if ours && !text.contains(['\\', '\r', '\n']) { text } else { "/portal" }
}

/// What stands in the form already.
struct Given<'a> {
    name: &'a str,
    back: &'a str,
    /// Whether they just signed out.
    left: bool,
}

fn page(portal: &Portal, stranger: &Stranger, given: &Given, error: Option<(StatusCode, String)>) -> Response {
    let Given { name, back, left } = *given;
    let mut page = Page::new(t::sign_in::TITLE).lead(t::sign_in::LEAD);
    if left {
        page.add(Block::note(Tone::Good, t::sign_in::LEFT, ""));
        if let Some(openid) = &portal.openid {
            let text = t::fill(t::sign_in::LEAVE_SERVICE, &[("dienst", &openid.options.label)]);
            page.add(Block::Text(t::sign_in::LEFT_SERVICE.into()));
            page.add(Block::Actions(vec![link(openid::WAY_END, text)]));
        }
    }
    let status = match &error {
        None => StatusCode::OK,
        Some((status, text)) => {
            page.add(Block::note(Tone::Bad, t::sign_in::FAILED, text.as_str()));
            *status
        }
    };
    if let Some(openid) = &portal.openid {
        let href = address(openid::WAY_OUT, &[("weiter", way_back(back))]);
        let text = t::fill(t::sign_in::WITH_SERVICE, &[("dienst", &openid.options.label)]);
        page.add(Block::Button { href, text });
        page.add(Block::Heading(t::sign_in::LOCAL_TITLE.into()));
        page.add(Block::Text(t::sign_in::LOCAL_TEXT.into()));
    }
    let form = Form::post(&session::token(&stranger.secret), "/portal/anmelden", t::sign_in::SUBMIT)
        .field(Field::hidden("weiter", way_back(back)))
        .field(Field::text("name", t::sign_in::NAME).value(name).required().autocomplete("username"))
        .field(
            Field::new("kennwort", t::sign_in::PASSWORD, Input::Password).required().autocomplete("current-password"),
        );
    page.add(Block::Form(form));
    page.add(Block::Text(t::sign_in::HELP.into()));
    let mut response = document(status, &page, None);
    if let Some(cookie) = &stranger.cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    response
}

/// `GET /portal/anmelden`
pub(crate) async fn show(State(state): State<AppState>, request: Request) -> Response {
    let query = Values::parse(request.uri().query().unwrap_or_default().as_bytes());
    let Ok(portal) = state.portal() else { return Failure::NotFound.bare() };
    match session::stranger(request.headers(), portal.options.secure_cookies) {
        Ok(stranger) => {
            let given = Given { name: "", back: query.get("weiter"), left: query.has("abgemeldet") };
            page(portal, &stranger, &given, None)
        }
        Err(problem) => Failure::from(problem).bare(),
    }
}

/// `POST /portal/anmelden`
pub(crate) async fn enter(State(state): State<AppState>, headers: HeaderMap, body: Body) -> Response {
    let Ok(bytes) = to_bytes(body, BYTES).await else { return Failure::TooLarge.bare() };
    let work = blocking(move || try_enter(&state, &headers, &Values::parse(&bytes)));
    match work.await.and_then(|answer| answer) {
        Ok(response) => response,
        Err(problem) => Failure::from(problem).bare(),
    }
}

fn try_enter(state: &AppState, headers: &HeaderMap, form: &Values) -> Result<Response, Problem> {
    let portal = state.portal()?;
    let stranger = session::stranger(headers, portal.options.secure_cookies)?;
    let (name, back) = (form.get("name").to_lowercase(), form.get("weiter"));
    let given = Given { name: &name, back, left: false };
    let again = |status, text: String| Ok(page(portal, &stranger, &given, Some((status, text))));
    if !from_here(headers) || !same(form.get("csrf"), &session::token(&stranger.secret)) {
        return again(StatusCode::FORBIDDEN, t::failure::FORGED_TEXT.into());
    }
    let now = state.ports.clock.now();
    if let Some(minutes) = portal.limiter.wait(&name, now) {
        let text = t::fill(t::sign_in::TOO_OFTEN, &[("minuten", &minutes.to_string())]);
        let mut response = page(portal, &stranger, &given, Some((StatusCode::TOO_MANY_REQUESTS, text)));
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(minutes * 60));
        return Ok(response);
    }
    let account = match AccountName::new(name.as_str()) {
        Ok(name) => portal.store.account(&name)?,
        Err(_) => None,
    };
    match checked(account, form.raw("kennwort")) {
        Some(account) => {
            portal.limiter.right(&name);
            enter_as(state, &account, back)
        }
        None => {
            portal.limiter.wrong(&name, now);
            let event = AuditEvent {
                actor: name.chars().take(64).collect(),
                role: None,
                tenant: None,
                action: "sign-in".into(),
                subject: "portal".into(),
                outcome: Outcome::Denied,
                detail: String::new(),
            };
            portal.store.append_audit(now, event)?;
            again(StatusCode::UNAUTHORIZED, t::sign_in::WRONG.into())
        }
    }
}

/// The account, if the password is its own and it may be used.
fn checked(account: Option<Account>, text: &str) -> Option<Account> {
    let usable = account.filter(|account| account.disabled_at.is_none());
    match usable.as_ref().map(|account| &account.sign_in) {
        Some(SignIn::Password { hash }) if password::matches(text, hash) => usable,
        Some(SignIn::Password { .. }) => None,
        _ => {
            password::pretend(text);
            None
        }
    }
}

/// Begins a session and goes on.
pub(crate) fn enter_as(state: &AppState, account: &Account, back: &str) -> Result<Response, Problem> {
    let portal = state.portal()?;
    let event = audit::event(account, "sign-in", None, "portal", Outcome::Done, "");
    portal.store.append_audit(state.ports.clock.now(), event)?;
    let cookie = session::begin(state, account)?;
    let mut response = Redirect::to(way_back(back)).into_response();
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Signs out of this browser.
pub(crate) fn leave(ask: &Ask) -> Answer {
    ask.portal.store.end_session(&ask.visitor.session)?;
    ask.record_as("sign-out", None, "portal", Outcome::Done, "")?;
    Ok(Reply::Gone(LEFT.into()))
}

/// Signs out of all browsers.
pub(crate) fn leave_everywhere(ask: &Ask) -> Answer {
    let ended = ask.portal.store.end_sessions(ask.me())?;
    ask.record_as("sign-out-everywhere", None, "portal", Outcome::Done, &ended.to_string())?;
    Ok(Reply::Gone(LEFT.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_away_from_the_portal() {
        assert_eq!(way_back("/portal/nachrichten?zustand=parked"), "/portal/nachrichten?zustand=parked");
        for text in ["", "//evil.example", "https://evil.example", "/portalx", "/portal/\\evil", "javascript:alert(1)"]
        {
            assert_eq!(way_back(text), "/portal", "{text}");
        }
    }
}
