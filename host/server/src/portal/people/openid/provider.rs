//! The identity provider: what it says about itself, and whom it vouches for.

use crate::portal::form::Values;
use crate::portal::people::sign_in::same;
use drehscheibe_model::ports::{HttpError, OutboundBody, OutboundHttp, OutboundRequest};
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Time between the two halves of a sign-in.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// Sign-ins that have begun at the same time; more are refused, so that nobody's is forgotten.
const PENDING: usize = 10_000;
/// Bytes of an answer of the provider.
const ANSWER_BYTES: u64 = 1 << 20;
/// For one request to the provider.
const TIMEOUT: Duration = Duration::from_secs(10);
/// What the provider says about itself, its keys above all, is asked again after this time.
const FRESH: SignedDuration = SignedDuration::from_mins(10);
/// Where the provider sends the browser back to.
pub(crate) const WAY_BACK: &str = "/portal/anmelden/rueckweg";

/// How the identity provider is reached.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenIdOptions {
    /// As its discovery document names it, without `/.well-known/…`.
    pub issuer: String,
    pub client_id: String,
    /// None for a public client: the exchange is held by PKCE alone.
    pub client_secret: Option<String>,
    /// Where browsers reach the hub, without a path.
    pub public_url: String,
    /// What stands on the button, for example `Landesanmeldedienst`.
    pub label: String,
    /// Origins of the provider that may lie at private addresses.
    pub private_origins: Vec<String>,
}

impl fmt::Debug for OpenIdOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenIdOptions")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// The provider cannot be used, or does not vouch for anybody.
#[derive(Debug, thiserror::Error)]
pub(super) enum OpenIdError {
    #[error("the identity provider's address or ours is not valid")]
    Address(#[from] openidconnect::url::ParseError),
    #[error("{what} failed at the identity provider")]
    Provider {
        what: &'static str,
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    #[error("the answer belongs to no sign-in of this browser")]
    Foreign,
    #[error("too many sign-ins have begun and not ended")]
    Full,
    #[error("the identity provider says: {0}")]
    Refused(String),
}

fn provider<E: Error + Send + Sync + 'static>(what: &'static str) -> impl FnOnce(E) -> OpenIdError {
    move |source| OpenIdError::Provider { what, source: Box::new(source) }
}

/// Whom the provider vouches for, and where the browser wanted to go.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Vouched {
    pub(super) issuer: String,
    pub(super) subject: String,
    pub(super) back: String,
}

struct Pending {
    nonce: Nonce,
    verifier: PkceCodeVerifier,
    back: String,
    /// Secret of the browser that began.
    browser: String,
    until: Timestamp,
}

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// The way to the identity provider.
pub(crate) struct OpenId {
    pub(crate) options: OpenIdOptions,
    http: Arc<dyn OutboundHttp>,
    metadata: Mutex<Option<(Timestamp, CoreProviderMetadata)>>,
    /// By state.
    pending: Mutex<BTreeMap<String, Pending>>,
}

impl OpenId {
    pub(crate) fn new(options: OpenIdOptions, http: Arc<dyn OutboundHttp>) -> Self {
        Self { options, http, metadata: Mutex::default(), pending: Mutex::default() }
    }

    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, HttpError> {
        let denied = |text: &str| HttpError::RequestDenied(text.to_owned());
        let uri = request.uri();
        let scheme = uri.scheme_str().ok_or_else(|| denied("the address has no scheme"))?;
        let authority = uri.authority().ok_or_else(|| denied("the address has no host"))?.as_str();
        let mut headers = Vec::new();
        for (name, value) in request.headers() {
            let value = value.to_str().map_err(|_| denied("a header is not text"))?;
            headers.push((name.as_str().to_owned(), value.to_owned()));
        }
        let origin = format!("{scheme}://{authority}");
        let answer = self.http.send(&OutboundRequest {
            method: request.method().as_str(),
            scheme,
            authority,
            path_with_query: uri.path_and_query().map_or("/", |all| all.as_str()),
            headers: &headers,
            body: if request.body().is_empty() { OutboundBody::Empty } else { OutboundBody::Bytes(request.body()) },
            timeout: TIMEOUT,
            private_network: self.options.private_origins.contains(&origin),
            response_limit: ANSWER_BYTES,
        })?;
        let mut response = http::Response::builder().status(answer.status);
        for (name, value) in &answer.headers {
            response = response.header(name, value);
        }
        response.body(answer.body).map_err(|error| HttpError::Protocol(error.to_string()))
    }

    fn metadata(&self, now: Timestamp) -> Result<CoreProviderMetadata, OpenIdError> {
        let mut known = self.metadata.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, metadata)) = known.as_ref()
            && now.duration_since(*at).abs() < FRESH
        {
            return Ok(metadata.clone());
        }
        let issuer = IssuerUrl::new(self.options.issuer.clone())?;
        let http = |request: HttpRequest| self.send(&request);
        let found = CoreProviderMetadata::discover(&issuer, &http).map_err(provider("discovery"))?;
        *known = Some((now, found.clone()));
        Ok(found)
    }

    fn client(&self, now: Timestamp) -> Result<Client, OpenIdError> {
        let redirect = RedirectUrl::new(format!("{}{WAY_BACK}", self.options.public_url.trim_end_matches('/')))?;
        let (id, secret) = (self.options.client_id.clone(), self.options.client_secret.clone());
        let client =
            CoreClient::from_provider_metadata(self.metadata(now)?, ClientId::new(id), secret.map(ClientSecret::new));
        Ok(client.set_redirect_uri(redirect))
    }

    /// Where to send the browser.
    pub(super) fn begin(&self, browser: &str, back: &str, now: Timestamp) -> Result<String, OpenIdError> {
        let client = self.client(now)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .add_scope(Scope::new("profile".into()))
            .set_pkce_challenge(challenge)
            .url();
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        pending.retain(|_, one| one.until > now);
        if pending.len() >= PENDING {
            return Err(OpenIdError::Full);
        }
        let one = Pending { nonce, verifier, back: back.into(), browser: browser.into(), until: now + PATIENCE };
        pending.insert(state.secret().clone(), one);
        Ok(url.to_string())
    }

    /// Takes the browser's answer of the provider, once.
    pub(super) fn finish(&self, browser: &str, query: &Values, now: Timestamp) -> Result<Vouched, OpenIdError> {
        let begun = self.pending.lock().unwrap_or_else(PoisonError::into_inner).remove(query.get("state"));
        let begun = begun.filter(|one| one.until > now && same(browser, &one.browser)).ok_or(OpenIdError::Foreign)?;
        if query.has("error") {
            return Err(OpenIdError::Refused(query.get("error").chars().take(100).collect()));
        }
        let client = self.client(now)?;
        let http = |request: HttpRequest| self.send(&request);
        let answer = client
            .exchange_code(AuthorizationCode::new(query.get("code").to_owned()))
            .map_err(provider("the configuration"))?
            .set_pkce_verifier(begun.verifier)
            .request(&http)
            .map_err(provider("the exchange of the code"))?;
        let token = answer.id_token().ok_or_else(|| OpenIdError::Refused("no id token".into()))?;
        let claims = token.claims(&client.id_token_verifier(), &begun.nonce).map_err(provider("the id token"))?;
        Ok(Vouched { issuer: claims.issuer().to_string(), subject: claims.subject().to_string(), back: begun.back })
    }
}
