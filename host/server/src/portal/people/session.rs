//! The cookie of a browser and what it stands for.

use crate::problem::Problem;
use crate::state::AppState;
use cookie::{Cookie, SameSite};
use drehscheibe_model::content::Digest;
use drehscheibe_model::portal::{Account, Session};
use drehscheibe_model::ports::StoreError;
use http::{HeaderMap, HeaderValue, header};
use jiff::SignedDuration;

/// A session ends after this time without a request, and after the other one in any case.
const IDLE: SignedDuration = SignedDuration::from_hours(1);
const LONGEST: SignedDuration = SignedDuration::from_hours(10);
/// Requests closer together than this are not written down.
const SEEN_STEP: SignedDuration = SignedDuration::from_mins(1);

/// The names of the cookies; with TLS their prefix binds them to this host.
fn name(secure: bool, what: &str) -> String {
    if secure { format!("__Host-drehscheibe-{what}") } else { format!("drehscheibe-{what}") }
}

fn build(secure: bool, what: &str, value: String, same_site: SameSite) -> HeaderValue {
    let cookie = Cookie::build((name(secure, what), value)).path("/").http_only(true).secure(secure);
    let text = cookie.same_site(same_site).build().to_string();
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// The value of one of our cookies.
fn value(headers: &HeaderMap, secure: bool, what: &str) -> Option<String> {
    let name = name(secure, what);
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(Cookie::split_parse).flatten().find(|cookie| cookie.name() == name).map(|c| c.value().to_owned())
}

/// 256 bits from the system, as hexadecimal digits.
pub(crate) fn secret() -> Result<String, Problem> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Problem::internal(&error))?;
    Ok(hex::encode(bytes))
}

fn is_secret(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The token that forms carry; it proves that the form came from us to this browser.
pub(crate) fn token(secret: &str) -> String {
    Digest::of(format!("drehscheibe-csrf:{secret}").as_bytes()).to_hex()
}

/// The browser before sign-in: only a secret for the token of the form.
#[derive(Debug, Clone)]
pub(crate) struct Stranger {
    pub(crate) secret: String,
    pub(crate) cookie: Option<HeaderValue>,
}

/// The secret of this browser before sign-in, or a new one with its cookie.
pub(crate) fn stranger(headers: &HeaderMap, secure: bool) -> Result<Stranger, Problem> {
    if let Some(secret) = value(headers, secure, "vorab").filter(|text| is_secret(text)) {
        return Ok(Stranger { secret, cookie: None });
    }
    let secret = secret()?;
    // Lax: the identity provider sends the browser back with it.
    let cookie = Some(build(secure, "vorab", secret.clone(), SameSite::Lax));
    Ok(Stranger { secret, cookie })
}

/// A browser that is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    pub(crate) account: Account,
    pub(crate) session: Digest,
    pub(crate) csrf: String,
}

/// Begins a session; the cookie to set.
pub(crate) fn begin(state: &AppState, account: &Account) -> Result<HeaderValue, Problem> {
    let portal = state.portal()?;
    let (secret, now) = (secret()?, state.ports.clock.now());
    portal.store.drop_sessions(now)?;
    let session = Session {
        id: Digest::of(secret.as_bytes()),
        account: account.name.clone(),
        created_at: now,
        seen_at: now,
        expires_at: now + LONGEST,
    };
    portal.store.add_session(session)?;
    // Strict would sign out whoever follows a link from a mail.
    Ok(build(portal.options.secure_cookies, "sitzung", secret, SameSite::Lax))
}

/// A cookie that takes the session's one away.
pub(crate) fn forget(secure: bool) -> HeaderValue {
    let cookie = Cookie::build((name(secure, "sitzung"), "")).path("/").http_only(true).secure(secure);
    let text = cookie.max_age(cookie::time::Duration::ZERO).build().to_string();
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Who sends this request, if they are signed in and may still be.
pub(crate) fn visitor(state: &AppState, headers: &HeaderMap) -> Result<Option<Visitor>, StoreError> {
    let Some(portal) = &state.portal else { return Ok(None) };
    let secret = value(headers, portal.options.secure_cookies, "sitzung").filter(|text| is_secret(text));
    let Some(secret) = secret else { return Ok(None) };
    let (id, now) = (Digest::of(secret.as_bytes()), state.ports.clock.now());
    let Some(session) = portal.store.session(&id)? else { return Ok(None) };
    if now >= session.expires_at || now.duration_since(session.seen_at) >= IDLE {
        portal.store.end_session(&id)?;
        return Ok(None);
    }
    let account = portal.store.account(&session.account)?.filter(|account| account.disabled_at.is_none());
    let Some(account) = account else { return Ok(None) };
    if now.duration_since(session.seen_at) >= SEEN_STEP {
        portal.store.see_session(&id, now)?;
    }
    Ok(Some(Visitor { account, session: id, csrf: token(&secret) }))
}
