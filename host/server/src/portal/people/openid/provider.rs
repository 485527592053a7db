//! The identity provider: what it says about itself, and whom it vouches for.

use super::claims::has_role;
use super::client::{Client, Extra, Metadata, Tokens, algorithms};
use super::discovery::Discovery;
use super::options::{OpenIdOptions, is_private_way, origin};
use super::pending::{Begun, Pending};
use crate::portal::form::Values;
use drehscheibe_model::ports::{HttpError, OutboundBody, OutboundHttp, OutboundRequest};
use jiff::Timestamp;
use openidconnect::core::CoreAuthenticationFlow;
use openidconnect::{
    AccessToken, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, HttpRequest,
    HttpResponse, IssuerUrl, LogoutRequest, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PostLogoutRedirectUrl,
    RedirectUrl, Scope, SubjectIdentifier, TokenResponse, UserInfoClaims,
};
use serde_json::{Map, Value};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// Bytes of an answer of the provider.
const ANSWER_BYTES: u64 = 1 << 20;
/// For one request to the provider.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Where the provider sends the browser back to.
pub(crate) const WAY_BACK: &str = "/portal/anmelden/rueckweg";

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
    #[error("the id token is not believed")]
    Token(#[source] ClaimsVerificationError),
    #[error("the answer belongs to no sign-in of this browser")]
    Foreign,
    #[error("the identity provider says: {0}")]
    Refused(String),
    #[error("the identity provider does not say how to reach it")]
    Before(#[source] Arc<OpenIdError>),
}

fn provider<E: Error + Send + Sync + 'static>(what: &'static str) -> impl FnOnce(E) -> OpenIdError {
    move |source| OpenIdError::Provider { what, source: Box::new(source) }
}

/// Whom the provider vouches for, what it says about them, and where the browser wanted to go.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Vouched {
    pub(super) issuer: String,
    pub(super) subject: String,
    pub(super) claims: Map<String, Value>,
    pub(super) back: String,
}

/// The way to the identity provider.
pub(crate) struct OpenId {
    pub(crate) options: OpenIdOptions,
    http: Arc<dyn OutboundHttp>,
    discovery: Discovery,
    pending: Pending,
}

impl OpenId {
    pub(crate) fn new(options: OpenIdOptions, http: Arc<dyn OutboundHttp>) -> Self {
        Self { options, http, discovery: Discovery::default(), pending: Pending::default() }
    }

    /// Through the hub's own client: its limits, its roots, its view of addresses; redirects are not followed.
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, HttpError> {
        let denied = |text: &str| HttpError::RequestDenied(text.to_owned());
        let uri = request.uri();
        if !is_private_way(&uri.to_string()) {
            return Err(denied("the identity provider must be reached over TLS"));
        }
        let scheme = uri.scheme_str().ok_or_else(|| denied("the address has no scheme"))?;
        let authority = uri.authority().ok_or_else(|| denied("the address has no host"))?.as_str();
        let mut headers = Vec::new();
        for (name, value) in request.headers() {
            let value = value.to_str().map_err(|_| denied("a header is not text"))?;
            headers.push((name.as_str().to_owned(), value.to_owned()));
        }
        let here = origin(uri).unwrap_or_default();
        let issuers = self.options.issuer.parse().ok().and_then(|uri| origin(&uri));
        let answer = self.http.send(&OutboundRequest {
            method: request.method().as_str(),
            scheme,
            authority,
            path_with_query: uri.path_and_query().map_or("/", |all| all.as_str()),
            headers: &headers,
            body: if request.body().is_empty() { OutboundBody::Empty } else { OutboundBody::Bytes(request.body()) },
            timeout: TIMEOUT,
            private_network: issuers.as_ref() == Some(&here) || self.options.private_origins.contains(&here),
            response_limit: ANSWER_BYTES,
        })?;
        let mut response = openidconnect::http::Response::builder().status(answer.status);
        for (name, value) in &answer.headers {
            response = response.header(name, value);
        }
        response.body(answer.body).map_err(|error| HttpError::Protocol(error.to_string()))
    }

    fn metadata(&self, now: Timestamp) -> Result<Metadata, OpenIdError> {
        self.discovery.get(now, || {
            let issuer = IssuerUrl::new(self.options.issuer.clone())?;
            let http = |request: HttpRequest| self.send(&request);
            Metadata::discover(&issuer, &http).map_err(provider("discovery"))
        })
    }

    fn here(&self, path: &str) -> String {
        format!("{}{path}", self.options.public_url.trim_end_matches('/'))
    }

    fn client(&self, now: Timestamp) -> Result<Client, OpenIdError> {
        let (id, secret) = (self.options.client_id.clone(), self.options.client_secret.clone());
        let client =
            Client::from_provider_metadata(self.metadata(now)?, ClientId::new(id), secret.map(ClientSecret::new));
        Ok(client.set_redirect_uri(RedirectUrl::new(self.here(WAY_BACK))?))
    }

    /// Where to send the browser.
    pub(super) fn begin(&self, browser: &str, back: &str, now: Timestamp) -> Result<String, OpenIdError> {
        let client = self.client(now)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .set_pkce_challenge(challenge);
        for scope in &self.options.scopes {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        let (url, state, nonce) = request.url();
        self.pending.begin(state.secret(), Begun::new(nonce, verifier, back, browser, now));
        Ok(url.to_string())
    }

    /// Where the browser signs out of the provider, if that can be done.
    pub(super) fn end(&self, now: Timestamp) -> Result<Option<String>, OpenIdError> {
        let Some(url) = self.metadata(now)?.additional_metadata().end_session_endpoint.clone() else {
            return Ok(None);
        };
        let request = LogoutRequest::from(url)
            .set_client_id(ClientId::new(self.options.client_id.clone()))
            .set_post_logout_redirect_uri(PostLogoutRedirectUrl::new(self.here("/portal/anmelden"))?);
        Ok(Some(request.http_get_url().to_string()))
    }

    /// Takes the browser's answer of the provider, once.
    pub(super) fn finish(&self, browser: &str, query: &Values, now: Timestamp) -> Result<Vouched, OpenIdError> {
        let begun = self.pending.take(query.get("state"), browser, now).ok_or(OpenIdError::Foreign)?;
        if query.has("error") {
            return Err(OpenIdError::Refused(query.get("error").chars().take(100).collect()));
        }
        let http = |request: HttpRequest| self.send(&request);
        let client = self.client(now)?;
        let answer = client
            .exchange_code(AuthorizationCode::new(query.raw("code").to_owned()))
            .map_err(provider("the configuration"))?
            .set_pkce_verifier(begun.verifier)
            .request(&http)
            .map_err(provider("the exchange of the code"))?;
        let (issuer, subject, mut claims) = match believed(&client, &answer, &begun.nonce) {
            // The provider may sign with a newer key than the one we know.
            Err(OpenIdError::Token(ClaimsVerificationError::SignatureVerification(_))) => {
                self.discovery.forget();
                believed(&self.client(now)?, &answer, &begun.nonce)?
            }
            other => other?,
        };
        if self.options.claims.as_ref().is_some_and(|rules| !has_role(rules, &claims)) {
            claims.append(&mut self.more(&client, answer.access_token(), &subject)?);
        }
        let subject = subject.to_string();
        Ok(Vouched { issuer, subject, claims, back: begun.back })
    }

    /// What the provider tells at its userinfo endpoint, if it has one.
    fn more(
        &self,
        client: &Client,
        token: &AccessToken,
        subject: &SubjectIdentifier,
    ) -> Result<Map<String, Value>, OpenIdError> {
        let http = |request: HttpRequest| self.send(&request);
        let Ok(request) = client.user_info(token.clone(), Some(subject.clone())) else { return Ok(Map::new()) };
        let told: UserInfoClaims<Extra, openidconnect::core::CoreGenderClaim> =
            request.request(&http).map_err(provider("the question who it is"))?;
        Ok(object(&told))
    }
}

fn object(value: &impl serde::Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

/// Issuer, subject and all claims of the id token, if signature, issuer, audience, time and nonce are right.
fn believed(
    client: &Client,
    answer: &Tokens,
    nonce: &Nonce,
) -> Result<(String, SubjectIdentifier, Map<String, Value>), OpenIdError> {
    let token = answer.id_token().ok_or_else(|| OpenIdError::Refused("no id token".into()))?;
    let verifier = client.id_token_verifier().set_allowed_algs(algorithms());
    let claims = token.claims(&verifier, nonce).map_err(OpenIdError::Token)?;
    Ok((claims.issuer().to_string(), claims.subject().clone(), object(claims)))
}
